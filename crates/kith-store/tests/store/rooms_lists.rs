//! Referrals, people and cases: what each list holds and in which order, page after page, on both engines.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::referral::{Referral, Route};
use kith_domain::staff::{Account, Service};
use kith_domain::support::Case;
use kith_domain::support::case::{ClosureReason, Door};
use kith_store::page::Page;
use kith_store::people_list::{self, Narrowed};
use kith_store::save;
use kith_store::{ReadTx, Store, cases, directory, people, referrals};

use crate::rooms_world::{
    World, account, add, at, community_service, event, id, list_entry, on_each, organisation, read, writ, write,
};

/// Walks every page of a list and returns its lines in order; no page is longer than asked for.
fn walk<T, K>(most: u32, mut page: impl FnMut(Option<K>) -> Page<T, K>) -> Vec<T> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let Page { lines, next } = page(after.take());
        assert!(lines.len() <= most as usize);
        assert!(next.is_none() || lines.len() == most as usize, "only a full page has a next one");
        all.extend(lines);
        match next {
            Some(key) => after = Some(key),
            None => return all,
        }
    }
}

/// Page sizes that end on, before and after the last line.
const SIZES: [u32; 5] = [1, 3, 7, 23, 100];

/// Two services; the first has 23 referrals that arrived at only four different moments.
fn crowd(store: &Store) -> (World, World, Vec<Referral>) {
    let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
    south.referred(store, 900, "Elsewhere", 0);
    let crowd: Vec<Referral> = (0..23)
        .map(|n| north.referred(store, 100 + n, ["Abe", "Ng", "Zola"][n as usize % 3], i64::from(n * 7 % 4)).1)
        .collect();
    (north, south, crowd)
}

fn by_time(crowd: &[Referral]) -> Vec<Id<Referral>> {
    let mut order: Vec<(Timestamp, Id<Referral>)> = crowd.iter().map(|it| (it.received, it.id)).collect();
    order.sort();
    order.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn the_queue_gives_every_waiting_referral_once_oldest_first() {
    on_each(|_, store| {
        let (north, south, crowd) = crowd(store);
        // Two are dealt with and leave the queue; one is accepted and stays.
        let by = north.worker.id;
        let (accepted, _) = crowd[3].clone().accept(by, at(30)).unwrap();
        let (allocated, _) = crowd[4].clone().accept(by, at(30)).unwrap().0.allocate(by, by, at(31)).unwrap();
        let (returned, _) = crowd[5].clone().give_back(crate::rooms_world::words("not for us"), by, at(31)).unwrap();
        for it in [&accepted, &allocated, &returned] {
            let (it, writ) = (it.clone(), writ(31));
            write(store, &north.reach(), move |tx| save::change(tx, &writ, 1, &it, &event()).map(drop));
        }
        let waiting: Vec<Referral> =
            crowd.iter().filter(|it| it.id != allocated.id && it.id != returned.id).cloned().collect();
        let scope = Scope::Service { service: north.service.id, viewer: id() };
        for most in SIZES {
            let lines = walk(most, |after| read(store, &north.reach(), |tx| referrals::queue(tx, &scope, after, most)));
            assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), by_time(&waiting), "{most} a page");
            for line in lines {
                let it = waiting.iter().find(|it| it.id == line.id).unwrap();
                assert_eq!((line.person, line.received, line.accepted), (it.person, it.received, it.id == accepted.id));
                assert_eq!(
                    (line.reason.as_str(), line.practice.as_deref()),
                    (it.reason.as_str(), Some("The Practice"))
                );
                assert_eq!(line.name.given.as_deref(), Some("Ann"));
            }
        }
        let queue = |scope: &Scope, world: &World| {
            read(store, &world.reach(), |tx| referrals::queue(tx, scope, None, 9)).lines.len()
        };
        assert_eq!(queue(&Scope::Service { service: south.service.id, viewer: id() }, &south), 1);
        assert_eq!(queue(&Scope::Public, &north), 0, "only a service has a queue");
    });
}

