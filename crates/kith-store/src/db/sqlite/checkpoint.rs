//! Moving the write-ahead log into the database file, away from the writer.
//!
//! A checkpoint inside COMMIT would make one unlucky group wait for it, so the writer's own is off
//! and this thread does a passive one, which waits for nobody, whenever the log has grown.
//!
//! A writer that never rests keeps ahead of it: what is written while pages are moved is in the log still, so the log
//! never begins anew. It would grow without end, and each page that is read be looked for in all of it. So the writer
//! itself moves the last of it, between two groups, once the log is very long and this thread has left little of it
//! ([`Writing::mover`](super::connect::Writing::mover)). While somebody reads for long, such as a backup, nothing newer
//! can be moved; the log grows then, and is moved here afterwards.
//!
//! *Invariant*: after a fault of the storage nothing is moved any more, not when the store is closed either. A second
//! sync can succeed without having written anything, and the log, which holds the pages still, would be cut.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::connect::{Use, connect};
use super::error::{Stage, map};
use super::health::Health;
use crate::db::error::DbError;
use crate::db::open_error::OpenError;

/// Starts the thread; it ends, with a truncating checkpoint, when the sender is dropped.
pub(super) fn start(
    file: PathBuf,
    health: Arc<Health>,
    moved: Arc<AtomicUsize>,
) -> Result<(SyncSender<()>, JoinHandle<()>), OpenError> {
    let connection = connect(&file, Use::Write)?;
    // One waiting wish is enough: it is granted for all that was written before.
    let (wish, wishes) = sync_channel(1);
    let thread = std::thread::Builder::new()
        .name("kith-checkpoint".to_owned())
        .spawn(move || run(&connection, &wishes, &health, &moved))
        .map_err(OpenError::Thread)?;
    Ok((wish, thread))
}

fn run(connection: &Connection, wishes: &Receiver<()>, health: &Health, moved: &AtomicUsize) {
    while wishes.recv().is_ok() {
        passive(connection, health, moved);
    }
    checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)", health);
}

/// Moves what it can without waiting for anybody: nothing when another connection is moving pages. Notes how many pages
/// of the log have been moved by now.
pub(super) fn passive(connection: &Connection, health: &Health, moved: &AtomicUsize) {
    if let Some((false, pages)) = checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)", health) {
        moved.store(pages, Ordering::Relaxed);
    }
}

/// Whether somebody else was moving pages, and how many of the log have been moved; nothing after a fault.
fn checkpoint(connection: &Connection, sql: &str, health: &Health) -> Option<(bool, usize)> {
    if !health.is_good() {
        return None;
    }
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)? != 0, row.get::<_, i64>(2)?));
    let error = match connection.query_row(sql, [], read) {
        Ok((is_busy, pages)) => return Some((is_busy, usize::try_from(pages).unwrap_or(0))),
        Err(error) => error,
    };
    match map(&error, Stage::Run) {
        // After a failed sync the system may forget which pages were not written; a later success
        // would prove nothing. The log still holds them, and the next start moves them again.
        DbError::Storage => health.fail(),
        error => tracing::warn!(error = %error, "the write-ahead log could not be moved now"),
    }
    None
}
