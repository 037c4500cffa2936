//! Questions of organisations, and what they say of their own entries.

use kith_domain::directory::proposal::Field;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Connection, Enquiry, Proposal, Suggestion};
use kith_domain::id::Id;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of questions.
pub(crate) static ENQUIRY: Table = Table {
    name: "enquiry",
    columns: &["person_id", "connection_id", "question", "asked", "answer", "answered", "answered_by"],
};
/// The table of what is said of entries.
pub(crate) static SUGGESTION: Table = Table {
    name: "entry_suggestion",
    columns: &[
        "community_service_id",
        "capacity",
        "capacity_weeks",
        "words",
        "at",
        "done",
        "done_by",
        "is_open",
        "said_by",
        "answer",
        "proposed",
    ],
};

/// Lays what would be changed into its column; nothing where there are only words.
pub(crate) fn laid(proposed: &[Proposal]) -> Value {
    if proposed.is_empty() {
        return Value::Null;
    }
    let one = |it: &Proposal| {
        let said = |words: &Option<Words>| words.as_ref().map(Words::as_str).map_or(Json::Null, Json::from);
        Json::from(vec![Json::from(it.field.code()), said(&it.was), said(&it.is)])
    };
    Json::Array(proposed.iter().map(one).collect()).into()
}

/// Reads what would be changed; nothing that no rule allows.
pub(crate) fn proposed(column: Option<Json>) -> Option<Vec<Proposal>> {
    let Some(column) = column else { return Some(Vec::new()) };
    let said = |it: &Json| match it {
        Json::Null => Some(None),
        it => Words::new(it.as_str()?).ok().map(Some),
    };
    let one = |it: &Json| match it.as_array()?.as_slice() {
        [field, was, is] => {
            Some(Proposal { field: Field::from_code(field.as_str()?)?, was: said(was)?, is: said(is)? })
        }
        _ => None,
    };
    column.as_array()?.iter().map(one).collect()
}

impl Saved for Enquiry {
    const TABLE: &'static Table = &ENQUIRY;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let (answer, at, by) = match &self.answer {
            Some((words, at, by)) => (words.into(), Some(*at), Some(*by)),
            None => (Value::Null, None, None),
        };
        vec![
            self.person.into(),
            self.connection.into(),
            (&self.question).into(),
            self.asked.into(),
            answer,
            at.into(),
            by.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let answer = match row.words_opt("answer")? {
            Some(words) => Some((
                words,
                row.needed("answered", row.moment_opt("answered")?)?,
                row.needed("answered_by", row.id_opt("answered_by")?)?,
            )),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            connection: row.id("connection_id")?,
            question: row.words("question")?,
            asked: row.moment("asked")?,
            answer,
        })
    }
}

impl Saved for Suggestion {
    const TABLE: &'static Table = &SUGGESTION;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let weeks = match self.capacity {
            Some(Capacity::Wait { weeks }) => weeks,
            _ => None,
        };
        vec![
            self.entry.into(),
            self.capacity.map(Capacity::code).into(),
            weeks.into(),
            text(&self.words),
            self.at.into(),
            self.done.map(|(at, _)| at).into(),
            self.done.map(|(_, by)| by).into(),
            self.done.is_none().into(),
            self.by.into(),
            self.answer.map(Answer::code).into(),
            laid(&self.proposed),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let code: Option<String> = row.get("capacity")?;
        let capacity = match code.as_deref() {
            None => None,
            Some("not-said") => Some(Capacity::NotSaid),
            Some("room") => Some(Capacity::Room),
            Some("wait") => Some(Capacity::Wait { weeks: row.count("capacity_weeks")? }),
            Some("full") => Some(Capacity::Full),
            Some(_) => return Err(damaged("capacity", "an unknown code")),
        };
        let done = match row.moment_opt("done")? {
            Some(at) => Some((at, row.needed("done_by", row.id_opt("done_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            entry: row.id("community_service_id")?,
            capacity,
            words: row.words_opt("words")?,
            at: row.moment("at")?,
            done,
            by: row.id_opt("said_by")?,
            answer: row.code_opt("answer", Answer::from_code)?,
            proposed: proposed(row.get("proposed")?).ok_or_else(|| damaged("proposed", "what no rule allows"))?,
        })
    }
}

statements! {
    /// The questions about a connection, newest first.
    list OF_CONNECTION = "SELECT id, version, service_id, person_id, connection_id, question, asked, answer, answered, answered_by
        FROM enquiry WHERE connection_id = $1 ORDER BY asked DESC, id DESC";
    /// What organisations said of their entries that nobody has dealt with, oldest first.
    list OPEN = "SELECT e.id AS id, e.version AS version, e.service_id AS service_id, e.community_service_id AS community_service_id,
            e.capacity AS capacity, e.capacity_weeks AS capacity_weeks, e.words AS words, e.at AS at, e.done AS done,
            e.done_by AS done_by, e.said_by AS said_by, e.answer AS answer, e.proposed AS proposed, s.name AS entry_name
        FROM entry_suggestion e JOIN community_service s ON s.id = e.community_service_id
        WHERE e.service_id = $1 AND e.is_open = $2 ORDER BY e.at, e.id LIMIT 50";
    /// What was said of an entry, latest first.
    list OF_ENTRY = "SELECT id, version, service_id, community_service_id, capacity, capacity_weeks, words, at, done, done_by,
            said_by, answer, proposed
        FROM entry_suggestion WHERE service_id = $1 AND community_service_id = $2 ORDER BY at DESC, id DESC LIMIT 20";
}

/// The questions about a connection, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_connection(tx: &mut ReadTx<'_>, connection: Id<Connection>) -> Result<Vec<Kept<Enquiry>>, DbError> {
    tx.fetch_all(&OF_CONNECTION, &[connection.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Enquiry::read(row)? })
    })
}

/// Something said of an entry, with the entry's name.
#[derive(Debug, Clone)]
pub struct SuggestionLine {
    /// What was said.
    pub kept: Kept<Suggestion>,
    /// Name of the entry.
    pub entry: String,
}

/// What organisations told a service of their entries and nobody has dealt with, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn open_suggestions(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<SuggestionLine>, DbError> {
    tx.fetch_all(&OPEN, &[service.into(), true.into()], |row| {
        Ok(SuggestionLine {
            kept: Kept { version: row.get("version")?, it: Suggestion::read(row)? },
            entry: row.get("entry_name")?,
        })
    })
}

/// What was said of an entry to a service, latest first; at most 20.
///
/// # Errors
/// When the database cannot answer.
pub fn said_of(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    entry: Id<CommunityService>,
) -> Result<Vec<Suggestion>, DbError> {
    tx.fetch_all(&OF_ENTRY, &[service.into(), entry.into()], Suggestion::read)
}
