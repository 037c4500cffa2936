//! About Me and the plan: none of it is ever needed to save or close anything.

use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::about_me::{self, AboutMe};
use kith_domain::support::plan::action::{self, Action, Owner, Terms};
use kith_domain::support::plan::goal::{self, Goal, Wording};
use kith_domain::support::plan::{Agreed, ChangeReason, Parts, Sheet};
use kith_domain::text::{Line, Words};
use kith_store::{about_me as tellings, plan, save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::dates::read_optional;
use crate::ending::picked;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::{number, the_person};

/// About Me as typed. One of the first three is enough.
#[derive(Debug, Clone, Default)]
pub struct AboutMeInput {
    /// About me.
    pub about: String,
    /// How I communicate.
    pub communicate: String,
    /// How and when to support me.
    pub support: String,
    /// Who supported the writing.
    pub with: String,
    /// Day, month and year on which it was said; empty for today.
    pub day: (String, String, String),
}

/// Writes About Me. `after` is the telling that the writer had before them, if there was one.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when there is a newer telling than the writer saw.
pub fn write_about_me(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAboutMe, Id<Person>>,
    after: &str,
    input: &AboutMeInput,
) -> Result<(), Refusal> {
    let latest = tellings::of_person(work.tx(), permit.key())?.into_iter().next();
    if latest.map(|telling| telling.id.to_string()).unwrap_or_default() != after {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let about = faults.optional("about", Words::optional(&input.about));
    let communicate = faults.optional("communicate", Words::optional(&input.communicate));
    let support = faults.optional("support", Words::optional(&input.support));
    let with = faults.optional("with", Line::optional(&input.with));
    let day =
        faults.take(read_optional("said_on", &input.day, ctx.today(), Meant::Past)).flatten().unwrap_or(ctx.today());
    if day > ctx.today() {
        faults.add(Rejection::of_field(
            "said_on",
            "about_me.in_future",
            "This day is in the future. Enter the day on which it was said.",
        ));
    }
    faults.finish()?;
    let person = the_person(work, permit.key())?;
    let telling = about_me::Telling { about, communicate, support, with };
    let (it, event) = AboutMe::write(ctx.id(), &person, telling, day, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::WriteAboutMe>(), &it, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::ABOUT_ME)?;
    Ok(())
}

/// What surrounds goals and actions, as typed. Everything may be empty.
#[derive(Debug, Clone, Default)]
pub struct SheetInput {
    /// Strengths.
    pub strengths: String,
    /// Code of [`Agreed`], or empty.
    pub agreed: String,
    /// Day, month and year of the review.
    pub review: (String, String, String),
    /// Who sees to it.
    pub reviewer: String,
    /// Who pays.
    pub funding: String,
    /// Other plans.
    pub documents: String,
    /// If things get harder: what may begin it.
    pub harder_signs: String,
    /// If things get harder: what should happen.
    pub harder_do: String,
    /// If things get harder: whom to ask.
    pub harder_who: String,
}

/// Writes what surrounds goals and actions. `version` is 0 when there was nothing yet.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was written meanwhile.
pub fn write_sheet(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Person>>,
    version: i64,
    input: &SheetInput,
) -> Result<(), Refusal> {
    let before = plan::of_person(work.tx(), permit.key())?.sheet;
    if before.as_ref().map_or(0, |kept| kept.version) != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let parts = Parts {
        strengths: faults.optional("strengths", Words::optional(&input.strengths)),
        agreed: picked(&mut faults, "agreed", &input.agreed, Agreed::from_code),
        review: faults.take(read_optional("review", &input.review, ctx.today(), Meant::ToCome)).flatten(),
        reviewer: faults.optional("reviewer", Line::optional(&input.reviewer)),
        funding: faults.optional("funding", Line::optional(&input.funding)),
        documents: faults.optional("documents", Words::optional(&input.documents)),
        harder_signs: faults.optional("harder_signs", Words::optional(&input.harder_signs)),
        harder_do: faults.optional("harder_do", Words::optional(&input.harder_do)),
        harder_who: faults.optional("harder_who", Words::optional(&input.harder_who)),
    };
    faults.finish()?;
    let writ = ctx.writ::<act::WritePlan>();
    match before {
        Some(kept) => {
            let (sheet, event) = kept.it.write(parts, ctx.account()?, ctx.now());
            save::change(work.tx(), &writ, version, &sheet, &event)?;
        }
        None => {
            let person = the_person(work, permit.key())?;
            let (sheet, event) = Sheet::begin(ctx.id(), &person, parts, ctx.account()?, ctx.now());
            save::new(work.tx(), &writ, &sheet, &event)?;
        }
    }
    Ok(())
}

/// A goal as typed.
#[derive(Debug, Clone, Default)]
pub struct GoalInput {
    /// The goal, in the person's words.
    pub words: String,
    /// Why it matters.
    pub why: String,
    /// Why it is changed: code of [`ChangeReason`]. Not looked at when it is new.
    pub reason: String,
    /// More about the change.
    pub more: String,
}

fn wording(faults: &mut Faults, input: &GoalInput) -> Option<Wording> {
    let words = faults.text("words", "Write the goal or hope, in the person's own words.", Words::new(&input.words));
    let why = faults.optional("why", Words::optional(&input.why));
    words.map(|words| Wording { words, why })
}

/// Why something is changed, and more about it.
fn why_changed(faults: &mut Faults, reason: &str, more: &str) -> (Option<ChangeReason>, Option<Words>) {
    let reason = faults.take(
        ChangeReason::from_code(reason)
            .ok_or_else(|| Rejection::of_field("reason", "plan.reason", "Choose why it is changed.")),
    );
    (reason, faults.optional("more", Words::optional(more)))
}

/// Sets a goal down.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong.
pub fn set_goal(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Person>>,
    input: &GoalInput,
) -> Result<Id<Goal>, Refusal> {
    let mut faults = Faults::new();
    let wording = wording(&mut faults, input);
    faults.finish()?;
    let Some(wording) = wording else { unreachable!("missing words were noted as a fault") };
    let person = the_person(work, permit.key())?;
    let (goal, event) = Goal::set(ctx.id(), &person, wording, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::WritePlan>(), &goal, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::GOAL)?;
    Ok(goal.id)
}

/// Changes a goal, with the reason. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn change_goal(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Goal>>,
    version: i64,
    input: &GoalInput,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let wording = wording(&mut faults, input);
    let (reason, more) = why_changed(&mut faults, &input.reason, &input.more);
    faults.finish()?;
    let (Some(wording), Some(reason)) = (wording, reason) else { unreachable!("a missing part was noted as a fault") };
    let kept = table::find::<Goal>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (goal, event) = kept.it.change(wording, reason, more.as_ref())?;
    save::change(work.tx(), &ctx.writ::<act::WritePlan>(), version, &goal, &event)?;
    Ok(goal.person)
}

/// What became of a goal or an action, as typed.
#[derive(Debug, Clone, Default)]
pub struct StandInput {
    /// Code of the state.
    pub state: String,
    /// What came of it, in words.
    pub outcome: String,
}

/// Says what became of a goal.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn stand_goal(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Goal>>,
    version: i64,
    input: &StandInput,
) -> Result<Id<Person>, Refusal> {
    let (state, outcome) = stood(input, goal::State::from_code)?;
    let kept = table::find::<Goal>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (goal, event) = kept.it.stand(state, outcome, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::WritePlan>(), version, &goal, &event)?;
    Ok(goal.person)
}

