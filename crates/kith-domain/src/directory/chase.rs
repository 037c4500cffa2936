//! How long a request that nobody answered is brought to mind, and when that stops.
//!
//! # Invariants
//! - Days are the service's working days.
//! - It stops after a number of times, whether or not anybody did something. Nothing is closed, declined or changed by
//!   that: the request stays as it was asked, and silence stays silence (principle 4).
//! - Kith sends nothing by itself. What is brought to mind is brought to the worker's, who reminds the organisation, rings
//!   it, or writes down how it stands.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::Calendar;

/// The rule of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// After how many working days without an answer a request comes to mind, and comes again.
    pub days: u32,
    /// How many times.
    pub times: u32,
}

/// Where a request without an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chase {
    /// It comes to mind on a day.
    Later {
        /// On which.
        on: Date,
        /// Which time that is.
        nth: u32,
    },
    /// It is to be kept in mind now.
    Now {
        /// Which time this is.
        nth: u32,
    },
    /// It came to mind as often as the service set, and does not come again.
    Over,
}

impl Patience {
    /// Where a request stands today that was asked, or last followed, on a day, and of which the organisation was reminded so many
    /// times.
    #[must_use]
    pub fn chase(self, calendar: &Calendar, last: Date, reminded: u32, today: Date) -> Chase {
        let days = i64::from(self.days.max(1));
        let quiet = calendar.working_days_between(last, today);
        let windows = u32::try_from(quiet / days).unwrap_or(u32::MAX);
        let nth = reminded.saturating_add(windows);
        if windows == 0 {
            let nth = reminded.saturating_add(1);
            if nth > self.times {
                return Chase::Over;
            }
            return Chase::Later { on: after(calendar, today, days - quiet), nth };
        }
        if nth > self.times { Chase::Over } else { Chase::Now { nth } }
    }

    /// The day before which a request must have been asked or followed last, for it to be over whatever was done before.
    #[must_use]
    pub fn over_before(self, calendar: &Calendar, today: Date) -> Date {
        let days = i64::from(self.days.max(1)) * i64::from(self.times.saturating_add(1));
        before(calendar, today, days)
    }
}

/// Years are longer than any wait that is counted here; a service that never opens waits for nobody.
const MOST_DAYS: u32 = 1_500;

fn after(calendar: &Calendar, from: Date, working: i64) -> Date {
    let mut day = from;
    for _ in 0..MOST_DAYS {
        if calendar.working_days_between(from, day) >= working {
            break;
        }
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
    }
    day
}

fn before(calendar: &Calendar, to: Date, working: i64) -> Date {
    let (mut day, mut counted) = (to, 0);
    for _ in 0..MOST_DAYS {
        if counted >= working {
            break;
        }
        if calendar.is_working_day(day) {
            counted += 1;
        }
        let Ok(next) = day.checked_sub(1.day()) else { break };
        day = next;
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const USUAL: Patience = Patience { days: 5, times: 3 };

    #[test]
    fn it_comes_to_mind_three_times_and_then_no_more_for_years() {
        let calendar = Calendar::usual();
        let asked = date(2026, 10, 1);
        let mut seen = Vec::new();
        let mut day = asked;
        for _ in 0..800 {
            let now = match USUAL.chase(&calendar, asked, 0, day) {
                Chase::Later { nth, .. } => format!("later {nth}"),
                Chase::Now { nth } => format!("now {nth}"),
                Chase::Over => "over".to_owned(),
            };
            if seen.last() != Some(&now) {
                seen.push(now);
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(seen, ["later 1", "now 1", "now 2", "now 3", "over"]);
    }

    #[test]
    fn a_reminder_counts_and_gives_them_time_again() {
        let calendar = Calendar::usual();
        let today = date(2026, 11, 26);
        let chase = |last, reminded| USUAL.chase(&calendar, last, reminded, today);
        assert_eq!(chase(date(2026, 11, 25), 1), Chase::Later { on: date(2026, 12, 2), nth: 2 });
        assert_eq!(chase(date(2026, 11, 19), 1), Chase::Now { nth: 2 });
        assert_eq!(chase(date(2026, 11, 5), 1), Chase::Over);
        assert_eq!(chase(date(2026, 11, 25), 3), Chase::Over, "the last reminder was sent");
    }

    #[test]
    fn nothing_before_the_bound_is_anything_but_over() {
        let calendar = Calendar::usual();
        let today = date(2026, 12, 29);
        let bound = USUAL.over_before(&calendar, today);
        for days in 0..60 {
            let last = today.checked_sub(days.days()).unwrap();
            let is_over = USUAL.chase(&calendar, last, 0, today) == Chase::Over;
            assert_eq!(is_over, last <= bound, "{last} {bound}");
        }
    }
}
