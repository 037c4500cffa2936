//! A day as people write it: `3 December`, `3rd Dec 2026`, `Thursday`, `tomorrow`, `27/11/2026`, `2026-12-03`.
//!
//! One reader for every form of the product. Where no year is written, the field says whether a day to come or a day
//! that has been is meant, and the page says the day back in full.
//!
//! # Invariants
//! - The day stands before the month, as in Britain; the order of machines (`2026-12-03`) begins with four figures.
//! - A weekday beside a date must be the date's own: otherwise one of the two is a slip, and is asked about.
//! - A birth has its year in four figures: 51 may be two centuries.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Which day is meant, where the year or the whole date is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// The next such day.
    ToCome,
    /// The last such day.
    Past,
    /// None: it is written whole, as a date of birth is.
    Whole,
}

/// Why something is not read as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is written in no way that is known.
    Form,
    /// The year is missing, or has two figures where that says too little.
    Year,
    /// There is no such day: 31 February.
    NoSuchDay,
    /// It is 29 February, and the nearest is years away.
    YearsAway(Date),
    /// Another weekday stands beside it: the day, and which weekday that is.
    Weekday(Date),
}

/// The years that a day can lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// The most characters that are read.
const MOST: usize = 60;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days of a week with their names in small letters, Monday first.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The month of a name or of its first three letters or more, in any case.
#[must_use]
pub fn month_named(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word.as_str()))?;
    // "Sept" is a beginning too; nothing else is written in four letters that is none.
    i8::try_from(at + 1).ok()
}

/// The weekday of a name in small letters, or of its first letters: at least `fewest`.
#[must_use]
pub fn weekday_named(word: &str, fewest: usize) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(name, _)| word.len() >= fewest && name.starts_with(word)).map(|(_, day)| *day)
}

/// What one word of a date says.
enum Part {
    Number(i16, usize),
    Month(i8),
    Weekday(Weekday),
    Today,
    Tomorrow,
    Yesterday,
}

fn part(word: &str) -> Option<Part> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Part::Number(word.parse().ok()?, word.len()));
    }
    match word {
        "today" => return Some(Part::Today),
        "tomorrow" => return Some(Part::Tomorrow),
        "yesterday" => return Some(Part::Yesterday),
        _ => {}
    }
    if let Some(month) = month_named(word) {
        return Some(Part::Month(month));
    }
    weekday_named(word, 3).map(Part::Weekday)
}

