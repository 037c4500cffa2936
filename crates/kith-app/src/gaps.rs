//! Gaps: what was looked for and not there, recorded in two taps, corrected, and answered after all.
//!
//! # Invariants
//! - A gap needs no connection and no referral to exist. One that comes from a connection keeps which.
//! - Something that came later closes no gap by itself: a human says so, and the gap stays counted.

use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::gap::{Findings, Instead, Kind, Reason, Structure};
use kith_domain::need::{Gap, Need};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words};
use kith_store::{save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// A gap as typed. Only the reason is needed.
#[derive(Debug, Clone, Default)]
pub struct GapInput {
    /// What was sought.
    pub sought: String,
    /// Code of [`Kind`], or empty.
    pub kind: String,
    /// Code of [`Reason`].
    pub reason: String,
    /// Code of [`Structure`], or empty.
    pub structure: String,
    /// Weeks quoted.
    pub weeks: String,
    /// Code of [`Instead`], or empty.
    pub instead: String,
    /// More.
    pub words: String,
    /// Identifier of the connection that it comes from, or empty.
    pub from: String,
}

/// Records that nothing answered a need.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn record(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Need>>,
    input: &GapInput,
) -> Result<Id<Person>, Refusal> {
    let need = table::find::<Need>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let findings = Findings { from: came_from(work, need.person, &input.from)?, ..found(input)? };
    let (gap, event) = Gap::record(ctx.id(), &need, findings, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::RecordGap>(), &gap, &event)?;
    Ok(gap.person)
}

/// The connection that a gap comes from.
fn came_from(work: &mut Work<'_, '_>, person: Id<Person>, typed: &str) -> Result<Option<Id<Connection>>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let all = kith_store::connections::of_person(work.tx(), person)?;
    let found = all.iter().map(|line| line.kept.it.id).find(|id| id.to_string() == typed);
    Ok(Some(found.ok_or_else(|| {
        Rejection::new(
            "gap.from",
            "The connection that this comes from is not this person’s. Open it again from there.",
        )
    })?))
}

/// Checks the form of a gap and says everything that is wrong at once.
pub(crate) fn found(input: &GapInput) -> Result<Findings, Refusal> {
    let mut faults = Faults::new();
    let sought = faults.optional("sought", Line::optional(&input.sought));
    let kind = match input.kind.as_str() {
        "" => None,
        code => faults.take(Kind::from_code(code).ok_or_else(|| {
            Rejection::of_field("kind", "gap.kind", "Choose what kind of service it was, or leave it out.")
        })),
    };
    let reason = faults.take(
        Reason::from_code(&input.reason)
            .ok_or_else(|| Rejection::of_field("reason", "gap.reason", "Choose why it was not there.")),
    );
    let structure = match input.structure.as_str() {
        "" => None,
        code => faults.take(Structure::from_code(code).ok_or_else(|| {
            Rejection::of_field("structure", "gap.structure", "Choose what stands in the way, or leave it out.")
        })),
    };
    let weeks = faults.take(number("weeks", &input.weeks)).flatten();
    let instead = match input.instead.as_str() {
        "" => None,
        code => faults.take(Instead::from_code(code).ok_or_else(|| {
            Rejection::of_field("instead", "gap.instead", "Choose what is done meanwhile, or leave it out.")
        })),
    };
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    Ok(Findings { sought, kind, reason, structure, weeks, instead, words, from: None })
}

/// Corrects a gap. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectGap, Id<Gap>>,
    version: i64,
    input: &GapInput,
) -> Result<Id<Person>, Refusal> {
    let findings = found(input)?;
    let kept = table::find::<Gap>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let need = table::find::<Need>(work.tx(), kept.it.need.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (gap, event) = kept.it.correct(&need, findings)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectGap>(), version, &gap, &event)?;
    Ok(gap.person)
}

/// Writes down that a gap was answered after all, by what came.
///
/// # Errors
/// [`Refusal::Rejected`] when the words are too long or it was written down before, [`Refusal::Stale`] when the gap was
/// changed meanwhile.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
    words: &str,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    change(work, ctx, permit, version, |gap| gap.answer(words, ctx.account()?, ctx.now()).map_err(Refusal::from))
}

/// Takes back that a gap was answered.
///
/// # Errors
/// As for [`answer`].
pub fn open_again(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
) -> Result<Id<Person>, Refusal> {
    change(work, ctx, permit, version, |gap| gap.open_again().map_err(Refusal::from))
}

fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
    with: impl FnOnce(Gap) -> Result<(Gap, kith_domain::event::Event), Refusal>,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Gap>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (gap, event) = with(kept.it)?;
    save::change(work.tx(), &ctx.writ::<act::RecordGap>(), version, &gap, &event)?;
    Ok(gap.person)
}
