//! Appointments: they come back as they were, each list holds what it should in its order, and they follow the case.

use jiff::ToSpan;
use kith_domain::appointment::{Appointment, Booking, CalendarLink, CancelledBy, When};
use kith_domain::person::Person;
use kith_domain::support::Case;
use kith_domain::support::case::State;
use kith_domain::support::contact::{Mode, Place, Reached};
use kith_store::appointments::{self, Span, Which};
use kith_store::{Store, cases, save};

use crate::rooms_saved::{round_trip, worst_line};
use crate::rooms_world::{World, account, add, at, event, id, on_each, read, standing, writ, write};

fn booking(when: When) -> Booking {
    Booking { when, minutes: None, mode: Mode::Phone, place: None, place_words: None, why: None, together: None }
}

/// A number of hours after the morning on which every test begins.
fn hours(hours: i64) -> When {
    When::At(at(hours * 60))
}

pub fn booked(world: &World, person: &Person, when: When) -> Appointment {
    Appointment::book(id(), person, booking(when), world.worker.id, at(0)).unwrap().0
}

fn all_time() -> Span {
    Span { from: at(-60 * 24 * 30), to: at(60 * 24 * 300) }
}

#[test]
fn an_appointment_and_a_calendar_link_come_back_in_every_state() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, _, case) = world.supported(store, 11, "Shah", world.worker.id);
        let contact = world.contact(&case, 3);
        add(store, &reach, &contact);
        let it = booked(&world, &person, hours(3));
        let day = it.booking.when.day();
        let full = Booking {
            when: When::Day(day),
            minutes: Some(1_440),
            mode: Mode::FaceToFace,
            place: Some(Place::Home),
            place_words: Some(worst_line()),
            why: Some(worst_line()),
            together: None,
        };
        let moved = it.clone().reschedule(full, at(1)).unwrap().0;
        let off = moved.clone().cancel(CancelledBy::SomeoneElse, Some(worst_line()), at(2)).unwrap().0;
        let back = off.clone().put_back(at(3)).unwrap().0;
        let settled = |reached| back.clone().settle(reached, contact.id, at(4)).unwrap().0;
        let states = [settled(Reached::DidNotAttend), settled(Reached::NoAnswer), settled(Reached::Yes)];
        let [missed, silent, kept] = states;
        round_trip(store, &reach, &[it, moved, off, back.clone(), missed, silent, kept]);
        let digest = "0a".repeat(32);
        let link = CalendarLink::make(id(), world.service.id, world.worker.id, world.standing.id, digest, at(1)).0;
        round_trip(store, &reach, &[link.clone(), link.revoke(at(2)).unwrap().0]);
    });
}

