//! The list of people: by name or by what changed last, filtered, a page at a time.
//!
//! A page begins after a case, named by its identifier alone, so that no name stands in an address.

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
            AND ($4 = '' OR c.state = $4)
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
        WHERE c.service_id = $1 AND c.worker_id = $7 AND (c.sort_name, c.case_id) > ($2, $3)
            AND ($4 = '' OR c.state = $4)
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
            AND ($4 = '' OR c.state = $4)
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
        WHERE c.service_id = $1 AND c.worker_id = $7 AND (c.since, c.case_id) < ($2, $3)
            AND ($4 = '' OR c.state = $4)
            AND ($5 = '' OR EXISTS (SELECT 1 FROM support_case s JOIN referral r ON r.id = s.referral_id
                WHERE s.id = c.case_id AND r.practice_id = $6))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.since DESC, c.case_id DESC LIMIT $8";
    /// Where a page begins, for whoever may see that line.
    BEGINS = "SELECT c.sort_name AS sort_name, c.since AS since FROM caseload c
        WHERE c.case_id = $1 AND c.service_id = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $3))";
    /// The same among a worker's people.
    BEGINS_OF_WORKER = "SELECT c.sort_name AS sort_name, c.since AS since FROM caseload c
        WHERE c.case_id = $1 AND c.service_id = $2 AND c.worker_id = $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $3))";
    /// The practices that refer to a service or did, by name.
    PRACTICES = "SELECT q.id AS id, q.name AS name FROM service_practice r JOIN practice q ON q.id = r.practice_id
        WHERE r.service_id = $1 ORDER BY q.name, q.id LIMIT 500";
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
    let (service, viewer, begins, by_name, latest) = match scope {
        Scope::Service { service, viewer } => (*service, *viewer, &BEGINS, &BY_NAME, &LATEST),
        Scope::Worker { service, worker } => (*service, *worker, &BEGINS_OF_WORKER, &OF_WORKER, &LATEST_OF_WORKER),
        Scope::Practice { .. } | Scope::Public => return Ok(Some(Page::empty())),
    };
    let place = match after {
        None => None,
        Some(case) => {
            let read = |row: &crate::db::Row<'_>| Ok((row.get::<String>("sort_name")?, row.moment("since")?));
            match tx.fetch_optional(begins, &[case.into(), service.into(), viewer.into()], read)? {
                None => return Ok(None),
                Some((name, since)) => Some((name, since, case.uuid())),
            }
        }
    };
    let last = crate::page::Mark::last();
    let (statement, from, id): (_, Value, Value) = match (narrowed.order, place) {
        (Order::Name, None) => (by_name, "".into(), uuid::Uuid::nil().into()),
        (Order::Name, Some((name, _, id))) => (by_name, name.into(), id.into()),
        (Order::Latest, None) => (latest, last.at.into(), last.id.into()),
        (Order::Latest, Some((_, since, id))) => (latest, Timestamp::into(since), id.into()),
    };
    let rows = tx.fetch_all(
        statement,
        &[
            service.into(),
            from,
            id,
            narrowed.state.as_str().into(),
            if narrowed.practice.is_some() { "practice" } else { "" }.into(),
            narrowed.practice.map_or(uuid::Uuid::nil(), Id::uuid).into(),
            viewer.into(),
            (i64::from(most) + 1).into(),
        ],
        line,
    )?;
    Ok(Some(Page::cut(rows, most, |line| line.case)))
}

/// The practices that refer to a service or did, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn practices(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Id<Practice>, String)>, DbError> {
    tx.fetch_all(&PRACTICES, &[service.into()], |row| Ok((row.id("id")?, row.get("name")?)))
}
