//! One's own calendar link: made, shown once, revoked; and what a calendar reads through it.

use askama::Template;
use http::StatusCode;
use kith_app::{Ctx, Refusal, calendar, permit};
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page of the link.
#[derive(Template)]
#[template(path = "appointments/calendar.html")]
pub(crate) struct CalendarPage {
    frame: Frame,
    make: Form,
    revoke: Form,
    /// The address, right after it was made.
    link: Option<String>,
    /// Since when there is one.
    since: Option<String>,
}

impl CalendarPage {
    /// The page.
    pub(crate) fn new(frame: Frame, forms: (Form, Form), link: Option<String>, since: Option<String>) -> Self {
        Self { frame, make: forms.0, revoke: forms.1, link, since }
    }
}

/// What the forms of this page are drawn for.
const RECORD: &str = "calendar";

fn draw(visit: &Visit, link: Option<String>) -> Result<CalendarPage, Problem> {
    let mine = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepCalendar>(ctx)?;
        calendar::mine(look, ctx, &permit)
    })?;
    let since = mine.map(|kept| time::day_in_words(time::day_of(kept.it.made)));
    let forms = (visit.fresh_form(RECORD), visit.fresh_form(RECORD));
    Ok(CalendarPage::new(visit.frame("Your calendar link", Some("/today")), forms, link, since))
}

/// `GET /today/calendar`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&draw(visit, None)?)
}

/// `POST /today/calendar`: makes a link. Its secret is shown on the answer and nowhere else, so this one form is
/// answered with a page.
pub(crate) fn make(visit: &Visit) -> Result<Reply, Problem> {
    visit.read(|_, ctx| permit::own_service::<act::KeepCalendar>(ctx).map(drop))?;
    visit.fresh()?;
    let secret: String = Ctx::begin(&visit.seed()).secret().iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = calendar::digest_of(&secret);
    let led = visit.submit::<act::KeepCalendar>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::KeepCalendar>(ctx)?;
        calendar::make(work, ctx, &permit, &digest)?;
        Ok("/today/calendar".to_owned())
    })?;
    // Sent twice, nothing more was made, and what the first answer showed cannot be shown again.
    if led.again {
        return Ok(Reply::see(led.to));
    }
    let link = format!("{}/calendar/{secret}.ics", visit.site.base());
    Reply::page(&draw(visit, Some(link))?)
}

/// `POST /today/calendar/revoke`.
pub(crate) fn revoke(visit: &Visit) -> Result<Reply, Problem> {
    let led = visit.submit::<act::KeepCalendar>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::KeepCalendar>(ctx)?;
        calendar::revoke(work, ctx, &permit)?;
        Ok("/today/calendar?said=calendar-revoked".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// `GET /calendar/{secret}`: whoever knows the secret reads times without names. Anything else is not there.
pub(crate) fn feed(visit: &Visit) -> Result<Reply, Problem> {
    let asked = visit.param("secret");
    let secret = asked.strip_suffix(".ics").unwrap_or_default();
    if !visit.query.is_empty() || secret.len() != 64 || !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::NotFound);
    }
    match calendar::read(&visit.site.app, secret, &visit.site.base()) {
        Ok(body) => Ok(Reply::Plain { status: StatusCode::OK, kind: "text/calendar; charset=utf-8", body }),
        Err(Refusal::Hidden | Refusal::Denied) => Err(Problem::NotFound),
        Err(refusal) => Err(refusal.into()),
    }
}
