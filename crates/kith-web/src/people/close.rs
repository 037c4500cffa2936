//! Ending a case, with a reason and nothing else; and opening it again without a new referral.

use askama::Template;
use kith_app::ending::{self, StillOpen};
use kith_app::people::Head;
use kith_app::permit;
use kith_app::support::{self, CloseInput};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::support::case::State;

use super::may::May;
use super::{Back, frame_about, said_at};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/close.html")]
pub(crate) struct ClosePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    /// Whether there is a case that can end.
    is_open: bool,
    reasons: Vec<Choice>,
    door: Vec<Choice>,
    /// Whether the viewer may write what changed.
    can_record_change: bool,
    /// What is booked, and is called off with the ending.
    booked: Vec<String>,
    /// Who was asked, and may still write.
    asked: Vec<String>,
}

impl ClosePage {
    /// The form.
    pub(crate) fn new(frame: Frame, (head, open): (&Head, &StillOpen), may: &May, form: Form) -> Self {
        let person = &head.person.it;
        let state = head.case.as_ref().map(|kept| &kept.it.state);
        Self {
            frame,
            form,
            to: format!("/people/{}/close", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            is_open: state.is_some_and(State::is_with_worker),
            booked: open
                .booked
                .iter()
                .map(|it| format!("{}, {}", it.booking.when.in_words(), it.booking.mode.label()))
                .collect(),
            asked: open.asked.clone(),
            can_record_change: may.allows(Action::RecordChange),
            reasons: head.settings.closing_reasons().iter().map(|(it, label)| Choice::new(it.code(), label)).collect(),
            door: vec![Choice::new("yes", "They know they can come back without a new referral")],
        }
    }
}

/// The head of the form, and what is still going on.
fn opened(visit: &Visit, id: Id<Person>) -> Result<(Head, StillOpen), Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::Close>(look.tx(), ctx, id)?;
        Ok((kith_app::people::head(look, &permit)?, ending::still_open(look, &permit)?))
    })
}

/// `GET /people/{id}/close`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let (head, open) = opened(visit, id)?;
    let frame = frame_about(visit, &head.person.it, "Close the case");
    let may = May::opened(visit.actor(), &head.person.it);
    Reply::page(&ClosePage::new(frame, (&head, &open), &may, visit.form(&id.to_string())))
}

/// `POST /people/{id}/close`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let door_open = visit.field("door_open") == "yes";
    let goes_on_to_changed = visit.field("then") == "changed";
    let by_policy = visit.field("policy") == "yes";
    let input = CloseInput { reason: visit.field("reason"), words: visit.field("words"), door_open, by_policy };
    let taken = visit.submit::<act::Close>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::Close>(work.tx(), ctx, id)?;
        support::close(work, ctx, &permit, &input)?;
        let said = if door_open { "door-open" } else { "closed" };
        let page = if goes_on_to_changed { "/what-changed" } else { "" };
        Ok(format!("/people/{id}{page}?said={said}"))
    });
    match taken.map_err(|refusal| said_at(refusal, "door", "door_open")) {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let (head, open) = opened(visit, id)?;
            let frame = frame_about(visit, &head.person.it, "Close the case");
            let may = May::opened(visit.actor(), &head.person.it);
            Reply::again(&ClosePage::new(Frame { error_title: true, ..frame }, (&head, &open), &may, form))
        }
    }
}

/// `POST /people/{id}/reopen`.
pub(crate) fn reopen(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let led = visit.submit::<act::Reopen>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::Reopen>(work.tx(), ctx, id)?;
        support::reopen(work, ctx, &permit)?;
        let said = if ending::worker_has_left(work.tx(), &permit, id)? { "reopened-left" } else { "reopened" };
        Ok(format!("/people/{id}?said={said}"))
    })?;
    Ok(Reply::see(led.to))
}
