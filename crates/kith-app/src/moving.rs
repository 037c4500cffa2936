//! Moving a case, or a caseload, to another link worker, each with a handover note.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::caseload::Counted;
use kith_domain::support::{Case, Handover};
use kith_domain::text::Words;
use kith_store::cases::{self, CaseLine};
use kith_store::save::Writ;
use kith_store::{Kept, caseload, handovers, protection, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::team::{self, WorkerCounts};

/// How many people of a caseload are shown, and moved, at once. Larger ones go page by page.
pub const AT_ONCE: usize = 100;
/// How many people of a caseload are looked at to find those who come first.
const LOOKED_AT: u32 = 10_000;

/// Which people of a caseload are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What they count as; everybody without.
    pub counted: Option<Counted>,
    /// Which page of them, the first being 0.
    pub page: usize,
}

/// A caseload that is to be moved.
#[derive(Debug, Clone)]
pub struct Caseload {
    /// Whose it is: a link worker, or somebody who was one and still has people.
    pub from: Id<Account>,
    /// Their name.
    pub name: String,
    /// One page of its people, those whose case is open first, by name; at most [`AT_ONCE`].
    pub lines: Vec<CaseLine>,
    /// What each of them counts as.
    pub counted: BTreeMap<Id<Case>, Counted>,
    /// How many of the caseload count as what, in the order of [`Counted::ALL`].
    pub counts: Vec<(Counted, usize)>,
    /// Which of them are shown.
    pub wanted: Wanted,
    /// How many there are of those who are looked for, on all pages.
    pub found: usize,
    /// The other link workers with their counts.
    pub others: Vec<WorkerCounts>,
}

/// Opens a caseload to be moved.
///
/// # Errors
/// [`Refusal::Hidden`] when the account is no link worker of this service.
pub fn caseload(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveCaseload, Id<Service>>,
    (from, wanted): (Id<Account>, Wanted),
) -> Result<Caseload, Refusal> {
    let standings = staff::in_role(look.tx(), permit.key(), Role::LinkWorker)?;
    let mut lines = cases::movable(look.tx(), permit.scope(), from, LOOKED_AT)?;
    // Whoever stays, because they can only come back, must not keep those out of reach who are supported now.
    lines.sort_by_key(|line| line.state == "door-open");
    let name = match standings.iter().find(|standing| standing.account == from) {
        Some(standing) => standing.name.to_string(),
        None => name_of_whoever_left(look.tx(), permit.key(), from, !lines.is_empty())?,
    };
    let open = caseload::open(look.tx(), permit.scope(), &[from])?;
    let mut counted: BTreeMap<Id<Case>, Counted> = open.into_iter().map(|one| (one.line.case, one.counted)).collect();
    for line in &lines {
        counted.entry(line.case).or_insert(Counted::DoorOpen);
    }
    let as_what = |line: &CaseLine| counted.get(&line.case).copied();
    let of = |one: Counted| lines.iter().filter(|line| as_what(line) == Some(one)).count();
    let counts = Counted::ALL.iter().map(|one| (*one, of(*one))).collect();
    lines.retain(|line| wanted.counted.is_none() || as_what(line) == wanted.counted);
    let found = lines.len();
    let lines: Vec<CaseLine> = lines.into_iter().skip(wanted.page.saturating_mul(AT_ONCE)).take(AT_ONCE).collect();
    for line in &lines {
        look.shows(Action::MoveCaseload, permit.key(), line.person);
    }
    let mut others = team::workers(look.tx(), permit.key(), permit.scope(), ctx)?;
    others.retain(|worker| worker.account != from);
    Ok(Caseload { from, name, lines, counted, counts, wanted, found, others })
}

/// People that were moved together.
#[derive(Debug, Clone)]
pub struct Moved {
    /// How many.
    pub people: i64,
    /// Name of who had them.
    pub from: String,
    /// Name of who has them now.
    pub to: String,
}

