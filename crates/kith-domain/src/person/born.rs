//! When somebody was born, as far as anybody knows.
//!
//! Not everybody gives a date of birth: somebody who refers themselves may not want to, an agency may not have it, and
//! some people were never told the day. A wrong date finds the wrong person, so that nobody is made to invent one.
//!
//! # Invariants
//! - A date is a date that was given; a year alone stays a year, and no day stands for it on any page.
//! - What is not known says why, as a missing NHS number does.

use jiff::civil::Date;

use crate::event::Fact;
use crate::rejection::Rejection;

/// When somebody was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Born {
    /// On this day.
    On(Date),
    /// In this year; the day is not known.
    In(i16),
    /// Not known.
    NotKnown(BornMissing),
}

/// Why a date of birth is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BornMissing {
    /// Whoever sent it does not have it to hand.
    NotToHand,
    /// Nobody knows it, the person among them.
    NotKnown,
    /// The person does not want to give it.
    PersonDeclined,
}

/// The earliest date of birth that is taken as meant: nobody alive was born before it.
pub const EARLIEST_BIRTH: Date = Date::constant(1900, 1, 1);

/// What is added to a year that is kept without its day. The store has one column for all three, which every list, hint
/// and search reads: a day lies before the year 3000, a year alone is kept as the first of January this much later, and
/// what is not known lies behind both (ADR 0051).
const YEAR_ALONE: i16 = 4000;
/// The year in which what is not known is kept.
const UNKNOWN: i16 = 9000;

impl BornMissing {
    /// Every reason, in the order offered.
    pub const ALL: [Self; 3] = [Self::NotToHand, Self::NotKnown, Self::PersonDeclined];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotToHand => "not-to-hand",
            Self::NotKnown => "not-known",
            Self::PersonDeclined => "person-declined",
        }
    }

    /// Finds a reason by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The words on a form.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotToHand => "It is not to hand",
            Self::NotKnown => "Nobody knows it for certain",
            Self::PersonDeclined => "The person does not want to give it",
        }
    }

    const fn as_fact(self) -> &'static str {
        match self {
            Self::NotToHand => "not to hand",
            Self::NotKnown => "nobody knows for certain",
            Self::PersonDeclined => "does not want to give it",
        }
    }
}

impl Born {
    /// Checks it against today.
    ///
    /// # Errors
    /// A [`Rejection`] of the field `born` when it lies in the future or before 1900.
    pub fn checked(self, today: Date) -> Result<Self, Rejection> {
        let rejected = |code, sentence: &'static str| Err(Rejection::of_field("born", code, sentence));
        let (is_ahead, is_too_early) = match self {
            Self::On(day) => (day > today, day < EARLIEST_BIRTH),
            Self::In(year) => (year > today.year(), year < EARLIEST_BIRTH.year()),
            Self::NotKnown(_) => (false, false),
        };
        if is_ahead {
            return rejected("person.born_in_future", "The date of birth is in the future. Check the year.");
        }
        if is_too_early {
            return rejected("person.born_too_early", "The date of birth is before 1900. Check the year.");
        }
        Ok(self)
    }

