//! Holding: each stretch of it, whose review is due, and the days of it for the report of what was missing.

use jiff::civil::Date;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::{Gap, Need};
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::Service;
use kith_domain::support::holding::{Cause, Ended, Function, Holding, Says, Went};
use kith_domain::time;
use uuid::Uuid;

use crate::cases::{CaseLine, line};
use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table.
pub(crate) static TABLE: Table = Table {
    name: "holding",
    columns: &[
        "person_id",
        "case_id",
        "author_id",
        "at",
        "function",
        "connection_id",
        "gap_id",
        "awaited",
        "began",
        "review_on",
        "reviewed",
        "ended",
        "went",
        "ended_words",
    ],
};

impl Saved for Holding {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.says;
        let ended = self.ended.as_ref();
        let (connection, gap) = match it.cause {
            Some(Cause::Connection(id)) => (Some(id), None),
            Some(Cause::Gap(id)) => (None, Some(id)),
            None => (None, None),
        };
        vec![
            self.person.into(),
            self.case.into(),
            self.author.into(),
            self.at.into(),
            it.function.code().into(),
            connection.into(),
            gap.into(),
            text(&it.awaited),
            it.began.into(),
            it.review_on.into(),
            self.reviewed.into(),
            ended.map(|it| it.at).into(),
            ended.map(|it| it.went.code()).into(),
            ended.map_or(Value::Null, |it| text(&it.words)),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let connection = row.id_opt("connection_id")?.map(Cause::Connection);
        let ended = match row.moment_opt("ended")? {
            None => None,
            Some(at) => {
                Some(Ended { at, went: row.code("went", Went::from_code)?, words: row.words_opt("ended_words")? })
            }
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            case: row.id("case_id")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            says: Says {
                function: row.code("function", Function::from_code)?,
                cause: connection.or(row.id_opt("gap_id")?.map(Cause::Gap)),
                awaited: row.line_opt("awaited")?,
                began: row.get("began")?,
                review_on: row.get("review_on")?,
            },
            reviewed: row.moment_opt("reviewed")?,
            ended,
        })
    }
}

statements! {
    /// A person's stretches of holding, the latest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, case_id, author_id, at, function, connection_id, gap_id, awaited,
            began, review_on, reviewed, ended, went, ended_words
        FROM holding WHERE person_id = $1 ORDER BY began DESC, id DESC";
    /// What is held of some workers' people and is to be reviewed by a day, longest due first.
    list DUE = "SELECT h.id AS holding_id, h.version AS holding_version, h.function AS function, h.awaited AS awaited, h.began AS began,
            h.review_on AS review_on,
            c.case_id AS case_id, c.person_id AS person_id, c.worker_id AS worker_id, c.state AS state,
            c.since AS since, c.last_contact AS last_contact, c.sort_name AS sort_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM holding h JOIN caseload c ON c.case_id = h.case_id JOIN person p ON p.id = h.person_id
        WHERE h.service_id = $1 AND h.ended IS NULL AND h.review_on <= $3
            AND c.worker_id IN (SELECT {each_id} FROM {each}($2))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = h.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = h.person_id AND x.account_id = $4))
        ORDER BY h.review_on, h.id LIMIT 51";
    /// Every stretch of holding of a service with what causes it: not of restricted records.
    list SPANS = "SELECT h.person_id AS person_id, h.began AS began, h.ended AS ended, h.gap_id AS gap_id,
            h.connection_id AS connection_id, c.need_id AS need_id
        FROM holding h LEFT JOIN connection c ON c.id = h.connection_id
        WHERE h.service_id = $1 AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = h.person_id)
        ORDER BY h.began, h.id LIMIT 500000";
}

/// A person's stretches of holding, the latest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Holding>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| Ok(Kept { version: row.get("version")?, it: Holding::read(row)? }))
}

/// A review that is due.
#[derive(Debug, Clone)]
pub struct DueReview {
    /// The holding.
    pub holding: Id<Holding>,
    /// The version that was read.
    pub version: i64,
    /// What it is for.
    pub function: Function,
    /// What is awaited.
    pub awaited: Option<kith_domain::text::Line>,
    /// The day on which it began.
    pub began: Date,
    /// The day of the review.
    pub review_on: Date,
    /// The case, and whose it is.
    pub line: CaseLine,
}

/// The reviews that are due by a day among the people within a worker's scope, longest due first; at most 51, so that 50
/// are known to go on.
///
/// # Errors
/// When the database cannot answer.
pub fn due(tx: &mut ReadTx<'_>, scope: &Scope, by: Date) -> Result<Vec<DueReview>, DbError> {
    let Scope::Worker { service, worker, .. } = scope else { return Ok(Vec::new()) };
    let whose = Value::ids(scope.whose().into_iter().map(Id::uuid));
    tx.fetch_all(&DUE, &[(*service).into(), whose, by.into(), (*worker).into()], |row| {
        Ok(DueReview {
            holding: row.id("holding_id")?,
            version: row.get("holding_version")?,
            function: row.code("function", Function::from_code)?,
            awaited: row.line_opt("awaited")?,
            began: row.get("began")?,
            review_on: row.get("review_on")?,
            line: line(row)?,
        })
    })
}

/// A stretch of holding for a report.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) person: Id<Person>,
    pub(crate) began: Date,
    /// The day after the last.
    pub(crate) until: Option<Date>,
    pub(crate) gap: Option<Id<Gap>>,
    pub(crate) connection: Option<Id<Connection>>,
    pub(crate) need: Option<Id<Need>>,
}

/// Every stretch of holding of a service, by person: of no restricted record.
pub(crate) fn spans(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Span>, DbError> {
    tx.fetch_all(&SPANS, &[service.into()], |row| {
        let next = |at| time::day_of(at).tomorrow().unwrap_or(Date::MAX);
        Ok(Span {
            person: row.id("person_id")?,
            began: row.get("began")?,
            until: row.moment_opt("ended")?.map(next),
            gap: row.id_opt("gap_id")?,
            connection: row.id_opt("connection_id")?,
            need: row.id_opt("need_id")?,
        })
    })
}
