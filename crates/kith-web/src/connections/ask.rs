//! Asking an organisation by e-mail: what they will get, what they will read, and one button.

use askama::Template;
use kith_app::asking::{self, Asking};
use kith_app::{Delivery, Led, Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::link::{DAYS, Why};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time;

use super::before::Before;
use super::telling::{self, Telling};
use crate::components::{BackLink, Button, Form, Frame, SummaryList, Tag};
use crate::error::Problem;
use crate::hand_over::{HandOver, delivery, link};
use crate::people::frame_about;
use crate::reply::Reply;
use crate::roles::invite::said_of;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "connections/ask.html")]
pub(crate) struct AskPage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    organisation: String,
    recipient: Option<String>,
    called: String,
    days: i64,
    /// What the button does; nothing can be asked when `None`.
    button: Option<&'static str>,
    /// Whether the record is marked “do not show online”.
    kept_offline: bool,
    /// Whether the entry is no longer listed, or not running.
    doubt: Option<String>,
    /// How it went with them before.
    before: Before,
    /// What may be told.
    pub(crate) telling: Telling,
}

/// What sending a letter now is called.
pub(crate) const fn act_in_words(why: Why, by_hand: bool) -> &'static str {
    match why {
        _ if by_hand => "Make a link for them",
        Why::Ask | Why::Tell => "Ask them by e-mail",
        Why::Remind => "Remind them by e-mail",
        Why::Renew | Why::Answer => "Send them a fresh link",
        Why::Introduce => "Introduce them by e-mail",
    }
}

impl AskPage {
    /// The form for a connection.
    pub(crate) fn new(frame: Frame, asking: &Asking, today: jiff::civil::Date, form: Form) -> Self {
        let it = &asking.connection.it;
        let running = asking.to.entry.status == kith_domain::directory::Status::Active;
        let pause = asking.intake.as_ref().and_then(|intake| intake.pause_in_words(today));
        let doubt = match (asking.to.vanished, running, pause) {
            (Some(_), ..) => {
                Some("The directory this entry came from does not list it any more. Ring first.".to_owned())
            }
            (None, false, _) => Some("The directory says that it is not running. Ring first.".to_owned()),
            (None, true, Some(pause)) => Some(format!("{pause}, they say. They can still put somebody on a list.")),
            (None, true, None) => None,
        };
        Self {
            form,
            to: format!("/connections/{}/ask", it.id),
            back: format!("/connections/{}", it.id),
            organisation: asking.organisation.name.to_string(),
            recipient: asking.recipient.as_ref().map(ToString::to_string),
            called: asking.person.identity.called().into_owned(),
            days: DAYS,
            button: asking.why.map(|why| act_in_words(why, frame.by_hand)),
            kept_offline: asking.kept_offline,
            doubt,
            before: Before::for_team(&asking.dealings, Some(&asking.to)),
            telling: Telling::new(asking.person.id, asking.organisation.id, &asking.sharing, &asking.offered),
            frame,
        }
    }
}

/// Everything for a form from which a link is sent about a connection.
pub(crate) fn read(visit: &Visit, id: Id<Connection>) -> Result<Asking, Problem> {
    visit.read(|look, ctx| {
        let permitted = permit::connection::<act::AskByLink>(look.tx(), ctx, id)?;
        asking::prepare(look, ctx, permitted)
    })
}

/// The address that the page shows, and that the request is then sent to.
pub(crate) const SHOWN: &str = "shown_address";

fn draw(visit: &Visit, asking: &Asking, form: Form) -> AskPage {
    let form = form.carrying(SHOWN, asking.recipient.as_ref().map_or("", |address| address.as_str()));
    let how = if visit.site.settings.has_post { "e-mail" } else { "a link" };
    let title = format!("Ask {} by {how}", asking.to.entry.name);
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &asking.person, &title) };
    AskPage::new(frame, asking, time::day_of(visit.site.app.now()), form)
}

