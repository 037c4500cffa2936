//! The list of people: by name or by what changed last, filtered, a page at a time.
//!
//! A page begins after a case, named by its identifier alone, so that no name stands in an address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::policy::Scope;
use kith_domain::practice::Practice;
use kith_domain::staff::Service;
use kith_domain::support::Case;

use crate::cases::{CaseLine, line};
use crate::db::{DbError, ReadTx, Value, statements};
use crate::page::Page;
use crate::rows::Typed;

statements! {
    /// Everybody a service supports or has supported, by name.
    list BY_NAME = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND (c.sort_name, c.case_id) > ($2, $3)
            AND ($4 = '' OR c.state = $4) AND c.is_open = $9
            AND ($5 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $6))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.sort_name, c.case_id LIMIT $8";
    /// Everybody a worker supports or has supported, by name.
    list OF_WORKER = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id = $10 AND (c.sort_name, c.case_id) > ($2, $3)
            AND ($4 = '' OR c.state = $4) AND c.is_open = $9
            AND ($5 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $6))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.sort_name, c.case_id LIMIT $8";
    /// Everybody a service supports or has supported, what changed last first.
    list LATEST = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND (c.since, c.case_id) < ($2, $3)
            AND ($4 = '' OR c.state = $4) AND c.is_open = $9
            AND ($5 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $6))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.since DESC, c.case_id DESC LIMIT $8";
    /// The same among a worker's people.
    list LATEST_OF_WORKER = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id = $10 AND (c.since, c.case_id) < ($2, $3)
            AND ($4 = '' OR c.state = $4) AND c.is_open = $9
            AND ($5 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $6))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.since DESC, c.case_id DESC LIMIT $8";
    /// Where a page begins, for whoever may see that line.
    BEGINS = "SELECT c.sort_name AS sort_name, c.since AS since, c.is_open AS is_open FROM caseload c
        WHERE c.case_id = $1 AND c.service_id = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $3))";
    /// The same among a worker's people.
    BEGINS_OF_WORKER = "SELECT c.sort_name AS sort_name, c.since AS since, c.is_open AS is_open FROM caseload c
        WHERE c.case_id = $1 AND c.service_id = $2 AND c.worker_id = $4
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $3))";
    /// The cases of restricted records that name somebody: few, so that they are put in order here. A planner that does
    /// not know how few would begin with everybody of the service, so the order of the tables is said (`CROSS JOIN`).
    list NAMED = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM restricted_to t CROSS JOIN caseload c CROSS JOIN person p
        WHERE t.account_id = $1 AND c.person_id = t.person_id AND p.id = t.person_id AND c.service_id = $2 AND ($3 = '' OR c.state = $3) AND c.is_open = $6
            AND ($4 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $5))";
    /// How many people of a worker stand in each state, as far as the viewer may know of them.
    list COUNTS_OF_WORKER = "SELECT c.state AS state, CAST(count(*) AS BIGINT) AS cases FROM caseload c
        WHERE c.service_id = $1 AND c.worker_id = $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $2))
        GROUP BY c.state ORDER BY c.state";
    /// Where a page begins that begins after a restricted record that names the viewer.
    BEGINS_NAMED = "SELECT c.sort_name AS sort_name, c.since AS since, c.is_open AS is_open
        FROM caseload c JOIN restricted_to t ON t.person_id = c.person_id AND t.account_id = $3
        WHERE c.case_id = $1 AND c.service_id = $2";
    /// The practices that refer to a service or did, by name.
    PRACTICES = "SELECT q.id AS id, coalesce(r.name, q.name) AS name FROM service_practice r JOIN practice q ON q.id = r.practice_id
        WHERE r.service_id = $1 ORDER BY coalesce(r.name, q.name), q.id LIMIT 500";
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// What changed last, first.
    Latest,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Name of a case's state, or empty for all.
    pub state: String,
    /// The practice that referred.
    pub practice: Option<Id<Practice>>,
    /// The order.
    pub order: Order,
}

/// The people within a scope, a page at a time; `None` when the page is to begin after a case that is not there.
///
/// # Errors
/// When the database cannot answer.
pub fn people(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    narrowed: &Narrowed,
    after: Option<Id<Case>>,
    most: u32,
) -> Result<Option<Page<CaseLine, Id<Case>>>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Some(Page::empty())) };
    // For a link worker one short list by the same index for each whose people they see, brought together here.
    let whose = scope.whose();
    let is_worker = !whose.is_empty();
    let place = match after {
        None => None,
        Some(case) => {
            let read = |row: &crate::db::Row<'_>| {
                Ok((row.get::<String>("sort_name")?, row.moment("since")?, row.get::<bool>("is_open")?))
            };
            let mut found = None;
            if is_worker {
                for one in &whose {
                    let values = [case.into(), service.into(), viewer.into(), (*one).into()];
                    found = found.or(tx.fetch_optional(&BEGINS_OF_WORKER, &values, read)?);
                }
                if found.is_none() {
                    let values = [case.into(), service.into(), viewer.into()];
                    found = tx.fetch_optional(&BEGINS_NAMED, &values, read)?;
                }
            } else {
                found = tx.fetch_optional(&BEGINS, &[case.into(), service.into(), viewer.into()], read)?;
            }
            match found {
                None => return Ok(None),
                Some((name, since, is_open)) => Some(((name, since, case.uuid()), is_open)),
            }
        }
    };
    // Whose case is open stands before everybody else.
    let mut rows = Vec::new();
    for is_open in [true, false] {
        let (place, is_over) = match &place {
            Some((place, at_open)) if *at_open == is_open => (Some(place), false),
            Some((_, at_open)) => (None, is_open && !at_open),
            None => (None, false),
        };
        let left = (most as usize + 1).saturating_sub(rows.len());
        if is_over || left == 0 {
            continue;
        }
        rows.extend(one_half(tx, scope, narrowed, (place, is_open), left)?);
    }
    Ok(Some(Page::cut(rows, most, |line| line.case)))
}

