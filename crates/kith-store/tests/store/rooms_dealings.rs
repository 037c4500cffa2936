//! What came of the requests to an organisation, on both engines: by its steps, within the span, of one service, and
//! without records that the viewer may not know of.

use kith_domain::directory::connection::{DeclineReason, State, Step};
use kith_domain::directory::{AskedBy, CommunityService, Connection, Dealing};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::staff::Account;
use kith_store::connections::Asker;
use kith_store::{Store, connections, save};

use crate::rooms_world::{
    World, add, at, chosen, community_service, event, id, list_entry, on_each, organisation, read, writ, write,
};

/// Connects somebody and takes steps, each with its minute.
fn connected(store: &Store, world: &World, person: &Person, to: &CommunityService, steps: &[(Step, i64)]) {
    let (mut it, made) = chosen(person, to, world.worker.id, 1);
    let (first, one) = (it.clone(), writ(1));
    write(store, &world.reach(), move |tx| save::new(tx, &one, &first, &made));
    for (version, (step, minute)) in (1..).zip(steps) {
        let (moved, event): (Connection, Event) = it.take(step.clone(), at(*minute)).unwrap();
        let (saved, one) = (moved.clone(), writ(*minute));
        write(store, &world.reach(), move |tx| save::change(tx, &one, version, &saved, &event).map(drop));
        it = moved;
    }
}

#[test]
fn what_came_of_requests_is_read_from_their_steps() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let of = organisation("Elm Café");
        let it = community_service(&of, "Tea and talk");
        let other = organisation("Ash House");
        let elsewhere = community_service(&other, "Singing");
        for (organisation, entry) in [(&of, &it), (&other, &elsewhere)] {
            add(store, &north.reach(), organisation);
            list_entry(store, organisation, entry);
        }
        let shah = north.referred(store, 11, "Shah", 0).0;
        let reed = north.referred(store, 12, "Reed", 0).0;
        let ash = south.referred(store, 13, "Ash", 0).0;
        let no = Step::Decline { reason: DeclineReason::Full, words: None };
        connected(store, &north, &shah, &it, &[(Step::Ask, 10), (no.clone(), 20), (Step::Ask, 30)]);
        connected(store, &north, &shah, &it, &[(Step::Ask, 11), (Step::NoAnswer, 21), (Step::Ask, 31)]);
        connected(store, &north, &shah, &it, &[(Step::Introduce, 12)]);
        connected(store, &north, &shah, &elsewhere, &[(Step::Ask, 13)]);
        connected(store, &north, &reed, &it, &[(Step::Ask, 14), (no, 24)]);
        connected(store, &south, &ash, &it, &[(Step::Ask, 15)]);
        let named: Id<Account> = id();
        let (service, person) = (north.service.id, reed.id);
        write(store, &north.reach(), move |tx| {
            let terms = Terms { named: [named].into(), ..Default::default() };
            let it = Protection { id: id(), service, person, terms, author: named, at: at(40) };
            save::new(tx, &writ(40), &it, &event())
        });

        let asked = |asker: Asker, since: i64| {
            let mut all = read(store, &north.reach(), |tx| {
                connections::dealings(tx, (north.service.id, of.id), at(since), asker)
            });
            all.sort_by_key(|one| one.asked);
            all
        };
        let again = Dealing { state: State::Asked, asked: at(30), answered: None, way: AskedBy::Otherwise };
        let silent = Dealing { state: State::Asked, asked: at(11), answered: None, way: AskedBy::Otherwise };
        let full = State::DeclinedByService { reason: DeclineReason::Full, words: None };
        let declined = Dealing { state: full, asked: at(14), answered: Some(at(24)), way: AskedBy::Otherwise };
        assert_eq!(asked(Asker::Staff(id()), 0), [silent.clone(), again.clone()], "a restricted record is left out");
        let all = [silent, declined, again.clone()];
        assert_eq!(asked(Asker::Staff(named), 0), all);
        assert_eq!(asked(Asker::Itself, 0), all);
        assert_eq!(asked(Asker::Itself, 25), [again], "asked before the span, though it changed within it");
    });
}
