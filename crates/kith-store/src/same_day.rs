//! Who was asked on the same day, and what came of it.

use jiff::Timestamp;
use kith_domain::boundary::same_day::{Answered, SameDayAsk};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table.
pub(crate) static TABLE: Table = Table {
    name: "same_day_ask",
    columns: &[
        "person_id",
        "practice_id",
        "whom",
        "asker_id",
        "asked",
        "answered",
        "answered_by",
        "agreed",
        "noted_by",
        "taken_back",
    ],
};

impl Saved for SameDayAsk {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let answered = self.answered.as_ref();
        vec![
            self.person.into(),
            self.practice.into(),
            (&self.whom).into(),
            self.asker.into(),
            self.asked.into(),
            answered.map(|it| it.at).into(),
            answered.map_or(Value::Null, |it| text(&it.by)),
            answered.map_or(Value::Null, |it| text(&it.agreed)),
            answered.map(|it| it.noted_by).into(),
            self.taken_back.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let answered = match row.moment_opt("answered")? {
            None => None,
            Some(at) => Some(Answered {
                at,
                by: row.line_opt("answered_by")?,
                agreed: row.words_opt("agreed")?,
                noted_by: row.needed("noted_by", row.id_opt("noted_by")?)?,
            }),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            practice: row.id_opt("practice_id")?,
            whom: row.line("whom")?,
            asker: row.id("asker_id")?,
            asked: row.moment("asked")?,
            answered,
            taken_back: row.moment_opt("taken_back")?,
        })
    }
}

/// What waits for an answer, as the list selects it.
macro_rules! open {
    () => {
        "SELECT a.id AS id, a.person_id AS person_id, a.whom AS whom, a.asker_id AS asker_id, a.asked AS asked,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM same_day_ask a JOIN person p ON p.id = a.person_id
        WHERE a.service_id = $1 AND a.answered IS NULL AND a.taken_back IS NULL
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = a.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = a.person_id AND x.account_id = $2))"
    };
}

statements! {
    /// What was asked about a person, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, practice_id, whom, asker_id, asked, answered, answered_by, agreed,
            noted_by, taken_back
        FROM same_day_ask WHERE person_id = $1 ORDER BY asked DESC, id DESC LIMIT 200";
    /// What waits for an answer in a service, longest first.
    list OPEN_OF_SERVICE = concat!(open!(), " ORDER BY a.asked, a.id LIMIT 50");
    /// The same of what some workers asked, or is about people of theirs.
    list OPEN_OF_WORKERS = concat!(open!(), "
            AND (a.asker_id IN (SELECT {each_id} FROM {each}($3))
                OR EXISTS (SELECT 1 FROM caseload k WHERE k.person_id = a.person_id AND k.worker_id IN (SELECT {each_id} FROM {each}($3))))
        ORDER BY a.asked, a.id LIMIT 50");
    /// When somebody asked since a moment.
    ASKED_BY = "SELECT asked FROM same_day_ask WHERE service_id = $1 AND asker_id = $2 AND asked >= $3 AND taken_back IS NULL";
}

/// What was asked about a person, newest first; at most 200.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<SameDayAsk>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: SameDayAsk::read(row)? })
    })
}

/// Something that waits for an answer.
#[derive(Debug, Clone)]
pub struct OpenAsk {
    /// Which.
    pub id: Id<SameDayAsk>,
    /// About whom.
    pub person: Id<Person>,
    /// The person's name.
    pub name: Named,
    /// Who was asked.
    pub whom: String,
    /// Who asked.
    pub asker: Id<Account>,
    /// When.
    pub asked: Timestamp,
}

/// What waits for an answer, longest first; at most 50. A lead has those of the service, a worker those that she or a
/// colleague whom she covers asked, or that are about people of theirs.
///
/// # Errors
/// When the database cannot answer.
pub fn open(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<OpenAsk>, DbError> {
    let read = |row: &Row<'_>| {
        Ok(OpenAsk {
            id: row.id("id")?,
            person: row.id("person_id")?,
            name: Named::read(row)?,
            whom: row.get("whom")?,
            asker: row.id("asker_id")?,
            asked: row.moment("asked")?,
        })
    };
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let whose = scope.whose();
    if whose.is_empty() {
        return tx.fetch_all(&OPEN_OF_SERVICE, &[service.into(), viewer.into()], read);
    }
    let values = [service.into(), viewer.into(), Value::ids(whose.into_iter().map(Id::uuid))];
    tx.fetch_all(&OPEN_OF_WORKERS, &values, read)
}

/// When somebody asked since a moment, for their own eyes.
///
/// # Errors
/// When the database cannot answer.
pub fn asked_by(
    tx: &mut ReadTx<'_>,
    (service, asker): (Id<Service>, Id<Account>),
    since: Timestamp,
) -> Result<Vec<Timestamp>, DbError> {
    tx.fetch_all(&ASKED_BY, &[service.into(), asker.into(), since.into()], |row| row.moment("asked"))
}
