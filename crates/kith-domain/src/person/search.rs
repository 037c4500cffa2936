//! What somebody typed to find a person: names, a date of birth in one of the ways people write it, an NHS number.

use jiff::civil::Date;

use super::Born;
use super::spelling::{found_by, meets, searched};
use crate::nhs_number::NhsNumber;
use crate::rejection::Rejection;

/// The most characters that are read.
pub const MOST_TYPED: usize = 200;
/// The most words of names that are looked up.
pub const MOST_WORDS: usize = 6;

/// What was typed, understood. Everything in it must be met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Words of names, folded.
    pub words: Vec<String>,
    /// Dates of birth it may mean; none when no date was typed.
    pub born: Vec<Date>,
    /// The year of birth, or a month of it, where no whole date was typed.
    pub born_within: Option<Span>,
    /// The NHS number.
    pub number: Option<NhsNumber>,
}

/// A year, or a month of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The year, from that of [`super::EARLIEST_BIRTH`] on.
    pub year: i16,
    /// The month, from 1 to 12.
    pub month: Option<i8>,
}

impl Span {
    /// Its first and its last day.
    #[must_use]
    pub fn days(self) -> (Date, Date) {
        let first = Date::new(self.year, self.month.unwrap_or(1), 1).unwrap_or(Date::ZERO);
        let last = if self.month.is_some() { first.last_of_month() } else { first.last_of_year() };
        (first, last)
    }

    /// Whether somebody may have been born in it, as far as is known.
    #[must_use]
    pub fn may_hold(self, born: Born) -> bool {
        match born {
            Born::On(day) => {
                let (first, last) = self.days();
                (first..=last).contains(&day)
            }
            Born::In(year) => year == self.year,
            Born::NotKnown(_) => false,
        }
    }
}

impl Query {
    /// Understands what was typed.
    ///
    /// # Errors
    /// A [`Rejection`] that says how to write it, when it holds neither a name nor a whole number or date.
    pub fn read(typed: &str, today: Date) -> Result<Self, Rejection> {
        let rejected = |code, sentence: &'static str| Rejection::of_field("q", code, sentence);
        let length = typed.chars().count();
        if length > MOST_TYPED {
            return Err(rejected("search.too_long", "Shorten what you search for to 200 characters or fewer."));
        }
        if typed.contains('\0') {
            return Err(rejected("search.nul", "Take out the character that no text may hold, and search again."));
        }
        let (born, rest) = dates(typed, today);
        let (born_within, rest) = if born.is_empty() { span(&rest, today) } else { (None, rest) };
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let letters = rest.chars().any(char::is_alphabetic);
        let mut query = Self { born, born_within, ..Self::default() };
        if !digits.is_empty() {
            let number = digits_of_a_number(&rest).ok_or_else(|| {
                rejected(
                    "search.digits",
                    "Enter all ten digits of the NHS number, or the date of birth as 27 3 1951 or 27/3/1951, or its year alone.",
                )
            })?;
            query.number = Some(NhsNumber::parse(&number).map_err(|why| {
                Rejection::of_field("q", "search.nhs_number", format!("This is not an NHS number: {why}"))
            })?);
        }
        if letters {
            let without: String = rest.chars().map(|c| if c.is_ascii_digit() { ' ' } else { c }).collect();
            query.words = searched(&without);
            query.words.truncate(MOST_WORDS);
        }
        let has_birth = !query.born.is_empty() || query.born_within.is_some();
        if query.words.is_empty() && !has_birth && query.number.is_none() {
            return Err(rejected("search.nothing", "Enter a name, a date of birth or an NHS number."));
        }
        Ok(query)
    }
}

impl Query {
    /// Whether somebody may be meant by everything that was typed, in any spelling: by the names they have, when they
    /// were born and their NHS number, as digits.
    #[must_use]
    pub fn is_met_by(&self, names: &[&str], born: Born, number: Option<&str>) -> bool {
        let words: Vec<String> = names.iter().flat_map(|name| found_by(name)).collect();
        self.words.iter().all(|typed| words.iter().any(|word| meets(typed, word).is_some()))
            && (self.born.is_empty() || self.born.iter().any(|day| Born::meant_by(*day).contains(&born)))
            && self.born_within.is_none_or(|span| span.may_hold(born))
            && self.number.is_none_or(|asked| number == Some(&*asked.digits()))
    }
}

