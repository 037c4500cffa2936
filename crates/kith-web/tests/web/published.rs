//! The published directory: every endpoint against the standard's own schemas, page counters, filters, and what anybody
//! may and may not read.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use http::StatusCode;
use kith_domain::staff::Role;
use kith_interop::oruk;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::world::{World, from_nothing, story};

/// A made-up feed: two services of one organisation, with everything the standard has a place for.
const FEED: &str = r#"{ "services": [
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11", "name": "Tea & talk <tuesdays>", "status": "active",
    "description": "A warm room.\n\nCome as you are.", "url": "https://tea.example.org/", "email": "tea@example.org",
    "fees": "Free", "eligibility_description": "Anybody", "application_process": "Ring first",
    "minimum_age": 18, "maximum_age": 25, "assured_date": "2026-10-01", "assurer_email": "checker@example.org",
    "alert": "Closed over Christmas", "last_modified": "2026-10-02T10:30:45.123Z",
    "organization": { "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Tea Trust", "description": "Kind people",
      "email": "trust@example.org", "website": "https://trust.example.org" },
    "schedules": [{ "id": "48102e86-bb50-41c4-8f1e-e269368c41d1", "freq": "WEEKLY", "byday": "TU,TH",
      "opens_at": "10:00", "closes_at": "12:30", "valid_from": "2026-01-01", "attending_type": "in person",
      "schedule_link": "https://tea.example.org/when" }],
    "cost_options": [{ "id": "1fdf4d39-3d80-484d-9f92-a8ffa08621e7", "option": "Everybody", "amount": 2.5, "currency": "GBP",
      "amount_description": "for a cup" }],
    "languages": [{ "id": "2989d3ed-c547-48f8-8f9d-432d81c7892e", "name": "Polish", "code": "pl", "note": "Thursdays" }],
    "contacts": [{ "id": "1e7efce3-639b-4880-940c-b95cd30cdb50", "name": "Ann", "title": "Host",
      "phones": [{ "id": "1e7efce3-639b-4880-940c-b95cd30cdb51", "number": "01632 960001", "extension": "12" }] }],
    "service_areas": [{ "id": "381c64f1-a724-4884-9c21-ac96c21cca3e", "name": "Northtown" }],
    "capacities": [{ "id": "381c64f1-a724-4884-9c21-ac96c21cca31", "available": 3, "maximum": 8,
      "updated": "2026-10-02T10:30:45Z", "unit": { "id": "381c64f1-a724-4884-9c21-ac96c21cca32", "name": "seats" } }],
    "attributes": [
      { "id": "ae58cc39-8b70-4ab1-8aea-786882e5ac8e", "taxonomy_term": { "id": "3f7b145d-84af-42d7-8fae-eaca714b02b2",
        "name": "Loneliness", "description": "Being alone", "taxonomy": "Needs",
        "taxonomy_id": "5c4d79d7-cc55-470e-9f1f-8cad074e4892", "code": "L1", "term_uri": "https://example.org/l1" } },
      { "id": "ae58cc39-8b70-4ab1-8aea-786882e5ac8f", "taxonomy_term": { "name": "Tea", "taxonomy": "Own words" } },
      { "id": "ae58cc39-8b70-4ab1-8aea-786882e5ac80", "label": "Dogs", "value": "welcome" }],
    "service_at_locations": [
      { "id": "e94c9f38-1e8f-4564-91d4-d53501ab1765", "location": { "id": "3a19ff88-4620-4d17-9830-ac1d859eb5d5",
        "location_type": "physical", "name": "The hall", "description": "Bus 12", "latitude": 54.970123, "longitude": -1.61,
        "addresses": [{ "id": "74706e55-df26-4b84-80fe-ecc30b5befb4", "address_1": "1 Main Street", "city": "Northtown",
          "state_province": "Northshire", "postal_code": "ne14lp", "country": "GB", "address_type": "physical" }],
        "accessibility": [{ "id": "afcf296e-1cb2-4139-9c88-33d587d1a50b", "description": "Step-free", "details": "Lift",
          "url": "https://tea.example.org/access" }] } },
      { "location": { "location_type": "virtual", "name": "On line" },
        "schedules": [{ "freq": "MONTHLY", "byday": "-1FR", "opens_at": "18:00", "closes_at": "00:00" }] }] },
  { "id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c12", "name": "Chess", "status": "temporarily closed", "minimum_age": 7,
    "organization_id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
    "schedules": [{ "freq": "WEEKLY", "byday": "WE", "opens_at": "09:00", "closes_at": "17:00" }] } ] }"#;

