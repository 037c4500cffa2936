//! What hangs on a person: contacts, needs, gaps, connections, messages and the story, on both engines.

use kith_domain::event::{Event, Fact};
use kith_domain::message::MessageBack;
use kith_domain::need::gap::{Findings, Reason};
use kith_domain::need::{Gap, Need};
use kith_domain::policy::Scope;
use kith_domain::support::contact::Contact;
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{WayOfWorking, WhatMatters};
use kith_store::{connections, gaps, messages, save, story, support};

use crate::rooms_world::{
    World, add, at, chosen, community_service, event, id, line, list_entry, on_each, organisation, read, words, writ,
    write,
};

#[test]
fn everything_about_a_person_is_listed_newest_first_and_equal_moments_by_identifier() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, referral, case) = world.supported(store, 11, "Shah", world.worker.id);
        let (stranger, other_referral, other_case) = world.supported(store, 12, "Ng", world.worker.id);
        let minutes = [5, 3, 5, 4, 3];
        let contacts: Vec<Contact> = minutes.iter().map(|n| world.contact(&case, *n)).collect();
        let matters: Vec<WhatMatters> = minutes
            .iter()
            .map(|n| WhatMatters::write(id(), &person, words("her garden"), world.worker.id, at(*n)).0)
            .collect();
        let needs: Vec<Need> = minutes.iter().map(|n| world.need(&person, *n)).collect();
        let found = Findings::only(Reason::Full);
        let gap = |n: i64| Gap::record(id(), &needs[0], found.clone(), world.worker.id, at(n)).unwrap().0;
        let messages: Vec<MessageBack> = minutes.iter().map(|n| world.message(&referral, *n)).collect();
        for index in 0..minutes.len() {
            add(store, &reach, &contacts[index]);
            add(store, &reach, &matters[index]);
            add(store, &reach, &needs[index]);
            add(store, &reach, &messages[index]);
        }
        let gaps: Vec<Gap> = minutes.iter().map(|n| gap(*n)).collect();
        gaps.iter().for_each(|gap| add(store, &reach, gap));
        // Somebody else's are never among them.
        add(store, &reach, &world.contact(&other_case, 9));
        add(store, &reach, &world.need(&stranger, 9));
        add(store, &reach, &world.message(&other_referral, 9));

        let mut order: Vec<usize> = (0..minutes.len()).collect();
        order.sort_by_key(|index| (minutes[*index], *index));
        let oldest_first = |index: usize| order[index];
        let newest_first = |index: usize| order[minutes.len() - 1 - index];
        let p = person.id;
        for (n, kept) in read(store, &reach, |tx| support::contacts(tx, p)).into_iter().enumerate() {
            assert_eq!((kept.version, &kept.it), (1, &contacts[newest_first(n)]));
        }
        for (n, it) in read(store, &reach, |tx| support::what_matters(tx, p)).into_iter().enumerate() {
            assert_eq!(it, matters[newest_first(n)]);
        }
        for (n, it) in read(store, &reach, |tx| support::needs(tx, p)).into_iter().enumerate() {
            assert_eq!(it, needs[oldest_first(n)]);
        }
        for (n, it) in read(store, &reach, |tx| gaps::of_person(tx, p)).into_iter().enumerate() {
            assert_eq!(it, gaps[newest_first(n)]);
        }
        for (n, kept) in read(store, &reach, |tx| messages::of_person(tx, p)).into_iter().enumerate() {
            assert_eq!(kept.it, messages[newest_first(n)]);
        }
        for (n, kept) in read(store, &reach, |tx| messages::of_referral(tx, referral.id)).into_iter().enumerate() {
            assert_eq!((kept.version, &kept.it), (1, &messages[newest_first(n)]));
        }
        let counts = read(store, &reach, |tx| {
            Ok([
                support::contacts(tx, p)?.len(),
                support::what_matters(tx, p)?.len(),
                support::needs(tx, p)?.len(),
                gaps::of_person(tx, p)?.len(),
                messages::of_person(tx, p)?.len(),
                messages::of_referral(tx, referral.id)?.len(),
            ])
        });
        assert_eq!(counts, [5; 6]);
        let none = read(store, &reach, |tx| {
            let nobody = id();
            Ok(support::contacts(tx, nobody)?.len() + support::needs(tx, nobody)?.len())
        });
        assert_eq!(none, 0);
    });
}

