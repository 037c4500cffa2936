//! What is counted so that it cannot be done too often: failed sign-ins, wrong codes, forms at the public door.

use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Tx, statements};
use crate::rows::Typed;

statements! {
    /// When a bucket's latest failures were, newest first.
    list FAILED_AT = "SELECT at FROM throttle WHERE bucket = $1 AND at > $2 ORDER BY at DESC LIMIT 200";
    /// Counts a failure.
    FAIL = "INSERT INTO throttle (id, bucket, at) VALUES ($1, $2, $3)";
    /// How many failures a bucket holds since a moment.
    FAILURES = "SELECT CAST(count(*) AS BIGINT) AS failures FROM throttle WHERE bucket = $1 AND at > $2";
    /// Forgets the failures of a bucket.
    FORGIVE = "DELETE FROM throttle WHERE bucket = $1";
    /// Forgets failures that no longer count.
    FORGET_OLD = "DELETE FROM throttle WHERE at <= $1";
}

/// Counts a failure against a bucket.
///
/// # Errors
/// When the database fails.
pub fn count(tx: &mut Tx<'_>, id: Uuid, bucket: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&FAIL, &[id.into(), bucket.into(), at.into()])?;
    Ok(())
}

/// How many failures a bucket holds since a moment.
///
/// # Errors
/// When the database cannot answer.
pub fn since(tx: &mut ReadTx<'_>, bucket: &str, since: Timestamp) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&FAILURES, &[bucket.into(), since.into()], |row| row.get("failures"))?.unwrap_or(0))
}

/// When a bucket's latest failures since a moment were, newest first; at most 200.
///
/// # Errors
/// When the database cannot answer.
pub fn at(tx: &mut ReadTx<'_>, bucket: &str, since: Timestamp) -> Result<Vec<Timestamp>, DbError> {
    tx.fetch_all(&FAILED_AT, &[bucket.into(), since.into()], |row| row.moment("at"))
}

/// Forgets the failures of a bucket, as a success does.
///
/// # Errors
/// When the database fails.
pub fn forgive(tx: &mut Tx<'_>, bucket: &str) -> Result<(), DbError> {
    tx.execute(&FORGIVE, &[bucket.into()])?;
    Ok(())
}

/// Forgets every failure up to a moment.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, up_to: Timestamp) -> Result<(), DbError> {
    tx.execute(&FORGET_OLD, &[up_to.into()])?;
    Ok(())
}