/// The words of a text in small letters: `3rd`, `December`; `27/11` are two, `3december` is `3` and `december`.
fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let is_word = c.is_alphanumeric();
        let continues = before.is_alphanumeric() && before.is_ascii_digit() == c.is_ascii_digit();
        if is_word {
            match all.last_mut() {
                Some(last) if continues => last.extend(c.to_lowercase()),
                _ => all.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    all
}

/// Reads a day. `today` is the day on which it is typed.
///
/// # Errors
/// [`Unread`], which says what to write instead.
pub fn read(text: &str, today: Date, meant: Meant) -> Result<Date, Unread> {
    let is_known =
        |c: char| c.is_alphanumeric() || c.is_whitespace() || "/.,-\u{2010}\u{2011}\u{2012}\u{2013}".contains(c);
    if text.chars().count() > MOST || !text.chars().all(is_known) {
        return Err(Unread::Form);
    }
    let mut weekday = None;
    let (mut numbers, mut month) = (Vec::new(), None);
    let mut relative = None;
    let mut after_number = false;
    for word in words(text) {
        // "3rd of December", "on Thursday".
        if after_number && matches!(&*word, "st" | "nd" | "rd" | "th") || matches!(&*word, "of" | "on") {
            continue;
        }
        after_number = false;
        match part(&word).ok_or(Unread::Form)? {
            Part::Number(number, length) if numbers.len() < 3 => {
                numbers.push((number, length));
                after_number = true;
            }
            Part::Month(it) if month.is_none() => month = Some((it, numbers.len())),
            Part::Weekday(it) if weekday.is_none() => weekday = Some(it),
            Part::Today if relative.is_none() => relative = Some(0),
            Part::Tomorrow if relative.is_none() => relative = Some(1),
            Part::Yesterday if relative.is_none() => relative = Some(-1),
            _ => return Err(Unread::Form),
        }
    }
    let day = match (relative, numbers.as_slice(), month) {
        (Some(days), [], None) if meant != Meant::Whole => today.checked_add(days.days()).map_err(|_| Unread::Form)?,
        (None, [], None) => return on_weekday(weekday.ok_or(Unread::Form)?, today, meant),
        // 2026-12-03
        (None, [(year, 4), (month, ..), (day, ..)], None) => made(*year, *month, *day)?,
        (None, [(day, 1 | 2), (month, 1 | 2), year], None) => made(whole_year(*year, meant)?, *month, *day)?,
        (None, [(day, 1 | 2), (month, 1 | 2)], None) => guessed(*month, *day, today, meant)?,
        // 3 December 2026, December 3 2026
        (None, [(day, 1 | 2), year], Some((month, 0 | 1))) => made(whole_year(*year, meant)?, month.into(), *day)?,
        (None, [(day, 1 | 2)], Some((month, _))) => guessed(month.into(), *day, today, meant)?,
        _ => return Err(Unread::Form),
    };
    match weekday {
        Some(weekday) if day.weekday() != weekday => Err(Unread::Weekday(day)),
        _ => Ok(day),
    }
}

/// A year as written: four figures, or two of this century where no birth is meant.
fn whole_year((year, length): (i16, usize), meant: Meant) -> Result<i16, Unread> {
    match length {
        4 => Ok(year),
        2 if meant != Meant::Whole => Ok(2000 + year),
        _ => Err(Unread::Year),
    }
}

fn made(year: i16, month: i16, day: i16) -> Result<Date, Unread> {
    if !YEARS.contains(&year) {
        return Err(Unread::Year);
    }
    let small = |number: i16| i8::try_from(number).map_err(|_| Unread::NoSuchDay);
    Date::new(year, small(month)?, small(day)?).map_err(|_| Unread::NoSuchDay)
}

/// The next or last day with this month and number. A 29 February that is years away is asked about: whoever writes it
/// may have thought of another day.
fn guessed(month: i16, day: i16, today: Date, meant: Meant) -> Result<Date, Unread> {
    let step = match meant {
        Meant::ToCome => 1,
        Meant::Past => -1,
        Meant::Whole => return Err(Unread::Year),
    };
    let mut year = today.year();
    for _ in 0..9 {
        match made(year, month, day) {
            Ok(it) if step > 0 && it >= today || step < 0 && it <= today => {
                let is_near = (it.year() - today.year()).abs() <= 1;
                return if is_near { Ok(it) } else { Err(Unread::YearsAway(it)) };
            }
            Err(Unread::Year) => return Err(Unread::Year),
            _ => year += step,
        }
    }
    Err(Unread::NoSuchDay)
}

/// The next such weekday after today, or the last one, today among them.
fn on_weekday(weekday: Weekday, today: Date, meant: Meant) -> Result<Date, Unread> {
    let days: Vec<i64> = match meant {
        Meant::ToCome => (1..=7).collect(),
        Meant::Past => (0..7).map(|days| -days).collect(),
        Meant::Whole => return Err(Unread::Form),
    };
    let mut all = days.into_iter().filter_map(|days| today.checked_add(days.days()).ok());
    all.find(|day| day.weekday() == weekday).ok_or(Unread::Form)
}

impl Unread {
    /// What to write instead.
    #[must_use]
    pub fn sentence(self, meant: Meant) -> String {
        match (self, meant) {
            (Self::Form, Meant::Whole) => "Enter day, month and year, like 27 3 1951 or 27 March 1951.".to_owned(),
            (Self::Form, _) => "Enter the day, like 3 December, 3/12/2026 or Thursday.".to_owned(),
            (Self::Year, Meant::Whole) => "Enter the year with four digits, like 1951.".to_owned(),
            (Self::Year, _) => "Enter the year with four digits, like 2026.".to_owned(),
            (Self::NoSuchDay, _) => "There is no such day. Check the day and the month.".to_owned(),
            (Self::YearsAway(day), _) => {
                format!("The nearest 29 February is in {}. Write the year as well if you mean it.", day.year())
            }
            (Self::Weekday(day), _) => {
                let said = crate::time::day_in_words(day);
                format!("The weekday does not fit: the day written beside it is {said}. Check which one is meant.")
            }
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "date.unreadable",
            Self::Year => "date.year",
            Self::NoSuchDay => "date.no_day",
            Self::Weekday(_) => "date.weekday",
            Self::YearsAway(_) => "date.years_away",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A Thursday.
    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn days_are_read_as_people_write_them() {
        for (typed, day) in [
            ("3 December", date(2026, 12, 3)),
            ("3 Dec", date(2026, 12, 3)),
            (" 3rd  of december ", date(2026, 12, 3)),
            ("3december", date(2026, 12, 3)),
            ("December 3", date(2026, 12, 3)),
            ("Thursday 3 December", date(2026, 12, 3)),
            ("Thu, 3 Dec 2026", date(2026, 12, 3)),
            ("3/12", date(2026, 12, 3)),
            ("3.12.26", date(2026, 12, 3)),
            ("2026-12-03", date(2026, 12, 3)),
            ("27/11/2026", date(2026, 11, 27)),
            ("27\u{2013}11\u{2013}2026", date(2026, 11, 27)),
            ("Thursday", date(2026, 12, 3)),
            ("fri", date(2026, 11, 27)),
            ("on Tuesday", date(2026, 12, 1)),
            ("today", date(2026, 11, 26)),
            ("Tomorrow", date(2026, 11, 27)),
            ("1 February", date(2027, 2, 1)),
            ("26 November", date(2026, 11, 26)),
            ("25 November", date(2027, 11, 25)),
            ("29 February 2028", date(2028, 2, 29)),
            ("4 Sept", date(2027, 9, 4)),
        ] {
            assert_eq!(read(typed, TODAY, Meant::ToCome), Ok(day), "{typed}");
        }
        for (typed, day) in [
            ("Thursday", date(2026, 11, 26)),
            ("Friday", date(2026, 11, 20)),
            ("yesterday", date(2026, 11, 25)),
            ("3 December", date(2025, 12, 3)),
            ("26/11", date(2026, 11, 26)),
        ] {
            assert_eq!(read(typed, TODAY, Meant::Past), Ok(day), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_says_what_to_write() {
        for (typed, meant, why) in [
            ("", Meant::ToCome, Unread::Form),
            ("soon", Meant::ToCome, Unread::Form),
            ("next Thursday", Meant::ToCome, Unread::Form),
            ("3 December; DROP", Meant::ToCome, Unread::Form),
            ("3 4 5 6", Meant::ToCome, Unread::Form),
            ("may march", Meant::ToCome, Unread::Form),
            ("31 February", Meant::ToCome, Unread::NoSuchDay),
            ("30/2/2026", Meant::ToCome, Unread::NoSuchDay),
            ("1/13/2026", Meant::ToCome, Unread::NoSuchDay),
            ("1/1/1850", Meant::ToCome, Unread::Year),
            ("Friday 3 December 2026", Meant::ToCome, Unread::Weekday(date(2026, 12, 3))),
            ("27/3/51", Meant::Whole, Unread::Year),
            ("27 March", Meant::Whole, Unread::Year),
            ("29 February", Meant::ToCome, Unread::YearsAway(date(2028, 2, 29))),
            ("29 Feb", Meant::Past, Unread::YearsAway(date(2024, 2, 29))),
            ("Thursday", Meant::Whole, Unread::Form),
            ("today", Meant::Whole, Unread::Form),
        ] {
            assert_eq!(read(typed, TODAY, meant), Err(why), "{typed}");
            assert!(!why.sentence(meant).is_empty());
        }
        let says = Unread::Weekday(date(2026, 12, 3)).sentence(Meant::ToCome);
        assert!(says.contains("Thursday 3 December 2026"), "{says}");
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (1900_i16..=2200, 1_i8..=12, 1_i8..=31).prop_filter_map("a real day", |(y, m, d)| Date::new(y, m, d).ok())
    }

    proptest! {
        #[test]
        fn a_whole_date_is_read_in_every_way_of_writing_it(day in any_day(), today in any_day(), way in 0_usize..9) {
            let pattern = [
                "%Y-%m-%d", "%-d/%-m/%Y", "%d.%m.%Y", "%-d-%-m-%Y", "%-d %B %Y", "%-d %b %Y", "%A %-d %B %Y",
                "%B %-d, %Y", "%a %-d %b %Y",
            ][way];
            let typed = day.strftime(pattern).to_string();
            for meant in [Meant::ToCome, Meant::Past, Meant::Whole] {
                prop_assert_eq!(read(&typed, today, meant), Ok(day), "{}", typed);
                prop_assert_eq!(read(&typed.to_uppercase(), today, meant), Ok(day), "{}", typed);
            }
        }

        #[test]
        fn without_a_year_the_next_or_last_such_day_is_meant(
            day in any_day(),
            today in (1910_i16..=2190, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d)),
        ) {
            let typed = day.strftime("%-d %B").to_string();
            let found = |meant| match read(&typed, today, meant) {
                Ok(day) => (day, true),
                Err(Unread::YearsAway(day)) => (day, false),
                Err(why) => panic!("{typed}: {why:?}"),
            };
            let ((next, is_next_near), (last, is_last_near)) = (found(Meant::ToCome), found(Meant::Past));
            prop_assert!(next >= today && last <= today, "{} {} {}", typed, next, last);
            // Today itself is the next and the last such day.
            let now = today.strftime("%-d %B").to_string();
            prop_assert_eq!((read(&now, today, Meant::ToCome), read(&now, today, Meant::Past)), (Ok(today), Ok(today)));
            for it in [next, last] {
                prop_assert_eq!((it.month(), it.day()), (day.month(), day.day()));
            }
            // Nothing nearer was meant: 29 February comes every four or eight years, everything else every year.
            let most = if (day.month(), day.day()) == (2, 29) { 8 } else { 1 };
            let (ahead, ago) = (next.year() - today.year(), today.year() - last.year());
            prop_assert!(ahead <= most && ago <= most);
            prop_assert_eq!((is_next_near, is_last_near), (ahead <= 1, ago <= 1));
        }

        #[test]
        fn a_weekday_is_within_a_week(today in (1910_i16..=2190, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d)), at in 0_usize..7) {
            let (name, weekday) = WEEKDAYS[at];
            let next = read(name, today, Meant::ToCome).expect("a day");
            let last = read(name, today, Meant::Past).expect("a day");
            prop_assert_eq!((next.weekday(), last.weekday()), (weekday, weekday));
            prop_assert!(next > today && next <= today.checked_add(7.days()).expect("a day"));
            prop_assert!(last <= today && last > today.checked_sub(7.days()).expect("a day"));
        }

        #[test]
        fn nothing_that_can_be_typed_panics(typed in "\\PC{0,70}", meant in 0_usize..3) {
            let _ = read(&typed, TODAY, [Meant::ToCome, Meant::Past, Meant::Whole][meant]);
        }
    }
}
