//! The register of gaps, the waits, and requests that nobody answered, on both engines.

use jiff::{Timestamp, ToSpan};
use kith_domain::directory::Connection;
use kith_domain::directory::connection::{State, Step};
use kith_domain::id::Id;
use kith_domain::need::gap::{Came, Findings, Kind, Reason, Sector, Structure};
use kith_domain::need::{Agreement, Domain, Gap, Need, Telling};
use kith_domain::person::Person;
use kith_domain::person::identity::{Address, Parts, postcode};
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::policy::Scope;
use kith_domain::staff::Account;
use kith_store::gap_register::{self, Filter, NOT_KNOWN, NOT_SAID, Order, RegisterLine};
use kith_store::{Store, news, places, save, waits};

use crate::rooms_world::{
    World, account, add, at, chosen, community_service, event, id, list_entry, on_each, organisation, read, words,
    writ, write,
};

fn everything() -> Filter {
    Filter {
        from: Timestamp::UNIX_EPOCH,
        to: at(1_000_000),
        sector: String::new(),
        domain: String::new(),
        reason: String::new(),
        state: String::new(),
        district: String::new(),
        order: Order::Newest,
    }
}

fn need(store: &Store, world: &World, person: &Person, domain: Option<Domain>) -> Need {
    let need = world.need(person, 3);
    let telling = Telling { domain, ..need.telling() };
    let (need, _) = Need::record(need.id, person, telling, need.author, need.at);
    add(store, &world.reach(), &need);
    need
}

fn gap(store: &Store, world: &World, need: &Need, findings: Findings, minutes: i64) -> Gap {
    let (gap, _) = Gap::record(id(), need, findings, world.worker.id, at(minutes)).unwrap();
    add(store, &world.reach(), &gap);
    gap
}

fn restrict(store: &Store, world: &World, person: Id<Person>, named: Id<Account>) {
    let (service, author) = (world.service.id, world.worker.id);
    write(store, &world.reach(), move |tx| {
        let terms = Terms { named: [named].into(), ..Default::default() };
        save::new(tx, &writ(3), &Protection { id: id(), service, person, terms, author, at: at(3) }, &event())
    });
}

/// Every page of a register, two lines at a time.
fn register(store: &Store, world: &World, scope: &Scope, filter: &Filter) -> Vec<RegisterLine> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = read(store, &world.reach(), |tx| gap_register::register(tx, scope, filter, after, 2));
        all.extend(page.lines);
        match page.next {
            Some(mark) => after = Some(mark),
            None => return all,
        }
    }
}

