//! Cases, and the caseload derived from them.

use jiff::Timestamp;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::referral::Referral;
use kith_domain::staff::{Account, Service};
use kith_domain::support::case::{Case, ClosureReason, Ending, State};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, text};
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of cases.
pub(crate) static TABLE: Table = Table {
    name: "support_case",
    columns: &[
        "person_id",
        "referral_id",
        "opened",
        "state",
        "worker_id",
        "since",
        "first_contact",
        "ended",
        "end_reason",
        "end_words",
        "end_policy",
    ],
};

impl Saved for Case {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let (since, first_contact, ending) = match &self.state {
            State::Waiting => (None, None, None),
            State::New { since, .. } => (Some(*since), None, None),
            State::Active { since, first_contact, .. } | State::Holding { since, first_contact, .. } => {
                (Some(*since), Some(*first_contact), None)
            }
            State::DoorOpen { ending } | State::Closed { ending } => (None, ending.first_contact, Some(ending)),
        };
        vec![
            self.person.into(),
            self.referral.into(),
            self.opened.into(),
            self.state.name().into(),
            self.state.worker().into(),
            since.into(),
            first_contact.into(),
            ending.map(|ending| ending.at).into(),
            ending.map(|ending| ending.reason.code()).into(),
            ending.map_or(Value::Null, |ending| text(&ending.words)),
            ending.and_then(|ending| ending.policy).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let worker = || row.needed("worker_id", row.id_opt("worker_id")?);
        let since = || row.needed("since", row.moment_opt("since")?);
        let ending = || -> Result<Ending, DbError> {
            Ok(Ending {
                worker: worker()?,
                at: row.needed("ended", row.moment_opt("ended")?)?,
                reason: row.code("end_reason", ClosureReason::from_code)?,
                words: row.words_opt("end_words")?,
                first_contact: row.moment_opt("first_contact")?,
                policy: row.get("end_policy")?,
            })
        };
        let state = match name.as_str() {
            "waiting" => State::Waiting,
            "new" => State::New { worker: worker()?, since: since()? },
            "active" => State::Active {
                worker: worker()?,
                since: since()?,
                first_contact: row.needed("first_contact", row.moment_opt("first_contact")?)?,
            },
            "holding" => State::Holding {
                worker: worker()?,
                since: since()?,
                first_contact: row.needed("first_contact", row.moment_opt("first_contact")?)?,
            },
            "door-open" => State::DoorOpen { ending: ending()? },
            "closed" => State::Closed { ending: ending()? },
            _ => return Err(crate::rows::damaged("state", "an unknown state")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            opened: row.moment("opened")?,
            state,
        })
    }
}

