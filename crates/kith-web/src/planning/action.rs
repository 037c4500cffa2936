//! An action of the plan: agreed, changed with the reason, and what became of it.

use kith_app::people::Story;
use kith_app::permit;
use kith_app::planning::{self, ActionInput, StandInput};
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::machine::offered;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::plan::action::{Action, Owner, State, TABLE};

use super::goal::change_questions;
use super::{day_of, story, text, with_day, words};
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::draft::{self, OfAction};
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

fn questions(form: &Form) -> Vec<Slot> {
    let owners: Vec<Choice> = Owner::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    vec![
        Slot::of(&form.textarea("what", "What is to be done?").rows(2)),
        Slot::of(&form.radios("owner", "Whose is it?", &owners).small()),
        Slot::of(
            &form.input("who", "Who is that, by name?").hint("For an agency or somebody else.").autocomplete("off"),
        ),
        Slot::of(&form.date("due", "By when?").hint("Leave it empty if nothing hangs on a day.")),
    ]
}

const DETAILS: &[&str] = &["goal", "strategies", "confidence", "review"];

fn details(story: &Story) -> impl FnOnce(&Form) -> Vec<Slot> {
    let goals: Vec<Choice> = std::iter::once(Choice::new("", "None"))
        .chain(story.plan.goals.iter().map(|kept| {
            let words: String = kept.it.wording.words.as_str().chars().take(80).collect();
            Choice::new(&kept.it.id.to_string(), &words)
        }))
        .collect();
    move |form| {
        let mut slots = Vec::new();
        if goals.len() > 1 {
            slots.push(Slot::of(&form.select("goal", "Does it serve a goal?", &goals)));
        }
        slots.push(Slot::of(&form.textarea("strategies", "What might help with it?").rows(2)));
        let confidence = form.input("confidence", "How confident do they feel about it?");
        let confidence = confidence.hint("A number they say, from 0 to 10. Leave it out if they say none.");
        slots.push(Slot::of(&confidence.width(2).digits().autocomplete("off")));
        slots.push(Slot::of(&form.date("review", "When do you look at it again?")));
        slots
    }
}

fn to_plan(page: AskPage, person: &Person) -> AskPage {
    page.back(format!("/people/{}/plan", person.id), "Back to the plan")
}

/// The page of a new action.
pub(crate) fn new_page(frame: Frame, story: &Story, form: Form) -> AskPage {
    let person = &story.person.it;
    to_plan(AskPage::new(frame, person, format!("/people/{}/actions/new", person.id), form), person)
        .asks(questions)
        .more("More, if you like", DETAILS, details(story))
}

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<Action>) -> Form {
    let it = &kept.it.terms;
    let form = form
        .carrying(VERSION, &kept.version.to_string())
        .prefill("what", it.what.as_str())
        .prefill("owner", it.owner.code())
        .prefill("who", &text(&it.who))
        .prefill("goal", &text(&it.goal))
        .prefill("strategies", &text(&it.strategies))
        .prefill("confidence", &text(&it.confidence));
    with_day(with_day(form, "due", it.due), "review", it.review)
}

/// The page that changes an action.
pub(crate) fn page(frame: Frame, story: &Story, action: &Action, form: Form) -> AskPage {
    let person = &story.person.it;
    to_plan(AskPage::new(frame, person, format!("/actions/{}/change", action.id), form), person)
        .lead("What was agreed before stays in the story, with the reason.")
        .asks(|form| questions(form).into_iter().chain(change_questions(form)).collect())
        .more("More, if you like", DETAILS, details(story))
}

