//! What came back from outside, who has not answered, and a service's rules for its post.

use jiff::Timestamp;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::post_rules::PostRules;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Line;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, damaged};
use crate::table::{self, Kept, Saved, Table, of_a_person};

/// The table of news.
pub(crate) static NEWS: Table =
    Table { name: "news", columns: &["person_id", "about", "subject_id", "kind", "at", "seen", "seen_by", "is_open"] };
/// The table of rules for the post.
pub(crate) static RULES: Table = Table { name: "post_rules", columns: &["silence_days", "secure", "silence_times"] };

impl Saved for News {
    const TABLE: &'static Table = &NEWS;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.about.code().into(),
            self.about.uuid().into(),
            self.kind.code().into(),
            self.at.into(),
            self.seen.map(|(at, _)| at).into(),
            self.seen.map(|(_, by)| by).into(),
            self.seen.is_none().into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let seen = match row.moment_opt("seen")? {
            Some(at) => Some((at, row.needed("seen_by", row.id_opt("seen_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            about: about(row)?,
            kind: row.code("kind", Kind::from_code)?,
            at: row.moment("at")?,
            seen,
        })
    }
}

fn about(row: &Row<'_>) -> Result<About, DbError> {
    let code: String = row.get("about")?;
    About::from_parts(&code, row.get("subject_id")?).ok_or_else(|| damaged("about", "an unknown code"))
}

impl Saved for PostRules {
    const TABLE: &'static Table = &RULES;
    fn id(&self) -> Uuid {
        self.service.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let secure: Vec<serde_json::Value> = self.secure.iter().map(|line| line.as_str().into()).collect();
        vec![self.silence_days.into(), serde_json::Value::Array(secure).into(), self.silence_times.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let secure: serde_json::Value = row.get("secure")?;
        let secure = secure
            .as_array()
            .and_then(|list| list.iter().map(|line| Line::new(line.as_str()?).ok()).collect::<Option<Vec<_>>>())
            .ok_or_else(|| damaged("secure", "not a list of addresses"))?;
        let days = row.count("silence_days")?;
        let service = row.id("service_id")?;
        Ok(Self {
            service,
            silence_days: row.needed("silence_days", days)?,
            silence_times: row.count("silence_times")?.unwrap_or(Self::usual(service).silence_times),
            secure,
        })
    }
}

statements! {
    /// What a worker has not seen, oldest first. Whose it is follows the caseload and, for a restricted record, its names.
    list UNSEEN = "SELECT n.id AS id, n.person_id AS person_id, n.about AS about, n.subject_id AS subject_id, n.kind AS kind, n.at AS at,
            s.name AS to_name, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born
        FROM news n JOIN person p ON p.id = n.person_id
            LEFT JOIN connection x ON x.id = n.subject_id
            LEFT JOIN community_service s ON s.id = x.community_service_id
        WHERE n.service_id = $1 AND n.is_open = $2
            AND EXISTS (SELECT 1 FROM caseload c WHERE c.person_id = n.person_id AND c.worker_id = $3)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = n.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = n.person_id AND r.account_id = $4))
        ORDER BY n.at, n.id LIMIT 50";
    /// What nobody has seen about one record, oldest first.
    list UNSEEN_ABOUT = "SELECT id, version, service_id, person_id, about, subject_id, kind, at, seen, seen_by, is_open
        FROM news WHERE subject_id = $1 AND is_open = $2 ORDER BY at, id LIMIT 100";
    /// Who was asked, has not answered, and comes to mind: asked or followed since one moment, and not since another; longest
    /// ago first. How often they were reminded, and when last, decides the rest.
    list UNANSWERED = "SELECT x.id AS id, x.person_id AS person_id, x.since AS since, s.name AS to_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            (SELECT CAST(count(*) AS BIGINT) FROM key_link k WHERE k.subject_id = x.id AND k.sent > x.since) AS reminded,
            (SELECT max(k.sent) FROM key_link k WHERE k.subject_id = x.id) AS last_sent,
            (SELECT max(q.asked) FROM enquiry q WHERE q.connection_id = x.id) AS last_question
        FROM connection x JOIN person p ON p.id = x.person_id JOIN community_service s ON s.id = x.community_service_id
        WHERE x.service_id = $1 AND x.state = $2 AND x.since < $3
            AND EXISTS (SELECT 1 FROM caseload c WHERE c.person_id = x.person_id AND c.worker_id = $4 AND c.is_open = $6)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id AND r.account_id = $5))
            AND NOT EXISTS (SELECT 1 FROM key_link k WHERE k.subject_id = x.id AND k.sent >= $3)
            AND NOT EXISTS (SELECT 1 FROM enquiry q WHERE q.connection_id = x.id AND q.asked >= $3)
            AND (x.since >= $7 OR EXISTS (SELECT 1 FROM key_link k WHERE k.subject_id = x.id AND k.sent >= $7)
                OR EXISTS (SELECT 1 FROM enquiry q WHERE q.connection_id = x.id AND q.asked >= $7))
        ORDER BY x.since, x.id LIMIT 500";
    /// Connections of a worker's people that go on, to what is no longer in its feed, longest ago first.
    list UNLISTED = "SELECT x.id AS id, x.person_id AS person_id, s.vanished AS since, s.name AS to_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM community_service s CROSS JOIN connection x JOIN person p ON p.id = x.person_id
        WHERE s.vanished > $2 AND x.community_service_id = s.id AND x.service_id = $1
            AND x.state IN ('suggested', 'chosen', 'asked', 'accepted', 'wait-listed', 'not-answered', 'introduced', 'started', 'attending')
            AND EXISTS (SELECT 1 FROM caseload c WHERE c.person_id = x.person_id AND c.worker_id = $3 AND c.is_open = $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to r WHERE r.person_id = x.person_id AND r.account_id = $4))
        ORDER BY s.vanished, s.id LIMIT 50";
}

