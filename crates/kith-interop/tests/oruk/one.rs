//! The older structure, 1.0, in both of its envelopes.

use kith_interop::oruk::{ServiceStatus, Severity};

use super::{feed, issues, paths};

const TOWN: &str = include_str!("../samples/oruk/one-town.json");
const FAULTY: &str = include_str!("../samples/oruk/one-faulty.json");

#[test]
fn a_sound_page_of_1_0_gives_the_drafts_of_3_0_without_remark() {
    let feed = feed(TOWN);
    assert_eq!(paths(&feed), Vec::<&str>::new());
    assert_eq!(feed.notes, Vec::<String>::new());
    assert!(feed.older);
    assert_eq!((feed.services.len(), feed.organisations.len(), feed.refused), (2, 1, 0));
    let page = feed.page.unwrap();
    assert_eq!((page.number, page.total_pages, page.total_items, page.last), (Some(1), Some(1), Some(2), Some(true)));

    let singing = &feed.services[0];
    assert_eq!(singing.status, ServiceStatus::Active);
    assert_eq!(singing.organisation_id, Some(feed.organisations[0].source_id));
    assert_eq!(feed.organisations[0].website.as_deref(), Some("https://singing.example.org/"));
    assert_eq!((singing.minimum_age, singing.maximum_age), (Some(0), None), "the widest span");
    assert_eq!(singing.eligibility.as_deref(), Some("Babies (aged 0 to 2); Grandparents (aged 50 and over)"));
    assert_eq!(singing.application_process.as_deref(), Some("Drop in"));
    assert_eq!(singing.cost_options[0].amount_pence, Some(250));
    assert_eq!(singing.languages[0].name, "Welsh");
    assert_eq!(singing.contacts[0].phones[0].number, "01632 960011");
    assert_eq!(singing.service_areas[0].name, "Inventown");
    let terms: Vec<(&str, Option<&str>)> =
        singing.terms.iter().map(|term| (term.name.as_str(), term.taxonomy.as_deref())).collect();
    assert_eq!(
        terms,
        [
            ("Community singing", Some("esdServiceTypes")),
            ("venue", Some("attending_type")),
            ("Training", Some("deliverable_type")),
        ]
    );
    let hall = &singing.locations[0];
    assert_eq!(hall.addresses[0].postcode.as_deref(), Some("ZZ1 1AA"));
    assert_eq!(hall.accessibility[0].description, "Step-free entrance");
    assert_eq!(hall.schedules[0].in_words().as_deref(), Some("Every Tuesday, 10am to 11am"));
    assert_eq!(singing.schedules[0].in_words().as_deref(), Some("Every Friday, 2pm to 3.30pm"));

    let loans = &feed.services[1];
    assert_eq!((loans.minimum_age, loans.maximum_age), (Some(16), None));
    assert_eq!(loans.eligibility.as_deref(), Some("Anybody on a low income"), "its ages stand in their own members");
}

#[test]
fn what_is_wrong_in_1_0_is_named_as_1_0_names_it() {
    let feed = feed(FAULTY);
    assert_eq!(feed.services.len(), 1);
    let refused: Vec<&str> = issues(&feed, Severity::Refused).iter().map(|(path, _)| *path).collect();
    assert_eq!(refused, ["content[1].id", "content[2]", "content[3]", "content[4]"]);
    let ignored: Vec<&str> = issues(&feed, Severity::Ignored).iter().map(|(path, _)| *path).collect();
    assert_eq!(
        ignored,
        [
            "content[0].regular_schedules[0]",
            "content[0].regular_schedules[1].byday",
            "content[0].service_at_locations[0].location.physical_addresses[0].postal_code",
            "content[0].service_at_locations[0].location.physical_addresses[0]",
            "content[0].service_taxonomys[0].taxonomy.name",
            "content[0].eligibilitys[0]",
            "content[0].eligibilitys[1].minimum_age",
            "content[0].eligibilitys[1]",
            "content[0].eligibilitys[2]",
            // That the id is none is said of the member, too.
            "content[1].id",
        ]
    );
    assert!(feed.issues.iter().all(|issue| issue.message.ends_with('.')));
}

