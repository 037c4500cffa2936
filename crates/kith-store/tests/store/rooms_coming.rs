//! Referrals by every route, the links of receipts, and the codes of practices, on both engines.

use kith_domain::need::Domain;
use kith_domain::practice_code::PracticeCode;
use kith_domain::referral::{Question, Referral, Route, Sender, State, StatusLink, TurnedAway};
use kith_domain::support::{Cover, Handover};
use kith_store::{covers, handovers, practice_codes, questions, referrals, save, status_links, table, turned_away};

use crate::rooms_saved::{round_trip, worst_line, worst_words};
use crate::rooms_world::{World, add, at, event, id, line, on_each, read, words, writ, write};

fn sender() -> Sender {
    Sender { name: line("Jo Ng"), from: line("Harbour Housing"), reach: line("01632 960002") }
}

#[test]
fn a_referral_comes_back_by_the_route_it_came() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let practice = world.practice.id;
        let routes = [
            Route::Practice { practice, referrer: world.worker.id },
            Route::PracticeCode { practice, sender: sender() },
            Route::Agency(sender()),
            Route::Oneself,
            Route::Friend(sender()),
        ];
        for (n, route) in (1_u32..).zip(routes) {
            let person = world.person(n, "Shah", "Ann");
            let sent = Referral { route, ..world.referral(&person, i64::from(n)) };
            add(store, &world.reach(), &person);
            add(store, &world.reach(), &sent);
            let found = read(store, &world.reach(), |tx| table::find::<Referral>(tx, sent.id.uuid())).unwrap();
            assert_eq!(found.it, sent);
            let facts = read(store, &world.reach(), |tx| referrals::facts(tx, sent.id)).unwrap();
            assert_eq!(facts.practice, sent.route.practice());
            assert_eq!(facts.practice_record().is_some(), sent.route.practice().is_some());
        }
        let scope = kith_domain::policy::Scope::Service { service: world.service.id, viewer: world.worker.id };
        let queue = read(store, &world.reach(), |tx| referrals::queue(tx, &scope, None, 10));
        let seen: Vec<_> = queue
            .lines
            .iter()
            .map(|line| (line.route.as_str(), line.practice.is_some(), line.sender_from.is_some()))
            .collect();
        assert_eq!(
            seen,
            [
                ("practice", true, false),
                ("practice-code", true, true),
                ("agency", false, true),
                ("oneself", false, false),
                ("friend", false, true),
            ]
        );
        kith_store::anchor::advance(store).unwrap();
        let report = kith_store::verify::run(store).unwrap();
        assert_eq!(report.wrong, Vec::<String>::new());
    });
}

#[test]
fn a_link_is_found_by_its_digest_and_only_in_its_service() {
    on_each(|database, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (_, referral) = north.referred(store, 1, "Shah", 1);
        let (link, _) = StatusLink::give(id(), &referral, "a".repeat(64), at(2));
        add(store, &north.reach(), &link);
        let found = read(store, &north.reach(), |tx| status_links::by_digest(tx, &"a".repeat(64))).unwrap();
        assert_eq!(found.it, link);
        assert!(read(store, &north.reach(), |tx| status_links::by_digest(tx, &"b".repeat(64))).is_none());
        if database.engine() == kith_testkit::TestEngine::Postgres {
            assert!(read(store, &south.reach(), |tx| status_links::by_digest(tx, &"a".repeat(64))).is_none());
        }
        let (stopped, writ) = (link.clone().revoke(at(3)).unwrap().0, writ(3));
        let saved = stopped.clone();
        write(store, &north.reach(), move |tx| save::change(tx, &writ, 1, &saved, &event()).map(drop));
        let of = read(store, &north.reach(), |tx| status_links::of_referral(tx, referral.id));
        assert_eq!(of.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [stopped]);
    });
}

#[test]
fn a_code_opens_its_practice_until_it_is_revoked_or_the_relationship_ends() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = north.reach();
        let make = |digest: &str, minutes| {
            PracticeCode::make(
                id(),
                north.service.id,
                north.practice.id,
                digest.to_owned(),
                north.worker.id,
                at(minutes),
            )
            .0
        };
        let (first, second) = (make("one", 1), make("two", 2));
        add(store, &reach, &first);
        add(store, &reach, &second);
        let practice_of =
            |service, digest: &str| read(store, &reach, |tx| practice_codes::practice_of(tx, service, digest));
        assert_eq!(practice_of(north.service.id, "one"), Some(north.practice.id));
        assert_eq!(practice_of(north.service.id, "three"), None);
        assert_eq!(practice_of(south.service.id, "one"), None, "a code is of one service");
        let (revoked, writ_one) = (first.revoke(at(3)).unwrap().0, writ(3));
        let saved = revoked.clone();
        write(store, &reach, move |tx| save::change(tx, &writ_one, 1, &saved, &event()).map(drop));
        assert_eq!(practice_of(north.service.id, "one"), None);
        let all = read(store, &reach, |tx| practice_codes::of_practice(tx, north.service.id, north.practice.id));
        assert_eq!(all.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [second.clone(), revoked]);
        let working = read(store, &reach, |tx| practice_codes::working(tx, north.service.id));
        assert_eq!(working.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [second]);
        let practices = read(store, &reach, |tx| practice_codes::practices(tx, north.service.id));
        assert_eq!(practices.iter().map(|practice| practice.id).collect::<Vec<_>>(), [north.practice.id]);
        let (mut ended, writ_two) = (north.relation.clone(), writ(4));
        ended.ended = Some(at(4));
        write(store, &reach, move |tx| save::change(tx, &writ_two, 1, &ended, &event()).map(drop));
        assert_eq!(practice_of(north.service.id, "two"), None);
        assert!(read(store, &reach, |tx| practice_codes::practices(tx, north.service.id)).is_empty());
    });
}

