//! The edges of the role: scope agreements and their links, asks of the same day, discretion notes, quiet hours, visits.

use jiff::civil::date;
use kith_domain::boundary::agreement::{ForPractice, Reach as Whom, ScopeAgreement, State, Terms};
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::boundary::discretion::{Deleted, DiscretionNote, Told};
use kith_domain::boundary::quiet::{QuietHours, Weekends};
use kith_domain::boundary::same_day::{Answered, SameDayAsk};
use kith_domain::boundary::visit::{Told as ToldOfVisit, Visit};
use kith_domain::id::Id;
use kith_domain::link::Way;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::Account;
use kith_store::{Kept, Reach, Store, agreements, discretion, quiet, same_day, save, table, visits};

use crate::rooms_world::{World, account, add, at, event, id, line, on_each, read, words, writ, write};

/// A colleague of the link worker.
fn colleague(store: &Store, world: &World) -> Id<Account> {
    let it = account(&format!("{}@example.org", id::<Account>()));
    add(store, &Reach { purpose: "identity", ..world.reach() }, &it);
    it.id
}

fn terms() -> Terms {
    Terms {
        is: vec![line("Listening")],
        is_not: vec![line("Flu clinics")],
        reach: Whom { who: Some(line("Dr Sol")), phone: Some(line("01632 960201")), hours: None, deputy: None },
        access: None,
        access_since: None,
        meetings: None,
        often: None,
        invited_since: None,
        clinical: None,
        managerial: None,
    }
}

fn version(world: &World, number: u32) -> ScopeAgreement {
    let between = (world.service.id, world.practice.id);
    ScopeAgreement::write(id(), between, number, terms(), (world.worker.id, at(6))).0
}

fn ask(world: &World, person: &Person, minutes: i64) -> SameDayAsk {
    let about = (world.service.id, person.id);
    let whom = (Some(world.practice.id), line("Dr Sol, 01632 960201"));
    SameDayAsk::ask(id(), about, whom, world.worker.id, at(minutes)).0
}

fn note(world: &World) -> DiscretionNote {
    DiscretionNote::write(id(), (world.service.id, world.worker.id), date(2026, 11, 20), at(6)).unwrap().0
}

fn told() -> Told {
    Told { what: words("stayed an hour"), why: Some(words("she asked")), again: None }
}

fn tell(store: &Store, world: &World, note: &DiscretionNote) {
    add(store, &world.reach(), note);
    let it = note.clone();
    write(store, &world.reach(), move |tx| Ok(discretion::tell(tx, &it, &told())?));
}

fn out(world: &World, whom: Id<Account>, due: i64) -> (Visit, ToldOfVisit) {
    let told = ToldOfVisit {
        whom,
        place: line("12 Harbour Lane"),
        ring: line("07700 900123"),
        began: at(6),
        due: at(due),
        back: None,
    };
    (Visit::go(id(), (world.service.id, world.worker.id), &told).unwrap().0, told)
}

fn go(store: &Store, world: &World, (it, told): &(Visit, ToldOfVisit)) {
    add(store, &world.reach(), it);
    let (it, told) = (it.clone(), told.clone());
    write(store, &world.reach(), move |tx| Ok(visits::tell(tx, &it, &told)?));
}

/// One row of each table.
pub fn one_of_each(store: &Store, world: &World, person: &Person) {
    let reach = world.reach();
    let it = version(world, 1);
    add(store, &reach, &it);
    let sent = (line("office@example.org"), Way::ByMail);
    let digest = id::<AgreementLink>().uuid().simple().to_string().repeat(2);
    let (link, _) = AgreementLink::send(id(), &it, sent, digest, (world.worker.id, at(6)));
    let one = writ(6);
    write(store, &reach, move |tx| agreements::save_new_link(tx, &one, &link, &event()));
    add(store, &reach, &ask(world, person, 6));
    tell(store, world, &note(world));
    let whose = (world.service.id, world.worker.id);
    add(store, &reach, &QuietHours::set(id(), whose, (1_080, 480), Weekends::Quiet, at(6)).unwrap().0);
    let whom = colleague(store, world);
    go(store, world, &out(world, whom, 90));
}

#[test]
fn a_version_comes_back_whole_and_the_newest_first() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (first, _) = version(&world, 1).agree_for_service(world.worker.id, at(7)).unwrap();
        let (first, _) = first.agree_for_practice(ForPractice::Named(line("Pat Moss")), at(8)).unwrap();
        let second = version(&world, 2).wish(words("tell us who stops coming"), at(9)).unwrap().0;
        add(store, &world.reach(), &first);
        add(store, &world.reach(), &second);
        let all = read(store, &world.reach(), |tx| agreements::of_practice(tx, world.service.id, world.practice.id));
        assert_eq!(all.iter().map(|kept| kept.it.clone()).collect::<Vec<_>>(), [second.clone(), first.clone()]);
        assert_eq!((first.state(), second.state()), (State::Agreed, State::Proposed));
        let standing = read(store, &world.reach(), |tx| agreements::standing(tx, world.service.id));
        assert_eq!(standing, [first, second]);
    });
}

