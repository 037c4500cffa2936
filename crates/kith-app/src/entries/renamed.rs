//! An organisation that a team wrote down itself is called something else now: for all of its entries in one act.
//!
//! # Invariants
//! - Only where every entry of it is the service's own: nobody renames what a feed or another employer says.
//! - All of its entries or none, however many there are: they are renamed in one unit of work.
//! - Each of its entries says in its history what it was called before, and is found by the new name at once.
//! - No two organisations that were written down by hand are called the same: a name leads to one.

use std::collections::BTreeMap;

use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Line;
use kith_store::story::{self, Happened};
use kith_store::{Kept, ReadTx, directory, intakes, save, staff, table};

use super::by_hand::is_kept_by;
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// An organisation to be renamed.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The organisation.
    pub kept: Kept<Organisation>,
    /// Its entries by name.
    pub entries: Vec<CommunityService>,
    /// Whether all of them are kept by this service; otherwise it is renamed for none.
    pub is_ours: bool,
    /// What happened to it, oldest first.
    pub history: Vec<Happened>,
    /// Names of the staff of the own service.
    pub names: BTreeMap<Id<Account>, String>,
}

/// An organisation with all of its entries.
struct Whole {
    kept: Kept<Organisation>,
    entries: Vec<Kept<CommunityService>>,
    /// Whether all of them are kept by the service that asks.
    is_ours: bool,
}

/// The organisation of an entry that a service keeps.
fn of_entry(tx: &mut ReadTx<'_>, service: Id<Service>, id: Id<CommunityService>) -> Result<Whole, Refusal> {
    let entry = table::find::<CommunityService>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
    if !is_kept_by(tx, service, &entry)? {
        return Err(Refusal::Hidden);
    }
    let kept = table::find::<Organisation>(tx, entry.organisation.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.source.is_some() {
        return Err(Refusal::Hidden);
    }
    let mut entries = Vec::new();
    let mut is_ours = true;
    for id in intakes::entries_of(tx, kept.it.id)? {
        let Some(entry) = table::find::<CommunityService>(tx, id.uuid())? else { continue };
        is_ours &= is_kept_by(tx, service, &entry.it)?;
        entries.push(entry);
    }
    Ok(Whole { kept, entries, is_ours })
}

/// Opens the organisation of an entry, to rename it.
///
/// # Errors
/// [`Refusal::Hidden`] when the entry is not one that this service keeps, or the organisation came from a feed.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Opened, Refusal> {
    let Whole { kept, entries, is_ours } = of_entry(look.tx(), permit.key(), id)?;
    let history = story::of_subject(look.tx(), kept.it.id.uuid())?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Opened { kept, entries: entries.into_iter().map(|kept| kept.it).collect(), is_ours, history, names })
}

/// Renames an organisation for all of its entries. Gives how many there are.
///
/// # Errors
/// [`Refusal::Rejected`] when the name does not fit, says nothing new or is another's, or an entry is kept by others;
/// [`Refusal::Stale`] when somebody renamed it meanwhile.
pub fn rename(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    (id, version): (Id<CommunityService>, i64),
    typed: &str,
) -> Result<usize, Refusal> {
    let Whole { kept, entries, is_ours } = of_entry(work.tx(), permit.key(), id)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    if !is_ours {
        let how = "An entry of this organisation is kept by another service or came from a feed, so it is not renamed \
                   here. Change your own entries one by one instead.";
        return Err(Rejection::new("organisation.not_ours", how).into());
    }
    let mut faults = Faults::new();
    let name = faults.text("organisation", "Enter who runs it.", Line::new(typed));
    faults.finish()?;
    let Some(name) = name else { unreachable!("a missing name was noted as a fault") };
    if name == kept.it.name {
        return Err(
            Rejection::of_field("organisation", "organisation.same", "This is what it is called already.").into()
        );
    }
    if directory::organisation_by_hand(work.tx(), &name)?.is_some() {
        let how = "Another organisation that was written down by hand is called so. Change the entries one by one, and \
                   they come to it.";
        return Err(Rejection::of_field("organisation", "organisation.taken", how).into());
    }
    let writ = || ctx.writ::<act::KeepEntry>();
    let was = kept.it.name.clone();
    let next = Organisation { name, ..kept.it };
    let event = next.listed("directory.organisation_renamed").with("was", &was);
    save::change(work.tx(), &writ(), kept.version, &next, &event)?;
    for entry in &entries {
        let event = entry.it.written("directory.entry_changed", &next);
        directory::save_change(work.tx(), &writ(), entry.version, &entry.it, &next, &event)?;
    }
    Ok(entries.len())
}
