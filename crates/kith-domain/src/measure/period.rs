//! The periods of a report to others: years and quarters of one fixed grid.
//!
//! The year is the financial year of the National Health Service and of councils, April to March. Free dates are not
//! offered: two spans that overlap by all but a week would tell what happened in that week (ADR 0066).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::time;

/// A year from April to March, or one quarter of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    /// 1 to 4.
    quarter: Option<i8>,
}

/// How many quarters a year has.
pub const QUARTERS: usize = 4;

impl Period {
    /// The year that a day lies in.
    #[must_use]
    pub fn year_of(day: Date) -> Self {
        Self { year: if day.month() < 4 { day.year() - 1 } else { day.year() }, quarter: None }
    }

    /// The last year that was over on a day.
    #[must_use]
    pub fn last_year_before(day: Date) -> Self {
        Self { year: Self::year_of(day).year - 1, quarter: None }
    }

    /// Reads `2025-26` or `2025-26-q1`; years from 2000 to 2100.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = match text.split_once("-q") {
            None => (text, None),
            Some((year, quarter)) => (year, Some(["1", "2", "3", "4"].iter().position(|it| *it == quarter)?)),
        };
        let (first, _) = year.split_once('-')?;
        let is_plain = first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit());
        let first: i16 = first.parse().ok().filter(|year| is_plain && (2000..=2100).contains(year))?;
        let quarter = quarter.and_then(|at| i8::try_from(at + 1).ok());
        Some(Self { year: first, quarter }).filter(|it| it.code() == text)
    }

    /// `2025-26` or `2025-26-q1`.
    #[must_use]
    pub fn code(self) -> String {
        let year = format!("{}-{:02}", self.year, (self.year + 1) % 100);
        match self.quarter {
            None => year,
            Some(quarter) => format!("{year}-q{quarter}"),
        }
    }

    /// "April 2025 to March 2026", "April to June 2025".
    #[must_use]
    pub fn in_words(self) -> String {
        let (first, last) = (self.first_day(), self.last_day());
        let month = |day: Date| day.strftime("%B").to_string();
        if first.year() == last.year() {
            format!("{} to {} {}", month(first), month(last), last.year())
        } else {
            format!("{} {} to {} {}", month(first), first.year(), month(last), last.year())
        }
    }

    /// The whole year.
    #[must_use]
    pub const fn year(self) -> Self {
        Self { year: self.year, quarter: None }
    }

    /// The year before.
    #[must_use]
    pub const fn year_before(self) -> Self {
        Self { year: self.year - 1, quarter: None }
    }

    /// Which quarter it is, from 0; none of a whole year.
    #[must_use]
    pub fn quarter(self) -> Option<usize> {
        self.quarter.and_then(|quarter| usize::try_from(quarter - 1).ok())
    }

    /// The quarters of its year.
    #[must_use]
    pub fn quarters(self) -> [Self; QUARTERS] {
        [1, 2, 3, 4].map(|quarter| Self { year: self.year, quarter: Some(quarter) })
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let (year, month) = match self.quarter {
            None | Some(1) => (self.year, 4),
            Some(2) => (self.year, 7),
            Some(3) => (self.year, 10),
            Some(_) => (self.year + 1, 1),
        };
        Date::new(year, month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        let (year, month) = match self.quarter {
            Some(1) => (self.year, 6),
            Some(2) => (self.year, 9),
            Some(3) => (self.year, 12),
            Some(_) | None => (self.year + 1, 3),
        };
        Date::new(year, month, 1).unwrap_or(Date::MIN).last_of_month()
    }

    /// From its first moment up to, and without, the first moment after it, as clocks in the United Kingdom go.
    #[must_use]
    pub fn moments(self) -> (Timestamp, Timestamp) {
        let next = self.last_day().tomorrow().unwrap_or(self.last_day());
        (time::start_of(self.first_day()), time::start_of(next))
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, at: Timestamp) -> bool {
        let (begin, end) = self.moments();
        begin <= at && at < end
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        self.moments().1 <= now
    }

    /// Whether it has begun.
    #[must_use]
    pub fn has_begun(self, now: Timestamp) -> bool {
        self.moments().0 <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_runs_from_april_to_march_and_its_quarters_fill_it() {
        let year = Period::year_of(date(2026, 3, 31));
        assert_eq!((year.code().as_str(), year.in_words().as_str()), ("2025-26", "April 2025 to March 2026"));
        assert_eq!(Period::year_of(date(2026, 4, 1)).code(), "2026-27");
        assert_eq!(Period::last_year_before(date(2026, 11, 27)), year);
        assert_eq!(Period::last_year_before(date(2026, 3, 31)).code(), "2024-25");
        let words: Vec<String> = year.quarters().iter().map(|it| it.in_words()).collect();
        assert_eq!(
            words,
            ["April to June 2025", "July to September 2025", "October to December 2025", "January to March 2026"]
        );
        let [first, second, third, fourth] = year.quarters().map(Period::moments);
        assert_eq!((first.0, fourth.1), year.moments());
        assert_eq!([first.1, second.1, third.1], [second.0, third.0, fourth.0]);
        // Summer time has begun in April and ended by January.
        assert_eq!(first.0.to_string(), "2025-03-31T23:00:00Z");
        assert_eq!(fourth.0.to_string(), "2026-01-01T00:00:00Z");
        assert!(year.holds(first.0) && !year.holds(fourth.1));
        assert!(year.is_over(fourth.1) && year.has_begun(first.0));
    }

    #[test]
    fn a_period_is_written_one_way() {
        for code in ["2025-26", "2025-26-q1", "2025-26-q4", "2099-00", "2000-01"] {
            assert_eq!(Period::parse(code).map(Period::code).as_deref(), Some(code));
        }
        for wrong in [
            "",
            "2025",
            "2025-27",
            "2025-26-q0",
            "2025-26-q5",
            "2025-26-q",
            "1999-00",
            "2101-02",
            "2025-26-Q1",
            "2025-26-q1-q1",
            "+025-26",
            "２０２５-26",
            "2025-2026",
        ] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