/// The ten digits of a number that stands in a text with nothing but spaces and hyphens between them.
fn digits_of_a_number(text: &str) -> Option<String> {
    let run: String = text
        .split(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'))
        .map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>())
        .find(|part| part.len() == 10)?;
    let all = text.chars().filter(char::is_ascii_digit).count();
    (all == run.len()).then_some(run)
}

/// Takes a date out of a text, in one of the ways people write dates of birth; gives what it may mean, and the rest.
fn dates(typed: &str, today: Date) -> (Vec<Date>, String) {
    // Ten digits are a number, never a date with something behind it.
    if digits_of_a_number(typed).is_some() {
        return (Vec::new(), typed.to_owned());
    }
    let tokens = tokens(typed);
    for (at, _) in tokens.iter().enumerate() {
        for length in [3, 1] {
            let Some(window) = tokens.get(at..at + length) else { continue };
            let found = date_of(&window.iter().map(|token| token.text.as_str()).collect::<Vec<_>>(), today);
            if let (false, Some(first), Some(last)) = (found.is_empty(), window.first(), window.last()) {
                let before = typed.get(..first.from).unwrap_or_default();
                let after = typed.get(last.to..).unwrap_or_default();
                return (found, format!("{before} {after}"));
            }
        }
    }
    (Vec::new(), typed.to_owned())
}

/// Takes a year of birth out of a text, with the month before it if there is one; gives it and the rest.
fn span(typed: &str, today: Date) -> (Option<Span>, String) {
    if digits_of_a_number(typed).is_some() {
        return (None, typed.to_owned());
    }
    let tokens = tokens(typed);
    for (at, token) in tokens.iter().enumerate() {
        let is_year = token.text.len() == 4 && token.text.bytes().all(|b| b.is_ascii_digit());
        let Some(year) = token.text.parse::<i16>().ok().filter(|_| is_year) else { continue };
        if !(super::EARLIEST_BIRTH.year()..=today.year()).contains(&year) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let month = before.and_then(|it| Some((it, month(&it.text).filter(|month| (1..=12).contains(month))?)));
        // Whoever is called April and was born in a year is found by the name as well: a name may be a month.
        let (from, month) = match month {
            Some((it, month)) if it.text.bytes().all(|b| b.is_ascii_digit()) || at == 1 => (it.from, Some(month)),
            _ => (token.from, None),
        };
        let (head, tail) = (typed.get(..from).unwrap_or_default(), typed.get(token.to..).unwrap_or_default());
        return (Some(Span { year, month }), format!("{head} {tail}"));
    }
    (None, typed.to_owned())
}

/// A month as a number of one or two figures, or by its name.
fn month(text: &str) -> Option<i8> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok().filter(|_| text.len() <= 2) } else { crate::day::month_named(text) }
}

struct Token {
    text: String,
    from: usize,
    to: usize,
}

/// Runs of digits and runs of letters, with where they stand.
fn tokens(typed: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    let mut kind = None;
    for (at, c) in typed.char_indices() {
        let this = if c.is_ascii_digit() {
            Some('d')
        } else if c.is_alphabetic() {
            Some('l')
        } else {
            None
        };
        match (this, all.last_mut()) {
            (None, _) => {}
            (Some(_), Some(last)) if this == kind => {
                last.text.push(c);
                last.to = at + c.len_utf8();
            }
            (Some(_), _) => all.push(Token { text: c.to_string(), from: at, to: at + c.len_utf8() }),
        }
        kind = this;
    }
    all
}

