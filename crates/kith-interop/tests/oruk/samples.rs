//! Whole made-up files, good and bad.

use kith_interop::oruk::{LocationType, ServiceStatus, Severity};

use super::{feed, issues, paths};

const TOWN: &str = include_str!("../samples/oruk/town.json");
const FAULTY: &str = include_str!("../samples/oruk/faulty.json");
const PARTS: &str = include_str!("../samples/oruk/parts.json");

#[test]
fn a_sound_page_is_read_without_remark() {
    let feed = feed(TOWN);
    assert_eq!(paths(&feed), Vec::<&str>::new());
    assert_eq!(feed.notes, Vec::<String>::new());
    assert_eq!((feed.services.len(), feed.organisations.len()), (3, 2));

    let tea = &feed.services[0];
    assert_eq!(tea.name, "Tuesday tea and talk");
    assert_eq!(tea.organisation_id, Some(feed.organisations[0].source_id));
    assert_eq!(tea.fees.as_deref(), Some("Free"));
    assert_eq!(tea.languages[0].code.as_deref(), Some("pa"));
    assert_eq!(tea.capacity[0].available, Some(4));
    assert_eq!(tea.capacity[0].unit.as_deref(), Some("places"));
    assert_eq!(tea.phones[0].number, "01632 960001");
    assert_eq!(tea.terms[0].name, "Loneliness");
    let hall = &tea.locations[0];
    assert_eq!(hall.location_type, LocationType::Physical);
    assert_eq!((hall.latitude, hall.longitude), (Some(54.9), Some(-1.5)));
    assert_eq!(hall.addresses[0].postcode.as_deref(), Some("ZZ1 1AA"));
    assert_eq!(hall.phones[0].extension.as_deref(), Some("12"));
    assert_eq!(tea.schedules[0].in_words().as_deref(), Some("Every Tuesday, 10am to 12pm"));
    assert_eq!(hall.schedules[0].in_words().as_deref(), Some("First Monday of the month, 2.30pm to 4pm"));

    assert_eq!(feed.services[1].status, ServiceStatus::TemporarilyClosed);
    assert_eq!(feed.services[2].locations[0].location_type, LocationType::Virtual);
}

#[test]
fn faulty_records_do_not_stop_the_sound_ones() {
    let feed = feed(FAULTY);
    let names: Vec<&str> = feed.services.iter().map(|service| service.name.as_str()).collect();
    assert_eq!(names, ["Repair café", "Walking & talking", "Choir"]);
    assert_eq!(feed.refused, 7);
    let refused: Vec<&str> = issues(&feed, Severity::Refused).iter().map(|(path, _)| *path).collect();
    assert_eq!(
        refused,
        [
            "contents[1].name",
            "contents[2].id",
            "contents[3]",
            "contents[4]",
            "contents[5]",
            "contents[6]",
            "contents[9].id",
        ]
    );
    assert!(feed.issues.iter().all(|issue| issue.message.ends_with('.')));
    assert_eq!(
        feed.notes,
        [
            "The page says it holds 3 records and holds 10.",
            "The feed says it holds 3 records in all, and this page alone holds 10.",
            "The feed says it is one page of 3 records, and the page holds 10.",
            "The page says it is empty and holds 10 records.",
            "The page says it is number 2 of 1.",
            "The page says it is number 2 of 1 and not the last.",
            "The page says it is number 2 and the first.",
        ]
    );
}

#[test]
fn each_fault_inside_a_record_is_named_where_it_is() {
    let feed = feed(FAULTY);
    let of = |severity| -> Vec<String> {
        issues(&feed, severity)
            .iter()
            .filter_map(|(path, _)| path.strip_prefix("contents[7].").map(str::to_owned))
            .collect()
    };
    assert_eq!(
        of(Severity::Ignored),
        [
            "minimum_age",
            "organization.name",
            "email",
            "assured_date",
            "schedules[1]",
            "service_at_locations[0].location.latitude",
            "service_at_locations[0].location.addresses[0].postal_code",
            "service_at_locations[1]",
            "languages",
            "phones[0].number",
        ]
        .iter()
        .map(|path| (*path).to_owned())
        .collect::<Vec<_>>()
    );
    assert_eq!(
        of(Severity::Changed),
        ["name", "description", "url", "status", "schedules[0].freq"].map(str::to_owned).to_vec()
    );
    let walking = &feed.services[1];
    assert_eq!(walking.description.as_deref(), Some("Walk with us.\n\n- Slow\n\n- Slower"));
    assert_eq!(walking.url.as_deref(), Some("https://www.example.org/walk"));
    assert_eq!(walking.status, ServiceStatus::Inactive);
}

#[test]
fn an_object_of_lists_is_read_and_its_unknown_parts_are_named() {
    let feed = feed(PARTS);
    assert_eq!((feed.services.len(), feed.organisations.len(), feed.refused), (2, 2, 1));
    assert_eq!(feed.notes, ["The part \u{201c}publisher\u{201d} was not read."].map(str::to_owned).to_vec());
    // One entry per place, one service: the places gather.
    let swimming = &feed.services[1];
    assert_eq!(swimming.name, "Warm water swimming");
    assert_eq!(swimming.locations.len(), 2);
    // The organisation's own record says more than the mention of it.
    assert_eq!(feed.organisations[0].website.as_deref(), Some("https://example.org/hub"));
}

#[test]
fn a_bare_list_and_a_single_service_are_read_like_a_page() {
    let one = r#"{"id":"6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11","name":"Tea","status":"active"}"#;
    for json in [
        one.to_owned(),
        format!("[{one}]"),
        format!("\u{feff}[{one}]"),
        format!(
            r#"{{"content":[{one}],"totalElements":1,"totalPages":1,"number":1,"size":1,"first":true,"last":true,"empty":false}}"#
        ),
        format!(r#"{{"services":[{one}]}}"#),
    ] {
        let feed = feed(&json);
        assert_eq!(feed.services.len(), 1, "in {json}");
        assert_eq!(feed.refused, 0, "in {json}");
        assert_eq!(feed.notes, Vec::<String>::new(), "in {json}");
    }
}
