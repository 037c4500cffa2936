//! Gaps of a person.

use kith_domain::directory::{CommunityService, Connection};
use kith_domain::id::Id;
use kith_domain::need::gap::{Answered, Came, Instead, Kind, Reason, Structure};
use kith_domain::need::{Agreement, Gap, Origin, Voice};
use kith_domain::person::Person;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Saved, Table, of_a_person};

/// The table of gaps.
pub(crate) static TABLE: Table = Table {
    name: "gap",
    columns: &[
        "person_id",
        "need_id",
        "sought",
        "reason",
        "weeks",
        "instead",
        "words",
        "author_id",
        "at",
        "kind",
        "structure",
        "connection_id",
        "answered",
        "answered_by",
        "answered_words",
        "origin",
        "contact_id",
        "answered_connection_id",
        "answered_entry_id",
        "own_words",
        "own_agreement",
        "own_at",
        "own_by",
    ],
};

impl Saved for Gap {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let came = self.answered.as_ref().and_then(|it| it.came);
        let voice = self.voice.as_ref();
        vec![
            self.person.into(),
            self.need.into(),
            (&self.sought).into(),
            self.reason.code().into(),
            self.weeks.into(),
            self.instead.map(Instead::code).into(),
            text(&self.words),
            self.author.into(),
            self.at.into(),
            self.kind.map(Kind::code).into(),
            self.structure.map(Structure::code).into(),
            self.from.into(),
            self.answered.as_ref().map(|it| it.at).into(),
            self.answered.as_ref().map(|it| it.by).into(),
            text(&self.answered.as_ref().and_then(|it| it.words.clone())),
            self.origin.code().into(),
            self.contact.into(),
            came.and_then(|it| if let Came::Connection(id) = it { Some(id) } else { None }).into(),
            came.and_then(|it| if let Came::Entry(id) = it { Some(id) } else { None }).into(),
            voice.map_or(Value::Null, |it| (&it.words).into()),
            voice.map(|it| it.agreement.code()).into(),
            voice.map(|it| it.at).into(),
            voice.map(|it| it.by).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let from: Option<Id<Connection>> = row.id_opt("connection_id")?;
        let connection: Option<Id<Connection>> = row.id_opt("answered_connection_id")?;
        let entry: Option<Id<CommunityService>> = row.id_opt("answered_entry_id")?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            need: row.id("need_id")?,
            sought: row.line("sought")?,
            kind: row.code_opt("kind", Kind::from_code)?,
            reason: row.code("reason", Reason::from_code)?,
            structure: row.code_opt("structure", Structure::from_code)?,
            weeks: row.count("weeks")?,
            instead: row.code_opt("instead", Instead::from_code)?,
            words: row.words_opt("words")?,
            from,
            origin: origin(row, from.is_some())?,
            contact: row.id_opt("contact_id")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            answered: match row.moment_opt("answered")? {
                Some(at) => Some(Answered {
                    at,
                    by: row.needed("answered_by", row.id_opt("answered_by")?)?,
                    came: connection.map(Came::Connection).or(entry.map(Came::Entry)),
                    words: row.words_opt("answered_words")?,
                }),
                None => None,
            },
            voice: match row.words_opt("own_words")? {
                Some(words) => Some(Voice {
                    words,
                    agreement: row.code("own_agreement", Agreement::from_code)?,
                    at: row.needed("own_at", row.moment_opt("own_at")?)?,
                    by: row.needed("own_by", row.id_opt("own_by")?)?,
                }),
                None => None,
            },
        })
    }
}

/// Where it was noticed. What was recorded before that was kept came from a need, or from the connection it names.
pub(crate) fn origin(row: &Row<'_>, from_connection: bool) -> Result<Origin, DbError> {
    let usual = if from_connection { Origin::Connection } else { Origin::Need };
    Ok(row.code_opt("origin", Origin::from_code)?.unwrap_or(usual))
}

statements! {
    /// A person's gaps, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, need_id, sought, reason, weeks, instead, words, author_id, at,
            kind, structure, connection_id, answered, answered_by, answered_words, origin, contact_id,
            answered_connection_id, answered_entry_id, own_words, own_agreement, own_at, own_by
        FROM gap WHERE person_id = $1 ORDER BY at DESC, id DESC";
}

/// A person's gaps, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Gap>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Gap::read)
}