#[test]
fn pages_counted_from_nought_are_counted_from_one() {
    let faulty = feed(FAULTY);
    assert_eq!(faulty.page.unwrap().number, Some(2));
    assert_eq!(faulty.notes, Vec::<String>::new(), "page 1 that is not the first is the second, and so the last");
    for (number, flags, expected) in [
        (0, r#""first":true,"last":false"#, 1),
        (1, r#""first":true,"last":false"#, 1),
        (1, r#""first":false,"last":false"#, 2),
        (2, r#""first":false,"last":true"#, 3),
        (3, r#""first":false,"last":true"#, 3),
    ] {
        for list in ["content", "contents"] {
            let json = format!(r#"{{"totalElements":30,"totalPages":3,"number":{number},{flags},"{list}":[]}}"#);
            let read = feed(&json);
            assert_eq!(read.page.unwrap().number, Some(expected), "in {json}");
            assert_eq!(read.notes, Vec::<String>::new(), "in {json}");
            assert!(read.older);
        }
    }
    let most = format!(r#"{{"totalElements":1,"number":{},"first":true,"last":true,"content":[]}}"#, u64::MAX);
    assert!(feed(&most).page.unwrap().number.is_some());
}

#[test]
fn a_member_of_3_0_stands_before_its_older_name() {
    let json = r#"[{"id":"7b1d3c10-4f52-4a8e-9c11-1a2b3c4d5e05","name":"Tea","status":"active","organization_id":
        "7b1d3c10-4f52-4a8e-9c11-1a2b3c4d5e06","schedules":[{"byday":"MO","opens_at":"10:00"}],
        "regular_schedules":[{"byday":"FR","opens_at":"11:00"}],"minimum_age":18,
        "eligibilitys":[{"eligibility":"Adults","minimum_age":16}]}]"#;
    let read = feed(json);
    assert_eq!(read.services[0].schedules.len(), 1);
    assert_eq!(read.services[0].minimum_age, Some(18));
    assert!(read.older);
    assert!(!feed(r#"{"total_items":0,"contents":[]}"#).older);
}

#[test]
fn members_of_the_wrong_kind_are_left_out_one_by_one() {
    const KEYS: [&str; 10] = [
        "eligibilitys",
        "eligibilities",
        "service_taxonomys",
        "regular_schedules",
        "attending_access",
        "attending_type",
        "deliverable_type",
        "cost_options",
        "service_at_locations",
        "languages",
    ];
    for key in KEYS {
        for value in ["7", "\"\u{202e}x\"", "{}", "[[]]", "[null]", "[{\"taxonomy\":7}]", "true", "null", "1e300"] {
            let json = format!(
                r#"{{"id":"7b1d3c10-4f52-4a8e-9c11-1a2b3c4d5e05","name":"Tea","status":"active",
                "organization":{{"id":"7b1d3c10-4f52-4a8e-9c11-1a2b3c4d5e06","name":"O"}},"{key}":{value}}}"#
            );
            assert_eq!(feed(&json).services.len(), 1, "{key}: {value}");
        }
    }
    // A hostile record stays as bounded as one of 3.0.
    let many = format!("[{}]", vec![r#"{"eligibility":"x"}"#; 20_000].join(","));
    let json = format!(
        r#"{{"id":"7b1d3c10-4f52-4a8e-9c11-1a2b3c4d5e05","name":"Tea","status":"active","eligibilitys":{many}}}"#
    );
    assert_eq!(feed(&json).services[0].eligibility.as_deref(), Some("x"));
}

#[test]
fn other_programs_of_1_0_are_understood_too() {
    let text = r#"{"content": [
        {"id": "0f0e3c1a-0000-4000-8000-000000000001", "name": "Tea and talk", "status": "active",
         "assured_date": "31/03/2026 09:30:00", "schedules": [],
         "regular_schedules": [{"id": "0f0e3c1a-0000-4000-8000-000000000002", "freq": "WEEKLY", "byday": "TU",
            "opens_at": "10:00", "closes_at": "11:00"}],
         "organization": {"id": "0f0e3c1a-0000-4000-8000-000000000003", "name": "Elm Café", "description": "A café."},
         "service_at_locations": [{"id": "0f0e3c1a-0000-4000-8000-000000000004",
            "regular_schedule": [{"id": "0f0e3c1a-0000-4000-8000-000000000005", "freq": "WEEKLY", "byday": "FR",
                "opens_at": "14:00", "closes_at": "15:00"}],
            "location": {"id": "0f0e3c1a-0000-4000-8000-000000000006", "name": "The hall"}}]},
        {"id": "0f0e3c1a-0000-4000-8000-000000000007",
         "service": {"id": "0f0e3c1a-0000-4000-8000-000000000008", "name": "Another", "organization": "x"}}]}"#;
    let feed = feed(text);
    let tea = &feed.services[0];
    assert_eq!(tea.assured_date, Some(jiff::civil::date(2026, 3, 31)), "the day stands first");
    assert_eq!(
        tea.schedules[0].in_words().as_deref(),
        Some("Every Tuesday, 10am to 11am"),
        "an empty list hides nothing"
    );
    assert_eq!(tea.locations[0].schedules[0].in_words().as_deref(), Some("Every Friday, 2pm to 3pm"));
    // A review that gives no score is a review still: the service within it is not taken for the entry.
    assert_eq!(feed.services.len(), 1);
    assert_eq!(issues(&feed, Severity::Refused).iter().map(|(path, _)| *path).collect::<Vec<_>>(), ["content[1]"]);
    let changed: Vec<&str> = issues(&feed, Severity::Changed).iter().map(|(path, _)| *path).collect();
    assert!(changed.contains(&"content[0].assured_date"), "{changed:?}");
}
