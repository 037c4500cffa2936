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
    /// Those who are no link worker any more and still have people, by name.
    pub left: Vec<WorkerCounts>,
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
        .map(|standing| WorkerCounts {
            away: away(standing.account),
            ..counted(&counts, standing.account, standing.name.to_string())
        })
        .collect())
}

/// The counts of one worker.
fn counted(counts: &[cases::Count], account: Id<Account>, name: String) -> WorkerCounts {
    let of = |state: &str| {
        counts
            .iter()
            .filter(|count| count.worker == Some(account) && count.state == state)
            .map(|count| count.cases)
            .sum()
    };
    WorkerCounts { account, name, new: of("new"), active: of("active"), door_open: of("door-open"), away: None }
}

/// Those who are no link worker of a service any more and still have people there, by name, as far as the viewer may
/// know of these people: nobody sees to them until they are moved.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn left(tx: &mut ReadTx<'_>, service: Id<Service>, scope: &Scope) -> Result<Vec<WorkerCounts>, Refusal> {
    let standings = staff::in_role(tx, service, Role::LinkWorker)?;
    let counts = cases::counts(tx, scope)?;
    let mut gone: Vec<Id<Account>> = counts
        .iter()
        .filter(|count| count.state != "closed")
        .filter_map(|count| count.worker)
        .filter(|worker| standings.iter().all(|standing| standing.account != *worker))
        .collect();
    gone.sort_unstable();
    gone.dedup();
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let names: std::collections::BTreeMap<_, _> = staff::names(tx, service)?.into_iter().collect();
    let mut left: Vec<WorkerCounts> = gone
        .into_iter()
        .map(|account| counted(&counts, account, names.get(&account).cloned().unwrap_or_default()))
        .collect();
    left.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(left)
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
    let left = left(look.tx(), permit.key(), permit.scope())?;
    Ok(Team { workers, left, waiting })
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
