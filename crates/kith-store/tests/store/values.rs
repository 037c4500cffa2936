//! Every kind of value goes in and comes out the same on both engines.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_store::{DbError, Row, Value};
use serde_json::json;
use uuid::Uuid;

use crate::house::{self, BY_ID, INSERT, SERVICE, SWAPPED, on_each_engine, reach, write};

#[derive(Clone, Debug, PartialEq)]
struct Thing {
    name: String,
    amount: Option<i64>,
    flag: Option<bool>,
    at: Option<Timestamp>,
    day: Option<Date>,
    facts: Option<serde_json::Value>,
    raw: Option<Vec<u8>>,
}

fn read(row: &Row<'_>) -> Result<Thing, DbError> {
    Ok(Thing {
        name: row.get("name")?,
        amount: row.get("amount")?,
        flag: row.get("flag")?,
        at: row.get("at")?,
        day: row.get("day")?,
        facts: row.get("facts")?,
        raw: row.get("raw")?,
    })
}

fn things() -> Vec<Thing> {
    let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
    let empty =
        Thing { name: "nothing".to_owned(), amount: None, flag: None, at: None, day: None, facts: None, raw: None };
    vec![
        empty.clone(),
        Thing {
            name: "ordinary".to_owned(),
            amount: Some(42),
            flag: Some(true),
            at: at("2026-11-21T10:15:30.123456Z"),
            day: Some(date(1931, 3, 7)),
            facts: Some(json!({ "b": [1, 2.5, null, "x"], "a": { "ü": true } })),
            raw: Some(vec![0, 1, 255]),
        },
        Thing {
            name: "żółć 日本 👩‍👩‍👧 \u{202e}'\"$1".to_owned(),
            amount: Some(i64::MAX),
            flag: Some(false),
            at: at("1969-12-31T23:59:59.999999Z"),
            day: Some(date(1, 1, 1)),
            facts: Some(json!("just text with \u{1} and '")),
            raw: Some(Vec::new()),
        },
        Thing {
            name: String::new(),
            amount: Some(0),
            at: at("0001-01-01T00:00:00Z"),
            day: Some(date(9999, 12, 31)),
            facts: Some(json!(null)),
            ..empty.clone()
        },
        Thing { name: "late".to_owned(), at: at("9999-12-30T22:00:00.999999Z"), ..empty },
    ]
}

#[test]
fn every_kind_of_value_comes_back_as_it_was() {
    on_each_engine(|store| {
        for thing in things() {
            let id = house::id();
            let given = thing.clone();
            write(store, move |tx| {
                let thing = given.clone();
                tx.execute(
                    &INSERT,
                    &[
                        id.into(),
                        SERVICE.into(),
                        thing.name.into(),
                        thing.amount.into(),
                        thing.flag.into(),
                        thing.at.into(),
                        thing.day.into(),
                        thing.facts.into(),
                        thing.raw.into(),
                    ],
                )
            })
            .unwrap();
            let (found, own) = store
                .read(&reach(), |tx| {
                    tx.fetch_optional(&BY_ID, &[id.into()], |row| Ok((read(row)?, row.get::<Uuid>("id")?)))
                })
                .map_err(|error: DbError| error)
                .unwrap()
                .unwrap();
            assert_eq!(found, thing, "{}", store.engine());
            assert_eq!(own, id);
        }
    });
}

#[test]
fn instants_are_cut_to_the_microsecond_alike() {
    on_each_engine(|store| {
        for (given, kept) in [
            ("2026-11-21T10:15:30.1234567Z", "2026-11-21T10:15:30.123456Z"),
            ("2026-11-21T10:15:30.9999999Z", "2026-11-21T10:15:30.999999Z"),
            ("1931-11-21T10:15:30.1234567Z", "1931-11-21T10:15:30.123456Z"),
        ] {
            let id = house::id();
            let at: Timestamp = given.parse().unwrap();
            write(store, move |tx| {
                let null = || Value::Null;
                let name = at.to_string();
                tx.execute(
                    &INSERT,
                    &[id.into(), SERVICE.into(), name.into(), null(), null(), at.into(), null(), null(), null()],
                )
            })
            .unwrap();
            let found: Option<Timestamp> = store
                .read(&reach(), |tx| tx.fetch_optional(&BY_ID, &[id.into()], |row| row.get("at")))
                .map_err(|error: DbError| error)
                .unwrap();
            assert_eq!(found, Some(kept.parse().unwrap()), "{}", store.engine());
        }
    });
}

#[test]
fn parameters_go_where_their_number_says() {
    on_each_engine(|store| {
        let found = write(store, |tx| {
            house::add(tx, "one")?;
            tx.fetch_optional(&SWAPPED, &["one".into(), "two".into()], |row| {
                let column = |name| row.get::<String>(name);
                Ok((column("first")?, column("second")?, column("quoted")?))
            })
        })
        .unwrap();
        let expected = ("one".to_owned(), "two".to_owned(), "$1".to_owned());
        assert_eq!(found, Some(expected), "{}", store.engine());
    });
}

#[test]
fn text_sorts_by_its_bytes_on_both_engines() {
    on_each_engine(|store| {
        write(store, |tx| {
            for name in ["b", "A", "a", "Z", "é", "_", "10", "9"] {
                house::add(tx, name)?;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(house::names(store), ["10", "9", "A", "Z", "_", "a", "b", "é"]);
    });
}