/// What a lead has moved, by one of its handovers; nothing when it is none of theirs.
///
/// # Errors
/// When the store cannot answer.
pub fn moved(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeTeam, Id<Service>>,
    one: Id<Handover>,
) -> Result<Option<Moved>, Refusal> {
    let own = ctx.account()?;
    let found = table::find::<Handover>(look.tx(), one.uuid())?.map(|kept| kept.it);
    let Some(it) = found.filter(|it| it.service == permit.key() && it.by == own) else { return Ok(None) };
    let people = handovers::together(look.tx(), &it)?;
    let names: BTreeMap<Id<Account>, String> =
        staff::names_of(look.tx(), it.service, [it.from, it.to].into_iter())?.into_iter().collect();
    let name = |account| names.get(&account).cloned().unwrap_or_else(|| "somebody no longer here".to_owned());
    Ok(Some(Moved { people, from: name(it.from), to: name(it.to) }))
}

/// What a move of people led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// One of the handovers, by which [`moved`] tells of all.
    pub one: Id<Handover>,
    /// Whether people are left in the caseload, as far as the lead may know of them.
    pub some_are_left: bool,
}

/// The name of somebody who is no link worker of a service any more and may still have people there.
fn name_of_whoever_left(
    tx: &mut kith_store::ReadTx<'_>,
    service: Id<Service>,
    account: Id<Account>,
    has_people: bool,
) -> Result<String, Refusal> {
    let ever = staff::ever_worked(tx, service, account)?;
    ever.filter(|_| has_people).ok_or(Refusal::Hidden)
}

/// Moves people of a caseload, all or none of them: each case with the note for the next worker.
///
/// # Errors
/// [`Refusal::Rejected`] when nobody is chosen, a note is missing, or somebody else was faster with one of
/// them; then nobody is moved.
pub fn move_caseload(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveCaseload, Id<Service>>,
    from: Id<Account>,
    to: &str,
    notes: &[(Id<Case>, String)],
) -> Result<Done, Refusal> {
    let standings = staff::in_role(work.tx(), permit.key(), Role::LinkWorker)?;
    if standings.iter().all(|standing| standing.account != from) {
        name_of_whoever_left(work.tx(), permit.key(), from, true)?;
    }
    let mut faults = Faults::new();
    let to = faults.take(other_worker(&standings, from, to));
    if notes.is_empty() {
        faults.add(Rejection::of_field("people", "moving.nobody", "Tick at least one person to move."));
    }
    let missing = notes.iter().filter(|(_, note)| note.trim().is_empty()).count();
    if missing > 0 {
        faults.add(Rejection::of_field(
            "people",
            "moving.note",
            "Write a note for everybody you tick, or one for each of them. A few words are enough: what the next \
             worker should know first.",
        ));
    }
    faults.finish()?;
    let mover = ctx.account()?;
    let Some(to) = to else { unreachable!("a missing worker was noted as a fault") };
    let mut last = None;
    for (case, note) in notes {
        let kept = table::find::<Case>(work.tx(), case.uuid())?.filter(|kept| kept.it.service == permit.key());
        let kept = kept.ok_or(Refusal::OtherRecord)?;
        // A restricted record that does not name the lead is not on the list, and does not move from it.
        let named = protection::restricted_to(work.tx(), kept.it.person)?;
        if named.as_ref().is_some_and(|named| !named.contains(&mover)) {
            return Err(Refusal::OtherRecord);
        }
        if kept.it.state.worker() != Some(from) {
            return Err(Rejection::new(
                "moving.already",
                "Somebody else has already moved one of these people. Nobody was moved now; look at the list again.",
            )
            .into());
        }
        if named.is_some_and(|named| !named.contains(&to)) {
            let whose = table::find::<Person>(work.tx(), kept.it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
            return Err(receiver_is_not_named(&whose).into());
        }
        let note = checked_note(note)?;
        let writs = (&ctx.writ::<act::MoveCaseload>(), &ctx.writ::<act::MoveCaseload>());
        last = Some(hand_over(work, ctx, writs, kept, to, note)?);
    }
    let Some(one) = last else { unreachable!("nobody ticked was noted as a fault") };
    let some_are_left = !cases::movable(work.tx(), permit.scope(), from, 1)?.is_empty();
    Ok(Done { one, some_are_left })
}

/// Whether whoever takes a restricted record over is named on it in the same act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// They are, if they are not yet.
    TheReceiverToo,
    /// Nobody is.
    Nobody,
}

