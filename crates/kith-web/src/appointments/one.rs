//! One appointment: what is agreed, where it stands, and what can be done about it.

use askama::Template;
use kith_app::appointments::{self, One};
use kith_app::{Refusal, permit};
use kith_domain::appointment::{Appointment, State};
use kith_domain::id::Id;
use kith_domain::policy::{Act, Action, act};
use kith_domain::time;

use super::book::rows;
use super::words::{standing, told};
use crate::components::{BackLink, Button, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// What happened to it, ready to show.
pub(crate) struct Told {
    when: String,
    what: String,
    lines: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "appointments/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    form: Form,
    back: Back,
    base: String,
    rows: Vec<Row>,
    /// Where they go together: the connection, and its name.
    together: Option<(String, String)>,
    standing: String,
    /// The start of the contact's form, when a contact can be logged.
    log: Option<String>,
    may_change: bool,
    may_put_back: bool,
    happened: Vec<Told>,
}

impl OnePage {
    /// The page of an appointment. `form` is that of the button that puts it back.
    pub(crate) fn new(frame: Frame, one: &One, may: &May, form: Form) -> Self {
        let it = &one.kept.it;
        let called = one.head.person.it.identity.called();
        let named = |account| one.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let happened = one.happened.iter().rev().filter_map(|it| {
            let (what, lines) = told(it.account.map_or("Kith", named), &called, it)?;
            Some(Told { when: time::moment_in_words(it.at), what, lines })
        });
        let is_open = it.state.is_open();
        let together = it.booking.together.map(|to| format!("&accompanied={to}")).unwrap_or_default();
        let log = format!("/people/{}/contacts/new?appointment={}{together}", it.person, it.id);
        Self {
            back: Back::to(&one.head.person.it),
            base: format!("/appointments/{}", it.id),
            rows: rows(it),
            together: one
                .head
                .connections
                .iter()
                .find(|line| Some(line.kept.it.id) == it.booking.together)
                .map(|line| (format!("/connections/{}", line.kept.it.id), line.to.clone())),
            standing: standing(it),
            log: (is_open && may.allows(Action::LogContact)).then_some(log),
            may_change: is_open && may.allows(Action::ChangeAppointment),
            may_put_back: matches!(it.state, State::Cancelled { .. }) && may.allows(Action::ChangeAppointment),
            happened: happened.collect(),
            frame,
            form,
        }
    }

    /// The contact's form, filled in for somebody who did not attend.
    fn missed(&self, log: &str) -> String {
        format!("{log}&reached=did-not-attend")
    }
}

/// What the record says, for whoever was overtaken.
pub(crate) fn says(it: &Appointment) -> Vec<Row> {
    let mut all = rows(it);
    all.push(Row::new("Standing", &standing(it)));
    all
}

/// Reads an appointment for a page of this action.
pub(crate) fn open<A: Act>(visit: &Visit, id: Id<Appointment>) -> Result<One, Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::appointment::<A>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, kept.it.person)?;
        appointments::see(look, &permit, kept)
    })
}

fn draw(visit: &Visit, one: &One, form: Form) -> OnePage {
    let person = &one.head.person.it;
    let may = May::opened(visit.actor(), person);
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, person, "What is booked") };
    OnePage::new(frame, one, &may, form)
}

/// `GET /appointments/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Appointment>("id")?;
    let one = open::<act::SeePerson>(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &one.kept.version.to_string());
    Reply::page(&draw(visit, &one, form))
}

/// `POST /appointments/{id}/put-back`.
pub(crate) fn put_back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Appointment>("id")?;
    let version = visit.version()?;
    let taken = visit.submit::<act::ChangeAppointment>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::appointment::<act::ChangeAppointment>(work.tx(), ctx, id)?;
        appointments::put_back(work, ctx, &permit, version)?;
        Ok(format!("/appointments/{id}?said=put-back"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal @ Refusal::Rejected(_)) => {
            let one = open::<act::ChangeAppointment>(visit, id)?;
            let mut form = visit.fresh_form(&id.to_string()).carrying(VERSION, &one.kept.version.to_string());
            explain(&mut form, &refusal);
            Reply::again(&draw(visit, &one, form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
