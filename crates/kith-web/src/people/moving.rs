//! Moving one person's case to another link worker, with a handover note: for the lead.

use askama::Template;
use http::StatusCode;
use kith_app::moving::{self, Naming};
use kith_app::people::Head;
use kith_app::team::WorkerCounts;
use kith_app::{Refusal, permit, team};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::case::State;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::queue::choice;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/moving.html")]
pub(crate) struct MovePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    can_move: bool,
    workers: Vec<Choice>,
    /// Who is named on a restricted record, in a sentence.
    named: Option<String>,
}

impl MovePage {
    /// The form.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        (workers, named): (&[WorkerCounts], Option<&[String]>),
        form: Form,
    ) -> Self {
        let person = &head.person.it;
        let state = head.case.as_ref().map(|kept| &kept.it.state);
        let has = state.and_then(State::worker);
        let version = head.case.as_ref().map(|kept| kept.version).unwrap_or_default();
        // What was drawn first stays: a case that moved meanwhile is noticed.
        let form = if form.is_fine() { form.carrying(VERSION, &version.to_string()) } else { form };
        Self {
            frame,
            form,
            to: format!("/people/{}/move", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            can_move: state.is_some_and(|state| state.is_with_worker() || matches!(state, State::DoorOpen { .. })),
            workers: workers.iter().filter(|worker| Some(worker.account) != has).map(choice).collect(),
            named: named.map(|named| format!("This record is open to named people only: {}.", named.join(", "))),
        }
    }

    /// That whoever takes over is named too.
    fn naming(&self) -> Slot {
        let yes = [Choice::new("yes", "Whoever takes over is named on this record too")];
        Slot::of(&self.form.checkboxes("naming", "Who may see this record?", &yes).small())
    }
}

/// What the form is drawn from: the head, the workers, and who is named on a restricted record.
type Read = (Head, Vec<WorkerCounts>, Option<Vec<String>>);

fn read(visit: &Visit, id: Id<Person>) -> Result<Read, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::MoveCase>(look.tx(), ctx, id)?;
        let head = kith_app::people::head(look, &permit)?;
        let workers = team::for_a_move(look, ctx, &permit)?;
        let named = kith_app::protection::who_is_named(look, &permit)?;
        Ok((head, workers, named))
    })
}

/// `GET /people/{id}/move`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let (head, workers, named) = read(visit, id)?;
    let frame = frame_about(visit, &head.person.it, "Move to another link worker");
    Reply::page(&MovePage::new(frame, &head, (&workers, named.as_deref()), visit.form(&id.to_string())))
}

/// `POST /people/{id}/move`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (to, note, version) = (visit.field("worker"), visit.field("note"), visit.version()?);
    let naming = if visit.field("naming") == "yes" { Naming::TheReceiverToo } else { Naming::Nobody };
    let taken = visit.submit::<act::MoveCase>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::MoveCase>(work.tx(), ctx, id)?;
        moving::move_case(work, ctx, &permit, version, (&to, &note), naming)?;
        Ok(format!("/people/{id}?said=case-moved"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            let is_stale = matches!(refusal, Refusal::Stale);
            let (head, workers, named) = read(visit, id)?;
            if is_stale {
                let version = head.case.as_ref().map(|kept| kept.version).unwrap_or_default();
                form = crate::taken::overtaken(form, version);
            } else if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = frame_about(visit, &head.person.it, "Move to another link worker");
            let page = MovePage::new(Frame { error_title: true, ..frame }, &head, (&workers, named.as_deref()), form);
            let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            Reply::page_with(status, &page)
        }
    }
}
