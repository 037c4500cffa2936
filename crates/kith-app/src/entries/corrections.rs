//! Corrections of entries that came from a feed: one field at a time, kept beside what the feed says.
//!
//! # Invariants
//! - What is shown and searched is the feed's record with the corrections over it; what is published is the feed's.
//! - An import never undoes a correction. It says when the feed has changed its own value, or agrees.
//! - Where several employers share a store, nobody decides by a correction where the others' requests go.
//! - A correction is its service's: every service that shares the store reads it, and only the one that laid it changes it
//!   or takes it back.
//! - What an organisation proposes of its entry is taken over as corrections, and each says whose word it was.

use kith_domain::directory::correction::{Correction, Field, How, Word, corrected};
use kith_domain::directory::{CommunityService, Entry, Here, Organisation, Status, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words, looks_like_email};
pub use kith_store::corrections::OvertakenLine;
use kith_store::{Kept, ReadTx, corrections, directory, save, staff, table};

use super::Correctable;
use super::by_hand::{is_web, web};
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// An entry of a feed, with what was corrected of it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The entry.
    pub kept: Kept<CommunityService>,
    /// Whose it is.
    pub organisation: Organisation,
    /// Every correction, oldest first.
    pub all: Vec<Kept<Correction>>,
    /// Names of the staff of the own service.
    pub names: Names,
    /// Whether the ways to the organisation may be corrected: nobody else uses this store.
    pub may_correct_ways: bool,
    /// The service that looks.
    pub service: Id<Service>,
}

impl Opened {
    /// The correction of a field that holds.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<&Correction> {
        self.all.iter().map(|kept| &kept.it).find(|it| it.field == field && it.ended.is_none())
    }

    /// Whether another service's correction of a field holds, so that nobody here corrects it.
    #[must_use]
    pub fn is_held(&self, field: Field) -> bool {
        self.of(field).is_some_and(|it| it.service != self.service)
    }
}

/// What is said where another service's correction holds.
const HELD: &str = "Another service that uses this Kith has corrected this. What it says stays until that service takes \
                    it back.";

/// What was corrected of an entry and holds, with the names of the own staff: for whoever looks at it.
///
/// # Errors
/// When the store cannot answer.
pub fn of_entry(
    look: &mut Look<'_, '_>,
    service: Option<Id<Service>>,
    entry: &CommunityService,
) -> Result<(Vec<Correction>, Names), Refusal> {
    if entry.here.theirs.is_none() {
        return Ok((Vec::new(), Names::new()));
    }
    let all = corrections::of_entry(look.tx(), entry.id)?;
    let holding: Vec<Correction> = all.into_iter().map(|kept| kept.it).filter(|it| it.ended.is_none()).collect();
    let names = match service {
        Some(service) => staff::names(look.tx(), service)?.into_iter().collect(),
        None => Names::new(),
    };
    Ok((holding, names))
}

/// Opens an entry of a feed to correct it.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none from a feed.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Opened, Refusal> {
    let kept = of_feed(table::find::<CommunityService>(look.tx(), id.uuid())?)?;
    let organisation = table::find::<Organisation>(look.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let all = corrections::of_entry(look.tx(), id)?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    let may_correct_ways = may_correct_ways(look.tx())?;
    Ok(Opened { kept, organisation, all, names, may_correct_ways, service: permit.key() })
}

/// Whether the ways to the organisation may be corrected: nobody else uses this store.
fn may_correct_ways(tx: &mut ReadTx<'_>) -> Result<bool, Refusal> {
    Ok(staff::services(tx)?.len() < 2)
}

fn of_feed(found: Option<Kept<CommunityService>>) -> Result<Kept<CommunityService>, Refusal> {
    found.filter(|kept| !kept.it.is_by_hand()).ok_or(Refusal::Hidden)
}

/// Corrects one field of an entry. An earlier correction of it ends.
///
/// # Errors
/// [`Refusal::Rejected`] when what was typed does not fit or says nothing new, or another service's correction holds;
/// [`Refusal::Stale`] when the entry was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    (id, version, field): (Id<CommunityService>, i64, Field),
    typed: &str,
) -> Result<(), Refusal> {
    let kept = of_feed(table::find::<CommunityService>(work.tx(), id.uuid())?)?;
    if field.is_way_there() && !may_correct_ways(work.tx())? {
        return Err(Refusal::Hidden);
    }
    let ours = read(field, typed)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    lay(work, ctx, permit, (kept, field), (ours, Word::Team))
}