/// `GET /connections/{id}/ask`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let asking = read(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &asking.connection.version.to_string());
    let form = telling::begin(form, &asking.connection.it.agreed);
    Reply::page(&draw(visit, &asking, form))
}

/// `POST /connections/{id}/ask`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let version = visit.version()?;
    if visit.field("look") == "first" {
        return look_first(visit, id);
    }
    let (agreed, shown) = (telling::typed(visit), visit.field(SHOWN));
    let delivery = delivery(visit, || read(visit, id).map(drop))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "asked-by-mail"));
    let taken = visit.submit::<act::AskByLink>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
        asking::goes_where_shown(work, &permit, &shown)?;
        asking::ask(work, ctx, &permit, version, &agreed, &how)?;
        Ok(format!("/connections/{id}?said={said}"))
    });
    let refusal = match taken {
        Ok(led) => {
            return handed(visit, &led, &delivery, || {
                let asking = read(visit, id)?;
                Ok((asking.person, asking.organisation.name.to_string()))
            });
        }
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let asking = read(visit, id)?;
        let form = overtaken(form, asking.connection.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, &asking, form));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &read(visit, id)?, form))
}

/// The page again, with what the organisation would read; nothing is saved or sent.
fn look_first(visit: &Visit, id: Id<Connection>) -> Result<Reply, Problem> {
    visit.belongs_to(&id.to_string())?;
    let asking = read(visit, id)?;
    let mut form = visit.form(&id.to_string());
    match telling::look_at(visit, &asking.offered) {
        Ok(read) => {
            let page = draw(visit, &asking, form);
            Reply::page(&AskPage { telling: page.telling.looked_at(Some(read)), ..page })
        }
        Err(refusal) if explain(&mut form, &refusal) => Reply::again(&draw(visit, &asking, form)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answer to a link that was made: where it led, or the link to hand over. Sent twice, nothing more was made, and what
/// the first answer showed cannot be shown again.
pub(crate) fn handed(
    visit: &Visit,
    led: &Led,
    delivery: &Delivery,
    about: impl FnOnce() -> Result<(Person, String), Problem>,
) -> Result<Reply, Problem> {
    let Some(secret) = delivery.shown().filter(|_| !led.again) else { return Ok(Reply::see(led.to.clone())) };
    let (person, organisation) = about()?;
    Reply::page(&HandOver {
        frame: frame_about(visit, &person, "Hand over the link"),
        whom: format!(
            "Hand this link to {organisation} yourself, for example from your own e-mail. Name nobody in it."
        ),
        link: link(visit, "/asked/", secret),
        works: format!(
            "It works for {DAYS} days. Whoever has it reads what the person agreed to share, and can answer or ask. You \
             see the answer on Today."
        ),
        lost: "If it is lost, or gets into other hands, stop it on the connection and make a new one.",
        on: led.to.split('?').next().unwrap_or_default().to_owned(),
    })
}

/// `POST /connections/{id}/stop-links`.
pub(crate) fn stop(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let led = visit.submit::<act::StopLinks>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::StopLinks>(work.tx(), ctx, id)?;
        asking::stop(work, ctx, &permit)?;
        Ok(format!("/connections/{id}?said=request-stopped"))
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /connections/{id}/stop-lists`: the links to everything that this organisation is asked.
pub(crate) fn stop_lists(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let led = visit.submit::<act::StopLinks>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::StopLinks>(work.tx(), ctx, id)?;
        asking::lists::stop(work, ctx, &permit)?;
        Ok(format!("/connections/{id}?said=lists-stopped"))
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /connections/{id}/seen`.
pub(crate) fn seen(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let led = visit.submit::<act::MoveConnection>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::MoveConnection>(work.tx(), ctx, id)?;
        asking::see(work, ctx, &permit)?;
        Ok(format!("/connections/{id}?said=news-seen"))
    })?;
    Ok(Reply::see(led.to))
}
