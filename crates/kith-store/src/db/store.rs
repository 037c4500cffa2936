//! The store itself: where it lies, opening it, and running units of work.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::dialect::Engine;
use super::error::DbError;
use super::migrate::{self, Applied, Planned};
use super::open_error::OpenError;
use super::place;
use super::postgres::{self as pg, Mode, Units};
use super::reserve::Reserve;
use super::seam::Setup;
use super::sqlite::{self, AfterCommit, Health, Job, Pending, Pool, Writer, Writing};
use super::statement::Registry;
use super::tx::{Inside, Isolation, Reach, ReadTx, Tx};
use super::unit::{Typed, Unit};

/// Where a store lies.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The data directory: the SQLite file, backups, the anchor. Mode 0700.
    pub data: PathBuf,
    /// The address of a PostgreSQL database, or `None` for SQLite at `kith.db` in `data`.
    pub database: Option<String>,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        let engine = if self.database.is_some() { Engine::Postgres } else { Engine::Sqlite };
        write!(f, "Place({engine}, {})", self.data.display())
    }
}

/// An open store. Clones share it; the last one dropped stops it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    data: PathBuf,
    /// Tells a restore that somebody works with the store.
    _working: Lock,
    backend: Backend,
    after: Arc<AfterCommit>,
}

/// Who works with a data directory: many who open the store, or one who replaces it. It ends with the process.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    fn file(data: &Path) -> Result<(PathBuf, File), OpenError> {
        let path = data.join("store.lock");
        place::touch(&path)?;
        let file = File::open(&path).map_err(|error| place::fault(&path, error))?;
        Ok((path, file))
    }

    /// Waits until nobody replaces the store.
    fn shared(data: &Path) -> Result<Self, OpenError> {
        let (path, file) = Self::file(data)?;
        file.lock_shared().map_err(|error| place::fault(&path, error))?;
        Ok(Self { _file: file })
    }

    /// The store for oneself, or `None` when somebody works with it.
    pub(super) fn alone(data: &Path) -> Result<Option<Self>, OpenError> {
        let (path, file) = Self::file(data)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(place::fault(&path, error)),
        }
    }
}

enum Backend {
    Sqlite { pool: Pool, registry: Arc<Registry>, writer: Writer, health: Arc<Health>, reserve: Reserve },
    Postgres(Units),
}

impl Store {
    /// Opens a migrated store, making the data directory where there is none.
    ///
    /// # Errors
    /// [`OpenError`]; in particular a store that is too new is left as it is, and one that waits
    /// for migrations is not migrated.
    pub fn open(place: &Place) -> Result<Self, OpenError> {
        Self::open_with(place, &Setup::shipped())
    }

