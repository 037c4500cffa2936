//! "Something is wrong": whoever uses an entry says so in one press, and it becomes a task for whoever keeps the entry.

use kith_domain::directory::notice::Keeper;
use kith_domain::directory::{CommunityService, Notice, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_store::{ReadTx, enquiries, notices, save, staff, story, table};

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
    let mut said = enquiries::said_of(look.tx(), permit.key(), id)?;
    said.extend(notices::of_entry(look.tx(), permit.key(), id)?.iter().map(as_said));
    said.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.uuid().cmp(&a.id.uuid())));
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Told { name: entry.entry.name.to_string(), said, names })
}

/// Something that somebody of a service said is wrong with an entry, and that nobody has seen to.
#[derive(Debug, Clone)]
pub struct Unseen {
    /// Who said it, where they still work here.
    pub who: Option<String>,
    /// When.
    pub at: jiff::Timestamp,
    /// What is wrong, when that was said.
    pub words: Option<Words>,
}

/// What staff of a service said of an entry and nobody has seen to, latest first, for the next of them who uses it.
///
/// # Errors
/// When the store cannot answer.
pub fn unseen(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::TellOfEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Vec<Unseen>, Refusal> {
    let own = permit.key();
    let mut said = enquiries::said_of(tx, own, id)?;
    said.extend(notices::of_entry(tx, own, id)?.iter().filter(|it| it.told_in == own).map(as_said));
    said.retain(|it| it.by.is_some() && it.done.is_none());
    if said.is_empty() {
        return Ok(Vec::new());
    }
    said.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.uuid().cmp(&a.id.uuid())));
    let names: Names = staff::names(tx, own)?.into_iter().collect();
    let one = |it: Suggestion| Unseen { who: it.by.and_then(|by| names.get(&by).cloned()), at: it.at, words: it.words };
    Ok(said.into_iter().map(one).collect())
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
    let entry = table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let kept_by = match keeper(work.tx(), permit.key(), &entry)? {
        Keeper::Own => None,
        Keeper::Other(other) => Some(Some(other)),
        Keeper::Each => Some(None),
    };
    if let Some(kept_by) = kept_by {
        let by = (permit.key(), ctx.account()?);
        let (notice, event) = Notice::tell(ctx.id(), id, kept_by, by, words, ctx.now());
        save::new(work.tx(), &ctx.writ::<act::TellOfEntry>(), &notice, &event)?;
        return Ok(());
    }
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

/// Who keeps an entry, as a service sees it: whoever of the staff wrote it, and each service where nobody did.
///
/// # Errors
/// When the store cannot answer.
pub fn keeper(tx: &mut ReadTx<'_>, own: Id<Service>, entry: &CommunityService) -> Result<Keeper, Refusal> {
    let services = staff::services(tx)?;
    let writer = if entry.is_by_hand() {
        story::of_subject(tx, entry.id.uuid())?.first().and_then(|first| first.account)
    } else {
        None
    };
    let Some(writer) = writer else {
        return Ok(if services.len() == 1 { Keeper::Own } else { Keeper::Each });
    };
    if staff::ever_worked(tx, own, writer)?.is_some() {
        return Ok(Keeper::Own);
    }
    for other in services {
        if staff::ever_worked(tx, other.id, writer)?.is_some() {
            return Ok(Keeper::Other(other.id));
        }
    }
    Ok(Keeper::Each)
}

/// What staff said of an entry that others keep, as it is shown among what was said of entries.
pub(super) fn as_said(it: &Notice) -> Suggestion {
    Suggestion {
        id: Id::from_uuid(it.id.uuid()),
        service: it.told_in,
        by: it.by,
        entry: it.entry,
        capacity: None,
        words: it.words.clone(),
        proposed: it.proposed.clone(),
        at: it.at,
        done: it.done.map(|(at, by, _)| (at, by)),
        answer: it.done.map(|(_, _, answer)| answer),
    }
}
