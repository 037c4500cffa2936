//! Quiet hours: when a worker wishes not to be asked, set by herself and read by nobody else.
//!
//! Being reached on one's own number and out of hours is one of the limits of the role (domain.md 3.1; requirement 66).
//! What fell into quiet hours is totalled for the worker's own eyes: it is no figure of a service.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::time;

/// What holds on Saturdays and Sundays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekends {
    /// They are quiet all day.
    Quiet,
    /// As on other days.
    AsOther,
}

/// When a worker wishes not to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuietHours {
    /// Identifier.
    pub id: Id<QuietHours>,
    /// The service.
    pub service: Id<Service>,
    /// Whose they are.
    pub owner: Id<Account>,
    /// The minute of the day at which they begin.
    pub from: u32,
    /// The minute of the day at which they end; before [`Self::from`] when they go through the night.
    pub until: u32,
    /// Saturdays and Sundays.
    pub weekends: Weekends,
    /// When they were set.
    pub at: Timestamp,
}

/// The minute of the day of a time as typed, such as "18:00" or "6pm".
#[must_use]
pub fn minute_as_typed(typed: &str) -> Option<u32> {
    let (hour, minute) = time::clock_as_typed(typed)?;
    Some(u32::try_from(hour).ok()? * 60 + u32::try_from(minute).ok()?)
}

/// A minute of the day as a form shows it: "18:00".
#[must_use]
pub fn minute_for_form(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl QuietHours {
    /// Sets them.
    ///
    /// # Errors
    /// When they would have no length.
    pub fn set(
        id: Id<Self>,
        (service, owner): (Id<Service>, Id<Account>),
        (from, until): (u32, u32),
        weekends: Weekends,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if from == until {
            return Err(Rejection::of_field(
                "until",
                "quiet.no_length",
                "They would end when they begin. Enter a later or an earlier time, such as 8am.",
            ));
        }
        let event = Event::new("quiet_hours.set");
        Ok((Self { id, service, owner, from, until, weekends, at }, event))
    }

    /// Sets them anew.
    ///
    /// # Errors
    /// When they would have no length.
    pub fn change(self, hours: (u32, u32), weekends: Weekends, at: Timestamp) -> Result<(Self, Event), Rejection> {
        Self::set(self.id, (self.service, self.owner), hours, weekends, at)
    }

    /// Whether a moment falls into them, by the clock of the United Kingdom.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        let day = time::day_of(at);
        if self.weekends == Weekends::Quiet && day.weekday().to_monday_zero_offset() >= 5 {
            return true;
        }
        let minute = minute_as_typed(&time::clock_for_form(at)).unwrap_or_default();
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hours(from: u32, until: u32, weekends: Weekends) -> QuietHours {
        let whose = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        QuietHours::set(Id::from_parts(1, [1; 10]), whose, (from, until), weekends, Timestamp::UNIX_EPOCH)
            .expect("set")
            .0
    }

    #[test]
    fn they_go_through_the_night_by_the_clock_on_the_wall() {
        let night = hours(18 * 60, 8 * 60, Weekends::AsOther);
        // A Tuesday in winter, and one in summer, when the clock on the wall is an hour ahead.
        for (day, hour, minute, quiet) in [
            (date(2026, 11, 24), 17, 59, false),
            (date(2026, 11, 24), 18, 0, true),
            (date(2026, 11, 24), 7, 59, true),
            (date(2026, 11, 24), 8, 0, false),
            (date(2026, 7, 7), 18, 0, true),
            (date(2026, 7, 7), 17, 30, false),
            (date(2026, 11, 28), 12, 0, false),
        ] {
            let at = time::moment_on(day, hour, minute).expect("a moment");
            assert_eq!(night.holds(at), quiet, "{day} {hour}:{minute}");
        }
        let weekend = hours(18 * 60, 8 * 60, Weekends::Quiet);
        assert!(weekend.holds(time::moment_on(date(2026, 11, 28), 12, 0).expect("a Saturday")));
        let lunch = hours(12 * 60, 13 * 60, Weekends::AsOther);
        assert!(lunch.holds(time::moment_on(date(2026, 11, 24), 12, 30).expect("noon")));
        assert!(!lunch.holds(time::moment_on(date(2026, 11, 24), 13, 0).expect("one")));
    }

    #[test]
    fn hours_without_length_are_refused_and_times_are_read_as_typed() {
        let whose = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        let id = Id::from_parts(1, [1; 10]);
        assert!(QuietHours::set(id, whose, (60, 60), Weekends::Quiet, Timestamp::UNIX_EPOCH).is_err());
        assert_eq!(minute_as_typed("18:30"), Some(18 * 60 + 30));
        assert_eq!(minute_for_form(8 * 60 + 5), "08:05");
    }
}
