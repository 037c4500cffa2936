//! What runs beside the pages: the sealer, the anchor, the expansion of the access log, the outbox.
//!
//! Each is safe to run at any time, in any number of processes, and does nothing when there is
//! nothing to do.

use jiff::ToSpan;
use kith_store::house::{self, Letter};
use kith_store::{DbError, Isolation, Reach, access_log, anchor, audit, imports};

use crate::app::App;
use crate::import::people::KEPT_DAYS;

/// Whatever carries letters out of Kith.
pub trait Post: Send + Sync {
    /// Hands a letter over.
    ///
    /// # Errors
    /// Why it was not taken, without any of its content.
    fn send(&self, letter: &Letter) -> Result<(), String>;

    /// Whether the text of a letter that has left is still needed. It may hold the secret of a link, so only a demo,
    /// which shows its post, keeps it.
    fn keeps_text(&self) -> bool {
        false
    }
}

/// The post of a demo: every letter is caught and shown, none leaves.
#[derive(Debug, Clone, Copy)]
pub struct CaughtPost;

impl Post for CaughtPost {
    fn send(&self, _letter: &Letter) -> Result<(), String> {
        Ok(())
    }

    fn keeps_text(&self) -> bool {
        true
    }
}

/// After this many attempts a letter is stuck and becomes a task for a human.
pub const MOST_ATTEMPTS: i64 = 12;

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

/// Carries due letters out. A letter is handed over at least once; the receiver can tell a repeat by
/// its identifier. Returns how many left.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn carry(app: &App, post: &dyn Post) -> Result<usize, DbError> {
    let now = app.now();
    let due = app.store().read(&Reach::maintenance(), |tx| house::due(tx, now))?;
    let mut left = 0;
    for letter in due {
        let outcome = post.send(&letter);
        let attempts = letter.attempts + 1;
        let (id, keeps_text) = (letter.id, post.keeps_text());
        // One minute, two, four … up to six hours between attempts.
        let pause = (1_i64 << letter.attempts.clamp(0, 9)).min(360).minutes();
        let due = now.checked_add(pause).unwrap_or(now);
        if outcome.is_ok() {
            left += 1;
        }
        app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| match &outcome {
            Ok(()) => {
                house::attempted(tx, id, "left", attempts, now, Some(now), None)?;
                if keeps_text { Ok(()) } else { house::forget_text(tx, id) }
            }
            Err(trouble) if attempts >= MOST_ATTEMPTS => {
                house::attempted(tx, id, "stuck", attempts, due, None, Some(trouble))
            }
            Err(trouble) => house::attempted(tx, id, "waiting", attempts, due, None, Some(trouble)),
        })?;
    }
    Ok(left)
}

/// One turn of everything. A fault of one does not keep the others from running.
pub fn turn(app: &App, post: &dyn Post) {
    turn_without_post(app);
    if let Err(error) = carry(app, post) {
        tracing::error!(error = %error, "the outbox could not be carried out");
    }
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

/// One turn of everything but the post, where there is none: letters wait, and nothing counts against them.
pub fn turn_without_post(app: &App) {
    if let Err(error) = seal(app) {
        tracing::error!(error = %error, "the audit trail could not be sealed or anchored");
    }
    if let Err(error) = crate::drafts::expire(app) {
        tracing::error!(error = %error, "old drafts could not be thrown away");
    }
    if let Err(error) = expand_access(app) {
        tracing::error!(error = %error, "the access log could not be expanded");
    }
    if let Err(error) = forget_files(app) {
        tracing::error!(error = %error, "files that are no longer needed could not be deleted");
    }
}
