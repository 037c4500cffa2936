//! A worker's own series, and with whom she shares it.

use kith_domain::id::Id;
use kith_domain::own_series::SeriesShare;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_store::{Kept, ReadTx, save, series_shares, staff};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::{OnEntry, Permit};
use crate::refusal::Refusal;

/// A lead with whom a series may be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Their account.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
}

/// What a worker has shared, and with whom she could.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// With whom it is shared now, with their names.
    pub now: Vec<(Kept<SeriesShare>, String)>,
    /// The leads with whom it is not.
    pub leads: Vec<Lead>,
}

pub(super) fn of(tx: &mut ReadTx<'_>, service: Id<Service>, owner: Id<Account>) -> Result<Sharing, Refusal> {
    let names = staff::names(tx, service)?;
    let name = |account: Id<Account>| {
        let known = names.iter().find(|(of, _)| *of == account);
        known.map_or_else(|| "Somebody no longer here".to_owned(), |(_, name)| name.clone())
    };
    let shares = series_shares::of_owner(tx, service, owner)?;
    let now: Vec<(Kept<SeriesShare>, String)> = shares
        .into_iter()
        .filter(|kept| kept.it.ended.is_none())
        .map(|kept| {
            let name = name(kept.it.with);
            (kept, name)
        })
        .collect();
    let leads = staff::in_role(tx, service, Role::TeamLead)?
        .into_iter()
        .filter(|it| it.account != owner && now.iter().all(|(kept, _)| kept.it.with != it.account))
        .map(|it| Lead { account: it.account, name: it.name.to_string() })
        .collect();
    Ok(Sharing { now, leads })
}

/// Shares one's own series with a lead, from this month on.
///
/// # Errors
/// [`Refusal::Rejected`] when it is no lead of the service, or it is shared with them already.
pub fn share(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeOwnSeries, Id<Service>>,
    with: &str,
) -> Result<(), Refusal> {
    let owner = ctx.account()?;
    let sharing = of(work.tx(), permit.key(), owner)?;
    let lead = sharing.leads.iter().find(|it| it.account.to_string() == with).ok_or_else(|| {
        Rejection::of_field(
            "with",
            "series.with",
            "Choose a team lead from the list. If there is none to choose, you share it with all of them already.",
        )
    })?;
    let (it, event) = SeriesShare::share(ctx.id(), permit.key(), owner, lead.account, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::SeeOwnSeries>(), &it, &event)?;
    Ok(())
}

/// Takes a sharing back. What is so already stays so.
///
/// # Errors
/// When the store cannot answer.
pub fn take_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, SeriesShare>,
) -> Result<(), Refusal> {
    let version = kept.version;
    if let Some((it, event)) = kept.it.take_back(ctx.now()) {
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    }
    Ok(())
}
