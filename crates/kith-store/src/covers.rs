//! Dated cover.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use kith_domain::support::Cover;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table};

/// The table of covers.
pub(crate) static TABLE: Table = Table {
    name: "cover",
    columns: &["worker_id", "by_id", "first_day", "last_day", "set_by", "set_at", "ended", "note"],
};

impl Saved for Cover {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.worker.into(),
            self.by.into(),
            self.from.into(),
            self.until.into(),
            self.set_by.into(),
            self.set.into(),
            self.ended.into(),
            self.note.as_ref().into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            worker: row.id("worker_id")?,
            by: row.id("by_id")?,
            from: row.get("first_day")?,
            until: row.get("last_day")?,
            set_by: row.id("set_by")?,
            set: row.moment("set_at")?,
            ended: row.moment_opt("ended")?,
            note: row.words_opt("note")?,
        })
    }
}

statements! {
    /// The covers of a service that end on a day or later, first end first.
    list OF_SERVICE = "SELECT id, version, service_id, worker_id, by_id, first_day, last_day, set_by, set_at, ended, note
        FROM cover WHERE service_id = $1 AND last_day >= $2 ORDER BY last_day, id LIMIT 1000";
    /// Whom somebody covers on a day, in a service.
    list COVERED_BY = "SELECT worker_id FROM cover
        WHERE by_id = $1 AND last_day >= $2 AND first_day <= $2 AND service_id = $3 AND ended IS NULL
        ORDER BY last_day, id LIMIT 50";
}

/// The covers of a service that end on a day or later, those that end first before the others.
///
/// # Errors
/// When the database cannot answer.
pub fn of_service(tx: &mut ReadTx<'_>, service: Id<Service>, from: Date) -> Result<Vec<Kept<Cover>>, DbError> {
    tx.fetch_all(&OF_SERVICE, &[service.into(), from.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Cover::read(row)? })
    })
}

/// The colleagues whom somebody covers on a day.
///
/// # Errors
/// When the database cannot answer.
pub fn covered_by(
    tx: &mut ReadTx<'_>,
    account: Id<Account>,
    service: Id<Service>,
    day: Date,
) -> Result<Vec<Id<Account>>, DbError> {
    let mut covered =
        tx.fetch_all(&COVERED_BY, &[account.into(), day.into(), service.into()], |row| row.id("worker_id"))?;
    covered.sort_unstable();
    covered.dedup();
    Ok(covered)
}
