//! Safeguarding concerns, and who is named to receive them.
//!
//! A list shows the name of somebody whose record is restricted only to those whom the restriction names: the fence of
//! every list of people. The concern itself stands in the list all the same, so that somebody acts on it.

use jiff::Timestamp;
use kith_domain::boundary::safeguarding::action::ConcernAction;
use kith_domain::boundary::safeguarding::concern::{Concern, State};
use kith_domain::boundary::safeguarding::lead::Lead;
use kith_domain::id::Id;
use kith_domain::policy::ConcernFacts;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::page::{Mark, Page};
use crate::referrals::Named;
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table};

/// The table of concerns.
pub(crate) static CONCERN: Table = Table {
    name: "concern",
    columns: &[
        "person_id",
        "words",
        "done",
        "author_id",
        "at",
        "state",
        "acknowledged",
        "acknowledged_by",
        "acknowledged_words",
        "closed",
        "closed_by",
        "closed_words",
    ],
};
/// The table of what is to be done about them.
pub(crate) static ACTION: Table =
    Table { name: "concern_action", columns: &["concern_id", "what", "by_id", "at", "done", "done_by"] };
/// The table of who is named.
pub(crate) static LEAD: Table = Table { name: "safeguarding_lead", columns: &["account_id", "since", "ended"] };

/// A concern's events belong to no person's story: `person()` stays `None`.
impl Saved for Concern {
    const TABLE: &'static Table = &CONCERN;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let had = match &self.state {
            State::Written => None,
            State::Acknowledged { at, by, words } | State::Closed { had: (at, by, words), .. } => {
                Some((*at, *by, words))
            }
        };
        let closed = match &self.state {
            State::Closed { at, by, words, .. } => Some((*at, *by, words)),
            State::Written | State::Acknowledged { .. } => None,
        };
        vec![
            self.person.into(),
            (&self.words).into(),
            text(&self.done),
            self.author.into(),
            self.at.into(),
            self.state.name().into(),
            had.map(|(at, ..)| at).into(),
            had.map(|(_, by, _)| by).into(),
            had.map_or(Value::Null, |(.., words)| text(words)),
            closed.map(|(at, ..)| at).into(),
            closed.map(|(_, by, _)| by).into(),
            closed.map_or(Value::Null, |(.., words)| words.into()),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let state = match name.as_str() {
            "written" => State::Written,
            "acknowledged" => State::Acknowledged {
                at: row.needed("acknowledged", row.moment_opt("acknowledged")?)?,
                by: row.needed("acknowledged_by", row.id_opt("acknowledged_by")?)?,
                words: row.words_opt("acknowledged_words")?,
            },
            "closed" => State::Closed {
                had: (
                    row.needed("acknowledged", row.moment_opt("acknowledged")?)?,
                    row.needed("acknowledged_by", row.id_opt("acknowledged_by")?)?,
                    row.words_opt("acknowledged_words")?,
                ),
                at: row.needed("closed", row.moment_opt("closed")?)?,
                by: row.needed("closed_by", row.id_opt("closed_by")?)?,
                words: row.words("closed_words")?,
            },
            _ => return Err(damaged("state", "an unknown state")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            words: row.words("words")?,
            done: row.words_opt("done")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            state,
        })
    }
}

/// Nor do the events of what is done about it.
impl Saved for ConcernAction {
    const TABLE: &'static Table = &ACTION;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.concern.into(),
            (&self.what).into(),
            self.by.into(),
            self.at.into(),
            self.done.map(|(at, _)| at).into(),
            self.done.map(|(_, by)| by).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let done = match row.moment_opt("done")? {
            Some(at) => Some((at, row.needed("done_by", row.id_opt("done_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            concern: row.id("concern_id")?,
            what: row.line("what")?,
            by: row.id("by_id")?,
            at: row.moment("at")?,
            done,
        })
    }
}

impl Saved for Lead {
    const TABLE: &'static Table = &LEAD;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.account.into(), self.since.into(), self.ended.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            account: row.id("account_id")?,
            since: row.moment("since")?,
            ended: row.moment_opt("ended")?,
        })
    }
}

