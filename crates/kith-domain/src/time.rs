//! Moments, days and how they are said. The clock itself is always a parameter.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A moment, to the microsecond, in universal time.
pub type Moment = Timestamp;

/// Drops what is finer than a microsecond, so that both databases give back what they were given.
#[must_use]
pub fn to_microsecond(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// The zone in which Kith's people live. The zone data is compiled in; if it could not be read,
/// universal time is used rather than nothing.
fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// The calendar day of a moment in the United Kingdom.
#[must_use]
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}

/// The moment of a clock time on a day in the United Kingdom. A time that the spring change skips
/// is taken as the same distance after the gap; one that the autumn change repeats is the first.
#[must_use]
pub fn moment_on(day: Date, hour: i8, minute: i8) -> Option<Timestamp> {
    let at = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    Some(day.to_datetime(at).to_zoned(london()).ok()?.timestamp())
}

/// A clock time as somebody typed it, as hours and minutes: `14:30` or `9.05`, with the seconds that some browsers add, or
/// as pages write it: `2.30pm`, `9 am`. Digits only otherwise: `+1:30` is nothing that anybody means, and neither is `14:30 or so`.
#[must_use]
pub fn clock_as_typed(text: &str) -> Option<(i8, i8)> {
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse::<i8>().ok() } else { None }
    };
    let text = text.trim().to_ascii_lowercase();
    let half = |ending| text.strip_suffix(ending).map(str::trim_end);
    if let Some((clock, noon)) = half("am").map(|clock| (clock, 0)).or_else(|| half("pm").map(|clock| (clock, 12))) {
        let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "0"));
        let (hour, minute) = (digits(hour, 1..=2)?, digits(minute, 1..=2)?);
        return ((1..=12).contains(&hour) && minute < 60).then_some((hour % 12 + noon, minute));
    }
    let mut parts = text.split([':', '.']);
    let (hour, minute) = (digits(parts.next()?, 1..=2)?, digits(parts.next()?, 1..=2)?);
    let second = parts.next().map_or(Some(0), |part| digits(part, 2..=2))?;
    (parts.next().is_none() && hour < 24 && minute < 60 && second < 60).then_some((hour, minute))
}

/// Whether the spring change skips a clock time of a day in the United Kingdom: no clock showed it.
#[must_use]
pub fn is_skipped(day: Date, hour: i8, minute: i8) -> bool {
    let Ok(at) = jiff::civil::Time::new(hour, minute, 0, 0) else { return false };
    matches!(london().to_ambiguous_zoned(day.to_datetime(at)).offset(), AmbiguousOffset::Gap { .. })
}

/// The moment at which a calendar day begins in the United Kingdom.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(london()).map_or(Timestamp::UNIX_EPOCH, |begins| begins.timestamp())
}

/// Which of two it is, for a time that the autumn change shows twice; nothing for every other.
#[must_use]
pub fn which_of_two(at: Timestamp) -> Option<&'static str> {
    let local = at.to_zoned(london());
    match london().to_ambiguous_zoned(local.datetime()).offset() {
        AmbiguousOffset::Fold { before, .. } if local.offset() == before => {
            Some("the first, before the clocks go back")
        }
        AmbiguousOffset::Fold { .. } => Some("the second, after the clocks went back"),
        AmbiguousOffset::Gap { .. } | AmbiguousOffset::Unambiguous { .. } => None,
    }
}

