//! An organisation's own side, on both engines: links to a list, what it says of taking people, and what it was asked:
//! at its address, by links that were not stopped, about people whose records may be shown online.

use jiff::civil::date;
use kith_domain::directory::connection::{State, Step};
use kith_domain::directory::intake::Said;
use kith_domain::directory::proposal::{Field, Proposal};
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Connection, Intake, Notice, Organisation, Suggestion};
use kith_domain::id::Id;
use kith_domain::link::{Link, Promised};
use kith_domain::list_link::{ListLink, ListOpening};
use kith_domain::person::Person;
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::policy::Scope;
use kith_store::page::Mark;
use kith_store::requests::Which;
use kith_store::{NO_SERVICE, Reach, Store, intakes, links, list_links, notices, requests, save};

use crate::rooms_saved::round_trip;
use crate::rooms_world::{
    World, add, at, chosen, community_service, event, id, line, list_entry, on_each, organisation, read, words, writ,
    write,
};

/// An organisation with one entry.
fn listed(store: &Store, name: &str) -> (Organisation, CommunityService) {
    let of = organisation(name);
    let it = community_service(&of, "Tea and talk");
    let public = Reach { services: vec![NO_SERVICE], purpose: "care" };
    add(store, &public, &of);
    list_entry(store, &of, &it);
    (of, it)
}

/// Somebody for whom an entry was asked at an address, at a minute.
fn asked(
    store: &Store,
    world: &World,
    person: &Person,
    to: &CommunityService,
    address: &str,
    minute: i64,
) -> Connection {
    let (chosen, _) = chosen(person, to, world.worker.id, minute);
    let (asked, _) = chosen.take(Step::Ask, at(minute)).unwrap();
    add(store, &world.reach(), &asked);
    send(store, world, &asked, address, minute);
    asked
}

fn send(store: &Store, world: &World, request: &Connection, address: &str, minute: i64) -> Link {
    let link = Link { recipient: line(address), ..world.link(request, minute) };
    let (sent, one) = (link.clone(), writ(minute));
    write(store, &world.reach(), move |tx| links::save_new(tx, &one, &sent, &event()));
    link
}

fn scope(of: &Organisation, services: &[&World], address: Option<&str>) -> Scope {
    Scope::Asked {
        organisation: of.id,
        services: services.iter().map(|world| world.service.id).collect(),
        address: address.map(line),
    }
}

fn listed_in(store: &Store, world: &World, scope: &Scope, which: Which) -> Vec<Id<Connection>> {
    let service = world.service.id;
    let page = read(store, &world.reach(), |tx| requests::of_scope(tx, scope, (service, which), None, 50));
    page.lines.into_iter().map(|kept| kept.it.id).collect()
}

#[test]
fn what_an_organisation_says_and_is_sent_comes_back_as_it_was() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (of, it) = listed(store, "Elm Café");
        let person = world.referred(store, 11, "Shah", 0).0;
        let request = asked(store, &world, &person, &it, "tea@elm.example.org", 3);
        let from = send(store, &world, &request, "tea@elm.example.org", 4);
        let to = (of.id, line("tea@elm.example.org"));
        let (list, _) = ListLink::send(id(), &from, to, "d".repeat(64), at(5));
        let stopped = list.clone().stop(id(), at(6)).unwrap().0;
        round_trip(store, &reach, &[list.clone(), stopped]);
        for request in [None, Some(request.id)] {
            round_trip(store, &reach, &[ListOpening::note(id(), &list, request, at(6)).0]);
        }
        let today = date(2026, 11, 27);
        let room = Said { capacity: Capacity::Room, places: Some(3), paused_until: None };
        let (open, _) = Intake::say(None, id(), it.id, room, today);
        let full = Said { capacity: Capacity::Full, places: None, paused_until: Some(date(2027, 1, 11)) };
        let (paused, _) = Intake::say(Some(open.clone()), id(), it.id, full, today);
        let (right, _) = Intake::confirm(Some(paused.clone()), id(), it.id, today);
        round_trip(store, &reach, &[open, paused, right.clone()]);
        assert_eq!(read(store, &reach, |tx| intakes::of_entry(tx, it.id)).unwrap().it, right);
        let said = read(store, &reach, |tx| intakes::of_entries(tx, [it.id, id()]));
        assert_eq!(said.into_iter().collect::<Vec<_>>(), [(it.id, right)]);
        assert!(read(store, &reach, |tx| intakes::of_entries(tx, [])).is_empty());
        assert_eq!(read(store, &reach, |tx| intakes::entries_of(tx, of.id)), [it.id]);
        let change = |was: Option<&str>, is: Option<&str>| Proposal {
            field: Field::Times,
            was: was.map(words),
            is: is.map(words),
        };
        for proposed in
            [vec![change(None, Some("\"'><x-kith-7>"))], vec![change(Some("Monday"), None), change(None, None)]]
        {
            let to = (it.id, Some(world.worker.id));
            let said = Suggestion::propose(id(), world.service.id, to, proposed, None, at(7)).unwrap().0;
            round_trip(store, &reach, &[said]);
        }
    });
}

