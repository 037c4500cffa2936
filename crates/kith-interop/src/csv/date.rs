//! Dates as people type them into spreadsheets: `24/11/2026`, `24.11.2026`, `2026-11-24`, `24 November 2026`.

use jiff::civil::Date;

/// Which comes first where a date is three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The day, as in Britain.
    DayFirst,
    /// The month, as in the United States.
    MonthFirst,
}

impl Order {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// Finds an order by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|order| order.code() == code)
    }
}

/// What the dates of a file say of their own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Some can only be read with the day first, none only with the month first.
    DayFirst,
    /// Some can only be read with the month first, none only with the day first.
    MonthFirst,
    /// Every one can be read in both ways, and at least one gives another day then.
    Unclear,
    /// Some can only be read in the one way and some only in the other.
    Mixed,
    /// The order makes no difference: there is none of three numbers, or day and month are equal.
    Plain,
}

/// What the dates of some cells say of their order.
#[must_use]
pub fn evidence<'a>(cells: impl IntoIterator<Item = &'a str>) -> Evidence {
    let (mut day, mut month, mut either) = (false, false, false);
    for cell in cells {
        let one = read(cell, Order::DayFirst).ok().flatten();
        let other = read(cell, Order::MonthFirst).ok().flatten();
        match (one, other) {
            (Some(_), None) => day = true,
            (None, Some(_)) => month = true,
            (Some(one), Some(other)) if one != other => either = true,
            _ => {}
        }
    }
    match (day, month, either) {
        (true, true, _) => Evidence::Mixed,
        (true, false, _) => Evidence::DayFirst,
        (false, true, _) => Evidence::MonthFirst,
        (false, false, true) => Evidence::Unclear,
        (false, false, false) => Evidence::Plain,
    }
}

/// Reads a date. Nothing written is no date; a time behind it is left out.
///
/// # Errors
/// A sentence that says how to write it.
pub fn read(cell: &str, order: Order) -> Result<Option<Date>, &'static str> {
    const HOW: &str = "is not a date. Write it like 24/11/2026 or 2026-11-24";
    let cell = cell.trim().trim_start_matches('\'').trim();
    if cell.is_empty() {
        return Ok(None);
    }
    if cell.len() > 60 {
        return Err(HOW);
    }
    let parts: Vec<&str> = cell
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-' | '\u{2010}'..='\u{2015}' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    // What stands behind the first three parts may only be a time.
    let is_time = |part: &&str| {
        part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'Z' | b'T' | b'+'))
            || part.eq_ignore_ascii_case("am")
            || part.eq_ignore_ascii_case("pm")
    };
    let [first, second, third, rest @ ..] = parts.as_slice() else {
        let is_serial =
            matches!(parts.as_slice(), [only] if only.len() == 5 && only.bytes().all(|b| b.is_ascii_digit()));
        return Err(if is_serial {
            "is the number by which Excel keeps a date. Format the column as a date, save the file again, and choose it once more"
        } else {
            HOW
        });
    };
    // `2026-11-24T10:00:00`
    let third = third.split(['T', ' ']).next().unwrap_or(third);
    if !rest.iter().all(is_time) {
        return Err(HOW);
    }
    let number = |part: &str| -> Option<i16> {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = part.get(digits.len()..)?.to_ascii_lowercase();
        (digits.len() <= 4 && matches!(ending.as_str(), "" | "st" | "nd" | "rd" | "th")).then(|| digits.parse().ok())?
    };
    let month_word = |part: &str| kith_domain::day::month_named(part).map(i16::from);
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = if is_year(first) {
        (number(first), month_word(second).or_else(|| number(second)), number(third))
    } else {
        let year = if is_year(third) { number(third) } else { None };
        if year.is_none() && number(third).is_some() {
            return Err("has a year of two digits. Write all four digits of the year, like 24/11/2026");
        }
        match (month_word(first), month_word(second)) {
            (Some(month), None) => (year, Some(month), number(second)),
            (None, Some(month)) => (year, Some(month), number(first)),
            (Some(_), Some(_)) => return Err(HOW),
            (None, None) => match order {
                Order::DayFirst => (year, number(second), number(first)),
                Order::MonthFirst => (year, number(first), number(second)),
            },
        }
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(HOW) };
    let small = |n: i16| i8::try_from(n).ok();
    let date = small(month).zip(small(day)).and_then(|(month, day)| Date::new(year, month, day).ok());
    date.map(Some).ok_or("is no day of the calendar. Check the day and the month")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "24/11/2026",
            "24.11.2026",
            "24-11-2026",
            "24 11 2026",
            "2026-11-24",
            "2026/11/24",
            "24 November 2026",
            "24th November 2026",
            "24-Nov-2026",
            "November 24, 2026",
            "2026-11-24T10:00:00Z",
            "24/11/2026 00:00",
            "24/11/2026 00:00:00",
            " 24/11/2026 ",
            "'24/11/2026",
            "24 nov 2026",
            "24/11/2026 2:30 PM",
        ] {
            assert_eq!(read(text, Order::DayFirst), Ok(Some(date(2026, 11, 24))), "{text}");
        }
        assert_eq!(read("11/24/2026", Order::MonthFirst), Ok(Some(date(2026, 11, 24))));
        assert_eq!(read("3 Sept 2026", Order::DayFirst), Ok(Some(date(2026, 9, 3))));
        assert_eq!(read("  ", Order::DayFirst), Ok(None));
    }

    #[test]
    fn what_is_no_date_says_how_to_write_one() {
        for text in [
            "0000-00-00",
            "2026-02-30",
            "2026-13-01",
            "29/02/1900",
            "31/4/2026",
            "24/11/26",
            "yesterday",
            "46350",
            "1/2",
            "24/11/2026 x",
            "24/Foo/2026",
            "99999999999999999999",
            "٢٤/١١/٢٠٢٦",
            "1e1/2/2026",
        ] {
            assert!(read(text, Order::DayFirst).is_err(), "{text}: {:?}", read(text, Order::DayFirst));
        }
        assert!(read("46350", Order::DayFirst).unwrap_err().contains("Excel"));
        assert!(read("24/11/26", Order::DayFirst).unwrap_err().contains("four digits"));
        assert_eq!(read("29/02/2000", Order::DayFirst), Ok(Some(date(2000, 2, 29))));
        assert_eq!(read("9999-12-31", Order::DayFirst), Ok(Some(date(9999, 12, 31))));
    }

    #[test]
    fn a_file_says_itself_which_comes_first_or_that_it_does_not() {
        for (cells, expected) in [
            (&["24/11/2026", "03/04/1951"][..], Evidence::DayFirst),
            (&["11/24/2026", "03/04/1951"], Evidence::MonthFirst),
            (&["03/04/1951", "01/02/1960"], Evidence::Unclear),
            (&["24/11/2026", "11/24/2026"], Evidence::Mixed),
            (&["2026-11-24", "24 November 2026", "05/05/2020", "rubbish", ""], Evidence::Plain),
        ] {
            assert_eq!(evidence(cells.iter().copied()), expected, "{cells:?}");
        }
    }
}
