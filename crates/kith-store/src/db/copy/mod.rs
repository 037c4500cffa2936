//! The whole content of a store, table by table, out of one engine and into the other.
//!
//! What comes out is one state of the store, whatever is written meanwhile: one reading transaction sees all of it.
//! What goes in goes in whole or not at all.
//!
//! *Invariants*
//! - The tables are read from the schema files, so that a table that is added is copied too; a test compares them
//!   with the database.
//! - Nobody is signed in to a copy: sessions and the counts against guessing stay behind.

mod postgres;
mod sqlite;
mod tables;

use std::io;

pub use tables::{CopyTable, Kind, copied_tables};

use super::error::DbError;
use super::open_error::OpenError;
use super::store::Place;
use super::value::Value;
use crate::audit::Link;

/// Takes tables and rows as they come.
pub trait Sink {
    /// The rows that follow are of this table.
    ///
    /// # Errors
    /// When they cannot be taken; then nothing more comes.
    fn table(&mut self, table: &CopyTable) -> io::Result<()>;
    /// A row, in the order of the table's columns.
    ///
    /// # Errors
    /// As [`Sink::table`].
    fn row(&mut self, values: &[Value]) -> io::Result<()>;
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The newest migration of the store.
    pub schema: u32,
    /// The end of the audit chain in this state of the store.
    pub head: Link,
}

/// Why a store could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The store could not be opened or made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What was read could not be taken, or what was to be written could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Others work with the store, which must not be replaced under them.
    #[error("Kith is running on this store; stop it first")]
    InUse,
}

/// Reads everything out of a store that waits for no migration.
///
/// # Errors
/// [`CopyError`]; the store is left as it is.
pub fn read_out(place: &Place, sink: &mut dyn Sink) -> Result<Snapshot, CopyError> {
    match &place.database {
        None => sqlite::read_out(&place.data, sink),
        Some(address) => postgres::read_out(address, sink),
    }
}

/// A store in a directory of its own that is being filled, on SQLite.
pub struct Filling {
    inner: sqlite::Filling,
}

impl Filling {
    /// Makes an empty store of an older or the newest schema.
    ///
    /// # Errors
    /// [`CopyError`].
    pub fn begin(data: &std::path::Path, schema: u32) -> Result<Self, CopyError> {
        Ok(Self { inner: sqlite::Filling::begin(data, schema)? })
    }

    /// Keeps what came, and checks that every reference holds.
    ///
    /// # Errors
    /// [`CopyError`]; then nothing is kept.
    pub fn end(self) -> Result<(), CopyError> {
        self.inner.end()
    }
}

impl Sink for Filling {
    fn table(&mut self, table: &CopyTable) -> io::Result<()> {
        self.inner.table(table)
    }

    fn row(&mut self, values: &[Value]) -> io::Result<()> {
        self.inner.row(values)
    }
}

/// Puts a whole store on SQLite, as [`Filling`] made it, in the place of another. On SQLite the file of the other is
/// kept in `backups/`; on PostgreSQL all tables are emptied and filled in one transaction.
///
/// # Errors
/// [`CopyError`]; then the other is as it was.
pub fn put_in_place(from: &std::path::Path, place: &Place) -> Result<(), CopyError> {
    match &place.database {
        None => sqlite::put_in_place(from, &place.data),
        Some(address) => postgres::put_in_place(from, &place.data, address),
    }
}

fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}
