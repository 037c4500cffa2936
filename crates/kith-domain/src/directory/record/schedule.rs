//! When a community service runs, after RFC 5545 as the standard narrows it.

use jiff::civil::{Date, Time, Weekday};

use crate::support::contact::coded;
use crate::text::Words;

coded!(/** How often a schedule repeats. */ Frequency {
    /** By weeks. */ Weekly = "WEEKLY", "every week";
    /** By months. */ Monthly = "MONTHLY", "every month";
});

/// A day of the week, or one particular such day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRule {
    /// Which one in the month: 1 to 5, or -1 to -5 from the end; `None` for each.
    pub ordinal: Option<i8>,
    /// The day.
    pub weekday: Weekday,
}

/// One regular opening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// On which days of the week.
    pub days: Vec<DayRule>,
    /// On which days of the month: 1 to 31, or -1 to -31 from the end.
    pub month_days: Vec<i8>,
    /// When it opens, on the clock of the place.
    pub opens: Option<Time>,
    /// When it closes.
    pub closes: Option<Time>,
    /// How often it repeats.
    pub frequency: Option<Frequency>,
    /// Every how many weeks or months; `None` when it was not said to be more than 1.
    pub interval: Option<u32>,
    /// The day of the first event.
    pub starts_on: Option<Date>,
    /// The first day on which it holds.
    pub valid_from: Option<Date>,
    /// The last day on which it holds.
    pub valid_to: Option<Date>,
    /// How one attends, in the provider's words.
    pub attending: Option<Words>,
    /// The opening hours in the provider's words.
    pub words: Option<Words>,
    /// Where single sessions can be seen or booked.
    pub link: Option<Words>,
    /// Anything else.
    pub notes: Option<Words>,
}

const CODES: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

impl DayRule {
    /// Every such day.
    #[must_use]
    pub const fn every(weekday: Weekday) -> Self {
        Self { ordinal: None, weekday }
    }

    /// As RFC 5545 writes it: `TU`, `-1FR`.
    #[must_use]
    pub fn code(self) -> String {
        let day = CODES.iter().find(|(_, day)| *day == self.weekday).map_or("", |(code, _)| code);
        self.ordinal.map_or_else(|| day.to_owned(), |number| format!("{number}{day}"))
    }

    /// Reads what [`Self::code`] writes.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (number, day) = code.split_at_checked(code.len().checked_sub(2)?)?;
        let weekday = CODES.iter().find(|(known, _)| *known == day)?.1;
        let ordinal = match number {
            "" => None,
            number => Some(number.parse::<i8>().ok().filter(|it| (1..=5).contains(&it.unsigned_abs()))?),
        };
        Some(Self { ordinal, weekday })
    }
}

/// The code of a day of the week.
#[must_use]
pub fn weekday_code(weekday: Weekday) -> String {
    DayRule::every(weekday).code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_and_read_as_the_standard_does() {
        for code in ["MO", "SU", "1TU", "-1FR", "5WE"] {
            assert_eq!(DayRule::from_code(code).map(DayRule::code).as_deref(), Some(code));
        }
        for code in ["", "M", "6MO", "0MO", "-6MO", "XX", "mo", "é", "1", "--1MO", "-128MO"] {
            assert_eq!(DayRule::from_code(code), None, "{code}");
        }
    }
}
