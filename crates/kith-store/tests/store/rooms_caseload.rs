//! What each case counts as, on both engines: one of each kind is planted, and counts, lists and scopes agree.

use std::collections::BTreeMap;

use jiff::civil::date;
use kith_domain::directory::Connection;
use kith_domain::directory::connection::State;
use kith_domain::id::Id;
use kith_domain::need::Gap;
use kith_domain::need::gap::{Answered, Findings, Reason};
use kith_domain::person::Person;
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::policy::Scope;
use kith_domain::staff::Account;
use kith_domain::support::case::{ClosureReason, Door};
use kith_domain::support::caseload::Counted;
use kith_domain::support::contact::Reached;
use kith_domain::support::holding::{Function, Holding, Says};
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{Case, WayOfWorking};
use kith_store::{Store, caseload, cases, save};

use crate::rooms_world::{
    World, account, add, at, chosen, community_service, event, id, line, list_entry, on_each, organisation, read, writ,
    write,
};

fn minute(day: i64) -> i64 {
    day * 24 * 60
}

fn way(store: &Store, world: &World, code: &str, position: i64) -> Id<WayOfWorking> {
    let (service, heading) = (world.service.id, Heading::Being);
    let it = WayOfWorking { id: id(), service, code: line(code), label: line(code), heading, position };
    add(store, &world.reach(), &it);
    it.id
}

fn contact(store: &Store, world: &World, case: &Case, (day, reached): (i64, Reached), ways: &[Id<WayOfWorking>]) {
    let mut contact = world.contact(case, minute(day));
    contact.details.reached = reached;
    contact.details.ways = ways.to_vec();
    add(store, &world.reach(), &contact);
    let case = case.id;
    write(store, &world.reach(), move |tx| Ok(cases::note_contact(tx, case)?));
}

/// Moves the case on, as the use case does with the first contact.
fn active(store: &Store, world: &World, case: &Case) -> Case {
    let (active, _) = case.clone().contacted(at(10)).unwrap();
    let (saved, one) = (active.clone(), writ(10));
    write(store, &world.reach(), move |tx| cases::save_change(tx, &one, 1, &saved, &event()));
    active
}

/// Holds somebody, as the use case does.
fn hold(store: &Store, world: &World, case: &Case, worker: Id<Account>) {
    let days = (date(2026, 1, 1), date(2027, 3, 1));
    let says = Says { function: Function::Waiting, cause: None, awaited: None, began: days.0, review_on: days.1 };
    let (held, _) = case.clone().hold().unwrap();
    let (it, _) = Holding::begin(id(), case, says, (worker, "2026-12-31T10:00:00Z".parse().unwrap())).unwrap();
    let one = writ(40);
    add(store, &world.reach(), &it);
    write(store, &world.reach(), move |tx| cases::save_change(tx, &one, 2, &held, &event()));
}

fn scope_of(world: &World, viewer: Id<Account>) -> Scope {
    Scope::Service { service: world.service.id, viewer }
}

/// Plants one case of each kind and more, and says what each counts as, by family name.
fn planted(store: &Store, north: &World, worker: Id<Account>) -> BTreeMap<String, Counted> {
    let (waits, stays, told) = (way(store, north, "P09", 1), way(store, north, "P11", 2), way(store, north, "P01", 3));
    let (of, yes) = (organisation("The Shed"), Reached::Yes);
    let entry = community_service(&of, "Woodwork");
    add(store, &north.reach(), &of);
    list_entry(store, &of, &entry);
    let mut expected = BTreeMap::new();
    let mut serial = 10;
    let mut one = |name: &str, counted: Counted| {
        serial += 1;
        expected.insert(name.to_owned(), counted);
        north.supported(store, serial, name, worker)
    };
    let connect = |person: &Person, state: State| {
        let (chosen, _) = chosen(person, &entry, worker, 20);
        add(store, &north.reach(), &Connection { state, ..chosen });
    };
    let gap = |person: &Person, reason, answered| {
        let need = north.need(person, 21);
        add(store, &north.reach(), &need);
        let (found, _) = Gap::record(id(), &need, Findings::only(reason), worker, at(22)).unwrap();
        let answered = if answered { Some(Answered { at: at(23), by: worker, came: None, words: None }) } else { None };
        add(store, &north.reach(), &Gap { answered, ..found });
    };
    one("Untouched", Counted::New);
    let tried = active(store, north, &one("Tried", Counted::New).2);
    contact(store, north, &tried, (30, Reached::NoAnswer), &[waits]);
    let mut spoken = |name: &str, counted, contacts: &[(i64, Reached, Id<WayOfWorking>)]| {
        let (person, _, case) = one(name, counted);
        let case = active(store, north, &case);
        for (day, reached, way) in contacts {
            contact(store, north, &case, (*day, *reached), &[*way]);
        }
        (person, case)
    };
    spoken("Active", Counted::Active, &[(30, yes, told)]);
    // A tap is no state: what was done says nothing of what is counted.
    spoken("Tapped-waiting", Counted::Active, &[(10, yes, told), (30, yes, waits)]);
    spoken("Tapped-staying", Counted::Active, &[(12, yes, stays)]);
    let (_, case) = spoken("Held", Counted::Holding, &[(30, yes, told)]);
    hold(store, north, &case, worker);
    let (_, case) = spoken("Held-then-tried", Counted::Holding, &[(30, yes, waits), (35, Reached::NoAnswer, told)]);
    hold(store, north, &case, worker);
    for (name, state) in
        [("Asked", State::Asked), ("Unanswered", State::NotAnswered), ("Listed", State::WaitListed { weeks: Some(30) })]
    {
        let (person, _) = spoken(name, Counted::Waiting, &[(30, yes, told)]);
        connect(&person, state);
    }
    for (name, state) in [("Attends", State::Attending), ("Chosen", State::Chosen)] {
        let (person, _) = spoken(name, Counted::Active, &[(30, yes, told)]);
        connect(&person, state);
    }
    let (person, _) = spoken("Long-wait", Counted::Waiting, &[(30, yes, told)]);
    gap(&person, Reason::Wait, false);
    let (person, _) = spoken("Wait-over", Counted::Active, &[(30, yes, told)]);
    gap(&person, Reason::Wait, true);
    let (person, _) = spoken("Full", Counted::Active, &[(30, yes, told)]);
    gap(&person, Reason::Full, false);
    // Holding stands before waiting, and being new before both.
    let (person, case) = spoken("Held-and-listed", Counted::Holding, &[(30, yes, waits)]);
    hold(store, north, &case, worker);
    connect(&person, State::WaitListed { weeks: None });
    let (_, case) = spoken("Back", Counted::DoorOpen, &[(30, yes, waits)]);
    let (ended, _) = case.end(ClosureReason::Done, None, Door::Open, at(minute(31))).unwrap();
    let writ = writ(minute(31));
    write(store, &north.reach(), move |tx| cases::save_change(tx, &writ, 2, &ended, &event()));
    expected
}

