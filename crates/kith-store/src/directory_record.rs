//! How the structured part of an entry is laid into one column of JSON, and read from it.
//!
//! # Invariants
//! - What is empty is left out, so that the same entry has the same bytes and a proof sees every other difference.
//! - There are whole numbers only, which both engines give back as they were written.
//! - What no rule of the domain allows is a damaged row, and is never shown as something else.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use kith_domain::directory::record::{
    Access, Address, Area, Contact, Cost, DayRule, Frequency, Language, Location, LocationKind, Phone, Places,
    Position, Record, Schedule, Term,
};
use kith_domain::directory::{Entry, Status};
use kith_domain::text::{Line, Words};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The column of a record; nothing when there is nothing in it.
pub(crate) fn laid(record: &Record) -> crate::db::Value {
    match record.lay() {
        Value::Object(members) if members.is_empty() => crate::db::Value::Null,
        json => json.into(),
    }
}

/// The record of a column; `None` when it holds what no rule allows.
pub(crate) fn read(column: Option<&Value>) -> Option<Record> {
    column.map_or_else(|| Some(Record::default()), Record::take)
}

/// The column of an entry as a whole.
pub(crate) fn entry(entry: &Entry) -> crate::db::Value {
    entry.lay().into()
}

/// The entry of a column; `None` when it holds what no rule allows.
pub(crate) fn read_entry(column: &Value) -> Option<Entry> {
    Entry::take(column)
}

/// Something that is laid into JSON.
trait Laid: Sized {
    /// As JSON; null is left out of the object it stands in.
    fn lay(&self) -> Value;
    /// From JSON, where null is what was left out.
    fn take(json: &Value) -> Option<Self>;
}

impl<T: Laid> Laid for Option<T> {
    fn lay(&self) -> Value {
        self.as_ref().map_or(Value::Null, Laid::lay)
    }
    fn take(json: &Value) -> Option<Self> {
        if json.is_null() { Some(None) } else { T::take(json).map(Some) }
    }
}

impl<T: Laid> Laid for Vec<T> {
    fn lay(&self) -> Value {
        if self.is_empty() { Value::Null } else { self.iter().map(Laid::lay).collect() }
    }
    fn take(json: &Value) -> Option<Self> {
        if json.is_null() { Some(Self::new()) } else { json.as_array()?.iter().map(T::take).collect() }
    }
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl Laid for $type {
            fn lay(&self) -> Value {
                (*self).into()
            }
            fn take(json: &Value) -> Option<Self> {
                json.as_i64()?.try_into().ok()
            }
        }
    )+};
}
number!(u8, i8, u32, i32);

macro_rules! written {
    ($($type:ty: $write:expr, $read:expr;)+) => {$(
        impl Laid for $type {
            fn lay(&self) -> Value {
                let write: fn(&$type) -> String = $write;
                Value::String(write(self))
            }
            fn take(json: &Value) -> Option<Self> {
                let read: fn(&str) -> Option<$type> = $read;
                read(json.as_str()?)
            }
        }
    )+};
}
written! {
    Line: ToString::to_string, |text| Line::new(text).ok();
    Words: ToString::to_string, |text| Words::new(text).ok();
    Uuid: ToString::to_string, |text| text.parse().ok();
    Date: ToString::to_string, |text| text.parse().ok();
    Time: |time| format!("{:02}:{:02}", time.hour(), time.minute()), |text| text.parse().ok();
    Timestamp: ToString::to_string, |text| text.parse().ok();
    DayRule: |day| day.code(), DayRule::from_code;
    Frequency: |it| it.code().to_owned(), Frequency::from_code;
    LocationKind: |it| it.code().to_owned(), LocationKind::from_code;
    Status: |it| it.code().to_owned(), Status::from_code;
}

