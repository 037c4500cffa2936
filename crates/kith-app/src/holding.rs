//! Holding: begun, reviewed, corrected and ended by whoever supports the person, and by no clock.
//!
//! # Invariants
//! - A holding and its case move in one unit of work: the case stands at *Holding* exactly while a holding goes on.
//! - What causes it is a wait or a gap of the same person.
//! - A review needs nothing but a press.

use jiff::civil::Date;
use kith_domain::day::Meant;
use kith_domain::directory::connection::State as Connected;
use kith_domain::id::Id;
use kith_domain::need::gap::{Findings, Instead, Reason};
use kith_domain::need::{Gap, Need, Origin};
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::support::Holding;
use kith_domain::support::holding::{Cause, Function, Outcome, Says, Went, usual_review};
use kith_domain::text::{Line, Words};
use kith_store::story::{self, Happened};
use kith_store::{Kept, ReadTx, cases, connections, gaps, holdings, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::people::{self, Head, Names};
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};
use crate::support::open_case;

/// What is said of a holding, as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Code of [`Function`].
    pub function: String,
    /// Code of a [`CauseLine`], or empty.
    pub cause: String,
    /// What is awaited.
    pub awaited: String,
    /// The day on which it began; empty for today.
    pub began: String,
    /// The day of the next review; empty for four weeks from now.
    pub review_on: String,
    /// `yes` when the wait is to be recorded as a gap too.
    pub as_gap: String,
}

/// Something that may cause it, to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    /// Which.
    pub cause: Cause,
    /// What it is called.
    pub words: String,
    /// The need it is for.
    pub need: Option<Id<Need>>,
    /// Whether a gap stands in the record for it.
    pub has_gap: bool,
}

impl CauseLine {
    /// As it stands in a form.
    #[must_use]
    pub fn code(&self) -> String {
        code_of(self.cause)
    }
}

/// A cause as it stands in a form.
#[must_use]
pub fn code_of(cause: Cause) -> String {
    match cause {
        Cause::Connection(id) => format!("connection-{id}"),
        Cause::Gap(id) => format!("gap-{id}"),
    }
}

/// What may cause holding: the connections of a person that wait, and the gaps that are open.
pub(crate) fn causes(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<CauseLine>, Refusal> {
    let all = gaps::of_person(tx, person)?;
    let open = || all.iter().filter(|gap| gap.answered.is_none());
    let waiting = connections::of_person(tx, person)?.into_iter().filter(|line| {
        matches!(line.kept.it.state, Connected::Asked | Connected::NotAnswered | Connected::WaitListed { .. })
    });
    let mut found: Vec<CauseLine> = waiting
        .map(|line| CauseLine {
            cause: Cause::Connection(line.kept.it.id),
            words: format!("{}: {}", line.to, line.kept.it.state.in_words().to_lowercase()),
            need: line.kept.it.need,
            has_gap: open().any(|gap| gap.from == Some(line.kept.it.id)),
        })
        .collect();
    found.extend(open().map(|gap| CauseLine {
        cause: Cause::Gap(gap.id),
        words: format!("{}: {}", gap.sought, gap.reason.label().to_lowercase()),
        need: Some(gap.need),
        has_gap: true,
    }));
    Ok(found)
}

/// Reads a form. A cause that was chosen before may stay, although it is over by now.
fn read(
    tx: &mut ReadTx<'_>,
    (person, before): (Id<Person>, Option<&Says>),
    today: Date,
    input: &Input,
) -> Result<Says, Refusal> {
    let mut faults = Faults::new();
    let function = faults.take(
        Function::from_code(&input.function)
            .ok_or_else(|| Rejection::of_field("function", "holding.function", "Choose what you hold them for.")),
    );
    let cause = match input.cause.as_str() {
        "" => None,
        typed => {
            let kept = before.and_then(|says| says.cause).filter(|cause| code_of(*cause) == typed);
            let found = match kept {
                Some(cause) => Some(cause),
                None => causes(tx, person)?.iter().find(|line| line.code() == typed).map(|line| line.cause),
            };
            faults.take(found.ok_or_else(|| {
                Rejection::of_field("cause", "holding.cause", "Choose a wait or gap from the list, or none of them.")
            }))
        }
    };
    let awaited = faults.optional("awaited", Line::optional(&input.awaited));
    let began = match input.began.trim() {
        "" => Some(before.map_or(today, |says| says.began)),
        typed => faults.take(dates::read_one("began", typed, today, Meant::Past)),
    };
    let review_on = match input.review_on.trim() {
        "" => Some(before.map_or_else(|| usual_review(today), |says| says.review_on)),
        typed => faults.take(dates::read_one("review_on", typed, today, Meant::ToCome)),
    };
    faults.finish()?;
    let (Some(function), Some(began), Some(review_on)) = (function, began, review_on) else {
        unreachable!("what is missing was noted as a fault")
    };
    Ok(Says { function, cause, awaited, began, review_on })
}

/// For the form with which holding begins.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The person.
    pub head: Head,
    /// What may cause it.
    pub causes: Vec<CauseLine>,
    /// What goes on already.
    pub going_on: Option<Id<Holding>>,
}

