//! Days and times read out of an entry's own words of when: "Tuesdays, 10am to 12pm", "2 - 4pm", "Mondays 6pm".
//!
//! # Invariants
//! - Nothing is guessed: a bare number is no time, and what is not understood is not known. "2.30 to 4" may be the night
//!   or the afternoon; "10.30 to 12" is read as the clock of a day has it.
//! - What is said of days on which it is closed, or of what was once, is not read as a time.

use jiff::civil::Weekday;

use super::facts::{DayPart, Opening};
use crate::day::{WEEKDAYS, weekday_named};

/// Minutes of an hour.
const HOUR: u16 = 60;
/// The most of a text that is read.
const MOST: usize = 400;
/// The days of a working week.
const WEEK: [Weekday; 5] = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// A piece of the text that says something of when.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Days(Vec<Weekday>),
    /// When it opens and when it closes, in minutes after midnight.
    Span(Option<u16>, Option<u16>),
    /// The end of a clause.
    End,
}

/// A word or a sign of the text, in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Number {
        hour: u16,
        minute: Option<u16>,
        half: Option<Half>,
    },
    /// "to", "-", "until" between two.
    To,
    From,
    Until,
    And,
    End,
    Other,
}

/// Before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// The openings that some words tell; none where they tell no day and no time. An opening without times is on a day of
/// which the time is not told.
#[must_use]
pub fn read(text: &str) -> Vec<Opening> {
    let text: String = text.chars().take(MOST).collect::<String>().to_lowercase();
    let tokens = tokens(&text);
    let was = |token: &Token<'_>| matches!(token, Token::Word("was" | "were" | "used" | "formerly"));
    if tokens.iter().any(was) {
        return Vec::new();
    }
    let pieces = pieces(&tokens);
    let mut openings = Vec::new();
    for clause in pieces.split(|piece| *piece == Piece::End) {
        of_clause(clause, &mut openings);
    }
    openings
}

/// The openings of a clause: each run of times belongs to the days before it, or to those after it where times begin.
fn of_clause(clause: &[Piece], openings: &mut Vec<Opening>) {
    let mut days: Vec<Weekday> = Vec::new();
    let mut spans: Vec<(Option<u16>, Option<u16>)> = Vec::new();
    let times_first = matches!(clause.first(), Some(Piece::Span(..)));
    let mut last_is_days = false;
    for piece in clause {
        let is_days = matches!(piece, Piece::Days(_));
        let is_new = if times_first { !is_days && last_is_days } else { is_days && !last_is_days };
        if is_new {
            put(&std::mem::take(&mut days), &std::mem::take(&mut spans), openings);
        }
        match piece {
            Piece::Days(more) => days.extend(more),
            Piece::Span(opens, closes) => spans.push((*opens, *closes)),
            Piece::End => {}
        }
        last_is_days = is_days;
    }
    put(&days, &spans, openings);
}

fn put(days: &[Weekday], spans: &[(Option<u16>, Option<u16>)], openings: &mut Vec<Opening>) {
    let days: Vec<Option<Weekday>> =
        if days.is_empty() { vec![None] } else { days.iter().copied().map(Some).collect() };
    if spans.is_empty() {
        let untimed = |day: Weekday| Opening { day: Some(day), opens: None, closes: None, last: None };
        openings.extend(days.into_iter().flatten().map(untimed));
        return;
    }
    for day in days {
        openings.extend(spans.iter().map(|(opens, closes)| Opening {
            day,
            opens: *opens,
            closes: *closes,
            last: None,
        }));
    }
}

/// What the tokens say of when.
fn pieces(tokens: &[Token<'_>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    // What follows "except" or "closed" is not when it is open.
    let mut is_left_out = false;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        if let Token::Word("except" | "not" | "closed" | "apart" | "excluding") = token {
            is_left_out = true;
        }
        let taken = match token {
            Token::End => {
                is_left_out = false;
                pieces.push(Piece::End);
                1
            }
            _ if is_left_out => 1,
            Token::Word(_) => match days(rest) {
                Some((days, taken)) => {
                    pieces.push(Piece::Days(days));
                    let part = match tokens.get(at + taken) {
                        Some(Token::Word(word)) => part_named(word),
                        _ => None,
                    };
                    // "Monday evenings": what stands right behind its day.
                    if let Some((from, to)) = part
                        && !matches!(tokens.get(at + taken + 1), Some(Token::Number { .. }))
                    {
                        pieces.push(Piece::Span(Some(from), Some(to)));
                    }
                    taken
                }
                None => 1,
            },
            _ => match span(rest) {
                Some((span, taken)) => {
                    pieces.push(Piece::Span(span.0, span.1));
                    taken
                }
                None => 1,
            },
        };
        at += taken.max(1);
    }
    pieces
}

