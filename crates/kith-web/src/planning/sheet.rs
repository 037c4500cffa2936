//! What surrounds goals and actions: strengths, with whom the plan was agreed, when it is looked at again, and what
//! should happen if things get harder. All of it may be left out.

use kith_app::people::Story;
use kith_app::permit;
use kith_app::planning::{self, SheetInput};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::plan::Agreed;

use super::{day_of, story, text, with_day, words};
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Around the plan";

/// The version that a form begins from; 0 when there is nothing yet.
fn version(story: &Story) -> i64 {
    story.plan.sheet.as_ref().map_or(0, |kept| kept.version)
}

/// The form with what the record says.
pub(crate) fn filled(form: Form, story: &Story) -> Form {
    let form = form.carrying(VERSION, &version(story).to_string());
    let Some(it) = story.plan.sheet.as_ref().map(|kept| &kept.it.parts) else { return form };
    with_day(form, "review", it.review)
        .prefill("strengths", &text(&it.strengths))
        .prefill("agreed", it.agreed.map_or("", Agreed::code))
        .prefill("reviewer", &text(&it.reviewer))
        .prefill("funding", &text(&it.funding))
        .prefill("documents", &text(&it.documents))
        .prefill("harder_signs", &text(&it.harder_signs))
        .prefill("harder_do", &text(&it.harder_do))
        .prefill("harder_who", &text(&it.harder_who))
}

/// The page.
pub(crate) fn page(frame: Frame, person: &Person, form: Form) -> AskPage {
    let id = person.id;
    let agreed: Vec<Choice> = std::iter::once(Choice::new("", "Not said"))
        .chain(Agreed::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
        .collect();
    AskPage::new(frame, person, format!("/people/{id}/plan/around"), form)
        .back(format!("/people/{id}/plan"), "Back to the plan")
        .lead("Everything here may be left out.")
        .asks(|form| {
            vec![
                Slot::of(
                    &form
                        .textarea("strengths", "Strengths")
                        .hint("What they are good at, who and what they can count on.")
                        .rows(3),
                ),
                Slot::of(&form.radios("agreed", "With whom was the plan agreed?", &agreed).small()),
                Slot::of(&form.date("review", "When do you look at it again?")),
                Slot::of(&form.input("reviewer", "Who sees to that?").autocomplete("off")),
            ]
        })
        .more("If things get harder", &["harder_signs", "harder_do", "harder_who"], |form| {
            vec![
                Slot::of(&form.textarea("harder_signs", "What may begin it, or show it?").rows(2)),
                Slot::of(&form.textarea("harder_do", "What should happen then?").rows(2)),
                Slot::of(&form.textarea("harder_who", "Whom to ask?").rows(2)),
                Slot::of(&form.input("funding", "Who pays for what is in the plan?").autocomplete("off")),
                Slot::of(&form.textarea("documents", "Other plans there are, and where").rows(2)),
            ]
        })
}

/// `GET /people/{id}/plan/around`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::WritePlan>(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &story);
    Reply::page(&page(frame_about(visit, &story.person.it, TITLE), &story.person.it, form))
}

/// `POST /people/{id}/plan/around`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = SheetInput {
        strengths: visit.field("strengths"),
        agreed: visit.field("agreed"),
        review: day_of(visit, "review"),
        reviewer: visit.field("reviewer"),
        funding: visit.field("funding"),
        documents: visit.field("documents"),
        harder_signs: visit.field("harder_signs"),
        harder_do: visit.field("harder_do"),
        harder_who: visit.field("harder_who"),
    };
    let read = visit.version()?;
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WritePlan>(work.tx(), ctx, id)?;
        planning::write_sheet(work, ctx, &permit, read, &input)?;
        Ok(format!("/people/{id}/plan?said=plan-written"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let story = story::<act::WritePlan>(visit, id)?;
    let parts = story.plan.sheet.as_ref().map(|kept| words::parts_in_words(&kept.it.parts)).unwrap_or_default();
    answer(
        taken,
        version(&story),
        |form| page(frame_about(visit, &story.person.it, TITLE), &story.person.it, form),
        |page| page.beside(parts.into_iter().map(|(heading, words)| (heading, Some(words))).collect()),
    )
}
