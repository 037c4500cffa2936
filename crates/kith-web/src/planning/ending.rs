//! Putting right why a case ended. What was said first stays in the story.

use kith_app::ending;
use kith_app::people::Head;
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::case::{Ending, State};

use super::text;
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Correct why support ended";

fn ended(head: &Head) -> Option<(i64, &Ending)> {
    let case = head.case.as_ref()?;
    match &case.it.state {
        State::DoorOpen { ending } | State::Closed { ending } => Some((case.version, ending)),
        State::Waiting | State::New { .. } | State::Active { .. } | State::Holding { .. } => None,
    }
}

/// The form with what the record says.
pub(crate) fn filled(form: Form, head: &Head) -> Form {
    match ended(head) {
        Some((version, ending)) => form
            .carrying(VERSION, &version.to_string())
            .prefill("reason", ending.reason.code())
            .prefill("words", &text(&ending.words)),
        None => form.carrying(VERSION, "0"),
    }
}

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, form: Form) -> AskPage {
    let person = &head.person.it;
    let mut offered = head.settings.closing_reasons();
    // What is not offered any more is still there for the ending that says it.
    if let Some(now) =
        ended(head).map(|(_, ending)| ending.reason).filter(|now| offered.iter().all(|(it, _)| it != now))
    {
        offered.push((now, head.settings.closing_reason(now)));
    }
    let reasons: Vec<Choice> = offered.iter().map(|(it, label)| Choice::new(it.code(), label)).collect();
    let lead = if ended(head).is_some() {
        "What was said first stays in the story. Whether the door is open stays as it is, but that it is shut when the person died."
    } else {
        "The case is open, so there is no ending to correct."
    };
    AskPage::new(frame, person, format!("/people/{}/ending", person.id), form).lead(lead).asks(|form| {
        vec![
            Slot::of(&form.radios("reason", "Why did support end?", &reasons).small()),
            Slot::of(&form.textarea("words", "More about it, if you like").rows(3)),
        ]
    })
}

fn head(visit: &Visit, id: Id<Person>) -> Result<Head, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::CorrectEnding>(look.tx(), ctx, id)?;
        kith_app::people::head(look, &permit)
    })
}

/// `GET /people/{id}/ending`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let head = head(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &head);
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, form))
}

/// `POST /people/{id}/ending`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (reason, words) = (visit.field("reason"), visit.field("words"));
    let version = visit.version()?;
    let result = visit.submit::<act::CorrectEnding>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::CorrectEnding>(work.tx(), ctx, id)?;
        ending::correct(work, ctx, &permit, version, &reason, &words)?;
        Ok(format!("/people/{id}?said=ending-corrected"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let head = head(visit, id)?;
    let now = ended(&head);
    answer(
        taken,
        now.map_or(0, |(version, _)| version),
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, form),
        |page| {
            page.beside(vec![
                ("Why it ended", now.map(|(_, ending)| head.settings.closing_reason(ending.reason))),
                ("More about it", now.and_then(|(_, ending)| Some(ending.words.as_ref()?.to_string()))),
            ])
        },
    )
}