#[test]
fn unread_messages_are_those_of_the_practice_within_its_relationships() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (person, referral) = north.referred(store, 11, "Shah", 0);
        let (_, elsewhere) = south.referred(store, 11, "Shah", 0);
        let (one, two, read_one) =
            (north.message(&referral, 5), north.message(&referral, 6), north.message(&referral, 7));
        for message in [&one, &two, &read_one] {
            add(store, &north.reach(), message);
        }
        add(store, &south.reach(), &south.message(&elsewhere, 8));
        let (opened, _) = read_one.clone().open(Some(id()), at(9));
        let writ = writ(9);
        write(store, &north.reach(), move |tx| save::change(tx, &writ, 1, &opened, &event()).map(drop));
        let scope = Scope::Practice { practice: north.practice.id, services: vec![north.service.id] };
        let unread = |scope: &Scope| read(store, &north.reach(), |tx| messages::unread(tx, scope));
        let lines = unread(&scope);
        assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [two.id, one.id]);
        let line = &lines[0];
        assert_eq!((line.referral, line.person, line.sent), (referral.id, person.id, at(6)));
        assert_eq!((line.record.service, line.record.practice), (north.service.id, north.practice.id));
        let ended = Scope::Practice { practice: north.practice.id, services: Vec::new() };
        assert_eq!(
            (unread(&ended).len(), unread(&Scope::Service { service: north.service.id, viewer: id() }).len()),
            (0, 0)
        );
    });
}

#[test]
fn a_connection_is_listed_with_the_names_of_what_it_is_to() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, _) = world.referred(store, 11, "Shah", 0);
        let of = organisation("Elm Café");
        let it = community_service(&of, "Tea and talk");
        add(store, &world.reach(), &of);
        list_entry(store, &of, &it);
        let make = |n: i64| chosen(&person, &it, world.worker.id, n).0;
        let (first, second) = (make(1), make(2));
        add(store, &world.reach(), &first);
        add(store, &world.reach(), &second);
        let lines = read(store, &world.reach(), |tx| connections::of_person(tx, person.id));
        assert_eq!(lines.iter().map(|line| line.kept.it.clone()).collect::<Vec<_>>(), [second.clone(), first]);
        assert_eq!((lines[0].to.as_str(), lines[0].organisation.as_str()), ("Tea and talk", "Elm Café"));
        let whose = |connection| read(store, &world.reach(), |tx| connections::person_of(tx, connection));
        assert_eq!((whose(second.id), whose(id())), (Some(person.id), None));
        assert_eq!(read(store, &world.reach(), |tx| connections::target(tx, it.id)), Some((it.clone(), of.clone())));
        assert_eq!(read(store, &world.reach(), |tx| connections::target(tx, id())), None);
    });
}

#[test]
fn the_story_tells_every_fact_of_every_event_in_order() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, writ) = (world.person(11, "Shah", "Ann"), writ(1));
        let (registered, kept) = (person.clone(), writ.clone());
        write(store, &world.reach(), move |tx| {
            let event = Event::new("person.registered")
                .with("number", -7_i64)
                .with("words", "Ω\n\"")
                .with("agreed", true)
                .with("at", at(3))
                .with("born", registered.identity.born)
                .with("who", registered.id)
                .with("nothing", None::<i64>);
            save::new(tx, &kept, &registered, &event)
        });
        let need = world.need(&person, 2);
        add(store, &world.reach(), &need);
        let story = read(store, &world.reach(), |tx| story::of_person(tx, person.id));
        assert_eq!(story.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(), ["person.registered", "test.saved"]);
        let told = &story[0];
        assert_eq!((told.subject, told.at), (person.id.uuid(), at(1)));
        assert_eq!(told.account.map(kith_domain::id::Id::uuid), writ.account);
        assert_eq!(
            told.facts,
            [
                ("number".to_owned(), Fact::Int(-7)),
                ("words".to_owned(), Fact::Text("Ω\n\"".to_owned())),
                ("agreed".to_owned(), Fact::Bool(true)),
                ("at".to_owned(), Fact::Moment(at(3))),
                ("born".to_owned(), person.identity.born.into()),
                ("who".to_owned(), Fact::Id(person.id.uuid())),
                ("nothing".to_owned(), Fact::Nothing),
            ]
        );
        assert_eq!((told.text("words"), told.id("who")), (Some("Ω\n\""), Some(person.id.uuid())));
        assert_eq!((told.text("who"), told.id("words")), (None, None));
        let of_need = read(store, &world.reach(), |tx| story::of_subject(tx, need.id.uuid()));
        assert_eq!(of_need.len(), 1);
    });
}

#[test]
fn what_a_service_does_is_listed_in_its_own_order() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let way = |world: &World, position| WayOfWorking {
            id: id(),
            service: world.service.id,
            code: line(&format!("P{position}")),
            label: line("Listened"),
            heading: Heading::Being,
            position,
        };
        let (third, first, second) = (way(&north, 3), way(&north, 1), way(&north, 2));
        for it in [&third, &first, &second] {
            add(store, &north.reach(), it);
        }
        add(store, &south.reach(), &way(&south, 1));
        let ways = read(store, &north.reach(), |tx| support::ways(tx, north.service.id));
        assert_eq!(ways, [first, second, third]);
    });
}
