//! How records are protected, and to whom a restricted one is open.
//!
//! Every list of people names the viewer and holds this condition, `p` being the person:
//! `(NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
//! OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $viewer))`.

use std::collections::BTreeSet;

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of protections.
pub(crate) static TABLE: Table =
    Table { name: "protection", columns: &["person_id", "named", "not_online", "reason", "author_id", "at"] };

impl Saved for Protection {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let named: Vec<serde_json::Value> = self.terms.named.iter().map(|id| id.to_string().into()).collect();
        vec![
            self.person.into(),
            serde_json::Value::Array(named).into(),
            self.terms.not_online.into(),
            text(&self.terms.reason),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let named: serde_json::Value = row.get("named")?;
        let named = named
            .as_array()
            .and_then(|list| list.iter().map(|id| id.as_str()?.parse().ok()).collect::<Option<BTreeSet<_>>>())
            .ok_or_else(|| damaged("named", "not a list of identifiers"))?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            terms: Terms { named, not_online: row.get("not_online")?, reason: row.words_opt("reason")? },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
    fn follow(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        tx.execute(&OPEN_TO_NOBODY, &[self.person.into()])?;
        let rows: Vec<Vec<Value>> = self
            .terms
            .named
            .iter()
            .map(|account| vec![self.person.into(), (*account).into(), self.service.into()])
            .collect();
        tx.batch(&OPEN_TO, &rows)?;
        Ok(())
    }
}

statements! {
    /// How a person's record is protected.
    OF_PERSON = "SELECT id, version, service_id, person_id, named, not_online, reason, author_id, at
        FROM protection WHERE person_id = $1";
    /// Every restricted record of a service, longest restricted first.
    list RESTRICTED = "SELECT id, version, service_id, person_id, named, not_online, reason, author_id, at
        FROM protection WHERE service_id = $1
            AND EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = protection.person_id)
        ORDER BY at, id LIMIT 1000";
    /// Whose records are not shown online.
    NOT_ONLINE = "SELECT person_id FROM protection WHERE service_id = $1 AND not_online";
    /// Takes a person's record out of the derived list.
    OPEN_TO_NOBODY = "DELETE FROM restricted_to WHERE person_id = $1";
    /// Opens a restricted record to somebody.
    OPEN_TO = "INSERT INTO restricted_to (person_id, account_id, service_id) VALUES ($1, $2, $3)";
    /// To whom a record is open; nobody when it is not restricted.
    NAMED = "SELECT account_id FROM restricted_to WHERE person_id = $1 ORDER BY account_id";
}

/// How a person's record is protected, if somebody ever said.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Kept<Protection>>, DbError> {
    tx.fetch_optional(&OF_PERSON, &[person.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Protection::read(row)? })
    })
}

/// Every restricted record of a service, longest restricted first. Only for finding those that nobody can open.
///
/// # Errors
/// When the database cannot answer.
pub fn restricted(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<Protection>>, DbError> {
    tx.fetch_all(&RESTRICTED, &[service.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Protection::read(row)? })
    })
}

/// Everybody of a service whose record is not shown online: few, and asked once for a whole list.
///
/// # Errors
/// When the database cannot answer.
pub fn not_online(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<BTreeSet<Id<Person>>, DbError> {
    Ok(tx.fetch_all(&NOT_ONLINE, &[service.into()], |row| row.id("person_id"))?.into_iter().collect())
}

/// The only people who may know of a record; `None` when it is not restricted.
///
/// # Errors
/// When the database cannot answer.
pub fn restricted_to(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Vec<Id<Account>>>, DbError> {
    let named = tx.fetch_all(&NAMED, &[person.into()], |row| row.id("account_id"))?;
    Ok((!named.is_empty()).then_some(named))
}