#[test]
fn every_case_counts_once_and_the_counts_add_up_to_the_caseload() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (worker, colleague) = (north.worker.id, account("colleague@example.org").id);
        let expected = planted(store, &north, worker);
        north.supported(store, 90, "Colleagues", colleague);
        south.supported(store, 91, "Elsewhere", south.worker.id);
        let scope = scope_of(&north, id());
        let counted = |workers: &[Id<Account>]| {
            let mut all = read(store, &north.reach(), |tx| caseload::open(tx, &scope, workers));
            all.extend(read(store, &north.reach(), |tx| caseload::door_open(tx, &scope, workers)));
            all
        };
        let found: BTreeMap<String, Counted> =
            counted(&[worker]).into_iter().map(|one| (one.line.name.family, one.counted)).collect();
        assert_eq!(found, expected);
        // Sums to what the caseload says, worker by worker.
        let both = counted(&[worker, colleague]);
        let states = read(store, &north.reach(), |tx| cases::counts(tx, &scope));
        for one in [worker, colleague] {
            let all: i64 = states.iter().filter(|it| it.worker == Some(one)).map(|it| it.cases).sum();
            assert_eq!(both.iter().filter(|it| it.line.worker == Some(one)).count() as i64, all);
        }
        assert_eq!(both.len(), expected.len() + 1, "nobody of another service, and nobody twice");
        // By name, so that a list needs no sorting of its own.
        let names: Vec<_> = read(store, &north.reach(), |tx| caseload::open(tx, &scope, &[worker]))
            .into_iter()
            .map(|one| one.line.sort_name)
            .collect();
        assert!(names.is_sorted(), "{names:?}");
        let untrue = read(store, &kith_store::Reach::maintenance(), cases::untrue_lines);
        assert!(untrue.is_empty(), "{untrue:?}");
    });
}

#[test]
fn a_scope_counts_only_whom_it_holds() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (worker, colleague) = (north.worker.id, account("colleague@example.org").id);
        north.supported(store, 11, "Own", worker);
        north.supported(store, 12, "Colleagues", colleague);
        let restricted = north.supported(store, 13, "Restricted", worker).0;
        let lead: Id<Account> = id();
        let person = restricted.id;
        let (service, named) = (north.service.id, worker);
        write(store, &north.reach(), move |tx| {
            let terms = Terms { named: [named, lead].into(), ..Default::default() };
            let it = Protection { id: id(), service, person, terms, author: named, at: at(3) };
            save::new(tx, &writ(3), &it, &event())
        });
        let count = |world: &World, scope: &Scope, workers: &[Id<Account>]| {
            read(store, &world.reach(), |tx| caseload::open(tx, scope, workers)).len()
        };
        let both = [worker, colleague];
        assert_eq!(count(&north, &scope_of(&north, lead), &both), 3);
        assert_eq!(
            count(&north, &scope_of(&north, id()), &both),
            2,
            "a restricted record that does not name the viewer"
        );
        let mine = |covers: &[Id<Account>]| Scope::Worker { service, worker, covers: covers.to_vec() };
        assert_eq!(count(&north, &mine(&[]), &both), 2, "a link worker counts her own");
        assert_eq!(count(&north, &mine(&[colleague]), &both), 3, "and those she covers");
        assert_eq!(count(&north, &Scope::Public, &both), 0);
        assert_eq!(count(&north, &scope_of(&south, lead), &both), 0);
    });
}
