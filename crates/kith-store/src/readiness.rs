//! Notes on how ready somebody is.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::readiness::{Demand, Readiness, Says, Stands};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Saved, Table, of_a_person};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "readiness", columns: &["person_id", "author_id", "at", "stands", "words", "demands"] };

impl Saved for Readiness {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.says;
        vec![
            self.person.into(),
            self.author.into(),
            self.at.into(),
            it.stands.map(Stands::code).into(),
            text(&it.words),
            Json::Array(it.demands.iter().map(|it| it.code().into()).collect()).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let demands: Json = row.get("demands")?;
        let read = |it: &Json| Demand::from_code(it.as_str()?);
        let demands = demands.as_array().and_then(|all| all.iter().map(read).collect());
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            says: Says {
                stands: row.code_opt("stands", Stands::from_code)?,
                words: row.words_opt("words")?,
                demands: demands.ok_or_else(|| damaged("demands", "not a list as Kith writes it"))?,
            },
        })
    }
}

statements! {
    /// A person's notes, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, author_id, at, stands, words, demands
        FROM readiness WHERE person_id = $1 ORDER BY at DESC, id DESC";
}

/// A person's notes, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Readiness>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Readiness::read)
}
