//! People.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{Identity, Person};
use kith_domain::policy::{PersonFacts, Scope};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Saved, Table};

/// The table of people.
pub(crate) static TABLE: Table = Table {
    name: "person",
    columns: &[
        "nhs_number",
        "number_missing",
        "family_name",
        "given_names",
        "preferred_name",
        "born",
        "phone",
        "safe_contact",
        "communication",
        "family_folded",
        "given_folded",
    ],
};

impl Saved for Person {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn person(&self) -> Option<Uuid> {
        Some(self.id.uuid())
    }
    fn values(&self) -> Vec<Value> {
        let who = &self.identity;
        let (family, given) = who.folded();
        vec![
            who.nhs_number.ok().map(NhsNumber::digits).into(),
            who.nhs_number.err().map(NumberMissing::code).into(),
            (&who.family_name).into(),
            text(&who.given_names),
            text(&who.preferred_name),
            who.born.into(),
            text(&self.phone),
            text(&self.safe_contact),
            text(&self.communication),
            family.into(),
            given.into(),
        ]
    }
    fn follow(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        crate::person_search::follow(tx, self)
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let number: Option<String> = row.get("nhs_number")?;
        let nhs_number = match number {
            Some(digits) => Ok(NhsNumber::parse(&digits).map_err(|_| damaged("nhs_number", "not an NHS number"))?),
            None => Err(row.code("number_missing", NumberMissing::from_code)?),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            identity: Identity {
                nhs_number,
                family_name: row.line("family_name")?,
                given_names: row.line_opt("given_names")?,
                preferred_name: row.line_opt("preferred_name")?,
                born: row.get("born")?,
            },
            phone: row.line_opt("phone")?,
            safe_contact: row.words_opt("safe_contact")?,
            communication: row.words_opt("communication")?,
        })
    }
}

statements! {
    /// People with an NHS number in a service, for hints of duplicates.
    BY_NHS_NUMBER = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication
        FROM person p WHERE p.service_id = $1 AND p.nhs_number = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3))
        ORDER BY p.id LIMIT 20";
    /// People born on a day, for hints of duplicates.
    BORN_ON = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication
        FROM person p WHERE p.service_id = $1 AND p.born = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3))
        ORDER BY p.family_folded, p.id LIMIT 50";
    /// What decides about a person's record.
    FACTS = "SELECT p.service_id AS service_id, c.worker_id AS worker_id
        FROM person p LEFT JOIN caseload c ON c.person_id = p.id WHERE p.id = $1";
    /// Everybody, for the property test of lists.
    EVERYBODY = "SELECT id FROM person ORDER BY id";
}

/// People of a service whom somebody gave this NHS number, as far as the viewer may know of them; at most 20.
///
/// # Errors
/// When the database cannot answer.
pub fn with_nhs_number(tx: &mut ReadTx<'_>, scope: &Scope, number: NhsNumber) -> Result<Vec<Person>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    tx.fetch_all(&BY_NHS_NUMBER, &[(*service).into(), number.digits().into(), (*viewer).into()], Person::read)
}

/// People of a service born on a day, as far as the viewer may know of them: candidates for "may be the same person".
///
/// # Errors
/// When the database cannot answer.
pub fn born_on(tx: &mut ReadTx<'_>, scope: &Scope, born: Date) -> Result<Vec<Person>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    tx.fetch_all(&BORN_ON, &[(*service).into(), born.into(), (*viewer).into()], Person::read)
}

/// The facts that decide about a person's record.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<PersonFacts>, DbError> {
    let rows = tx.fetch_all(&FACTS, &[person.into()], |row| Ok((row.id("service_id")?, row.id_opt("worker_id")?)))?;
    let Some((service, _)) = rows.first() else { return Ok(None) };
    Ok(Some(PersonFacts {
        service: *service,
        workers: rows.iter().filter_map(|(_, worker)| *worker).collect(),
        restricted_to: crate::protection::restricted_to(tx, person)?,
        author: None,
    }))
}

/// The identifiers of everybody within reach. For the property test that compares lists with decisions.
///
/// # Errors
/// When the database cannot answer.
pub fn everybody(tx: &mut ReadTx<'_>) -> Result<Vec<Id<Person>>, DbError> {
    tx.fetch_all(&EVERYBODY, &[], |row| row.id("id"))
}