fn stood<T>(input: &StandInput, from_code: impl Fn(&str) -> Option<T>) -> Result<(T, Option<Words>), Refusal> {
    let mut faults = Faults::new();
    let state = faults.take(
        from_code(&input.state).ok_or_else(|| Rejection::of_field("state", "plan.state", "Choose what became of it.")),
    );
    let outcome = faults.optional("outcome", Words::optional(&input.outcome));
    faults.finish()?;
    let Some(state) = state else { unreachable!("a missing state was noted as a fault") };
    Ok((state, outcome))
}

/// An action as typed.
#[derive(Debug, Clone, Default)]
pub struct ActionInput {
    /// Identifier of the goal it serves, or empty.
    pub goal: String,
    /// What is done.
    pub what: String,
    /// Code of [`Owner`].
    pub owner: String,
    /// Who that is by name.
    pub who: String,
    /// Day, month and year by when.
    pub due: (String, String, String),
    /// What might help.
    pub strategies: String,
    /// How confident the person says they feel.
    pub confidence: String,
    /// Day, month and year of another look.
    pub review: (String, String, String),
    /// Why it is changed: code of [`ChangeReason`]. Not looked at when it is new.
    pub reason: String,
    /// More about the change.
    pub more: String,
}

pub(crate) fn terms(
    work: &mut Work<'_, '_>,
    today: jiff::civil::Date,
    faults: &mut Faults,
    person: Id<Person>,
    input: &ActionInput,
) -> Result<Option<Terms>, Refusal> {
    let goal: Option<Id<Goal>> = match input.goal.as_str() {
        "" => None,
        typed => {
            let goals = plan::of_person(work.tx(), person)?.goals;
            let found = goals.iter().map(|kept| kept.it.id).find(|id| id.to_string() == typed);
            if found.is_none() {
                faults.add(Rejection::of_field("goal", "action.goal", "Choose one of this person's goals, or none."));
            }
            found
        }
    };
    let what = faults.text("what", "Write what is to be done.", Words::new(&input.what));
    let owner = faults.take(
        Owner::from_code(&input.owner)
            .ok_or_else(|| Rejection::of_field("owner", "action.owner", "Choose whose it is.")),
    );
    let who = faults.optional("who", Line::optional(&input.who));
    let due = faults.take(read_optional("due", &input.due, today, Meant::ToCome)).flatten();
    let strategies = faults.optional("strategies", Words::optional(&input.strategies));
    let confidence = faults.take(number("confidence", &input.confidence)).flatten();
    let review = faults.take(read_optional("review", &input.review, today, Meant::ToCome)).flatten();
    let (Some(what), Some(owner)) = (what, owner) else { return Ok(None) };
    Ok(Some(Terms { goal, what, owner, who, due, strategies, confidence, review }))
}