#[test]
fn a_workers_list_is_in_order_ends_where_its_span_ends_and_follows_the_case() {
    on_each(|_, store| {
        let (world, elsewhere) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = world.reach();
        let other = account("other@north.example.org");
        let identity = kith_store::Reach { purpose: "identity", ..reach.clone() };
        add(store, &identity, &other);
        add(store, &identity, &standing(&other, kith_domain::staff::Role::LinkWorker, Some(world.service.id)));
        let (shah, _, case) = world.supported(store, 11, "Shah", world.worker.id);
        let (ng, ..) = world.supported(store, 12, "Ng", other.id);
        let (stranger, ..) = elsewhere.supported(store, 13, "Far", elsewhere.worker.id);
        let mine: Vec<Appointment> = [5, 3, 8, 3].map(|n| booked(&world, &shah, hours(n))).to_vec();
        mine.iter().for_each(|it| add(store, &reach, it));
        let theirs = booked(&world, &ng, hours(4));
        add(store, &reach, &theirs);
        add(store, &elsewhere.reach(), &booked(&elsewhere, &stranger, hours(4)));
        let off = mine[2].clone().cancel(CancelledBy::Person, None, at(2)).unwrap().0;
        let (saved, by) = (off.clone(), writ(2));
        write(store, &reach, move |tx| save::change(tx, &by, 1, &saved, &event()).map(drop));

        let of = |worker, which, span| {
            let list = |store: &Store| {
                read(store, &reach, |tx| appointments::of_worker(tx, world.service.id, worker, worker, which, span))
            };
            list(store).into_iter().map(|line| line.kept.it.id).collect::<Vec<_>>()
        };
        let me = world.worker.id;
        assert_eq!(of(me, Which::Open, all_time()), [mine[1].id, mine[3].id, mine[0].id]);
        assert_eq!(of(me, Which::Settled, all_time()), [off.id]);
        assert_eq!(of(other.id, Which::Open, all_time()), [theirs.id]);
        // The beginning is in a span, the end is not.
        assert_eq!(of(me, Which::Open, Span { from: at(180), to: at(300) }), [mine[1].id, mine[3].id]);
        let line =
            read(store, &reach, |tx| appointments::of_worker(tx, world.service.id, me, me, Which::Open, all_time()));
        assert_eq!((line[0].name.family.as_str(), line[0].phone.as_deref()), ("Shah", None));

        // The case goes to somebody else: so does what is booked.
        let State::New { since, .. } = case.state else { panic!("{:?}", case.state) };
        let given = Case { state: State::New { worker: other.id, since }, ..case };
        let by = writ(6);
        write(store, &reach, move |tx| cases::save_change(tx, &by, 1, &given, &event()));
        assert_eq!(of(me, Which::Open, all_time()), []);
        assert_eq!(of(other.id, Which::Open, all_time()), [mine[1].id, mine[3].id, theirs.id, mine[0].id]);
    });
}

#[test]
fn a_persons_list_is_latest_first_and_a_contact_leads_to_its_appointment() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, _, case) = world.supported(store, 11, "Shah", world.worker.id);
        let contact = world.contact(&case, 3);
        add(store, &reach, &contact);
        let all = [5, 3, 5].map(|n| booked(&world, &person, hours(n)));
        all.iter().for_each(|it| add(store, &reach, it));
        let kept = all[1].clone().settle(Reached::Yes, contact.id, at(4)).unwrap().0;
        let (saved, by) = (kept.clone(), writ(4));
        write(store, &reach, move |tx| save::change(tx, &by, 1, &saved, &event()).map(drop));
        let list = read(store, &reach, |tx| appointments::of_person(tx, person.id));
        assert_eq!(list.iter().map(|kept| kept.it.id).collect::<Vec<_>>(), [all[2].id, all[0].id, all[1].id]);
        let found = read(store, &reach, |tx| appointments::by_contact(tx, contact.id)).unwrap();
        assert_eq!((found.version, found.it), (2, kept));
        assert!(read(store, &reach, |tx| appointments::by_contact(tx, id())).is_none());
        // A day begins in summer an hour before midnight in universal time, and is read back as that day.
        let summer = When::Day(jiff::civil::date(2027, 7, 1));
        let it = booked(&world, &person, summer);
        add(store, &reach, &it);
        let first = read(store, &reach, |tx| appointments::of_person(tx, person.id)).remove(0);
        assert_eq!(first.it.booking.when, summer);
        assert_eq!(first.it.booking.when.start(), "2027-06-30T23:00:00Z".parse().unwrap());
        let digest = "0b".repeat(32);
        let link = |n: i64| {
            let made = at(0).checked_add(n.minutes()).unwrap();
            CalendarLink::make(id(), world.service.id, world.worker.id, world.standing.id, format!("{n}{digest}"), made)
                .0
        };
        let links = [link(1), link(3), link(2)];
        links.iter().for_each(|it| add(store, &reach, it));
        let mine = read(store, &reach, |tx| appointments::links_of(tx, world.worker.id));
        assert_eq!(mine.iter().map(|kept| kept.it.id).collect::<Vec<_>>(), [links[1].id, links[2].id, links[0].id]);
        let found =
            read(store, &crate::rooms_world::identity(), |tx| appointments::link_by_digest(tx, &format!("3{digest}")));
        assert_eq!(found.map(|kept| kept.it), Some(links[1].clone()));
    });
}
