//! The small languages inside a schedule: times of day, BYDAY and BYMONTHDAY
//! of RFC 5545, as the standard narrows them and as people write them.

use jiff::civil::{Time, Weekday};

use super::schedule::DayRule;

/// Reads `9:00`, `09:00:00`, `09:00Z`, `09:00+01:00`; `24:00` is midnight.
pub(super) fn clock(text: &str) -> Option<Time> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (face, offset) = text.split_at_checked(end)?;
    if !is_offset(offset) {
        return None;
    }
    let mut parts = face.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = match parts.next() {
        None => 0,
        Some(seconds) => two_digits(seconds.split('.').next()?)?,
    };
    if parts.next().is_some() {
        return None;
    }
    if (hour, minute, second) == (24, 0, 0) {
        return Some(Time::midnight());
    }
    Time::new(hour, minute, second, 0).ok()
}

fn two_digits(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2)).then(|| text.parse().ok())?
}

fn is_offset(text: &str) -> bool {
    match text.strip_prefix(['+', '-']) {
        Some(digits) => digits.len() <= 5 && digits.chars().all(|c| c.is_ascii_digit() || c == ':'),
        None => matches!(text, "" | "Z" | "z"),
    }
}

/// Reads `TU`, `1MO,-1FR`; also `Tuesday`. `None` if any part is not a day.
pub(super) fn by_day(text: &str) -> Option<Vec<DayRule>> {
    let mut rules = Vec::new();
    for part in parts(text) {
        let split = part.find(|c: char| c.is_ascii_alphabetic())?;
        let (ordinal, day) = part.split_at_checked(split)?;
        let ordinal = match ordinal.trim() {
            "" => None,
            number => Some(number.parse().ok().filter(|n: &i8| (1..=5).contains(&n.abs()))?),
        };
        let rule = DayRule { ordinal, weekday: weekday(day)? };
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules.sort_by_key(|rule| {
        let from_end = rule.ordinal.is_some_and(|n| n < 0);
        (from_end, rule.ordinal, rule.weekday.to_monday_zero_offset())
    });
    Some(rules)
}

/// Reads `2,3,4` or `-1`. `None` if any part is not a day of a month.
pub(super) fn by_month_day(text: &str) -> Option<Vec<i8>> {
    let mut days = Vec::new();
    for part in parts(text) {
        let day: i8 = part.parse().ok()?;
        if !(1..=31).contains(&day.checked_abs()?) {
            return None;
        }
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days.sort_by_key(|day| (*day < 0, *day));
    Some(days)
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

fn weekday(text: &str) -> Option<Weekday> {
    kith_domain::day::weekday_named(&text.trim().to_ascii_lowercase(), 2)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::{by_day, by_month_day, clock};

    #[test]
    fn times_are_read_as_the_hour_on_the_door() {
        for (text, hour, minute) in [
            ("10:00:00", 10, 0),
            ("9:30", 9, 30),
            ("14:30Z", 14, 30),
            ("14:30:00.000+01:00", 14, 30),
            ("09:00-0500", 9, 0),
            ("24:00", 0, 0),
        ] {
            assert_eq!(clock(text), Some(time(hour, minute, 0, 0)), "from {text}");
        }
        for text in
            ["", "10", "25:00", "10:60", "24:01", "10:00:00:00", "10am", "-1:00", "10:00 maybe", "100:00", "é:00"]
        {
            assert_eq!(clock(text), None, "from {text}");
        }
    }

    #[test]
    fn days_are_read_in_order_and_once() {
        let days = by_day("fr, MO,FR").map(|rules| rules.len());
        assert_eq!(days, Some(2));
        assert_eq!(by_day("Tuesday"), by_day("TU"));
        assert_eq!(by_day(""), Some(vec![]));
        for text in ["XX", "6MO", "0MO", "1", "T", "MO FR", "-200MO"] {
            assert_eq!(by_day(text), None, "from {text}");
        }
        assert_eq!(by_month_day("-1,15, 2"), Some(vec![2, 15, -1]));
        for text in ["0", "32", "-32", "x", "-128", "1.5"] {
            assert_eq!(by_month_day(text), None, "from {text}");
        }
    }
}
