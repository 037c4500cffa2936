//! Files of contacts and letters: attached, and read again as their parent record is.

mod inspect;
mod pdf;
mod picture;
#[cfg(test)]
mod tests;
mod word;
mod zip;

use kith_domain::attachment::{Attachment, Checked, Parent};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::support::{Contact, Letter};
use kith_domain::text::Words;
use kith_store::{attachments, save, staff, table};
use sha2::{Digest, Sha256};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::{Head, Names, head_of};
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::the_person;

/// The most that a service keeps, in bytes: 4 GiB.
pub const QUOTA: u64 = 4 * 1024 * 1024 * 1024;

/// Checks a file, by its name and its bytes as they were sent, before anything waits for the store.
///
/// # Errors
/// [`Refusal::Rejected`] when there is none, or it is not taken.
pub fn check(sent: Option<(&str, &[u8])>) -> Result<Checked, Refusal> {
    let Some((name, bytes)) = sent.filter(|(name, bytes)| !name.is_empty() || !bytes.is_empty()) else {
        return Err(Rejection::of_field("file", "attachment.none", "Choose a file to attach.").into());
    };
    let checked = Checked::check(name, bytes.to_vec())?;
    inspect::inspect(&checked)?;
    Ok(checked)
}

/// Attaches a file that was checked.
///
/// # Errors
/// [`Refusal::Rejected`] when the service keeps as much as it may, [`Refusal::Hidden`] when the parent is not this
/// person's.
pub fn attach(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AttachFile, Id<Person>>,
    parent: Parent,
    file: &Checked,
) -> Result<Id<Attachment>, Refusal> {
    let person = the_person(work, permit.key())?;
    let of = match parent {
        Parent::Contact(id) => table::find::<Contact>(work.tx(), id.uuid())?.map(|kept| kept.it.person),
        Parent::Letter(id) => table::find::<Letter>(work.tx(), id.uuid())?.map(|kept| kept.it.person),
    };
    if of != Some(person.id) {
        return Err(Refusal::Hidden);
    }
    let kept = attachments::kept_by(work.tx(), person.service)?;
    let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
    if kept.saturating_add(size) > QUOTA {
        return Err(Rejection::of_field(
            "file",
            "attachment.quota",
            "Your service has no room for more files. Tell your administrator; until then keep this one where it is.",
        )
        .into());
    }
    let digest = kith_store::anchor::to_hex(&Sha256::digest(&file.bytes));
    let (attachment, event) = Attachment::attach(ctx.id(), &person, parent, file, digest, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AttachFile>(), &attachment, &event)?;
    attachments::put(work.tx(), &attachment, &file.bytes)?;
    Ok(attachment.id)
}

/// What a record's files page shows.
#[derive(Debug, Clone)]
pub struct OfParent {
    /// Whose it is.
    pub head: Head,
    /// Its files, oldest first.
    pub files: Vec<Attachment>,
    /// Names of the staff.
    pub names: Names,
}

/// Lists the files of a contact or a letter.
///
/// # Errors
/// When the store cannot answer.
pub fn of_parent(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::AttachFile, Id<Person>>,
    parent: Parent,
) -> Result<OfParent, Refusal> {
    let head = head_of(look, Action::AttachFile, permit.key())?;
    let all = attachments::of_person(look.tx(), permit.key())?;
    let names = staff::names(look.tx(), head.person.it.service)?.into_iter().collect();
    Ok(OfParent { head, files: all.into_iter().filter(|file| file.parent == parent).collect(), names })
}

/// Opens a file. Whoever may open the person's record may open its files, and each opening is logged.
///
/// # Errors
/// [`Refusal::Fault`] when its bytes are not those that were kept.
pub fn read(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::OpenFile, Id<Attachment>>,
    file: &Attachment,
) -> Result<Vec<u8>, Refusal> {
    if file.gone.is_some() {
        return Err(Refusal::Hidden);
    }
    look.shows(Action::OpenFile, file.service, file.person);
    let bytes = attachments::bytes(look.tx(), permit.key())?;
    if kith_store::anchor::to_hex(&Sha256::digest(&bytes)) != file.digest {
        return Err(Refusal::Fault(attachments::not_as_kept()));
    }
    Ok(bytes)
}

/// Takes away a file that was attached by mistake. Its bytes and its name go at once; that it was here, by whom it was
/// attached, who took it away and why, stays in the story.
///
/// # Errors
/// [`Refusal::Rejected`] when no reason is given or it was taken away before.
pub fn take_away(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::TakeFileAway, Id<Attachment>>,
    reason: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Attachment>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let mut faults = Faults::new();
    let reason = faults.text("reason", "Say why, for example: it is about somebody else.", Words::new(reason));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let (gone, event) = kept.it.take_away(reason, ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::TakeFileAway>(), kept.version, &gone, &event)?;
    attachments::take_away(work.tx(), gone.id)?;
    Ok(())
}

/// A file with whose record it is in, for the page that asks before it is taken away.
///
/// # Errors
/// [`Refusal::Hidden`] when it was taken away before.
pub fn to_take_away(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::TakeFileAway, Id<Attachment>>,
    file: &Attachment,
) -> Result<Head, Refusal> {
    debug_assert_eq!(permit.key(), file.id);
    if file.gone.is_some() {
        return Err(Refusal::Hidden);
    }
    head_of(look, Action::TakeFileAway, file.person)
}
