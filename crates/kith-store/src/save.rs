//! The write primitive: entity, event, audit row and outbox rows, together or not at all.
//!
//! # Invariants
//! - There is no other way to write a [`Saved`] entity.
//! - The version that was read is the version that is replaced; anything else is [`SaveError::Stale`].
//! - The audit row holds identifiers and digests, never text.

use kith_domain::event::{Event, Fact};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::{self, Entry};
use crate::db::{DbError, Tx, Value, statements};
use crate::house::{self, Letter};
use crate::table::{self, Kept, Saved};

statements! {
    /// Writes down what happened.
    EVENT = "INSERT INTO event (id, service_id, person_id, subject_kind, subject_id, kind, kind_version, at, account_id, facts, salt)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
}

/// Who writes, when and why: the part of an audit row that does not depend on what is written.
#[derive(Debug, Clone)]
pub struct Writ {
    /// The moment, to the microsecond.
    pub at: jiff::Timestamp,
    /// `staff`, `operator`, `nobody`.
    pub actor: &'static str,
    /// The account, when somebody signed in.
    pub account: Option<Uuid>,
    /// The action's code.
    pub action: &'static str,
    /// The request.
    pub request: Uuid,
    /// Identifier for the event and its audit row (two, each used once).
    pub event_id: Uuid,
    /// Identifier of the audit row.
    pub audit_id: Uuid,
    /// Salt of the event's digest, so that a short text cannot be guessed from it.
    pub salt: [u8; 16],
}

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else changed the record since it was read.
    #[error("the record was changed by somebody else since it was read")]
    Stale,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Saves a new entity.
///
/// # Errors
/// [`SaveError::Db`] when the database refuses or fails.
pub fn new<T: Saved>(tx: &mut Tx<'_>, writ: &Writ, entity: &T, event: &Event) -> Result<(), SaveError> {
    let values = entity.values();
    let mut row: Vec<Value> = vec![entity.id().into(), 1_i64.into(), entity.service().into()];
    row.extend(values.iter().cloned());
    tx.execute(&table::statements(T::TABLE)?.insert, &row)?;
    record(tx, writ, entity, &values, 1, event)
}

/// Saves a new entity together with the letters that tell of it: what leaves Kith waits in the outbox
/// from the moment at which the change is on disk, and not at all when it is not.
///
/// # Errors
/// [`SaveError::Db`] when the database refuses or fails.
pub fn new_with_letters<T: Saved>(
    tx: &mut Tx<'_>,
    writ: &Writ,
    entity: &T,
    event: &Event,
    letters: &[Letter],
) -> Result<(), SaveError> {
    new(tx, writ, entity, event)?;
    for letter in letters {
        house::post(tx, letter)?;
    }
    Ok(())
}

/// Saves a change of an entity that was read as `kept` and has become `entity`.
///
/// # Errors
/// [`SaveError::Stale`] when the row has another version by now.
pub fn change<T: Saved>(
    tx: &mut Tx<'_>,
    writ: &Writ,
    version: i64,
    entity: &T,
    event: &Event,
) -> Result<Kept<()>, SaveError> {
    let values = entity.values();
    let next = version + 1;
    let mut row: Vec<Value> = vec![entity.id().into(), version.into(), next.into()];
    row.extend(values.iter().cloned());
    if tx.execute(&table::statements(T::TABLE)?.update, &row)? != 1 {
        return Err(SaveError::Stale);
    }
    record(tx, writ, entity, &values, next, event)?;
    Ok(Kept { version: next, it: () })
}

fn record<T: Saved>(
    tx: &mut Tx<'_>,
    writ: &Writ,
    entity: &T,
    values: &[Value],
    version: i64,
    event: &Event,
) -> Result<(), SaveError> {
    let facts = serde_json::Value::Array(event.facts.iter().map(|(name, fact)| fact_as_json(name, fact)).collect());
    tx.execute(
        &EVENT,
        &[
            writ.event_id.into(),
            entity.service().into(),
            entity.person().into(),
            T::TABLE.name.into(),
            entity.id().into(),
            event.kind.into(),
            i64::from(event.version).into(),
            writ.at.into(),
            writ.account.into(),
            facts.into(),
            writ.salt.to_vec().into(),
        ],
    )?;
    let row = table::canonical_row(T::TABLE, entity.id(), version, entity.service(), values);
    audit::append(
        tx,
        &Entry {
            id: writ.audit_id,
            service: entity.service(),
            at: writ.at,
            actor: writ.actor.to_owned(),
            account: writ.account,
            action: writ.action.to_owned(),
            request: writ.request,
            subject_kind: T::TABLE.name.to_owned(),
            subject: entity.id(),
            subject_version: version,
            event: writ.event_id,
            event_digest: event_digest(&writ.salt, entity.person(), &event.canonical()),
            row_digest: Sha256::digest(&row).to_vec(),
        },
    )?;
    entity.follow(tx)?;
    Ok(())
}

/// The salted digest of whose story an event stands in and of its canonical bytes.
pub(crate) fn event_digest(salt: &[u8], person: Option<Uuid>, canonical: &[u8]) -> Vec<u8> {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update(person.unwrap_or_default().as_bytes());
    sha.update(canonical);
    sha.finalize().to_vec()
}

/// A fact as JSON: `[name, letter, value]`, from which the canonical bytes can be made again.
fn fact_as_json(name: &str, fact: &Fact) -> serde_json::Value {
    use serde_json::json;
    match fact {
        Fact::Nothing => json!([name, "-", null]),
        Fact::Id(id) => json!([name, "i", id.to_string()]),
        Fact::Text(text) => json!([name, "t", text]),
        Fact::Int(number) => json!([name, "n", number]),
        Fact::Bool(claim) => json!([name, "b", claim]),
        Fact::Moment(at) => json!([name, "m", at.as_microsecond()]),
        Fact::Day(day) => json!([name, "d", day.to_string()]),
    }
}

/// Reads the facts of a stored event; `None` when they are not as [`fact_as_json`] wrote them.
pub(crate) fn facts_from_json(json: &serde_json::Value) -> Option<Vec<(String, Fact)>> {
    json.as_array()?
        .iter()
        .map(|line| {
            let line = line.as_array()?;
            let [name, letter, value] = line.as_slice() else { return None };
            let fact = match letter.as_str()? {
                "-" => Fact::Nothing,
                "i" => Fact::Id(value.as_str()?.parse().ok()?),
                "t" => Fact::Text(value.as_str()?.to_owned()),
                "n" => Fact::Int(value.as_i64()?),
                "b" => Fact::Bool(value.as_bool()?),
                "m" => Fact::Moment(jiff::Timestamp::from_microsecond(value.as_i64()?).ok()?),
                "d" => Fact::Day(value.as_str()?.parse().ok()?),
                _ => return None,
            };
            Some((name.as_str()?.to_owned(), fact))
        })
        .collect()
}