#[test]
fn the_register_is_narrowed_sorted_and_paged_and_shows_own_words_only_where_they_agreed() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let scope = Scope::Service { service: north.service.id, viewer: id() };
        let (person, ..) = north.supported(store, 11, "Shah", north.worker.id);
        let (other, ..) = south.supported(store, 12, "Elsewhere", south.worker.id);
        gap(store, &south, &need(store, &south, &other, None), Findings::only(Reason::Full), 5);
        write(store, &north.reach(), |tx| {
            places::put_district(tx, "E08000021", "Newcastle")?;
            let postcode = places::Postcode {
                code: "NE14LP".to_owned(),
                position: None,
                area: None,
                district: Some("E08000021".to_owned()),
                ended: None,
            };
            Ok(places::put_postcode(tx, &postcode)?)
        });
        let house = need(store, &north, &person, Some(Domain::Housing));
        let company = need(store, &north, &person, None);
        let homes = Findings {
            kind: Some(Kind::Housing),
            structure: Some(Structure::HousingStock),
            ..Findings::only(Reason::Structural)
        };
        let first = gap(store, &north, &house, homes, 10);
        let full = Findings { kind: Some(Kind::Community), ..Findings::only(Reason::Full) };
        let second = gap(store, &north, &company, full, 20);
        let third = gap(store, &north, &company, Findings::only(Reason::Unknown), 30);
        let ids = |filter: Filter| -> Vec<Id<Gap>> {
            register(store, &north, &scope, &filter).iter().map(|line| line.id).collect()
        };
        assert_eq!(ids(everything()), [third.id, second.id, first.id], "nothing of another service");
        assert_eq!(ids(Filter { order: Order::Oldest, ..everything() }), [first.id, second.id, third.id]);
        let sector = |code: &str| ids(Filter { sector: code.to_owned(), ..everything() });
        assert_eq!(sector(Sector::Structural.code()), [first.id]);
        assert_eq!(sector(Sector::Community.code()), [second.id]);
        assert_eq!(sector(NOT_SAID), [third.id]);
        assert_eq!(sector(Sector::Health.code()), []);
        let sectors: usize = Sector::ALL.iter().map(|it| sector(it.code()).len()).sum();
        assert_eq!(sectors + sector(NOT_SAID).len(), 3, "every gap is in one of them");
        assert_eq!(ids(Filter { domain: "housing".to_owned(), ..everything() }), [first.id]);
        assert_eq!(ids(Filter { domain: NOT_SAID.to_owned(), ..everything() }), [third.id, second.id]);
        assert_eq!(ids(Filter { reason: "full".to_owned(), ..everything() }), [second.id]);
        assert_eq!(ids(Filter { from: at(20), to: at(30), ..everything() }), [second.id], "the end is not included");
        assert_eq!(ids(Filter { district: NOT_KNOWN.to_owned(), ..everything() }).len(), 3, "no address yet");
        let address = Address {
            id: id(),
            service: north.service.id,
            person: person.id,
            parts: Parts { lines: None, postcode: postcode("ne1 4lp"), email: None },
            author: north.worker.id,
            at: at(4),
        };
        add(store, &north.reach(), &address);
        assert_eq!(ids(Filter { district: "E08000021".to_owned(), ..everything() }).len(), 3);
        assert_eq!(ids(Filter { district: "E09000001".to_owned(), ..everything() }), []);
        assert_eq!(
            read(store, &north.reach(), gap_register::districts),
            [("E08000021".to_owned(), "Newcastle".to_owned())]
        );
        // Answered by a connection, whose service is named.
        let of = organisation("The Shed");
        let entry = community_service(&of, "Woodwork");
        add(store, &north.reach(), &of);
        list_entry(store, &of, &entry);
        let (connection, _) = chosen(&person, &entry, north.worker.id, 31);
        add(store, &north.reach(), &connection);
        let answer = |gap: &Gap, came: Option<Came>, words_too: bool| {
            let text = words_too.then(|| words("It came"));
            let (answered, _) = gap.clone().answer(came, text, north.worker.id, at(40)).unwrap();
            write(store, &north.reach(), move |tx| save::change(tx, &writ(40), 1, &answered, &event()).map(drop));
        };
        answer(&first, Some(Came::Connection(connection.id)), false);
        answer(&second, Some(Came::Entry(entry.id)), true);
        let answered = register(store, &north, &scope, &Filter { state: "answered".to_owned(), ..everything() });
        assert_eq!(answered.iter().map(|line| line.id).collect::<Vec<_>>(), [second.id, first.id]);
        assert!(answered.iter().all(|line| line.came.as_deref() == Some("Woodwork")), "{answered:?}");
        assert_eq!(ids(Filter { state: "open".to_owned(), ..everything() }), [third.id]);
        // Own words: only while the agreement stands.
        let mut now = third.clone();
        for (version, (agreement, shown)) in (1..).zip([
            (Agreement::NotAsked, false),
            (Agreement::Refused, false),
            (Agreement::Agreed, true),
            (Agreement::Withdrawn, false),
        ]) {
            now = now.hear(Some(words("A bus on Sundays")), agreement, north.worker.id, at(50)).unwrap().0;
            let saved = now.clone();
            write(store, &north.reach(), move |tx| save::change(tx, &writ(50), version, &saved, &event()).map(drop));
            let lines = register(store, &north, &scope, &everything());
            let words = lines.iter().find(|line| line.id == third.id).unwrap().own_words.as_ref();
            assert_eq!(words.is_some(), shown, "{agreement:?}");
        }
    });
}

