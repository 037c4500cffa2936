//! Around an ending: its correction, and, apart from it, what changed.

use kith_domain::appointment::{Appointment, CancelledBy};
use kith_domain::directory::connection::State as Connected;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Role;
use kith_domain::support::Case;
use kith_domain::support::Changed;
use kith_domain::support::case::ClosureReason;
use kith_domain::support::changed::{Direction, Gain, Meant, Telling, Whom};
use kith_domain::text::{Line, Words};
use kith_store::{Kept, ReadTx, appointments, cases, connections, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::links;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::the_person;

/// Corrects why the latest case ended.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, or when a case is open; [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectEnding, Id<Person>>,
    version: i64,
    reason: &str,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let reason = faults.take(ClosureReason::from_code(reason).ok_or_else(|| {
        Rejection::of_field("reason", "case.reason", "Choose why support ended. “Not known” is a proper answer.")
    }));
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let all = cases::of_person(work.tx(), permit.key())?;
    let is_open = all.iter().any(|kept| kept.it.state.is_open());
    let latest: Kept<Case> = all.into_iter().next().filter(|_| !is_open).ok_or_else(|| {
        Rejection::new("case.not_ended", "No case of this person has ended last, so there is no ending to correct.")
    })?;
    if latest.version != version {
        return Err(Refusal::Stale);
    }
    let (case, event) = latest.it.correct_ending(reason, words)?;
    cases::save_change(work.tx(), &ctx.writ::<act::CorrectEnding>(), version, &case, &event)?;
    if ends_asking(reason) {
        stop_asking::<act::CorrectEnding>(work, ctx, permit.key())?;
    }
    Ok(())
}

/// What is still going on when a case ends.
#[derive(Debug, Clone, Default)]
pub struct StillOpen {
    /// What is booked, soonest first. It is called off with the ending.
    pub booked: Vec<Appointment>,
    /// The community services that were asked or have a waiting list, and may still write.
    pub asked: Vec<String>,
}

/// What is still going on, for whoever is about to end the case.
///
/// # Errors
/// When the store cannot answer.
pub fn still_open(look: &mut Look<'_, '_>, permit: &Permit<act::Close, Id<Person>>) -> Result<StillOpen, Refusal> {
    let all = appointments::of_person(look.tx(), permit.key())?;
    let mut booked: Vec<Appointment> = all.into_iter().map(|kept| kept.it).filter(|it| it.state.is_open()).collect();
    booked.sort_by_key(|it| it.booking.when.start());
    let asked = connections::of_person(look.tx(), permit.key())?
        .into_iter()
        .filter(|line| {
            matches!(line.kept.it.state, Connected::Asked | Connected::WaitListed { .. } | Connected::NotAnswered)
        })
        .map(|line| line.to)
        .collect();
    Ok(StillOpen { booked, asked })
}

/// Calls off what is booked: with the case ended nobody would come.
pub(crate) fn call_off<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, person: Id<Person>) -> Result<(), Refusal> {
    let reason = Line::new("Support ended").ok();
    for Kept { version, it } in appointments::of_person(work.tx(), person)? {
        if it.state.is_open() {
            let (off, event) = it.cancel(CancelledBy::Worker, reason.clone(), ctx.now())?;
            save::change(work.tx(), &ctx.writ::<A>(), version, &off, &event)?;
        }
    }
    Ok(())
}

/// Whether nobody is to be asked about somebody any more, and what they agreed to share is told no more: they died, or said
/// that they do not want to go on. After any other ending an organisation may still say how it went on.
pub(crate) const fn ends_asking(reason: ClosureReason) -> bool {
    matches!(reason, ClosureReason::Died | ClosureReason::PersonDeclined)
}

/// Stops every link by which an organisation is still asked about somebody.
pub(crate) fn stop_asking<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, person: Id<Person>) -> Result<(), Refusal> {
    for line in connections::of_person(work.tx(), person)? {
        links::stop_all::<A>(work, ctx, line.kept.it.id.uuid())?;
    }
    Ok(())
}

/// Whether the worker of the case that is open, or of the latest one, works in the service no longer: then somebody has
/// to be found for it, and the page says so.
///
/// # Errors
/// When the store cannot answer.
pub fn worker_has_left(
    tx: &mut ReadTx<'_>,
    _permit: &Permit<impl Act, Id<Person>>,
    person: Id<Person>,
) -> Result<bool, Refusal> {
    let all = cases::of_person(tx, person)?;
    let Some(case) = all.iter().find(|kept| kept.it.state.is_open()).or_else(|| all.first()) else { return Ok(false) };
    let Some(worker) = case.it.state.worker() else { return Ok(false) };
    let here = staff::in_role(tx, case.it.service, Role::LinkWorker)?;
    Ok(!here.iter().any(|standing| standing.account == worker))
}

/// What changed, as typed. Every part may be empty, but not all.
#[derive(Debug, Clone, Default)]
pub struct ChangedInput {
    /// Code of [`Direction`], or empty.
    pub direction: String,
    /// Code of [`Meant`], or empty.
    pub meant: String,
    /// Code of [`Whom`], or empty.
    pub whom: String,
    /// Code of [`Gain`], or empty.
    pub gain: String,
    /// In words.
    pub words: String,
}

/// Records that something changed.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong.
pub fn record_change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordChange, Id<Person>>,
    input: &ChangedInput,
) -> Result<Id<Changed>, Refusal> {
    let telling = telling(input)?;
    let person = the_person(work, permit.key())?;
    let (changed, event) = Changed::record(ctx.id(), &person, telling, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::RecordChange>(), &changed, &event)?;
    Ok(changed.id)
}

/// Corrects what was recorded as changed. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was corrected meanwhile.
pub fn correct_change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordChange, Id<Changed>>,
    version: i64,
    input: &ChangedInput,
) -> Result<Id<Person>, Refusal> {
    let telling = telling(input)?;
    let kept = table::find::<Changed>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (changed, event) = kept.it.correct(telling)?;
    save::change(work.tx(), &ctx.writ::<act::RecordChange>(), version, &changed, &event)?;
    Ok(changed.person)
}

fn telling(input: &ChangedInput) -> Result<Telling, Refusal> {
    let mut faults = Faults::new();
    let direction = picked(&mut faults, "direction", &input.direction, Direction::from_code);
    let meant = picked(&mut faults, "meant", &input.meant, Meant::from_code);
    let whom = picked(&mut faults, "whom", &input.whom, Whom::from_code);
    let gain = picked(&mut faults, "gain", &input.gain, Gain::from_code);
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    Ok(Telling { direction, meant, whom, gain, words })
}

/// A choice that may be left out.
pub(crate) fn picked<T>(
    faults: &mut Faults,
    field: &'static str,
    typed: &str,
    from_code: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    match typed {
        "" => None,
        code => faults
            .take(from_code(code).ok_or_else(|| {
                Rejection::of_field(field, "choice", "Choose one of what is offered, or leave it out.")
            })),
    }
}