/// Lays a correction of one field over an entry. An earlier one of it ends.
fn lay(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    (kept, field): (Kept<CommunityService>, Field),
    (ours, word): (Option<Words>, Word),
) -> Result<(), Refusal> {
    let writ = || ctx.writ::<act::KeepEntry>();
    let mut all = Vec::new();
    let mut replaced = None;
    for was in corrections::of_entry(work.tx(), kept.it.id)?.into_iter().filter(|it| it.it.ended.is_none()) {
        if was.it.field == field { replaced = Some(was) } else { all.push(was.it) }
    }
    if replaced.as_ref().is_some_and(|was| was.it.service != permit.key()) {
        return Err(Rejection::of_field("words", "correction.held", HELD).into());
    }
    if replaced.as_ref().is_some_and(|was| was.it.ours == ours) {
        return Err(Rejection::of_field("words", "correction.same", "This is what it says already.").into());
    }
    let who = (permit.key(), ctx.account()?);
    let (made, event) = Correction::make(ctx.id(), (&kept.it, field), (ours, word), who, ctx.now())?;
    if let Some(was) = replaced {
        let (ended, event) = was.it.end(How::Replaced, ctx.account()?, ctx.now())?;
        save::change(work.tx(), &writ(), was.version, &ended, &event)?;
    }
    save::new(work.tx(), &writ(), &made, &event)?;
    all.push(made);
    lay_over::<act::KeepEntry>(work, ctx, kept, &all)
}

/// What of a proposal a service corrects in an entry of a feed, and what it leaves.
///
/// # Errors
/// When the store cannot answer.
pub(super) fn correctable(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    said: &Suggestion,
) -> Result<Correctable, Refusal> {
    let may_correct_ways = may_correct_ways(tx)?;
    let all = corrections::of_entry(tx, said.entry)?;
    let of_others = |field| {
        let mut holding = all.iter().filter(|kept| kept.it.field == field && kept.it.ended.is_none());
        holding.any(|kept| kept.it.service != permit.key())
    };
    let mut can = Correctable::default();
    for field in said.proposed.iter().map(|it| it.field) {
        match field.corrected_as() {
            None => can.leaves.push(field),
            Some(way) if way.is_way_there() && !may_correct_ways => can.leaves.push(field),
            Some(corrected) if of_others(corrected) => can.held.push(field),
            Some(_) => can.corrects.push(field),
        }
    }
    Ok(can)
}

/// Takes over what an organisation would change about its entry that a feed lists: a correction of each field that can be
/// corrected here. What an entry says already stays as it is; where the feed says it, what was corrected against it ends.
///
/// # Errors
/// [`Refusal::Hidden`] when the entry is not one of a feed; [`Refusal::Rejected`] when something does not fit.
pub(super) fn take(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    said: &Suggestion,
) -> Result<(), Refusal> {
    let can = correctable(work.tx(), permit, said)?;
    for it in said.proposed.iter().filter(|it| can.corrects.contains(&it.field)) {
        let Some(field) = it.field.corrected_as() else { continue };
        // Each correction saves the entry, so that the next one begins with what it is now.
        let kept = of_feed(table::find::<CommunityService>(work.tx(), said.entry.uuid())?)?;
        let ours = read(field, it.is.as_ref().map_or("", Words::as_str))?;
        if field.of(&kept.it.entry) == ours {
            continue;
        }
        if field.of(kept.it.theirs()) != ours {
            lay(work, ctx, permit, (kept, field), (ours, Word::Organisation(said.at)))?;
            continue;
        }
        let holds = |it: &Kept<Correction>| it.it.field == field && it.it.ended.is_none();
        if let Some(was) = corrections::of_entry(work.tx(), said.entry)?.into_iter().find(holds) {
            settle(work, ctx, permit, was.it.id, "undo")?;
        }
    }
    Ok(())
}