#[test]
fn what_waits_for_an_answer_is_the_askers_her_covers_and_the_leads() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let open = ask(&world, &person, 20);
        let done = ask(&world, &person, 10);
        let answered = Answered { at: at(15), by: None, agreed: None, noted_by: world.worker.id };
        add(store, &world.reach(), &open);
        add(store, &world.reach(), &done.answer(answered, at(16)).unwrap().0);
        let service = world.service.id;
        let seen = |scope: Scope| {
            let all = read(store, &world.reach(), move |tx| same_day::open(tx, &scope));
            all.into_iter().map(|it| it.id).collect::<Vec<_>>()
        };
        let worker = |worker, covers| Scope::Worker { service, worker, covers };
        assert_eq!(seen(worker(world.worker.id, Vec::new())), [open.id]);
        assert_eq!(seen(Scope::Service { service, viewer: id() }), [open.id]);
        let other: Id<Account> = id();
        assert_eq!(seen(worker(other, Vec::new())), []);
        assert_eq!(seen(worker(other, vec![world.worker.id])), [open.id], "whoever covers her");
        let all = read(store, &world.reach(), |tx| same_day::of_person(tx, person.id));
        assert_eq!(all.len(), 2);
    });
}

#[test]
fn what_a_note_said_is_gone_when_it_is_deleted_and_the_store_stays_whole() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let it = note(&world);
        tell(store, &world, &it);
        let whose = (world.service.id, world.worker.id);
        let listed = |store: &Store| {
            let first = (jiff::civil::Date::MAX, uuid::Uuid::max());
            read(store, &world.reach(), move |tx| discretion::of_owner(tx, whose, first, 10)).len()
        };
        assert_eq!(listed(store), 1);
        let day = it.until.unwrap();
        let over = |on| read(store, &world.reach(), move |tx| discretion::over(tx, on)).len();
        assert_eq!((over(day.yesterday().unwrap()), over(day)), (0, 1));
        let (gone, _) = it.clone().delete(Deleted::ByTime, at(9)).unwrap();
        let one = writ(9);
        write(store, &world.reach(), move |tx| {
            save::change(tx, &one, 1, &gone, &event())?;
            Ok(discretion::forget(tx, gone.id)?)
        });
        assert_eq!((listed(store), over(day)), (0, 0));
        assert_eq!(read(store, &world.reach(), |tx| discretion::told(tx, it.id)), None);
        let kept: Option<Kept<DiscretionNote>> = read(store, &world.reach(), |tx| table::find(tx, it.id.uuid()));
        assert!(kept.is_some_and(|kept| kept.it.gone.is_some()), "that it was is proven still");
    });
}

#[test]
fn quiet_hours_are_found_by_their_owner() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let whose = (world.service.id, world.worker.id);
        let (it, _) = QuietHours::set(id(), whose, (1_080, 480), Weekends::AsOther, at(6)).unwrap();
        add(store, &world.reach(), &it);
        let found = |owner| read(store, &world.reach(), move |tx| quiet::of_owner(tx, whose.0, owner));
        assert_eq!(found(world.worker.id).map(|kept| kept.it), Some(it));
        assert!(found(id()).is_none());
    });
}

#[test]
fn a_visit_is_told_of_once_and_forgotten_when_it_is_old() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let whom = colleague(store, &world);
        let visit = out(&world, whom, 60);
        go(store, &world, &visit);
        let late = |now| read(store, &world.reach(), move |tx| visits::late(tx, at(now))).len();
        assert_eq!((late(59), late(60)), (0, 1));
        let it = visit.0.id;
        let mailed = |_: ()| write(store, &world.reach(), move |tx| Ok(visits::mailed(tx, it, at(61))?));
        assert!(mailed(()) && !mailed(()), "once");
        assert_eq!(late(62), 0);
        // A later time is told of anew.
        let (alone, told) = visit.clone();
        let later = ToldOfVisit { due: at(90), ..told.clone() };
        write(store, &world.reach(), move |tx| Ok(visits::tell(tx, &alone, &later)?));
        assert_eq!((late(89), late(90)), (0, 1));
        let told_to = |whom| read(store, &world.reach(), move |tx| visits::told_to(tx, world.service.id, whom)).len();
        assert_eq!((told_to(whom), told_to(world.worker.id)), (1, 0));
        let (back, _) = visit.0.clone().back().unwrap();
        let done = ToldOfVisit { back: Some(at(95)), due: at(90), ..told };
        let one = writ(9);
        let it_is = back.clone();
        write(store, &world.reach(), move |tx| {
            save::change(tx, &one, 1, &it_is, &event())?;
            Ok(visits::tell(tx, &it_is, &done)?)
        });
        assert_eq!((told_to(whom), late(200)), (0, 0), "nobody reads where she went any more");
        let old = |before| read(store, &world.reach(), move |tx| visits::old(tx, at(before))).len();
        assert_eq!((old(95), old(96)), (0, 1));
        write(store, &world.reach(), move |tx| Ok(visits::forget(tx, it)?));
        assert!(read(store, &world.reach(), move |tx| visits::of_visit(tx, it)).is_none());
    });
}
