//! Calling an appointment off: by whom, and why if anybody knows.

use askama::Template;
use kith_app::appointments::{self, One};
use kith_app::{Refusal, permit};
use kith_domain::appointment::{Appointment, CancelledBy};
use kith_domain::policy::act;

use super::book::rows;
use super::one::{open, says};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "appointments/cancel.html")]
pub(crate) struct CancelPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    rows: Vec<Row>,
    by: Vec<Choice>,
}

impl CancelPage {
    /// The form for this one.
    pub(crate) fn new(frame: Frame, it: &Appointment, form: Form) -> Self {
        Self {
            frame,
            rows: if form.is_fine() { rows(it) } else { says(it) },
            form,
            to: format!("/appointments/{}/cancel", it.id),
            back: Back { href: format!("/appointments/{}", it.id), text: "Back to what is booked".to_owned() },
            by: CancelledBy::ALL.iter().map(|by| Choice::new(by.code(), by.label())).collect(),
        }
    }
}

fn draw(visit: &Visit, one: &One, form: Form) -> CancelPage {
    let frame = frame_about(visit, &one.head.person.it, "Cancel what is booked");
    CancelPage::new(Frame { error_title: !form.is_fine(), ..frame }, &one.kept.it, form)
}

/// `GET /appointments/{id}/cancel`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Appointment>("id")?;
    let one = open::<act::ChangeAppointment>(visit, id)?;
    if !one.kept.it.state.is_open() {
        return Ok(Reply::see(format!("/appointments/{id}")));
    }
    let form = visit.form(&id.to_string()).carrying(VERSION, &one.kept.version.to_string());
    Reply::page(&draw(visit, &one, form))
}

/// `POST /appointments/{id}/cancel`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Appointment>("id")?;
    let (by, reason) = (visit.field("by"), visit.field("reason"));
    let version = visit.version()?;
    let taken = visit.submit::<act::ChangeAppointment>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::appointment::<act::ChangeAppointment>(work.tx(), ctx, id)?;
        appointments::cancel(work, ctx, &permit, version, &by, &reason)?;
        Ok(format!("/appointments/{id}?said=cancelled"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let one = open::<act::ChangeAppointment>(visit, id)?;
        let form = overtaken(form, one.kept.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, &one, form));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &open::<act::ChangeAppointment>(visit, id)?, form))
}
