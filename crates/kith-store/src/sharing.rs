//! Sharing decisions.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::{Recipient, Says, SharingDecision, Terms};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Saved, Table, of_a_person};

/// The table of sharing decisions.
pub(crate) static TABLE: Table = Table {
    name: "sharing_decision",
    columns: &[
        "person_id",
        "recipient_kind",
        "recipient_id",
        "says",
        "what",
        "from_day",
        "until_day",
        "author_id",
        "at",
    ],
};

impl Saved for SharingDecision {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.recipient.kind().into(),
            self.recipient.id().into(),
            self.terms.says.code().into(),
            text(&self.terms.what),
            self.terms.from.into(),
            self.terms.until.into(),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let kind: String = row.get("recipient_kind")?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            recipient: Recipient::of(&kind, row.get("recipient_id")?)
                .ok_or_else(|| damaged("recipient_kind", "no recipient that there is"))?,
            terms: Terms {
                says: row.code("says", Says::from_code)?,
                what: row.words_opt("what")?,
                from: row.get("from_day")?,
                until: row.get("until_day")?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// What a person decided, latest written first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, recipient_kind, recipient_id, says, what, from_day, until_day,
            author_id, at
        FROM sharing_decision WHERE person_id = $1 ORDER BY at DESC, id DESC";
}

/// What a person decided, latest written first; at most 500.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<SharingDecision>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], SharingDecision::read)
}
