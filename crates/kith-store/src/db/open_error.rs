//! What can keep a store from being opened or migrated.

use std::path::PathBuf;

use super::error::DbError;

/// Why a store was not opened or migrated. Nothing of it holds a password or stored text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The linked SQLite can corrupt a store that several connections write
    /// (<https://sqlite.org/wal.html#walresetbug>, fixed in 3.51.3).
    #[error("SQLite {found} is too old; 3.51.3 or later is needed")]
    SqliteTooOld {
        /// The version linked.
        found: String,
    },
    /// The PostgreSQL server is too old.
    #[error("PostgreSQL {found} is too old; 15 or later is needed")]
    PostgresTooOld {
        /// The version of the server.
        found: String,
    },
    /// The store was migrated by a newer Kith.
    #[error("the store has schema {found} and this Kith knows {known}; use the newer Kith")]
    NewerSchema {
        /// The newest migration of the store.
        found: u32,
        /// The newest migration of this program.
        known: u32,
    },
    /// The store waits for migrations.
    #[error("the store waits for {pending} migrations; run `kith migrate`")]
    NeedsMigration {
        /// How many.
        pending: usize,
    },
    /// A migration that was applied has another text now, or none.
    #[error("migration {number:04} differs from the one that was applied to this store")]
    Checksum {
        /// Its number.
        number: u32,
    },
    /// The database holds something, and it is not a store of Kith.
    #[error("the database is not a store of Kith")]
    NotKith,
    /// Others on this machine could read the store.
    #[error("{} is open to others on this machine; run `chmod go-rwx` on it", path.display())]
    Exposed {
        /// The directory or file.
        path: PathBuf,
    },
    /// The data directory could not be made or read.
    #[error("{}: {source}", path.display())]
    Directory {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database address cannot be read. The address is not shown: it may hold a password.
    #[error("the database address cannot be read: {reason}")]
    Address {
        /// Why.
        reason: String,
    },
    /// The certificates of this machine could not be loaded.
    #[error("the certificates of this machine could not be loaded: {reason}")]
    Certificates {
        /// Why.
        reason: String,
    },
    /// A registered statement cannot be used.
    #[error("statement {name}: {reason}")]
    Statement {
        /// The statement.
        name: String,
        /// Why.
        reason: String,
    },
    /// A schema file is not written as it must be.
    #[error("migration {number:04}: {reason}")]
    Schema {
        /// Its number.
        number: u32,
        /// Why.
        reason: String,
    },
    /// A migration failed; nothing of it stays.
    #[error("migration {number:04} failed and was undone: {source}")]
    Migration {
        /// Its number.
        number: u32,
        /// What the database said.
        source: DbError,
    },
    /// The backup before a migration could not be made; nothing was migrated.
    #[error("the backup before the migration could not be made: {source}")]
    Backup {
        /// What the database said.
        source: DbError,
    },
    /// The database answered with a fault.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    Thread(std::io::Error),
}
