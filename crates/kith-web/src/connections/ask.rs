//! Asking an organisation by e-mail: what they will get, what they will read, and one button.

use askama::Template;
use kith_app::asking::{self, AgreedInput, Asking};
use kith_app::{Delivery, Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::link::{DAYS, Why};
use kith_domain::policy::act;
use kith_domain::time;

use super::before::Before;
use super::sending::{self, Sends, To};
use super::telling::{Read, Telling};
use crate::components::{BackLink, Button, Form, Frame, SummaryList, Tag};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::visit::Visit;

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
        let places = asking.intake.as_ref().and_then(|intake| intake.places_where(asking.to.capacity));
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
            before: Before::for_team(&asking.dealings, Some(&asking.to), places),
            telling: Telling::new(asking.person.id, asking.organisation.id, &asking.sharing, &asking.offered),
            frame,
        }
    }
}

impl Sends for AskPage {
    const SAID: &'static str = "asked-by-mail";

    fn draw(visit: &Visit, asking: &Asking, how: &str, form: Form) -> Self {
        let title = format!("Ask {} by {how}", asking.to.entry.name);
        let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &asking.person, &title) };
        Self::new(frame, asking, time::day_of(visit.site.app.now()), form)
    }

    fn looked_at(self, read: Read) -> Self {
        Self { telling: self.telling.looked_at(Some(read)), ..self }
    }

    fn send(to: To<'_, '_, '_>, agreed: &AgreedInput, delivery: &Delivery) -> Result<String, Refusal> {
        asking::ask(to.work, to.ctx, to.permit, to.version, agreed, delivery)
    }
}

/// `GET /connections/{id}/ask`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    sending::show::<AskPage>(visit)
}

/// `POST /connections/{id}/ask`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    sending::take::<AskPage>(visit)
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
