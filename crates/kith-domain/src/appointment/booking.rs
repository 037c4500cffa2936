//! When, how, where and why: what is agreed.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::directory::Connection;
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::support::contact::{Mode, Place};
use crate::text::Line;
use crate::time;

/// A day, or a moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Some time on a day.
    Day(Date),
    /// At a moment.
    At(Timestamp),
}

impl When {
    /// The day, in the United Kingdom.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::At(at) => time::day_of(at),
        }
    }

    /// Whether a time was agreed.
    #[must_use]
    pub const fn is_timed(self) -> bool {
        matches!(self, Self::At(_))
    }

    /// The moment it begins; the beginning of its day when no time was agreed, so that such a one stands first.
    #[must_use]
    pub fn start(self) -> Timestamp {
        match self {
            Self::Day(day) => time::start_of(day),
            Self::At(at) => at,
        }
    }

    /// Reads it back from its beginning.
    #[must_use]
    pub fn from_start(start: Timestamp, is_timed: bool) -> Self {
        if is_timed { Self::At(start) } else { Self::Day(time::day_of(start)) }
    }

    /// "Thursday 3 December 2026, 2.30pm", or the day alone. A time that the clocks show twice says which it is.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Day(day) => time::day_in_words(day),
            Self::At(at) => {
                format!("{}, {}", time::day_in_words(time::day_of(at)), self.time_in_words().unwrap_or_default())
            }
        }
    }

    /// "2.30pm", when a time was agreed.
    #[must_use]
    pub fn time_in_words(self) -> Option<String> {
        match self {
            Self::Day(_) => None,
            Self::At(at) => Some(match time::which_of_two(at) {
                None => time::time_in_words(at),
                Some(which) => format!("{} ({which})", time::time_in_words(at)),
            }),
        }
    }
}

/// What is agreed. Only the day is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The day, and the time when there is one.
    pub when: When,
    /// How long it is meant to last, in minutes.
    pub minutes: Option<u32>,
    /// How.
    pub mode: Mode,
    /// What kind of place.
    pub place: Option<Place>,
    /// Where exactly, in words.
    pub place_words: Option<Line>,
    /// Why, in one line.
    pub why: Option<Line>,
    /// The connection, where they go there together.
    pub together: Option<Id<Connection>>,
}

impl Booking {
    /// How far ahead something can be booked, in days.
    pub const MOST_DAYS: i64 = 731;

    /// What every booking must satisfy.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        let today = time::day_of(now);
        let is_past = match self.when {
            When::Day(day) => day < today,
            // What was agreed a moment ago is not yet the past.
            When::At(at) => at < now.checked_sub(SignedDuration::from_mins(15)).unwrap_or(now),
        };
        if is_past {
            return Err(Rejection::of_field(
                "when",
                "appointment.past",
                "This is over. Enter a day and time to come, or log a contact for what has happened.",
            ));
        }
        if today.checked_add(Self::MOST_DAYS.days()).is_ok_and(|last| self.when.day() > last) {
            return Err(Rejection::of_field(
                "when",
                "appointment.too_far",
                "This is more than two years away. Enter an earlier day.",
            ));
        }
        if self.minutes.is_some_and(|minutes| minutes > 1_440) {
            return Err(Rejection::of_field(
                "minutes",
                "appointment.too_long",
                "An appointment lasts at most 1,440 minutes (a day).",
            ));
        }
        Ok(())
    }

    /// The facts of a booking, for its event.
    pub(super) fn facts(&self, event: Event) -> Event {
        Event { version: 2, ..event }
            .with("timed", self.when.is_timed())
            .with("at", self.when.start())
            .with("minutes", self.minutes)
            .with("mode", self.mode.code())
            .with("place", self.place.map(Place::code))
            .with("place_words", self.place_words.as_ref().map(Line::as_str))
            .with("why", self.why.as_ref().map(Line::as_str))
            .with("together", self.together)
    }
}
