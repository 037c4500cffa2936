//! Carrying letters out.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{Timestamp, ToSpan};
use kith_store::house::Letter;
use kith_store::{DbError, Isolation, Reach, outbox};

use super::point::{self, Point};
use crate::app::App;

/// Whatever carries letters out of Kith.
pub trait Post: Send + Sync {
    /// Hands a letter over.
    ///
    /// # Errors
    /// Why it was not taken.
    fn send(&self, letter: &Letter) -> Result<(), NotSent>;

    /// Whether the text of a letter that has left is still needed. It may hold the secret of a link, so only a demo,
    /// which shows its post, keeps it.
    fn keeps_text(&self) -> bool {
        false
    }
}

/// Why a letter was not taken, without any of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The server takes nothing now: no other letter would leave either.
    Server(String),
    /// This letter was not taken. Others may be.
    Letter(String),
}

impl NotSent {
    /// What went wrong, in words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Server(words) | Self::Letter(words) => words,
        }
    }
}

/// The post of a demo: every letter is caught and shown, none leaves.
#[derive(Debug, Clone, Copy)]
pub struct CaughtPost;

impl Post for CaughtPost {
    fn send(&self, _letter: &Letter) -> Result<(), NotSent> {
        Ok(())
    }

    fn keeps_text(&self) -> bool {
        true
    }
}

/// After this many attempts a letter is stuck and becomes a task for a human.
pub const MOST_ATTEMPTS: i64 = 12;

/// What became of a turn of the post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many letters left.
    pub left: usize,
    /// How many were dropped or held, because what they open or tell of is over or is not known.
    pub not_sent: usize,
    /// Whether the turn broke off, because the server takes nothing now.
    pub broke_off: bool,
}

/// Carries due letters out. A letter is handed over at least once; the receiver can tell a repeat by its identifier.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn carry(app: &App, post: &dyn Post) -> Result<Carried, DbError> {
    carry_until(app, post, &AtomicBool::new(false))
}

/// Carries due letters out until it is told to stop: then the letter in hand is the last.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn carry_until(app: &App, post: &dyn Post, stop: &AtomicBool) -> Result<Carried, DbError> {
    let now = app.now();
    let due = app.store().read(&Reach::maintenance(), |tx| outbox::due(tx, now))?;
    let mut carried = Carried::default();
    for letter in due {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let Some(letter) = prepare(app, letter, now)? else {
            carried.not_sent += 1;
            continue;
        };
        let outcome = post.send(&letter);
        note(app, post, &letter, now, outcome.as_ref().err().map(NotSent::words))?;
        match outcome {
            Ok(()) => carried.left += 1,
            Err(NotSent::Letter(_)) => {}
            Err(NotSent::Server(_)) => {
                carried.broke_off = true;
                break;
            }
        }
    }
    Ok(carried)
}

/// Asks, directly before a letter leaves, whether it still has its point, and where it goes. `None` when it does not
/// leave; why stands with it then.
fn prepare(app: &App, letter: Letter, now: Timestamp) -> Result<Option<Letter>, DbError> {
    let id = letter.id;
    let point = app.store().read(&Reach::maintenance(), |tx| match outbox::one(tx, id)? {
        Some(letter) if letter.state == "waiting" => point::of(tx, &letter, now),
        // Another process has seen to it.
        _ => Ok(Point::Gone),
    })?;
    match point {
        Point::Gone => Ok(None),
        Point::Stands(None) => Ok(Some(letter)),
        Point::Stands(Some(recipient)) => {
            let to = recipient.clone();
            app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::address(tx, id, &to))?;
            Ok(Some(Letter { recipient, ..letter }))
        }
        Point::Over(why) => {
            tracing::info!(letter.kind = letter.kind, why, "a letter has lost its point and was dropped");
            app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::drop_it(tx, id, why))?;
            Ok(None)
        }
        Point::Unknown(why) => {
            tracing::warn!(letter.kind = letter.kind, why, "a letter is held until somebody sees to it");
            app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::hold(tx, id, why))?;
            Ok(None)
        }
    }
}

/// Notes what became of an attempt.
fn note(app: &App, post: &dyn Post, letter: &Letter, now: Timestamp, trouble: Option<&str>) -> Result<(), DbError> {
    let attempts = letter.attempts + 1;
    let (id, keeps_text, trouble) = (letter.id, post.keeps_text(), trouble.map(str::to_owned));
    // One minute, two, four … up to six hours between attempts.
    let pause = (1_i64 << letter.attempts.clamp(0, 9)).min(360).minutes();
    let due = now.checked_add(pause).unwrap_or(now);
    app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| match trouble.as_deref() {
        None => {
            outbox::attempted(tx, id, "left", attempts, now, Some(now), None)?;
            if keeps_text { Ok(()) } else { outbox::forget_text(tx, id) }
        }
        Some(trouble) if attempts >= MOST_ATTEMPTS => {
            outbox::attempted(tx, id, "stuck", attempts, due, None, Some(trouble))
        }
        Some(trouble) => outbox::attempted(tx, id, "waiting", attempts, due, None, Some(trouble)),
    })
}
