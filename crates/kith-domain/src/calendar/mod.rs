//! On which days a service works: its opening days, the bank holidays of its nation, and what it
//! changed of them by hand.
//!
//! # Invariants
//! - A wait is counted by one function, [`Calendar::working_days_between`]; nothing else counts days.
//! - What a service changed by hand wins over the rules that Kith ships.

mod holiday;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

pub use holiday::{Holiday, holidays};

use crate::support::contact::coded;

coded!(/** Whose bank holidays a service keeps. */ Nation {
    /** England and Wales. */ EnglandAndWales = "england-and-wales", "England or Wales";
    /** Scotland. */ Scotland = "scotland", "Scotland";
    /** Northern Ireland. */ NorthernIreland = "northern-ireland", "Northern Ireland";
    /** No bank holidays are kept. */ None = "none", "We keep no bank holidays";
});

/// The days of the week on which a service works, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningDays([bool; 7]);

/// The days of the week, Monday first: code and word.
pub const WEEK: [(&str, &str); 7] = [
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
];

impl OpeningDays {
    /// Monday to Friday.
    pub const WEEKDAYS: Self = Self([true, true, true, true, true, false, false]);

    /// The days with these codes; `None` when there is none, because a service that is never open
    /// would let every wait stand still.
    #[must_use]
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let codes: Vec<&str> = codes.into_iter().collect();
        let days = WEEK.map(|(code, _)| codes.contains(&code));
        days.contains(&true).then_some(Self(days))
    }

    /// The codes of its days.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        WEEK.iter().zip(self.0).filter(|(_, open)| *open).map(|((code, _), _)| *code).collect()
    }

    /// In words: "Monday, Tuesday".
    #[must_use]
    pub fn in_words(&self) -> String {
        let words: Vec<&str> = WEEK.iter().zip(self.0).filter(|(_, open)| *open).map(|((_, word), _)| *word).collect();
        words.join(", ")
    }

    fn holds(self, day: Weekday) -> bool {
        let place = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
        self.0.get(place).copied().unwrap_or(false)
    }
}

/// When a service works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    opening: OpeningDays,
    nation: Nation,
    by_hand: BTreeMap<Date, bool>,
}

impl Calendar {
    /// A calendar. `by_hand` says of single days whether the service is open.
    #[must_use]
    pub fn new(opening: OpeningDays, nation: Nation, by_hand: impl IntoIterator<Item = (Date, bool)>) -> Self {
        Self { opening, nation, by_hand: by_hand.into_iter().collect() }
    }

    /// Monday to Friday with the bank holidays of England and Wales: what holds until a service says otherwise.
    #[must_use]
    pub fn usual() -> Self {
        Self::new(OpeningDays::WEEKDAYS, Nation::EnglandAndWales, [])
    }

    /// Whether the service works on a day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        self.works(day, &holidays(self.nation, day.year()))
    }

    fn works(&self, day: Date, of_year: &[Holiday]) -> bool {
        match self.by_hand.get(&day) {
            Some(open) => *open,
            None => self.opening.holds(day.weekday()) && !of_year.iter().any(|holiday| holiday.day == day),
        }
    }

    /// Working days from one day to another: those after `from`, up to and including `to`. Never less than none.
    /// More than forty years are counted as forty: nobody has waited longer.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        let mut day = from.max(to.checked_sub(40.years()).unwrap_or(from));
        let mut of_year: (i16, Vec<Holiday>) = (0, Vec::new());
        let mut count = 0;
        while day < to {
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
            if of_year.0 != day.year() {
                of_year = (day.year(), holidays(self.nation, day.year()));
            }
            if self.works(day, &of_year.1) {
                count += 1;
            }
        }
        count
    }

    /// The first day by which a number of working days have passed since another.
    #[must_use]
    pub fn after_working_days(&self, from: Date, days: u16) -> Date {
        let mut day = from;
        let mut left = days;
        // A calendar with a single open day and every one of them closed by hand must still end.
        for _ in 0..4_000 {
            if left == 0 {
                break;
            }
            let Ok(next) = day.checked_add(1.day()) else { break };
            day = next;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_bank_holiday_is_no_working_day_and_the_service_has_the_last_word() {
        let usual = Calendar::usual();
        // Christmas 2026: Friday the 25th, and Monday the 28th for Boxing Day.
        assert_eq!(usual.working_days_between(date(2026, 12, 24), date(2026, 12, 29)), 1);
        let open = Calendar::new(OpeningDays::WEEKDAYS, Nation::EnglandAndWales, [(date(2026, 12, 28), true)]);
        assert_eq!(open.working_days_between(date(2026, 12, 24), date(2026, 12, 29)), 2);
        let away = Calendar::new(OpeningDays::WEEKDAYS, Nation::EnglandAndWales, [(date(2026, 11, 24), false)]);
        assert_eq!(away.working_days_between(date(2026, 11, 23), date(2026, 11, 25)), 1);
        let none = Calendar::new(OpeningDays::WEEKDAYS, Nation::None, []);
        assert_eq!(none.working_days_between(date(2026, 12, 24), date(2026, 12, 29)), 3);
        assert_eq!(usual.working_days_between(date(2026, 11, 23), date(2026, 11, 20)), 0);
        assert_eq!(usual.after_working_days(date(2026, 12, 24), 1), date(2026, 12, 29));
    }

    #[test]
    fn a_service_may_work_on_other_days() {
        let days = OpeningDays::of(["tuesday", "saturday", "someday"]).expect("two days");
        assert_eq!(days.in_words(), "Tuesday, Saturday");
        assert_eq!(OpeningDays::of(days.codes()), Some(days));
        let calendar = Calendar::new(days, Nation::None, []);
        assert_eq!(calendar.working_days_between(date(2026, 11, 23), date(2026, 11, 30)), 2);
        assert_eq!(OpeningDays::of([]), None);
    }

    #[test]
    fn counting_ends_however_far_apart_the_days_are() {
        let usual = Calendar::usual();
        assert!(usual.working_days_between(Date::MIN, Date::MAX) > 10_000);
        let never =
            (0..2_000).filter_map(|n| Some((date(2026, 11, 23).checked_add(jiff::Span::new().days(n)).ok()?, false)));
        let closed = Calendar::new(OpeningDays::WEEKDAYS, Nation::Scotland, never);
        assert!(closed.after_working_days(date(2026, 11, 23), 5) > date(2030, 1, 1));
    }

    proptest::proptest! {
        #[test]
        fn waits_add_up(from in 0i32..4_000, first in 0i32..400, second in 0i32..400) {
            let day = |n: i32| date(2020, 1, 1).checked_add(jiff::Span::new().days(n)).expect("a day");
            for nation in Nation::ALL {
                let calendar = Calendar::new(OpeningDays::WEEKDAYS, *nation, []);
                let (a, b, c) = (day(from), day(from + first), day(from + first + second));
                proptest::prop_assert_eq!(
                    calendar.working_days_between(a, c),
                    calendar.working_days_between(a, b) + calendar.working_days_between(b, c)
                );
            }
        }
    }
}
