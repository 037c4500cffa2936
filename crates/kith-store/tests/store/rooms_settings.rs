//! What a service says of itself, as the store keeps it.

use jiff::civil::date;
use kith_domain::calendar::{Nation, OpeningDays};
use kith_domain::settings::{Day, Listed, Settings, Urgent, changed};
use kith_domain::support::asking::Share;
use kith_store::save::{self, SaveError};
use kith_store::{Isolation, settings, staff, table};

use crate::rooms_world::{World, id, line, on_each, read, words, writ, write};

fn full(world: &World) -> Settings {
    let lines = [Listed { code: "unknown".to_owned(), label: "Ó “not” known".to_owned(), is_offered: true }];
    let (it, _) = Settings::first(world.service.id).word_closing(&lines).unwrap();
    let lines = [Listed { code: "food".to_owned(), label: "Food 👩🏽\u{200D}🦽".to_owned(), is_offered: false }];
    let (it, _) = it.word_needs(&lines).unwrap();
    Settings {
        opening: OpeningDays::of(["sunday"]).unwrap(),
        nation: Nation::NorthernIreland,
        days: vec![Day { day: date(2026, 12, 24), name: line("It''s {id} $1"), is_open: true }],
        urgent: Urgent {
            words: Some(words("two\nlines")),
            crisis: Some(line("0800 496 0000")),
            safeguarding_adults: None,
            safeguarding_children: Some(line("01632 960 100")),
        },
        same_day: vec![(world.practice.id, line("01632 960 200"))],
        retired_ways: vec![line("P08"), line("S01")],
        asking: Share::of(50).unwrap(),
        visit_words: Some(words("Ring twice, then ring the lead.")),
        ..it
    }
}

#[test]
fn settings_are_as_shipped_until_changed_and_come_back_as_they_were() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let first = read(store, &north.reach(), |tx| settings::of(tx, north.service.id));
        assert_eq!((first.version, first.it), (0, Settings::first(north.service.id)));
        let it = full(&north);
        let (saved, by) = (it.clone(), writ(1));
        write(store, &north.reach(), move |tx| save::new(tx, &by, &saved, &changed("opening days", "", "all")));
        let kept = read(store, &north.reach(), |tx| settings::of(tx, north.service.id));
        assert_eq!((kept.version, &kept.it), (1, &it));
        let (later, by) = (Settings { nation: Nation::None, ..it.clone() }, writ(2));
        let again = later.clone();
        write(store, &north.reach(), move |tx| save::change(tx, &by, 1, &again, &changed("a", "b", "c")).map(drop));
        assert_eq!(read(store, &north.reach(), |tx| settings::of(tx, north.service.id)).it, later);
        let (stale, by) = (it.clone(), writ(3));
        let refused = store.write(&north.reach(), Isolation::Ordinary, move |tx| {
            save::change(tx, &by, 1, &stale, &changed("a", "b", "c")).map(drop)
        });
        assert!(matches!(refused, Err(SaveError::Stale)));
        // The other service has nothing of it, and its reach finds nothing.
        let other = read(store, &south.reach(), |tx| settings::of(tx, south.service.id));
        assert_eq!(other.version, 0);
        let through = read(store, &south.reach(), |tx| table::find::<Settings>(tx, north.service.id.uuid()));
        assert!(through.is_none() || matches!(store.engine(), kith_store::Engine::Sqlite));
        let history = read(store, &north.reach(), |tx| settings::history(tx, north.service.id));
        let said: Vec<_> = history.iter().map(|it| it.text("what").unwrap()).collect();
        assert_eq!(said, ["a", "opening days"], "newest first, and nothing else of the service");
        assert!(read(store, &south.reach(), |tx| settings::history(tx, south.service.id)).is_empty());
    });
}

#[test]
fn a_service_finds_the_practices_that_refer_to_it_and_no_other() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let of = |world: &World| read(store, &world.reach(), |tx| staff::practices_of_service(tx, world.service.id));
        assert_eq!(of(&north), std::slice::from_ref(&north.practice));
        assert_eq!(of(&south), std::slice::from_ref(&south.practice));
        let ended = kith_store::staff::Relation { ended: Some(crate::rooms_world::at(1)), ..north.relation.clone() };
        let by = writ(1);
        write(store, &north.reach(), move |tx| {
            save::change(tx, &by, 1, &ended, &crate::rooms_world::event()).map(drop)
        });
        assert!(of(&north).is_empty());
        assert_ne!(id::<()>(), id::<()>());
    });
}
