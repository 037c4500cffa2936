//! What runs beside the pages: the sealer, the anchor, the expansion of the access log, the outbox, the feeds.
//!
//! *Invariants*
//! - Each job is safe to run at any time, in any number of processes, and does nothing when there is nothing to do.
//! - Post has a thread of its own, and so have the feeds: a server that says nothing delays no other job.
//! - A fault of one job, a panic too, keeps no other from running, and it is tried again at the next turn.
//! - Before a letter leaves it is asked whether what it opens and tells of still stands.

mod carry;
mod feeds;
mod point;
mod runner;
mod turns;

use jiff::ToSpan;
use kith_store::{DbError, Isolation, Reach, access_log, anchor, audit, imports};

use crate::app::App;
use crate::import::people::KEPT_DAYS;

pub use carry::{Carried, CaughtPost, MOST_ATTEMPTS, NotSent, Post, carry, carry_until};
pub use feeds::take_feeds;
pub use runner::{Runner, Unfinished};
pub use turns::Turns;

/// The lock of the sealer: one process chains at a time.
const SEALER: i64 = 1;
/// The lock of the expander.
const EXPANDER: i64 = 2;

/// Chains what has been committed and moves the anchor. Returns how many entries were chained.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn seal(app: &App) -> Result<usize, anchor::AnchorError> {
    let mut sealed = 0;
    loop {
        let batch = app.store().write(&Reach::maintenance(), Isolation::Ordinary, |tx| {
            tx.lock(SEALER)?;
            audit::seal(tx)
        })?;
        sealed += batch;
        if batch == 0 {
            break;
        }
    }
    anchor::advance(app.store())?;
    Ok(sealed)
}

/// Expands the access log per person. Returns how many requests were expanded.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn expand_access(app: &App) -> Result<usize, DbError> {
    app.store().write(&Reach::maintenance(), Isolation::Ordinary, |tx| {
        tx.lock(EXPANDER)?;
        access_log::expand(tx)
    })
}

/// Deletes the bytes of files of people that nobody finished with in time. Returns how many.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn forget_files(app: &App) -> Result<usize, DbError> {
    let before = app.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(app.now());
    let old = app.store().read(&Reach::maintenance(), |tx| imports::old(tx, before))?;
    if old.is_empty() {
        return Ok(0);
    }
    app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
        for import in &old {
            imports::forget(tx, *import)?;
        }
        Ok(old.len())
    })
}

/// One turn of everything but the post. A fault of one job, a panic too, does not keep the others from running.
pub fn turn(app: &App) {
    fn told<T, E: std::fmt::Display>(job: &'static str, done: Result<T, E>) {
        if let Err(error) = done {
            tracing::error!(error = %error, job, "a job could not be done; it is tried again at the next turn");
        }
    }
    guarded("seal", || told("seal", seal(app)));
    guarded("drafts", || told("drafts", crate::drafts::expire(app)));
    guarded("access log", || told("access log", expand_access(app)));
    guarded("files", || told("files", forget_files(app)));
    guarded("words", || told("words", crate::searching::lay_out(app)));
    guarded("taps", || told("taps", crate::what_we_did::set_apart(app)));
    guarded("search", || told("search", crate::searching::follow(app)));
}

/// What needs no more than a turn a minute: concerns that have waited for a working day are told on, and colleagues who
/// are not back from a visit alone; what a worker wrote for a time is deleted when that is over.
pub fn slow_turn(app: &App) {
    guarded("visits", || match crate::visiting::tell_late(app) {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "colleagues were told of visits that are not over"),
        Err(error) => tracing::error!(error = %error, "colleagues could not be told of visits that are not over"),
    });
    guarded("visits that ended", || match crate::visiting::forget_old(app) {
        Ok(0) => {}
        Ok(forgotten) => tracing::info!(forgotten, "what was told of visits that ended was deleted"),
        Err(error) => tracing::error!(error = %error, "what was told of visits could not be deleted"),
    });
    guarded("discretion notes", || match crate::discretion::delete_old(app) {
        Ok(0) => {}
        Ok(deleted) => tracing::info!(deleted, "discretion notes whose time was over were deleted"),
        Err(error) => tracing::error!(error = %error, "discretion notes could not be deleted"),
    });
    guarded("concerns", || match crate::telling::tell_waiting(app) {
        Ok(0) => {}
        Ok(told) => tracing::info!(told, "concerns that have waited for a working day were told on"),
        Err(error) => tracing::error!(error = %error, "concerns could not be told on"),
    });
}

/// Does something that may end in a panic. What it said is not logged: it may hold content.
fn guarded(job: &'static str, f: impl FnOnce()) {
    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).is_err() {
        tracing::error!(job, "a job ended by a panic; it is tried again at the next turn");
    }
}
