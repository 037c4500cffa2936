//! "Something is wrong": whoever uses an entry says so in one press, and it becomes a task for the lead or manager.

use kith_domain::directory::{CommunityService, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_store::{enquiries, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// An entry, and what was said of it in this service.
#[derive(Debug, Clone)]
pub struct Told {
    /// Name of the entry.
    pub name: String,
    /// What was said, latest first.
    pub said: Vec<Suggestion>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens an entry to say that something is wrong with it.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::TellOfEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Told, Refusal> {
    let entry = table::find::<CommunityService>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    let said = enquiries::said_of(look.tx(), permit.key(), id)?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Told { name: entry.entry.name.to_string(), said, names })
}

/// Says that something is wrong with an entry; what it is may be left out.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Rejected`] when the words do not fit.
pub fn tell(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::TellOfEntry, Id<Service>>,
    id: Id<CommunityService>,
    words: &str,
) -> Result<(), Refusal> {
    table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let (said, event) = Suggestion::of_staff(ctx.id(), permit.key(), (id, ctx.account()?), words, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::TellOfEntry>(), &said, &event)?;
    Ok(())
}

/// Names of the staff who said something, for the list of what is to be seen to.
///
/// # Errors
/// When the store cannot answer.
pub fn names(look: &mut Look<'_, '_>, permit: &Permit<act::KeepEntry, Id<Service>>) -> Result<Names, Refusal> {
    Ok(staff::names(look.tx(), permit.key())?.into_iter().collect())
}
