//! The validator's mock feed, which is not committed here.

use std::path::PathBuf;

use kith_interop::oruk::{Feed, FeedError, ServiceStatus, read};

use super::paths;

/// The bytes of a sample, or `None` with a word about what was skipped.
fn sample(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("KITH_FIXTURES") else {
        assert!(
            std::env::var_os("KITH_REQUIRE_FIXTURES").is_none_or(|value| value != "1"),
            "KITH_REQUIRE_FIXTURES=1 but KITH_FIXTURES is not set"
        );
        eprintln!("skipped: oruk/feed/{name}, because KITH_FIXTURES is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("oruk/feed").join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[track_caller]
fn check(name: &str, services: usize, organisations: usize, refused: usize) -> Option<Feed> {
    let feed = read(&sample(name)?).expect("the mock feed is readable");
    let counted = (feed.services.len(), feed.organisations.len(), feed.refused);
    assert_eq!(counted, (services, organisations, refused), "in {name}");
    Some(feed)
}

#[test]
fn the_page_of_services_holds_one_service_and_true_counters() {
    let Some(feed) = check("service_list.json", 1, 1, 0) else {
        return;
    };
    assert_eq!(paths(&feed), Vec::<&str>::new());
    assert_eq!(feed.notes, Vec::<String>::new());
    let page = feed.page.expect("it is a page");
    assert_eq!((page.total_items, page.last), (Some(1), Some(true)));
    let service = &feed.services[0];
    assert_eq!(service.name, "Community Counselling");
    assert_eq!(service.status, ServiceStatus::Active);
    assert_eq!((service.minimum_age, service.maximum_age), (Some(12), Some(100)));
    assert_eq!(service.assured_date, Some(jiff::civil::date(2005, 1, 1)));
    assert_eq!(service.last_modified.map(|instant| instant.to_string()).as_deref(), Some("2023-03-15T10:30:45.123Z"));
    assert_eq!(service.organisation_id, Some(feed.organisations[0].source_id));
}

#[test]
fn the_full_service_is_read_with_all_its_parts_and_its_faults_are_named() {
    let Some(feed) = check("service_full.json", 1, 1, 0) else {
        return;
    };
    let service = &feed.services[0];
    assert_eq!(service.schedules.len(), 1);
    assert_eq!(service.locations.len(), 1);
    assert_eq!(service.locations[0].addresses[0].postcode.as_deref(), Some("ABC 1234"));
    assert_eq!(service.locations[0].accessibility.len(), 1);
    assert_eq!(service.cost_options[0].amount_pence, Some(3_500));
    assert_eq!(service.contacts[0].title.as_deref(), Some("Reception Manager"));
    assert_eq!(service.terms.len(), 1);
    assert_eq!(service.service_areas.len(), 1);
    assert_eq!(feed.organisations[0].identifiers[0].scheme.as_deref(), Some("GB-COH"));
    assert_eq!(
        service.schedules[0].in_words().as_deref(),
        Some("Every Thursday and Friday, 10am to 6pm, on 1 January 2005 only")
    );
    // The mock feed passes the schema and yet has a latitude of 100 degrees, a
    // weekly schedule with days of the month and a language without a name.
    assert_eq!(paths(&feed), ["schedules[0].bymonthday", "service_at_locations[0].location.latitude", "languages[0]",]);
    assert_eq!(feed.issues[0].record.as_deref(), Some("Community Counselling"));
}

#[test]
fn services_at_locations_become_services_with_their_place() {
    for name in ["service_at_location_list.json", "service_at_location_full.json"] {
        let Some(feed) = check(name, 1, 1, 0) else {
            return;
        };
        assert_eq!(feed.services[0].locations.len(), 1, "in {name}");
    }
}

#[test]
fn organisations_are_read_from_a_page_and_from_one_record() {
    let Some(feed) = check("organization_list.json", 0, 10, 0) else {
        return;
    };
    assert_eq!(feed.notes, ["The page says it holds 1 records and holds 10."], "the mock page counts wrongly");
    let Some(feed) = check("organization.json", 1, 1, 0) else {
        return;
    };
    assert_eq!(feed.services[0].organisation_id, Some(feed.organisations[0].source_id));
}

#[test]
fn entries_of_a_taxonomy_are_refused_by_name() {
    for name in ["taxonomy.json", "taxonomy_term.json", "taxonomy_term_list.json"] {
        let Some(feed) = check(name, 0, 0, 1) else {
            return;
        };
        assert!(feed.issues[0].message.contains("taxonomy"), "in {name}");
    }
}

#[test]
fn files_that_are_no_feed_are_told_apart_from_empty_ones() {
    for name in ["api_details.json", "dashboard_services_response.json"] {
        let Some(bytes) = sample(name) else { return };
        assert_eq!(read(&bytes), Err(FeedError::NotAFeed), "in {name}");
    }
}