#[test]
fn a_worker_sees_the_gaps_and_waits_of_their_people_and_nobody_those_of_a_restricted_record() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let (worker, colleague) = (north.worker.id, account("colleague@example.org").id);
        let own = north.supported(store, 11, "Own", worker).0;
        let theirs = north.supported(store, 12, "Theirs", colleague).0;
        let hidden = north.supported(store, 13, "Hidden", worker).0;
        let named: Id<Account> = id();
        restrict(store, &north, hidden.id, named);
        let of = organisation("The Shed");
        let entry = community_service(&of, "Woodwork");
        add(store, &north.reach(), &of);
        list_entry(store, &of, &entry);
        for (n, person) in [&own, &theirs, &hidden].into_iter().enumerate() {
            gap(store, &north, &need(store, &north, person, None), Findings::only(Reason::Full), 10);
            let (chosen, _) = chosen(person, &entry, worker, 2);
            let weeks = Some(u32::try_from(3 - n).unwrap());
            add(store, &north.reach(), &Connection { state: State::WaitListed { weeks }, since: at(5), ..chosen });
        }
        let service = north.service.id;
        let mine = |worker, covers: &[Id<Account>]| Scope::Worker { service, worker, covers: covers.to_vec() };
        let lead = |viewer| Scope::Service { service, viewer };
        let seen = |scope: &Scope| {
            let gaps: Vec<Id<Person>> =
                register(store, &north, scope, &everything()).iter().map(|line| line.person).collect();
            let waits = read(store, &north.reach(), |tx| waits::list(tx, scope, None, 50)).lines;
            let whose: Vec<Id<Person>> = waits.iter().map(|it| it.line.kept.it.person).collect();
            assert!(waits.is_sorted_by_key(|it| it.due), "what is due longest stands first");
            (gaps.len(), whose)
        };
        assert_eq!(seen(&mine(worker, &[])), (1, vec![own.id]), "a restricted record that does not name them");
        assert_eq!(seen(&mine(worker, &[colleague])), (2, vec![theirs.id, own.id]));
        assert_eq!(seen(&mine(named, &[])), (1, vec![hidden.id]), "whoever is named, without the case");
        assert_eq!(seen(&mine(id(), &[worker])), (1, vec![own.id]), "a cover opens no restricted record");
        assert_eq!(seen(&lead(id())), (2, vec![theirs.id, own.id]));
        assert_eq!(seen(&lead(named)), (3, vec![hidden.id, theirs.id, own.id]));
        assert_eq!(seen(&Scope::Public).0, 0);
    });
}

#[test]
fn the_waits_follow_their_connections_step_by_step() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let (person, ..) = north.supported(store, 11, "Shah", north.worker.id);
        let of = organisation("The Shed");
        let entry = community_service(&of, "Woodwork");
        add(store, &north.reach(), &of);
        list_entry(store, &of, &entry);
        let (it, _) = chosen(&person, &entry, north.worker.id, 2);
        add(store, &north.reach(), &it);
        let rows = || read(store, &north.reach(), waits::every);
        let mut now = it;
        let mut version = 1;
        let mut step = |step: Step, minutes: i64| {
            now = now.clone().take(step, at(minutes)).unwrap().0;
            let (saved, before) = (now.clone(), version);
            write(store, &north.reach(), move |tx| {
                save::change(tx, &writ(minutes), before, &saved, &event()).map(drop)
            });
            version += 1;
            now.clone()
        };
        step(Step::Ask, 3);
        assert_eq!(rows(), []);
        let listed = step(Step::WaitList { weeks: Some(2) }, 4);
        assert_eq!(rows(), [(listed.id, at(4).checked_add((14 * 24).hours()).unwrap())]);
        let again = step(Step::WaitList { weeks: None }, 9);
        assert_eq!(rows(), [(again.id, again.waits().unwrap().due())]);
        step(Step::Accept { words: None }, 12);
        assert_eq!(rows(), []);
        step(Step::WaitList { weeks: Some(1) }, 13);
        step(Step::PersonDecline, 14);
        assert_eq!(rows(), [], "they no longer want it");
    });
}

#[test]
fn who_has_not_answered_comes_to_mind_between_two_moments_with_how_often_they_were_reminded() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let (person, ..) = north.supported(store, 11, "Shah", north.worker.id);
        let of = organisation("The Shed");
        let entry = community_service(&of, "Woodwork");
        add(store, &north.reach(), &of);
        list_entry(store, &of, &entry);
        let (chosen, _) = chosen(&person, &entry, north.worker.id, 2);
        let asked = Connection { state: State::Asked, since: at(10), ..chosen };
        add(store, &north.reach(), &asked);
        let found = |from: i64, before: i64| {
            read(store, &north.reach(), |tx| {
                news::unanswered(tx, north.service.id, (north.worker.id, north.worker.id), (at(from), at(before)))
            })
            .into_iter()
            .map(|it| (it.reminded, it.last))
            .collect::<Vec<_>>()
        };
        assert_eq!(found(0, 11), [(0, at(10))]);
        assert_eq!(found(0, 10), [], "not long enough ago");
        assert_eq!(found(11, 12), [], "so long ago that it came to mind as often as it may");
        for minutes in [10, 20] {
            let link = north.link(&asked, minutes);
            write(store, &north.reach(), move |tx| kith_store::links::save_new(tx, &writ(minutes), &link, &event()));
        }
        assert_eq!(found(11, 21), [(1, at(20))], "a reminder gives time again");
        assert_eq!(found(11, 20), []);
        assert_eq!(found(21, 30), []);
    });
}
