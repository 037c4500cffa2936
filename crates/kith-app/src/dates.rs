//! Days that somebody typed into three boxes.

use jiff::civil::Date;
use kith_domain::rejection::Rejection;

/// A day as typed: day, month, year.
pub type Typed = (String, String, String);

/// Whether nothing at all was typed.
#[must_use]
pub fn is_blank((day, month, year): &Typed) -> bool {
    [day, month, year].iter().all(|part| part.trim().is_empty())
}

/// Reads a day. Years have four digits, so that nobody is born in the year 51.
///
/// # Errors
/// A [`Rejection`] of the field that says how to write it.
pub fn read(field: &'static str, (day, month, year): &Typed) -> Result<Date, Rejection> {
    let unreadable =
        || Rejection::of_field(field, "date.unreadable", "Enter day, month and year in numbers, like 27 3 2026.");
    let no_day = || Rejection::of_field(field, "date.no_day", "There is no such day. Check the day and the month.");
    let part = |text: &str| text.trim().parse::<i16>().map_err(|_| unreadable());
    let small = |text: &str| part(text).and_then(|n| i8::try_from(n).map_err(|_| no_day()));
    let (year, month, day) = (part(year)?, small(month)?, small(day)?);
    if !(1900..=2200).contains(&year) {
        return Err(Rejection::of_field(field, "date.year", "Enter the year with four digits, like 2026."));
    }
    Date::new(year, month, day).map_err(|_| no_day())
}

/// Reads a day that may be left out.
///
/// # Errors
/// A [`Rejection`] of the field when something was typed that is no day.
pub fn read_optional(field: &'static str, typed: &Typed) -> Result<Option<Date>, Rejection> {
    if is_blank(typed) { Ok(None) } else { read(field, typed).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(day: &str, month: &str, year: &str) -> Typed {
        (day.to_owned(), month.to_owned(), year.to_owned())
    }

    #[test]
    fn a_day_is_read_or_the_way_to_write_it_is_said() {
        assert_eq!(read("from", &typed(" 1", "02 ", "2026")), Ok(jiff::civil::date(2026, 2, 1)));
        for (day, month, year, code) in [
            ("", "2", "2026", "date.unreadable"),
            ("x", "2", "2026", "date.unreadable"),
            ("30", "2", "2026", "date.no_day"),
            ("1", "13", "2026", "date.no_day"),
            ("999", "1", "2026", "date.no_day"),
            ("1", "1", "26", "date.year"),
            ("1", "1", "-5", "date.year"),
        ] {
            assert_eq!(read("from", &typed(day, month, year)).map_err(|it| it.code), Err(code), "{day} {month} {year}");
        }
        assert_eq!(read_optional("until", &typed(" ", "", "")), Ok(None));
        assert!(read_optional("until", &typed("1", "", "")).is_err());
    }
}
