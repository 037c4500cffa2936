//! What people said of themselves, for fairness.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::equality::{Answers, Disability, Equality, EthnicGroup, Sex};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of what people said of themselves.
pub(crate) static TABLE: Table = Table {
    name: "equality",
    columns: &["person_id", "sex", "ethnic_group", "ethnic_words", "disability", "author_id", "at"],
};

impl Saved for Equality {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.answers.sex.map(Sex::code).into(),
            self.answers.ethnic_group.map(EthnicGroup::code).into(),
            text(&self.answers.ethnic_words),
            self.answers.disability.map(Disability::code).into(),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            answers: Answers {
                sex: row.code_opt("sex", Sex::from_code)?,
                ethnic_group: row.code_opt("ethnic_group", EthnicGroup::from_code)?,
                ethnic_words: row.line_opt("ethnic_words")?,
                disability: row.code_opt("disability", Disability::from_code)?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// What a person said of themselves.
    OF_PERSON = "SELECT id, version, service_id, person_id, sex, ethnic_group, ethnic_words, disability, author_id, at
        FROM equality WHERE person_id = $1";
}

/// What a person said of themselves, if they were ever asked.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Kept<Equality>>, DbError> {
    tx.fetch_optional(&OF_PERSON, &[person.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Equality::read(row)? })
    })
}
