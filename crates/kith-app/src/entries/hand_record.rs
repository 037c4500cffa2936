//! The few structured answers of an entry that a team writes itself, as typed.

use jiff::civil::{Time, Weekday};
use kith_domain::day::{WEEKDAYS, weekday_named};
use kith_domain::directory::record::{ByHand, postcode};
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_domain::time::clock_as_typed;

use crate::refusal::Faults;
use crate::support::number;

/// The oldest age that is written down.
const MOST_YEARS: u32 = 120;

/// The answers as typed; empty is not said.
#[derive(Debug, Clone, Default)]
pub struct HandInput {
    /// The youngest age.
    pub from_age: String,
    /// The oldest age.
    pub to_age: String,
    /// The price in pounds; 0 is free.
    pub price: String,
    /// Codes of days: `monday`.
    pub days: Vec<String>,
    /// When it opens.
    pub opens: String,
    /// When it closes.
    pub closes: String,
    /// The postcode.
    pub postcode: String,
    /// How to refer.
    pub how_to_refer: String,
}

impl HandInput {
    /// The answers as they would be typed.
    #[must_use]
    pub fn of(hand: &ByHand) -> Self {
        let age = |age: Option<u8>| age.map_or_else(String::new, |years| years.to_string());
        let clock =
            |time: Option<Time>| time.map_or_else(String::new, |it| format!("{:02}:{:02}", it.hour(), it.minute()));
        let price = hand.pence.map_or_else(String::new, |pence| match (pence / 100, pence % 100) {
            (pounds, 0) => pounds.to_string(),
            (pounds, rest) => format!("{pounds}.{rest:02}"),
        });
        let days = WEEKDAYS.iter().filter(|(_, day)| hand.weekdays.contains(day));
        Self {
            from_age: age(hand.minimum_age),
            to_age: age(hand.maximum_age),
            price,
            days: days.map(|(name, _)| (*name).to_owned()).collect(),
            opens: clock(hand.opens),
            closes: clock(hand.closes),
            postcode: hand.postcode.as_ref().map_or_else(String::new, ToString::to_string),
            how_to_refer: hand.how_to_refer.as_ref().map_or_else(String::new, ToString::to_string),
        }
    }
}

/// Reads the answers; what is wrong is added to the faults.
pub(super) fn read(faults: &mut Faults, input: &HandInput) -> ByHand {
    let minimum_age = age(faults, "from_age", &input.from_age);
    let maximum_age = age(faults, "to_age", &input.to_age);
    if let (Some(least), Some(most)) = (minimum_age, maximum_age)
        && least > most
    {
        let how = "The youngest age is above the oldest. Check both.";
        faults.add(Rejection::of_field("to_age", "entry.ages", how));
    }
    let pence = match input.price.trim() {
        "" => None,
        typed => faults.take(pence(typed).ok_or_else(|| {
            Rejection::of_field("price", "entry.price", "Enter an amount in pounds, like 2.50, or 0 when it is free.")
        })),
    };
    let mut weekdays: Vec<Weekday> = Vec::new();
    for code in &input.days {
        match weekday_named(code, 6) {
            Some(day) if !weekdays.contains(&day) => weekdays.push(day),
            Some(_) => {}
            None => faults.add(Rejection::of_field("days", "entry.days", "Choose from the days of the week.")),
        }
    }
    let opens = clock(faults, "opens", &input.opens);
    let closes = clock(faults, "closes", &input.closes);
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens
        && closes != Time::midnight()
    {
        faults.add(Rejection::of_field("closes", "entry.closes", "It closes before it opens. Check both times."));
    }
    let postcode = match input.postcode.trim() {
        "" => None,
        typed => faults.take(postcode(typed).ok_or_else(|| {
            Rejection::of_field("postcode", "entry.postcode", "Enter a full postcode, like NE1 4LP, or leave it out.")
        })),
    };
    let how_to_refer = faults.optional("how_to_refer", Words::optional(&input.how_to_refer));
    ByHand { minimum_age, maximum_age, pence, weekdays, opens, closes, postcode, how_to_refer }
}

fn age(faults: &mut Faults, field: &'static str, typed: &str) -> Option<u8> {
    let years = faults.take(number(field, typed)).flatten()?;
    if years > MOST_YEARS {
        let how = format!("Enter an age of at most {MOST_YEARS}, or leave it out.");
        faults.add(Rejection::of_field(field, "entry.age", how));
    }
    u8::try_from(years).ok()
}

/// `2`, `2.50`, `£2.50`, `free`.
fn pence(typed: &str) -> Option<u32> {
    if typed.eq_ignore_ascii_case("free") {
        return Some(0);
    }
    let bare = typed.strip_prefix('£').unwrap_or(typed).trim();
    let (pounds, rest) = bare.split_once('.').unwrap_or((bare, "00"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 5 && part.bytes().all(|it| it.is_ascii_digit());
    if !digits(pounds) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let rest: u32 = rest.parse::<u32>().ok()? * if rest.len() == 1 { 10 } else { 1 };
    Some(pounds.parse::<u32>().ok()? * 100 + rest)
}

fn clock(faults: &mut Faults, field: &'static str, typed: &str) -> Option<Time> {
    if typed.trim().is_empty() {
        return None;
    }
    let time = clock_as_typed(typed).and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    faults.take(
        time.ok_or_else(|| {
            Rejection::of_field(field, "entry.clock", "Enter a time, like 10am or 14:30, or leave it out.")
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_people_type_it() {
        for (typed, read) in [
            ("2", Some(200)),
            ("£2.50", Some(250)),
            ("2.5", Some(250)),
            ("0", Some(0)),
            ("Free", Some(0)),
            ("£ 3", Some(300)),
            ("", None),
            ("£", None),
            ("-1", None),
            ("1.234", None),
            ("2 pounds", None),
            ("999999", None),
            ("1e3", None),
        ] {
            assert_eq!(pence(typed), read, "{typed}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_asked_about() {
        let refused = |input: HandInput| {
            let mut faults = Faults::new();
            read(&mut faults, &input);
            faults.finish().is_err()
        };
        let nothing = HandInput::default();
        assert!(!refused(nothing.clone()));
        assert!(refused(HandInput { from_age: "30".into(), to_age: "20".into(), ..nothing.clone() }));
        assert!(refused(HandInput { from_age: "300".into(), ..nothing.clone() }));
        assert!(refused(HandInput { opens: "12:00".into(), closes: "10:00".into(), ..nothing.clone() }));
        assert!(refused(HandInput { days: vec!["someday".into()], ..nothing.clone() }));
        assert!(refused(HandInput { postcode: "nowhere".into(), ..nothing.clone() }));
        assert!(!refused(HandInput { opens: "22:00".into(), closes: "00:00".into(), ..nothing }));
    }
}