#[test]
fn a_link_to_a_list_is_found_by_its_digest_and_by_whom_it_was_sent_to() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (of, it) = listed(store, "Elm Café");
        let person = world.referred(store, 11, "Shah", 0).0;
        let request = asked(store, &world, &person, &it, "tea@elm.example.org", 3);
        let from = send(store, &world, &request, "tea@elm.example.org", 4);
        let list = |minute: i64, digit: &str| {
            let to = (of.id, line("tea@elm.example.org"));
            ListLink::send(id(), &from, to, digit.repeat(64), at(minute)).0
        };
        let all = [list(5, "a"), list(7, "b"), list(6, "c")];
        for link in all.clone() {
            let one = writ(5);
            write(store, &world.reach(), move |tx| list_links::save_new(tx, &one, &link, &event()));
        }
        let public = Reach { services: vec![NO_SERVICE], purpose: "public" };
        let door = |digest: &str| read(store, &public, |tx| list_links::door(tx, digest));
        assert_eq!(door(&"b".repeat(64)), Some((world.service.id, all[1].id)));
        assert_eq!(door(&"d".repeat(64)), None);
        let sent = read(store, &world.reach(), |tx| list_links::of_organisation(tx, world.service.id, of.id));
        let sent: Vec<_> = sent.into_iter().map(|kept| kept.it.id).collect();
        assert_eq!(sent, [all[1].id, all[2].id, all[0].id], "newest first");
        add(store, &world.reach(), &ListOpening::note(id(), &all[0], None, at(9)).0);
        let opened = |since| read(store, &world.reach(), |tx| list_links::opened(tx, all[0].id, since));
        assert_eq!((opened(at(9)), opened(at(10))), (vec![at(9)], Vec::new()));
        // Which services ask it: each once, however often.
        for _ in 0..2 {
            let (service, of) = (world.service.id, of.id);
            write(store, &world.reach(), move |tx| Ok(list_links::asks(tx, service, of, at(3))?));
        }
        let asks = |of| {
            read(store, &Reach { services: vec![NO_SERVICE], purpose: "identity" }, |tx| list_links::that_ask(tx, of))
        };
        assert_eq!((asks(of.id), asks(id())), (vec![world.service.id], Vec::new()));
    });
}

