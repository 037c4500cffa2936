//! Practices as each service knows them, on both engines.

use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::Role;
use kith_store::staff::Relation;
use kith_store::{people_list, practice_codes, practices, save, staff};

use crate::rooms_world::{World, account, add, at, event, id, line, on_each, read, standing, writ, write};

#[test]
fn what_one_service_calls_a_practice_and_where_it_writes_to_is_nothing_to_another() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let shared = Practice {
            id: id(),
            ods_code: OdsCode::parse("Y00001").unwrap(),
            name: line("Known to both"),
            email: Some(line("own@example.org")),
        };
        add(store, &north.reach(), &shared);
        let theirs = Relation::begin(id(), south.service.id, shared.id);
        add(store, &south.reach(), &theirs);
        let ours = Relation::begin(id(), north.service.id, shared.id);
        add(store, &north.reach(), &ours);
        let called = Relation { name: Some(line("Abbey")), email: Some(line("abbey@example.org")), ..ours.clone() };
        let (it, by) = (called.clone(), writ(1));
        write(store, &north.reach(), move |tx| save::change(tx, &by, 1, &it, &event()).map(drop));

        let seen = |world: &World| {
            let (reach, service) = (world.reach(), world.service.id);
            let named = read(store, &reach, |tx| practices::named(tx, service, shared.id)).unwrap();
            let of = |all: Vec<Practice>| all.into_iter().find(|it| it.id == shared.id).unwrap();
            assert_eq!(named, of(read(store, &reach, |tx| staff::practices_of_service(tx, service))));
            assert_eq!(named, of(read(store, &reach, |tx| staff::practices_ever(tx, service))));
            assert_eq!(named, of(read(store, &reach, |tx| practice_codes::practices(tx, service))));
            let listed = read(store, &reach, |tx| people_list::practices(tx, service));
            assert!(listed.iter().any(|(id, name)| *id == shared.id && *name == named.name.to_string()));
            (named.name.to_string(), named.email.map(|email| email.to_string()))
        };
        assert_eq!(seen(&north), ("Abbey".to_owned(), Some("abbey@example.org".to_owned())));
        assert_eq!(seen(&south), ("Known to both".to_owned(), Some("own@example.org".to_owned())));

        // A name of one's own without an address is no address, whatever the practice had before.
        let (it, by) = (Relation { email: None, ..called.clone() }, writ(2));
        write(store, &north.reach(), move |tx| save::change(tx, &by, 2, &it, &event()).map(drop));
        assert_eq!(seen(&north).1, None);

        // One that has ended is still known by its name, and is written to no more.
        let (it, by) = (Relation { ended: Some(at(3)), ..called }, writ(3));
        write(store, &north.reach(), move |tx| save::change(tx, &by, 3, &it, &event()).map(drop));
        let named = read(store, &north.reach(), |tx| practices::named(tx, north.service.id, shared.id)).unwrap();
        assert_eq!((named.name.as_str(), named.email), ("Abbey", None));
        let all = read(store, &north.reach(), |tx| practices::of_service(tx, north.service.id));
        assert_eq!(all.len(), 2, "its own, and the one that ended");
        assert_eq!(read(store, &north.reach(), |tx| practices::history(tx, ours.id)).len(), 4);
        assert!(read(store, &south.reach(), |tx| practices::find(tx, south.service.id, north.practice.id)).is_none());
    });
}

#[test]
fn accounts_and_what_is_open_are_counted_by_practice_and_service() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (reach, service, practice) = (north.reach(), north.service.id, north.practice.id);
        assert!(!read(store, &reach, |tx| practices::has_account(tx, practice)));
        let somebody = account("reception@north.example.org");
        let identity = kith_store::Reach { purpose: "identity", ..reach.clone() };
        add(store, &identity, &somebody);
        let there = kith_domain::staff::Standing {
            practice: Some(practice),
            service: None,
            ..standing(&somebody, Role::Practice, None)
        };
        add(store, &identity, &there);
        assert!(read(store, &reach, |tx| practices::has_account(tx, practice)));
        assert_eq!(read(store, &reach, |tx| practices::accounts(tx, service)).get(&practice), Some(&1));
        assert!(read(store, &south.reach(), |tx| practices::accounts(tx, south.service.id)).is_empty());
        let by = writ(2);
        write(store, &identity, move |tx| {
            save::change(tx, &by, 1, &kith_domain::staff::Standing { ended: Some(at(2)), ..there.clone() }, &event())
                .map(drop)
        });
        assert!(!read(store, &reach, |tx| practices::has_account(tx, practice)));

        let before = read(store, &reach, |tx| practices::unfinished(tx, service, practice));
        assert_eq!((before.referrals, before.cases), (0, 0));
        let person = north.person(1, "Open", "Rosa");
        add(store, &reach, &person);
        add(store, &reach, &north.referral(&person, 1));
        let after = read(store, &reach, |tx| practices::unfinished(tx, service, practice));
        assert_eq!((after.referrals, after.cases), (1, 0));
        let other = read(store, &south.reach(), |tx| practices::unfinished(tx, south.service.id, practice));
        assert_eq!((other.referrals, other.cases), (0, 0));
    });
}