statements! {
    /// What is to be done about a concern, oldest first.
    list ACTIONS = "SELECT id, version, service_id, concern_id, what, by_id, at, done, done_by
        FROM concern_action WHERE concern_id = $1 ORDER BY at, id LIMIT 200";
    /// Who is named safeguarding lead of a service now, and still works there.
    list LEADS = "SELECT id, version, service_id, account_id, since, ended FROM safeguarding_lead
        WHERE service_id = $1 AND ended IS NULL
            AND EXISTS (SELECT 1 FROM standing s WHERE s.account_id = safeguarding_lead.account_id
                AND s.service_id = safeguarding_lead.service_id AND s.ended IS NULL
                AND s.role IN ('link_worker', 'team_lead', 'service_manager'))
        ORDER BY account_id LIMIT 100";
    /// What decides about a concern.
    FACTS = "SELECT service_id, author_id FROM concern WHERE id = $1";
    /// Every concern of a service that waits to be acknowledged, longest waiting first.
    list WAITING = "SELECT c.id AS id, c.person_id AS person_id, c.author_id AS author_id, c.at AS at, c.state AS state,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            CAST(CASE WHEN NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $3) THEN 1 ELSE 0 END AS BIGINT) AS is_open
        FROM concern c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.state = $2 ORDER BY c.at, c.id LIMIT 500";
    /// When those that wait were written, longest waiting first: no person, no author.
    list WAITING_SINCE = "SELECT at FROM concern WHERE service_id = $1 AND state = $2 ORDER BY at LIMIT 500";
    /// Every concern of a service, newest first.
    list OF_SERVICE = "SELECT c.id AS id, c.person_id AS person_id, c.author_id AS author_id, c.at AS at, c.state AS state,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            CAST(CASE WHEN NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $5) THEN 1 ELSE 0 END AS BIGINT) AS is_open
        FROM concern c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND (c.at, c.id) < ($2, $3) ORDER BY c.at DESC, c.id DESC LIMIT $4";
    /// What somebody wrote, newest first.
    list OF_AUTHOR = "SELECT c.id AS id, c.person_id AS person_id, c.author_id AS author_id, c.at AS at, c.state AS state,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            CAST(CASE WHEN NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $2) THEN 1 ELSE 0 END AS BIGINT) AS is_open
        FROM concern c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.author_id = $2 AND (c.at, c.id) < ($3, $4)
        ORDER BY c.at DESC, c.id DESC LIMIT $5";
    /// What waits to be acknowledged and was not told on yet, of one service, longest waiting first.
    NOT_TOLD = "SELECT c.id AS id, c.at AS at FROM concern c
        WHERE c.service_id = $1 AND c.state = $2 AND NOT EXISTS (SELECT 1 FROM concern_told t WHERE t.concern_id = c.id)
        ORDER BY c.at, c.id LIMIT 100";
    /// Notes that a concern was told on.
    TELL = "INSERT INTO concern_told (concern_id, service_id, at) VALUES ($1, $2, $3) ON CONFLICT (concern_id) DO NOTHING";
    /// Every concern there is, for tests that compare lists with the policy.
    EVERY = "SELECT id FROM concern ORDER BY id LIMIT 10000";
}

/// Who is named safeguarding lead of a service now.
///
/// # Errors
/// When the database cannot answer.
pub fn leads(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<Lead>>, DbError> {
    tx.fetch_all(&LEADS, &[service.into()], |row| Ok(Kept { version: row.get("version")?, it: Lead::read(row)? }))
}

/// What decides about a concern.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<Concern>) -> Result<Option<ConcernFacts>, DbError> {
    let found: Option<(Id<Service>, Id<Account>)> =
        tx.fetch_optional(&FACTS, &[id.into()], |row| Ok((row.id("service_id")?, row.id("author_id")?)))?;
    let Some((service, author)) = found else { return Ok(None) };
    let leads = leads(tx, service)?.into_iter().map(|kept| kept.it.account).collect();
    Ok(Some(ConcernFacts { service, author, leads }))
}

