//! The bank holidays of the United Kingdom, computed.
//!
//! The standing ones follow the Banking and Financial Dealings Act 1971, schedule 1, with the days that are
//! proclaimed every year (New Year's Day and the early May holiday in England and Wales, Boxing Day in Scotland),
//! and with the substitute days that are proclaimed when one falls on a weekend. Days that were moved or added
//! once are listed one by one; the official list is published at GOV.UK, "UK bank holidays". A day that is
//! proclaimed after this was written is added by the service itself.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::Nation;

/// One bank holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// What it is called.
    pub name: &'static str,
}

/// Days that were added once, in the whole United Kingdom.
const ONCE: [(i16, i8, i8, &str); 5] = [
    (2011, 4, 29, "Royal wedding"),
    (2012, 6, 5, "Diamond Jubilee"),
    (2022, 6, 3, "Platinum Jubilee"),
    (2022, 9, 19, "State funeral of Queen Elizabeth II"),
    (2023, 5, 8, "Coronation of King Charles III"),
];

/// The bank holidays of a nation in a year, in order.
#[must_use]
pub fn holidays(nation: Nation, year: i16) -> Vec<Holiday> {
    let mut days = Days { year, all: Vec::new() };
    let scotland = nation == Nation::Scotland;
    match nation {
        Nation::None => return days.all,
        Nation::EnglandAndWales => {}
        Nation::Scotland => days.fixed(11, 30, "St Andrew’s Day"),
        Nation::NorthernIreland => {
            days.fixed(3, 17, "St Patrick’s Day");
            days.fixed(7, 12, "Battle of the Boyne (Orangemen’s Day)");
        }
    }
    if scotland {
        days.pair((1, 1, "New Year’s Day"), (1, 2, "2nd January"));
    } else {
        days.fixed(1, 1, "New Year’s Day");
    }
    if let Some(easter) = easter(year) {
        days.add(easter.checked_sub(2.days()).ok(), "Good Friday");
        if !scotland {
            days.add(easter.checked_add(1.day()).ok(), "Easter Monday");
        }
    }
    match year {
        2020 => days.add(Date::new(year, 5, 8).ok(), "Early May bank holiday (VE Day)"),
        _ => days.add(first_monday(year, 5), "Early May bank holiday"),
    }
    match year {
        2002 | 2012 => days.add(Date::new(year, 6, 4).ok(), "Spring bank holiday"),
        2022 => days.add(Date::new(year, 6, 2).ok(), "Spring bank holiday"),
        _ => days.add(last_monday(year, 5), "Spring bank holiday"),
    }
    let summer = if scotland { first_monday(year, 8) } else { last_monday(year, 8) };
    days.add(summer, "Summer bank holiday");
    days.pair((12, 25, "Christmas Day"), (12, 26, "Boxing Day"));
    for (of, month, day, name) in ONCE {
        if of == year {
            days.add(Date::new(of, month, day).ok(), name);
        }
    }
    days.all.sort_by_key(|holiday| holiday.day);
    days.all
}

struct Days {
    year: i16,
    all: Vec<Holiday>,
}

impl Days {
    fn add(&mut self, day: Option<Date>, name: &'static str) {
        self.all.extend(day.map(|day| Holiday { day, name }));
    }

    /// A day of the year, or the Monday after when it falls on a weekend.
    fn fixed(&mut self, month: i8, day: i8, name: &'static str) {
        let day = Date::new(self.year, month, day).ok().and_then(|day| match day.weekday() {
            Weekday::Saturday => day.checked_add(2.days()).ok(),
            Weekday::Sunday => day.checked_add(1.day()).ok(),
            _ => Some(day),
        });
        self.add(day, name);
    }

    /// Two days in a row. The substitutes of those that fall on a weekend are the next working days after both.
    fn pair(&mut self, first: (i8, i8, &'static str), second: (i8, i8, &'static str)) {
        let (Ok(one), Ok(two)) = (Date::new(self.year, first.0, first.1), Date::new(self.year, second.0, second.1))
        else {
            return;
        };
        let (one_moved, two_moved) = match one.weekday() {
            // Friday and Saturday: the second goes to Monday.
            Weekday::Friday => (Some(one), two.checked_add(2.days()).ok()),
            // Saturday and Sunday: Monday and Tuesday.
            Weekday::Saturday => (one.checked_add(2.days()).ok(), two.checked_add(2.days()).ok()),
            // Sunday and Monday: the first goes to Tuesday.
            Weekday::Sunday => (one.checked_add(2.days()).ok(), Some(two)),
            _ => (Some(one), Some(two)),
        };
        self.add(one_moved, first.2);
        self.add(two_moved, second.2);
    }
}

fn first_monday(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(1, Weekday::Monday).ok()
}

fn last_monday(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(-1, Weekday::Monday).ok()
}

/// Easter Sunday (the Gregorian computus as published anonymously in 1876).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(nation: Nation, year: i16) -> Vec<String> {
        holidays(nation, year).iter().map(|holiday| holiday.day.strftime("%m-%d").to_string()).collect()
    }

    /// Written out by hand from the published lists, so that a slip in the rules is seen.
    #[test]
    fn the_rules_give_the_published_days() {
        let england = [
            (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
            (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
            (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
            (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
            (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        ];
        for (year, expected) in england {
            let mut found = days(Nation::EnglandAndWales, year);
            found.sort();
            assert_eq!(found.join(" "), expected, "{year}");
        }
        let scotland = [
            (2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"),
            (2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"),
            (2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26"),
        ];
        for (year, expected) in scotland {
            assert_eq!(days(Nation::Scotland, year).join(" "), expected, "{year}");
        }
        assert_eq!(
            days(Nation::NorthernIreland, 2025).join(" "),
            "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"
        );
        assert!(holidays(Nation::None, 2026).is_empty());
    }

    #[test]
    fn every_holiday_falls_on_a_weekday_and_none_twice() {
        for year in 1995..2100 {
            for nation in Nation::ALL {
                let all = holidays(*nation, year);
                assert!(all.windows(2).all(|pair| pair[0].day < pair[1].day), "{year} {nation:?} {all:?}");
                assert!(
                    all.iter().all(|it| !matches!(it.day.weekday(), Weekday::Saturday | Weekday::Sunday)),
                    "{year} {nation:?}"
                );
            }
        }
        assert_eq!(easter(2000), Some(date(2000, 4, 23)));
    }

    #[test]
    fn years_at_the_edge_of_time_have_an_answer() {
        for year in [-9999, -1, 0, 1, 9999] {
            let _ = holidays(Nation::Scotland, year);
        }
    }
}