#[test]
fn a_practice_walks_its_own_referrals_newest_first_and_only_where_it_has_a_relationship() {
    on_each(|_, store| {
        let (north, south, crowd) = crowd(store);
        // The practice of the north also referred to the south.
        let person = south.person(901, "Both", "Bo");
        let mut there = south.referral(&person, 2);
        there.route = Route::Practice { practice: north.practice.id, referrer: south.worker.id };
        add(store, &south.reach(), &person);
        add(store, &south.reach(), &there);
        let mut both = north.reach();
        both.services.push(south.service.id.uuid());
        let scope =
            |services: &[Id<Service>]| Scope::Practice { practice: north.practice.id, services: services.to_vec() };
        let mine = |services: &[Id<Service>], most| {
            let scope = scope(services);
            walk(most, |before| read(store, &both, |tx| referrals::of_practice(tx, &scope, before, most)))
        };
        let mut everything = crowd.clone();
        everything.push(there.clone());
        let newest_first = |all: &[Referral]| by_time(all).into_iter().rev().collect::<Vec<_>>();
        for most in SIZES {
            let ids = |lines: Vec<referrals::MyLine>| lines.into_iter().map(|line| line.id).collect::<Vec<_>>();
            assert_eq!(ids(mine(&[north.service.id, south.service.id], most)), newest_first(&everything));
            assert_eq!(ids(mine(&[north.service.id], most)), newest_first(&crowd));
            assert_eq!(ids(mine(&[south.service.id], most)), [there.id]);
            assert_eq!(ids(mine(&[], most)), [], "no relationship, no line");
        }
        let line = mine(&[south.service.id], 5).remove(0);
        assert_eq!((line.person, line.service, line.state.as_str()), (person.id, south.service.id, "received"));
        assert_eq!((line.case_state, line.last_contact), (None, None));
    });
}

#[test]
fn what_a_practice_sees_of_a_case_follows_the_case() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let (_, referral, case) = north.supported(store, 11, "Shah", north.worker.id);
        let scope = Scope::Practice { practice: north.practice.id, services: vec![north.service.id] };
        let line = || read(store, &north.reach(), |tx| referrals::of_practice(tx, &scope, None, 5)).lines.remove(0);
        assert_eq!((line().case_state.as_deref(), line().last_contact), (Some("new"), None));
        log_contact(store, &north, &case, 40);
        assert_eq!((line().case_state.as_deref(), line().last_contact), (Some("active"), Some(at(40))));
        let last = read(store, &north.reach(), |tx| cases::last_contact(tx, referral.id));
        assert_eq!(last, Some(at(40)));
    });
}

/// Logs a contact and moves the case, as the use case does.
fn log_contact(store: &Store, world: &World, case: &Case, minutes: i64) -> kith_domain::support::Contact {
    let contact = world.contact(case, minutes);
    let (active, _) = case.clone().contacted(contact.details.at).unwrap();
    let (saved, one, two) = (contact.clone(), writ(minutes), writ(minutes));
    write(store, &world.reach(), move |tx| {
        save::new(tx, &one, &saved, &event())?;
        cases::save_change(tx, &two, 1, &active, &event())?;
        Ok(cases::note_contact(tx, active.id)?)
    });
    contact
}

#[test]
fn a_contact_that_was_corrected_to_an_earlier_time_no_longer_counts_as_the_latest() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let (_, referral, case) = north.supported(store, 11, "Shah", north.worker.id);
        let mut contact = log_contact(store, &north, &case, 40);
        contact.details.at = at(20);
        let writ = writ(41);
        write(store, &north.reach(), move |tx| {
            save::change(tx, &writ, 1, &contact, &event())?;
            Ok(cases::note_contact(tx, contact.case)?)
        });
        let last = read(store, &north.reach(), |tx| cases::last_contact(tx, referral.id));
        assert_eq!(last, Some(at(20)));
        assert_eq!(read(store, &north.reach(), cases::untrue_lines), []);
    });
}

/// What a line of the list of people is known by, in the order of the list.
type Line = (String, Id<Case>, Id<Person>, Id<Account>);

