//! What was done to the store as a whole.

use kith_domain::operation::{Kind, Operation};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{NO_SERVICE, Saved, Table};

/// The table.
pub(crate) static TABLE: Table = Table { name: "operation", columns: &["kind", "at", "backup_at", "entries"] };

statements! {
    /// The latest of a kind.
    list LATEST = "SELECT id, version, service_id, kind, at, backup_at, entries FROM operation
        WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT 1";
}

impl Saved for Operation {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![self.kind.code().into(), self.at.into(), self.of.into(), self.entries.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let kind: String = row.get("kind")?;
        Ok(Self {
            id: row.id("id")?,
            kind: Kind::parse(&kind).ok_or_else(|| damaged("kind", "not a kind of operation"))?,
            at: row.get("at")?,
            of: row.get("backup_at")?,
            entries: row.get("entries")?,
        })
    }
}

/// The latest operation of a kind.
///
/// # Errors
/// When the database cannot answer.
pub fn latest(tx: &mut ReadTx<'_>, kind: Kind) -> Result<Option<Operation>, DbError> {
    tx.fetch_optional(&LATEST, &[kind.code().into()], Operation::read)
}
