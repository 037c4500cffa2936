//! What the team knows of an entry, for itself alone.

use kith_domain::directory::CommunityService;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_store::{Kept, ReadTx, save, staff, table, team_notes};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// An entry with what the team knows of it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Name of the entry.
    pub name: String,
    /// The notes, latest first, with those that were taken away.
    pub notes: Vec<Kept<TeamNote>>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens what the team knows of an entry.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no such entry.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepTeamNotes, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Known, Refusal> {
    let entry = table::find::<CommunityService>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    let notes = team_notes::of_entry(look.tx(), permit.key(), id)?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Known { name: entry.entry.name.to_string(), notes, names })
}

/// What stands beside an entry for the team, latest first.
///
/// # Errors
/// When the store cannot answer.
pub fn beside(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::KeepTeamNotes, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Vec<TeamNote>, Refusal> {
    let all = team_notes::of_entry(tx, permit.key(), id)?;
    Ok(all.into_iter().map(|kept| kept.it).filter(|note| note.gone.is_none()).collect())
}

/// A note as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Code of [`Matter`].
    pub matter: String,
    /// The words.
    pub words: String,
}

fn read(input: &Input) -> Result<(Matter, Words), Refusal> {
    let mut faults = Faults::new();
    let matter =
        faults
            .take(Matter::from_code(&input.matter).ok_or_else(|| {
                Rejection::of_field("matter", "team_note.matter", "Choose what kind of thing this is.")
            }));
    let words = faults.text("words", "Write what your team should know.", Words::new(&input.words));
    faults.finish()?;
    matter.zip(words).ok_or(Refusal::Hidden)
}

/// Writes something down.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; [`Refusal::Hidden`] when there is no such entry.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepTeamNotes, Id<Service>>,
    entry: Id<CommunityService>,
    input: &Input,
) -> Result<(), Refusal> {
    let says = read(input)?;
    table::find::<CommunityService>(work.tx(), entry.uuid())?.ok_or(Refusal::Hidden)?;
    if team_notes::of_entry(work.tx(), permit.key(), entry)?.len() >= team_notes::MOST {
        return Err(Rejection::new(
            "team_note.many",
            "There are 200 notes about this entry. Change one of them instead of writing another.",
        )
        .into());
    }
    let (note, event) = TeamNote::write(ctx.id(), permit.key(), entry, says, (ctx.account()?, ctx.now()));
    save::new(work.tx(), &ctx.writ::<act::KeepTeamNotes>(), &note, &event)?;
    Ok(())
}

/// What is done with a note.
#[derive(Debug, Clone)]
pub enum Done {
    /// It says something else now.
    Changed(Input),
    /// It is taken away.
    TakenAway,
    /// It is put back.
    PutBack,
}

/// Changes a note, takes it away or puts it back.
///
/// # Errors
/// [`Refusal::Hidden`] when this team has no such note of this entry, [`Refusal::Stale`] when somebody changed it
/// meanwhile, [`Refusal::Rejected`] when it cannot be done.
pub fn deal(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepTeamNotes, Id<Service>>,
    (entry, note, version): (Id<CommunityService>, Id<TeamNote>, i64),
    done: &Done,
) -> Result<(), Refusal> {
    let kept = table::find::<TeamNote>(work.tx(), note.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.service != permit.key() || kept.it.entry != entry {
        return Err(Refusal::Hidden);
    }
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let by = (ctx.account()?, ctx.now());
    let (note, event) = match done {
        Done::Changed(input) => kept.it.change(read(input)?, by)?,
        Done::TakenAway => kept.it.stand(false, by.0, by.1)?,
        Done::PutBack => kept.it.stand(true, by.0, by.1)?,
    };
    save::change(work.tx(), &ctx.writ::<act::KeepTeamNotes>(), version, &note, &event)?;
    Ok(())
}
