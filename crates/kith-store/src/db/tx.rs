//! The two kinds of unit of work and the few things they can do.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use uuid::Uuid;

use super::dialect::{Engine, advisory_lock};
use super::error::{DbError, Failure};
use super::postgres::Link as PgLink;
use super::row::Row;
use super::statement::{Registered, Registry, Statement};
use super::value::{Value, check};

/// On whose behalf and for what a unit of work runs.
///
/// On PostgreSQL it becomes the setting the row-level policies look at. On SQLite there is no
/// second wall, but a purpose is asked for all the same, so that both engines refuse alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The services whose rows the unit may touch.
    pub services: Vec<Uuid>,
    /// What the unit is for: lower-case letters, digits, `-` and `_`. The purpose `maintenance`
    /// (sealer, verify, backup) reaches every row.
    pub purpose: &'static str,
}

impl Reach {
    /// The reach of the sealer, the proof and the jobs: every row.
    #[must_use]
    pub const fn maintenance() -> Self {
        Self { services: Vec::new(), purpose: "maintenance" }
    }

    pub(super) fn check(&self) -> Result<(), DbError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if self.purpose.is_empty() || !self.purpose.chars().all(fits) {
            return Err(DbError::Purpose);
        }
        Ok(())
    }
}

/// How strictly a writing unit is kept apart from concurrent ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// READ COMMITTED on PostgreSQL.
    Ordinary,
    /// SERIALIZABLE on PostgreSQL, for what must hold across rows (allocation, merge,
    /// safeguarding). On SQLite every writing unit is this.
    Serializable,
}

/// The connection a unit runs on.
pub(super) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut PgLink),
}

/// Why reading rows stopped.
pub(super) enum Stop {
    /// The engine refused the statement, so the transaction is no longer sound.
    Engine(DbError),
    /// The caller's own function for a row said so; the transaction is sound.
    Caller(DbError),
}

pub(super) type EachRow<'f> = &'f mut dyn FnMut(&Row<'_>) -> Result<(), DbError>;

/// A unit of work that reads one unchanging state of the store.
pub struct ReadTx<'a> {
    link: Link<'a>,
    registry: &'a Registry,
    doomed: bool,
    serialization: bool,
    failure: Option<Failure>,
}

impl<'a> ReadTx<'a> {
    pub(super) fn new(link: Link<'a>, registry: &'a Registry) -> Self {
        Self { link, registry, doomed: false, serialization: false, failure: None }
    }

    /// The engine below, for the few who must know.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres(_) => Engine::Postgres,
        }
    }

    /// Every row of the answer, read by `f`.
    ///
    /// # Errors
    /// What the engine says, or the first error of `f`.
    pub fn fetch_all<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        mut f: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut all = Vec::new();
        self.rows(statement, params, &mut |row| {
            all.push(f(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The one row of the answer, or `None`.
    ///
    /// # Errors
    /// What the engine says, [`DbError::ManyRows`] when there is more than one row, or the error
    /// of `f`.
    pub fn fetch_optional<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        f: impl FnOnce(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut f = Some(f);
        let mut found = None;
        self.rows(statement, params, &mut |row| {
            let Some(f) = f.take() else {
                return Err(DbError::ManyRows(statement.name().to_owned()));
            };
            found = Some(f(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    fn rows(&mut self, statement: &Statement, params: &[Value], each: EachRow<'_>) -> Result<(), DbError> {
        let registered = self.ready(statement)?;
        check(params, registered.parameters)?;
        let outcome = match &mut self.link {
            Link::Sqlite(connection) => super::sqlite::rows(connection, registered, params, each),
            Link::Postgres(link) => link.rows(registered, params, each),
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Caller(error)) => Err(error),
            Err(Stop::Engine(error)) => Err(self.doom(error, &registered.name)),
        }
    }

    fn ready(&self, statement: &Statement) -> Result<&'a Registered, DbError> {
        if self.doomed {
            return Err(DbError::Doomed);
        }
        self.registry.find(statement)
    }

    /// Remembers that a statement failed. PostgreSQL refuses everything after it and answers
    /// COMMIT with a silent rollback; SQLite may have rolled back by itself, after which the next
    /// statement would stand alone. So on both engines the unit is over.
    fn doom(&mut self, error: DbError, statement: &str) -> DbError {
        self.doomed = true;
        self.serialization |= error.is_serialization();
        self.failure = match error {
            DbError::Full => Some(Failure::Full),
            DbError::Storage => Some(Failure::Storage),
            _ => self.failure,
        };
        error.at(statement)
    }

    /// Whether a closure that reports success may be believed: not when a statement of it failed.
    pub(super) fn believed(&self) -> Result<(), DbError> {
        if self.doomed { Err(self.failure.map_or(DbError::Doomed, DbError::from)) } else { Ok(()) }
    }

    /// Whether a statement lost against a concurrent transaction.
    pub(super) fn lost_a_race(&self) -> bool {
        self.serialization
    }

    /// The fault of the storage below, where a statement met one.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.failure
    }
}

/// A unit of work that may also write.
pub struct Tx<'a> {
    inner: ReadTx<'a>,
}

impl<'a> Tx<'a> {
    pub(super) fn new(link: Link<'a>, registry: &'a Registry) -> Self {
        Self { inner: ReadTx::new(link, registry) }
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// What the engine says; after that the unit counts no more.
    pub fn execute(&mut self, statement: &Statement, params: &[Value]) -> Result<u64, DbError> {
        let registered = self.inner.ready(statement)?;
        check(params, registered.parameters)?;
        let outcome = match &mut self.inner.link {
            Link::Sqlite(connection) => super::sqlite::execute(connection, registered, params),
            Link::Postgres(link) => link.execute(registered, params),
        };
        outcome.map_err(|error| self.inner.doom(error, &registered.name))
    }

    /// Runs a statement once for each set of parameters and says how many rows changed in all.
    ///
    /// # Errors
    /// As [`Tx::execute`], at the first set that fails.
    pub fn batch(&mut self, statement: &Statement, rows: &[Vec<Value>]) -> Result<u64, DbError> {
        let mut changed = 0;
        for row in rows {
            changed += self.execute(statement, row)?;
        }
        Ok(changed)
    }

    /// Waits for the lock of this number and holds it until the unit ends, so that one process at
    /// a time does what the number stands for. On SQLite a writing unit already is alone.
    ///
    /// # Errors
    /// [`DbError::Cancelled`] when the wait outlasts the statement timeout.
    pub fn lock(&mut self, number: i64) -> Result<(), DbError> {
        if self.inner.doomed {
            return Err(DbError::Doomed);
        }
        let Some(text) = advisory_lock(self.engine()) else {
            return Ok(());
        };
        let outcome = match &mut self.inner.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(link) => link.lock(text, number),
        };
        outcome.map_err(|error| self.inner.doom(error, "lock"))
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.inner
    }
}

impl<'a> DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut ReadTx<'a> {
        &mut self.inner
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as running a unit of work for as long as it lives.
pub(super) struct Inside(());

impl Inside {
    /// # Errors
    /// [`DbError::Nested`] when the thread already runs one: the inner unit would wait for the
    /// writer or for a connection that the outer one holds, and see another state of the store.
    pub(super) fn enter() -> Result<Self, DbError> {
        if INSIDE.replace(true) { Err(DbError::Nested) } else { Ok(Self(())) }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}
