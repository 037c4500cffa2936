//! People.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{Born, Identity, Person};
use kith_domain::policy::{PersonFacts, Scope};
use kith_domain::staff::Account;
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
        "language",
        "interpreter",
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
            who.born.kept_as().into(),
            text(&self.phone),
            text(&self.safe_contact),
            text(&self.communication),
            family.into(),
            given.into(),
            text(&self.language),
            self.interpreter.then_some(true).into(),
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
                born: Born::from_kept(row.get("born")?),
            },
            phone: row.line_opt("phone")?,
            safe_contact: row.words_opt("safe_contact")?,
            communication: row.words_opt("communication")?,
            language: row.line_opt("language")?,
            interpreter: row.get::<Option<bool>>("interpreter")?.unwrap_or(false),
        })
    }
}

statements! {
    /// People with an NHS number in a service, for hints of duplicates.
    BY_NHS_NUMBER = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication, language, interpreter
        FROM person p WHERE p.service_id = $1 AND p.nhs_number = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3))
        ORDER BY p.id LIMIT 20";
    /// People born on a day, for hints of duplicates.
    BORN_ON = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication, language, interpreter
        FROM person p WHERE p.service_id = $1 AND p.born = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3))
        ORDER BY p.family_folded, p.id LIMIT 50";
    /// People born on one of some days, for hints where a day may be mistyped; names are compared by the caller.
    BORN_ON_ONE_OF = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication, language, interpreter
        FROM person p WHERE p.service_id = $1 AND p.born IN (SELECT {each_day} FROM {each}($2))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3))
        ORDER BY p.family_folded, p.id LIMIT 500";
    /// Who is named on restricted records of a service with an NHS number, as far as the viewer is not one of them.
    HELD_BY_NUMBER = "SELECT x.account_id AS account_id FROM person p JOIN restricted_to x ON x.person_id = p.id
        WHERE p.service_id = $1 AND p.nhs_number = $2 AND p.id <> $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to v WHERE v.person_id = p.id AND v.account_id = $4)
        ORDER BY x.account_id";
    /// The same for a day of birth and a family name.
    HELD_BY_NAME = "SELECT x.account_id AS account_id FROM person p JOIN restricted_to x ON x.person_id = p.id
        WHERE p.service_id = $1 AND p.born = $2 AND p.family_folded = $3 AND p.id <> $4
            AND NOT EXISTS (SELECT 1 FROM restricted_to v WHERE v.person_id = p.id AND v.account_id = $5)
        ORDER BY x.account_id";
    /// People born between two days with a family name, for hints of duplicates where the year alone is known.
    BORN_BETWEEN = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication, language, interpreter
        FROM person p WHERE p.service_id = $1 AND p.born >= $2 AND p.born < $3 AND p.family_folded = $4
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $5))
        ORDER BY p.id LIMIT 50";
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

/// People of a service born on a day, or of whom the same is known that is not a day, as far as the viewer may know of them: candidates for "may be the same person".
///
/// # Errors
/// When the database cannot answer.
pub fn born_on(tx: &mut ReadTx<'_>, scope: &Scope, born: Born) -> Result<Vec<Person>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    tx.fetch_all(&BORN_ON, &[(*service).into(), born.kept_as().into(), (*viewer).into()], Person::read)
}

/// People of a service born on one of some days, as far as the viewer may know of them; at most 500.
///
/// # Errors
/// When the database cannot answer.
pub fn born_on_one_of(tx: &mut ReadTx<'_>, scope: &Scope, days: &[Date]) -> Result<Vec<Person>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    let values = [(*service).into(), Value::days(days.iter().copied()), (*viewer).into()];
    tx.fetch_all(&BORN_ON_ONE_OF, &values, Person::read)
}

/// People of a service with a folded family name who were born on a day between two, as far as the viewer may know of
/// them.
///
/// # Errors
/// When the database cannot answer.
pub fn born_between(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (from, to): (Date, Date),
    family: &str,
) -> Result<Vec<Person>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    let values = [(*service).into(), from.into(), to.into(), family.into(), (*viewer).into()];
    tx.fetch_all(&BORN_BETWEEN, &values, Person::read)
}

/// Who is named on restricted records that may be of the same person and that the viewer may not know of: by the same
/// NHS number, or the same day of birth and family name. Empty when there is none. Nothing of such a record is given but
/// these accounts, of which a page tells the roles alone.
///
/// # Errors
/// When the database cannot answer.
pub fn named_on_one_like(tx: &mut ReadTx<'_>, scope: &Scope, person: &Person) -> Result<Vec<Id<Account>>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Vec::new()) };
    let mut named = Vec::new();
    if let Ok(number) = person.identity.nhs_number {
        let values = [(*service).into(), number.digits().into(), person.id.into(), (*viewer).into()];
        named.extend(tx.fetch_all(&HELD_BY_NUMBER, &values, |row| row.id("account_id"))?);
    }
    let (family, _) = person.identity.folded();
    let values =
        [(*service).into(), person.identity.born.kept_as().into(), family.into(), person.id.into(), (*viewer).into()];
    named.extend(tx.fetch_all(&HELD_BY_NAME, &values, |row| row.id("account_id"))?);
    Ok(named)
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
