//! The team's caseloads, in plain counts.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Scope, act};
use kith_domain::staff::{Account, Role, Service};
use kith_domain::support::Cover;
use kith_domain::support::caseload::Counted;
use kith_store::caseload::{self, CountedLine};
use kith_store::cases;
use kith_store::{ReadTx, covers, settings, staff, table};

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
    /// New: allocated, nobody spoken with yet.
    pub new: i64,
    /// Active: everything else.
    pub active: i64,
    /// Holding: stayed with, for a purpose that is written down.
    pub holding: i64,
    /// Waiting for an answer or a place elsewhere.
    pub waiting: i64,
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
    /// Who is or will be away and is covered by nobody.
    pub uncovered: Vec<Uncovered>,
    /// How many people with a link worker the service calls usual, where it says so.
    pub guide: Option<u32>,
}

/// A link worker who is away on days on which nobody covers, although somebody was to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// Whose people nobody sees to.
    pub account: Id<Account>,
    /// Name.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Name of who was to cover.
    pub by: String,
    /// Why they do not.
    pub why: Why,
}

/// Why whoever was to cover does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They have left.
    Left,
    /// They are away themselves.
    AwayToo,
}

/// Who is away, today or on a day to come, while whoever was to cover has left or is away too.
///
/// # Errors
/// When the store cannot answer.
pub fn uncovered(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeTeam, Id<Service>>,
) -> Result<Vec<Uncovered>, Refusal> {
    let (service, today) = (permit.key(), ctx.today());
    let covers: Vec<Cover> = covers::of_service(look.tx(), service, today)?.into_iter().map(|kept| kept.it).collect();
    if covers.is_empty() {
        return Ok(Vec::new());
    }
    let standings = staff::in_role(look.tx(), service, Role::LinkWorker)?;
    let name_of = |account: Id<Account>| {
        let known = standings.iter().find(|standing| standing.account == account);
        known.map(|standing| standing.name.to_string())
    };
    let holds = |one: &&Cover| one.ended.is_none();
    let mut found = Vec::new();
    for cover in &covers {
        let Some(name) = name_of(cover.worker) else { continue };
        let from = cover.from.max(today);
        let it = |from, until, by, why| Uncovered { account: cover.worker, name: name.clone(), from, until, by, why };
        let meets = |other: &&Cover| other.from <= cover.until && from <= other.until;
        match cover.ended {
            None => {
                let away = covers.iter().filter(holds).filter(meets).find(|other| other.worker == cover.by);
                if let (Some(away), Some(by)) = (away, name_of(cover.by)) {
                    found.push(it(from.max(away.from), cover.until.min(away.until), by, Why::AwayToo));
                }
            }
            // It ended in the very moment in which a role of whoever covered did: they left, and nobody said that the
            // worker is back.
            Some(at) => {
                let left =
                    staff::every_standing_of(look.tx(), cover.by)?.into_iter().find(|kept| kept.it.ended == Some(at));
                let is_covered = covers.iter().filter(holds).filter(meets).any(|other| other.worker == cover.worker);
                if let (Some(left), false) = (left, is_covered) {
                    found.push(it(from, cover.until, left.it.name.to_string(), Why::Left));
                }
            }
        }
    }
    found.sort_by_key(|it| (it.from, it.account));
    Ok(found)
}

/// The link workers of a service with their counts, by name.
pub(crate) fn workers(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    scope: &Scope,
    ctx: &Ctx,
) -> Result<Vec<WorkerCounts>, Refusal> {
    let standings = staff::in_role(tx, service, Role::LinkWorker)?;
    let counts = cases::counts(tx, scope)?;
    let accounts: Vec<Id<Account>> = standings.iter().map(|standing| standing.account).collect();
    let open = caseload::open(tx, scope, &accounts)?;
    let covers = covers::of_service(tx, service, ctx.today())?;
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
            ..split(&open, counted(&counts, standing.account, standing.name.to_string()))
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
    let (new, active, holding, door_open) = (of("new"), of("active"), of("holding"), of("door-open"));
    WorkerCounts { account, name, new, active, holding, waiting: 0, door_open, away: None }
}

/// The open cases of one worker told apart by what they count as.
fn split(open: &[CountedLine], it: WorkerCounts) -> WorkerCounts {
    let of = |counted: Counted| {
        let mine = open.iter().filter(|one| one.line.worker == Some(it.account) && one.counted == counted);
        i64::try_from(mine.count()).unwrap_or(i64::MAX)
    };
    WorkerCounts {
        new: of(Counted::New),
        active: of(Counted::Active),
        holding: of(Counted::Holding),
        waiting: of(Counted::Waiting),
        ..it
    }
}

impl WorkerCounts {
    /// How many of their people count as something.
    #[must_use]
    pub const fn of(&self, counted: Counted) -> i64 {
        match counted {
            Counted::New => self.new,
            Counted::Active => self.active,
            Counted::Holding => self.holding,
            Counted::Waiting => self.waiting,
            Counted::DoorOpen => self.door_open,
        }
    }
}

/// The people of one link worker who count as one thing, or everybody whose case is open.
#[derive(Debug, Clone)]
pub struct TheirPeople {
    /// The worker's name.
    pub name: String,
    /// Those who count so, by name; at most [`AT_ONCE`].
    pub lines: Vec<CountedLine>,
    /// How many there are.
    pub all: usize,
}

/// How many people are listed at most.
pub const AT_ONCE: usize = 200;

/// The people of one link worker who count as one thing, or everybody whose case is open, for whoever sees these people:
/// exactly those who were counted.
///
/// # Errors
/// [`Refusal::Hidden`] when the account is no link worker here, or not one whose people the viewer sees.
pub fn people_of(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ListPeople, Id<Service>>,
    worker: Id<Account>,
    counted: Option<Counted>,
) -> Result<TheirPeople, Refusal> {
    let whose = permit.scope().whose();
    if !whose.is_empty() && !whose.contains(&worker) {
        return Err(Refusal::Hidden);
    }
    let standings = staff::in_role(look.tx(), permit.key(), Role::LinkWorker)?;
    let standing = standings.iter().find(|standing| standing.account == worker).ok_or(Refusal::Hidden)?;
    let list = if counted == Some(Counted::DoorOpen) { caseload::door_open } else { caseload::open };
    let mut lines = list(look.tx(), permit.scope(), &[worker])?;
    lines.retain(|one| counted.is_none_or(|counted| one.counted == counted));
    let all = lines.len();
    lines.truncate(AT_ONCE);
    for one in &lines {
        look.shows(Action::ListPeople, permit.key(), one.line.person);
    }
    Ok(TheirPeople { name: standing.name.to_string(), lines, all })
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
    let workers = workers(look.tx(), permit.key(), permit.scope(), ctx)?;
    let waiting = cases::counts(look.tx(), permit.scope())?
        .iter()
        .filter(|count| count.worker.is_none() && count.state == "waiting")
        .map(|count| count.cases)
        .sum();
    let left = left(look.tx(), permit.key(), permit.scope())?;
    let uncovered = uncovered(look, ctx, permit)?;
    let guide = settings::of(look.tx(), permit.key())?.it.guides.caseload;
    Ok(Team { workers, left, waiting, uncovered, guide })
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
    workers(look.tx(), person.service, permit.scope(), ctx)
}
