//! The audit trail: a chain of digests over everything that was changed.
//!
//! On SQLite each row is chained in the transaction that writes it, because there is one writer. On
//! PostgreSQL rows are inserted unchained and one sealer chains committed rows in batches: a head
//! inside each transaction would make all writers wait for each other.
//!
//! # Invariants
//! - Positions begin at 1 and have no hole; the chainer gives them, nobody else.
//! - A row's digest covers every column of it and the digest before it.
//! - The trail holds identifiers and digests, never text, so that erasing text leaves it whole.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::{DbError, Engine, ReadTx, Row, Tx, Value, statements};
use crate::table::put;

statements! {
    /// The last link.
    HEAD = "SELECT position, digest FROM audit WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";
    /// Writes a link.
    APPEND = "INSERT INTO audit (id, position, service_id, at, actor, account_id, action, request_id, subject_kind, subject_id,
            subject_version, event_id, event_digest, row_digest, previous, digest)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// Committed rows that are not chained yet, oldest first.
    UNSEALED = "SELECT id, position, service_id, at, actor, account_id, action, request_id, subject_kind, subject_id,
            subject_version, event_id, event_digest, row_digest, previous, digest
        FROM audit WHERE position IS NULL ORDER BY at, id LIMIT 500";
    /// How many wait for the sealer.
    COUNT_UNSEALED = "SELECT CAST(count(*) AS BIGINT) AS waiting FROM audit WHERE position IS NULL";
    /// Chains a row.
    SEAL = "UPDATE audit SET position = $2, previous = $3, digest = $4 WHERE id = $1 AND position IS NULL";
    /// The link at a position.
    AT = "SELECT position, digest FROM audit WHERE position = $1";
    /// The chain in order, with the events it speaks of.
    WALK = "SELECT a.id AS id, a.position AS position, a.service_id AS service_id, a.at AS at, a.actor AS actor,
            a.account_id AS account_id, a.action AS action, a.request_id AS request_id, a.subject_kind AS subject_kind,
            a.subject_id AS subject_id, a.subject_version AS subject_version, a.event_id AS event_id,
            a.event_digest AS event_digest, a.row_digest AS row_digest, a.previous AS previous, a.digest AS digest,
            e.kind AS kind, e.kind_version AS kind_version, e.facts AS facts, e.salt AS salt, e.person_id AS event_person,
            e.service_id AS event_service, e.at AS event_at, e.account_id AS event_account,
            e.subject_kind AS event_subject_kind, e.subject_id AS event_subject
        FROM audit a LEFT JOIN event e ON e.id = a.event_id
        WHERE a.position > $1 ORDER BY a.position LIMIT 1000";
    /// How many more events there are than entries that speak of one.
    STRAYS = "SELECT CAST((SELECT count(*) FROM event) - (SELECT count(*) FROM audit) AS BIGINT) AS strays";
}

/// One entry of the trail, before it is chained.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Identifier.
    pub id: Uuid,
    /// The service, or nil for what belongs to none.
    pub service: Uuid,
    /// When.
    pub at: jiff::Timestamp,
    /// What kind of actor.
    pub actor: String,
    /// Whose account.
    pub account: Option<Uuid>,
    /// Which action.
    pub action: String,
    /// In which request.
    pub request: Uuid,
    /// Which table.
    pub subject_kind: String,
    /// Which row.
    pub subject: Uuid,
    /// The version written.
    pub subject_version: i64,
    /// The event.
    pub event: Uuid,
    /// Salted digest of the event.
    pub event_digest: Vec<u8>,
    /// Digest of the row as written.
    pub row_digest: Vec<u8>,
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Position, from 1; 0 before the first.
    pub position: i64,
    /// Digest of the entry and everything before it; 32 zero bytes before the first.
    pub digest: Vec<u8>,
}

impl Link {
    /// Where every chain begins.
    #[must_use]
    pub fn origin() -> Self {
        Self { position: 0, digest: vec![0; 32] }
    }

    /// The link that an entry makes after this one.
    #[must_use]
    pub fn then(&self, entry: &Entry) -> Self {
        let position = self.position + 1;
        let mut bytes = Vec::with_capacity(512);
        put(&mut bytes, b"kith-audit-1");
        put(&mut bytes, &self.digest);
        put(&mut bytes, &position.to_be_bytes());
        put(&mut bytes, entry.id.as_bytes());
        put(&mut bytes, entry.service.as_bytes());
        put(&mut bytes, &entry.at.as_microsecond().to_be_bytes());
        put(&mut bytes, entry.actor.as_bytes());
        put(&mut bytes, entry.account.as_ref().map_or(&[][..], |account| account.as_bytes()));
        put(&mut bytes, entry.action.as_bytes());
        put(&mut bytes, entry.request.as_bytes());
        put(&mut bytes, entry.subject_kind.as_bytes());
        put(&mut bytes, entry.subject.as_bytes());
        put(&mut bytes, &entry.subject_version.to_be_bytes());
        put(&mut bytes, entry.event.as_bytes());
        put(&mut bytes, &entry.event_digest);
        put(&mut bytes, &entry.row_digest);
        Self { position, digest: Sha256::digest(&bytes).to_vec() }
    }
}

