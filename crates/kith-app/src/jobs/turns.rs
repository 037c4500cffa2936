//! When the jobs last had a turn: what `/health/ready` asks.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Without a turn for this long, Kith is not ready.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// When each thread of jobs last had a turn.
#[derive(Debug, Default)]
pub struct Turns {
    jobs: Last,
    post: Last,
}

impl Turns {
    /// Whether every thread that runs has had a turn lately. Where none runs, as in a command, nothing is late.
    #[must_use]
    pub fn are_lately(&self, now: Timestamp) -> bool {
        self.jobs.is_lately(now) && self.post.is_lately(now)
    }

    pub(super) const fn jobs(&self) -> &Last {
        &self.jobs
    }

    pub(super) const fn post(&self) -> &Last {
        &self.post
    }
}

/// The moment of the last turn, in seconds; zero while none runs.
#[derive(Debug, Default)]
pub(super) struct Last(AtomicI64);

impl Last {
    /// A turn was had.
    pub(super) fn note(&self, now: Timestamp) {
        self.0.store(now.as_second().max(1), Ordering::Relaxed);
    }

    /// No more turns are had, and none is missed.
    pub(super) fn end(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn is_lately(&self, now: Timestamp) -> bool {
        let last = self.0.load(Ordering::Relaxed);
        // A clock that was set back makes nothing late.
        last == 0 || now.as_second().saturating_sub(last) < PATIENCE.as_secs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_turn_for_five_minutes_it_is_late() {
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        let turns = Turns::default();
        assert!(turns.are_lately(at(0)), "nothing runs");
        turns.jobs().note(at(0));
        assert!(turns.are_lately(at(299)) && !turns.are_lately(at(300)) && turns.are_lately(at(-900)));
        turns.jobs().note(at(300));
        turns.post().note(at(0));
        assert!(!turns.are_lately(at(301)), "the post is late");
        turns.post().end();
        assert!(turns.are_lately(at(301)));
    }
}
