//! "I checked this today": whoever works with an entry and has made sure of it says so in one press.

use std::collections::BTreeMap;

use kith_domain::directory::{CommunityService, Here, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_store::{directory, staff, table};

use super::by_hand::is_kept_by;
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// Says that an entry is right today. It may be an entry of a feed as well as one by hand.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn check(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::TellOfEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<(), Refusal> {
    let kept = table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    let organisation = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let here = Here { checked_by: Some(ctx.account()?), ..kept.it.here.clone() };
    let next = CommunityService { checked: Some(ctx.today()).max(kept.it.checked), here, ..kept.it.clone() };
    if next == kept.it {
        return Ok(());
    }
    let kind = "directory.entry_checked";
    let event = if next.is_by_hand() { next.written(kind, &organisation) } else { next.listed(kind) };
    directory::save_change(work.tx(), &ctx.writ::<act::TellOfEntry>(), kept.version, &next, &organisation, &event)?;
    Ok(())
}

/// Who of the own service checked an entry last; nothing when it was somebody else.
///
/// # Errors
/// When the store cannot answer.
pub fn by_whom(
    look: &mut Look<'_, '_>,
    service: Id<Service>,
    account: Option<Id<Account>>,
) -> Result<Option<String>, Refusal> {
    let Some(account) = account else { return Ok(None) };
    Ok(staff::ever_worked(look.tx(), service, account)?)
}

/// The same of several accounts.
///
/// # Errors
/// When the store cannot answer.
pub fn by_whom_of(
    look: &mut Look<'_, '_>,
    service: Id<Service>,
    accounts: &[Id<Account>],
) -> Result<BTreeMap<Id<Account>, String>, Refusal> {
    Ok(staff::all_who_ever_worked(look.tx(), service, accounts.iter().copied())?.into_iter().collect())
}

/// Says whether an entry by hand stands in the open directory.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none that this service keeps; [`Refusal::Rejected`] when nothing was chosen.
pub fn publish(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<CommunityService>,
    how: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if !is_kept_by(work.tx(), permit.key(), &kept.it)? {
        return Err(Refusal::Hidden);
    }
    let is_open = match how {
        "yes" => true,
        "no" => false,
        _ => return Err(Rejection::new("entry.publish", "Press one of the buttons. Nothing was saved.").into()),
    };
    if kept.it.here.is_open == Some(is_open) {
        return Ok(());
    }
    let organisation = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let here = Here { is_open: Some(is_open), ..kept.it.here.clone() };
    let next = CommunityService { here, ..kept.it };
    let event = next.written("directory.entry_changed", &organisation);
    directory::save_change(work.tx(), &ctx.writ::<act::KeepEntry>(), kept.version, &next, &organisation, &event)?;
    Ok(())
}