/// The days that some tokens begin with, and how many tokens they are.
fn days(tokens: &[Token<'_>]) -> Option<(Vec<Weekday>, usize)> {
    let named = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => day_named(word),
        _ => None,
    };
    match tokens {
        [Token::Word("weekdays" | "weekday"), ..] => return Some((WEEK.to_vec(), 1)),
        [Token::Word("weekends" | "weekend"), ..] => return Some((vec![Weekday::Saturday, Weekday::Sunday], 1)),
        [Token::Word("daily"), ..] => return Some((WEEKDAYS.map(|(_, day)| day).to_vec(), 1)),
        [Token::Word("every"), Token::Word("day"), ..] => return Some((WEEKDAYS.map(|(_, day)| day).to_vec(), 2)),
        _ => {}
    }
    let first = named(0)?;
    if tokens.get(1) == Some(&Token::To)
        && let Some(last) = named(2)
    {
        let mut all = vec![first];
        let mut day = first;
        while day != last && all.len() < 7 {
            day = day.next();
            all.push(day);
        }
        return Some((all, 3));
    }
    Some((vec![first], 1))
}

/// The day of a word, whole or cut as people cut it, one or many.
fn day_named(word: &str) -> Option<Weekday> {
    let one = word.strip_suffix('s').filter(|it| it.ends_with("day")).unwrap_or(word);
    let is_whole = WEEKDAYS.iter().any(|(name, _)| *name == one);
    let is_cut =
        matches!(one, "mon" | "tue" | "tues" | "wed" | "weds" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun");
    if !is_whole && !is_cut {
        return None;
    }
    weekday_named(if one == "weds" { "wed" } else { one }, 3)
}

/// From when until when a part of the day is.
fn part_named(word: &str) -> Option<(u16, u16)> {
    let part = match word.strip_suffix('s').unwrap_or(word) {
        "morning" => DayPart::Morning,
        "afternoon" => DayPart::Afternoon,
        "evening" => DayPart::Evening,
        _ => return None,
    };
    Some(part.span())
}

/// What a span of time is, when tokens begin with one, and how many they are.
type Spanned = ((Option<u16>, Option<u16>), usize);

fn span(tokens: &[Token<'_>]) -> Option<Spanned> {
    match tokens {
        [Token::Until, number @ Token::Number { .. }, ..] => Some(((None, Some(until(alone(*number)?))), 2)),
        [Token::From, rest @ ..] => {
            let (span, taken) = span(rest)?;
            Some((span, taken + 1))
        }
        [one @ Token::Number { .. }, Token::To | Token::Until, other @ Token::Number { .. }, ..] => {
            // Two bare numbers may be anything: ages, a street.
            let between = between(*one, *other);
            Some((between.map_or((None, None), |(opens, closes)| (Some(opens), Some(until(closes)))), 3))
                .filter(|(span, _)| span.0.is_some())
        }
        [one @ Token::Number { .. }, ..] => Some(((Some(alone(*one)?), None), 1)),
        _ => None,
    }
}

/// Midnight is the end of the day on which something closes.
const fn until(minutes: u16) -> u16 {
    if minutes == 0 { 24 * HOUR } else { minutes }
}

/// A time that stands alone, where it says enough.
fn alone(token: Token<'_>) -> Option<u16> {
    let Token::Number { hour, minute, half } = token else { return None };
    match half {
        Some(half) => clock(hour, minute, half),
        // On the clock of a day; before seven it may be either half.
        None => minute.filter(|_| hour >= 7 || hour == 0).map(|minute| hour * HOUR + minute),
    }
}

fn clock(hour: u16, minute: Option<u16>, half: Half) -> Option<u16> {
    let hour = match (hour, half) {
        (12, Half::Am) => 0,
        (12, Half::Pm) => 12,
        (1..=11, Half::Am) => hour,
        (1..=11, Half::Pm) => hour + 12,
        // "14.00pm" is said too.
        (13..=23, Half::Pm) => hour,
        _ => return None,
    };
    Some(hour * HOUR + minute.unwrap_or(0))
}

/// The two ends of a span.
fn between(one: Token<'_>, other: Token<'_>) -> Option<(u16, u16)> {
    let (Token::Number { hour, minute, half }, Token::Number { hour: last, minute: last_minute, half: last_half }) =
        (one, other)
    else {
        return None;
    };
    let (opens, closes) = match (half, last_half) {
        (Some(_), Some(_)) => (alone(one)?, alone(other)?),
        // "2 - 4pm" is twice in the afternoon; "10 - 12pm" and "11 - 1pm" begin in the morning.
        (None, Some(half)) => {
            let closes = alone(other)?;
            let same = clock(hour, minute, half).filter(|opens| *opens < closes);
            (same.or_else(|| clock(hour, minute, Half::Am))?, closes)
        }
        // "10am to 2": the first such time after it opens.
        (Some(_), None) => {
            let opens = alone(one)?;
            (opens, next_after(opens, last, last_minute)?)
        }
        (None, None) => {
            let opens = alone(one)?;
            match alone(other) {
                Some(closes) if closes > opens => (opens, closes),
                _ => (opens, next_after(opens, last, last_minute)?),
            }
        }
    };
    (until(closes) > opens).then_some((opens, closes))
}

/// The first time after another that a clock of twelve hours shows so.
fn next_after(opens: u16, hour: u16, minute: Option<u16>) -> Option<u16> {
    let at = hour * HOUR + minute.unwrap_or(0);
    [at, at + 12 * HOUR].into_iter().find(|it| *it > opens && *it < 24 * HOUR)
}

/// The words, times and signs of a text in small letters.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            let (token, length) = number(rest);
            // A price, the end of a word, or one with letters behind it is no time.
            let follows = rest.get(length..).and_then(|it| it.chars().next());
            let is_part = before == '£' || before.is_alphanumeric() || follows.is_some_and(char::is_alphanumeric);
            tokens.push(if is_part { Token::Other } else { token.unwrap_or(Token::Other) });
            length
        } else if first.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            tokens.push(word(rest.get(..length).unwrap_or_default()));
            length
        } else {
            match first {
                '-' | '–' | '—' => tokens.push(Token::To),
                '.' | ';' | '\n' | '|' => tokens.push(Token::End),
                '&' => tokens.push(Token::And),
                _ => {}
            }
            first.len_utf8()
        };
        let (taken, left) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        before = taken.chars().next_back().unwrap_or(' ');
        rest = left;
    }
    tokens
}