/// The last link of the chain.
///
/// # Errors
/// When the database cannot answer.
pub fn head(tx: &mut ReadTx<'_>) -> Result<Link, DbError> {
    let found =
        tx.fetch_optional(&HEAD, &[], |row| Ok(Link { position: row.get("position")?, digest: row.get("digest")? }))?;
    Ok(found.unwrap_or_else(Link::origin))
}

/// The link at a position.
///
/// # Errors
/// When the database cannot answer.
pub fn link_at(tx: &mut ReadTx<'_>, position: i64) -> Result<Option<Link>, DbError> {
    tx.fetch_optional(&AT, &[position.into()], |row| {
        Ok(Link { position: row.get("position")?, digest: row.get("digest")? })
    })
}

/// Appends an entry: chained at once on SQLite, left to the sealer on PostgreSQL.
pub(crate) fn append(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), DbError> {
    let chained = match tx.engine() {
        Engine::Sqlite => {
            let before = head(tx)?;
            let link = before.then(entry);
            Some((before, link))
        }
        Engine::Postgres => None,
    };
    let (position, previous, digest) = match chained {
        Some((before, link)) => (Value::Int(link.position), Value::Bytes(before.digest), Value::Bytes(link.digest)),
        None => (Value::Null, Value::Null, Value::Null),
    };
    tx.execute(
        &APPEND,
        &[
            entry.id.into(),
            position,
            entry.service.into(),
            entry.at.into(),
            entry.actor.as_str().into(),
            entry.account.into(),
            entry.action.as_str().into(),
            entry.request.into(),
            entry.subject_kind.as_str().into(),
            entry.subject.into(),
            entry.subject_version.into(),
            entry.event.into(),
            entry.event_digest.clone().into(),
            entry.row_digest.clone().into(),
            previous,
            digest,
        ],
    )?;
    Ok(())
}

/// Chains up to 500 committed rows. Returns how many were chained. Run it in a maintenance unit of
/// work that holds the sealer's lock; on SQLite there is nothing to do.
///
/// # Errors
/// When the database fails; then nothing was chained.
pub fn seal(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    let waiting = tx.fetch_all(&UNSEALED, &[], entry_of)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut link = head(tx)?;
    let mut rows = Vec::with_capacity(waiting.len());
    for entry in &waiting {
        let next = link.then(entry);
        rows.push(vec![entry.id.into(), next.position.into(), link.digest.into(), next.digest.clone().into()]);
        link = next;
    }
    tx.batch(&SEAL, &rows)?;
    Ok(waiting.len())
}

/// How many rows wait for the sealer.
///
/// # Errors
/// When the database cannot answer.
pub fn unsealed(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&COUNT_UNSEALED, &[], |row| row.get("waiting"))?.unwrap_or(0))
}

/// How many more events there are than entries: a story that nobody wrote. 0 unless something is wrong;
/// a missing event is found where its entry is checked.
pub(crate) fn stray_events(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&STRAYS, &[], |row| row.get("strays"))?.unwrap_or(0))
}

/// An entry as it stands in the chain, with what its event said.
pub(crate) struct Standing {
    pub(crate) entry: Entry,
    pub(crate) link: Link,
    pub(crate) previous: Option<Vec<u8>>,
    pub(crate) event: Option<StoredEvent>,
}

/// An event as stored.
pub(crate) struct StoredEvent {
    pub(crate) service: Uuid,
    pub(crate) person: Option<Uuid>,
    pub(crate) at: jiff::Timestamp,
    pub(crate) account: Option<Uuid>,
    pub(crate) subject_kind: String,
    pub(crate) subject: Uuid,
    pub(crate) kind: String,
    pub(crate) version: i64,
    pub(crate) facts: serde_json::Value,
    pub(crate) salt: Vec<u8>,
}

/// Up to a thousand entries after a position.
pub(crate) fn walk(tx: &mut ReadTx<'_>, after: i64) -> Result<Vec<Standing>, DbError> {
    tx.fetch_all(&WALK, &[after.into()], |row| {
        let kind: Option<String> = row.get("kind")?;
        let event = match kind {
            Some(kind) => Some(StoredEvent {
                service: row.get("event_service")?,
                person: row.get("event_person")?,
                at: row.get("event_at")?,
                account: row.get("event_account")?,
                subject_kind: row.get("event_subject_kind")?,
                subject: row.get("event_subject")?,
                kind,
                version: row.get("kind_version")?,
                facts: row.get("facts")?,
                salt: row.get("salt")?,
            }),
            None => None,
        };
        let digest: Option<Vec<u8>> = row.get("digest")?;
        Ok(Standing {
            entry: entry_of(row)?,
            link: Link { position: row.get("position")?, digest: digest.unwrap_or_default() },
            previous: row.get("previous")?,
            event,
        })
    })
}

fn entry_of(row: &Row<'_>) -> Result<Entry, DbError> {
    Ok(Entry {
        id: row.get("id")?,
        service: row.get("service_id")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        account: row.get("account_id")?,
        action: row.get("action")?,
        request: row.get("request_id")?,
        subject_kind: row.get("subject_kind")?,
        subject: row.get("subject_id")?,
        subject_version: row.get("subject_version")?,
        event: row.get("event_id")?,
        event_digest: row.get("event_digest")?,
        row_digest: row.get("row_digest")?,
    })
}