/// Ends a correction (`undo`), takes what the feed says now in its place (`theirs`), or keeps it (`keep`).
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Denied`] when another service laid it; [`Refusal::Rejected`] when
/// it has ended.
pub fn settle(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<Correction>,
    how: &str,
) -> Result<Id<CommunityService>, Refusal> {
    let was = table::find::<Correction>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if was.it.service != permit.key() {
        return Err(Refusal::Denied);
    }
    let kept = of_feed(table::find::<CommunityService>(work.tx(), was.it.entry.uuid())?)?;
    let entry = was.it.entry;
    let writ = ctx.writ::<act::KeepEntry>();
    let how = match how {
        "keep" => {
            let (next, event) = was.it.keep(kept.it.theirs())?;
            save::change(work.tx(), &writ, was.version, &next, &event)?;
            return Ok(entry);
        }
        "undo" => How::Undone,
        "theirs" => How::Theirs,
        _ => return Err(Rejection::new("correction.how", "Press one of the buttons. Nothing was saved.").into()),
    };
    let (next, event) = was.it.end(how, ctx.account()?, ctx.now())?;
    save::change(work.tx(), &writ, was.version, &next, &event)?;
    let all: Vec<Correction> = corrections::of_entry(work.tx(), entry)?.into_iter().map(|kept| kept.it).collect();
    lay_over::<act::KeepEntry>(work, ctx, kept, &all)?;
    Ok(entry)
}

/// The own service's corrections of which the feed has said something else since.
///
/// # Errors
/// When the store cannot answer.
pub fn to_see_to(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
) -> Result<Vec<OvertakenLine>, Refusal> {
    Ok(corrections::overtaken(look.tx(), permit.key())?)
}

/// Saves an entry as the feed's record with these corrections over it.
fn lay_over<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<CommunityService>,
    all: &[Correction],
) -> Result<(), Refusal> {
    let organisation = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let theirs = kept.it.theirs().clone();
    let entry = corrected(&theirs, all);
    let theirs = all.iter().any(|it| it.ended.is_none()).then(|| Box::new(theirs));
    let here = Here { theirs, ..kept.it.here.clone() };
    let next = CommunityService { entry, here, ..kept.it };
    let event = next.listed("directory.entry_corrected");
    directory::save_change(work.tx(), &ctx.writ::<A>(), kept.version, &next, &organisation, &event)?;
    Ok(())
}

/// What a feed says now meets what was corrected here: each correction learns of it, and what holds is laid over.
pub(crate) fn meet<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    id: Id<CommunityService>,
    theirs: Entry,
) -> Result<(Entry, Option<Box<Entry>>), Refusal> {
    let mut holding = Vec::new();
    for was in corrections::of_entry(work.tx(), id)?.into_iter().filter(|kept| kept.it.ended.is_none()) {
        match was.it.meets(&theirs, ctx.now()) {
            Some((next, event)) => {
                save::change(work.tx(), &ctx.writ::<A>(), was.version, &next, &event)?;
                holding.push(next);
            }
            None => holding.push(was.it),
        }
    }
    let entry = corrected(&theirs, &holding);
    let still = holding.iter().any(|it| it.ended.is_none());
    Ok((entry, still.then(|| Box::new(theirs))))
}

/// What was typed for a field.
fn read(field: Field, typed: &str) -> Result<Option<Words>, Refusal> {
    let mut faults = Faults::new();
    let typed = if field == Field::Url { web(typed) } else { typed.to_owned() };
    let text = if field.is_line() {
        let line = faults.optional("words", Line::optional(&typed));
        line.and_then(|line| Words::new(line.as_str()).ok())
    } else {
        faults.optional("words", Words::optional(&typed))
    };
    let wrong = text.as_ref().and_then(|text| match field {
        Field::Email if !looks_like_email(text.as_str()) => {
            Some(("entry.email", "Enter an e-mail address, like name@example.org."))
        }
        Field::Url if !is_web(text.as_str()) => Some(("entry.url", "Enter a web address, like https://example.org.")),
        Field::Status if Status::from_code(text.as_str()).is_none() => {
            Some(("entry.status", "Choose whether it is going on."))
        }
        _ => None,
    });
    if let Some((code, how)) = wrong {
        faults.add(Rejection::of_field("words", code, how));
    }
    faults.finish()?;
    Ok(text)
}