/// Opens the form with which holding begins.
///
/// # Errors
/// When the store cannot answer.
pub fn beginning(look: &mut Look<'_, '_>, permit: &Permit<act::KeepHolding, Id<Person>>) -> Result<Beginning, Refusal> {
    let going_on = going_on(look.tx(), permit.key())?.map(|kept| kept.it.id);
    Ok(Beginning { head: people::head(look, permit)?, causes: causes(look.tx(), permit.key())?, going_on })
}

/// The holding that goes on for a person.
fn going_on(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Kept<Holding>>, Refusal> {
    Ok(holdings::of_person(tx, person)?.into_iter().find(|kept| kept.it.ended.is_none()))
}

/// Writes down that somebody is held.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, when no case is open, nobody was in touch yet, or it
/// is written down already.
pub fn begin(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepHolding, Id<Person>>,
    input: &Input,
) -> Result<Id<Holding>, Refusal> {
    let person = permit.key();
    let says = read(work.tx(), (person, None), ctx.today(), input)?;
    let case = open_case(work, person)?;
    let (it, event) = Holding::begin(ctx.id(), &case.it, says, (ctx.account()?, ctx.now()))?;
    let (held, of_case) = case.it.hold()?;
    let writ = ctx.writ::<act::KeepHolding>();
    save::new(work.tx(), &writ, &it, &event)?;
    cases::save_change(work.tx(), &ctx.writ::<act::KeepHolding>(), case.version, &held, &of_case)?;
    Ok(it.id)
}

/// Records the wait that causes a holding as a gap too, so that it is counted in what was missing. What stands in the
/// record already is not recorded again.
///
/// # Errors
/// [`Refusal::Rejected`] when the wait answers no need.
pub fn record_wait(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Person>>,
    holding: Id<Holding>,
) -> Result<(), Refusal> {
    let kept = table::find::<Holding>(work.tx(), holding.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.person != permit.key() {
        return Err(Refusal::Hidden);
    }
    let Some(Cause::Connection(id)) = kept.it.says.cause else { return Ok(()) };
    let lines = connections::of_person(work.tx(), permit.key())?;
    let line = lines.iter().find(|line| line.kept.it.id == id).ok_or(Refusal::Hidden)?;
    if gaps::of_person(work.tx(), permit.key())?.iter().any(|gap| gap.answered.is_none() && gap.from == Some(id)) {
        return Ok(());
    }
    let need = line.kept.it.need.ok_or_else(|| {
        Rejection::of_field(
            "as_gap",
            "holding.no_need",
            "This connection answers no need that is written down, so that no gap can be recorded for it here. Take the tick away, or record a gap from the person’s page.",
        )
    })?;
    let need = table::find::<Need>(work.tx(), need.uuid())?.ok_or(Refusal::Hidden)?.it;
    let weeks = match line.kept.it.state {
        Connected::WaitListed { weeks } => weeks,
        _ => None,
    };
    let findings = Findings {
        sought: Line::new(&line.to.chars().take(200).collect::<String>()).ok(),
        weeks,
        instead: Some(Instead::Held),
        from: Some(id),
        origin: Origin::by_state(&line.kept.it.state),
        ..Findings::only(Reason::Wait)
    };
    let (gap, event) = Gap::record(ctx.id(), &need, findings, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::RecordGap>(), &gap, &event)?;
    Ok(())
}

/// A review as typed. A press is enough.
#[derive(Debug, Clone, Default)]
pub struct ReviewInput {
    /// Code of [`Outcome`].
    pub outcome: String,
    /// A note.
    pub note: String,
    /// The day of the next review; empty for four weeks from now.
    pub review_on: String,
    /// Code of [`Went`], where it ended.
    pub went: String,
}

/// Reviews a holding, or ends it. Gives what the review found.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was reviewed or changed meanwhile.
pub fn review(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (permit, kept): OnEntry<act::KeepHolding, Holding>,
    version: i64,
    input: &ReviewInput,
) -> Result<Outcome, Refusal> {
    debug_assert_eq!(permit.key(), kept.it.id);
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let outcome = faults.take(
        Outcome::from_code(&input.outcome)
            .ok_or_else(|| Rejection::of_field("outcome", "holding.outcome", "Press what the review found.")),
    );
    let note = faults.optional("note", Words::optional(&input.note));
    let went = match outcome {
        Some(Outcome::Ended) => faults.take(
            Went::from_code(&input.went)
                .ok_or_else(|| Rejection::of_field("went", "holding.went", "Choose where it went.")),
        ),
        _ => None,
    };
    let review_on = match (outcome, input.review_on.trim()) {
        (Some(Outcome::Ended), _) | (_, "") => Some(usual_review(ctx.today())),
        (_, typed) => faults.take(dates::read_one("review_on", typed, ctx.today(), Meant::ToCome)),
    };
    faults.finish()?;
    let (Some(outcome), Some(review_on)) = (outcome, review_on) else {
        unreachable!("what is missing was noted as a fault")
    };
    match went {
        Some(went) => end::<act::KeepHolding>(work, ctx, kept, went, note)?,
        None => {
            let (it, event) = kept.it.review(outcome, note, review_on, ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::KeepHolding>(), version, &it, &event)?;
        }
    }
    Ok(outcome)
}

/// Ends a holding, and its case goes on.
fn end<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<Holding>,
    went: Went,
    words: Option<Words>,
) -> Result<(), Refusal> {
    let case = open_case(work, kept.it.person)?;
    let (it, event) = kept.it.end(went, words, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    let (resumed, event) = case.it.resume()?;
    cases::save_change(work.tx(), &ctx.writ::<A>(), case.version, &resumed, &event)?;
    Ok(())
}

/// Ends what was held, because support ended.
pub(crate) fn end_with_support<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, person: Id<Person>) -> Result<(), Refusal> {
    let Some(kept) = going_on(work.tx(), person)? else { return Ok(()) };
    let (it, event) = kept.it.end(Went::SupportEnded, None, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    Ok(())
}

/// Changes what is said of a holding that goes on, or where one went that has ended.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (permit, kept): OnEntry<act::KeepHolding, Holding>,
    version: i64,
    (input, went, words): (&Input, &str, &str),
) -> Result<(), Refusal> {
    debug_assert_eq!(permit.key(), kept.it.id);
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = if kept.it.ended.is_some() {
        let mut faults = Faults::new();
        let went = faults.take(
            Went::from_code(went).ok_or_else(|| Rejection::of_field("went", "holding.went", "Choose where it went.")),
        );
        let words = faults.optional("words", Words::optional(words));
        faults.finish()?;
        let Some(went) = went else { unreachable!("what is missing was noted as a fault") };
        kept.it.correct_end(went, words)?
    } else {
        let says = read(work.tx(), (kept.it.person, Some(&kept.it.says)), ctx.today(), input)?;
        kept.it.correct(says, ctx.now())?
    };
    save::change(work.tx(), &ctx.writ::<act::KeepHolding>(), version, &it, &event)?;
    Ok(())
}

/// One holding with everything about it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The holding.
    pub holding: Kept<Holding>,
    /// The person.
    pub head: Head,
    /// What may cause it.
    pub causes: Vec<CauseLine>,
    /// What its cause is called, whether or not it still waits.
    pub cause: Option<String>,
    /// What happened to it, newest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens one holding.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, (_, holding): OnEntry<act::KeepHolding, Holding>) -> Result<Opened, Refusal> {
    let person = holding.it.person;
    let head = people::head_of(look, act::KeepHolding::ACTION, person)?;
    let mut happened = story::of_subject(look.tx(), holding.it.id.uuid())?;
    happened.reverse();
    let cause = match holding.it.says.cause {
        None => None,
        Some(cause) => cause_in_words(look.tx(), person, cause)?,
    };
    Ok(Opened {
        causes: causes(look.tx(), person)?,
        cause,
        names: staff::names(look.tx(), holding.it.service)?.into_iter().collect(),
        happened,
        head,
        holding,
    })
}

/// What a cause is called.
fn cause_in_words(tx: &mut ReadTx<'_>, person: Id<Person>, cause: Cause) -> Result<Option<String>, Refusal> {
    Ok(match cause {
        Cause::Connection(id) => connections::of_person(tx, person)?
            .into_iter()
            .find(|line| line.kept.it.id == id)
            .map(|line| format!("{}: {}", line.to, line.kept.it.state.in_words().to_lowercase())),
        Cause::Gap(id) => gaps::of_person(tx, person)?
            .into_iter()
            .find(|gap| gap.id == id)
            .map(|gap| format!("{}: {}", gap.sought, gap.reason.label().to_lowercase())),
    })
}