/// Something a worker has not seen.
#[derive(Debug, Clone)]
pub struct NewsLine {
    /// The news.
    pub id: Id<News>,
    /// The person.
    pub person: Id<Person>,
    /// Their name.
    pub name: Named,
    /// What it is about.
    pub about: About,
    /// What came.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The community service, where it is about a connection.
    pub to: Option<String>,
}

/// What a worker has not seen, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn unseen(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
) -> Result<Vec<NewsLine>, DbError> {
    tx.fetch_all(&UNSEEN, &[service.into(), true.into(), worker.into(), viewer.into()], |row| {
        Ok(NewsLine {
            id: row.id("id")?,
            person: row.id("person_id")?,
            name: Named::read(row)?,
            about: about(row)?,
            kind: row.code("kind", Kind::from_code)?,
            at: row.moment("at")?,
            to: row.get("to_name")?,
        })
    })
}

/// What nobody has seen about one record, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn unseen_about(tx: &mut ReadTx<'_>, subject: Uuid) -> Result<Vec<Kept<News>>, DbError> {
    tx.fetch_all(&UNSEEN_ABOUT, &[subject.into(), true.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: News::read(row)? })
    })
}

/// An organisation that was asked and has not answered.
#[derive(Debug, Clone)]
pub struct UnansweredLine {
    /// The connection.
    pub connection: Id<Connection>,
    /// The person.
    pub person: Id<Person>,
    /// Their name.
    pub name: Named,
    /// The community service.
    pub to: String,
    /// Since when.
    pub since: Timestamp,
    /// How often they were reminded since.
    pub reminded: u32,
    /// When they were last asked, reminded, or asked something themselves.
    pub last: Timestamp,
}

/// Whom a worker's people's organisations have not answered, asked or followed last between two moments; longest ago
/// first; at most 500.
///
/// # Errors
/// When the database cannot answer.
pub fn unanswered(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
    (from, before): (Timestamp, Timestamp),
) -> Result<Vec<UnansweredLine>, DbError> {
    let values =
        [service.into(), "asked".into(), before.into(), worker.into(), viewer.into(), true.into(), from.into()];
    tx.fetch_all(&UNANSWERED, &values, |row| {
        let since = row.moment("since")?;
        let later = [row.moment_opt("last_sent")?, row.moment_opt("last_question")?];
        Ok(UnansweredLine {
            reminded: row.count("reminded")?.unwrap_or(0),
            last: later.into_iter().flatten().fold(since, Timestamp::max),
            connection: row.id("id")?,
            person: row.id("person_id")?,
            name: Named::read(row)?,
            to: row.get("to_name")?,
            since,
        })
    })
}

/// Connections of a worker's people that go on, to entries that have not been in their feed since; longest ago first; at
/// most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn unlisted(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
) -> Result<Vec<UnansweredLine>, DbError> {
    let values = [service.into(), Timestamp::UNIX_EPOCH.into(), worker.into(), viewer.into(), true.into()];
    tx.fetch_all(&UNLISTED, &values, |row| {
        Ok(UnansweredLine {
            connection: row.id("id")?,
            person: row.id("person_id")?,
            name: Named::read(row)?,
            to: row.get("to_name")?,
            since: row.moment("since")?,
            reminded: 0,
            last: row.moment("since")?,
        })
    })
}

/// A service's rules for its post; the usual ones when it has said nothing, with version 0.
///
/// # Errors
/// When the database cannot answer.
pub fn rules(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Kept<PostRules>, DbError> {
    Ok(table::find::<PostRules>(tx, service.uuid())?.unwrap_or(Kept { version: 0, it: PostRules::usual(service) }))
}