#[test]
fn the_lists_of_people_give_every_case_within_reach_once_by_name() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let colleague = account("colleague@example.org");
        south.supported(store, 900, "Elsewhere", south.worker.id);
        let families = ["Abe", "Ng", "ng", "Ó Dónaill", "Zola"];
        let mut all: Vec<Line> = (0..23_u32)
            .map(|n| {
                let worker = if n % 4 == 0 { colleague.id } else { north.worker.id };
                let (person, _, case) = north.supported(store, 100 + n, families[n as usize % 5], worker);
                let (family, given) = person.identity.folded();
                (format!("{family} {given}"), case.id, person.id, worker)
            })
            .collect();
        all.sort();
        for most in SIZES {
            let list = |scope: &Scope| {
                let lines = walk(most, |after| {
                    let narrowed = Narrowed::default();
                    read(store, &north.reach(), |tx| people_list::people(tx, scope, &narrowed, after, most)).unwrap()
                });
                lines
                    .into_iter()
                    .map(|line| (line.sort_name, line.case, line.person, line.worker.unwrap()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(list(&Scope::Service { service: north.service.id, viewer: id() }), all, "{most} a page");
            for worker in [north.worker.id, colleague.id] {
                let own: Vec<_> = all.iter().filter(|(.., who)| *who == worker).cloned().collect();
                assert_eq!(list(&Scope::Worker { service: north.service.id, worker, covers: Vec::new() }), own);
            }
            assert_eq!(
                list(&Scope::Worker { service: south.service.id, worker: north.worker.id, covers: Vec::new() }),
                []
            );
            assert_eq!(list(&Scope::Public), []);
        }
    });
}

#[test]
fn the_directory_gives_every_entry_once_by_name() {
    on_each(|_, store| {
        let of = organisation("Elm Café");
        let world = World::set_up(store, "north");
        add(store, &world.reach(), &of);
        let mut all: Vec<_> = (0..23)
            .map(|n| {
                let it = community_service(&of, ["Tea & talk", "tea talk", "Ärztehilfe", "Zumba"][n % 4]);
                list_entry(store, &of, &it);
                (kith_domain::text::fold(it.entry.name.as_str()), it.id)
            })
            .collect();
        all.sort();
        for most in SIZES {
            let lines =
                walk(most, |after| read(store, &world.reach(), |tx| directory::by_name(tx, after.clone(), most)));
            let found: Vec<_> =
                lines.iter().map(|it| (kith_domain::text::fold(it.entry.name.as_str()), it.id)).collect();
            assert_eq!(found, all, "{most} a page");
        }
        assert_eq!(read(store, &world.reach(), directory::count), 23);
    });
}

fn scope_of(service: Id<Service>) -> Scope {
    Scope::Service { service, viewer: id() }
}

#[test]
fn people_are_found_by_number_and_by_day_of_birth_within_their_service() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let here = north.referred(store, 11, "Shah", 0).0;
        let there = south.referred(store, 11, "Shah", 0).0;
        let mut other = north.person(12, "Abe", "Zed");
        other.identity.born = jiff::civil::date(1960, 2, 29).into();
        add(store, &north.reach(), &other);
        let number = here.identity.nhs_number.unwrap();
        let known = |world: &World| {
            let service = world.service.id;
            let found = read(store, &world.reach(), |tx| people::with_nhs_number(tx, &scope_of(service), number));
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!((known(&north), known(&south)), (vec![here.id], vec![there.id]));
        let born = |day| {
            let found = read(store, &north.reach(), |tx| {
                people::born_on(tx, &scope_of(north.service.id), kith_domain::person::Born::On(day))
            });
            found.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(born(jiff::civil::date(1951, 3, 27)), [here.id]);
        assert_eq!(born(jiff::civil::date(1960, 2, 29)), [other.id]);
        assert_eq!(born(jiff::civil::date(1960, 2, 28)), []);
        // The same number given again in one service is kept, and both are found: a human compares.
        let twin = north.person(11, "Shah", "Ann");
        add(store, &north.reach(), &twin);
        let mut both = vec![here.id, twin.id];
        both.sort();
        assert_eq!(known(&north), both);
    });
}