macro_rules! object {
    ($($type:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Laid for $type {
            fn lay(&self) -> Value {
                let mut members = Map::new();
                $(put(&mut members, stringify!($field), self.$field.lay());)+
                Value::Object(members)
            }
            fn take(json: &Value) -> Option<Self> {
                let members = json.as_object()?;
                Some(Self { $($field: Laid::take(members.get(stringify!($field)).unwrap_or(&Value::Null))?),+ })
            }
        }
    )+};
}
object! {
    Entry {
        name, description, status, audience, times, place, cost, access, languages, phone, email, url, record,
    }
    Record {
        minimum_age, maximum_age, eligibility, how_to_refer, fees, accreditations, alert, assured_on, assured_by, modified,
        costs, schedules, locations, phones, contacts, languages, terms, areas, places,
    }
    Cost { pence, option, words, valid_from, valid_to }
    Phone { number, extension, words }
    Contact { name, title, email, phones }
    Language { name, code, note }
    Term { id, name, code, words, taxonomy, taxonomy_id, uri, value }
    Area { name, uri }
    Places { available, maximum, unit, words, updated }
    Schedule {
        days, month_days, opens, closes, frequency, interval, starts_on, valid_from, valid_to, attending, words, link,
        notes,
    }
    Location {
        id, link_id, kind, name, words, position, addresses, access, phones, contacts, schedules,
    }
    Position { latitude, longitude }
    Address { attention, line_1, line_2, city, region, county, postcode, country }
    Access { words, details, link }
}

fn put(members: &mut Map<String, Value>, name: &str, json: Value) {
    if !json.is_null() {
        members.insert(name.to_owned(), json);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};

    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_laid_and_an_empty_one_is_nothing() {
        let words = |text: &str| Words::new(text).ok();
        let phone =
            || vec![Phone { number: Line::new("01632 960001").expect("fits"), extension: words("12"), words: None }];
        let full = Record {
            minimum_age: Some(16),
            maximum_age: Some(25),
            eligibility: words("Young carers"),
            costs: vec![Cost { pence: Some(0), option: words("under 18"), ..Cost::default() }],
            schedules: vec![Schedule {
                days: vec![DayRule::every(Weekday::Tuesday), DayRule { ordinal: Some(-1), weekday: Weekday::Friday }],
                month_days: vec![2, -1],
                opens: Some(time(9, 30, 0, 0)),
                frequency: Some(Frequency::Monthly),
                interval: Some(2),
                valid_from: Some(date(2026, 1, 1)),
                ..Schedule::default()
            }],
            locations: vec![Location {
                position: Some(Position { latitude: 54_970_000, longitude: -1_610_000 }),
                phones: phone(),
                ..Location::of(LocationKind::Virtual)
            }],
            phones: phone(),
            modified: "2026-11-01T10:00:00Z".parse().ok(),
            ..Record::default()
        };
        assert_eq!(Record::take(&full.lay()), Some(full.clone()));
        let entry = Entry {
            name: Line::new("Tea").expect("fits"),
            description: words("Tea for all"),
            status: Status::TemporarilyClosed,
            audience: None,
            times: None,
            place: words("The hall\nUpstairs"),
            cost: None,
            access: None,
            languages: None,
            phone: None,
            email: None,
            url: Line::new("https://example.org").ok(),
            record: full.clone(),
        };
        assert_eq!(Entry::take(&entry.lay()), Some(entry));
        assert!(matches!(laid(&Record::default()), crate::db::Value::Null));
        assert_eq!(read(None), Some(Record::default()));
        for damaged in [
            serde_json::json!([]),
            serde_json::json!({ "minimum_age": 999 }),
            serde_json::json!({ "minimum_age": 1.5 }),
            serde_json::json!({ "costs": 1 }),
            serde_json::json!({ "locations": [{}] }),
            serde_json::json!({ "schedules": [{ "days": ["XX"] }] }),
        ] {
            assert_eq!(read(Some(&damaged)), None, "{damaged}");
        }
    }
}
