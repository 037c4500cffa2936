//! Introducing a person by e-mail to an organisation that said yes: for a link worker who has just asked what may be
//! told; a few ticks, a look at what will be read, and one button.

use askama::Template;
use kith_app::asking::{self, Asking};
use kith_app::{Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::link::{DAYS, Why};
use kith_domain::policy::act;

use super::ask::{SHOWN, act_in_words, handed, read};
use super::telling::{self, Telling};
use crate::components::{BackLink, Button, Form, Frame, SummaryList, Tag};
use crate::error::Problem;
use crate::hand_over::delivery;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::roles::invite::said_of;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "connections/introduce.html")]
pub(crate) struct IntroducePage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    organisation: String,
    recipient: Option<String>,
    called: String,
    days: i64,
    button: &'static str,
    /// Why nobody can be introduced by a link now.
    not_now: Option<String>,
    /// What may be told.
    pub(crate) telling: Telling,
}

impl IntroducePage {
    /// The form for a connection.
    pub(crate) fn new(frame: Frame, asking: &Asking, form: Form) -> Self {
        let it = &asking.connection.it;
        let called = asking.person.identity.called().into_owned();
        let organisation = asking.organisation.name.to_string();
        let not_now = if asking.kept_offline {
            Some(format!(
                "The record of {called} is marked “do not show online”: somebody else might read what is opened by a \
                 link. If {called} agrees, ring {organisation}, and record on the connection that you introduced them."
            ))
        } else if asking.why.is_none() {
            Some(format!("Nobody is told anything about {called} any more, or {called} does not want this now."))
        } else if !asking::can_introduce(it) {
            Some(format!(
                "{called} can be introduced to {organisation} by e-mail once they have said yes, and only once."
            ))
        } else {
            None
        };
        Self {
            to: format!("/connections/{}/introduce", it.id),
            back: format!("/connections/{}", it.id),
            recipient: asking.recipient.as_ref().map(ToString::to_string),
            days: DAYS,
            button: act_in_words(Why::Introduce, frame.by_hand),
            not_now: not_now.filter(|_| form.is_fine()),
            telling: Telling::new(asking.person.id, asking.organisation.id, &asking.sharing, &asking.offered),
            organisation,
            called,
            frame,
            form,
        }
    }
}

fn draw(visit: &Visit, asking: &Asking, form: Form) -> IntroducePage {
    let form = form.carrying(SHOWN, asking.recipient.as_ref().map_or("", |address| address.as_str()));
    let how = if visit.site.settings.has_post { "e-mail" } else { "a link" };
    let title = format!("Introduce {} by {how}", asking.person.identity.called());
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &asking.person, &title) };
    IntroducePage::new(frame, asking, form)
}

/// `GET /connections/{id}/introduce`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let asking = read(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &asking.connection.version.to_string());
    let form = telling::begin(form, &asking.connection.it.agreed);
    Reply::page(&draw(visit, &asking, form))
}

/// `POST /connections/{id}/introduce`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let version = visit.version()?;
    if visit.field("look") == "first" {
        return look_first(visit, id);
    }
    let (agreed, shown) = (telling::typed(visit), visit.field(SHOWN));
    let delivery = delivery(visit, || read(visit, id).map(drop))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "introduced-by-mail"));
    let taken = visit.submit::<act::AskByLink>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
        asking::goes_where_shown(work, &permit, &shown)?;
        asking::introduce(work, ctx, &permit, version, &agreed, &how)?;
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
            Reply::page(&IntroducePage { telling: page.telling.looked_at(Some(read)), ..page })
        }
        Err(refusal) if explain(&mut form, &refusal) => Reply::again(&draw(visit, &asking, form)),
        Err(refusal) => Err(refusal.into()),
    }
}
