//! What happened to a person, from the events: the changes that have no row of their own in the story.

use jiff::Timestamp;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::Account;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, statements};
use crate::page::{Mark, Page};
use crate::rows::{Typed, damaged};

statements! {
    /// A person's events before a place, newest first.
    list OF_PERSON = "SELECT id, subject_kind, subject_id, kind, at, account_id, facts
        FROM event WHERE person_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4";
    /// The events of one record, oldest first.
    list OF_SUBJECT = "SELECT id, subject_kind, subject_id, kind, at, account_id, facts
        FROM event WHERE subject_id = $1 ORDER BY at, id";
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Happened {
    /// `connection.moved`, `case.ended` …
    pub kind: String,
    /// The record it happened to.
    pub subject: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub account: Option<Id<Account>>,
    /// The facts, in order.
    pub facts: Vec<(String, Fact)>,
}

impl Happened {
    /// A fact that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.facts.iter().find_map(|(found, fact)| match fact {
            Fact::Text(text) if found == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// A fact that is an identifier.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<Uuid> {
        self.facts.iter().find_map(|(found, fact)| match fact {
            Fact::Id(id) if found == name => Some(*id),
            _ => None,
        })
    }
}

pub(crate) fn happened(row: &Row<'_>) -> Result<Happened, DbError> {
    let facts: serde_json::Value = row.get("facts")?;
    Ok(Happened {
        kind: row.get("kind")?,
        subject: row.get("subject_id")?,
        at: row.moment("at")?,
        account: row.id_opt("account_id")?,
        facts: crate::save::facts_from_json(&facts).ok_or_else(|| damaged("facts", "not facts as Kith writes them"))?,
    })
}

/// How many events are read at once.
const AT_ONCE: u32 = 1000;

/// Everything that happened to a person, newest first, read by its place and never cut.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Happened>, DbError> {
    let mut all = Vec::new();
    let mut after = Some(Mark::last());
    while let Some(mark) = after {
        let values = [person.into(), mark.at.into(), mark.id.into(), (i64::from(AT_ONCE) + 1).into()];
        let rows = tx.fetch_all(&OF_PERSON, &values, |row| Ok((row.id::<Happened>("id")?, happened(row)?)))?;
        let page = Page::cut(rows, AT_ONCE, |(id, it)| Mark { at: it.at, id: id.uuid() });
        all.extend(page.lines.into_iter().map(|(_, it)| it));
        after = page.next;
    }
    Ok(all)
}

/// What happened to one record, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_subject(tx: &mut ReadTx<'_>, subject: Uuid) -> Result<Vec<Happened>, DbError> {
    tx.fetch_all(&OF_SUBJECT, &[subject.into()], happened)
}