fn word(word: &str) -> Token<'_> {
    match word {
        "to" => Token::To,
        "until" | "till" | "til" => Token::Until,
        "from" | "at" => Token::From,
        "and" => Token::And,
        "noon" | "midday" => Token::Number { hour: 12, minute: Some(0), half: Some(Half::Pm) },
        "midnight" => Token::Number { hour: 12, minute: Some(0), half: Some(Half::Am) },
        other => Token::Word(other),
    }
}

/// The time that a text begins with, if it can be one, and how long what was read of it is.
fn number(text: &str) -> (Option<Token<'_>>, usize) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    let mut length = first;
    let mut minute = None;
    let mut is_time = first <= 2;
    let after = |length: usize| text.get(length..).unwrap_or_default();
    if let Some(rest) = after(length).strip_prefix(['.', ':']) {
        let many = digits(rest);
        if many > 0 {
            minute = rest.get(..many).and_then(|it| it.parse::<u16>().ok());
            is_time &= many == 2 && minute.is_some_and(|it| it < HOUR);
            length += 1 + many;
        }
    }
    // A date or a telephone number goes on, and is passed over whole.
    while let Some(rest) = after(length).strip_prefix(['.', ':', '/'])
        && digits(rest) > 0
    {
        is_time = false;
        length += 1 + digits(rest);
    }
    let half = |rest: &str| {
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        [("am", Half::Am), ("a.m.", Half::Am), ("pm", Half::Pm), ("p.m.", Half::Pm), ("noon", Half::Pm)]
            .into_iter()
            .find(|(word, _)| {
                let follows = rest.strip_prefix(word).map(|it| it.chars().next());
                follows.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric()))
            })
            .map(|(word, half)| (half, word.len() + usize::from(after(length).starts_with(' '))))
    };
    let half = half(after(length));
    length += half.map_or(0, |(_, more)| more);
    let hour = text.get(..first).and_then(|it| it.parse::<u16>().ok());
    let token = hour.filter(|hour| is_time && *hour < 24).map(|hour| Token::Number {
        hour,
        minute,
        half: half.map(|(half, _)| half),
    });
    (token, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The openings as short words: "mo 10:00-12:00", "? 18:00-".
    fn told(text: &str) -> Vec<String> {
        let time = |it: Option<u16>| it.map_or_else(String::new, |it| format!("{:02}:{:02}", it / 60, it % 60));
        let day = |day: Option<Weekday>| {
            day.and_then(|day| WEEKDAYS.iter().find(|(_, it)| *it == day)).map_or("?", |(name, _)| &name[..2])
        };
        read(text).iter().map(|it| format!("{} {}-{}", day(it.day), time(it.opens), time(it.closes))).collect()
    }

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        for (text, says) in [
            ("10am to 12pm", &["? 10:00-12:00"][..]),
            ("2 - 4pm", &["? 14:00-16:00"]),
            ("2-4pm", &["? 14:00-16:00"]),
            ("2pm–4pm", &["? 14:00-16:00"]),
            ("10.30 to 12", &["? 10:30-12:00"]),
            ("10.30 to 1", &["? 10:30-13:00"]),
            ("10 - 12pm", &["? 10:00-12:00"]),
            ("11-1pm", &["? 11:00-13:00"]),
            ("9 - 11 am", &["? 09:00-11:00"]),
            ("10am to 2", &["? 10:00-14:00"]),
            ("10am-12 noon", &["? 10:00-12:00"]),
            ("10am until midday", &["? 10:00-12:00"]),
            ("6.30 p.m. to 8 p.m.", &["? 18:30-20:00"]),
            ("18:30 - 20:00", &["? 18:30-20:00"]),
            ("7pm to midnight", &["? 19:00-24:00"]),
            ("Mondays 6pm", &["mo 18:00-"]),
            ("Mondays at 6pm", &["mo 18:00-"]),
            ("Open until 4pm", &["? -16:00"]),
            ("Every Tuesday and Thursday, 10am to 12pm", &["tu 10:00-12:00", "th 10:00-12:00"]),
            ("Every Monday, 2pm to 3pm", &["mo 14:00-15:00"]),
            ("Monday and Thursday, 10am to 3pm", &["mo 10:00-15:00", "th 10:00-15:00"]),
            ("Mon 10am-12pm, Weds 2-4pm", &["mo 10:00-12:00", "we 14:00-16:00"]),
            ("10am to 12pm on Mondays", &["mo 10:00-12:00"]),
            ("10-11am Mon, 2-3pm Tue & Fri", &["mo 10:00-11:00", "tu 14:00-15:00", "fr 14:00-15:00"]),
            ("Fri-Sun 9.30am to 5pm", &["fr 09:30-17:00", "sa 09:30-17:00", "su 09:30-17:00"]),
            ("Monday evenings", &["mo 17:00-24:00"]),
            ("Monday evenings 6pm to 8pm", &["mo 18:00-20:00"]),
            ("Drop-in Monday 9.30am to 12pm; appointments all week", &["mo 09:30-12:00"]),
            ("Second Saturday of the month, 9.30am to 11am", &["sa 09:30-11:00"]),
            ("Tuesday and Friday, by appointment", &["tu -", "fr -"]),
            ("By appointment, also Saturdays", &["sa -"]),
            ("Monday 10am to 12pm. Closed on Tuesdays", &["mo 10:00-12:00"]),
        ] {
            assert_eq!(told(text), says, "{text}");
        }
        let weekdays = told("Telephone line weekdays 9am to 4pm");
        assert_eq!(weekdays.len(), 5);
        assert!(weekdays.iter().all(|it| it.ends_with("09:00-16:00")), "{weekdays:?}");
        assert!(told("Weekdays and two evenings, by appointment").iter().all(|it| it.ends_with(" -")));
        assert_eq!(told("Every day 8am to 6pm").len(), 7);
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "",
            "By appointment",
            "Every third week",
            "10",
            "2 to 4",
            "2.30 to 4",
            "10 to 12",
            "For ages 5 to 11",
            "£10.30",
            "Ring 01632 960201",
            "Ring 0191 496 0000 to book",
            "24/7",
            "From 12.11.2026",
            "1st and 3rd week",
            "Room 12b",
            "Was the last Wednesday of the month, 6pm",
            "25pm",
            "10.75am",
            "99999999999999999999pm",
            "\u{0}é––-..;;10.",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_read_without_harm(text in "([a-z0-9 .:;,/&£–-]|am|pm|to|mon|noon|é){0,60}") {
            for it in read(&text) {
                let ordered = it.opens.zip(it.closes).is_none_or(|(opens, closes)| opens < closes);
                proptest::prop_assert!(ordered && it.closes.is_none_or(|closes| closes <= 24 * HOUR), "{text}: {it:?}");
            }
        }
    }
}