/// Those whose case is open, or those whose case is not, from a place on.
fn one_half(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    narrowed: &Narrowed,
    (place, is_open): (Option<&Place>, bool),
    most: usize,
) -> Result<Vec<CaseLine>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let whose = scope.whose();
    let is_worker = !whose.is_empty();
    let named = if is_worker { named_beyond(tx, (service, viewer), narrowed, (place, is_open))? } else { Vec::new() };
    let last = crate::page::Mark::last();
    let (statement, from, id): (_, Value, Value) = match (narrowed.order, place.cloned()) {
        (Order::Name, place) => {
            let (name, id) = place.map_or((String::new(), uuid::Uuid::nil()), |(name, _, id)| (name, id));
            (if is_worker { &OF_WORKER } else { &BY_NAME }, name.into(), id.into())
        }
        (Order::Latest, place) => {
            let (since, id) = place.map_or((last.at, last.id), |(_, since, id)| (since, id));
            (if is_worker { &LATEST_OF_WORKER } else { &LATEST }, Timestamp::into(since), id.into())
        }
    };
    let values = [
        service.into(),
        from,
        id,
        narrowed.state.as_str().into(),
        if narrowed.practice.is_some() { "practice" } else { "" }.into(),
        narrowed.practice.map_or(uuid::Uuid::nil(), Id::uuid).into(),
        viewer.into(),
        i64::try_from(most).unwrap_or(i64::MAX).into(),
        is_open.into(),
    ];
    if !is_worker {
        return tx.fetch_all(statement, &values, line);
    }
    let mut rows = Vec::new();
    for one in &whose {
        let mut values = values.to_vec();
        values.push((*one).into());
        rows.extend(tx.fetch_all(statement, &values, line)?);
    }
    let is_new = |one: &CaseLine| !rows.iter().any(|row: &CaseLine| row.case == one.case);
    let mut named: Vec<CaseLine> = named.into_iter().filter(is_new).collect();
    rows.append(&mut named);
    match narrowed.order {
        Order::Name => {
            rows.sort_by(|one, other| (&one.sort_name, one.case.uuid()).cmp(&(&other.sort_name, other.case.uuid())));
        }
        Order::Latest => rows.sort_by_key(|line| std::cmp::Reverse((line.since, line.case.uuid()))),
    }
    rows.truncate(most);
    Ok(rows)
}

/// How many people within a scope stand in each state, by its name.
///
/// # Errors
/// When the database cannot answer.
pub fn totals(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<BTreeMap<String, i64>, DbError> {
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    match scope {
        Scope::Service { .. } => {
            for count in crate::cases::counts(tx, scope)? {
                *all.entry(count.state).or_default() += count.cases;
            }
        }
        Scope::Worker { service, worker, .. } => {
            let whose = scope.whose();
            for one in &whose {
                let values = [(*service).into(), (*worker).into(), (*one).into()];
                let counts =
                    tx.fetch_all(&COUNTS_OF_WORKER, &values, |row| Ok((row.get("state")?, row.get("cases")?)))?;
                for (state, cases) in counts {
                    let cases: i64 = cases;
                    *all.entry(state).or_default() += cases;
                }
            }
            let viewer = (*service, *worker);
            for is_open in [true, false] {
                for line in named_beyond(tx, viewer, &Narrowed::default(), (None, is_open))? {
                    if !line.worker.is_some_and(|worker| whose.contains(&worker)) {
                        *all.entry(line.state).or_default() += 1;
                    }
                }
            }
        }
        Scope::Practice { .. } | Scope::Asked { .. } | Scope::Public => {}
    }
    Ok(all)
}

/// A place in a list: name, since when, and the case.
type Place = (String, Timestamp, uuid::Uuid);

/// The cases of restricted records that name the viewer and come after a place.
fn named_beyond(
    tx: &mut ReadTx<'_>,
    (service, viewer): (Id<Service>, Id<kith_domain::staff::Account>),
    narrowed: &Narrowed,
    (place, is_open): (Option<&Place>, bool),
) -> Result<Vec<CaseLine>, DbError> {
    let values = [
        viewer.into(),
        service.into(),
        narrowed.state.as_str().into(),
        if narrowed.practice.is_some() { "practice" } else { "" }.into(),
        narrowed.practice.map_or(uuid::Uuid::nil(), Id::uuid).into(),
        is_open.into(),
    ];
    let mut lines = tx.fetch_all(&NAMED, &values, line)?;
    lines.retain(|it| match (place, narrowed.order) {
        (None, _) => true,
        (Some((name, _, case)), Order::Name) => (it.sort_name.as_str(), it.case.uuid()) > (name.as_str(), *case),
        (Some((_, since, case)), Order::Latest) => (it.since, it.case.uuid()) < (*since, *case),
    });
    Ok(lines)
}

/// The practices that refer to a service or did, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn practices(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Id<Practice>, String)>, DbError> {
    tx.fetch_all(&PRACTICES, &[service.into()], |row| Ok((row.id("id")?, row.get("name")?)))
}
