//! Messages back to practices.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::message::{Content, MessageBack, State};
use kith_domain::person::Person;
use kith_domain::policy::{PracticeRecord, Scope};
use kith_domain::referral::Referral;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of messages back.
pub(crate) static TABLE: Table = Table {
    name: "message_back",
    columns: &[
        "person_id",
        "referral_id",
        "practice_id",
        "author_id",
        "mattered",
        "happened",
        "missing",
        "sent",
        "state",
        "read_at",
        "read_by",
    ],
};

impl Saved for MessageBack {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let (read_at, read_by) = match self.state {
            State::Sent => (None, None),
            State::Read { at, by } => (Some(at), by),
        };
        vec![
            self.person.into(),
            self.referral.into(),
            self.practice.into(),
            self.author.into(),
            text(&self.content.mattered),
            text(&self.content.happened),
            text(&self.content.missing),
            self.sent.into(),
            self.state.name().into(),
            read_at.into(),
            read_by.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let read_at = row.moment_opt("read_at")?;
        let state = match read_at {
            None => State::Sent,
            Some(at) => State::Read { at, by: row.id_opt("read_by")? },
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            practice: row.id("practice_id")?,
            author: row.id("author_id")?,
            content: Content {
                mattered: row.words_opt("mattered")?,
                happened: row.words_opt("happened")?,
                missing: row.words_opt("missing")?,
            },
            sent: row.moment("sent")?,
            state,
        })
    }
}

statements! {
    /// Messages to a practice that nobody there has read, newest first.
    list UNREAD = "SELECT m.id AS id, m.referral_id AS referral_id, m.person_id AS person_id, m.service_id AS service_id, m.sent AS sent,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM message_back m JOIN person p ON p.id = m.person_id
        WHERE m.practice_id = $1 AND m.state = $2 AND m.service_id IN (SELECT {each_id} FROM {each}($3))
        ORDER BY m.sent DESC, m.id DESC LIMIT 50";
    /// The messages that answer a referral, newest first.
    list OF_REFERRAL = "SELECT id, version, service_id, person_id, referral_id, practice_id, author_id, mattered, happened, missing, sent,
            state, read_at, read_by
        FROM message_back WHERE referral_id = $1 ORDER BY sent DESC, id DESC";
    /// The messages about a person, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, referral_id, practice_id, author_id, mattered, happened, missing, sent,
            state, read_at, read_by
        FROM message_back WHERE person_id = $1 ORDER BY sent DESC, id DESC";
}

/// A message that waits to be read.
#[derive(Debug, Clone)]
pub struct UnreadLine {
    /// The message.
    pub id: Id<MessageBack>,
    /// The referral it answers.
    pub referral: Id<Referral>,
    /// The person.
    pub person: Id<Person>,
    /// What decides who may read it.
    pub record: PracticeRecord,
    /// When it was sent.
    pub sent: Timestamp,
    /// The person's name.
    pub name: Named,
}

/// A practice's unread messages, newest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn unread(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<UnreadLine>, DbError> {
    let Scope::Practice { practice, services } = scope else { return Ok(Vec::new()) };
    let services = Value::ids(services.iter().map(|service| service.uuid()));
    tx.fetch_all(&UNREAD, &[(*practice).into(), "sent".into(), services], |row| {
        Ok(UnreadLine {
            id: row.id("id")?,
            referral: row.id("referral_id")?,
            person: row.id("person_id")?,
            record: PracticeRecord { service: row.id("service_id")?, practice: *practice },
            sent: row.moment("sent")?,
            name: Named::read(row)?,
        })
    })
}

fn kept(row: &Row<'_>) -> Result<Kept<MessageBack>, DbError> {
    Ok(Kept { version: row.get("version")?, it: MessageBack::read(row)? })
}

/// The messages that answer a referral, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_referral(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Vec<Kept<MessageBack>>, DbError> {
    tx.fetch_all(&OF_REFERRAL, &[referral.into()], kept)
}

/// The messages about a person, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<MessageBack>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], kept)
}
