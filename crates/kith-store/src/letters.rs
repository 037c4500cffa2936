//! Letters written for or with a person.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::Letter;
use kith_domain::support::letter::{Content, Together};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of letters.
pub(crate) static TABLE: Table = Table {
    name: "letter",
    columns: &["person_id", "author_id", "template", "together", "addressee", "subject", "body", "made"],
};

impl Saved for Letter {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.content;
        vec![
            self.person.into(),
            self.author.into(),
            text(&it.template),
            it.together.code().into(),
            (&it.to).into(),
            (&it.subject).into(),
            (&it.text).into(),
            self.made.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            author: row.id("author_id")?,
            content: Content {
                template: row.line_opt("template")?,
                together: row.code("together", Together::from_code)?,
                to: row.words("addressee")?,
                subject: row.line("subject")?,
                text: row.note_opt("body")?.ok_or_else(|| damaged("body", "a letter without text"))?,
            },
            made: row.moment("made")?,
        })
    }
}

statements! {
    /// A person's letters, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, author_id, template, together, addressee, subject, body, made
        FROM letter WHERE person_id = $1 ORDER BY made DESC, id DESC";
}

/// A person's letters, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Letter>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| Ok(Kept { version: row.get("version")?, it: Letter::read(row)? }))
}