/// Takes a feed from a text, as the command does.
pub(super) fn take(world: &World, text: &str) -> kith_app::import::directory::Report {
    let feed = oruk::read(text.as_bytes()).unwrap();
    let app = world.app.clone();
    // The client of PostgreSQL waits by itself, which it may not within the runtime of the story.
    let taken = std::thread::spawn(move || kith_app::import::directory::take(&app, &feed, None, &|_, _| {}));
    taken.join().unwrap().unwrap()
}

pub(super) fn read(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Asks as nobody, from an address of one's own each time, so that the pace is not in the way.
pub(super) async fn ask(world: &World, path: &str) -> Answer {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let [_, a, b, c] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    Client::at(&world.router, &format!("10.{a}.{b}.{c}")).get(path).await
}

/// The text of a schema of the standard, or `None` with a word about what was skipped.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn schema(name: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("KITH_FIXTURES") else {
        let required = std::env::var_os("KITH_REQUIRE_FIXTURES").is_some_and(|value| value == "1");
        assert!(!required, "KITH_REQUIRE_FIXTURES=1 but KITH_FIXTURES is not set");
        eprintln!("skipped: the schema {name}, because KITH_FIXTURES is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("oruk/specification").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

#[track_caller]
fn valid(name: &str, it: &Value) {
    let Some(json) = schema(name) else { return };
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    let at = |name: &str| format!("https://standard.test/{name}");
    compiler.add_resource(&at(name), json).unwrap();
    if name == "uk-profile/taxonomy.json" {
        let terms = "uk-profile/taxonomy_term.json";
        compiler.add_resource(&at(terms), schema(terms).unwrap()).unwrap();
    }
    let index = compiler.compile(&at(name), &mut schemas).unwrap();
    if let Err(error) = schemas.validate(it, index) {
        panic!("{name}: {error:#}\n{it:#}");
    }
}

/// Nothing optional is there without a value.
#[track_caller]
fn says_nothing_empty(it: &Value, at: &str) {
    // What the standard requires of an address, an organisation and a term.
    const REQUIRED: [&str; 6] = ["address_1", "city", "state_province", "postal_code", "country", "description"];
    match it {
        Value::Null => panic!("{at} is null"),
        Value::String(text) => {
            assert!(!text.is_empty() || REQUIRED.iter().any(|key| at.ends_with(key)), "{at} is empty");
        }
        Value::Array(list) => {
            assert!(!list.is_empty() || at == "/contents", "{at} is an empty list");
            list.iter().for_each(|it| says_nothing_empty(it, at));
        }
        Value::Object(members) => members.iter().for_each(|(key, it)| says_nothing_empty(it, &format!("{at}/{key}"))),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

const COMPILED: &str = "uk-profile/compiled";

#[test]
fn every_endpoint_answers_what_the_standards_own_schemas_ask_for() {
    story(async |world| {
        take(world, FEED);
        for path in ["/oruk", "/oruk/"] {
            let api = read(&ask(world, path).await);
            assert_eq!(api["version"], "HSDS-UK-3.0");
            assert!(api["profile"].as_str().is_some_and(|it| it.starts_with("https://")));
            assert!(api["openapi_url"].as_str().is_some_and(|it| it.starts_with("https://")));
        }
        let lists = [
            ("services", format!("{COMPILED}/service_list.json"), format!("{COMPILED}/service.json")),
            (
                "service_at_locations",
                format!("{COMPILED}/service_at_location_list.json"),
                format!("{COMPILED}/service_at_location.json"),
            ),
            ("taxonomies", "uk-profile/taxonomy.json".to_owned(), "uk-profile/taxonomy.json".to_owned()),
            ("taxonomy_terms", "uk-profile/taxonomy_term.json".to_owned(), "uk-profile/taxonomy_term.json".to_owned()),
        ];
        for (name, of_list, of_one) in lists {
            let answer = ask(world, &format!("/oruk/{name}")).await;
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(answer.header("x-robots-tag"), "", "the public directory may be found");
            let list = read(&answer);
            says_nothing_empty(&list, "");
            let contents = list["contents"].as_array().unwrap().clone();
            assert!(contents.len() >= 2, "{name}: {list:#}");
            for one in &contents {
                valid(&of_list, one);
                valid(&of_one, one);
                let alone = read(&ask(world, &format!("/oruk/{name}/{}", one["id"].as_str().unwrap())).await);
                valid(&of_one, &alone);
                assert_eq!(&alone, one, "the same in the list and by itself");
            }
            counters(world, name, contents.len()).await;
        }
    });
}

/// One record a page: every counter of every page, and together they are the whole list.
async fn counters(world: &World, name: &str, total: usize) {
    let mut seen = Vec::new();
    for number in 1..=total {
        let page = read(&ask(world, &format!("/oruk/{name}?per_page=1&page={number}")).await);
        let mut counted = page.clone();
        let contents = counted.as_object_mut().and_then(|it| it.remove("contents")).unwrap();
        assert_eq!(
            counted,
            json!({ "total_items": total, "total_pages": total, "page_number": number, "size": 1,
                "first_page": number == 1, "last_page": number == total, "empty": false }),
            "{name}"
        );
        seen.push(contents[0]["id"].clone());
    }
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), total, "{name}: each record stands on one page");
    let beyond = read(&ask(world, &format!("/oruk/{name}?per_page=1&page={}", total + 1)).await);
    assert_eq!(
        (&beyond["empty"], &beyond["last_page"], &beyond["total_items"]),
        (&true.into(), &true.into(), &total.into())
    );
}

#[test]
fn what_is_published_and_read_again_changes_nothing() {
    story(async |world| {
        let first = take(world, FEED);
        assert_eq!((first.taken, first.refused), (2, 0), "{:?}", first.lines);
        let again = take(world, FEED);
        assert_eq!((again.taken, again.changed, again.unchanged), (0, 0, 2), "{:?}", again.lines);
        for path in ["/oruk/services", "/oruk/service_at_locations"] {
            let published = ask(world, path).await;
            let back = take(world, &published.body);
            assert_eq!(
                (back.taken, back.changed, back.refused, back.organisations),
                (0, 0, 0, 0),
                "{path}: {:?}",
                back.lines
            );
        }
        // The team's own entries are read back as what they are.
        let all = read(&ask(world, "/oruk/services").await);
        assert!(all["total_items"].as_i64() > Some(2), "own entries are published too: {all:#}");
    });
}

#[test]
fn an_empty_store_answers_with_an_empty_list() {
    from_nothing(async |_, router, _| {
        for name in ["services", "service_at_locations", "taxonomies", "taxonomy_terms"] {
            let list = read(&Client::new(router).get(&format!("/oruk/{name}")).await);
            assert_eq!(list["total_items"], 0, "{name}");
            assert_eq!((&list["empty"], &list["contents"]), (&true.into(), &json!([])), "{name}");
            assert_eq!((&list["first_page"], &list["last_page"]), (&true.into(), &true.into()), "{name}");
        }
    });
}

#[test]
fn every_filter_filters_and_what_is_not_understood_is_refused() {
    story(async |world| {
        take(world, FEED);
        let tea = ("6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11", "Tea");
        let chess = ("6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c12", "Chess");
        for (query, expected) in [
            ("search=loneliness", vec![tea.0]),
            ("search=zither", vec![]),
            ("search=warm+room", vec![tea.0]),
            ("taxonomy_term_id=3f7b145d-84af-42d7-8fae-eaca714b02b2", vec![tea.0]),
            ("taxonomy_id=5c4d79d7-cc55-470e-9f1f-8cad074e4892", vec![tea.0]),
            ("taxonomy_id=5c4d79d7-cc55-470e-9f1f-8cad074e4893", vec![]),
            ("minimum_age=7", vec![tea.0, chess.0]),
            ("minimum_age=8", vec![tea.0]),
            ("maximum_age=25", vec![tea.0]),
            ("maximum_age=24", vec![]),
            ("day=WE", vec![chess.0]),
            ("day=wednesday", vec![chess.0]),
            ("day=FR", vec![tea.0]),
            ("day=TU&start_time=10:00&end_time=12:30", vec![tea.0]),
            ("day=TU&start_time=10:01", vec![]),
            ("day=FR&end_time=23:59", vec![]),
            ("day=FR&end_time=00:00", vec![tea.0]),
            ("start_time=09:00&end_time=17:00", vec![tea.0, chess.0]),
            ("start_time=09:00:00Z&end_time=12:29", vec![]),
            ("minimum_age=7&day=WE", vec![chess.0]),
        ] {
            let list = read(&ask(world, &format!("/oruk/services?{query}")).await);
            let mut ids: Vec<&str> =
                list["contents"].as_array().unwrap().iter().filter_map(|it| it["id"].as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{query}");
            assert_eq!(list["total_items"], expected.len(), "{query}");
        }
        let places = read(&ask(world, "/oruk/service_at_locations?minimum_age=8").await);
        assert_eq!(places["total_items"], 2, "both places of the one service");
        for query in [
            "full=true",
            "modified_after=2026-01-01",
            "said=entry-added",
            "page=0",
            "page=-1",
            "page=one",
            "per_page=0",
            "per_page=101",
            "per_page=99999999999",
            "minimum_age=old",
            "maximum_age=-1",
            "start_time=noonish",
            "end_time=25:00",
            "day=someday",
            "taxonomy_id=1",
            "taxonomy_term_id=%22%27%3E%3Cx-kith-7%3E",
            "page=1&page=2",
            "postcode=NE1+4LP",
            "%00=1",
        ] {
            let refused = ask(world, &format!("/oruk/services?{query}")).await;
            problem(&refused, StatusCode::BAD_REQUEST, query);
        }
        for query in ["day=MO", "search=tea"] {
            problem(&ask(world, &format!("/oruk/taxonomies?{query}")).await, StatusCode::BAD_REQUEST, query);
        }
        for path in [
            "/oruk/services/6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c99",
            "/oruk/services/tea",
            "/oruk/service_at_locations/00000000-0000-0000-0000-000000000000",
            "/oruk/taxonomies/6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c99",
            "/oruk/taxonomy_terms/6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c99",
            "/oruk/organizations",
        ] {
            problem(&ask(world, path).await, StatusCode::NOT_FOUND, path);
        }
    });
}

/// A problem document, which other sites may read too.
#[track_caller]
pub(super) fn problem(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
    let document: Value = serde_json::from_str(&answer.body).unwrap();
    for key in ["type", "title", "status", "detail", "instance"] {
        assert!(!document[key].is_null(), "{what}: {key}");
    }
}

#[test]
fn nobody_reads_more_than_the_directory_and_nobody_writes() {
    story(async |world| {
        take(world, FEED);
        // Whoever signed in sees here what everybody sees.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get("/oruk/services").await.body, ask(world, "/oruk/services").await.body);
        let written = Client::new(&world.router).post("/oruk/services", &[("name", "Mine")]).await;
        assert_eq!(written.status, StatusCode::METHOD_NOT_ALLOWED);
        let all = ask(world, "/oruk/services").await.body;
        for private in ["nhs_number", "Amina", "account", "service_id\":\"0"] {
            assert!(!all.contains(private), "{private}");
        }
        // After sixty answers in a minute the next waits, and says how long.
        let mut busy = Client::at(&world.router, "203.0.113.77");
        let mut last = busy.get("/oruk").await;
        for _ in 0..60 {
            last = busy.get("/oruk").await;
        }
        problem(&last, StatusCode::TOO_MANY_REQUESTS, "the sixty-first");
        assert!(last.header("retry-after").parse::<u64>().is_ok_and(|it| (1..=60).contains(&it)));
        world.clock.forward(std::time::Duration::from_secs(60));
        assert_eq!(busy.get("/oruk").await.status, StatusCode::OK);
    });
}
