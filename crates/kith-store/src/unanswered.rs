//! Requests that nobody has answered, longest asked first or last: what is known of each, from which the rules say whether
//! it still comes to mind.
//!
//! # Invariants
//! - The list holds what its reader may see, and of restricted records only those that name them.
//! - Only people whose case is open: nobody waits for an answer about somebody who is no longer supported.

use jiff::Timestamp;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::Account;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::page::Mark;
use crate::referrals::Named;
use crate::rows::Typed;

/// What a line holds. An e-mail counts as a reminder when it left after the request was made.
macro_rules! select {
    () => {
        "SELECT x.id AS id, x.person_id AS person_id, x.need_id AS need_id, x.since AS since, x.asked AS asked,
            s.name AS to_name, o.name AS organisation_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            (SELECT k.worker_id FROM caseload k WHERE k.person_id = x.person_id AND k.is_open = $7 LIMIT 1) AS worker_id,
            (SELECT CAST(count(*) AS BIGINT) FROM key_link k
                WHERE k.subject_id = x.id AND k.sent > coalesce(x.asked, x.since)) AS reminded,
            (SELECT max(k.sent) FROM key_link k
                WHERE k.subject_id = x.id AND k.sent > coalesce(x.asked, x.since)) AS last_reminder,
            (SELECT max(q.asked) FROM enquiry q WHERE q.connection_id = x.id) AS last_question
        FROM connection x JOIN person p ON p.id = x.person_id JOIN community_service s ON s.id = x.community_service_id
            JOIN organisation o ON o.id = x.organisation_id
        WHERE x.service_id = $1 AND x.state = $2
            AND EXISTS (SELECT 1 FROM caseload k WHERE k.person_id = x.person_id AND k.is_open = $7)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id AND r.account_id = $5))"
    };
}

/// That the person is one of some workers', or the restricted record names the reader.
macro_rules! of_workers {
    () => {
        "
            AND (EXISTS (SELECT 1 FROM caseload k WHERE k.person_id = x.person_id AND k.worker_id IN (SELECT {each_id} FROM {each}($8)))
                OR EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id AND r.account_id = $5))"
    };
}

macro_rules! longest {
    () => {
        " AND (x.since, x.id) > ($3, $4) ORDER BY x.since, x.id LIMIT $6"
    };
}

macro_rules! latest {
    () => {
        " AND (x.since, x.id) < ($3, $4) ORDER BY x.since DESC, x.id DESC LIMIT $6"
    };
}

statements! {
    /// Those of a service, longest asked first.
    list LONGEST = concat!(select!(), longest!());
    /// Those of a service, latest asked first.
    list LATEST = concat!(select!(), latest!());
    /// Those of the people of some workers, longest asked first.
    list LONGEST_OF_WORKERS = concat!(select!(), of_workers!(), longest!());
    /// Those of the people of some workers, latest asked first.
    list LATEST_OF_WORKERS = concat!(select!(), of_workers!(), latest!());
}

/// What became of the request: nobody has answered, or somebody wrote down that nobody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Silence {
    /// It was asked, and nothing has come.
    #[default]
    Asked,
    /// A human wrote down that no answer came.
    WrittenDown,
}

/// Which stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Longest asked first.
    #[default]
    Longest,
    /// Latest asked first.
    Latest,
}

/// A request that nobody has answered.
#[derive(Debug, Clone)]
pub struct SilentLine {
    /// The connection.
    pub connection: Id<Connection>,
    /// The person.
    pub person: Id<Person>,
    /// Their name.
    pub name: Named,
    /// The need it is for.
    pub need: Option<Id<Need>>,
    /// The community service.
    pub to: String,
    /// Whose that is.
    pub organisation: String,
    /// Who supports the person now.
    pub worker: Option<Id<Account>>,
    /// Since when it stands as it does.
    pub since: Timestamp,
    /// When it was asked.
    pub asked: Timestamp,
    /// How often they were reminded by e-mail.
    pub reminded: u32,
    /// When last.
    pub last_reminder: Option<Timestamp>,
    /// When the organisation asked something itself, last.
    pub last_question: Option<Timestamp>,
}

impl SilentLine {
    /// When they were asked, reminded, or asked something themselves, last.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        [self.last_reminder, self.last_question].into_iter().flatten().fold(self.since, Timestamp::max)
    }

    /// Where it stands in the list.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark { at: self.since, id: self.connection.uuid() }
    }
}

fn line(row: &Row<'_>) -> Result<SilentLine, DbError> {
    let since = row.moment("since")?;
    Ok(SilentLine {
        connection: row.id("id")?,
        person: row.id("person_id")?,
        name: Named::read(row)?,
        need: row.id_opt("need_id")?,
        to: row.get("to_name")?,
        organisation: row.get("organisation_name")?,
        worker: row.id_opt("worker_id")?,
        since,
        asked: row.moment_opt("asked")?.unwrap_or(since),
        reminded: row.count("reminded")?.unwrap_or(0),
        last_reminder: row.moment_opt("last_reminder")?,
        last_question: row.moment_opt("last_question")?,
    })
}

/// Requests within a scope that nobody has answered, from a mark on; at most so many.
///
/// # Errors
/// When the database cannot answer.
pub fn list(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (silence, order): (Silence, Order),
    after: Option<Mark>,
    most: u32,
) -> Result<Vec<SilentLine>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let after = after.unwrap_or_else(|| match order {
        Order::Longest => Mark::first(),
        Order::Latest => Mark::last(),
    });
    let state = match silence {
        Silence::Asked => "asked",
        Silence::WrittenDown => "not-answered",
    };
    let mut values: Vec<Value> = vec![
        service.into(),
        state.into(),
        after.at.into(),
        after.id.into(),
        viewer.into(),
        i64::from(most).into(),
        true.into(),
    ];
    let statement = match (scope, order) {
        (Scope::Worker { .. }, order) => {
            values.push(Value::ids(scope.whose().into_iter().map(Id::uuid)));
            if order == Order::Longest { &LONGEST_OF_WORKERS } else { &LATEST_OF_WORKERS }
        }
        (_, Order::Longest) => &LONGEST,
        (_, Order::Latest) => &LATEST,
    };
    tx.fetch_all(statement, &values, line)
}
