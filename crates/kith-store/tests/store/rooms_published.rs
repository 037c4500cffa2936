//! The published directory: what it is filtered by follows every save, on both engines.

use jiff::civil::{Weekday, time};
use kith_domain::directory::record::{
    Cost, DayRule, Location, LocationKind, Position, Record, Schedule, Term, derived_id,
};
use kith_domain::directory::search::Sought;
use kith_domain::directory::{CommunityService, Entry, Organisation};
use kith_store::published::{self, Cut, Filter};
use kith_store::table::{self, NO_SERVICE};
use kith_store::{Reach, Store, directory};
use uuid::Uuid;

use crate::rooms_world::{add, community_service, event, line, list_entry, on_each, organisation, read, writ, write};

fn public() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "care" }
}

fn term(name: &str) -> Term {
    Term {
        id: None,
        name: line(name),
        code: None,
        words: None,
        taxonomy: Some(line("Needs")),
        taxonomy_id: None,
        uri: None,
        value: None,
    }
}

/// An entry with everything it can be filtered by.
fn full(of: &Organisation) -> CommunityService {
    let it = community_service(of, "Lantern walks");
    let record = Record {
        minimum_age: Some(16),
        maximum_age: Some(25),
        costs: vec![Cost { pence: Some(250), ..Cost::default() }],
        schedules: vec![Schedule {
            days: vec![DayRule::every(Weekday::Tuesday), DayRule::every(Weekday::Sunday)],
            opens: Some(time(10, 0, 0, 0)),
            closes: Some(time(0, 0, 0, 0)),
            ..Schedule::default()
        }],
        locations: vec![
            Location {
                position: Some(Position { latitude: 54_970_123, longitude: -1_610_000 }),
                ..Location::of(LocationKind::Physical)
            },
            Location::of(LocationKind::Virtual),
        ],
        terms: vec![term("Loneliness"), term("Loneliness")],
        ..Record::default()
    };
    CommunityService { entry: Entry { record, ..it.entry.clone() }, ..it }
}

const ALL: Cut = Cut { skip: 0, most: 100 };

fn names(store: &Store, filter: Filter) -> Vec<String> {
    let part = read(store, &public(), move |tx| published::entries(tx, &filter, ALL));
    assert_eq!(part.total, i64::try_from(part.lines.len()).unwrap());
    part.lines.iter().map(|(it, _)| it.entry.name.to_string()).collect()
}

/// Saves a change of an entry.
fn change(store: &Store, of: &Organisation, next: &CommunityService) {
    let (of, next) = (of.clone(), next.clone());
    write(store, &public(), move |tx| {
        let kept = table::find::<CommunityService>(tx, next.id.uuid())?.expect("it is there");
        directory::save_change(tx, &writ(1), kept.version, &next, &of, &event())
    });
}

