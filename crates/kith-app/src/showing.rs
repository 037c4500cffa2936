//! What somebody shows a colleague of their own, item by item and taken back at will; and what is shown to one.
//!
//! # Invariants
//! - Only its owner shows it, and only to a team lead or the manager of the same service, by name (domain.md 8.5, 8.6).
//! - What is taken back, deleted or taken away is absent for whoever read it, from the next look on.
//! - Of a person whom an entry is about nothing is shown: who reads it need not be allowed to open that record.

use kith_domain::boundary::discretion::{DiscretionNote, Told};
use kith_domain::boundary::entry::BoundaryEntry;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_store::{ReadTx, boundaries, discretion, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::{OnEntry, Permit};
use crate::refusal::Refusal;

/// How many shown entries, and how many notes, stand on the page at most.
const MOST: u32 = 200;

/// To whom something of one's own can be shown: the team leads and the manager of the service, each once, by name.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn readers(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    service: Id<Service>,
) -> Result<Vec<(Id<Account>, String)>, Refusal> {
    let me = ctx.account()?;
    let mut all: Vec<(Id<Account>, String)> = Vec::new();
    for role in [Role::TeamLead, Role::ServiceManager] {
        for it in staff::in_role(tx, service, role)? {
            if it.account != me && all.iter().all(|(known, _)| *known != it.account) {
                all.push((it.account, format!("{}, {}", it.name, role.label().to_lowercase())));
            }
        }
    }
    Ok(all)
}

/// Whom the form names: somebody who can be shown it, or nobody.
fn whom(tx: &mut ReadTx<'_>, ctx: &Ctx, service: Id<Service>, typed: &str) -> Result<Option<Id<Account>>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let known = readers(tx, ctx, service)?.into_iter().find(|(account, _)| account.to_string() == typed);
    match known {
        Some((account, _)) => Ok(Some(account)),
        None => Err(Rejection::of_field(
            "with",
            "showing.nobody",
            "Choose a team lead or the manager of your service, or nobody.",
        )
        .into()),
    }
}

/// What became of showing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Somebody reads it now.
    Shown,
    /// Nobody does.
    ToNobody,
}

/// Shows a boundary entry of one's own to somebody by name, or takes it back when `with` is empty.
///
/// # Errors
/// [`Refusal::Rejected`] when it is nobody it can be shown to, or it was taken away.
pub fn boundary(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, BoundaryEntry>,
    with: &str,
) -> Result<Stands, Refusal> {
    let with = whom(work.tx(), ctx, kept.it.service, with)?;
    if kept.it.shown.map(|it| it.with) != with {
        let (it, event) = kept.it.show(with, ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), kept.version, &it, &event)?;
    }
    Ok(with.map_or(Stands::ToNobody, |_| Stands::Shown))
}

/// Shows a discretion note of one's own to somebody by name, or takes it back when `with` is empty.
///
/// # Errors
/// [`Refusal::Rejected`] when it is nobody it can be shown to, or it was deleted.
pub fn note(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, DiscretionNote>,
    with: &str,
) -> Result<Stands, Refusal> {
    let with = whom(work.tx(), ctx, kept.it.service, with)?;
    if kept.it.shown.map(|it| it.with) != with {
        let (it, event) = kept.it.show(with, ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), kept.version, &it, &event)?;
    }
    Ok(with.map_or(Stands::ToNobody, |_| Stands::Shown))
}

/// What is shown to one.
#[derive(Debug, Clone)]
pub struct ShownToMe {
    /// Boundary entries, latest day first.
    pub entries: Vec<BoundaryEntry>,
    /// Discretion notes, latest day first.
    pub notes: Vec<(DiscretionNote, Told)>,
    /// The practices of the service, ever.
    pub practices: Vec<Practice>,
    /// Names of whoever shows something.
    pub names: Names,
}

/// What colleagues show one of their own.
///
/// # Errors
/// When the store cannot answer.
pub fn to_me(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ReadShared, Id<Service>>,
) -> Result<ShownToMe, Refusal> {
    let (service, me) = (permit.key(), ctx.account()?);
    let entries = boundaries::shown_to(look.tx(), service, me, MOST)?;
    let notes = discretion::shown_to(look.tx(), service, me, MOST)?;
    let owners: Vec<Id<Account>> =
        entries.iter().map(|it| it.owner).chain(notes.iter().map(|(it, _)| it.owner)).collect();
    let names = staff::names_of(look.tx(), service, owners.into_iter())?.into_iter().collect();
    Ok(ShownToMe { entries, notes, practices: staff::practices_ever(look.tx(), service)?, names })
}
