//! What workers share of their own series, each with one lead.

use kith_domain::id::Id;
use kith_domain::measure::Month;
use kith_domain::own_series::SeriesShare;
use kith_domain::policy::{OwnFacts, SharedFacts};
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "series_share", columns: &["owner_id", "with_id", "from_day", "at", "ended"] };

impl Saved for SeriesShare {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.owner.into(), self.with.into(), self.from.first_day().into(), self.at.into(), self.ended.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            with: row.id("with_id")?,
            from: Month::of(row.get("from_day")?),
            at: row.moment("at")?,
            ended: row.moment_opt("ended")?,
        })
    }
}

statements! {
    /// What decides about a sharing.
    FACTS = "SELECT service_id, owner_id, with_id, ended FROM series_share WHERE id = $1";
    /// What an owner has shared, newest first.
    list OF_OWNER = "SELECT id, version, service_id, owner_id, with_id, from_day, at, ended
        FROM series_share WHERE service_id = $1 AND owner_id = $2 ORDER BY id DESC LIMIT 1000";
    /// What was ever shared with somebody.
    list WITH = "SELECT id, version, service_id, owner_id, with_id, from_day, at, ended
        FROM series_share WHERE service_id = $1 AND with_id = $2 ORDER BY id LIMIT 10000";
}

/// What decides about a sharing: for its owner, and for the one it is shared with. Nothing where there is none.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<SeriesShare>) -> Result<Option<(OwnFacts, SharedFacts)>, DbError> {
    tx.fetch_optional(&FACTS, &[id.into()], |row| {
        let own = OwnFacts { service: row.id("service_id")?, owner: row.id("owner_id")? };
        let is_over = row.moment_opt("ended")?.is_some();
        let with = if is_over { None } else { Some(row.id("with_id")?) };
        Ok((own, SharedFacts { service: own.service, with }))
    })
}

fn kept(row: &Row<'_>) -> Result<Kept<SeriesShare>, DbError> {
    Ok(Kept { version: row.get("version")?, it: SeriesShare::read(row)? })
}

/// What an owner has shared, newest first, with what was taken back.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    owner: Id<Account>,
) -> Result<Vec<Kept<SeriesShare>>, DbError> {
    tx.fetch_all(&OF_OWNER, &[service.into(), owner.into()], kept)
}

/// What was ever shared with somebody, with what was taken back.
///
/// # Errors
/// When the database cannot answer.
pub fn with(tx: &mut ReadTx<'_>, service: Id<Service>, with: Id<Account>) -> Result<Vec<Kept<SeriesShare>>, DbError> {
    tx.fetch_all(&WITH, &[service.into(), with.into()], kept)
}
