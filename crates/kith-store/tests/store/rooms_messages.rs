//! What practices write back, what went with messages and what is kept from them come back as they were.

use kith_domain::directory::Connection;
use kith_domain::message::withheld::{Item, Withheld};
use kith_domain::message::{Carried, Held, MessageBack, OfferedCode, Reply};
use kith_domain::person::Person;
use kith_domain::support::Case;
use kith_domain::text::Words;
use kith_store::{Store, replies};

use crate::rooms_saved::{round_trip, worst};
use crate::rooms_world::{World, add, at, id, on_each, read, words};

fn reply(message: &MessageBack, minute: i64) -> Reply {
    Reply {
        id: id(),
        service: message.service,
        person: message.person,
        referral: message.referral,
        message: message.id,
        practice: message.practice,
        words: words("Thank you."),
        by: Some(id()),
        at: at(minute),
    }
}

fn withheld(world: &World, person: &Person, item: Item, minute: i64) -> Withheld {
    Withheld::keep(id(), (world.service.id, person.id), item, world.worker.id, at(minute)).0
}

/// One row of each, about a message that is stored.
pub fn one_of_each(store: &Store, world: &World, person: &Person, message: &MessageBack) {
    add(store, &world.reach(), &reply(message, 7));
    add(store, &world.reach(), &Carried::with(message, None, None, None).0);
    add(store, &world.reach(), &withheld(world, person, Item::Gap(id()), 7));
}

#[test]
fn replies_and_what_went_with_messages_come_back_as_they_were() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, referral, case) = world.supported(store, 11, "Shah", world.worker.id);
        let reach = world.reach();
        let (first, second) = (world.message(&referral, 4), world.message(&referral, 5));
        add(store, &reach, &first);
        add(store, &reach, &second);
        let long = Reply { words: words(&worst(Words::MOST)), by: None, ..reply(&first, 8) };
        for it in [reply(&first, 6), reply(&second, 7), long.clone()] {
            round_trip(store, &reach, &[it]);
        }
        let all = read(store, &reach, |tx| replies::of_person(tx, person.id));
        assert_eq!(all.first(), Some(&long), "newest first");

        let code = Some((OfferedCode::Accepted, case.id));
        assert_eq!(read(store, &reach, |tx| replies::offered(tx, case.id)), None);
        let letter = Some((id::<Case>().uuid(), Held::Text));
        let (one, _) = Carried::with(&first, None, code, letter);
        let (two, _) = Carried::with(&second, Some(first.id), None, None);
        round_trip(store, &reach, std::slice::from_ref(&one));
        round_trip(store, &reach, std::slice::from_ref(&two));
        assert_eq!(read(store, &reach, |tx| replies::offered(tx, case.id)), Some(first.id));
        let lines = read(store, &reach, |tx| replies::carried_of(tx, person.id));
        assert!(lines.iter().all(|line| line.letter.is_none()), "its letter is in no outbox: {lines:?}");
        assert!(lines.iter().any(|line| line.it == one) && lines.iter().any(|line| line.it == two));
    });
}

#[test]
fn what_is_kept_from_the_practice_is_what_was_not_taken_back() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let (other, ..) = world.supported(store, 12, "Cole", world.worker.id);
        let item = |n: u8| match n {
            1 => Item::WhatMatters(id()),
            2 => Item::Connection(id::<Connection>()),
            _ => Item::Gap(id()),
        };
        let kept: Vec<Withheld> = [1, 2, 3].map(|n| withheld(&world, &person, item(n), n.into())).to_vec();
        let (back, _) = withheld(&world, &person, item(3), 5).put_back(world.worker.id, at(6)).unwrap();
        for it in kept.iter().chain([&back]) {
            add(store, &world.reach(), it);
        }
        add(store, &world.reach(), &withheld(&world, &other, item(1), 1));
        let found = read(store, &world.reach(), |tx| replies::kept_back(tx, person.id));
        assert_eq!(found.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), kept, "in the order of writing down");
    });
}