    /// "27 March 1951", "1951, day not known", "not known (not to hand)".
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::On(day) => crate::time::date_in_words(day),
            Self::In(year) => format!("{year}, day not known"),
            Self::NotKnown(why) => format!("not known ({})", why.as_fact()),
        }
    }

    /// "Born 27 March 1951", "Born in 1951, day not known", "Date of birth not known (not to hand)".
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::On(_) => format!("Born {}", self.in_words()),
            Self::In(_) => format!("Born in {}", self.in_words()),
            Self::NotKnown(_) => format!("Date of birth {}", self.in_words()),
        }
    }

    /// Age on a day in words: "75", "74 or 75"; nothing when it is not known.
    #[must_use]
    pub fn age_in_words(self, today: Date) -> Option<String> {
        match self {
            Self::On(day) => Some(crate::time::age_on(day, today).to_string()),
            Self::In(year) if year == today.year() => Some("under 1".to_owned()),
            Self::In(year) => Some(format!("{} or {}", today.year() - year - 1, today.year() - year)),
            Self::NotKnown(_) => None,
        }
    }

    /// The day, when it is known.
    #[must_use]
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::On(day) => Some(day),
            Self::In(_) | Self::NotKnown(_) => None,
        }
    }

    /// Whether a day lies before the birth for certain.
    #[must_use]
    pub fn is_after(self, day: Date) -> bool {
        match self {
            Self::On(born) => day < born,
            Self::In(year) => day.year() < year,
            Self::NotKnown(_) => false,
        }
    }

    /// Whether the two may be of one person: nothing known of one speaks against the other.
    #[must_use]
    pub fn may_be(self, other: Self) -> bool {
        match (self, other) {
            (Self::On(one), Self::On(other)) => one == other,
            (Self::On(day), Self::In(year)) | (Self::In(year), Self::On(day)) => day.year() == year,
            (Self::In(one), Self::In(other)) => one == other,
            (Self::NotKnown(_), _) | (_, Self::NotKnown(_)) => true,
        }
    }

    /// Days before this one are days; from it on, they stand for what is not known.
    pub const AFTER_EVERY_DAY: Date = Date::constant(3000, 1, 1);

    /// The day under which the store keeps it.
    #[must_use]
    pub fn kept_as(self) -> Date {
        let reserved = |year: i16, day: i8| Date::new(year, 1, day).unwrap_or(Date::constant(UNKNOWN, 1, 1));
        match self {
            Self::On(day) => day,
            Self::In(year) => reserved(year.saturating_add(YEAR_ALONE), 1),
            Self::NotKnown(BornMissing::NotToHand) => reserved(UNKNOWN, 1),
            Self::NotKnown(BornMissing::NotKnown) => reserved(UNKNOWN, 2),
            Self::NotKnown(BornMissing::PersonDeclined) => reserved(UNKNOWN, 3),
        }
    }

    /// What the store kept under a day.
    #[must_use]
    pub fn from_kept(kept: Date) -> Self {
        match (kept.year(), kept.day()) {
            (UNKNOWN.., 3) => Self::NotKnown(BornMissing::PersonDeclined),
            (UNKNOWN.., 2) => Self::NotKnown(BornMissing::NotKnown),
            (UNKNOWN.., _) => Self::NotKnown(BornMissing::NotToHand),
            (year @ 3000.., _) => Self::In(year - YEAR_ALONE),
            _ => Self::On(kept),
        }
    }

    /// Everything under which somebody may be kept who was born on a day: the day itself, and the year alone.
    #[must_use]
    pub fn meant_by(day: Date) -> [Self; 2] {
        [Self::On(day), Self::In(day.year())]
    }
}

impl From<Date> for Born {
    fn from(day: Date) -> Self {
        Self::On(day)
    }
}

impl From<Born> for Fact {
    fn from(born: Born) -> Self {
        match born {
            Born::On(day) => day.into(),
            Born::In(_) | Born::NotKnown(_) => born.in_words().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn what_is_known_of_a_birth_is_said_and_nothing_else() {
        for (born, says, age) in [
            (Born::On(date(1951, 3, 27)), "Born 27 March 1951", Some("75")),
            (Born::In(1951), "Born in 1951, day not known", Some("74 or 75")),
            (Born::In(2026), "Born in 2026, day not known", Some("under 1")),
            (Born::NotKnown(BornMissing::PersonDeclined), "Date of birth not known (does not want to give it)", None),
        ] {
            assert_eq!((born.sentence().as_str(), born.age_in_words(TODAY).as_deref()), (says, age));
        }
        for (born, code) in [
            (Born::On(date(2026, 11, 27)), Err("person.born_in_future")),
            (Born::In(2027), Err("person.born_in_future")),
            (Born::On(date(1899, 12, 31)), Err("person.born_too_early")),
            (Born::In(1899), Err("person.born_too_early")),
            (Born::In(2026), Ok(())),
            (Born::NotKnown(BornMissing::NotKnown), Ok(())),
        ] {
            assert_eq!(born.checked(TODAY).map(drop).map_err(|it| it.code), code, "{born:?}");
        }
    }

    #[test]
    fn two_births_may_be_one_when_nothing_known_speaks_against_it() {
        let day = Born::On(date(1951, 3, 27));
        let unknown = Born::NotKnown(BornMissing::NotToHand);
        for (one, other, may) in [
            (day, day, true),
            (day, Born::On(date(1951, 3, 28)), false),
            (day, Born::In(1951), true),
            (day, Born::In(1952), false),
            (Born::In(1951), Born::In(1952), false),
            (day, unknown, true),
            (Born::In(1951), unknown, true),
        ] {
            assert_eq!((one.may_be(other), other.may_be(one)), (may, may), "{one:?} {other:?}");
        }
        assert!(day.is_after(date(1951, 3, 26)) && !day.is_after(date(1951, 3, 27)));
        assert!(Born::In(1951).is_after(date(1950, 12, 31)) && !Born::In(1951).is_after(date(1951, 1, 1)));
        assert!(!unknown.is_after(date(1900, 1, 1)));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_back(year in 1900_i16..=2200, month in 1_i8..=12, day in 1_i8..=28, why in 0_usize..3) {
            for born in [Born::On(date(year, month, day)), Born::In(year), Born::NotKnown(BornMissing::ALL[why])] {
                prop_assert_eq!(Born::from_kept(born.kept_as()), born);
            }
        }
    }
}
