//! The team's caseloads, in plain counts.

use kith_domain::id::Id;
use kith_domain::policy::{Scope, act};
use kith_domain::staff::{Account, Role, Service};
use kith_store::{ReadTx, cases, staff};

use crate::app::Look;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How many cases one link worker has in each state. Counts, never a rank.
#[derive(Debug, Clone)]
pub struct WorkerCounts {
    /// Whose account.
    pub account: Id<Account>,
    /// Name.
    pub name: String,
    /// New: allocated, no contact yet.
    pub new: i64,
    /// Active.
    pub active: i64,
    /// Door open.
    pub door_open: i64,
}

/// The team with its counts.
#[derive(Debug, Clone)]
pub struct Team {
    /// Link workers by name.
    pub workers: Vec<WorkerCounts>,
    /// Accepted cases that nobody has yet.
    pub waiting: i64,
}

/// The link workers of a service with their counts, by name.
pub(crate) fn workers(tx: &mut ReadTx<'_>, service: Id<Service>, scope: &Scope) -> Result<Vec<WorkerCounts>, Refusal> {
    let standings = staff::in_role(tx, service, Role::LinkWorker)?;
    let counts = cases::counts(tx, scope)?;
    Ok(standings
        .into_iter()
        .map(|standing| {
            let of = |state: &str| {
                counts
                    .iter()
                    .filter(|count| count.worker == Some(standing.account) && count.state == state)
                    .map(|count| count.cases)
                    .sum()
            };
            WorkerCounts {
                account: standing.account,
                name: standing.name.to_string(),
                new: of("new"),
                active: of("active"),
                door_open: of("door-open"),
            }
        })
        .collect())
}

/// The team.
///
/// # Errors
/// When the store cannot answer.
pub fn see(look: &mut Look<'_, '_>, permit: &Permit<act::SeeTeam, Id<Service>>) -> Result<Team, Refusal> {
    let workers = workers(look.tx(), permit.key(), permit.scope())?;
    let waiting = cases::counts(look.tx(), permit.scope())?
        .iter()
        .filter(|count| count.worker.is_none() && count.state == "waiting")
        .map(|count| count.cases)
        .sum();
    Ok(Team { workers, waiting })
}
