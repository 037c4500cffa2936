//! The one thread that writes, committing in groups.
//!
//! Closures queue; the writer takes what is waiting, runs each inside its own SAVEPOINT, commits
//! once, and only then tells each how it went. There is no timer: an empty queue commits at once,
//! so a lone write is as quick as without groups, and many at once share one sync.
//!
//! *Invariants*
//! - Nobody is answered before COMMIT returned, not even a refused closure: its refusal may rest on
//!   what another member wrote and what is perhaps undone.
//! - After each closure the writer asks whether the transaction still stands. SQLite rolls back the
//!   *whole* of it when the disk is full or a statement is interrupted; then the member that met
//!   the fault is answered with it and the others run again from a new BEGIN.
//! - A failed COMMIT is answered as failed to every member.
//! - A fault of the storage stops all writing until a restart: a sync after a failed sync can
//!   succeed without having written anything.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{JoinHandle, ThreadId};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::checkpoint;
use super::connect::{Mover, Use, Writing, connect};
use super::error::{Stage, map};
use super::health::Health;
use super::job::Job;
use crate::db::error::{DbError, Failure};
use crate::db::open_error::OpenError;
use crate::db::seam::Faults;
use crate::db::statement::Registry;
use crate::db::tx::{Inside, Link, Tx};

/// Closures that may wait before the next caller has to wait for room.
const QUEUE: usize = 1_024;
/// The most closures in one group.
const GROUP: usize = 128;
/// A group takes no further member once it is this old.
const AGE: Duration = Duration::from_millis(20);
/// How often a closure is run before it shares the fate of the one that keeps failing.
const RUNS: u32 = 4;

/// What runs after every group that was committed.
pub(in crate::db) type AfterCommit = RwLock<Option<Arc<dyn Fn() + Send + Sync>>>;

/// The way to the writer.
pub(in crate::db) struct Writer {
    queue: Mutex<Option<SyncSender<Box<dyn Job>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    waiting: Arc<AtomicIsize>,
    own: ThreadId,
}

/// Starts the writer and its checkpoint thread over a migrated file.
pub(in crate::db) fn start(
    (file, writing): (PathBuf, Writing),
    registry: Arc<Registry>,
    after: Arc<AfterCommit>,
    health: Arc<Health>,
    faults: Faults,
) -> Result<Writer, OpenError> {
    let mut connection = connect(&file, Use::Write)?;
    writing.prepare(&connection).map_err(|error| map(&error, Stage::Prepare))?;
    faults.arrange(&mut connection)?;
    let length_of_log = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&length_of_log);
    connection
        .wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, length| {
            seen.store(usize::try_from(length).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))
        .map_err(|error| map(&error, Stage::Prepare))?;
    let moved = Arc::new(AtomicUsize::new(0));
    let (wish, checkpoints) = checkpoint::start(file, Arc::clone(&health), Arc::clone(&moved))?;
    let (sender, queue) = sync_channel(QUEUE);
    let waiting = Arc::new(AtomicIsize::new(0));
    let room = Room {
        connection,
        registry,
        queue,
        after,
        health,
        faults,
        pages: length_of_log,
        moved,
        writing,
        wish,
        waiting: Arc::clone(&waiting),
    };
    let thread = std::thread::Builder::new()
        .name("kith-writer".to_owned())
        .spawn(move || room.run())
        .map_err(OpenError::Thread)?;
    let own = thread.thread().id();
    let threads = Mutex::new(vec![thread, checkpoints]);
    Ok(Writer { queue: Mutex::new(Some(sender)), threads, waiting, own })
}