statements! {
    /// Writes the derived line of a new case.
    CASELOAD_NEW = "INSERT INTO caseload (case_id, service_id, person_id, worker_id, state, is_open, sort_name, since, last_contact)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Follows a change of a case.
    CASELOAD_CHANGE = "UPDATE caseload SET worker_id = $2, state = $3, is_open = $4, since = $5 WHERE case_id = $1";
    /// Works the latest contact out anew: a correction may have moved it back.
    CASELOAD_CONTACT = "UPDATE caseload SET last_contact = (SELECT max(k.at) FROM contact k
            WHERE k.person_id = caseload.person_id AND k.case_id = caseload.case_id)
        WHERE case_id = $1";
    /// A person's cases, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, referral_id, opened, state, worker_id, since, first_contact, ended,
            end_reason, end_words, end_policy
        FROM support_case WHERE person_id = $1 ORDER BY opened DESC, id DESC";
    /// The case of a referral.
    OF_REFERRAL = "SELECT id, version, service_id, person_id, referral_id, opened, state, worker_id, since, first_contact, ended,
            end_reason, end_words, end_policy
        FROM support_case WHERE referral_id = $1";
    /// Everybody of a worker who can be moved to another, by name, as far as the viewer may know of them.
    list MOVABLE = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id = $2 AND c.state <> $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $4))
        ORDER BY c.sort_name, c.case_id LIMIT $5";
    /// A worker's new people, longest waiting first.
    list NEW_TO = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id = $2 AND c.state = $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $4))
        ORDER BY c.since, c.case_id LIMIT 51";
    /// The people whom a worker has not been in contact with for longest.
    list QUIET = "SELECT c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM caseload c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.worker_id = $2 AND c.is_open = $3 AND c.last_contact < $4
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $5))
        ORDER BY c.last_contact, c.case_id LIMIT 21";
    /// How many cases each worker has in each state, as far as the viewer may know of them.
    list COUNTS = "SELECT c.worker_id AS worker_id, c.state AS state, CAST(count(*) AS BIGINT) AS cases FROM caseload c
        WHERE c.service_id = $1
            AND c.person_id NOT IN (SELECT x.person_id FROM restricted_to x WHERE x.service_id = $1
                AND NOT EXISTS (SELECT 1 FROM restricted_to y WHERE y.person_id = x.person_id AND y.account_id = $2))
        GROUP BY c.worker_id, c.state ORDER BY c.worker_id, c.state";
    /// The endings of a span, with why: not of restricted records.
    list ENDED_BETWEEN = "SELECT s.person_id AS person_id, s.ended AS ended, s.end_reason AS end_reason FROM support_case s
        WHERE s.service_id = $1 AND s.ended >= $2 AND s.ended < $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = s.person_id)
        ORDER BY s.ended, s.id LIMIT 500000";
    /// The latest contact of a referral's case.
    LAST_CONTACT = "SELECT c.last_contact AS last_contact FROM support_case s JOIN caseload c ON c.case_id = s.id WHERE s.referral_id = $1";
    /// Derived lines that do not say what their case says.
    UNTRUE = "SELECT c.case_id AS case_id FROM caseload c JOIN support_case s ON s.id = c.case_id
        WHERE c.state <> s.state OR c.person_id <> s.person_id OR c.service_id <> s.service_id
            OR coalesce(c.worker_id, c.case_id) <> coalesce(s.worker_id, c.case_id)
            OR c.is_open <> (s.state IN ('waiting', 'new', 'active', 'holding'))
            OR (s.state = 'holding') <> EXISTS (SELECT 1 FROM holding h WHERE h.case_id = s.id AND h.ended IS NULL)
            OR c.since <> coalesce(s.since, s.ended, s.opened)
            OR coalesce(c.last_contact, s.opened) <> coalesce((SELECT max(k.at) FROM contact k
                WHERE k.person_id = c.person_id AND k.case_id = c.case_id), s.opened)
            OR c.sort_name <> (SELECT p.family_folded || ' ' || p.given_folded FROM person p WHERE p.id = s.person_id)
        ORDER BY c.case_id LIMIT 20";
    /// Cases without a derived line.
    UNDERIVED = "SELECT s.id AS case_id FROM support_case s LEFT JOIN caseload c ON c.case_id = s.id
        WHERE c.case_id IS NULL ORDER BY s.id LIMIT 20";
}

/// Saves a new case with its line in the caseload.
///
/// # Errors
/// [`SaveError`] when the database refuses.
pub fn save_new(tx: &mut Tx<'_>, writ: &Writ, case: &Case, person: &Person, event: &Event) -> Result<(), SaveError> {
    save::new(tx, writ, case, event)?;
    let (family, given) = person.identity.folded();
    tx.execute(
        &CASELOAD_NEW,
        &[
            case.id.into(),
            case.service.into(),
            case.person.into(),
            case.state.worker().into(),
            case.state.name().into(),
            case.state.is_open().into(),
            format!("{family} {given}").into(),
            since(case).into(),
            Value::Null,
        ],
    )?;
    Ok(())
}

/// Saves a change of a case with its line in the caseload.
///
/// # Errors
/// [`SaveError::Stale`] when somebody else changed it.
pub fn save_change(tx: &mut Tx<'_>, writ: &Writ, version: i64, case: &Case, event: &Event) -> Result<(), SaveError> {
    save::change(tx, writ, version, case, event)?;
    tx.execute(
        &CASELOAD_CHANGE,
        &[
            case.id.into(),
            case.state.worker().into(),
            case.state.name().into(),
            case.state.is_open().into(),
            since(case).into(),
        ],
    )?;
    Ok(())
}

/// Notes in the caseload when the latest contact was, after a contact was logged or corrected.
///
/// # Errors
/// When the database fails.
pub fn note_contact(tx: &mut Tx<'_>, case: Id<Case>) -> Result<(), DbError> {
    tx.execute(&CASELOAD_CONTACT, &[case.into()])?;
    Ok(())
}

/// Since when the case has stood where it stands.
fn since(case: &Case) -> Timestamp {
    match &case.state {
        State::Waiting => case.opened,
        State::New { since, .. } | State::Active { since, .. } | State::Holding { since, .. } => *since,
        State::DoorOpen { ending } | State::Closed { ending } => ending.at,
    }
}

/// Whose cases ended in a span and are still ended, when, and why: of no restricted record.
///
/// # Errors
/// When the database cannot answer.
pub fn ended_between(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Id<Person>, Timestamp, ClosureReason)>, DbError> {
    tx.fetch_all(&ENDED_BETWEEN, &[service.into(), from.into(), to.into()], |row| {
        Ok((row.id("person_id")?, row.moment("ended")?, row.code("end_reason", ClosureReason::from_code)?))
    })
}

