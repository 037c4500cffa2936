//! Copying out of and into a SQLite file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::tables::{CopyTable, copied_tables, every_table};
use super::{CopyError, Sink, Snapshot, other};
use crate::audit::Link;
use crate::db::error::DbError;
use crate::db::migrate;
use crate::db::place;
use crate::db::row::Row;
use crate::db::seam::Setup;
use crate::db::sqlite::{Parameter, Stage, Use, connect, map};
use crate::db::store::{Lock, Place, Store};
use crate::db::value::Value;
use crate::schema::{MIGRATIONS, newest};

const HEAD: &str = "SELECT position, digest FROM audit WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";

fn run(error: rusqlite::Error) -> DbError {
    map(&error, Stage::Run)
}

pub(super) fn read_out(data: &Path, sink: &mut dyn Sink) -> Result<Snapshot, CopyError> {
    let file = migrate::sqlite::ready(data, MIGRATIONS)?;
    let connection = connect(&file, Use::Read)?;
    // Everything is read in one transaction: in WAL mode that is one state of the store.
    connection.execute_batch("BEGIN").map_err(run)?;
    let head = connection.query_row(HEAD, [], |row| Ok(Link { position: row.get(0)?, digest: row.get(1)? }));
    let head = match head {
        Ok(head) => head,
        Err(rusqlite::Error::QueryReturnedNoRows) => Link::origin(),
        Err(error) => return Err(run(error).into()),
    };
    let schema = newest();
    for table in copied_tables(schema) {
        sink.table(&table)?;
        let sql = format!("SELECT {} FROM {}", table.column_list(), table.name);
        let mut statement = connection.prepare(&sql).map_err(run)?;
        let mut rows = statement.query([]).map_err(run)?;
        while let Some(row) = rows.next().map_err(run)? {
            sink.row(&values(&Row::sqlite(row), &table)?)?;
        }
    }
    connection.execute_batch("ROLLBACK").map_err(run)?;
    Ok(Snapshot { schema, head })
}

/// The values of a row, of whichever engine.
pub(super) fn values(row: &Row<'_>, table: &CopyTable) -> Result<Vec<Value>, DbError> {
    use super::tables::Kind;
    let value = |(name, kind): &(String, Kind)| -> Result<Value, DbError> {
        Ok(match kind {
            Kind::Id => row.get::<Option<uuid::Uuid>>(name)?.into(),
            Kind::Text => row.get::<Option<String>>(name)?.into(),
            Kind::Int => row.get::<Option<i64>>(name)?.into(),
            Kind::Bool => row.get::<Option<bool>>(name)?.into(),
            Kind::Instant => row.get::<Option<jiff::Timestamp>>(name)?.into(),
            Kind::Date => row.get::<Option<jiff::civil::Date>>(name)?.into(),
            Kind::Json => row.get::<Option<serde_json::Value>>(name)?.into(),
            Kind::Bytes => row.get::<Option<Vec<u8>>>(name)?.into(),
        })
    };
    table.columns.iter().map(value).collect()
}

/// A store that is being filled, in one transaction.
pub(super) struct Filling {
    connection: Connection,
    insert: String,
}

impl Filling {
    pub(super) fn begin(data: &Path, schema: u32) -> Result<Self, CopyError> {
        let known = MIGRATIONS.get(..usize::try_from(schema).unwrap_or(usize::MAX).min(MIGRATIONS.len()));
        let setup = Setup { migrations: known.unwrap_or(MIGRATIONS), ..Setup::shipped() };
        Store::migrate_with(&Place { data: data.to_owned(), database: None }, &setup)?;
        let connection = connect(&place::file(data), Use::Write)?;
        connection.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON").map_err(run)?;
        // What the migrations themselves put in comes with the copy.
        for table in every_table(schema).iter().rev() {
            connection.execute(&format!("DELETE FROM {}", table.name), []).map_err(run)?;
        }
        Ok(Self { connection, insert: String::new() })
    }

    pub(super) fn table(&mut self, table: &CopyTable) -> io::Result<()> {
        let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("?{n}")).collect();
        self.insert = format!("INSERT INTO {} ({}) VALUES ({})", table.name, table.column_list(), places.join(", "));
        Ok(())
    }

    pub(super) fn row(&mut self, values: &[Value]) -> io::Result<()> {
        let mut statement = self.connection.prepare_cached(&self.insert).map_err(|error| other(run(error)))?;
        for (at, value) in (1..).zip(values) {
            statement.raw_bind_parameter(at, Parameter(value)).map_err(|error| other(run(error)))?;
        }
        statement.raw_execute().map(drop).map_err(|error| other(run(error)))
    }

    pub(super) fn end(self) -> Result<(), CopyError> {
        let broken = self.connection.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([]));
        if broken.map_err(run)? {
            return Err(DbError::ForeignKey.into());
        }
        self.connection.execute_batch("COMMIT").map_err(run)?;
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(run)?;
        Ok(())
    }
}

/// Puts the file of a whole store where another may be.
pub(super) fn put_in_place(from: &Path, data: &Path) -> Result<(), CopyError> {
    place::directory(data)?;
    let _alone = Lock::alone(data)?.ok_or(CopyError::InUse)?;
    let (new, old) = (place::file(from), place::file(data));
    if old.exists() {
        keep(data, &old)?;
    }
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| CopyError::Open(place::fault(&path, error))
    };
    File::open(&new).and_then(|file| file.sync_all()).map_err(fault(&new))?;
    // The anchor first: one that lags behind its store is in order, one that leads it is not.
    anchor_in_place(from, data)?;
    std::fs::rename(&new, &old).map_err(fault(&old))?;
    File::open(data).and_then(|folder| folder.sync_all()).map_err(fault(data))
}

/// Puts the anchor of a whole store where another may be, and keeps the other.
pub(super) fn anchor_in_place(from: &Path, data: &Path) -> Result<(), CopyError> {
    let (new, old) = (from.join("audit.anchor"), data.join("audit.anchor"));
    if old.exists() {
        let backups = data.join("backups");
        place::directory(&backups)?;
        let kept = free_name(&backups, "before-restore", "anchor");
        std::fs::copy(&old, &kept).map_err(|error| place::fault(&kept, error))?;
    }
    if new.exists() {
        std::fs::rename(&new, &old).map_err(|error| place::fault(&old, error))?;
    }
    Ok(())
}

/// Keeps the file that is replaced under another name, whole: nothing of it may stay in its log.
fn keep(data: &Path, old: &Path) -> Result<(), CopyError> {
    let length = std::fs::metadata(old).map_err(|error| place::fault(old, error))?.len();
    if length > 0
        && let Ok(connection) = connect(old, Use::Write)
    {
        // A file that is damaged beyond reading is kept as it is.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    let backups = data.join("backups");
    place::directory(&backups)?;
    let kept = free_name(&backups, "before-restore", "db");
    std::fs::hard_link(old, &kept).map_err(|error| place::fault(&kept, error))?;
    for beside in ["kith.db-wal", "kith.db-shm"] {
        let path = data.join(beside);
        if !path.exists() {
            continue;
        }
        let kept = free_name(&backups, &format!("before-restore-{beside}"), "left");
        std::fs::rename(&path, &kept).map_err(|error| place::fault(&kept, error))?;
    }
    Ok(())
}

fn free_name(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    let plain = folder.join(format!("{stem}.{ending}"));
    let again = (2..).map(|time| folder.join(format!("{stem}-{time}.{ending}")));
    std::iter::once(plain.clone()).chain(again).find(|path| !path.exists()).unwrap_or(plain)
}
