//! One connection with its prepared statements.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use postgres::error::Severity;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type};
use postgres::{Client, Config};

use super::catalog::Catalog;
use super::error::map;
use crate::db::error::DbError;
use crate::db::row::Row;
use crate::db::statement::Registered;
use crate::db::tx::{EachRow, Stop};
use crate::db::value::{Value, instant};

/// A pooled connection.
pub(in crate::db) struct Link {
    client: Client,
    prepared: HashMap<usize, postgres::Statement>,
    catalog: Arc<Catalog>,
    warned: Arc<AtomicBool>,
    broken: bool,
}

/// Lets a connection note that the server warned.
pub(super) fn listen(config: &mut Config, warned: &Arc<AtomicBool>) {
    let warned = Arc::clone(warned);
    config.notice_callback(move |notice| {
        if notice.parsed_severity().is_none_or(|severity| severity == Severity::Warning) {
            warned.store(true, Ordering::SeqCst);
        }
    });
}

impl Link {
    pub(super) fn new(client: Client, warned: Arc<AtomicBool>) -> Self {
        let catalog = Arc::default();
        Self { client, prepared: HashMap::new(), catalog, warned, broken: false }
    }

    pub(super) fn set_catalog(&mut self, catalog: &Arc<Catalog>) {
        self.catalog = Arc::clone(catalog);
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken || self.client.is_closed()
    }

    /// Runs text of ours that takes no parameters, such as BEGIN.
    pub(in crate::db) fn control(&mut self, sql: &str) -> Result<(), DbError> {
        let done = self.client.batch_execute(sql);
        done.map_err(|error| self.fault(&error))
    }

    /// Commits. A success with a warning is no success: the wait for a standby was given up.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        self.warned.store(false, Ordering::SeqCst);
        self.control("COMMIT")?;
        if self.warned.load(Ordering::SeqCst) { Err(DbError::CommitFailed) } else { Ok(()) }
    }

    /// Leaves the transaction without its changes; a connection that cannot is not lent again.
    pub(in crate::db) fn leave(&mut self) {
        if self.control("ROLLBACK").is_err() {
            self.broken = true;
        }
    }

    /// Reads the rows of a statement.
    pub(in crate::db) fn rows(
        &mut self,
        registered: &Registered,
        params: &[Value],
        each: EachRow<'_>,
    ) -> Result<(), Stop> {
        let statement = self.prepared(registered).map_err(Stop::Engine)?;
        let params: Vec<Parameter<'_>> = params.iter().map(Parameter).collect();
        let found = self.client.query(&statement, &borrowed(&params));
        let rows = found.map_err(|error| Stop::Engine(self.fault(&error)))?;
        rows.iter().try_for_each(|row| each(&Row::postgres(row))).map_err(Stop::Caller)
    }

    /// Runs a statement and counts the rows it changed.
    pub(in crate::db) fn execute(&mut self, registered: &Registered, params: &[Value]) -> Result<u64, DbError> {
        let statement = self.prepared(registered)?;
        let params: Vec<Parameter<'_>> = params.iter().map(Parameter).collect();
        let done = self.client.execute(&statement, &borrowed(&params));
        done.map_err(|error| self.fault(&error))
    }

    /// Takes a lock by number.
    pub(in crate::db) fn lock(&mut self, text: &str, number: i64) -> Result<(), DbError> {
        let done = self.client.execute(text, &[&number]);
        done.map(drop).map_err(|error| self.fault(&error))
    }

    /// Prepares a statement, to learn whether it can be.
    pub(in crate::db) fn prepare(&mut self, registered: &Registered) -> Result<(), DbError> {
        self.prepared(registered).map(drop)
    }

    /// The lines of a plan.
    pub(in crate::db) fn lines(&mut self, sql: &str) -> Result<Vec<String>, DbError> {
        let found = self.client.query(sql, &[]);
        let rows = found.map_err(|error| self.fault(&error))?;
        Ok(rows.iter().filter_map(|row| row.try_get(0).ok()).collect())
    }

    /// Forgets every prepared statement, when the server was told to.
    pub(in crate::db) fn forget(&mut self) {
        self.prepared.clear();
    }

    fn prepared(&mut self, registered: &Registered) -> Result<postgres::Statement, DbError> {
        match self.prepared.entry(registered.key) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(place) => match self.client.prepare(&registered.sql) {
                Ok(statement) => Ok(place.insert(statement).clone()),
                Err(error) => Err(self.fault(&error)),
            },
        }
    }

    fn fault(&mut self, error: &postgres::Error) -> DbError {
        let error = map(error, &self.catalog);
        self.broken |= matches!(error, DbError::Disconnected);
        error
    }
}

fn borrowed<'p>(params: &'p [Parameter<'_>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

/// A parameter in PostgreSQL's own types.
#[derive(Debug)]
struct Parameter<'a>(&'a Value);

type Trouble = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Parameter<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Trouble> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Id(id) => send(id, kind, out),
            Value::Text(text) => send(text, kind, out),
            Value::Int(number) => match *kind {
                Type::INT4 => send(&i32::try_from(*number)?, kind, out),
                Type::INT2 => send(&i16::try_from(*number)?, kind, out),
                _ => send(number, kind, out),
            },
            Value::Bool(yes) => send(yes, kind, out),
            Value::Instant(at) => send(&instant(*at).ok_or("out of range")?, kind, out),
            Value::Date(day) => send(day, kind, out),
            Value::Json(json) => send(json, kind, out),
            Value::Bytes(bytes) => send(bytes, kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each value is looked at when it is sent.
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Trouble> {
        self.to_sql(kind, out)
    }
}

fn send<T: ToSql>(value: &T, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Trouble> {
    if !T::accepts(kind) {
        return Err("the column has another type".into());
    }
    value.to_sql(kind, out)
}
