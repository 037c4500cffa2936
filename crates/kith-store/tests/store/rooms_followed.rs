//! How what is derived from the directory follows it, and searches that found nothing.

use jiff::civil::date;
use kith_domain::directory::search::Sought;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::staff::Account;
use kith_store::table::{self, NO_SERVICE};
use kith_store::{Reach, Store, directory, directory_follow, sought};
use uuid::Uuid;

use crate::rooms_world::{
    World, add, community_service, event, id, list_entry, on_each, organisation, read, words, writ, write,
};

fn public() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "care" }
}

fn version(store: &Store) -> i64 {
    read(store, &public(), directory_follow::version).number
}

fn since(store: &Store, number: i64) -> Vec<Uuid> {
    read(store, &public(), |tx| directory_follow::since(tx, number, 100)).into_iter().map(|(_, id)| id).collect()
}

fn change(store: &Store, of: &Organisation, next: &CommunityService) {
    let (of, next) = (of.clone(), next.clone());
    write(store, &public(), move |tx| {
        let kept = table::find::<CommunityService>(tx, next.id.uuid())?.expect("it is there");
        directory::save_change(tx, &writ(1), kept.version, &next, &of, &event())
    });
}

#[test]
fn every_change_of_an_entry_has_a_number_and_its_last_one_is_followed() {
    on_each(|_, store| {
        let of = organisation("Lantern");
        add(store, &public(), &of);
        let before = version(store);
        let (one, two) = (community_service(&of, "One"), community_service(&of, "Two"));
        list_entry(store, &of, &one);
        list_entry(store, &of, &two);
        assert_eq!(version(store), before + 2);
        assert_eq!(since(store, before), [one.id.uuid(), two.id.uuid()]);
        change(store, &of, &one);
        assert_eq!(since(store, before), [two.id.uuid(), one.id.uuid()], "the last change counts");
        assert_eq!(since(store, before + 2), [one.id.uuid()]);
        assert_eq!(since(store, version(store)), Vec::<Uuid>::new());
        let cut = read(store, &public(), |tx| directory_follow::since(tx, before, 1));
        assert_eq!(cut, [(before + 2, two.id.uuid())]);

        // A change that was not saved has none.
        let (whose, stale) = (of.clone(), two.clone());
        let refused = store.write(&public(), kith_store::Isolation::Ordinary, move |tx| {
            directory::save_change(tx, &writ(1), 7, &stale, &whose, &event())
        });
        assert!(refused.is_err());
        assert_eq!(version(store), before + 3);

        write(store, &public(), |tx| Ok(directory_follow::read_anew(tx)?));
        let now = read(store, &public(), directory_follow::version);
        assert_eq!((now.number, now.anew), (before + 4, before + 4));

        let some = read(store, &public(), |tx| {
            directory_follow::some(tx, vec![two.id.uuid(), id::<Account>().uuid(), one.id.uuid()])
        });
        let mut expected = vec![one.clone(), two.clone()];
        expected.sort_by_key(|it| it.id);
        assert_eq!(some, expected);
        let mut all = Vec::new();
        let mut last = Uuid::nil();
        while let Some(next) = read(store, &public(), |tx| directory_follow::after(tx, last, 1)).pop() {
            last = next.id.uuid();
            all.push(next);
        }
        assert_eq!(all, expected);
    });
}

#[test]
fn every_entry_with_a_word_is_found_however_many_words_begin_so() {
    on_each(|_, store| {
        let of = organisation("Lantern");
        add(store, &public(), &of);
        let many = |from: u32| (from..from + 500).map(|number| format!("az{number:04}")).collect::<Vec<_>>().join(" ");
        let mut all = Vec::new();
        for from in (0..6000).step_by(500) {
            let mut it = community_service(&of, "Many");
            it.entry.description = Some(words(&many(from)));
            list_entry(store, &of, &it);
            all.push(it.id);
        }
        let last = community_service(&of, "Azure");
        list_entry(store, &of, &last);
        all.push(last.id);
        let found = read(store, &public(), |tx| directory::search(tx, &[Sought::of("az")], 20));
        assert_eq!(found.len(), all.len(), "more than one slice is read");
        assert_eq!(found[0].id, last.id);
        let any = read(store, &public(), |tx| directory::with_any(tx, &["azure", "nothing"]));
        assert_eq!(any.into_iter().collect::<Vec<_>>(), [last.id.uuid()]);
        let both = [Sought::of("az0001"), Sought::of("azure")];
        let held = read(store, &public(), |tx| directory::held(tx, &both));
        assert_eq!(held.values().map(|it| it.words).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(read(store, &public(), |tx| directory::search(tx, &both, 10)), []);
    });
}

#[test]
fn what_was_not_found_is_counted_by_word_and_day_for_one_service() {
    on_each(|database, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let today = date(2026, 11, 27);
        for (world, word, day) in [
            (&north, "kabaddi", today),
            (&north, "kabaddi", today),
            (&north, "kabaddi", date(2026, 11, 26)),
            (&north, "", today),
            (&north, "debt", date(2025, 1, 1)),
            (&south, "chess", today),
        ] {
            let service = world.service.id;
            write(store, &world.reach(), move |tx| Ok(sought::count(tx, service, day, word)?));
        }
        let of = |world: &World, from| read(store, &world.reach(), |tx| sought::since(tx, world.service.id, from));
        assert_eq!(of(&north, date(2026, 1, 1)), [("kabaddi".to_owned(), 3), (String::new(), 1)]);
        assert_eq!(of(&south, date(2026, 1, 1)), [("chess".to_owned(), 1)]);
        let across = read(store, &south.reach(), |tx| sought::since(tx, north.service.id, date(2026, 1, 1)));
        if database.engine() == kith_testkit::TestEngine::Postgres {
            assert_eq!(across, [], "the database itself keeps services apart");
        }
    });
}