#[test]
fn what_triage_and_moves_write_comes_back_as_it_was() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let by = world.worker.id;
        let (person, referral, case) = world.supported(store, 1, "Shah", by);
        let (_, sent) = world.referred(store, 2, "Ng", 2);
        let (asked, _) = sent.clone().ask(by, at(3)).unwrap();
        let (back, _) = asked.clone().answered().unwrap();
        let (gone, _) = back.clone().redirect(worst_line(), worst_words(), by, at(5)).unwrap();
        for (version, it) in (1_i64..).zip([asked, back, gone]) {
            let (saved, writ) = (it.clone(), writ(version));
            write(store, &reach, move |tx| save::change(tx, &writ, version, &saved, &event()).map(drop));
            let found = read(store, &reach, |tx| table::find::<Referral>(tx, it.id.uuid())).unwrap();
            assert_eq!(found.it, it);
        }
        assert!(!State::Redirected { at: at(5), by, to: worst_line(), words: worst_words() }.is_in_queue());

        let (question, _) = Question::ask(id(), &referral, worst_words(), by, at(3));
        let (answered, _) = question.clone().answer(worst_words(), None, at(4)).unwrap();
        let (signed, _) = question.clone().answer(words("yes"), Some(by), at(4)).unwrap();
        round_trip(store, &reach, &[question, answered, signed.clone()]);
        let of = read(store, &reach, |tx| questions::of_referral(tx, referral.id));
        assert_eq!(of.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [signed]);

        let need = (worst_words(), Some(Domain::Housing));
        let (away, _) = TurnedAway::record(id(), &referral, need, worst_line(), by, at(4));
        round_trip(store, &reach, &[away.clone(), TurnedAway { domain: None, ..away.clone() }]);
        let found = read(store, &reach, |tx| turned_away::of_referral(tx, referral.id));
        assert_eq!(found, [TurnedAway { domain: None, ..away }]);

        let next = crate::rooms_world::account("next@north.example.org");
        let (handover, _) = Handover::write(id(), &case, (by, next.id), worst_words(), by, at(5));
        round_trip(store, &reach, std::slice::from_ref(&handover));
        assert_eq!(read(store, &reach, |tx| handovers::of_person(tx, person.id)), [handover]);
        // What was handed to somebody who does not have the case is not on their list.
        assert!(read(store, &reach, |tx| handovers::to_worker(tx, world.service.id, next.id, at(0))).is_empty());
        let (moved, writ_one) = (case.move_to(next.id, at(6)).unwrap().0, writ(6));
        write(store, &reach, move |tx| kith_store::cases::save_change(tx, &writ_one, 1, &moved, &event()));
        let handed = read(store, &reach, |tx| handovers::to_worker(tx, world.service.id, next.id, at(0)));
        assert_eq!(handed.iter().map(|line| (line.person, line.from)).collect::<Vec<_>>(), [(person.id, by)]);
        let lead = kith_domain::policy::Scope::Service { service: world.service.id, viewer: id() };
        let movable = read(store, &reach, |tx| kith_store::cases::movable(tx, &lead, next.id, 10));
        assert_eq!(movable.len(), 1);
        assert!(read(store, &reach, |tx| kith_store::cases::movable(tx, &lead, by, 10)).is_empty());
    });
}

#[test]
fn cover_is_found_on_its_days_in_its_service() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = north.reach();
        let by = crate::rooms_world::account("cover@north.example.org");
        let day = |day| jiff::civil::date(2026, 11, day);
        let set = (north.worker.id, at(1), day(21));
        let days = (day(23), day(25));
        let (cover, _) = Cover::arrange(
            id(),
            north.service.id,
            (north.worker.id, by.id),
            days,
            Some(words("The Tuesday group, first.")),
            set,
        )
        .unwrap();
        let (ended, _) = cover.clone().end(at(2)).unwrap();
        round_trip(store, &reach, &[cover.clone(), ended, cover.clone()]);
        let covered = |service, day| read(store, &reach, |tx| covers::covered_by(tx, by.id, service, day));
        for (on, expected) in [(22, false), (23, true), (25, true), (26, false)] {
            assert_eq!(covered(north.service.id, day(on)) == [north.worker.id], expected, "{on}");
        }
        assert!(covered(south.service.id, day(24)).is_empty());
        let of = |from| read(store, &reach, |tx| covers::of_service(tx, north.service.id, from)).len();
        assert_eq!((of(day(25)), of(day(26))), (1, 0));
    });
}