#[test]
fn the_facts_that_decide_are_the_records_own() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (person, referral, case) = north.supported(store, 11, "Shah", north.worker.id);
        let (waiting, queued) = north.referred(store, 12, "Ng", 5);
        let facts = |tx: &mut ReadTx<'_>, person| people::facts(tx, person);
        let found = read(store, &north.reach(), |tx| facts(tx, person.id)).unwrap();
        assert_eq!((found.service, found.workers, found.author), (north.service.id, vec![north.worker.id], None));
        let found = read(store, &north.reach(), |tx| facts(tx, waiting.id)).unwrap();
        assert_eq!((found.service, found.workers), (north.service.id, vec![]));
        assert_eq!(read(store, &north.reach(), |tx| facts(tx, id())), None);
        let record = read(store, &north.reach(), |tx| referrals::facts(tx, queued.id)).unwrap();
        assert_eq!((record.service, record.practice), (north.service.id, Some(north.practice.id)));
        assert_eq!(read(store, &north.reach(), |tx| referrals::facts(tx, id())), None);
        // A second episode with somebody else: both workers are named.
        let second = north.referral(&person, 60);
        let (again, _) = Case::open(id(), &second, at(60));
        let (again, _) = again.allocate(south.worker.id, at(61)).unwrap();
        add(store, &north.reach(), &second);
        let (line, whose, one) = (again.clone(), person.clone(), writ(61));
        write(store, &north.reach(), move |tx| cases::save_new(tx, &one, &line, &whose, &event()));
        let mut workers = read(store, &north.reach(), |tx| facts(tx, person.id)).unwrap().workers;
        workers.sort();
        assert_eq!(workers.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([north.worker.id, south.worker.id]));
        let of_person = read(store, &north.reach(), |tx| cases::of_person(tx, person.id));
        assert_eq!(of_person.iter().map(|kept| &kept.it).collect::<Vec<_>>(), [&again, &case]);
        let of_referral = read(store, &north.reach(), |tx| cases::of_referral(tx, referral.id)).unwrap();
        assert_eq!((of_referral.version, of_referral.it), (1, case));
        assert!(read(store, &north.reach(), |tx| cases::of_referral(tx, queued.id)).is_none());
        let all = read(store, &north.reach(), |tx| referrals::of_person(tx, person.id));
        assert_eq!(all, [second, referral]);
        assert_eq!(read(store, &north.reach(), people::everybody).len(), 2);
        let every = read(store, &north.reach(), referrals::every);
        assert_eq!(every.iter().filter(|(.., in_queue)| *in_queue).count(), 2);
        assert_eq!(every.len(), 3);
    });
}

#[test]
fn a_practice_is_reminded_of_its_own_earlier_referrals_only() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (person, referral) = north.referred(store, 11, "Shah", 3);
        let mut others = north.referral(&person, 4);
        others.route = Route::Practice { practice: south.practice.id, referrer: north.worker.id };
        add(store, &north.reach(), &others);
        let earlier = |practice, day| {
            read(store, &north.reach(), |tx| referrals::earlier_of_practice(tx, north.service.id, practice, day))
        };
        let born = person.identity.born;
        let found = earlier(north.practice.id, born);
        assert_eq!(found.iter().map(|it| (it.id, it.received)).collect::<Vec<_>>(), [(referral.id, at(3))]);
        assert_eq!((found[0].family.as_str(), found[0].given.as_str()), ("shah", "ann"));
        assert_eq!(found[0].nhs_number, person.identity.nhs_number.ok().map(|number| number.digits()));
        assert_eq!(earlier(south.practice.id, born)[0].id, others.id);
        assert_eq!(earlier(north.practice.id, kith_domain::person::Born::On(jiff::civil::date(1999, 1, 1))).len(), 0);
    });
}

#[test]
fn a_worker_sees_who_is_new_and_who_is_quiet_and_a_lead_sees_counts() {
    on_each(|_, store| {
        let north = World::set_up(store, "north");
        let worker = north.worker.id;
        north.supported(store, 11, "New", worker);
        let busy = north.supported(store, 12, "Busy", worker);
        let quiet = north.supported(store, 13, "Quiet", worker);
        let ended = north.supported(store, 14, "Ended", worker);
        north.supported(store, 15, "Other", id());
        log_contact(store, &north, &busy.2, 50);
        log_contact(store, &north, &quiet.2, 20);
        log_contact(store, &north, &ended.2, 10);
        let active = read(store, &north.reach(), |tx| cases::of_referral(tx, ended.1.id)).unwrap();
        let (closed, _) = active.it.end(ClosureReason::Done, None, Door::Open, at(60)).unwrap();
        let one = writ(60);
        write(store, &north.reach(), move |tx| cases::save_change(tx, &one, active.version, &closed, &event()));
        let names = |lines: Vec<cases::CaseLine>| lines.into_iter().map(|line| line.name.family).collect::<Vec<_>>();
        let service = north.service.id;
        assert_eq!(names(read(store, &north.reach(), |tx| cases::new_to(tx, service, (worker, worker)))), ["New"]);
        let before =
            |minutes| read(store, &north.reach(), |tx| cases::quiet(tx, service, (worker, worker), at(minutes)));
        assert_eq!(names(before(50)), ["Quiet"], "the door is open for the one whose support ended");
        assert_eq!(names(before(51)), ["Quiet", "Busy"]);
        assert_eq!(names(before(20)), Vec::<String>::new());
        let counts = read(store, &north.reach(), |tx| cases::counts(tx, &scope_of(service)));
        let of = |state: &str| counts.iter().find(|c| c.worker == Some(worker) && c.state == state).map(|c| c.cases);
        assert_eq!((of("new"), of("active"), of("door-open"), of("closed")), (Some(1), Some(2), Some(1), None));
        assert_eq!(counts.iter().map(|count| count.cases).sum::<i64>(), 5);
        assert_eq!(read(store, &north.reach(), cases::untrue_lines), []);
    });
}

