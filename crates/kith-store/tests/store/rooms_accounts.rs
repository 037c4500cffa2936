//! Invitations, links to a new password, and who has which role, on both engines.

use kith_domain::invitation::{Invitation, Invited};
use kith_domain::staff::{Account, Role, Standing};
use kith_store::{Reach, invitations, save, sessions, staff};

use crate::rooms_world::{World, account, add, at, event, id, identity, line, on_each, read, standing, writ, write};

#[test]
fn invitations_come_back_as_they_were_in_every_state() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = Reach { purpose: "identity", ..north.reach() };
        let whom = |email: &str| Invited {
            email: line(email),
            name: line("Zoë"),
            role: Role::Practice,
            practice: Some(north.practice.id),
            organisation: None,
        };
        let made = |n: i64, email: &str| {
            Invitation::send(id(), north.service.id, whom(email), format!("digest-{n}"), Some(north.worker.id), at(n)).0
        };
        let all = [made(2, "Zoë@example.org"), made(1, "b@example.org"), made(3, "c@example.org")];
        for it in &all {
            add(store, &reach, it);
        }
        let open = || {
            read(store, &reach, |tx| invitations::open(tx, north.service.id))
                .into_iter()
                .map(|kept| kept.it)
                .collect::<Vec<_>>()
        };
        assert_eq!(open(), [all[1].clone(), all[0].clone(), all[2].clone()], "oldest first");
        assert!(read(store, &reach, |tx| invitations::open(tx, south.service.id)).is_empty());
        let of = |email: &str| read(store, &identity(), |tx| invitations::of_address(tx, email)).len();
        assert_eq!((of(" ZOË@EXAMPLE.org"), of("zoe@example.org")), (1, 0));
        let accepted = all[0].clone().accept(north.worker.id, at(9)).unwrap().0;
        let withdrawn = all[1].clone().withdraw(None, at(9)).unwrap().0;
        for it in [accepted, withdrawn] {
            let (kept, writ) = (it.clone(), writ(9));
            write(store, &reach, move |tx| save::change(tx, &writ, 1, &kept, &event()).map(drop));
            let found = read(store, &identity(), |tx| invitations::by_digest(tx, &it.digest)).unwrap();
            assert_eq!((found.version, found.it), (2, it));
        }
        assert_eq!(open().len(), 1);
        assert!(read(store, &identity(), |tx| invitations::by_digest(tx, "digest")).is_none());
        // A unit about care sees no invitation at all on the engine that has a second wall.
        let seen = read(store, &north.reach(), |tx| invitations::open(tx, north.service.id)).len();
        assert!(seen == 0 || store.engine() == kith_store::Engine::Sqlite, "{seen}");
    });
}

#[test]
fn a_link_to_a_new_password_is_the_newest_and_works_until_it_is_over() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let of = world.worker.id;
        for (n, digest) in ["one", "two"].into_iter().enumerate() {
            let made = at(i64::try_from(n).unwrap());
            write(store, &identity(), move |tx| Ok(sessions::new_link(tx, digest, of, made, at(10))?));
        }
        let link = |digest: &'static str, n: i64| read(store, &identity(), |tx| sessions::link(tx, digest, at(n)));
        assert_eq!((link("one", 5), link("two", 9), link("two", 10)), (None, Some(of), None));
        write(store, &identity(), move |tx| Ok(sessions::end_links(tx, of, at(6))?));
        assert_eq!(link("two", 9), None);
    });
}

#[test]
fn roles_are_those_of_the_service_and_of_practices_that_refer_to_it() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = Reach { purpose: "identity", ..north.reach() };
        let somebody = Account { name: line("Zoë"), ..account("zoe@example.org") };
        add(store, &reach, &somebody);
        let at_practice = Standing { practice: Some(north.practice.id), ..standing(&somebody, Role::Practice, None) };
        let left = Standing { ended: Some(at(4)), ..standing(&somebody, Role::TeamLead, Some(north.service.id)) };
        add(store, &reach, &at_practice);
        add(store, &reach, &left);
        let ids = |world: &World| {
            let lines =
                read(store, &Reach { purpose: "identity", ..world.reach() }, |tx| staff::roles(tx, world.service.id));
            let mut ids: Vec<_> =
                lines.iter().map(|line| (line.id, line.ended.is_some(), line.practice.is_some())).collect();
            ids.sort();
            ids
        };
        let north_ids = ids(&north);
        assert!(north_ids.contains(&(at_practice.id, false, true)) && north_ids.contains(&(left.id, true, false)));
        assert!(north_ids.contains(&(north.standing.id, false, false)));
        let south_ids = ids(&south);
        assert!(south_ids.iter().all(|(id, ..)| north_ids.iter().all(|(other, ..)| id != other)), "{south_ids:?}");
        let every = read(store, &identity(), |tx| staff::every_standing_of(tx, somebody.id));
        assert_eq!(every.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [at_practice, left]);
        let code = north.practice.ods_code.clone();
        assert_eq!(
            read(store, &identity(), |tx| staff::practice_by_code(tx, &code)).map(|it| it.id),
            Some(north.practice.id)
        );
        assert_eq!(read(store, &reach, |tx| staff::practices_of_service(tx, north.service.id)).len(), 1);
        let history = read(store, &reach, |tx| staff::history(tx, north.standing.id));
        assert_eq!(history.len(), 1);
    });
}
