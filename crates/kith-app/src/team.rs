//! The team's caseloads, in plain counts.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Scope, act};
use kith_domain::staff::{Account, Role, Service};
use kith_store::{ReadTx, cases, covers, staff, table};

use crate::app::Look;
use crate::ctx::Ctx;
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
    /// The cover while they are away today, or next.
    pub away: Option<Away>,
}

/// When a link worker is away, and who covers.
#[derive(Debug, Clone)]
pub struct Away {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Name of who covers.
    pub by: String,
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
pub(crate) fn workers(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    scope: &Scope,
    today: Date,
) -> Result<Vec<WorkerCounts>, Refusal> {
    let standings = staff::in_role(tx, service, Role::LinkWorker)?;
    let counts = cases::counts(tx, scope)?;
    let covers = covers::of_service(tx, service, today)?;
    let name_of = |account: Id<Account>| {
        let known = standings.iter().find(|standing| standing.account == account);
        known.map_or_else(|| "somebody no longer here".to_owned(), |standing| standing.name.to_string())
    };
    let away = |account: Id<Account>| {
        let next = covers
            .iter()
            .filter(|kept| kept.it.worker == account && kept.it.ended.is_none())
            .min_by_key(|kept| kept.it.from);
        next.map(|kept| Away { from: kept.it.from, until: kept.it.until, by: name_of(kept.it.by) })
    };
    Ok(standings
        .iter()
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
                away: away(standing.account),
            }
        })
        .collect())
}

/// The team.
///
/// # Errors
/// When the store cannot answer.
pub fn see(look: &mut Look<'_, '_>, ctx: &Ctx, permit: &Permit<act::SeeTeam, Id<Service>>) -> Result<Team, Refusal> {
    let workers = workers(look.tx(), permit.key(), permit.scope(), ctx.today())?;
    let waiting = cases::counts(look.tx(), permit.scope())?
        .iter()
        .filter(|count| count.worker.is_none() && count.state == "waiting")
        .map(|count| count.cases)
        .sum();
    Ok(Team { workers, waiting })
}

/// The link workers of a person's service with their counts, for moving the person's case.
///
/// # Errors
/// When the store cannot answer.
pub fn for_a_move(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveCase, Id<Person>>,
) -> Result<Vec<WorkerCounts>, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    workers(look.tx(), person.service, permit.scope(), ctx.today())
}
