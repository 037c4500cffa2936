//! What must hold for every file.

use std::collections::HashSet;

use kith_interop::oruk::{Feed, Severity, limits, read};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;

const KEYS: [&str; 34] = [
    "id",
    "name",
    "status",
    "description",
    "url",
    "email",
    "organization",
    "organization_id",
    "schedules",
    "service_at_locations",
    "location",
    "addresses",
    "postal_code",
    "latitude",
    "longitude",
    "byday",
    "bymonthday",
    "freq",
    "interval",
    "opens_at",
    "valid_from",
    "phones",
    "number",
    "languages",
    "contacts",
    "attributes",
    "taxonomy_term",
    "capacities",
    "services",
    "service",
    "contents",
    "organizations",
    "website",
    "minimum_age",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[<>&;#/!a-z0-9 -]{0,40}",
        "[0-9T:Z+-]{0,25}",
        "-?[0-9]{0,3}(MO|TU|SU)(,[0-9-]{0,4}(WE|FR))?",
        Just("6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11".to_owned()),
        (0..4_u32).prop_map(|n| format!("6a1f0b52-93c4-4d0e-8f57-{:012}", n + 1)),
        Just("active".to_owned()),
        Just("MONTHLY".to_owned()),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![9 => proptest::sample::select(&KEYS[..]).prop_map(str::to_owned), 1 => ".{0,6}"]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 80, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(key(), inner, 0..9).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A record with what a service needs, damaged now and then.
fn record() -> impl Strategy<Value = Value> {
    let member = prop_oneof![3 => text().prop_map(Value::from), 1 => json()];
    (vec(member, 3), btree_map(key(), json(), 0..6)).prop_map(|(needed, others)| {
        let mut members: serde_json::Map<String, Value> = others.into_iter().collect();
        // These would make it a record of another kind, holding several.
        members.retain(|key, _| !matches!(key.as_str(), "service" | "services"));
        for (key, value) in ["id", "name", "status"].into_iter().zip(needed) {
            members.insert(key.to_owned(), value);
        }
        Value::Object(members)
    })
}

fn assert_sound(feed: &Feed) {
    let ids: HashSet<_> = feed.services.iter().map(|service| service.source_id).collect();
    assert_eq!(ids.len(), feed.services.len(), "every service stands once");
    for service in &feed.services {
        assert!(!service.name.trim().is_empty());
        assert!(service.name.chars().count() <= limits::NAME);
        let texts = [Some(&service.name), service.description.as_ref(), service.fees.as_ref()];
        for text in texts.into_iter().flatten() {
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
        if let Some(url) = &service.url {
            let schemes = ["http://", "https://", "mailto:", "tel:"];
            assert!(schemes.iter().any(|scheme| url.starts_with(scheme)));
        }
        for schedule in &service.schedules {
            assert!(schedule.in_words().is_none_or(|words| !words.is_empty()));
        }
        for location in &service.locations {
            assert_eq!(location.latitude.is_some(), location.longitude.is_some());
        }
    }
    let refused = feed.issues.iter().filter(|issue| issue.severity == Severity::Refused);
    assert!(refused.count() <= feed.refused);
    assert!(feed.issues.iter().all(|issue| !issue.message.is_empty()));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..400)) {
        if let Ok(feed) = read(&bytes) {
            assert_sound(&feed);
        }
    }

    #[test]
    fn any_json_is_survived(value in json()) {
        if let Ok(feed) = read(value.to_string().as_bytes()) {
            assert_sound(&feed);
        }
    }

    #[test]
    fn every_record_is_a_draft_or_refused(records in vec(record(), 0..8)) {
        let json = Value::from(records.clone()).to_string();
        let feed = read(json.as_bytes()).expect("a list is a feed");
        assert_sound(&feed);
        prop_assert_eq!(feed.services.len() + feed.refused, records.len());
        for (index, record) in records.iter().enumerate() {
            let own = format!("[{index}]");
            let refused = feed.issues.iter().any(|issue| {
                issue.severity == Severity::Refused
                    && (issue.path == own || issue.path.starts_with(&format!("{own}.")))
            });
            let id = record.get("id").and_then(Value::as_str).map(str::trim);
            let kept = id.is_some_and(|id| {
                uuid::Uuid::try_parse(id)
                    .is_ok_and(|id| feed.services.iter().any(|service| service.source_id == id))
            });
            prop_assert!(refused || kept, "record {} vanished", index);
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_survived(end in 0..4_000_usize) {
        let whole = include_bytes!("../samples/oruk/town.json");
        let end = end.min(whole.len() - 3);
        prop_assert!(read(&whole[..end]).is_err());
    }
}
