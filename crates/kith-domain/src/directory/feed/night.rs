//! When a feed is due: at night, soon after somebody asked, and again after a run that was cut.
//!
//! # Invariants
//! - A feed that is paused, or that nobody uses any more, is never due.
//! - While a run holds the feed nothing is due. Whoever holds it says so again and again; a run that has been silent for
//!   [`SILENCE`] was cut, and another may go on with it.
//! - Feeds of one Kith, and Kiths of one feed, do not all begin in the same minute.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Feed, When};
use crate::time;

/// From this hour of the night on, and within it, nightly feeds are taken.
pub const HOUR: i8 = 3;
/// Without a word for this long a run is taken to have been cut. One answer of a feed may take a minute.
pub const SILENCE: SignedDuration = SignedDuration::from_mins(10);
/// After a run that failed, the next attempt of the same night.
const AGAIN: SignedDuration = SignedDuration::from_mins(60);
/// How long after its beginning a night makes attempts.
const ATTEMPTS: SignedDuration = SignedDuration::from_mins(210);
/// After so many nights without coming to the end of a feed whoever keeps it is told.
pub const TOLD_AFTER: u32 = 3;

/// What is known of a feed's latest run, for deciding whether another is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latest {
    /// When it last said a word.
    pub touched: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether a run was begun and somebody holds it.
    pub is_held: bool,
    /// Whether it ended before the end of the feed.
    pub has_failed: bool,
    /// When another was asked for.
    pub asked: Option<Timestamp>,
    /// The night for which it was taken.
    pub night: Option<Date>,
}

impl Latest {
    /// Whether a run goes on at this moment.
    #[must_use]
    pub fn is_running(&self, now: Timestamp) -> bool {
        let is_silent = self.touched.is_none_or(|at| now.duration_since(at) >= SILENCE);
        self.is_held && self.ended.is_none() && !is_silent
    }
}

impl Feed {
    /// The minute of the hour in which this feed is taken.
    fn minute(&self) -> i8 {
        let sum = self.id.uuid().as_bytes().iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(*byte));
        i8::try_from(sum % 60).unwrap_or(0)
    }

    /// The latest night that has begun for this feed, by its day, and when it began.
    #[must_use]
    pub fn night(&self, now: Timestamp) -> (Date, Timestamp) {
        let today = time::day_of(now);
        let begins = |day: Date| time::moment_on(day, HOUR, self.minute()).unwrap_or_else(|| time::start_of(day));
        let began = begins(today);
        if began <= now {
            return (today, began);
        }
        let before = today.checked_sub(1.day()).unwrap_or(today);
        (before, begins(before))
    }

    /// Whether a run is to begin now, or one that was cut to be gone on with.
    #[must_use]
    pub fn is_due(&self, latest: &Latest, now: Timestamp) -> bool {
        if !self.is_taken() || latest.is_running(now) {
            return false;
        }
        if latest.asked.is_some() {
            return true;
        }
        if self.when != When::Nightly {
            return false;
        }
        let (night, began) = self.night(now);
        match (latest.night == Some(night), latest.ended) {
            (false, _) | (true, None) => true,
            (true, Some(ended)) => {
                latest.has_failed && now.duration_since(ended) >= AGAIN && now.duration_since(began) < ATTEMPTS
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::text::Words;

    fn feed(when: When) -> Feed {
        let url = Words::new("https://feeds.example.org/services").expect("fits");
        // Its minute is 1.
        Feed { id: Id::from_uuid(uuid::Uuid::from_u128(1)), url, when, by: None, at: at("2026-11-20T12:00:00Z") }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn night(text: &str) -> Option<Date> {
        Some(text.parse().expect("a day"))
    }

    #[test]
    fn a_nightly_feed_is_due_once_a_night_and_again_after_an_hour_when_it_failed() {
        let it = feed(When::Nightly);
        let ended = |night: Option<Date>, ended: &str, has_failed| Latest {
            night,
            ended: Some(at(ended)),
            has_failed,
            ..Latest::default()
        };
        for (latest, now, is_due) in [
            (Latest::default(), "2026-11-21T15:00:00Z", true),
            (ended(night("2026-11-20"), "2026-11-20T03:10:00Z", false), "2026-11-21T02:59:00Z", false),
            (ended(night("2026-11-20"), "2026-11-20T03:10:00Z", false), "2026-11-21T03:01:00Z", true),
            (ended(night("2026-11-21"), "2026-11-21T03:10:00Z", false), "2026-11-21T23:59:00Z", false),
            (ended(night("2026-11-21"), "2026-11-21T03:10:00Z", true), "2026-11-21T04:09:00Z", false),
            (ended(night("2026-11-21"), "2026-11-21T03:10:00Z", true), "2026-11-21T04:10:00Z", true),
            (ended(night("2026-11-21"), "2026-11-21T05:20:00Z", true), "2026-11-21T06:40:00Z", false),
            // A Kith that was switched off at night takes it when it is there again.
            (ended(night("2026-11-20"), "2026-11-20T03:10:00Z", false), "2026-11-21T09:00:00Z", true),
            // In summer the clocks of the service show an hour more.
            (ended(night("2026-06-20"), "2026-06-20T02:10:00Z", false), "2026-06-21T02:02:00Z", true),
            (ended(night("2026-06-20"), "2026-06-20T02:10:00Z", false), "2026-06-21T02:00:00Z", false),
        ] {
            assert_eq!(it.is_due(&latest, at(now)), is_due, "{latest:?} {now}");
        }
    }

    #[test]
    fn a_run_that_goes_on_keeps_others_away_until_it_is_silent() {
        let it = feed(When::Nightly);
        let touched = Some(at("2026-11-21T03:20:00Z"));
        let night = night("2026-11-21");
        let latest = Latest { touched, is_held: true, night, asked: touched, ..Latest::default() };
        assert!(!it.is_due(&latest, at("2026-11-21T03:29:59Z")));
        assert!(it.is_due(&latest, at("2026-11-21T03:30:00Z")), "it was cut");
        assert!(it.is_due(&Latest { is_held: false, ..latest }, at("2026-11-21T03:20:01Z")), "it was let go");
    }

    #[test]
    fn what_is_paused_or_not_used_is_never_due_and_the_rest_when_somebody_asked() {
        let now = at("2026-11-21T15:00:00Z");
        let asked = Latest { asked: Some(now), ..Latest::default() };
        for (when, plain, when_asked) in [
            (When::Nightly, true, true),
            (When::WhenAsked, false, true),
            (When::Paused, false, false),
            (When::Removed, false, false),
        ] {
            let it = feed(when);
            assert_eq!((it.is_due(&Latest::default(), now), it.is_due(&asked, now)), (plain, when_asked), "{when:?}");
        }
    }
}