/// "Tuesday 24 November 2026".
#[must_use]
pub fn day_in_words(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// "24 November 2026", for dates of birth and lists.
#[must_use]
pub fn date_in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "2.30pm", as the screens ask.
#[must_use]
pub fn time_in_words(at: Timestamp) -> String {
    let local = at.to_zoned(london());
    let (hour, minute) = (local.hour(), local.minute());
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let half = if hour < 12 { "am" } else { "pm" };
    if minute == 0 { format!("{twelve}{half}") } else { format!("{twelve}.{minute:02}{half}") }
}

/// "14:30", as a form's question for a time holds it.
#[must_use]
pub fn clock_for_form(at: Timestamp) -> String {
    at.to_zoned(london()).strftime("%H:%M").to_string()
}

/// "Tuesday 24 November 2026, 2.30pm"; the day alone for its very beginning, at which stands what came with a file that
/// knew no time.
#[must_use]
pub fn moment_in_words(at: Timestamp) -> String {
    let day = day_of(at);
    if moment_on(day, 0, 0) == Some(at) {
        return day_in_words(day);
    }
    format!("{}, {}", day_in_words(day), time_in_words(at))
}

/// Whole years lived on `today`.
#[must_use]
pub fn age_on(born: Date, today: Date) -> i16 {
    let years = today.year() - born.year();
    if (today.month(), today.day()) < (born.month(), born.day()) { years - 1 } else { years }
}

/// Working days from one day to another, where no service is known whose own calendar would be asked:
/// Monday to Friday without the bank holidays of England and Wales, after `from`, up to and including `to`.
/// Pages of a service ask [`crate::settings::Settings::calendar`].
#[must_use]
pub fn working_days_between(from: Date, to: Date) -> i64 {
    crate::calendar::Calendar::usual().working_days_between(from, to)
}

/// "received today", "1 working day", "4 working days".
#[must_use]
pub fn working_days_in_words(days: i64) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "1 working day".to_owned(),
        n => format!("{n} working days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_clock_time_is_digits_and_one_mark_between_them() {
        for (typed, read) in
            [("14:30", (14, 30)), ("9.05", (9, 5)), (" 09:00 ", (9, 0)), ("23:59:59", (23, 59)), ("0:0", (0, 0))]
        {
            assert_eq!(clock_as_typed(typed), Some(read), "{typed}");
        }
        for (typed, read) in
            [("2.30pm", (14, 30)), ("9 am", (9, 0)), ("12am", (0, 0)), ("12.15 PM", (12, 15)), ("10:15am", (10, 15))]
        {
            assert_eq!(clock_as_typed(typed), Some(read), "{typed}");
        }
        for wrong in [
            "",
            "14",
            "14:",
            ":30",
            "+1:30",
            "-1:30",
            "1:+3",
            "24:00",
            "12:60",
            "14:30x",
            "14:30:",
            "14:30:5",
            "14:30:60",
            "14:30:00:00",
            "014:30",
            "14:030",
            "1 4:30",
            "14 :30",
            "１４:30",
            "half two",
            "13pm",
            "0am",
            "2.60pm",
            "pm",
            "2.30.10pm",
        ] {
            assert_eq!(clock_as_typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ages_and_waits_are_whole() {
        assert_eq!(age_on(date(2000, 2, 29), date(2026, 2, 28)), 25);
        assert_eq!(age_on(date(2000, 2, 29), date(2026, 3, 1)), 26);
        assert_eq!(working_days_between(date(2026, 11, 20), date(2026, 11, 23)), 1); // Friday to Monday
        assert_eq!(working_days_between(date(2026, 11, 21), date(2026, 11, 22)), 0);
        assert_eq!(working_days_between(date(2026, 11, 23), date(2026, 11, 20)), 0);
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let summer: Timestamp = "2026-07-01T13:30:00Z".parse().expect("a moment");
        assert_eq!(moment_in_words(summer), "Wednesday 1 July 2026, 2.30pm");
        assert_eq!(clock_for_form(summer), "14:30");
        let noon: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a moment");
        assert_eq!(time_in_words(noon), "12pm");
        assert_eq!(moment_in_words(noon), "Tuesday 24 November 2026, 12pm");
        // The beginning of a day, in winter and in summer, is the day alone; a minute later is a time.
        for (at, said) in [
            ("2026-11-24T00:00:00Z", "Tuesday 24 November 2026"),
            ("2026-07-23T23:00:00Z", "Friday 24 July 2026"),
            ("2026-07-24T00:00:00Z", "Friday 24 July 2026, 1am"),
            ("2026-11-24T00:01:00Z", "Tuesday 24 November 2026, 12.01am"),
        ] {
            assert_eq!(moment_in_words(at.parse().expect("a moment")), said);
        }
    }

    #[test]
    fn the_clock_change_loses_no_day() {
        assert!(moment_on(date(2026, 3, 29), 1, 30).is_some());
        assert!(moment_on(date(2026, 10, 25), 1, 30).is_some());
        assert_eq!(moment_on(date(2026, 3, 29), 25, 0), None);
        let skipped = |hour, minute| is_skipped(date(2026, 3, 29), hour, minute);
        assert!(skipped(1, 0) && skipped(1, 59) && !skipped(0, 59) && !skipped(2, 0) && !skipped(25, 0));
        assert!(!is_skipped(date(2026, 10, 25), 1, 30), "twice is not never");
    }
}
