//! Addresses of people.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::identity::{Address, Parts};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of addresses.
pub(crate) static TABLE: Table =
    Table { name: "address", columns: &["person_id", "lines", "postcode", "email", "author_id", "at"] };

impl Saved for Address {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            text(&self.parts.lines),
            text(&self.parts.postcode),
            text(&self.parts.email),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            parts: Parts {
                lines: row.words_opt("lines")?,
                postcode: row.line_opt("postcode")?,
                email: row.line_opt("email")?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// A person's address.
    OF_PERSON = "SELECT id, version, service_id, person_id, lines, postcode, email, author_id, at
        FROM address WHERE person_id = $1";
}

/// A person's address, if one was ever written down.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Kept<Address>>, DbError> {
    tx.fetch_optional(&OF_PERSON, &[person.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Address::read(row)? })
    })
}
