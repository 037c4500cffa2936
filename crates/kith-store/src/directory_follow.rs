//! How what is derived from the directory follows it: the number of its last change, which entries changed since a
//! number, and all entries in slices.
//!
//! # Invariants
//! - Numbers are taken before anything of the entry is written, and the row that gives them is held until the commit; so
//!   they are seen in their order, in every process.

use kith_domain::directory::CommunityService;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, statements};
use crate::table::Saved;

statements! {
    /// The number of the last change of the directory.
    VERSION = "SELECT number, anew FROM directory_version WHERE one = 1";
    /// Takes the next number.
    NEXT = "UPDATE directory_version SET number = number + 1 WHERE one = 1";
    /// Takes the next number, for everything.
    ANEW = "UPDATE directory_version SET number = number + 1, anew = number + 1 WHERE one = 1";
    /// That an entry changed.
    CHANGED = "INSERT INTO directory_change (community_service_id, number) VALUES ($1, $2)
        ON CONFLICT (community_service_id) DO UPDATE SET number = excluded.number";
    /// The entries that changed after a number.
    list SINCE = "SELECT number, community_service_id FROM directory_change WHERE number > $1
        ORDER BY number, community_service_id LIMIT $2";
    /// Some entries.
    SOME = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place, cost,
            access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE id IN (SELECT {each_id} FROM {each}($1)) ORDER BY id";
    /// The entries after one, in the order of their identifiers.
    list AFTER = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place, cost,
            access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE id > $1 ORDER BY id LIMIT $2";
}

/// Where the directory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version {
    /// The number of its last change.
    pub number: i64,
    /// The last number at which everything was to be read anew, as after a file of postcodes.
    pub anew: i64,
}

/// Where the directory stands.
///
/// # Errors
/// When the database cannot answer.
pub fn version(tx: &mut ReadTx<'_>) -> Result<Version, DbError> {
    let read = |row: &Row<'_>| Ok(Version { number: row.get("number")?, anew: row.get("anew")? });
    Ok(tx.fetch_optional(&VERSION, &[], read)?.unwrap_or_default())
}

/// Says that whatever is derived from the directory is to be made anew: something it hangs on beside the entries changed.
///
/// # Errors
/// When the database cannot take it.
pub fn read_anew(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(&ANEW, &[])?;
    Ok(())
}

/// Takes the next number. It comes before anything else of a change, so that two changes wait for each other here and
/// nowhere else.
pub(crate) fn next(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    tx.execute(&NEXT, &[])?;
    Ok(version(tx)?.number)
}

/// Notes that an entry changed under a number.
pub(crate) fn changed(tx: &mut Tx<'_>, entry: Uuid, number: i64) -> Result<(), DbError> {
    tx.execute(&CHANGED, &[entry.into(), number.into()])?;
    Ok(())
}

/// The entries that changed after a number, in the order of their changes, at most `most`.
///
/// # Errors
/// When the database cannot answer.
pub fn since(tx: &mut ReadTx<'_>, number: i64, most: u32) -> Result<Vec<(i64, Uuid)>, DbError> {
    let line = |row: &Row<'_>| Ok((row.get("number")?, row.get("community_service_id")?));
    tx.fetch_all(&SINCE, &[number.into(), i64::from(most).into()], line)
}

/// These entries, in the order of their identifiers; what is not there is left out.
///
/// # Errors
/// When the database cannot answer.
pub fn some(tx: &mut ReadTx<'_>, ids: Vec<Uuid>) -> Result<Vec<CommunityService>, DbError> {
    tx.fetch_all(&SOME, &[crate::db::Value::ids(ids)], CommunityService::read)
}

/// The entries after one, at most `most`.
///
/// # Errors
/// When the database cannot answer.
pub fn after(tx: &mut ReadTx<'_>, id: Uuid, most: u32) -> Result<Vec<CommunityService>, DbError> {
    tx.fetch_all(&AFTER, &[id.into(), i64::from(most).into()], CommunityService::read)
}