#[test]
fn a_day_that_may_be_mistyped_and_a_name_that_sounds_alike_are_hints_within_the_service() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let born = |world: &World, n, family: &str, given: &str, day| {
            let mut person = world.person(n, family, given);
            person.identity.born = kith_domain::person::Born::On(day);
            person
        };
        let day = jiff::civil::date(1948, 3, 7);
        let near = born(&north, 21, "Khan", "Mohammed", jiff::civil::date(1948, 7, 3));
        let far = born(&north, 22, "Khan", "Mohammed", jiff::civil::date(1948, 8, 3));
        let there = born(&south, 23, "Khan", "Mohammed", jiff::civil::date(1948, 7, 3));
        let alike = born(&north, 24, "Cohn", "Muhammad", day);
        let other = born(&north, 25, "Brown", "Gail", day);
        for person in [&near, &far, &alike, &other] {
            add(store, &north.reach(), person);
        }
        add(store, &south.reach(), &there);
        let days = kith_domain::person::likeness::days_near(day);
        let scope = scope_of(north.service.id);
        let found = read(store, &north.reach(), |tx| people::born_on_one_of(tx, &scope, &days));
        assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [near.id]);
        let whose = kith_domain::policy::Scope::Public;
        assert_eq!(read(store, &north.reach(), |tx| people::born_on_one_of(tx, &whose, &days)).len(), 0);
        let referral = north.referral(&near, 4);
        add(store, &north.reach(), &referral);
        let own = |practice| {
            let found = read(store, &north.reach(), |tx| {
                referrals::earlier_of_practice_near(tx, north.service.id, practice, &days)
            });
            found.into_iter().map(|it| (it.id, it.born)).collect::<Vec<_>>()
        };
        assert_eq!(own(north.practice.id), [(referral.id, near.identity.born)]);
        assert_eq!(own(south.practice.id), [], "another practice learns nothing");
        // The queue: born on the same day, and a name that sounds alike, written otherwise.
        let waits = born(&north, 26, "Khan", "Mohammed", day);
        add(store, &north.reach(), &waits);
        add(store, &north.reach(), &north.referral(&waits, 5));
        let hints = |viewer| {
            let scope = Scope::Service { service: north.service.id, viewer };
            let page = read(store, &north.reach(), |tx| {
                let mut page = referrals::queue(tx, &scope, None, 10)?;
                referrals::mark_alike(tx, &scope, &mut page.lines)?;
                Ok(page)
            });
            page.lines.into_iter().map(|line| (line.person, line.may_be_known)).collect::<Vec<_>>()
        };
        assert_eq!(hints(id()), [(near.id, false), (waits.id, true)]);
        // A restricted record that only sounds alike is no hint for whoever is not named on it.
        let terms = kith_domain::person::protection::Terms {
            named: [north.worker.id, id()].into(),
            not_online: false,
            reason: Some(crate::rooms_world::words("x")),
        };
        let (kept, _) = kith_domain::person::protection::Protection::begin(
            id(),
            &alike,
            terms,
            &[north.worker.id].into(),
            (north.worker.id, at(6)),
        )
        .unwrap();
        add(store, &north.reach(), &kept);
        assert_eq!(hints(id()), [(near.id, false), (waits.id, false)]);
        assert_eq!(hints(north.worker.id), [(near.id, false), (waits.id, true)]);
    });
}
