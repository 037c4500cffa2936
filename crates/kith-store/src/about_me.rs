//! About Me, in its tellings.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::about_me::{AboutMe, Telling};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Saved, Table, of_a_person};

/// The table of About Me.
pub(crate) static TABLE: Table = Table {
    name: "about_me",
    columns: &["person_id", "about", "communicate", "support", "written_with", "day", "author_id", "at"],
};

impl Saved for AboutMe {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.telling;
        vec![
            self.person.into(),
            text(&it.about),
            text(&it.communicate),
            text(&it.support),
            text(&it.with),
            self.day.into(),
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
                about: row.words_opt("about")?,
                communicate: row.words_opt("communicate")?,
                support: row.words_opt("support")?,
                with: row.line_opt("written_with")?,
            },
            day: row.get("day")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// A person's tellings, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, about, communicate, support, written_with, day, author_id, at
        FROM about_me WHERE person_id = $1 ORDER BY at DESC, id DESC";
}

/// A person's tellings, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<AboutMe>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], AboutMe::read)
}