/// What one token (27031951) or three (27 3 1951, 27th March 51, 1951-03-27) may mean as a date of birth.
fn date_of(parts: &[&str], today: Date) -> Vec<Date> {
    let number = |text: &str| if text.len() <= 4 { text.parse::<i16>().ok() } else { None };
    let small = |text: &str| number(text).and_then(|n| i8::try_from(n).ok());
    let years = |text: &str| match text.len() {
        4 => number(text).into_iter().collect::<Vec<_>>(),
        2 => number(text).into_iter().flat_map(|n| [1900 + n, 2000 + n]).collect(),
        _ => Vec::new(),
    };
    let made = |year: Vec<i16>, month: Option<i8>, day: Option<i8>| -> Vec<Date> {
        let Some((month, day)) = month.zip(day) else { return Vec::new() };
        let dates = year.into_iter().filter_map(|year| Date::new(year, month, day).ok());
        dates.filter(|date| *date <= today && *date >= super::EARLIEST_BIRTH).collect()
    };
    match parts {
        [day, name, year] if year.bytes().all(|b| b.is_ascii_digit()) => {
            let found = made(years(year), month(name), if day.len() <= 2 { small(day) } else { None });
            if !found.is_empty() {
                return found;
            }
            // The order of machines: 1951-03-27.
            if day.len() == 4 && name.bytes().all(|b| b.is_ascii_digit()) {
                return made(years(day), month(name), if year.len() <= 2 { small(year) } else { None });
            }
            Vec::new()
        }
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            let (day, rest) = all.split_at(2);
            let (name, year) = rest.split_at(2);
            made(years(year), month(name), small(day))
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn a_date_of_birth_is_read_in_the_ways_people_write_it() {
        for typed in [
            "27 3 1951",
            "27/03/1951",
            "27.3.1951",
            "27-3-1951",
            "27 March 1951",
            "27 mar 1951",
            "27march1951",
            "1951-03-27",
            "27031951",
            "27/3/51",
        ] {
            let query = Query::read(typed, TODAY).expect(typed);
            assert_eq!((query.born, query.words.len()), (vec![date(1951, 3, 27)], 0), "{typed}");
        }
        // Two figures may mean two centuries.
        let query = Query::read("1/2/05", TODAY).expect("a date");
        assert_eq!(query.born, [date(1905, 2, 1), date(2005, 2, 1)]);
    }

    #[test]
    fn a_year_or_a_month_of_one_narrows_what_is_looked_for() {
        let of = |typed: &str| {
            let query = Query::read(typed, TODAY).expect(typed);
            let span = query.born_within.expect(typed);
            (span.year, span.month, query.words.join(" "))
        };
        assert_eq!(of("1950"), (1950, None, String::new()));
        assert_eq!(of("Okafor 1950"), (1950, None, "okafor".to_owned()));
        assert_eq!(of("1950 rosa okafor"), (1950, None, "rosa okafor".to_owned()));
        for typed in ["3 1950", "03/1950", "March 1950", "mar 1950"] {
            assert_eq!(of(typed), (1950, Some(3), String::new()), "{typed}");
        }
        assert_eq!(of("okafor 3/1950"), (1950, Some(3), "okafor".to_owned()));
        // A whole date is no year, and neither is what is none.
        assert_eq!(Query::read("27 3 1951", TODAY).expect("a date").born_within, None);
        for typed in ["1850", "2099", "13 1950"] {
            assert_eq!(Query::read(typed, TODAY).map_err(|it| it.code), Err("search.digits"), "{typed}");
        }
        let february = Span { year: 1952, month: Some(2) };
        assert_eq!(february.days(), (date(1952, 2, 1), date(1952, 2, 29)));
        assert!(february.may_hold(Born::On(date(1952, 2, 29))) && february.may_hold(Born::In(1952)));
        assert!(!february.may_hold(Born::On(date(1952, 3, 1))) && !february.may_hold(Born::In(1951)));
    }

    #[test]
    fn names_dates_and_numbers_may_stand_together_in_any_order() {
        let query = Query::read("okafor 27/3/1951 rosa", TODAY).expect("a query");
        assert_eq!((query.words, query.born), (vec!["okafor".to_owned(), "rosa".to_owned()], vec![date(1951, 3, 27)]));
        for typed in ["9434765919", "943 476 5919", "943-476-5919", "9 4 3 4 7 6 5 9 1 9", "Okafor 943 476 5919"] {
            let query = Query::read(typed, TODAY).expect(typed);
            assert_eq!(query.number.map(|number| number.digits()), Some("9434765919".to_owned()), "{typed}");
            assert!(query.born.is_empty(), "{typed}");
        }
        // A person may be called May, and somebody may be called after a month.
        assert_eq!(Query::read("May", TODAY).expect("a name").words, ["may"]);
        assert_eq!(Query::read("April May 27 5 1951", TODAY).expect("a name").words, ["april", "may"]);
    }

    #[test]
    fn what_cannot_be_looked_for_is_said_with_the_way_out() {
        for (typed, code) in [
            ("", "search.nothing"),
            (" -- ", "search.nothing"),
            ("%", "search.nothing"),
            ("9434765918", "search.nhs_number"),
            ("943 476", "search.digits"),
            ("31/2/1951", "search.digits"),
            ("27/3/2099", "search.digits"),
        ] {
            assert_eq!(Query::read(typed, TODAY).map_err(|it| it.code), Err(code), "{typed}");
        }
        assert_eq!(Query::read(&"x".repeat(201), TODAY).map_err(|it| it.code), Err("search.too_long"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_can_be_typed_panics(typed in "\\PC{0,220}") {
            let _ = Query::read(&typed, TODAY);
        }
    }
}
