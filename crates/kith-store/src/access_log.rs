//! Who looked at what. One row for each request that showed people, committed before the answer;
//! a job expands it per person. Who looked at somebody is answered from both, so nothing is late.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::Account;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::page::Mark;
use crate::rows::{Typed, damaged};

statements! {
    /// Logs one request.
    LOG = "INSERT INTO access (id, service_id, at, account_id, action, request_id, outcome, people, expanded)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Requests not yet expanded, oldest first.
    list UNEXPANDED = "SELECT id, service_id, at, account_id, action, people FROM access
        WHERE expanded = $1 ORDER BY at, id LIMIT 200";
    /// Every request not yet expanded, however many wait: whoever asks who looked is told all of them.
    list TAIL = "SELECT id, service_id, at, account_id, action, people FROM access
        WHERE expanded = $1 ORDER BY at DESC, id DESC";
    /// One line of the expansion.
    EXPAND = "INSERT INTO access_person (person_id, access_id, service_id, at, account_id, action) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person_id, access_id) DO NOTHING";
    /// Marks a request as expanded.
    EXPANDED = "UPDATE access SET expanded = $2 WHERE id = $1";
    /// Who looked at a person before a mark, newest first.
    list LOOKED = "SELECT at, account_id, action, access_id FROM access_person
        WHERE person_id = $1 AND (at, access_id) < ($2, $3) ORDER BY at DESC, access_id DESC LIMIT 200";
    /// Everybody who ever looked at a person, with how often and when last: nobody is buried under the looks of others.
    LOOKERS = "SELECT account_id, action, CAST(count(*) AS BIGINT) AS times, min(at) AS first, max(at) AS last
        FROM access_person WHERE person_id = $1 GROUP BY account_id, action ORDER BY last DESC, account_id, action";
}

/// One request to log.
#[derive(Debug, Clone)]
pub struct Access {
    /// Identifier.
    pub id: Uuid,
    /// The service whose records were looked at.
    pub service: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account: Id<Account>,
    /// The action's code.
    pub action: &'static str,
    /// The request.
    pub request: Uuid,
    /// Whether anything was shown.
    pub outcome: Outcome,
    /// The people who were shown.
    pub people: Vec<Id<Person>>,
}

/// How a request to see something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was shown.
    Shown,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Refused => "refused",
        }
    }
}

/// Logs a request.
///
/// # Errors
/// When the database fails; then nothing may be shown.
pub fn log(tx: &mut Tx<'_>, access: &Access) -> Result<(), DbError> {
    let people: Vec<serde_json::Value> = access.people.iter().map(|id| id.to_string().into()).collect();
    tx.execute(
        &LOG,
        &[
            access.id.into(),
            access.service.into(),
            access.at.into(),
            access.account.into(),
            access.action.into(),
            access.request.into(),
            access.outcome.code().into(),
            serde_json::Value::Array(people).into(),
            access.people.is_empty().into(),
        ],
    )?;
    Ok(())
}

struct Unexpanded {
    id: Uuid,
    service: Uuid,
    at: Timestamp,
    account: Id<Account>,
    action: String,
    people: Vec<Uuid>,
}

fn unexpanded(row: &Row<'_>) -> Result<Unexpanded, DbError> {
    let people: serde_json::Value = row.get("people")?;
    let people = people
        .as_array()
        .and_then(|list| list.iter().map(|id| id.as_str()?.parse().ok()).collect::<Option<Vec<Uuid>>>())
        .ok_or_else(|| damaged("people", "not a list of identifiers"))?;
    Ok(Unexpanded {
        id: row.get("id")?,
        service: row.get("service_id")?,
        at: row.moment("at")?,
        account: row.id("account_id")?,
        action: row.get("action")?,
        people,
    })
}

/// Expands up to 200 requests per person. Returns how many requests it expanded.
///
/// # Errors
/// When the database fails; then nothing was expanded.
pub fn expand(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    let waiting = tx.fetch_all(&UNEXPANDED, &[false.into()], unexpanded)?;
    let lines: Vec<Vec<Value>> = waiting
        .iter()
        .flat_map(|access| {
            access.people.iter().map(|person| {
                vec![
                    (*person).into(),
                    access.id.into(),
                    access.service.into(),
                    access.at.into(),
                    access.account.into(),
                    access.action.as_str().into(),
                ]
            })
        })
        .collect();
    tx.batch(&EXPAND, &lines)?;
    let done: Vec<Vec<Value>> = waiting.iter().map(|access| vec![access.id.into(), true.into()]).collect();
    tx.batch(&EXPANDED, &done)?;
    Ok(waiting.len())
}

/// One look at a person's record.
#[derive(Debug, Clone)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub account: Id<Account>,
    /// The action's code.
    pub action: String,
    /// The request, for the mark of a page.
    pub access: Uuid,
}

/// Somebody who looked at a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looker {
    /// Who.
    pub account: Id<Account>,
    /// The action's code.
    pub action: String,
    /// How often.
    pub times: i64,
    /// When first.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
}

/// Everybody who looked, and a page of the looks.
#[derive(Debug, Clone, Default)]
pub struct Looks {
    /// Everybody who ever looked, a line for each action of theirs, the latest first.
    pub lookers: Vec<Looker>,
    /// The looks of the page, newest first.
    pub page: Vec<Look>,
    /// Where the next page begins.
    pub next: Option<Mark>,
}

/// How many looks a page holds, beside those that wait for the job.
const PAGE: usize = 200;

/// Who looked at a person: everybody, and the looks before a mark, newest first. What waits for the job stands on the
/// first page.
///
/// # Errors
/// When the database cannot answer.
pub fn who_looked(tx: &mut ReadTx<'_>, person: Id<Person>, before: Option<Mark>) -> Result<Looks, DbError> {
    let waiting: Vec<Look> = tx
        .fetch_all(&TAIL, &[false.into()], unexpanded)?
        .into_iter()
        .filter(|access| access.people.contains(&person.uuid()))
        .map(|access| Look { at: access.at, account: access.account, action: access.action, access: access.id })
        .collect();
    let mut lookers = tx.fetch_all(&LOOKERS, &[person.into()], |row| {
        Ok(Looker {
            account: row.id("account_id")?,
            action: row.get("action")?,
            times: row.get("times")?,
            first: row.moment("first")?,
            last: row.moment("last")?,
        })
    })?;
    for look in &waiting {
        match lookers.iter_mut().find(|looker| looker.account == look.account && looker.action == look.action) {
            Some(looker) => {
                looker.times = looker.times.saturating_add(1);
                looker.first = looker.first.min(look.at);
                looker.last = looker.last.max(look.at);
            }
            None => lookers.push(Looker {
                account: look.account,
                action: look.action.clone(),
                times: 1,
                first: look.at,
                last: look.at,
            }),
        }
    }
    lookers.sort_by_key(|looker| std::cmp::Reverse(looker.last));
    let is_first = before.is_none();
    let from = before.unwrap_or_else(Mark::last);
    let expanded = tx.fetch_all(&LOOKED, &[person.into(), from.at.into(), from.id.into()], |row| {
        Ok(Look {
            at: row.moment("at")?,
            account: row.id("account_id")?,
            action: row.get("action")?,
            access: row.get("access_id")?,
        })
    })?;
    let next = expanded.last().filter(|_| expanded.len() == PAGE).map(|last| Mark { at: last.at, id: last.access });
    let mut page = expanded;
    if is_first {
        page.extend(waiting);
        // A request that began early may have been committed late, after others were expanded.
        page.sort_by_key(|look| std::cmp::Reverse(look.at));
    }
    Ok(Looks { lookers, page, next })
}