impl Writer {
    /// Puts a closure in the queue, waiting for room in it.
    pub(in crate::db) fn send(&self, job: Box<dyn Job>) -> Result<(), DbError> {
        let sender = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        sender.ok_or(DbError::Closed)?.send(job).map_err(|_| DbError::Closed)?;
        self.waiting.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Whether it takes nothing any more.
    pub(in crate::db) fn is_stopped(&self) -> bool {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Closures in the queue that were not yet taken into a group.
    pub(in crate::db) fn waiting(&self) -> usize {
        // One is counted after the queue has it and may be taken earlier, so the count can be
        // below nought for a moment.
        usize::try_from(self.waiting.load(Ordering::SeqCst)).unwrap_or(0)
    }

    /// Takes no more closures, finishes those that wait, and ends the threads.
    pub(in crate::db) fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // The last store can be dropped by a closure on the writer itself, which then ends alone.
        if std::thread::current().id() != self.own {
            for thread in threads {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Member {
    job: Box<dyn Job>,
    runs: u32,
}

struct Room {
    connection: Connection,
    registry: Arc<Registry>,
    queue: Receiver<Box<dyn Job>>,
    after: Arc<AfterCommit>,
    health: Arc<Health>,
    faults: Faults,
    /// Pages in the log, and how many of them had been moved when last it was tried.
    pages: Arc<AtomicUsize>,
    moved: Arc<AtomicUsize>,
    writing: Writing,
    wish: SyncSender<()>,
    waiting: Arc<AtomicIsize>,
}

impl Room {
    fn run(self) {
        while let Ok(first) = self.queue.recv() {
            self.taken(true);
            self.group(Member { job: first, runs: 0 });
        }
    }

    fn taken(&self, one: bool) {
        if one {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Runs and commits one group, beginning with a member.
    fn group(&self, first: Member) {
        let opened = Instant::now();
        let mut waiting = VecDeque::from([first]);
        let mut ran = Vec::new();
        let mut failed = Vec::new();
        let mut outcome = Ok(());
        while !waiting.is_empty() {
            outcome = self.begin();
            if outcome.is_err() || self.fill(opened, &mut waiting, &mut ran, &mut failed) {
                break;
            }
        }
        if self.faults.early_acknowledgement && outcome.is_ok() {
            ran.drain(..).for_each(answer);
        }
        if let Err(failure) = outcome.and_then(|()| self.commit()) {
            self.leave();
            ran.extend(waiting);
            ran.iter_mut().for_each(|member| member.job.fail(failure.into()));
            ran.into_iter().chain(failed).for_each(answer);
            return;
        }
        let committed = !ran.is_empty();
        ran.into_iter().chain(failed).for_each(answer);
        if committed {
            self.afterwards();
        }
    }

    /// Runs members until there are no more or the group is large or old enough. False when the
    /// transaction was lost: then those that had run wait again, except those that ran too often.
    fn fill(
        &self,
        opened: Instant,
        waiting: &mut VecDeque<Member>,
        ran: &mut Vec<Member>,
        failed: &mut Vec<Member>,
    ) -> bool {
        loop {
            let next = waiting.pop_front().or_else(|| {
                let young = self.faults.ageless_groups || opened.elapsed() < AGE;
                let open = young && ran.len() < GROUP;
                let job = if open { self.queue.try_recv().ok() } else { None };
                self.taken(job.is_some());
                job.map(|job| Member { job, runs: 0 })
            });
            let Some(mut member) = next else { return true };
            member.runs += 1;
            let Err(failure) = self.one(&mut member) else {
                ran.push(member);
                continue;
            };
            self.leave();
            failed.push(member);
            for mut earlier in ran.drain(..).rev() {
                if earlier.runs < RUNS {
                    waiting.push_front(earlier);
                } else {
                    earlier.job.fail(failure.into());
                    failed.push(earlier);
                }
            }
            return false;
        }
    }

    /// Runs one member in its savepoint. An error means that the whole transaction is gone; the
    /// member then holds its answer.
    fn one(&self, member: &mut Member) -> Result<(), Failure> {
        let lost = |member: &mut Member, failure: Failure| {
            member.job.fail(failure.into());
            Err(failure)
        };
        if let Err(failure) = self.control("SAVEPOINT member") {
            return lost(member, failure);
        }
        let mut tx = Tx::new(Link::Sqlite(&self.connection), &self.registry);
        let keep = {
            let _inside = Inside::enter();
            // The closure's own panic is caught further in; this one would be that of turning an
            // error into the caller's type. The writer outlives both.
            catch_unwind(AssertUnwindSafe(|| member.job.run(&mut tx))).unwrap_or(false)
        };
        let met = tx.failure();
        if met == Some(Failure::Storage) {
            self.health.fail();
        }
        if self.connection.is_autocommit() {
            return lost(member, met.unwrap_or(Failure::RolledBack));
        }
        let ended = if keep {
            self.control("RELEASE member")
        } else {
            self.control("ROLLBACK TO member").and_then(|()| self.control("RELEASE member"))
        };
        match ended {
            Ok(()) => Ok(()),
            Err(failure) => lost(member, failure),
        }
    }

    fn begin(&self) -> Result<(), Failure> {
        if !self.health.is_good() {
            return Err(Failure::Storage);
        }
        self.faults.before_group(&self.connection);
        self.control("BEGIN IMMEDIATE")
    }

    fn commit(&self) -> Result<(), Failure> {
        // Every member may have failed and taken the transaction with it.
        if self.connection.is_autocommit() { Ok(()) } else { self.control("COMMIT") }
    }

    /// Leaves the transaction, if there still is one.
    fn leave(&self) {
        if !self.connection.is_autocommit() && self.control("ROLLBACK").is_err() {
            self.health.fail();
        }
    }

    fn control(&self, sql: &str) -> Result<(), Failure> {
        let done = self.connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute());
        let Err(error) = done else { return Ok(()) };
        Err(match map(&error, Stage::Run) {
            DbError::Full => Failure::Full,
            DbError::Busy => Failure::Busy,
            DbError::Storage => {
                self.health.fail();
                Failure::Storage
            }
            error => {
                tracing::error!(error = %error, "a group of changes could not be committed");
                Failure::CommitFailed
            }
        })
    }

    fn afterwards(&self) {
        let hook = self.after.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(hook) = hook
            && catch_unwind(AssertUnwindSafe(|| hook())).is_err()
        {
            tracing::error!("what runs after a commit panicked");
        }
        let pages = self.pages.load(Ordering::Relaxed);
        let left = pages.saturating_sub(self.moved.load(Ordering::Relaxed));
        match self.writing.mover(pages, left) {
            Mover::Nobody => {}
            Mover::Thread => {
                let _ = self.wish.try_send(());
            }
            Mover::Writer => checkpoint::passive(&self.connection, &self.health, &self.moved),
        }
    }
}

/// Tells a member's caller, and survives a result whose destructor panics.
fn answer(member: Member) {
    let _ = catch_unwind(AssertUnwindSafe(|| member.job.answer()));
}
