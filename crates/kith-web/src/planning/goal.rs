//! A goal: set down, changed with the reason, and what became of it.

use kith_app::people::Story;
use kith_app::permit;
use kith_app::planning::{self, GoalInput, StandInput};
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::machine::offered;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::plan::ChangeReason;
use kith_domain::support::plan::goal::{Goal, State, TABLE};

use super::{story, text};
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::draft::{self, OfGoal};
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

fn questions(form: &Form) -> Vec<Slot> {
    vec![
        Slot::of(
            &form.textarea("words", "What would they like?").hint("A goal or a hope, in their own words.").rows(3),
        ),
        Slot::of(&form.textarea("why", "Why does it matter to them?").hint("In their words, if they said.").rows(3)),
    ]
}

/// Why a goal or an action is changed, as questions.
pub(super) fn change_questions(form: &Form) -> Vec<Slot> {
    let reasons: Vec<Choice> = ChangeReason::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    vec![
        Slot::of(&form.radios("reason", "Why is it changed?", &reasons).small()),
        Slot::of(&form.textarea("more", "More about the change, if you like").rows(2)),
    ]
}

fn to_plan(page: AskPage, person: &Person) -> AskPage {
    page.back(format!("/people/{}/plan", person.id), "Back to the plan")
}

/// The page of a new goal.
pub(crate) fn new_page(frame: Frame, person: &Person, form: Form) -> AskPage {
    to_plan(AskPage::new(frame, person, format!("/people/{}/goals/new", person.id), form), person).asks(questions)
}

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<Goal>) -> Form {
    form.carrying(VERSION, &kept.version.to_string())
        .prefill("words", kept.it.wording.words.as_str())
        .prefill("why", &text(&kept.it.wording.why))
}

/// The page that changes a goal.
pub(crate) fn page(frame: Frame, person: &Person, goal: &Goal, form: Form) -> AskPage {
    to_plan(AskPage::new(frame, person, format!("/goals/{}/change", goal.id), form), person)
        .lead("What it says now stays in the story, with the reason.")
        .asks(|form| questions(form).into_iter().chain(change_questions(form)).collect())
}

/// The page that says what became of a goal.
pub(crate) fn outcome_page(frame: Frame, person: &Person, goal: &Goal, form: Form) -> AskPage {
    let states: Vec<Choice> = offered(TABLE, goal.state.code())
        .into_iter()
        .filter_map(State::from_code)
        .map(|state| Choice::new(state.code(), state.label()))
        .collect();
    to_plan(AskPage::new(frame, person, format!("/goals/{}/outcome", goal.id), form), person)
        .lead(format!("It stands at “{}” now.", goal.state.label()))
        .quote(goal.wording.words.as_str())
        .asks(|form| {
            vec![
                Slot::of(&form.radios("state", "What became of it?", &states).small()),
                Slot::of(&form.textarea("outcome", "What came of it, in words").rows(3)),
            ]
        })
}

fn input(visit: &Visit) -> GoalInput {
    GoalInput {
        words: visit.field("words"),
        why: visit.field("why"),
        reason: visit.field("reason"),
        more: visit.field("more"),
    }
}

const NEW: &str = "A goal or hope";
const CHANGE: &str = "Change a goal";
const OUTCOME: &str = "What became of a goal";

/// `GET /people/{id}/goals/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let person = story::<act::WritePlan>(visit, id)?.person.it;
    let (form, drafting) = draft::begun::<OfGoal>(visit, id, visit.form(&id.to_string()))?;
    Reply::page(&new_page(frame_about(visit, &person, NEW), &person, form).drafting(drafting))
}

/// `POST /people/{id}/goals/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WritePlan>(work.tx(), ctx, id)?;
        planning::set_goal(work, ctx, &permit, &input)?;
        Ok(format!("/people/{id}/plan?said=goal-set"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let person = story::<act::WritePlan>(visit, id)?.person.it;
    let page = |form| new_page(frame_about(visit, &person, NEW), &person, form);
    answer(taken, 0, |form| page(form).drafting(draft::going_on::<OfGoal>(visit, id)), |page| page)
}

/// Opens a goal with the story around it.
fn opened(visit: &Visit, id: Id<Goal>) -> Result<(Kept<Goal>, Story), Problem> {
    let kept = visit.read(|look, ctx| {
        let (_, kept) = permit::goal::<act::WritePlan>(look.tx(), ctx, id)?;
        Ok(kept)
    })?;
    let story = story::<act::WritePlan>(visit, kept.it.person)?;
    Ok((kept, story))
}

/// `GET /goals/{id}/change`.
pub(crate) fn show_change(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Goal>("id")?;
    let (kept, story) = opened(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &story.person.it, CHANGE), &story.person.it, &kept.it, form))
}

/// `POST /goals/{id}/change`.
pub(crate) fn take_change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Goal>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::goal::<act::WritePlan>(work.tx(), ctx, id)?;
        let person = planning::change_goal(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}/plan?said=goal-changed"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, story) = opened(visit, id)?;
    let (now, person) = (&kept.it, &story.person.it);
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, person, CHANGE), person, now, form),
        |page| {
            let why = now.wording.why.as_ref().map(ToString::to_string);
            page.beside(vec![("The goal", Some(now.wording.words.to_string())), ("Why it matters", why)])
        },
    )
}

/// `GET /goals/{id}/outcome`.
pub(crate) fn show_outcome(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Goal>("id")?;
    let (kept, story) = opened(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &kept.version.to_string());
    Reply::page(&outcome_page(frame_about(visit, &story.person.it, OUTCOME), &story.person.it, &kept.it, form))
}

/// `POST /goals/{id}/outcome`.
pub(crate) fn take_outcome(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Goal>("id")?;
    let input = StandInput { state: visit.field("state"), outcome: visit.field("outcome") };
    let version = visit.version()?;
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::goal::<act::WritePlan>(work.tx(), ctx, id)?;
        let person = planning::stand_goal(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}/plan?said=plan-stood"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, story) = opened(visit, id)?;
    let (now, person) = (&kept.it, &story.person.it);
    answer(
        taken,
        kept.version,
        |form| outcome_page(frame_about(visit, person, OUTCOME), person, now, form),
        |page| {
            let outcome = now.outcome.as_ref().map(ToString::to_string);
            page.beside(vec![("Stands at", Some(now.state.label().to_owned())), ("What came of it", outcome)])
        },
    )
}
