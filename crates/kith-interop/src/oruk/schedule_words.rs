//! A schedule as a sentence a person can act on.

use jiff::civil::{Date, Time, Weekday};

use super::schedule::{DayRule, Frequency, ScheduleDraft};

impl ScheduleDraft {
    /// The schedule in words, for example "Every Tuesday, 10am to 12pm".
    ///
    /// Falls back on the provider's own description; `None` when nothing was
    /// said about days or times. Dates from which and until which it holds are
    /// always said, because this crate has no clock to know which are past.
    pub fn in_words(&self) -> Option<String> {
        let days = self.days_in_words();
        let times = self.times_in_words();
        let start = match (days, times) {
            (None, None) => return self.description.clone(),
            (Some(days), None) => days,
            (None, Some(times)) => capitalised(&times),
            (Some(days), Some(times)) => format!("{days}, {times}"),
        };
        Some(match self.validity_in_words() {
            Some(validity) => format!("{start}, {validity}"),
            None => start,
        })
    }

    fn days_in_words(&self) -> Option<String> {
        match self.frequency? {
            Frequency::Weekly => Some(self.weekly()),
            Frequency::Monthly => Some(self.monthly()),
        }
    }

    fn weekly(&self) -> String {
        let mut days: Vec<Weekday> = self.by_day.iter().map(|rule| rule.weekday).collect();
        if days.is_empty() {
            days.extend(self.starts_on.map(Date::weekday));
        }
        match (self.interval, days.is_empty()) {
            (0 | 1, true) => "Every week".to_owned(),
            (0 | 1, false) if days.len() == 7 => "Every day".to_owned(),
            (0 | 1, false) if is_working_week(&days) => "Monday to Friday".to_owned(),
            (0 | 1, false) => format!("Every {}", and(days.into_iter().map(day_name))),
            (n, true) => format!("Every {n} weeks"),
            (n, false) => format!("Every {n} weeks on {}", and(days.into_iter().map(day_name))),
        }
    }

    fn monthly(&self) -> String {
        let mut dates = self.by_month_day.clone();
        if self.by_day.is_empty() && dates.is_empty() {
            dates.extend(self.starts_on.map(Date::day));
        }
        let (every, of_the_month) = match self.interval {
            0 | 1 => (String::new(), " of the month"),
            n => (format!(", every {n} months"), ""),
        };
        let dates_in_words = (!dates.is_empty()).then(|| and(dates.iter().map(|d| date_name(*d))));
        let counted = self.by_day.iter().any(|rule| rule.ordinal.is_some());
        let names = || and(self.by_day.iter().map(|rule| day_name(rule.weekday)));
        match (self.by_day.is_empty(), dates_in_words) {
            (true, None) if every.is_empty() => "Every month".to_owned(),
            (true, None) => format!("Every {} months", self.interval),
            (true, Some(dates)) => format!("On the {dates}{of_the_month}{every}"),
            (false, Some(dates)) => {
                format!("{} falling on the {dates} of the month{every}", names())
            }
            (false, None) if counted => {
                format!("{}{of_the_month}{every}", capitalised(&counted_days(&self.by_day)))
            }
            (false, None) if every.is_empty() => format!("Every {}", names()),
            (false, None) => format!("Every {} in one month of every {}", names(), self.interval),
        }
    }

    fn times_in_words(&self) -> Option<String> {
        let last_minute = Time::constant(23, 59, 0, 0);
        match (self.opens_at, self.closes_at) {
            (Some(opens), Some(closes))
                if opens == Time::midnight() && (closes == Time::midnight() || closes >= last_minute) =>
            {
                Some("all day".to_owned())
            }
            (Some(opens), Some(closes)) if opens == closes => Some(format!("at {}", clock(opens))),
            (Some(opens), Some(closes)) => Some(format!("{} to {}", clock(opens), clock(closes))),
            (Some(opens), None) => Some(format!("from {}", clock(opens))),
            (None, Some(closes)) => Some(format!("until {}", clock(closes))),
            (None, None) => None,
        }
    }

    fn validity_in_words(&self) -> Option<String> {
        // An interval counts from the first event, so without that day nobody
        // could tell in which weeks it runs.
        let from = match self.interval {
            0 | 1 => self.valid_from,
            _ => self.starts_on.or(self.valid_from),
        };
        match (from, self.valid_to) {
            (Some(from), Some(to)) if from == to => Some(format!("on {} only", date(from))),
            (Some(from), Some(to)) => Some(format!("from {} to {}", date(from), date(to))),
            (Some(from), None) => Some(format!("from {}", date(from))),
            (None, Some(to)) => Some(format!("until {}", date(to))),
            (None, None) => None,
        }
    }
}

/// "first and third Monday", "first Monday and last Friday".
fn counted_days(rules: &[DayRule]) -> String {
    let one_weekday = rules.windows(2).all(|pair| match pair {
        [a, b] => a.weekday == b.weekday,
        _ => true,
    });
    if one_weekday && let Some(first) = rules.first() {
        let ordinals = and(rules.iter().map(|rule| ordinal_name(rule.ordinal).to_owned()));
        return format!("{ordinals} {}", day_name(first.weekday));
    }
    and(rules.iter().map(|rule| format!("{} {}", ordinal_name(rule.ordinal), day_name(rule.weekday))))
}

fn ordinal_name(ordinal: Option<i8>) -> &'static str {
    match ordinal {
        Some(1) => "first",
        Some(2) => "second",
        Some(3) => "third",
        Some(4) => "fourth",
        Some(5) => "fifth",
        Some(-1) => "last",
        Some(-2) => "second to last",
        Some(-3) => "third to last",
        Some(-4) => "fourth to last",
        Some(-5) => "fifth to last",
        _ => "every",
    }
}

fn date_name(day: i8) -> String {
    match day {
        -1 => "last day".to_owned(),
        1.. => nth(day.unsigned_abs()),
        _ => format!("{} to last day", nth(day.unsigned_abs())),
    }
}

fn nth(n: u8) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn is_working_week(days: &[Weekday]) -> bool {
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    days.len() == 5 && !days.iter().any(|day| weekend.contains(day))
}

fn day_name(day: Weekday) -> String {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
    .to_owned()
}

/// "2.30pm", as in the NHS content style guide; midnight has no am or pm.
fn clock(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}.{minute:02}{half}"),
    }
}

fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// "a", "a and b", "a, b and c".
fn and(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