/// The page that says what became of an action.
pub(crate) fn outcome_page(frame: Frame, person: &Person, action: &Action, form: Form) -> AskPage {
    let states: Vec<Choice> = offered(TABLE, action.state.code())
        .into_iter()
        .filter_map(State::from_code)
        .map(|state| Choice::new(state.code(), state.label()))
        .collect();
    to_plan(AskPage::new(frame, person, format!("/actions/{}/outcome", action.id), form), person)
        .lead(format!("It stands at “{}” now.", action.state.label()))
        .quote(action.terms.what.as_str())
        .asks(|form| {
            vec![
                Slot::of(&form.radios("state", "What became of it?", &states).small()),
                Slot::of(&form.textarea("outcome", "What came of it, in words").rows(3)),
            ]
        })
}

fn input(visit: &Visit) -> ActionInput {
    ActionInput {
        goal: visit.field("goal"),
        what: visit.field("what"),
        owner: visit.field("owner"),
        who: visit.field("who"),
        due: day_of(visit, "due"),
        strategies: visit.field("strategies"),
        confidence: visit.field("confidence"),
        review: day_of(visit, "review"),
        reason: visit.field("reason"),
        more: visit.field("more"),
    }
}

const NEW: &str = "Something to do";
const CHANGE: &str = "Change what is to be done";
const OUTCOME: &str = "What became of it";

/// `GET /people/{id}/actions/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["goal"])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::WritePlan>(visit, id)?;
    let goal = visit.query("goal")?.unwrap_or_default();
    if !goal.is_empty() && !story.plan.goals.iter().any(|kept| kept.it.id.to_string() == goal) {
        return Err(Problem::Bad("The address names a goal that this person does not have."));
    }
    let (form, drafting) = draft::begun::<OfAction>(visit, id, visit.form(&id.to_string()))?;
    let form = form.prefill("goal", goal);
    Reply::page(&new_page(frame_about(visit, &story.person.it, NEW), &story, form).drafting(drafting))
}

/// `POST /people/{id}/actions/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WritePlan>(work.tx(), ctx, id)?;
        planning::agree_action(work, ctx, &permit, &input)?;
        Ok(format!("/people/{id}/plan?said=action-agreed"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let story = story::<act::WritePlan>(visit, id)?;
    let page = |form| new_page(frame_about(visit, &story.person.it, NEW), &story, form);
    answer(taken, 0, |form| page(form).drafting(draft::going_on::<OfAction>(visit, id)), |page| page)
}

/// Opens an action with the story around it.
fn opened(visit: &Visit, id: Id<Action>) -> Result<(Kept<Action>, Story), Problem> {
    let kept = visit.read(|look, ctx| {
        let (_, kept) = permit::plan_action::<act::WritePlan>(look.tx(), ctx, id)?;
        Ok(kept)
    })?;
    let story = story::<act::WritePlan>(visit, kept.it.person)?;
    Ok((kept, story))
}

/// `GET /actions/{id}/change`.
pub(crate) fn show_change(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Action>("id")?;
    let (kept, story) = opened(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &story.person.it, CHANGE), &story, &kept.it, form))
}

/// `POST /actions/{id}/change`.
pub(crate) fn take_change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Action>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, id)?;
        let person = planning::change_action(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}/plan?said=action-changed"))
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
        |form| page(frame_about(visit, person, CHANGE), &story, now, form),
        |page| {
            let lines = words::terms_in_words(&person.identity.called(), &now.terms).join(" ");
            page.beside(vec![("What is to be done", Some(now.terms.what.to_string())), ("Agreed", Some(lines))])
        },
    )
}

/// `GET /actions/{id}/outcome`.
pub(crate) fn show_outcome(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Action>("id")?;
    let (kept, story) = opened(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &kept.version.to_string());
    Reply::page(&outcome_page(frame_about(visit, &story.person.it, OUTCOME), &story.person.it, &kept.it, form))
}

/// `POST /actions/{id}/outcome`.
pub(crate) fn take_outcome(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Action>("id")?;
    let input = StandInput { state: visit.field("state"), outcome: visit.field("outcome") };
    let version = visit.version()?;
    let result = visit.submit::<act::WritePlan>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, id)?;
        let person = planning::stand_action(work, ctx, &permit, version, &input)?;
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
