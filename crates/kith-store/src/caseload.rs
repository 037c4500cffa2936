//! What each case of a link worker counts as, with the person's name: one statement for counts and for lists, so that a
//! count and the people behind it cannot differ. The rule is the domain's (`support::caseload`).

use kith_domain::id::Id;
use kith_domain::policy::Scope;
use kith_domain::staff::Account;
use kith_domain::support::caseload::{Counted, Facts};

use crate::cases::{CaseLine, line};
use crate::db::{DbError, ReadTx, Row, Value, statements};

statements! {
    /// What each case of some workers counts by: where it stands, whether somebody was ever reached in it, and whether
    /// something is waited for.
    list COUNTED = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            EXISTS (SELECT 1 FROM contact k WHERE k.person_id = c.person_id AND k.case_id = c.case_id
                AND k.reached = 'yes') AS is_reached,
            (EXISTS (SELECT 1 FROM connection n WHERE n.person_id = c.person_id
                    AND n.state IN ('asked', 'not-answered', 'wait-listed'))
                OR EXISTS (SELECT 1 FROM gap g WHERE g.person_id = c.person_id
                    AND g.reason = 'wait' AND g.answered IS NULL)) AS waits
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id IN (SELECT {each_id} FROM {each}($2)) AND c.is_open = $3
            AND c.state IN ('new', 'active', 'holding', 'door-open')
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $4))";
}

/// One case with what it counts as.
#[derive(Debug, Clone)]
pub struct CountedLine {
    /// The case and whose it is.
    pub line: CaseLine,
    /// What it counts as.
    pub counted: Counted,
}

/// The open cases of some workers within a scope, each with what it counts as, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn open(tx: &mut ReadTx<'_>, scope: &Scope, workers: &[Id<Account>]) -> Result<Vec<CountedLine>, DbError> {
    counted(tx, scope, workers, true)
}

/// The people of some workers within a scope who can come back, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn door_open(tx: &mut ReadTx<'_>, scope: &Scope, workers: &[Id<Account>]) -> Result<Vec<CountedLine>, DbError> {
    counted(tx, scope, workers, false)
}

fn counted(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    workers: &[Id<Account>],
    is_open: bool,
) -> Result<Vec<CountedLine>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let whose = scope.whose();
    let mine = |worker: &&Id<Account>| whose.is_empty() || whose.contains(*worker);
    let workers: Vec<Id<Account>> = workers.iter().filter(mine).copied().collect();
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let values =
        [service.into(), Value::ids(workers.iter().map(|one| one.uuid())), is_open.into(), Value::from(viewer)];
    let mut lines = tx.fetch_all(&COUNTED, &values, one)?;
    lines.sort_by(|one, other| {
        (&one.line.sort_name, one.line.case.uuid()).cmp(&(&other.line.sort_name, other.line.case.uuid()))
    });
    Ok(lines)
}

fn one(row: &Row<'_>) -> Result<CountedLine, DbError> {
    let line = line(row)?;
    let facts = Facts {
        is_door_open: line.state == "door-open",
        is_holding: line.state == "holding",
        is_reached: row.get("is_reached")?,
        waits: row.get("waits")?,
    };
    Ok(CountedLine { counted: facts.counted(), line })
}
