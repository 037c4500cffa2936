//! Referrals by every route, the links of receipts, and the codes of practices, on both engines.

use kith_domain::practice_code::PracticeCode;
use kith_domain::referral::{Referral, Route, Sender, StatusLink};
use kith_store::{practice_codes, referrals, save, status_links, table};

use crate::rooms_world::{World, add, at, event, id, line, on_each, read, writ, write};

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
        let scope = kith_domain::policy::Scope::Service(world.service.id);
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
