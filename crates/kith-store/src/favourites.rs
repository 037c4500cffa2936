//! Entries of the directory that somebody keeps.

use kith_domain::directory::favourite::Favourite;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{self, Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "favourite", columns: &["account_id", "community_service_id", "at", "ended"] };

impl Saved for Favourite {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.account.into(), self.entry.into(), self.at.into(), self.ended.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            account: row.id("account_id")?,
            entry: row.id("community_service_id")?,
            at: row.moment("at")?,
            ended: row.get("ended")?,
        })
    }
}

/// At most so many kept entries are shown.
pub const MOST: usize = 100;

statements! {
    /// What somebody noted of one entry.
    ONE = "SELECT id, version, service_id, account_id, community_service_id, at, ended FROM favourite
        WHERE service_id = $1 AND account_id = $2 AND community_service_id = $3";
    /// The entries that somebody keeps.
    list KEPT = "SELECT community_service_id FROM favourite
        WHERE service_id = $1 AND account_id = $2 AND ended IS NULL ORDER BY community_service_id LIMIT 100";
}

/// What somebody noted of one entry.
///
/// # Errors
/// When the database cannot answer.
pub fn one(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    account: Id<Account>,
    entry: Id<CommunityService>,
) -> Result<Option<Kept<Favourite>>, DbError> {
    tx.fetch_optional(&ONE, &[service.into(), account.into(), entry.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Favourite::read(row)? })
    })
}

/// The entries that somebody keeps, by name; at most [`MOST`].
///
/// # Errors
/// When the database cannot answer.
pub fn kept(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    account: Id<Account>,
) -> Result<Vec<(CommunityService, Organisation)>, DbError> {
    let ids: Vec<Uuid> =
        tx.fetch_all(&KEPT, &[service.into(), account.into()], |row| row.get("community_service_id"))?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(entry) = table::find::<CommunityService>(tx, id)? else { continue };
        let organisation = table::find::<Organisation>(tx, entry.it.organisation.uuid())?;
        all.extend(organisation.map(|organisation| (entry.it, organisation.it)));
    }
    all.sort_by_key(|(it, _)| kith_domain::text::fold(it.entry.name.as_str()));
    Ok(all)
}
