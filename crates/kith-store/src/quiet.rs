//! Quiet hours, each their owner's, and what fell into them.

use jiff::Timestamp;
use kith_domain::boundary::quiet::{QuietHours, Weekends};
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "quiet_hours", columns: &["owner_id", "from_minute", "until_minute", "weekends", "at"] };

impl Saved for QuietHours {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.owner.into(),
            self.from.into(),
            self.until.into(),
            (self.weekends == Weekends::Quiet).into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            from: row.needed("from_minute", row.count("from_minute")?)?,
            until: row.needed("until_minute", row.count("until_minute")?)?,
            weekends: if row.get("weekends")? { Weekends::Quiet } else { Weekends::AsOther },
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// The quiet hours of somebody.
    OF_OWNER = "SELECT id, version, service_id, owner_id, from_minute, until_minute, weekends, at
        FROM quiet_hours WHERE service_id = $1 AND owner_id = $2";
    /// When somebody was in contact since a moment, and for how long.
    CONTACTS = "SELECT at, minutes FROM contact WHERE service_id = $1 AND at >= $2 AND author_id = $3";
}

/// The quiet hours of somebody, once they have set them.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    owner: Id<Account>,
) -> Result<Option<Kept<QuietHours>>, DbError> {
    tx.fetch_optional(&OF_OWNER, &[service.into(), owner.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: QuietHours::read(row)? })
    })
}

/// When somebody was in contact since a moment, and for how many minutes. For their own eyes alone.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts(
    tx: &mut ReadTx<'_>,
    (service, author): (Id<Service>, Id<Account>),
    since: Timestamp,
) -> Result<Vec<(Timestamp, Option<u32>)>, DbError> {
    tx.fetch_all(&CONTACTS, &[service.into(), since.into(), author.into()], |row| {
        Ok((row.moment("at")?, row.count("minutes")?))
    })
}