/// One line of a list of concerns.
#[derive(Debug, Clone)]
pub struct ConcernLine {
    /// The concern.
    pub id: Id<Concern>,
    /// The person's name; nothing when the record is restricted and the viewer is none of those who are named.
    pub name: Option<Named>,
    /// Whose record it is about.
    pub person: Id<kith_domain::person::Person>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Whether somebody has said that they have it.
    pub is_acknowledged: bool,
}

fn line(row: &Row<'_>) -> Result<ConcernLine, DbError> {
    let state: String = row.get("state")?;
    Ok(ConcernLine {
        id: row.id("id")?,
        name: if row.get::<i64>("is_open")? == 1 { Some(Named::read(row)?) } else { None },
        person: row.id("person_id")?,
        author: row.id("author_id")?,
        at: row.moment("at")?,
        is_acknowledged: state == "acknowledged",
    })
}

/// Every concern of a service that waits to be acknowledged, longest waiting first.
///
/// # Errors
/// When the database cannot answer.
pub fn waiting(tx: &mut ReadTx<'_>, service: Id<Service>, viewer: Id<Account>) -> Result<Vec<ConcernLine>, DbError> {
    tx.fetch_all(&WAITING, &[service.into(), "written".into(), viewer.into()], line)
}

/// When the concerns that wait were written, longest waiting first: for a notice that names nobody.
///
/// # Errors
/// When the database cannot answer.
pub fn waiting_since(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Timestamp>, DbError> {
    tx.fetch_all(&WAITING_SINCE, &[service.into(), "written".into()], |row| row.moment("at"))
}

/// Whose concerns a list may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Every one of the service: for whoever is named, who is this.
    All(Id<Account>),
    /// What one wrote oneself.
    By(Id<Account>),
}

/// Concerns, newest first, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn page(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    whose: Whose,
    before: Option<Mark>,
    most: u32,
) -> Result<Page<ConcernLine>, DbError> {
    let Mark { at, id } = before.unwrap_or_else(Mark::last);
    let limit = Value::from(i64::from(most) + 1);
    let rows = match whose {
        Whose::All(viewer) => {
            tx.fetch_all(&OF_SERVICE, &[service.into(), at.into(), id.into(), limit, viewer.into()], line)?
        }
        Whose::By(author) => {
            tx.fetch_all(&OF_AUTHOR, &[service.into(), author.into(), at.into(), id.into(), limit], line)?
        }
    };
    Ok(Page::cut(rows, most, |line| Mark { at: line.at, id: line.id.uuid() }))
}

/// The concerns of a service that wait to be acknowledged and were not told on yet, with when they were written; longest
/// waiting first, at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn not_told(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Id<Concern>, Timestamp)>, DbError> {
    tx.fetch_all(&NOT_TOLD, &[service.into(), "written".into()], |row| Ok((row.id("id")?, row.moment("at")?)))
}

/// Notes that a concern was told on. Says whether it had not been before.
///
/// # Errors
/// When the database fails.
pub fn tell(tx: &mut Tx<'_>, concern: Id<Concern>, service: Id<Service>, at: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&TELL, &[concern.into(), service.into(), at.into()])? == 1)
}

/// Every concern there is; for tests that compare lists with the policy.
///
/// # Errors
/// When the database cannot answer.
pub fn every(tx: &mut ReadTx<'_>) -> Result<Vec<Id<Concern>>, DbError> {
    tx.fetch_all(&EVERY, &[], |row| row.id("id"))
}

/// What is to be done about a concern, oldest first; at most 200.
///
/// # Errors
/// When the database cannot answer.
pub fn actions(tx: &mut ReadTx<'_>, concern: Id<Concern>) -> Result<Vec<Kept<ConcernAction>>, DbError> {
    tx.fetch_all(&ACTIONS, &[concern.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: ConcernAction::read(row)? })
    })
}