#[test]
fn an_organisation_lists_what_was_sent_to_it_and_nothing_else() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (elm, tea) = listed(store, "Elm Café");
        let (ash, singing) = listed(store, "Ash House");
        let shah = north.referred(store, 11, "Shah", 0).0;
        let reed = north.referred(store, 12, "Reed", 0).0;
        let hidden = north.referred(store, 13, "Hidden", 0).0;
        let far = south.referred(store, 14, "Far", 0).0;
        let first = asked(store, &north, &shah, &tea, "tea@elm.example.org", 10);
        let second = asked(store, &north, &reed, &tea, "tea@elm.example.org", 9);
        let kitchen = asked(store, &north, &reed, &tea, "kitchen@elm.example.org", 11);
        let ashes = asked(store, &north, &shah, &singing, "tea@elm.example.org", 12);
        let southern = asked(store, &south, &far, &tea, "tea@elm.example.org", 13);
        asked(store, &north, &hidden, &tea, "tea@elm.example.org", 14);
        let (service, person) = (north.service.id, hidden.id);
        write(store, &north.reach(), move |tx| {
            let terms = Terms { not_online: true, ..Default::default() };
            save::new(
                tx,
                &writ(15),
                &Protection { id: id(), service, person, terms, author: id(), at: at(15) },
                &event(),
            )
        });
        // Asked by telephone: nothing was sent, so nothing is listed. And one of which the only link was stopped.
        let (chosen, _) = chosen(&shah, &tea, north.worker.id, 16);
        add(store, &north.reach(), &chosen.take(Step::Ask, at(16)).unwrap().0);
        let gone = asked(store, &north, &shah, &tea, "tea@elm.example.org", 17);
        for kept in read(store, &north.reach(), |tx| links::of_subject(tx, gone.id.uuid())) {
            let (stopped, event) = kept.it.stop(id(), at(18)).unwrap();
            write(store, &north.reach(), move |tx| {
                save::change(tx, &writ(18), kept.version, &stopped, &event).map(drop)
            });
        }
        let at_tea = scope(&elm, &[&north], Some("tea@elm.example.org"));
        assert_eq!(listed_in(store, &north, &at_tea, Which::Waiting), [second.id, first.id], "longest ago first");
        let at_kitchen = scope(&elm, &[&north], Some("kitchen@elm.example.org"));
        assert_eq!(listed_in(store, &north, &at_kitchen, Which::Waiting), [kitchen.id]);
        let whole = scope(&elm, &[&north, &south], None);
        assert_eq!(listed_in(store, &north, &whole, Which::Waiting), [second.id, first.id, kitchen.id]);
        assert_eq!(listed_in(store, &south, &whole, Which::Waiting), [southern.id]);
        let of_ash = scope(&ash, &[&north, &south], Some("tea@elm.example.org"));
        assert_eq!(listed_in(store, &north, &of_ash, Which::Waiting), [ashes.id], "an address of two organisations");
        assert_eq!(listed_in(store, &south, &at_tea, Which::Waiting), [], "a service outside the scope");
        assert_eq!(listed_in(store, &north, &Scope::Public, Which::Waiting), []);
        // An answer moves it to the other list. Page by page, nothing twice and nothing left out.
        let (yes, event) = first.clone().answer(Step::Accept { words: None }, at(20)).unwrap();
        write(store, &north.reach(), move |tx| save::change(tx, &writ(20), 1, &yes, &event).map(drop));
        assert_eq!(listed_in(store, &north, &at_tea, Which::Waiting), [second.id]);
        assert_eq!(listed_in(store, &north, &at_tea, Which::Answered), [first.id]);
        let mut after: Option<Mark> = None;
        let mut seen = Vec::new();
        loop {
            let (service, which) = (north.service.id, Which::Waiting);
            let page = read(store, &north.reach(), |tx| requests::of_scope(tx, &whole, (service, which), after, 1));
            seen.extend(page.lines.iter().map(|kept| kept.it.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [second.id, kitchen.id]);
        // What decides about one: every address it was sent to and not stopped, newest first.
        send(store, &north, &second, "kitchen@elm.example.org", 21);
        let (kept, facts) = read(store, &north.reach(), |tx| requests::facts(tx, second.id)).unwrap();
        assert_eq!(kept.it.state, State::Asked);
        assert_eq!(facts.addresses, [line("kitchen@elm.example.org"), line("tea@elm.example.org")]);
        assert!(read(store, &north.reach(), |tx| requests::facts(tx, gone.id)).unwrap().1.addresses.is_empty());
        let sent = read(store, &north.reach(), |tx| requests::sent(tx, second.id));
        assert_eq!((sent.len(), sent[0].promised, sent[0].at), (2, Promised::Something, at(21)));
    });
}

#[test]
fn what_is_said_of_an_entry_reaches_whoever_keeps_it_and_comes_back_to_whoever_said_it() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (_, it) = listed(store, "Elm Café");
        let tell = |kept_by, minute: i64| {
            let by = (north.service.id, north.worker.id);
            Notice::tell(id(), it.id, kept_by, by, Some(words("moved")), at(minute)).0
        };
        let (theirs, each) = (tell(Some(south.service.id), 3), tell(None, 4));
        let done = each.clone().finish(south.worker.id, at(9), Answer::Right).unwrap().0;
        for notice in [&theirs, &each] {
            add(store, &north.reach(), notice);
        }
        let open = |world: &World| -> Vec<Id<Notice>> {
            let all = read(store, &world.reach(), |tx| notices::open(tx, world.service.id));
            all.into_iter().map(|line| line.kept.it.id).collect()
        };
        assert_eq!(open(&north), [each.id], "what another service keeps is for that one");
        assert_eq!(open(&south), [theirs.id, each.id]);
        let of_entry = |world: &World| read(store, &world.reach(), |tx| notices::of_entry(tx, world.service.id, it.id));
        assert_eq!(of_entry(&north), [each.clone(), theirs.clone()], "and whoever said it reads it");
        let one = writ(9);
        let saved = done.clone();
        write(store, &south.reach(), move |tx| save::change(tx, &one, 1, &saved, &event()).map(drop));
        assert_eq!(open(&north), []);
        let became = |since| read(store, &north.reach(), |tx| notices::became(tx, north.worker.id, since));
        let all = became(at(9));
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].entry, all[0].answer, all[0].at), (it.id, Some(Answer::Right), at(9)));
        assert_eq!(became(at(10)), []);
        let open = tell(Some(south.service.id), 6);
        let done = open.clone().finish(id(), at(7), Answer::Done).unwrap().0;
        round_trip(store, &south.reach(), &[open, done]);
        round_trip(store, &south.reach(), &[tell(None, 5)]);
        let change = Proposal { field: Field::Cost, was: Some(words("Free")), is: None };
        let said = Suggestion::propose(id(), north.service.id, (it.id, None), vec![change], None, at(8)).unwrap();
        let passed_on = Notice::pass_on(id(), said.0, Some(south.service.id), said.1).0;
        round_trip(store, &south.reach(), &[passed_on]);
    });
}
