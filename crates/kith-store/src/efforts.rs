//! What was done in a case, beside the guides of its service: contacts, attempts, and why it goes beyond a guide.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::Case;
use kith_domain::support::attempts::Attempts;
use kith_domain::support::guide::{BeyondGuide, Guide, Reason};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Saved, Table, of_a_person};

/// The table of reasons.
pub(crate) static TABLE: Table =
    Table { name: "beyond_guide", columns: &["person_id", "case_id", "guide", "reason", "words", "author_id", "at"] };

impl Saved for BeyondGuide {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.case.into(),
            self.guide.code().into(),
            self.reason.code().into(),
            text(&self.words),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            case: row.id("case_id")?,
            guide: row.code("guide", Guide::from_code)?,
            reason: row.code("reason", Reason::from_code)?,
            words: row.words_opt("words")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// Why the cases of a person go beyond a guide, newest first.
    list BEYOND = "SELECT id, version, service_id, person_id, case_id, guide, reason, words, author_id, at
        FROM beyond_guide WHERE person_id = $1 ORDER BY at DESC, id DESC";
    /// Of some cases: when each was opened, in how many contacts somebody was reached, and the attempts without an answer
    /// since then, by whoever has it now.
    list OF_CASES = "SELECT c.case_id AS case_id, s.opened AS opened,
            CAST(count(CASE WHEN k.reached = 'yes' THEN 1 END) AS BIGINT) AS contacts,
            CAST(count(t.id) AS BIGINT) AS attempts, min(t.at) AS first_attempt, max(t.at) AS last_attempt
        FROM caseload c
            JOIN support_case s ON s.id = c.case_id
            LEFT JOIN contact k ON k.person_id = c.person_id AND k.case_id = c.case_id
            LEFT JOIN contact t ON t.id = k.id AND t.reached = 'no-answer' AND t.at >= c.since
                AND NOT EXISTS (SELECT 1 FROM contact y WHERE y.person_id = c.person_id AND y.case_id = c.case_id
                    AND y.reached = 'yes' AND y.at >= t.at)
        WHERE c.case_id IN (SELECT {each_id} FROM {each}($1))
        GROUP BY c.case_id, s.opened";
}

/// Why the cases of a person go beyond a guide, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn beyond(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<BeyondGuide>, DbError> {
    tx.fetch_all(&BEYOND, &[person.into()], BeyondGuide::read)
}

/// What was done in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// When it was opened.
    pub opened: Timestamp,
    /// In how many contacts somebody was reached.
    pub contacts: u32,
    /// The attempts without an answer since somebody was reached last.
    pub attempts: Option<Attempts>,
}

/// What was done in some cases.
///
/// # Errors
/// When the database cannot answer.
pub fn of_cases(
    tx: &mut ReadTx<'_>,
    cases: impl Iterator<Item = Id<Case>>,
) -> Result<BTreeMap<Id<Case>, Effort>, DbError> {
    let cases = Value::ids(cases.map(Id::uuid));
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let lines = tx.fetch_all(&OF_CASES, &[cases], |row| {
        let times = count(row.get("attempts")?);
        let ends = row.moment_opt("first_attempt")?.zip(row.moment_opt("last_attempt")?);
        let effort = Effort {
            opened: row.moment("opened")?,
            contacts: count(row.get("contacts")?),
            attempts: ends.map(|(first, last)| Attempts { times, first, last }),
        };
        Ok((row.id("case_id")?, effort))
    })?;
    Ok(lines.into_iter().collect())
}
