//! Handover notes.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Service};
use kith_domain::support::Handover;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::Typed;
use crate::table::{Saved, Table, of_a_person};

/// The table of handover notes.
pub(crate) static TABLE: Table =
    Table { name: "handover", columns: &["person_id", "case_id", "from_id", "to_id", "note", "author_id", "at"] };

impl Saved for Handover {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.case.into(),
            self.from.into(),
            self.to.into(),
            (&self.note).into(),
            self.by.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            case: row.id("case_id")?,
            from: row.id("from_id")?,
            to: row.id("to_id")?,
            note: row.words("note")?,
            by: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// The handovers of a person, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, case_id, from_id, to_id, note, author_id, at
        FROM handover WHERE person_id = $1 ORDER BY at DESC, id DESC";
    /// What was handed to a worker since a moment and is still hers, newest first.
    list TO_WORKER = "SELECT h.person_id AS person_id, h.from_id AS from_id, h.note AS note, h.at AS at,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM handover h JOIN caseload c ON c.case_id = h.case_id AND c.worker_id = h.to_id JOIN person p ON p.id = h.person_id
        WHERE h.service_id = $1 AND h.to_id = $2 AND h.at > $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = h.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = h.person_id AND x.account_id = $2))
        ORDER BY h.at DESC, h.id DESC LIMIT 51";
    /// How many were handed over together with one: by the same hand, to the same worker, in the same moment.
    TOGETHER = "SELECT count(*) AS people FROM handover
        WHERE service_id = $1 AND to_id = $2 AND at = $3 AND from_id = $4 AND author_id = $5";
}

/// How many people were handed over together with one, that one among them.
///
/// # Errors
/// When the database cannot answer.
pub fn together(tx: &mut ReadTx<'_>, one: &Handover) -> Result<i64, DbError> {
    let values = [one.service.into(), one.to.into(), one.at.into(), one.from.into(), one.by.into()];
    Ok(tx.fetch_optional(&TOGETHER, &values, |row| row.get("people"))?.unwrap_or_default())
}

/// The handovers of a person, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Handover>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Handover::read)
}

/// Somebody handed to a worker.
#[derive(Debug, Clone)]
pub struct HandedLine {
    /// The person.
    pub person: Id<Person>,
    /// Who had them before.
    pub from: Id<Account>,
    /// The note.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// The person's name.
    pub name: Named,
}

/// Whom a worker was handed since a moment and still has, newest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn to_worker(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    worker: Id<Account>,
    since: Timestamp,
) -> Result<Vec<HandedLine>, DbError> {
    tx.fetch_all(&TO_WORKER, &[service.into(), worker.into(), since.into()], |row| {
        Ok(HandedLine {
            person: row.id("person_id")?,
            from: row.id("from_id")?,
            note: row.get("note")?,
            at: row.moment("at")?,
            name: Named::read(row)?,
        })
    })
}