#[test]
fn what_an_entry_says_is_kept_filtered_and_follows_every_change() {
    on_each(|_, store| {
        let of = organisation("Lantern");
        add(store, &public(), &of);
        let it = full(&of);
        list_entry(store, &of, &it);
        let bare = community_service(&of, "Bare");
        list_entry(store, &of, &bare);
        let kept = read(store, &public(), |tx| table::find::<CommunityService>(tx, it.id.uuid())).expect("it is there");
        assert_eq!(kept.it, it, "every part comes back as it was saved");

        let nothing = Filter::default();
        assert_eq!(names(store, nothing.clone()), ["Lantern walks", "Bare"]);
        let key = term("Loneliness").key();
        let taxonomy = term("Loneliness").taxonomy_key();
        let at = |hour| Some(time(hour, 0, 0, 0));
        let found = |filter: Filter| names(store, filter) == ["Lantern walks"];
        assert!(found(Filter { minimum_age: Some(16), ..nothing.clone() }));
        assert!(found(Filter { maximum_age: Some(25), ..nothing.clone() }));
        assert!(found(Filter { term: Some(key), ..nothing.clone() }));
        assert!(found(Filter { taxonomy, ..nothing.clone() }));
        assert!(found(Filter { day: Some(Weekday::Sunday), ..nothing.clone() }));
        assert!(found(Filter { day: Some(Weekday::Tuesday), opens: at(10), closes: at(0), ..nothing.clone() }));
        assert!(found(Filter { opens: at(9), ..nothing.clone() }));
        assert!(found(Filter { words: vec![Sought::of("lantern"), Sought::of("walks")], ..nothing.clone() }));
        for none in [
            Filter { minimum_age: Some(17), ..nothing.clone() },
            Filter { maximum_age: Some(24), ..nothing.clone() },
            Filter { term: Some(Uuid::nil()), ..nothing.clone() },
            Filter { day: Some(Weekday::Monday), ..nothing.clone() },
            Filter { day: Some(Weekday::Sunday), opens: at(11), ..nothing.clone() },
            Filter { day: Some(Weekday::Sunday), closes: at(23), ..nothing.clone() },
            Filter { day: Some(Weekday::Sunday), minimum_age: Some(17), ..nothing.clone() },
        ] {
            assert_eq!(names(store, none.clone()), Vec::<String>::new(), "{none:?}");
        }

        // Two places, each found under its own identifier.
        let places = read(store, &public(), |tx| published::places(tx, &Filter::default(), ALL));
        assert_eq!((places.total, places.lines.len()), (2, 2));
        let link = derived_id(it.published_id(), "at/1");
        let second = read(store, &public(), move |tx| published::place_of(tx, link));
        assert_eq!(second.map(|((found, _), number)| (found.id, number)), Some((it.id, 1)));
        let terms = read(store, &public(), |tx| published::terms(tx, ALL));
        assert_eq!((terms.total, terms.lines[0].key()), (1, key));
        let taxonomies = read(store, &public(), published::taxonomies);
        assert_eq!(taxonomies.iter().map(|it| it.name.as_deref()).collect::<Vec<_>>(), [Some("Needs")]);

        // What it says no more is found no more.
        let less = CommunityService { entry: Entry { record: Record::default(), ..it.entry.clone() }, ..it.clone() };
        change(store, &of, &less);
        assert!(names(store, Filter { day: Some(Weekday::Sunday), ..nothing.clone() }).is_empty());
        assert!(names(store, Filter { term: Some(key), ..nothing.clone() }).is_empty());
        assert_eq!(read(store, &public(), |tx| published::places(tx, &Filter::default(), ALL)).total, 0);

        // What has vanished is kept and not published, by whatever it is looked for; and comes back when it is listed again.
        let gone = CommunityService { vanished: Some(writ(1).at), ..it.clone() };
        change(store, &of, &gone);
        assert_eq!(names(store, nothing.clone()), ["Bare"]);
        // Both are of one organisation, whose name is one of their words.
        assert_eq!(names(store, Filter { words: vec![Sought::of("lantern")], ..nothing.clone() }), ["Bare"]);
        assert!(names(store, Filter { minimum_age: Some(1), ..nothing.clone() }).is_empty());
        let published_id = it.published_id();
        assert!(read(store, &public(), move |tx| published::entry(tx, published_id)).is_none());
        change(store, &of, &it);
        assert!(found(Filter { minimum_age: Some(16), ..nothing }));
    });
}

#[test]
fn pages_of_the_published_directory_hold_everything_once() {
    on_each(|_, store| {
        let of = organisation("Lantern");
        add(store, &public(), &of);
        for n in 0..23 {
            list_entry(store, &of, &community_service(&of, &format!("Entry {n}")));
        }
        for most in [1, 5, 23, 50] {
            let mut seen = Vec::new();
            for skip in (0..30).step_by(usize::try_from(most).unwrap()) {
                let part =
                    read(store, &public(), move |tx| published::entries(tx, &Filter::default(), Cut { skip, most }));
                assert_eq!(part.total, 23);
                seen.extend(part.lines.into_iter().map(|(it, _)| it.id.uuid()));
            }
            assert_eq!(seen.len(), 23, "{most} a page");
            assert!(seen.is_sorted());
        }
    });
}
