//! What changed.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::changed::{Changed, Direction, Gain, Meant, Telling, Whom};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of what changed.
pub(crate) static TABLE: Table = Table {
    name: "changed",
    columns: &["person_id", "direction", "meant", "whom", "gain", "words", "author_id", "at"],
};

impl Saved for Changed {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.telling;
        vec![
            self.person.into(),
            it.direction.map(Direction::code).into(),
            it.meant.map(Meant::code).into(),
            it.whom.map(Whom::code).into(),
            it.gain.map(Gain::code).into(),
            text(&it.words),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            telling: Telling {
                direction: row.code_opt("direction", Direction::from_code)?,
                meant: row.code_opt("meant", Meant::from_code)?,
                whom: row.code_opt("whom", Whom::from_code)?,
                gain: row.code_opt("gain", Gain::from_code)?,
                words: row.words_opt("words")?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// What changed in a person's support, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, direction, meant, whom, gain, words, author_id, at
        FROM changed WHERE person_id = $1 ORDER BY at DESC, id DESC";
}

/// What changed in a person's support, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Changed>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| Ok(Kept { version: row.get("version")?, it: Changed::read(row)? }))
}
