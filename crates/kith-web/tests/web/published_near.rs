//! The published directory near a postcode.

use http::StatusCode;
use kith_domain::staff::Role;
use serde_json::Value;

use super::client::Client;
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
    assert_eq!(import_of(world, PLACES).postcodes.new, 3);
}

fn import_of(world: &World, places: &'static str) -> kith_app::import::places::Report {
    let app = world.app.clone();
    let taken = std::thread::spawn(move || {
        let mut reader = kith_interop::places::open(places.as_bytes()).unwrap();
        kith_app::import::places::take(&app, &mut reader, "places.csv", &|_| {})
    });
    taken.join().unwrap().unwrap()
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

/// The published directory is the feed's: a team that knows better finds the entry at the new place in its own search, and
/// nobody is told of a place by its distance that is not the place told in words.
#[test]
fn what_a_team_moved_by_a_correction_is_published_where_its_feed_has_it() {
    story(async |world| {
        take(world, FEED);
        import_of(world, "pcds,lat,long\nZZ1 1AA,54.9781,-1.6112\nZZ1 1AB,54.9790,-1.6096\nZZ2 2AA,55.2000,-1.7000\n");
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for (name, _) in [("Here", 0), ("By postcode", 0)] {
            let found = lead.get(&format!("/directory?q={}", name.replace(' ', "+"))).await;
            let id = found.body.split("href=\"/directory/").find_map(|part| {
                let (id, rest) = part.split_once('"')?;
                rest.split('<').next()?.contains(name).then(|| id.split('?').next().unwrap().to_owned())
            });
            let place = format!("/directory/{}/correct/place", id.unwrap());
            let moved = lead.fill(&place, &place, &[("words", "The new hall, ZZ2 2AA")]).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        }
        let at = |code: &str| format!("/oruk/service_at_locations?postcode={code}&proximity=500");
        for with_index in [false, true] {
            if with_index {
                let app = world.app.clone();
                tokio::task::spawn_blocking(move || kith_app::searching::make(&app).unwrap()).await.unwrap();
            }
            let old = read(&ask(world, &at("ZZ1+1AA")).await);
            assert_eq!(names(&old), ["Here", "By postcode"], "index {with_index}");
            assert!(!old.to_string().contains("ZZ2 2AA"), "{old}");
            assert!(names(&read(&ask(world, &at("ZZ2+2AA")).await)).is_empty(), "index {with_index}");
            // The team itself finds them where they are.
            let near = lead.get("/directory?q=postcode&from=ZZ2+2AA&within=1").await;
            assert!(near.text().contains("By postcode"), "index {with_index}: {}", near.text());
        }
        // A newer file of postcodes changes nothing in that.
        import_of(world, PLACES);
        assert_eq!(names(&read(&ask(world, &at("ZZ1+1AA")).await)), ["Here", "By postcode"]);
    });
}

/// A newer file of postcodes says that one lies elsewhere: whoever is there by it alone moves with it, and whoever says
/// where they are does not.
#[test]
fn a_place_known_by_its_postcode_moves_when_a_newer_file_moves_the_postcode() {
    story(async |world| {
        take(world, FEED);
        import(world);
        let at = |code: &str| format!("/oruk/service_at_locations?postcode={code}&proximity=500");
        assert_eq!(names(&read(&ask(world, &at("ZZ1+1AA")).await)), ["Here", "By postcode"]);
        let newer = "pcds,lat,long\nZZ1 1AA,54.9781,-1.6112\nZZ1 1AB,55.3000,-1.6096\nZZ1 1AC,55.3001,-1.6096\n";
        assert_eq!(import_of(world, newer).postcodes.changed, 2);
        assert_eq!(names(&read(&ask(world, &at("ZZ1+1AA")).await)), ["Here"], "it is not found where it was");
        assert_eq!(names(&read(&ask(world, &at("ZZ1+1AC")).await)), ["By postcode"], "and is found where it is now");
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
