//! People around a person.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::around::{Around, Details, MayKnow, OwnAgreement, Relation};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of people around a person.
pub(crate) static TABLE: Table = Table {
    name: "around",
    columns: &[
        "person_id",
        "name",
        "relation",
        "relation_words",
        "phone",
        "email",
        "may_know",
        "what",
        "agreed_on",
        "own_agreement",
        "is_emergency",
        "words",
        "ended",
        "author_id",
        "at",
    ],
};

impl Saved for Around {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.details;
        vec![
            self.person.into(),
            (&it.name).into(),
            it.relation.code().into(),
            text(&it.relation_words),
            text(&it.phone),
            text(&it.email),
            it.may_know.code().into(),
            text(&it.what),
            it.agreed_on.into(),
            it.own_agreement.code().into(),
            it.is_emergency.into(),
            text(&it.words),
            self.ended.into(),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            details: Details {
                name: row.line("name")?,
                relation: row.code("relation", Relation::from_code)?,
                relation_words: row.line_opt("relation_words")?,
                phone: row.line_opt("phone")?,
                email: row.line_opt("email")?,
                may_know: row.code("may_know", MayKnow::from_code)?,
                what: row.words_opt("what")?,
                agreed_on: row.get("agreed_on")?,
                own_agreement: row.code("own_agreement", OwnAgreement::from_code)?,
                is_emergency: row.get("is_emergency")?,
                words: row.words_opt("words")?,
            },
            ended: row.moment_opt("ended")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// Everybody around a person, by name.
    list OF_PERSON = "SELECT id, version, service_id, person_id, name, relation, relation_words, phone, email, may_know, what,
            agreed_on, own_agreement, is_emergency, words, ended, author_id, at
        FROM around WHERE person_id = $1 ORDER BY name, id";
}

/// Everybody around a person, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Around>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| Ok(Kept { version: row.get("version")?, it: Around::read(row)? }))
}
