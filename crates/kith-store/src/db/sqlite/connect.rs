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

    /// Pages in the log from which they are moved into the file: beside the writer, and by the writer itself. A page of
    /// the usual size has 4 KiB.
    pub(super) const fn log(self) -> (usize, usize) {
        match self {
            Self::Serve => (1_000, 8_000),
            Self::Fill => (64_000, 64_000),
        }
    }

    pub(super) fn prepare(self, connection: &Connection) -> rusqlite::Result<()> {
        set(connection, "cache_size", -self.memory())
    }
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
