//! Whether community services take people, as their own organisations say it.

use std::collections::BTreeMap;

use kith_domain::directory::{CommunityService, Intake, Organisation};
use kith_domain::id::Id;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, NO_SERVICE, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "intake", columns: &["community_service_id", "places", "paused_until", "said", "confirmed"] };

impl Saved for Intake {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![self.entry.into(), self.places.into(), self.paused_until.into(), self.said.into(), self.confirmed.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            entry: row.id("community_service_id")?,
            places: row.count("places")?,
            paused_until: row.get("paused_until")?,
            said: row.get("said")?,
            confirmed: row.get("confirmed")?,
        })
    }
}

statements! {
    /// What was said of one entry.
    OF_ENTRY = "SELECT id, version, service_id, community_service_id, places, paused_until, said, confirmed
        FROM intake WHERE community_service_id = $1";
    /// What was said of some entries.
    OF_ENTRIES = "SELECT id, version, service_id, community_service_id, places, paused_until, said, confirmed
        FROM intake WHERE community_service_id IN (SELECT {each_id} FROM {each}($1))";
    /// Entries of an organisation, by name, after one.
    list OF_ORGANISATION = "SELECT id, sort_name FROM community_service
        WHERE organisation_id = $1 AND (sort_name, id) > ($2, $3) ORDER BY sort_name, id LIMIT 200";
}

/// What its organisation said of one entry.
///
/// # Errors
/// When the database cannot answer.
pub fn of_entry(tx: &mut ReadTx<'_>, entry: Id<CommunityService>) -> Result<Option<Kept<Intake>>, DbError> {
    tx.fetch_optional(&OF_ENTRY, &[entry.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Intake::read(row)? })
    })
}

/// What was said of entries, by entry.
pub type Intakes = BTreeMap<Id<CommunityService>, Intake>;

/// What their organisations said of some entries.
///
/// # Errors
/// When the database cannot answer.
pub fn of_entries(
    tx: &mut ReadTx<'_>,
    entries: impl IntoIterator<Item = Id<CommunityService>>,
) -> Result<Intakes, DbError> {
    let ids: Vec<Uuid> = entries.into_iter().map(Id::uuid).collect();
    if ids.is_empty() {
        return Ok(Intakes::new());
    }
    let all = tx.fetch_all(&OF_ENTRIES, &[Value::ids(ids)], Intake::read)?;
    Ok(all.into_iter().map(|it| (it.entry, it)).collect())
}

/// The entries of an organisation, by name: all of them, however many.
///
/// # Errors
/// When the database cannot answer.
pub fn entries_of(tx: &mut ReadTx<'_>, of: Id<Organisation>) -> Result<Vec<Id<CommunityService>>, DbError> {
    let (mut all, mut name, mut last) = (Vec::new(), String::new(), Uuid::nil());
    loop {
        let after = [of.into(), name.into(), last.into()];
        let page: Vec<(Id<CommunityService>, String)> =
            tx.fetch_all(&OF_ORGANISATION, &after, |row| Ok((row.id("id")?, row.get("sort_name")?)))?;
        all.extend(page.iter().map(|(id, _)| *id));
        match page.into_iter().next_back() {
            Some((id, sort_name)) => (name, last) = (sort_name, id.uuid()),
            None => return Ok(all),
        }
    }
}
