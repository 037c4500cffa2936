//! Context events.

use kith_domain::context::{ContextEvent, Kind, Says};
use kith_domain::id::Id;
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "context_event", columns: &["day", "kind", "what", "words", "by_id", "at", "gone"] };

impl Saved for ContextEvent {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.says.on.into(),
            self.says.kind.code().into(),
            (&self.says.what).into(),
            text(&self.says.words),
            self.by.into(),
            self.at.into(),
            self.gone.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let says = Says {
            on: row.get("day")?,
            kind: row.code("kind", Kind::from_code)?,
            what: row.line("what")?,
            words: row.words_opt("words")?,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            says,
            by: row.id("by_id")?,
            at: row.moment("at")?,
            gone: row.moment_opt("gone")?,
        })
    }
}

statements! {
    /// The context events of a service, latest day first, with those that were taken away.
    list OF_SERVICE = "SELECT id, version, service_id, day, kind, what, words, by_id, at, gone
        FROM context_event WHERE service_id = $1 ORDER BY day DESC, id DESC LIMIT 1000";
    /// When link workers came to a service and left it.
    STAFFING = "SELECT e.kind AS kind, e.at AS at FROM standing s
        JOIN event e ON e.subject_id = s.id
        WHERE s.service_id = $1 AND s.role = 'link_worker' AND e.kind IN ('standing.given', 'standing.ended')";
}

/// The context events of a service, latest day first, with those that were taken away.
///
/// # Errors
/// When the database cannot answer.
pub fn of_service(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<ContextEvent>>, DbError> {
    tx.fetch_all(&OF_SERVICE, &[service.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: ContextEvent::read(row)? })
    })
}

/// A link worker who came or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staffed {
    /// When.
    pub at: jiff::Timestamp,
    /// Whether they came.
    pub came: bool,
}

/// When link workers came to a service and left it, in the order of time.
///
/// # Errors
/// When the database cannot answer.
pub fn staffing(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Staffed>, DbError> {
    let mut all = tx.fetch_all(&STAFFING, &[service.into()], |row| {
        Ok(Staffed { at: row.moment("at")?, came: row.get::<String>("kind")? == "standing.given" })
    })?;
    all.sort_by_key(|it| it.at);
    Ok(all)
}
