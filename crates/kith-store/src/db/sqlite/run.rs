//! Running statements and reading units on a SQLite connection.

use std::collections::HashMap;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::error::{Stage, map};
use super::pool::Pool;
use crate::db::dialect::Engine;
use crate::db::error::{DbError, Fault};
use crate::db::row::Row;
use crate::db::statement::{Registered, Registry};
use crate::db::tx::{EachRow, Link, Stop, Tx};
use crate::db::unit::Unit;
use crate::db::value::{Value, instant};

/// Reads the rows of a statement.
pub(in crate::db) fn rows(
    connection: &Connection,
    registered: &Registered,
    params: &[Value],
    each: EachRow<'_>,
) -> Result<(), Stop> {
    let mut statement = bound(connection, registered, params).map_err(Stop::Engine)?;
    let mut rows = statement.raw_query();
    loop {
        match rows.next() {
            Ok(Some(row)) => each(&Row::sqlite(row)).map_err(Stop::Caller)?,
            Ok(None) => return Ok(()),
            Err(error) => return Err(Stop::Engine(map(&error, Stage::Run))),
        }
    }
}

/// Runs a statement and counts the rows it changed.
pub(in crate::db) fn execute(
    connection: &Connection,
    registered: &Registered,
    params: &[Value],
) -> Result<u64, DbError> {
    let mut statement = bound(connection, registered, params)?;
    if statement.column_count() > 0 {
        return Err(Fault::new(Engine::Sqlite, "driver", "it gives rows; fetch them").into());
    }
    let changed = statement.raw_execute().map_err(|error| map(&error, Stage::Run))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// Prepares a statement and throws it away, to learn whether it can be.
pub(in crate::db) fn prepare_registered(connection: &Connection, registered: &Registered) -> Result<(), DbError> {
    let prepared = connection.prepare(&registered.sql);
    prepared.map(drop).map_err(|error| map(&error, Stage::Prepare).at(&registered.name))
}

/// What SQLite finds wrong with its file: pages, indexes and references. A file too damaged to be
/// asked is one finding, not a fault.
pub(in crate::db) fn integrity(pool: &Pool) -> Result<Vec<String>, DbError> {
    let connection = pool.get().map_err(|_| DbError::Pool)?;
    let ask = |question: &str, clean: &str| -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare(question)?;
        let mut rows = statement.raw_query();
        let mut wrong = Vec::new();
        while let Some(row) = rows.next()? {
            let said: String = row.get(0)?;
            if said != clean {
                wrong.push(format!("database: {said}"));
            }
        }
        Ok(wrong)
    };
    let mut wrong = match ask("PRAGMA integrity_check(20)", "ok") {
        Ok(wrong) => wrong,
        Err(_) => return Ok(vec!["database: the file is damaged and cannot be read".to_owned()]),
    };
    wrong.extend(ask("PRAGMA foreign_key_check", "").unwrap_or_default());
    Ok(wrong)
}

/// The plan of a statement with every parameter empty.
pub(in crate::db) fn plan(connection: &Connection, registered: &Registered) -> Result<String, DbError> {
    let explain = || -> rusqlite::Result<String> {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", registered.sql))?;
        let mut depths = HashMap::new();
        let mut lines = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let (step, parent): (i64, i64) = (row.get(0)?, row.get(1)?);
            let depth: usize = depths.get(&parent).map_or(0, |depth| depth + 1);
            depths.insert(step, depth);
            let detail: String = row.get(3)?;
            lines.push(format!("{}{detail}", "  ".repeat(depth)));
        }
        Ok(lines.join("\n"))
    };
    explain().map_err(|error| map(&error, Stage::Prepare).at(&registered.name))
}

fn bound<'c>(
    connection: &'c Connection,
    registered: &Registered,
    params: &[Value],
) -> Result<CachedStatement<'c>, DbError> {
    let mut statement = connection.prepare_cached(&registered.sql).map_err(|error| map(&error, Stage::Prepare))?;
    for (position, value) in (1_usize..).zip(params) {
        statement.raw_bind_parameter(position, Parameter(value)).map_err(|error| map(&error, Stage::Run))?;
    }
    Ok(statement)
}

/// Runs a reading unit: one transaction, which sees one state of the store.
///
/// # Errors
/// What kept it from running at all.
pub(in crate::db) fn read(pool: &Pool, registry: &Registry, unit: &mut dyn Unit) -> Result<(), DbError> {
    let connection = pool.get().map_err(|_| DbError::Pool)?;
    let control = |sql| {
        connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute())
            .map_err(|error| map(&error, Stage::Run))
    };
    control("BEGIN")?;
    let mut tx = Tx::new(Link::Sqlite(&connection), registry);
    unit.run(&mut tx);
    // An error may have ended the transaction already; a connection that stays inside one is not
    // lent again.
    let _ = control("ROLLBACK");
    Ok(())
}

/// A parameter in SQLite's own types.
pub(in crate::db) struct Parameter<'a>(pub(in crate::db) &'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Bool(yes) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*yes))),
            Value::Instant(at) => ToSqlOutput::Owned(
                instant(*at).map(|at| format!("{at:.6}")).ok_or_else(|| unfit("an instant out of range"))?.into(),
            ),
            Value::Date(day) => ToSqlOutput::Owned(day.to_string().into()),
            Value::Json(json) => ToSqlOutput::Owned(json.to_string().into()),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn unfit(reason: &'static str) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(reason.into())
}
