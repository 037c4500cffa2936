//! The structured part of an entry that a team writes itself: a few answers beside its words.

use jiff::civil::{Time, Weekday};

use super::{Access, Address, Cost, DayRule, Frequency, Language, Location, LocationKind, Phone, Record, Schedule};
use crate::directory::Entry;
use crate::text::{Line, Words};

/// The few answers. What is left out is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByHand {
    /// The youngest age served.
    pub minimum_age: Option<u8>,
    /// The oldest age served.
    pub maximum_age: Option<u8>,
    /// The price in pence; 0 is free.
    pub pence: Option<u32>,
    /// The days of the week on which it is open.
    pub weekdays: Vec<Weekday>,
    /// When it opens on those days.
    pub opens: Option<Time>,
    /// When it closes.
    pub closes: Option<Time>,
    /// The postcode.
    pub postcode: Option<Line>,
    /// How to refer.
    pub how_to_refer: Option<Words>,
}

impl ByHand {
    /// The record of an entry: these answers, and its words where the standard has a place for them.
    #[must_use]
    pub fn record(&self, entry: &Entry) -> Record {
        let words = |line: &Option<Line>| line.as_ref().and_then(|it| Words::new(it.as_str()).ok());
        let is_open = !self.weekdays.is_empty() || self.opens.is_some() || self.closes.is_some();
        let schedule = (is_open || entry.times.is_some()).then(|| Schedule {
            days: self.weekdays.iter().copied().map(DayRule::every).collect(),
            opens: self.opens,
            closes: self.closes,
            frequency: (!self.weekdays.is_empty()).then_some(Frequency::Weekly),
            words: entry.times.clone(),
            ..Schedule::default()
        });
        let is_somewhere = self.postcode.is_some() || entry.place.is_some() || entry.access.is_some();
        let location = is_somewhere.then(|| Location {
            words: entry.place.clone(),
            addresses: self
                .postcode
                .iter()
                .map(|postcode| Address {
                    postcode: Some(postcode.clone()),
                    country: Line::new("GB").ok(),
                    ..Address::default()
                })
                .collect(),
            access: entry.access.iter().map(|it| Access { words: it.clone(), details: None, link: None }).collect(),
            ..Location::of(LocationKind::Physical)
        });
        let languages = entry.languages.as_ref().map_or("", Line::as_str).split(',').filter_map(|name| {
            let name = Line::new(name).ok()?;
            Some(Language { name, code: None, note: None })
        });
        Record {
            minimum_age: self.minimum_age,
            maximum_age: self.maximum_age,
            eligibility: words(&entry.audience),
            how_to_refer: self.how_to_refer.clone(),
            fees: words(&entry.cost),
            costs: self.pence.map(|pence| Cost { pence: Some(pence), ..Cost::default() }).into_iter().collect(),
            schedules: schedule.into_iter().collect(),
            locations: location.into_iter().collect(),
            phones: entry
                .phone
                .iter()
                .map(|number| Phone { number: number.clone(), extension: None, words: None })
                .collect(),
            languages: languages.collect(),
            ..Record::default()
        }
    }

    /// The answers that a record was made of.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let schedule = record.schedules.first();
        Self {
            minimum_age: record.minimum_age,
            maximum_age: record.maximum_age,
            pence: record.costs.first().and_then(|cost| cost.pence),
            weekdays: schedule.map_or_else(Vec::new, |it| it.days.iter().map(|day| day.weekday).collect()),
            opens: schedule.and_then(|it| it.opens),
            closes: schedule.and_then(|it| it.closes),
            postcode: record.locations.first().and_then(|it| it.postcode().cloned()),
            how_to_refer: record.how_to_refer.clone(),
        }
    }

    /// The ages in words.
    #[must_use]
    pub fn ages_in_words(&self) -> Option<String> {
        match (self.minimum_age, self.maximum_age) {
            (None | Some(0), None) => None,
            (Some(least), None) => Some(format!("aged {least} and over")),
            (None, Some(most)) => Some(format!("up to age {most}")),
            (Some(least), Some(most)) => Some(format!("aged {least} to {most}")),
        }
    }

    /// The price in words.
    #[must_use]
    pub fn price_in_words(&self) -> Option<String> {
        self.pence.map(pounds)
    }

    /// The days and times in words: "Tuesdays and Thursdays, 10am to 12pm".
    #[must_use]
    pub fn times_in_words(&self) -> Option<String> {
        let days: Vec<&str> = self.weekdays.iter().map(|day| plural(*day)).collect();
        let days = match days.split_last() {
            None => None,
            Some((last, [])) => Some((*last).to_owned()),
            Some((last, others)) => Some(format!("{} and {last}", others.join(", "))),
        };
        let times = match (self.opens, self.closes) {
            (None, None) => None,
            (Some(opens), None) => Some(format!("from {}", clock(opens))),
            (None, Some(closes)) => Some(format!("until {}", clock(closes))),
            (Some(opens), Some(closes)) => Some(format!("{} to {}", clock(opens), clock(closes))),
        };
        let parts: Vec<String> = days.into_iter().chain(times).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// An amount of money in words.
#[must_use]
pub fn pounds(pence: u32) -> String {
    match (pence / 100, pence % 100) {
        (0, 0) => "Free".to_owned(),
        (pounds, 0) => format!("£{pounds}"),
        (pounds, rest) => format!("£{pounds}.{rest:02}"),
    }
}

/// A clock time in words: "10am", "12.30pm".
fn clock(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match time.minute() {
        0 => format!("{hour}{half}"),
        minute => format!("{hour}.{minute:02}{half}"),
    }
}

const fn plural(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mondays",
        Weekday::Tuesday => "Tuesdays",
        Weekday::Wednesday => "Wednesdays",
        Weekday::Thursday => "Thursdays",
        Weekday::Friday => "Fridays",
        Weekday::Saturday => "Saturdays",
        Weekday::Sunday => "Sundays",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::directory::Status;

    #[test]
    fn the_answers_come_back_out_of_the_record_they_made() {
        let entry = Entry {
            name: Line::new("Tea").expect("fits"),
            description: None,
            status: Status::Active,
            audience: None,
            times: Words::new("Not in August").ok(),
            place: Words::new("The hall").ok(),
            cost: None,
            access: None,
            languages: Line::new("English, Polish").ok(),
            phone: None,
            email: None,
            url: None,
            record: Record::default(),
        };
        let full = ByHand {
            minimum_age: Some(18),
            maximum_age: None,
            pence: Some(250),
            weekdays: vec![Weekday::Tuesday, Weekday::Thursday],
            opens: Some(time(10, 0, 0, 0)),
            closes: Some(time(12, 30, 0, 0)),
            postcode: super::super::postcode("ne14lp"),
            how_to_refer: None,
        };
        let record = full.record(&entry);
        assert_eq!(ByHand::of(&record), full);
        assert_eq!(record.languages.len(), 2);
        assert_eq!(ByHand::of(&ByHand::default().record(&entry)), ByHand::default());
        assert_eq!(full.times_in_words().as_deref(), Some("Tuesdays and Thursdays, 10am to 12.30pm"));
        assert_eq!(full.ages_in_words().as_deref(), Some("aged 18 and over"));
        assert_eq!(full.price_in_words().as_deref(), Some("£2.50"));
        assert_eq!(pounds(0), "Free");
    }
}
