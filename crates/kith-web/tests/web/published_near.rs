//! The published directory near a postcode.

use http::StatusCode;
use serde_json::Value;

use super::published::{ask, problem, read, take};
use super::world::{World, story};

/// Five services: one at its own position, one by its postcode alone, one five miles off, one that is on line, one
/// whose postcode nobody knows.
const FEED: &str = r#"{ "services": [
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c21", "name": "Here", "status": "active", "minimum_age": 18,
    "organization": { "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c620", "name": "Near Trust", "description": "Kind people" },
    "service_at_locations": [{ "location": { "location_type": "physical", "latitude": 54.9780, "longitude": -1.6100 } },
      { "location": { "location_type": "virtual", "name": "On line" } }] },
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c22", "name": "By postcode", "status": "active",
    "organization_id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c620",
    "service_at_locations": [{ "location": { "location_type": "physical",
      "addresses": [{ "address_1": "1 Quay", "postal_code": "zz11ab" }] } }] },
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c23", "name": "Further off", "status": "active",
    "organization_id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c620",
    "service_at_locations": [{ "location": { "location_type": "physical", "latitude": 55.0500, "longitude": -1.6100 } }] },
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c24", "name": "Nowhere", "status": "active",
    "organization_id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c620",
    "service_at_locations": [{ "location": { "location_type": "physical",
      "addresses": [{ "address_1": "2 Quay", "postal_code": "ZZ9 9ZZ" }] } }] } ] }"#;

const PLACES: &str = "pcds,lat,long\nZZ1 1AA,54.9781,-1.6112\nZZ1 1AB,54.9790,-1.6096\nZZ1 1AC,,\n";

/// Takes a file of postcodes, as the command does.
fn import(world: &World) {
    let app = world.app.clone();
    let taken = std::thread::spawn(move || {
        let mut reader = kith_interop::places::open(PLACES.as_bytes()).unwrap();
        kith_app::import::places::take(&app, &mut reader, "places.csv", &|_| {})
    });
    assert_eq!(taken.join().unwrap().unwrap().postcodes.new, 3);
}

fn names(list: &Value) -> Vec<&str> {
    list["contents"].as_array().unwrap().iter().filter_map(|it| it["service"]["name"].as_str()).collect()
}

#[test]
fn what_lies_near_a_postcode_is_found_nearest_first_with_its_counters() {
    story(async |world| {
        take(world, FEED);
        let at = |query: &str| format!("/oruk/service_at_locations?{query}");
        let refused = ask(world, &at("postcode=ZZ1+1AA&proximity=500")).await;
        problem(&refused, StatusCode::NOT_IMPLEMENTED, "nothing is imported");
        assert!(refused.body.contains("no file of postcodes"), "{}", refused.body);
        let before = read(&ask(world, &at("per_page=100")).await);
        import(world);
        let after = read(&ask(world, &at("per_page=100")).await);
        assert_eq!(before, after, "what is published stays what was said");

        for (query, expected) in [
            ("postcode=ZZ1+1AA&proximity=100", vec!["Here"]),
            ("postcode=zz11aa&proximity=500", vec!["Here", "By postcode"]),
            ("postcode=ZZ1+1AB&proximity=500", vec!["By postcode", "Here"]),
            ("postcode=ZZ1+1AA&proximity=20000", vec!["Here", "By postcode", "Further off"]),
            ("postcode=ZZ1+1AA&proximity=20000&minimum_age=18", vec!["Here"]),
            ("postcode=ZZ1+1AA&proximity=1", vec![]),
        ] {
            let list = read(&ask(world, &at(query)).await);
            assert_eq!(names(&list), expected, "{query}");
            assert_eq!(list["total_items"], expected.len(), "{query}");
            assert_eq!(list["empty"], expected.is_empty(), "{query}");
        }
        let second = read(&ask(world, &at("postcode=ZZ1+1AA&proximity=20000&per_page=2&page=2")).await);
        assert_eq!(names(&second), ["Further off"]);
        for (counter, value) in [("total_items", 3), ("total_pages", 2), ("page_number", 2), ("size", 1)] {
            assert_eq!(second[counter], value, "{counter}: {second}");
        }
        assert_eq!((&second["first_page"], &second["last_page"]), (&Value::from(false), &Value::from(true)));
    });
}

#[test]
fn a_postcode_that_is_not_known_and_half_a_question_are_refused_plainly() {
    story(async |world| {
        take(world, FEED);
        import(world);
        for (query, words) in [
            ("postcode=ZZ9+9ZZ&proximity=500", "not known here"),
            ("postcode=ZZ1+1AC&proximity=500", "not known here"),
            ("postcode=ZZ1+1AA", "belong together"),
            ("proximity=500", "belong together"),
            ("postcode=nowhere&proximity=500", "full postcode"),
            ("postcode=%22%27%3E%3Cx-kith-7%3E&proximity=500", "full postcode"),
            ("postcode=ZZ1+1AA&proximity=0", "whole number of metres"),
            ("postcode=ZZ1+1AA&proximity=-1", "whole number of metres"),
            ("postcode=ZZ1+1AA&proximity=200001", "whole number of metres"),
            ("postcode=ZZ1+1AA&proximity=NaN", "whole number of metres"),
            ("postcode=ZZ1+1AA&proximity=99999999999999999999", "whole number of metres"),
            ("postcode=ZZ1+1AA&postcode=ZZ1+1AB&proximity=5", "one parameter twice"),
        ] {
            let refused = ask(world, &format!("/oruk/service_at_locations?{query}")).await;
            problem(&refused, StatusCode::BAD_REQUEST, query);
            assert!(refused.body.contains(words), "{query}: {}", refused.body);
            assert!(!refused.body.contains("x-kith"), "{}", refused.body);
        }
    });
}
