//! Copying out of and into a PostgreSQL database.

use std::io::{self, Write};
use std::path::Path;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, CopyInWriter, Transaction};

use super::sqlite::values;
use super::tables::{CopyTable, copied_tables, every_table};
use super::{CopyError, Sink, Snapshot, other};
use crate::audit::Link;
use crate::db::error::DbError;
use crate::db::migrate;
use crate::db::place;
use crate::db::postgres::{self as pg, Catalog, map};
use crate::db::row::Row;
use crate::db::store::Lock;
use crate::db::value::Value;
use crate::schema::{MIGRATIONS, newest};

/// One state of the store, for as long as it takes to read it.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE kith_maintenance; \
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

const HEAD: &str = "SELECT position, digest FROM audit WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";

/// Other connections of Kith to this database.
const OTHERS: &str = "SELECT count(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name = 'kith' AND pid <> pg_backend_pid()";

fn run(error: postgres::Error) -> DbError {
    map(&error, &Catalog::default())
}

fn open(address: &str) -> Result<Client, CopyError> {
    Ok(pg::connect(&pg::target(address)?)?)
}

pub(super) fn read_out(address: &str, sink: &mut dyn Sink) -> Result<Snapshot, CopyError> {
    let mut client = open(address)?;
    migrate::postgres::ready(&mut client, MIGRATIONS)?;
    client.batch_execute(READ).map_err(run)?;
    let head = client.query_opt(HEAD, &[]).map_err(run)?;
    let head = match head {
        Some(row) => Link { position: row.try_get(0).map_err(run)?, digest: row.try_get(1).map_err(run)? },
        None => Link::origin(),
    };
    let schema = newest();
    for table in copied_tables(schema) {
        sink.table(&table)?;
        let sql = format!("SELECT {} FROM {}", table.column_list(), table.name);
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut rows = client.query_raw(&sql, none).map_err(run)?;
        while let Some(row) = rows.next().map_err(run)? {
            sink.row(&values(&Row::postgres(&row), &table)?)?;
        }
    }
    client.batch_execute("ROLLBACK").map_err(run)?;
    Ok(Snapshot { schema, head })
}

pub(super) fn put_in_place(from: &Path, data: &Path, address: &str) -> Result<(), CopyError> {
    place::directory(data)?;
    let _alone = Lock::alone(data)?.ok_or(CopyError::InUse)?;
    let mut client = open(address)?;
    migrate::postgres::migrate(&mut client, MIGRATIONS)?;
    let others: i64 = client.query_one(OTHERS, &[]).and_then(|row| row.try_get(0)).map_err(run)?;
    if others > 0 {
        return Err(CopyError::InUse);
    }
    let every = every_table(newest());
    let mut tx = client.transaction().map_err(run)?;
    tx.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        .map_err(run)?;
    // The owner loads past the fence of rows, which stands again before anybody else sees anything.
    fence(&mut tx, &every, "NO FORCE")?;
    let names: Vec<&str> = every.iter().map(|table| table.name.as_str()).collect();
    tx.batch_execute(&format!("TRUNCATE {}", names.join(", "))).map_err(run)?;
    let mut loading = Loading { tx: &mut tx, table: None, lines: Vec::new(), rows: 0 };
    super::sqlite::read_out(from, &mut loading)?;
    loading.flush()?;
    fence(&mut tx, &every, "FORCE")?;
    tx.commit().map_err(run)?;
    super::sqlite::anchor_in_place(from, data)
}

fn fence(tx: &mut Transaction<'_>, tables: &[CopyTable], how: &str) -> Result<(), DbError> {
    let each: Vec<String> =
        tables.iter().map(|table| format!("ALTER TABLE {} {how} ROW LEVEL SECURITY", table.name)).collect();
    tx.batch_execute(&each.join("; ")).map_err(run)
}

/// Loads rows by COPY, a piece at a time.
struct Loading<'t, 'c> {
    tx: &'t mut Transaction<'c>,
    table: Option<CopyTable>,
    lines: Vec<u8>,
    rows: u64,
}

/// Bytes that are sent at once.
const PIECE: usize = 1 << 20;

impl Loading<'_, '_> {
    fn flush(&mut self) -> io::Result<()> {
        let Some(table) = self.table.as_ref().filter(|_| !self.lines.is_empty()) else { return Ok(()) };
        let sql = format!("COPY {} ({}) FROM STDIN", table.name, table.column_list());
        let mut writer: CopyInWriter<'_> = self.tx.copy_in(&sql).map_err(|error| other(run(error)))?;
        writer.write_all(&self.lines)?;
        let came = writer.finish().map_err(|error| other(run(error)))?;
        if came != self.rows {
            return Err(other(format!("{}: {} rows were sent and {came} taken", table.name, self.rows)));
        }
        self.lines.clear();
        self.rows = 0;
        Ok(())
    }
}

impl Sink for Loading<'_, '_> {
    fn table(&mut self, table: &CopyTable) -> io::Result<()> {
        self.flush()?;
        self.table = Some(table.clone());
        Ok(())
    }

    fn row(&mut self, values: &[Value]) -> io::Result<()> {
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.lines.push(b'\t');
            }
            line(value, &mut self.lines);
        }
        self.lines.push(b'\n');
        self.rows += 1;
        // Rows that refer to each other are checked at the end of each COPY, so they go in one.
        let is_ring = self.table.as_ref().is_some_and(|table| table.refers_to.contains(&table.name));
        if self.lines.len() >= PIECE && !is_ring { self.flush() } else { Ok(()) }
    }
}

/// A value as COPY reads it in its text format.
fn line(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"\\N"),
        Value::Id(id) => out.extend_from_slice(id.to_string().as_bytes()),
        Value::Int(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Bool(yes) => out.push(if *yes { b't' } else { b'f' }),
        Value::Instant(at) => out.extend_from_slice(at.to_string().as_bytes()),
        Value::Date(day) => out.extend_from_slice(day.to_string().as_bytes()),
        Value::Text(text) => escaped(text, out),
        Value::Json(json) => escaped(&json.to_string(), out),
        Value::Bytes(bytes) => {
            out.extend_from_slice(b"\\\\x");
            out.extend_from_slice(crate::anchor::to_hex(bytes).as_bytes());
        }
    }
}

fn escaped(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte => out.push(byte),
        }
    }
}