/// Moves the case of one person.
///
/// # Errors
/// [`Refusal::Rejected`] when no worker is chosen, the note is missing, or the case cannot move;
/// [`Refusal::Stale`] when somebody else changed it since the page was drawn.
pub fn move_case(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveCase, Id<Person>>,
    version: i64,
    (to, note): (&str, &str),
    naming: Naming,
) -> Result<(), Refusal> {
    let all = cases::of_person(work.tx(), permit.key())?;
    let kept = all.iter().find(|kept| kept.it.state.is_open()).or_else(|| all.first()).cloned();
    let kept = kept.ok_or_else(|| Rejection::new("moving.no_case", "There is no case to move yet."))?;
    let standings = staff::in_role(work.tx(), kept.it.service, Role::LinkWorker)?;
    let mut faults = Faults::new();
    let from = kept.it.state.worker();
    let to = faults.take(match from {
        Some(from) => other_worker(&standings, from, to),
        None => Err(Rejection::new("case.not_allocated", "Nobody has this case yet. Allocate it instead.")),
    });
    let note =
        faults.text("note", "Write what the next worker should know first. A few words are enough.", Words::new(note));
    faults.finish()?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (Some(to), Some(note)) = (to, note) else { unreachable!("what is missing was noted as a fault") };
    let named = protection::restricted_to(work.tx(), permit.key())?;
    let is_shut_out = named.as_ref().is_some_and(|named| !named.contains(&to));
    match (is_shut_out, naming) {
        (false, _) => {}
        (true, Naming::TheReceiverToo) => crate::protection::name_too(work, ctx, permit.key(), to)?,
        (true, Naming::Nobody) => {
            return Err(Rejection::of_field(
                "naming",
                "moving.restricted",
                "This record is open to named people only, and the link worker you chose is not among them. Tick that \
                 they are named too, or choose somebody who is.",
            )
            .into());
        }
    }
    hand_over(work, ctx, (&ctx.writ::<act::MoveCase>(), &ctx.writ::<act::MoveCase>()), kept, to, note).map(drop)
}

/// Whoever takes a restricted record over is named for it first: otherwise nobody would see the person any more. The lead
/// who reads this is named on it.
fn receiver_is_not_named(person: &Person) -> Rejection {
    Rejection::of_field(
        "people",
        "moving.restricted",
        format!(
            "The record of {} is open to named people only, and the link worker you chose is not among them. Untick \
             them here, and move them by themselves: there the next worker is named too.",
            person.identity.formal_name()
        ),
    )
}

/// Whom a case moves to: another link worker of the same service.
fn other_worker(standings: &[Standing], from: Id<Account>, to: &str) -> Result<Id<Account>, Rejection> {
    let choose = || Rejection::of_field("worker", "moving.worker", "Choose the link worker who takes over.");
    let to: Id<Account> = to.parse().map_err(|_| choose())?;
    if to == from {
        return Err(Rejection::of_field(
            "worker",
            "case.same_worker",
            "This link worker has the case already. Choose somebody else.",
        ));
    }
    standings.iter().find(|standing| standing.account == to).map(|standing| standing.account).ok_or_else(choose)
}

fn checked_note(note: &str) -> Result<Words, Refusal> {
    let mut faults = Faults::new();
    let note = faults.text("people", "Write a note for each person you move.", Words::new(note));
    faults.finish()?;
    let Some(note) = note else { unreachable!("a missing note was noted as a fault") };
    Ok(note)
}

fn hand_over(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (moves, notes): (&Writ, &Writ),
    kept: Kept<Case>,
    to: Id<Account>,
    note: Words,
) -> Result<Id<Handover>, Refusal> {
    let Some(from) = kept.it.state.worker() else { return Err(Refusal::Stale) };
    let (moved, event) = kept.it.move_to(to, ctx.now())?;
    cases::save_change(work.tx(), moves, kept.version, &moved, &event)?;
    let (handover, event) = Handover::write(ctx.id(), &moved, (from, to), note, ctx.account()?, ctx.now());
    save::new(work.tx(), notes, &handover, &event)?;
    Ok(handover.id)
}

/// What was handed to a worker since a moment and is still hers.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn handed(
    look: &mut Look<'_, '_>,
    service: Id<Service>,
    worker: Id<Account>,
    since: jiff::Timestamp,
) -> Result<Vec<handovers::HandedLine>, Refusal> {
    Ok(handovers::to_worker(look.tx(), service, worker, since)?)
}
