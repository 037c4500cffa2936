//! Services of which a run could only have what the list says, and feeds whose identifiers are no UUIDs.

use kith_app::import::fetch::NotFetched;
use kith_domain::directory::{CommunityService, Status};
use kith_store::{Reach, directory};
use uuid::Uuid;

use crate::feeds::{Shelf, id, page_of, run, wish};
use crate::world::{Kith, on_each};

pub(crate) fn entry(kith: &Kith, source: &str) -> CommunityService {
    let source = source.parse::<Uuid>().unwrap();
    let found = kith.app.store().read(&Reach::maintenance(), |tx| directory::service_by_source(tx, source)).unwrap();
    found.unwrap().it
}

fn full(number: u32) -> String {
    format!(
        r#"{{"id":"{}","name":"Tea {number}","status":"active","description":"Tea for all","url":"https://example.org/tea",
        "email":"tea@example.org","fees":"A pound for the cups","minimum_age":50,"eligibility_description":"Anybody",
        "assured_date":"2026-11-01","application_process":"Ring first","alert":"Closed on Friday",
        "organization":{{"id":"{}","name":"Invented","description":"Who we are","website":"https://example.org"}},
        "schedules":[{{"byday":"MO","opens_at":"10:00"}}],"cost_options":[{{"amount":1.5}}],
        "phones":[{{"number":"01632 960001"}}],"contacts":[{{"name":"Sam"}}],"languages":[{{"name":"Polish"}}],
        "service_areas":[{{"name":"Northside"}}],"capacities":[{{"available":3}}],
        "service_at_locations":[{{"location":{{"location_type":"physical","name":"The hall",
            "accessibility":[{{"description":"Step-free"}}],"addresses":[{{"address_1":"1 Mill Lane","postal_code":"NE1 4LP"}}]}}}}]}}"#,
        id(number),
        id(900)
    )
}

fn list(of: &[(u32, &str)]) -> String {
    let one = |(number, more): &(u32, &str)| {
        let whose = format!(r#""organization":{{"id":"{}","name":"Invented"}}"#, id(900));
        format!(r#"{{"id":"{}","name":"Tea {number}",{whose}{more}}}"#, id(*number))
    };
    format!("[{}]", of.iter().map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn what_a_list_does_not_state_erases_nothing_of_an_entry_that_is_known_in_full() {
    on_each(|kith| {
        let shelf = Shelf::default();
        shelf.put("?page=1", list(&[(2, "")]));
        shelf.put(&format!("/{}", id(2)), full(2));
        assert_eq!(run(kith, &shelf, &wish()).report.taken, 1);
        let known = entry(kith, &id(2));
        assert!(known.entry.times.is_some() && known.entry.place.is_some() && known.entry.cost.is_some());

        // Absent, null, and empty lists of what a list never has: nothing changes, and that is said of nothing.
        shelf.fail(&format!("/{}", id(2)), NotFetched::Absent("nothing there".to_owned()));
        for more in [
            "",
            r#","description":null,"fees":null,"schedules":null"#,
            r#","schedules":[],"service_at_locations":[],"cost_options":[],"contacts":[],"phones":[],"service_areas":[]"#,
        ] {
            shelf.put("?page=1", list(&[(2, more)]));
            let ran = run(kith, &shelf, &wish());
            assert_eq!((ran.report.unchanged, ran.report.changed), (1, 0), "{more}: {:?}", ran.report.lines);
            assert_eq!(entry(kith, &id(2)), known, "{more}");
        }

        // What the list does state is taken, be it that it is empty.
        let more =
            r#","status":"temporarily closed","description":"","fees":"Two pounds","minimum_age":18,"languages":[]"#;
        shelf.put("?page=1", list(&[(2, more)]));
        assert_eq!(run(kith, &shelf, &wish()).report.changed, 1);
        let now = entry(kith, &id(2)).entry;
        assert_eq!((now.status, now.description.is_none()), (Status::TemporarilyClosed, true));
        assert_eq!(now.cost.unwrap().as_str(), "Two pounds; £1.50", "the prices are those of before");
        assert_eq!(now.audience.unwrap().as_str(), "Anybody; aged 18 and over");
        assert_eq!((now.times, now.place), (known.entry.times.clone(), known.entry.place.clone()));
        assert!(now.languages.is_none() && now.record.languages.is_empty());
        assert_eq!(now.record.schedules, known.entry.record.schedules);
        assert_eq!(now.email, known.entry.email);

        // In full it says everything, and what it leaves out is gone.
        shelf.put(&format!("/{}", id(2)), crate::feeds::service(2, "Tea", true));
        run(kith, &shelf, &wish());
        let bare = entry(kith, &id(2)).entry;
        assert!(bare.place.is_none() && bare.cost.is_none() && bare.email.is_none(), "{bare:?}");
    });
}

#[test]
fn a_file_that_only_names_its_services_erases_nothing_either() {
    on_each(|kith| {
        let take = |json: String| {
            let feed = kith_interop::oruk::read(json.as_bytes()).unwrap();
            kith_app::import::directory::take_file(&kith.app, feed, &|_, _| {}).unwrap()
        };
        assert_eq!(take(full(3)).taken, 1);
        let known = entry(kith, &id(3));
        assert_eq!(take(list(&[(3, "")])).unchanged, 1);
        assert_eq!(entry(kith, &id(3)), known);
    });
}

#[test]
fn services_that_are_numbered_are_the_same_at_every_run_and_asked_for_by_their_number() {
    on_each(|kith| {
        let shelf = Shelf::default();
        let one = |number: u32, more: &str| {
            format!(
                r#"{{"id":{number},"name":"Choir {number}","status":"active","organization":{{"id":"7","name":"Us"}}{more}}}"#
            )
        };
        shelf.put("?page=1", format!("[{},{}]", one(7, ""), one(8, "")));
        let sessions = r#","regular_schedules":[{"weekday":"MO","opens_at":"10:00"}]"#;
        shelf.put("/7", one(7, sessions));
        shelf.put("/8", one(8, sessions));
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.report.taken, ran.report.refused, ran.report.organisations), (2, 0, 1), "{:?}", ran.report);
        assert_eq!(shelf.asked(), ["?page=1", "/7", "/8"]);
        let again = run(kith, &shelf, &wish());
        assert_eq!((again.report.unchanged, again.report.taken), (2, 0));
    });
}

#[test]
fn a_page_with_more_services_than_are_taken_at_once_is_refused() {
    on_each(|kith| {
        let shelf = Shelf::default();
        shelf.put("?page=1", format!("[{}]", vec!["{}"; 10_001].join(",")));
        let why = run(kith, &shelf, &wish()).stopped.unwrap();
        assert!(why.contains("at most 10000"), "{why}");
        shelf.put("?page=1", page_of(1, 1, true));
        assert_eq!(run(kith, &shelf, &wish()).stopped, None);
    });
}
