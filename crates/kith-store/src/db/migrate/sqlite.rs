//! Migrating a SQLite file, and looking whether it is ready.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, TransactionBehavior};

use super::{Applied, Migration, Record, checksum, none_outstanding, outstanding, schema};
use crate::db::dialect::Engine;
use crate::db::error::{DbError, Fault};
use crate::db::open_error::OpenError;
use crate::db::place;
use crate::db::sqlite::{Stage, Use, connect, map, newest_enough};

const MAKE: &str = "\
    CREATE TABLE IF NOT EXISTS schema_migration (\
        number INTEGER PRIMARY KEY, \
        name TEXT NOT NULL, \
        checksum TEXT NOT NULL, \
        applied_at TEXT NOT NULL\
    ) STRICT";

const RECORD: &str = "\
    INSERT INTO schema_migration (number, name, checksum, applied_at) \
    VALUES (?1, ?2, ?3, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

/// The file of a store that waits for nothing.
pub(in crate::db) fn ready(data: &Path, known: &'static [Migration]) -> Result<PathBuf, OpenError> {
    none_outstanding(&pending(data, known)?)?;
    let file = place::file(data);
    place::touch(&file)?;
    Ok(file)
}

/// What the store waits for; the file is left as it is.
pub(in crate::db) fn pending(data: &Path, known: &'static [Migration]) -> Result<Vec<&'static Migration>, OpenError> {
    newest_enough().map_err(|found| OpenError::SqliteTooOld { found: found.to_owned() })?;
    let file = place::file(data);
    let length = match std::fs::metadata(&file) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(place::fault(&file, error)),
    };
    if length == 0 {
        return outstanding(&[], known);
    }
    place::private(&file)?;
    outstanding(&records(&connect(&file, Use::Inspect)?)?, known)
}

/// Applies what the store waits for.
pub(in crate::db) fn migrate(data: &Path, known: &'static [Migration]) -> Result<Vec<Applied>, OpenError> {
    let _alone = alone(data)?;
    let waiting = pending(data, known)?;
    let Some(first) = waiting.first() else {
        return Ok(Vec::new());
    };
    let file = place::file(data);
    place::touch(&file)?;
    let mut connection = connect(&file, Use::Write)?;
    if !records(&connection)?.is_empty() {
        backup(&connection, data, first.number)?;
    }
    // A table is changed by building it anew, during which references to it do not hold; they are
    // all checked before each COMMIT instead (<https://sqlite.org/lang_altertable.html>).
    connection.pragma_update(None, "foreign_keys", 0).map_err(database)?;
    let mut applied = Vec::new();
    for migration in waiting {
        if apply(&mut connection, migration)? {
            applied.push(Applied { number: migration.number, name: migration.name });
        }
    }
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(database)?;
    Ok(applied)
}

/// Waits until no other process migrates this store; they would make the same copy. The lock ends
/// with the file handle, so also with the process.
fn alone(data: &Path) -> Result<File, OpenError> {
    let path = data.join("migrate.lock");
    place::touch(&path)?;
    let file = File::open(&path).map_err(|error| place::fault(&path, error))?;
    file.lock().map_err(|error| place::fault(&path, error))?;
    Ok(file)
}

/// Applies one migration; false when another process was quicker.
fn apply(connection: &mut Connection, migration: &'static Migration) -> Result<bool, OpenError> {
    let number = migration.number;
    let text = schema::read(Engine::Sqlite, migration.text).map_err(|reason| OpenError::Schema { number, reason })?;
    let failed = |source: DbError| OpenError::Migration { number, source };
    // What SQLite says here speaks of the schema, not of data.
    let refused = |error: rusqlite::Error| failed(map(&error, Stage::Prepare));
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refused)?;
    if records(&tx)?.iter().any(|record| record.number == number) {
        return Ok(false);
    }
    tx.execute_batch(MAKE).map_err(refused)?;
    tx.execute_batch(&text.sql).map_err(refused)?;
    let broken = tx.prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists([])).map_err(refused)?;
    if broken {
        return Err(failed(DbError::ForeignKey));
    }
    tx.execute(RECORD, (number, migration.name, checksum(migration.text))).map_err(refused)?;
    tx.commit().map_err(refused)?;
    Ok(true)
}

/// What was applied to this file.
fn records(connection: &Connection) -> Result<Vec<Record>, OpenError> {
    const TABLES: &str = "\
        SELECT count(*), coalesce(sum(name = 'schema_migration'), 0) \
        FROM sqlite_schema WHERE type = 'table'";
    let (tables, ours): (i64, i64) =
        connection.query_row(TABLES, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(database)?;
    match (tables, ours) {
        (0, _) => return Ok(Vec::new()),
        (_, 0) => return Err(OpenError::NotKith),
        _ => {}
    }
    let read = || -> rusqlite::Result<Vec<Record>> {
        connection
            .prepare("SELECT number, checksum FROM schema_migration ORDER BY number")?
            .query_map([], |row| Ok(Record { number: row.get(0)?, checksum: row.get(1)? }))?
            .collect()
    };
    read().map_err(database)
}

/// Copies the store to `backups/before-NNNN.db`, by way of another name so that a half-made copy
/// is never taken for a whole one.
fn backup(connection: &Connection, data: &Path, number: u32) -> Result<PathBuf, OpenError> {
    let directory = data.join("backups");
    place::directory(&directory)?;
    let target = free_name(&directory, number);
    let half = directory.join("unfinished.db");
    match std::fs::remove_file(&half) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(place::fault(&half, error));
        }
        _ => {}
    }
    place::touch(&half)?;
    copy(connection, &half).map_err(|source| OpenError::Backup { source })?;
    let synced = std::fs::rename(&half, &target)
        .and_then(|()| File::open(&directory))
        .and_then(|directory| directory.sync_all());
    synced.map_err(|error| place::fault(&target, error))?;
    Ok(target)
}

fn free_name(directory: &Path, number: u32) -> PathBuf {
    let plain = directory.join(format!("before-{number:04}.db"));
    let again = (2..).map(|time| directory.join(format!("before-{number:04}-{time}.db")));
    std::iter::once(plain.clone()).chain(again).find(|path| !path.exists()).unwrap_or(plain)
}

fn copy(from: &Connection, file: &Path) -> Result<(), DbError> {
    let copied = || -> rusqlite::Result<bool> {
        let mut to = Connection::open(file)?;
        Backup::new(from, &mut to)?.step(-1)?;
        // One file, so that moving it moves all of it.
        to.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        to.query_row("PRAGMA quick_check", [], |row| Ok(row.get::<_, String>(0)? == "ok"))
    };
    match copied() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Fault::new(Engine::Sqlite, "quick_check", "the copy is not sound").into()),
        Err(error) => Err(map(&error, Stage::Prepare)),
    }
}

fn database(error: rusqlite::Error) -> OpenError {
    OpenError::Database(map(&error, Stage::Prepare))
}
