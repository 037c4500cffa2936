//! Days as somebody typed them: in one box, or in three for day, month and year.

use jiff::civil::Date;
use kith_domain::day::{self, Meant};
use kith_domain::person::{Born, BornMissing};
use kith_domain::rejection::Rejection;

/// A day as typed in three boxes: day, month, year. Whoever writes the whole of it into the first is understood too.
pub type Typed = (String, String, String);

/// Whether nothing at all was typed.
#[must_use]
pub fn is_blank((day, month, year): &Typed) -> bool {
    [day, month, year].iter().all(|part| part.trim().is_empty())
}

/// Reads a day typed in one box.
///
/// # Errors
/// A [`Rejection`] of the field that says how to write it.
pub fn read_one(field: &'static str, typed: &str, today: Date, meant: Meant) -> Result<Date, Rejection> {
    day::read(typed, today, meant).map_err(|why| Rejection::of_field(field, why.code(), why.sentence(meant)))
}

/// Reads a day typed in three boxes.
///
/// # Errors
/// A [`Rejection`] of the field that says how to write it.
pub fn read(field: &'static str, (day, month, year): &Typed, today: Date, meant: Meant) -> Result<Date, Rejection> {
    read_one(field, &format!("{day} {month} {year}"), today, meant)
}

/// Reads a day that may be left out.
///
/// # Errors
/// A [`Rejection`] of the field when something was typed that is no day.
pub fn read_optional(field: &'static str, typed: &Typed, today: Date, meant: Meant) -> Result<Option<Date>, Rejection> {
    if is_blank(typed) { Ok(None) } else { read(field, typed, today, meant).map(Some) }
}

/// When somebody was born: the day, the year alone, or why it is not known. `missing` is the code of a reason, or empty.
///
/// # Errors
/// A [`Rejection`] of the field `born` or `born_missing` that says what to do.
pub fn read_born(typed: &Typed, missing: &str, today: Date) -> Result<Born, Rejection> {
    let said = |sentence: &'static str| Rejection::of_field("born", "born.missing", sentence);
    let why = match missing {
        "" => None,
        code => Some(BornMissing::from_code(code).ok_or_else(|| {
            Rejection::of_field("born_missing", "born.unknown_reason", "Choose why the date of birth is not known.")
        })?),
    };
    let (day, month, year) = typed;
    let is_year_alone = day.trim().is_empty() && month.trim().is_empty() && !year.trim().is_empty();
    match why {
        None if is_blank(typed) => Err(said("Enter the date of birth, or say below why it is not known.")),
        None if is_year_alone => Err(said("Enter the day and the month too, or say below why they are not known.")),
        Some(why) if is_blank(typed) => Ok(Born::NotKnown(why)),
        Some(_) if is_year_alone => {
            let year = year.trim().parse::<i16>().map_err(|_| said("Enter the year with four digits, like 1951."))?;
            Born::In(year).checked(today)
        }
        _ => Born::On(read("born", typed, today, Meant::Whole)?).checked(today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 26);

    fn typed(day: &str, month: &str, year: &str) -> Typed {
        (day.to_owned(), month.to_owned(), year.to_owned())
    }

    #[test]
    fn a_day_is_read_or_the_way_to_write_it_is_said() {
        let read = |day: &str, month: &str, year: &str, meant| read("from", &typed(day, month, year), TODAY, meant);
        assert_eq!(read(" 1", "02 ", "2026", Meant::Whole), Ok(jiff::civil::date(2026, 2, 1)));
        assert_eq!(read("1", "Feb", "", Meant::ToCome), Ok(jiff::civil::date(2027, 2, 1)));
        assert_eq!(read("27/11/2026", "", "", Meant::ToCome), Ok(jiff::civil::date(2026, 11, 27)));
        for (day, month, year, code) in [
            ("", "2", "2026", "date.unreadable"),
            ("x", "2", "2026", "date.unreadable"),
            ("30", "2", "2026", "date.no_day"),
            ("1", "13", "2026", "date.no_day"),
            ("999", "1", "2026", "date.unreadable"),
            ("1", "1", "26", "date.year"),
            ("1", "1", "-5", "date.year"),
        ] {
            assert_eq!(read(day, month, year, Meant::Whole).map_err(|it| it.code), Err(code), "{day} {month} {year}");
        }
        assert_eq!(read_optional("until", &typed(" ", "", ""), TODAY, Meant::ToCome), Ok(None));
        assert!(read_optional("until", &typed("1", "", ""), TODAY, Meant::ToCome).is_err());
    }

    #[test]
    fn a_birth_is_a_day_a_year_or_a_reason() {
        let read = |day: &str, month: &str, year: &str, why: &str| read_born(&typed(day, month, year), why, TODAY);
        let (day, reason) = (Born::On(jiff::civil::date(1951, 3, 27)), Born::NotKnown(BornMissing::PersonDeclined));
        assert_eq!(read("27", "3", "1951", ""), Ok(day));
        assert_eq!(read("27", "3", "1951", "not-known"), Ok(day), "a day that is given is a day");
        assert_eq!(read("", "", "1951", "not-known"), Ok(Born::In(1951)));
        assert_eq!(read("", " ", "", "person-declined"), Ok(reason));
        for (day, month, year, why, code) in [
            ("", "", "", "", "born.missing"),
            ("", "", "1951", "", "born.missing"),
            ("", "", "51x", "not-known", "born.missing"),
            ("", "", "1851", "not-known", "person.born_too_early"),
            ("", "", "2099", "not-known", "person.born_in_future"),
            ("27", "", "1951", "not-known", "date.unreadable"),
            ("27", "3", "2099", "", "person.born_in_future"),
            ("", "", "", "because", "born.unknown_reason"),
        ] {
            assert_eq!(read(day, month, year, why).map_err(|it| it.code), Err(code), "{day} {month} {year} {why}");
        }
    }
}
