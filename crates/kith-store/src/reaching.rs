//! How to communicate with people and be in touch safely.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::{Adjustment, Channel, Facts, Format, Message, Reaching, Safe, Support};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of how to reach people.
pub(crate) static TABLE: Table = Table {
    name: "reaching",
    columns: &[
        "person_id",
        "language",
        "formats",
        "supports",
        "adjustments",
        "communication",
        "channels",
        "message",
        "who_answers",
        "times",
        "safe_contact",
        "author_id",
        "at",
    ],
};

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Value {
    Json::Array(all.iter().map(|it| code(*it).into()).collect()).into()
}

/// Reads a list of codes.
fn coded<T>(row: &Row<'_>, column: &'static str, from: fn(&str) -> Option<T>) -> Result<Vec<T>, DbError> {
    let list: Json = row.get(column)?;
    let read = |it: &Json| from(it.as_str()?);
    let all = list.as_array().and_then(|list| list.iter().map(read).collect::<Option<Vec<T>>>());
    all.ok_or_else(|| damaged(column, "an unknown code"))
}

fn channel(text: &str) -> Option<(Channel, Safe)> {
    let (channel, safe) = text.split_once('=')?;
    Some((Channel::from_code(channel)?, Safe::from_code(safe)?))
}

impl Saved for Reaching {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.facts;
        let channels: Vec<Json> =
            it.channels.iter().map(|(channel, safe)| format!("{}={}", channel.code(), safe.code()).into()).collect();
        vec![
            self.person.into(),
            text(&it.language),
            codes(&it.formats, Format::code),
            codes(&it.supports, Support::code),
            codes(&it.adjustments, Adjustment::code),
            text(&it.communication),
            Json::Array(channels).into(),
            it.message.map(Message::code).into(),
            text(&it.who_answers),
            text(&it.when),
            text(&it.safe_contact),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            facts: Facts {
                language: row.line_opt("language")?,
                formats: coded(row, "formats", Format::from_code)?,
                supports: coded(row, "supports", Support::from_code)?,
                adjustments: coded(row, "adjustments", Adjustment::from_code)?,
                communication: row.words_opt("communication")?,
                channels: coded(row, "channels", channel)?,
                message: row.code_opt("message", Message::from_code)?,
                who_answers: row.line_opt("who_answers")?,
                when: row.line_opt("times")?,
                safe_contact: row.words_opt("safe_contact")?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// How to reach a person.
    OF_PERSON = "SELECT id, version, service_id, person_id, language, formats, supports, adjustments, communication, channels,
            message, who_answers, times, safe_contact, author_id, at
        FROM reaching WHERE person_id = $1";
    /// How to reach several people.
    list OF_PEOPLE = "SELECT id, version, service_id, person_id, language, formats, supports, adjustments, communication, channels,
            message, who_answers, times, safe_contact, author_id, at
        FROM reaching WHERE person_id IN (SELECT {each_id} FROM {each}($1))";
}

/// The facts of several people, as far as they were written down.
///
/// # Errors
/// When the database cannot answer.
pub fn of_people(
    tx: &mut ReadTx<'_>,
    people: impl Iterator<Item = Id<Person>>,
) -> Result<BTreeMap<Id<Person>, Facts>, DbError> {
    let rows = tx.fetch_all(&OF_PEOPLE, &[Value::ids(people.map(Id::uuid))], Reaching::read)?;
    Ok(rows.into_iter().map(|it| (it.person, it.facts)).collect())
}

/// How to reach a person, if somebody wrote it down since there are facts for it.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Option<Kept<Reaching>>, DbError> {
    tx.fetch_optional(&OF_PERSON, &[person.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Reaching::read(row)? })
    })
}
