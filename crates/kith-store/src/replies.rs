//! What practices write back, what went with the messages to them, and what is kept from them.

use kith_domain::id::Id;
use kith_domain::message::withheld::{Item, Withheld};
use kith_domain::message::{Carried, Held, MessageBack, OfferedCode, Reply};
use kith_domain::person::Person;
use kith_domain::support::Case;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of what practices wrote back.
pub(crate) static REPLY: Table = Table {
    name: "message_reply",
    columns: &["person_id", "referral_id", "message_id", "practice_id", "words", "by_id", "at"],
};
/// The table of what went with messages.
pub(crate) static CARRIED: Table =
    Table { name: "message_carried", columns: &["person_id", "corrects_id", "code", "case_id", "letter_id", "held"] };

/// The table of what people do not want practices to be told.
pub(crate) static WITHHELD: Table = Table {
    name: "message_withheld",
    columns: &["person_id", "item", "item_id", "by_id", "at", "back", "back_by", "is_kept"],
};

impl Saved for Reply {
    const TABLE: &'static Table = &REPLY;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.referral.into(),
            self.message.into(),
            self.practice.into(),
            (&self.words).into(),
            self.by.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            message: row.id("message_id")?,
            practice: row.id("practice_id")?,
            words: row.words("words")?,
            by: row.id_opt("by_id")?,
            at: row.moment("at")?,
        })
    }
}

impl Saved for Carried {
    const TABLE: &'static Table = &CARRIED;
    fn id(&self) -> Uuid {
        self.message.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn person(&self) -> Option<Uuid> {
        Some(self.person.uuid())
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.corrects.into(),
            self.code.map(|(code, _)| code.code()).into(),
            self.code.map(|(_, case)| case).into(),
            self.letter.map(|(letter, _)| letter).into(),
            self.letter.map(|(_, held)| held.code()).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let code = match row.code_opt("code", OfferedCode::from_code)? {
            Some(code) => Some((code, row.needed("case_id", row.id_opt("case_id")?)?)),
            None => None,
        };
        let letter = match row.get::<Option<Uuid>>("letter_id")? {
            Some(letter) => Some((letter, row.code("held", Held::from_code)?)),
            None => None,
        };
        Ok(Self {
            message: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            corrects: row.id_opt("corrects_id")?,
            code,
            letter,
        })
    }
}

impl Saved for Withheld {
    const TABLE: &'static Table = &WITHHELD;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.item.code().into(),
            self.item.uuid().into(),
            self.by.into(),
            self.at.into(),
            self.back.map(|(at, _)| at).into(),
            self.back.map(|(_, by)| by).into(),
            self.back.is_none().into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let code: String = row.get("item")?;
        let item = Item::from_parts(&code, row.get("item_id")?).ok_or_else(|| damaged("item", "an unknown code"))?;
        let back = match row.moment_opt("back")? {
            Some(at) => Some((at, row.needed("back_by", row.id_opt("back_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            item,
            by: row.id("by_id")?,
            at: row.moment("at")?,
            back,
        })
    }
}

statements! {
    /// What a person keeps from the practice now, in the order it was written down.
    list KEPT_BACK = "SELECT id, version, service_id, person_id, item, item_id, by_id, at, back, back_by, is_kept
        FROM message_withheld WHERE person_id = $1 AND is_kept = $2 ORDER BY at, id";
    /// What practices wrote back about a person, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, referral_id, message_id, practice_id, words, by_id, at
        FROM message_reply WHERE person_id = $1 ORDER BY at DESC, id DESC";
    /// What went with the messages about a person, and whether their letter has left.
    CARRIED_OF = "SELECT c.id AS id, c.service_id AS service_id, c.person_id AS person_id, c.corrects_id AS corrects_id, c.code AS code,
            c.case_id AS case_id, c.letter_id AS letter_id, c.held AS held, o.state AS letter_state
        FROM message_carried c LEFT JOIN outbox o ON o.id = c.letter_id WHERE c.person_id = $1 ORDER BY c.id";
    /// Whether an episode's code was offered before.
    OFFERED = "SELECT id FROM message_carried WHERE case_id = $1 LIMIT 1";
}

/// What practices wrote back about a person, newest first; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Reply>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Reply::read)
}

/// What went with a message, and the state of its letter: `waiting`, `left` or `stuck`.
#[derive(Debug, Clone)]
pub struct CarriedLine {
    /// What went with it.
    pub it: Carried,
    /// The state of its letter.
    pub letter: Option<String>,
}

/// What went with the messages about a person.
///
/// # Errors
/// When the database cannot answer.
pub fn carried_of(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<CarriedLine>, DbError> {
    tx.fetch_all(&CARRIED_OF, &[person.into()], |row| {
        Ok(CarriedLine { it: Carried::read(row)?, letter: row.get("letter_state")? })
    })
}

/// The message with which an episode's code was offered, if it was.
///
/// # Errors
/// When the database cannot answer.
pub fn offered(tx: &mut ReadTx<'_>, case: Id<Case>) -> Result<Option<Id<MessageBack>>, DbError> {
    tx.fetch_optional(&OFFERED, &[case.into()], |row| row.id("id"))
}

/// What a person keeps from the practice now; at most 300.
///
/// # Errors
/// When the database cannot answer.
pub fn kept_back(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Withheld>>, DbError> {
    tx.fetch_all(&KEPT_BACK, &[person.into(), true.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Withheld::read(row)? })
    })
}