/// Writes an action down.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong.
pub fn agree_action(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Person>>,
    input: &ActionInput,
) -> Result<Id<Action>, Refusal> {
    let mut faults = Faults::new();
    let terms = terms(work, ctx.today(), &mut faults, permit.key(), input)?;
    faults.finish()?;
    let Some(terms) = terms else { unreachable!("a missing part was noted as a fault") };
    let person = the_person(work, permit.key())?;
    let (action, event) = Action::agree(ctx.id(), &person, terms, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::WritePlan>(), &action, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::ACTION)?;
    Ok(action.id)
}

/// Changes an action, with the reason. What was agreed before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn change_action(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Action>>,
    version: i64,
    input: &ActionInput,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Action>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let terms = terms(work, ctx.today(), &mut faults, kept.it.person, input)?;
    let (reason, more) = why_changed(&mut faults, &input.reason, &input.more);
    faults.finish()?;
    let (Some(terms), Some(reason)) = (terms, reason) else { unreachable!("a missing part was noted as a fault") };
    let (action, event) = kept.it.change(terms, reason, more.as_ref())?;
    save::change(work.tx(), &ctx.writ::<act::WritePlan>(), version, &action, &event)?;
    Ok(action.person)
}

/// Says what became of an action.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn stand_action(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WritePlan, Id<Action>>,
    version: i64,
    input: &StandInput,
) -> Result<Id<Person>, Refusal> {
    let (state, outcome) = stood(input, action::State::from_code)?;
    let kept = table::find::<Action>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (action, event) = kept.it.stand(state, outcome, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::WritePlan>(), version, &action, &event)?;
    Ok(action.person)
}