/// Whether a case of somebody says that they died.
///
/// # Errors
/// When the database cannot answer.
pub fn has_died(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<bool, DbError> {
    Ok(of_person(tx, person)?.iter().any(|kept| match &kept.it.state {
        State::DoorOpen { ending } | State::Closed { ending } => ending.reason == ClosureReason::Died,
        State::Waiting | State::New { .. } | State::Active { .. } | State::Holding { .. } => false,
    }))
}

/// A person's cases, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Case>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| Ok(Kept { version: row.get("version")?, it: Case::read(row)? }))
}

/// The case that a referral began.
///
/// # Errors
/// When the database cannot answer.
pub fn of_referral(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Option<Kept<Case>>, DbError> {
    tx.fetch_optional(&OF_REFERRAL, &[referral.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Case::read(row)? })
    })
}

/// One line of a caseload.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// The case.
    pub case: Id<Case>,
    /// The person.
    pub person: Id<Person>,
    /// Who has it.
    pub worker: Option<Id<Account>>,
    /// Name of its state.
    pub state: String,
    /// Since when.
    pub since: Timestamp,
    /// When the latest contact was.
    pub last_contact: Option<Timestamp>,
    /// Sort key.
    pub sort_name: String,
    /// The person's name.
    pub name: Named,
}

/// Reads a line of a list.
pub(crate) fn line(row: &Row<'_>) -> Result<CaseLine, DbError> {
    Ok(CaseLine {
        case: row.id("case_id")?,
        person: row.id("person_id")?,
        worker: row.id_opt("worker_id")?,
        state: row.get("state")?,
        since: row.moment("since")?,
        last_contact: row.moment_opt("last_contact")?,
        sort_name: row.get("sort_name")?,
        name: Named::read(row)?,
    })
}

/// A worker's people who can be moved, by name: everybody whose case is not closed, as far as the viewer may know
/// of them.
///
/// # Errors
/// When the database cannot answer.
pub fn movable(tx: &mut ReadTx<'_>, scope: &Scope, worker: Id<Account>, most: u32) -> Result<Vec<CaseLine>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    let values = [(*service).into(), worker.into(), "closed".into(), (*viewer).into(), i64::from(most).into()];
    tx.fetch_all(&MOVABLE, &values, line)
}

/// A worker's people who are new to them, as far as the viewer may know of them, longest waiting first; at most 51, so that 50 are known to go on.
///
/// # Errors
/// When the database cannot answer.
pub fn new_to(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
) -> Result<Vec<CaseLine>, DbError> {
    tx.fetch_all(&NEW_TO, &[service.into(), worker.into(), "new".into(), viewer.into()], line)
}

/// A worker's open cases whose latest contact lies before a moment, as far as the viewer may know of them, longest ago
/// first; at most 21, so that 20 are known to go on.
///
/// # Errors
/// When the database cannot answer.
pub fn quiet(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
    before: Timestamp,
) -> Result<Vec<CaseLine>, DbError> {
    tx.fetch_all(&QUIET, &[service.into(), worker.into(), true.into(), before.into(), viewer.into()], line)
}

/// How many cases a worker has in one state.
#[derive(Debug, Clone)]
pub struct Count {
    /// The worker; `None` for cases that nobody has yet.
    pub worker: Option<Id<Account>>,
    /// Name of the state.
    pub state: String,
    /// Cases.
    pub cases: i64,
}

/// How many cases each worker of a service has in each state, as far as the viewer may know of them.
///
/// # Errors
/// When the database cannot answer.
pub fn counts(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<Count>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    tx.fetch_all(&COUNTS, &[(*service).into(), (*viewer).into()], |row| {
        Ok(Count { worker: row.id_opt("worker_id")?, state: row.get("state")?, cases: row.get("cases")? })
    })
}

/// Cases whose derived line is missing or untrue. Empty unless something is wrong.
///
/// # Errors
/// When the database cannot answer.
pub fn untrue_lines(tx: &mut ReadTx<'_>) -> Result<Vec<Id<Case>>, DbError> {
    let mut wrong = tx.fetch_all(&UNTRUE, &[], |row| row.id("case_id"))?;
    wrong.extend(tx.fetch_all(&UNDERIVED, &[], |row| row.id("case_id"))?);
    Ok(wrong)
}

/// When the latest contact of a referral's case was.
///
/// # Errors
/// When the database cannot answer.
pub fn last_contact(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.fetch_optional(&LAST_CONTACT, &[referral.into()], |row| row.moment_opt("last_contact"))?.flatten())
}