    /// [`Store::open`] for a command that fills a store and ends. Its units of work change far more pages than those of
    /// a server, which needs its memory for other things.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_fill(place: &Place) -> Result<Self, OpenError> {
        Self::opened(place, &Setup::shipped(), Writing::Fill)
    }

    /// [`Store::open`] with other parts, for tests.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[doc(hidden)]
    pub fn open_with(place: &Place, setup: &Setup) -> Result<Self, OpenError> {
        Self::opened(place, setup, Writing::Serve)
    }

    fn opened(place: &Place, setup: &Setup, writing: Writing) -> Result<Self, OpenError> {
        place::directory(&place.data)?;
        let working = Lock::shared(&place.data)?;
        let after = Arc::new(AfterCommit::default());
        let backend = match &place.database {
            None => Self::sqlite(&place.data, setup, &after, writing)?,
            Some(address) => Self::postgres(address, setup)?,
        };
        Ok(Self { inner: Arc::new(Inner { data: place.data.clone(), _working: working, backend, after }) })
    }

    fn sqlite(data: &Path, setup: &Setup, after: &Arc<AfterCommit>, writing: Writing) -> Result<Backend, OpenError> {
        let file = migrate::sqlite::ready(data, setup.migrations)?;
        let registry = Arc::new(registry(Engine::Sqlite, setup)?);
        let health = Arc::new(Health::default());
        let writer = sqlite::start(
            (file.clone(), writing),
            Arc::clone(&registry),
            Arc::clone(after),
            Arc::clone(&health),
            setup.faults.clone(),
        )?;
        let reserve = Reserve::of(data);
        Ok(Backend::Sqlite { pool: sqlite::pool(file), registry, writer, health, reserve })
    }

    fn postgres(address: &str, setup: &Setup) -> Result<Backend, OpenError> {
        let target = pg::target(address)?;
        let mut client = pg::connect(&target)?;
        migrate::postgres::ready(&mut client, setup.migrations)?;
        let catalog = Arc::new(pg::Catalog::read(&mut client)?);
        let registry = Arc::new(registry(Engine::Postgres, setup)?);
        Ok(Backend::Postgres(Units { pool: pg::pool(target), registry, catalog }))
    }

    /// Applies the migrations the store waits for, each in its own transaction, and says which. On
    /// SQLite a store that holds anything is first copied to `backups/` in the data directory.
    ///
    /// # Errors
    /// [`OpenError`]; the migrations before the one that failed stay applied.
    pub fn migrate(place: &Place) -> Result<Vec<Applied>, OpenError> {
        Self::migrate_with(place, &Setup::shipped())
    }

    /// [`Store::migrate`] with other parts, for tests.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    #[doc(hidden)]
    pub fn migrate_with(place: &Place, setup: &Setup) -> Result<Vec<Applied>, OpenError> {
        place::directory(&place.data)?;
        match &place.database {
            None => migrate::sqlite::migrate(&place.data, setup.migrations),
            Some(address) => {
                let mut client = pg::connect(&pg::target(address)?)?;
                migrate::postgres::migrate(&mut client, setup.migrations)
            }
        }
    }

    /// The migrations the store waits for; changes nothing.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn plan(place: &Place) -> Result<Vec<Planned>, OpenError> {
        Self::plan_with(place, &Setup::shipped())
    }

    /// [`Store::plan`] with other parts, for tests.
    ///
    /// # Errors
    /// As [`Store::plan`].
    #[doc(hidden)]
    pub fn plan_with(place: &Place, setup: &Setup) -> Result<Vec<Planned>, OpenError> {
        let pending = match &place.database {
            None => migrate::sqlite::pending(&place.data, setup.migrations)?,
            Some(address) => {
                let mut client = pg::connect(&pg::target(address)?)?;
                migrate::postgres::pending(&mut client, setup.migrations)?
            }
        };
        Ok(pending.into_iter().map(Planned::of).collect())
    }

    /// Runs a reading unit: every statement of it sees the same state of the store.
    ///
    /// # Errors
    /// What the closure returns, or the fault that kept it from running.
    pub fn read<T, E>(&self, reach: &Reach, f: impl Fn(&mut ReadTx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError>,
    {
        let mut unit = Typed::new(|tx: &mut Tx<'_>| f(tx));
        let ran = self.look(reach, &mut unit);
        unit.outcome(ran)
    }

    fn look(&self, reach: &Reach, unit: &mut dyn Unit) -> Result<(), DbError> {
        reach.check()?;
        let _inside = Inside::enter()?;
        match &self.inner.backend {
            Backend::Sqlite { pool, registry, .. } => sqlite::read(pool, registry, unit),
            Backend::Postgres(units) => units.unit(reach, Mode::Read, unit).map(|_| ()),
        }
    }

    /// Runs a writing unit: all of it is kept, or nothing. Success is told only after COMMIT
    /// returned. The closure may run more than once and must do nothing outside the unit.
    ///
    /// # Errors
    /// What the closure returns, or the fault that kept it from running or from being kept. After
    /// an error nothing is kept, except as [`DbError::CommitFailed`] says.
    pub fn write<T, E>(
        &self,
        reach: &Reach,
        isolation: Isolation,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if self.is_full() {
            return Err(DbError::Full.into());
        }
        self.write_from_reserve(reach, isolation, f)
    }

    /// [`Store::write`] of what may be written although the disk is full otherwise: that somebody looked.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_from_reserve<T, E>(
        &self,
        reach: &Reach,
        isolation: Isolation,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (job, answer) = Pending::new(f);
        self.carry(reach, isolation, Box::new(job))?;
        answer.recv().map_err(|_| DbError::Closed)?
    }

    fn is_full(&self) -> bool {
        matches!(&self.inner.backend, Backend::Sqlite { reserve, .. } if !reserve.has_room())
    }

    /// Has a unit run, after which it answers its caller: by the writer on SQLite, here on PostgreSQL.
    fn carry(&self, reach: &Reach, isolation: Isolation, mut job: Box<dyn Job>) -> Result<(), DbError> {
        reach.check()?;
        let inside = Inside::enter()?;
        match &self.inner.backend {
            Backend::Sqlite { writer, .. } => writer.send(job)?,
            Backend::Postgres(units) => {
                let kept = units.unit(reach, Mode::Write(isolation), &mut *job)?;
                job.answer();
                drop(inside);
                if kept {
                    self.committed();
                }
            }
        }
        Ok(())
    }

    /// What the engine itself finds wrong with its file; empty when nothing is. PostgreSQL checks its
    /// own pages and has no such question.
    ///
    /// # Errors
    /// When the question cannot be asked at all.
    pub fn integrity(&self) -> Result<Vec<String>, DbError> {
        match &self.inner.backend {
            Backend::Sqlite { pool, .. } => sqlite::integrity(pool),
            Backend::Postgres(_) => Ok(Vec::new()),
        }
    }

    fn committed(&self) {
        let hook = self.inner.after.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(hook) = hook {
            hook();
        }
    }

    /// Sets what runs after every committed group (on PostgreSQL, after every committed unit). On
    /// SQLite it runs on the writer, after the callers were told, and holds up the next group; it
    /// may read the store and must not write it.
    pub fn on_commit(&self, hook: Arc<dyn Fn() + Send + Sync>) {
        *self.inner.after.write().unwrap_or_else(PoisonError::into_inner) = Some(hook);
    }

    /// The engine of the store.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner.backend {
            Backend::Sqlite { .. } => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.inner.data
    }

    /// Keeps some room on the disk, for a process that serves for long. PostgreSQL keeps its own.
    pub fn keep_reserve(&self) {
        if let Backend::Sqlite { reserve, .. } = &self.inner.backend {
            reserve.keep();
        }
    }

    /// Gives the reserve up, so that [`Store::write_from_reserve`] may find room. False when there is none to give.
    #[must_use]
    pub fn give_up_reserve(&self) -> bool {
        match &self.inner.backend {
            Backend::Sqlite { reserve, .. } => reserve.give_up(),
            Backend::Postgres(_) => false,
        }
    }

    /// Whether the store can still be written: false after a fault of the storage, when only a
    /// restart helps.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        match &self.inner.backend {
            Backend::Sqlite { health, .. } => health.is_good(),
            Backend::Postgres(_) => true,
        }
    }

    /// Takes no more writing units, finishes those that wait, and ends the writer. Reading goes
    /// on. On PostgreSQL there is nothing to end.
    pub fn stop(&self) {
        if let Backend::Sqlite { writer, .. } = &self.inner.backend {
            writer.stop();
        }
    }

    /// Whether nothing is written any more, because the program ends. Never on PostgreSQL.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        match &self.inner.backend {
            Backend::Sqlite { writer, .. } => writer.is_stopped(),
            Backend::Postgres(_) => false,
        }
    }

    /// Writing units that wait for the writer. None ever do on PostgreSQL.
    #[must_use]
    pub fn waiting(&self) -> usize {
        match &self.inner.backend {
            Backend::Sqlite { writer, .. } => writer.waiting(),
            Backend::Postgres(_) => 0,
        }
    }

    pub(super) fn below(&self) -> Below<'_> {
        match &self.inner.backend {
            Backend::Sqlite { pool, registry, .. } => Below::Sqlite(pool, registry),
            Backend::Postgres(units) => Below::Postgres(units),
        }
    }
}

/// What [`crate::db::check`] looks at.
pub(super) enum Below<'s> {
    Sqlite(&'s Pool, &'s Registry),
    Postgres(&'s Units),
}

fn registry(engine: Engine, setup: &Setup) -> Result<Registry, OpenError> {
    let constant = setup.rooms.iter().flat_map(|room| room.iter().copied());
    Registry::build(engine, constant.chain((setup.derived)()))
}

/// Logs why a pooled connection could not be opened; the unit itself is told only that none came.
#[derive(Debug)]
pub(super) struct PoolFaults;

impl r2d2::HandleError<DbError> for PoolFaults {
    fn handle_error(&self, error: DbError) {
        tracing::warn!(error = %error, "a database connection could not be opened");
    }
}
