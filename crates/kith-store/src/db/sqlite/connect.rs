//! Opening a connection with the settings a store needs.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{Stage, map};
use crate::db::error::DbError;

/// The first SQLite without the bug that could lose a WAL under several writers.
const OLDEST: i32 = 3_051_003;

/// How long a connection waits for another process that holds the store.
const BUSY: Duration = Duration::from_millis(5_000);

/// Prepared statements kept per connection: more than all rooms together have.
const CACHED: usize = 512;

/// What the writer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Writing {
    /// A server's changes: few pages each, while others read.
    Serve,
    /// Filling a store at one go, by a command that ends with it: the same pages change again and again.
    Fill,
}

impl Writing {
    /// Memory for pages, in KiB. With SQLite's 2 MiB a group of changes to a large store writes pages out only to read
    /// them again.
    const fn memory(self) -> i64 {
        match self {
            Self::Serve => 8 << 10,
            Self::Fill => 256 << 10,
        }
    }

    /// Who moves the log into the file now, when it has so many pages of which so many are left to move. A page of the
    /// usual size has 4 KiB.
    ///
    /// A server's writer moves no more than 64 MiB, or a fourth of the log when that is more, so that a log that grew
    /// while somebody read for long is moved beside it. While a store is filled nobody waits for the writer.
    pub(super) const fn mover(self, pages: usize, left: usize) -> Mover {
        let (long, longest, most) = match self {
            Self::Serve => (1_000, 8_000, if pages / 4 > 16_000 { pages / 4 } else { 16_000 }),
            Self::Fill => (64_000, 64_000, usize::MAX),
        };
        if pages >= longest && left <= most {
            Mover::Writer
        } else if pages >= long {
            Mover::Thread
        } else {
            Mover::Nobody
        }
    }

    pub(super) fn prepare(self, connection: &Connection) -> rusqlite::Result<()> {
        set(connection, "cache_size", -self.memory())
    }
}

/// Who moves the write-ahead log into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mover {
    /// It is short.
    Nobody,
    /// The thread beside the writer.
    Thread,
    /// The writer, between two groups.
    Writer,
}

/// A write-ahead log longer than this is cut back when it starts anew.
const LOG_LIMIT: i64 = 64 << 20;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Use {
    /// Looking at a store that may not be ours, leaving its file as it is.
    Inspect,
    /// Reading units.
    Read,
    /// The writer, the migrator and the checkpoints.
    Write,
}

/// Whether the linked SQLite may be used; else its version.
pub(in crate::db) fn newest_enough() -> Result<(), &'static str> {
    if rusqlite::version_number() >= OLDEST { Ok(()) } else { Err(rusqlite::version()) }
}

/// Opens a connection; the file must exist.
pub(in crate::db) fn connect(file: &Path, purpose: Use) -> Result<Connection, DbError> {
    open(file, purpose).map_err(|error| map(&error, Stage::Prepare))
}

fn open(file: &Path, purpose: Use) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A misspelt column in double quotes must not become text, as it never does on PostgreSQL.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Without it a statement is prepared anew whenever a value that its plan might hang on is another one: a fifth of the
    // time of a page. With it the plan is the one that the tests look at, whatever the values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // The log is moved where that is said, and never because the last connection closes: perhaps it may not be any more.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_prepared_statement_cache_capacity(CACHED);
    for (name, value) in [("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0)] {
        set(&connection, name, value)?;
    }
    match purpose {
        Use::Inspect => {
            set(&connection, "query_only", 1)?;
        }
        Use::Read => set(&connection, "query_only", 1)?,
        Use::Write => {
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            set(&connection, "foreign_keys", 1)?;
            set(&connection, "secure_delete", 1)?;
            set(&connection, "wal_autocheckpoint", 0)?;
            set(&connection, "journal_size_limit", LOG_LIMIT)?;
            Writing::Serve.prepare(&connection)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
        }
    }
    Ok(connection)
}

/// Sets a pragma, whether or not it answers with its new value.
fn set(connection: &Connection, name: &str, value: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, name, value)
}

#[cfg(test)]
mod tests {
    use super::{Mover, Writing};

    /// How long a log gets under a writer that never rests: each unit writes so many pages, and the thread moves what it
    /// found when it began while so many units are written.
    fn longest(writing: Writing, unit: usize, meanwhile: usize) -> usize {
        let (mut pages, mut moved, mut most) = (0, 0, 0);
        let mut moving: Option<(usize, usize)> = None;
        for _ in 0..10_000 {
            pages += unit;
            most = most.max(pages);
            if let Some((units, goal)) = moving {
                moving = (units > 1).then_some((units - 1, goal));
                if moving.is_none() {
                    moved = goal;
                }
            }
            match writing.mover(pages, pages - moved) {
                Mover::Nobody => {}
                Mover::Thread => moving = moving.or(Some((meanwhile, pages))),
                // All that there was is in the file: the log begins anew.
                Mover::Writer if moving.is_none() => (pages, moved) = (0, 0),
                Mover::Writer => {}
            }
        }
        most
    }

    #[test]
    fn a_log_ends_however_large_the_units_and_however_slow_the_thread() {
        for unit in [1, 50, 1_000, 20_000, 60_000] {
            for meanwhile in [1, 2, 7, 30] {
                let most = longest(Writing::Fill, unit, meanwhile);
                assert!(most <= 64_000 + unit, "{unit} pages, {meanwhile} units: {most}");
                let most = longest(Writing::Serve, unit, meanwhile);
                let bound = 16_000.max(6 * unit * (meanwhile + 1));
                assert!(most <= bound, "{unit} pages, {meanwhile} units: {most}, over {bound}");
            }
        }
    }

    #[test]
    fn a_log_that_grew_while_somebody_read_is_moved_beside_the_writer_first() {
        let pages = 2_000_000;
        assert_eq!(Writing::Serve.mover(pages, pages), Mover::Thread);
        assert_eq!(Writing::Serve.mover(pages, 3_000), Mover::Writer);
        assert_eq!(Writing::Serve.mover(999, 999), Mover::Nobody);
        assert_eq!(Writing::Serve.mover(1_000, 0), Mover::Thread);
    }
}
