//! Links, questions, news and rules for the post: as they were, in each state, and in the lists they stand in.

use jiff::Timestamp;
use kith_domain::directory::connection::{State as Standing, Step};
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::directory::{Capacity, Connection, Enquiry, Suggestion};
use kith_domain::id::Id;
use kith_domain::link::{Opening, Promised};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::post_rules::PostRules;
use kith_domain::staff::{Account, Role};
use kith_store::unanswered::{self, Order, Silence};
use kith_store::{Reach, Saved, Store, enquiries, links, news, save, team_notes};

use crate::rooms_saved::round_trip;
use crate::rooms_world::{
    World, account, add, at, chosen, community_service, event, id, line, list_entry, on_each, organisation, read,
    standing, words, writ, write,
};

/// A person whom somebody supports, with a connection to an entry.
fn connected(store: &Store, world: &World, serial: u32, worker: Id<Account>) -> (Person, Connection) {
    let (person, _, _) = world.supported(store, serial, "Shah", worker);
    let of = organisation("Elm Café");
    let it = community_service(&of, "Tea and talk");
    add(store, &world.reach(), &of);
    list_entry(store, &of, &it);
    let (connection, _) = chosen(&person, &it, worker, 2);
    add(store, &world.reach(), &connection);
    (person, connection)
}

pub fn change<T: Saved + Clone + Send + 'static>(store: &Store, reach: &Reach, version: i64, it: &T) {
    let (it, writ) = (it.clone(), writ(9));
    write(store, reach, move |tx| save::change(tx, &writ, version, &it, &event()).map(drop));
}

#[test]
fn links_and_what_came_of_them_come_back_as_they_were() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, connection) = connected(store, &world, 11, world.worker.id);
        let link = world.link(&connection, 3);
        let stopped = link.clone().stop(id(), at(5)).unwrap().0;
        round_trip(store, &reach, &[link.clone(), kith_domain::link::Link { promised: Promised::Nothing, ..stopped }]);
        let opening = Opening::note(id(), &link, at(4)).0;
        round_trip(store, &reach, &[opening]);
        let enquiry = Enquiry::ask(id(), &connection, words("Is there a ramp? ‘’ %_"), at(4)).0;
        let answered = enquiry.clone().answer(words("Yes"), id(), at(5)).unwrap().0;
        round_trip(store, &reach, &[enquiry, answered]);
        let suggestion = |capacity| {
            Suggestion::say(id(), world.service.id, connection.to, capacity, Some(words("moved")), at(4)).unwrap().0
        };
        for capacity in [
            None,
            Some(Capacity::Room),
            Some(Capacity::Full),
            Some(Capacity::Wait { weeks: None }),
            Some(Capacity::Wait { weeks: Some(6) }),
        ] {
            let said = suggestion(capacity);
            let done = said.clone().finish(id(), at(6), Answer::Room).unwrap().0;
            round_trip(store, &reach, &[said, done]);
        }
        // What a team knows of an entry: there, and away.
        let (by, said) = ((world.worker.id, at(5)), |text| (Matter::AskFor, words(text)));
        let (note, _) = TeamNote::write(id(), world.service.id, connection.to, said("Ask for Jo"), by);
        let (gone, _) = note.clone().stand(false, id(), at(7)).unwrap();
        round_trip(store, &reach, &[note.clone(), gone.clone()]);
        let known = read(store, &reach, |tx| team_notes::of_entry(tx, world.service.id, connection.to));
        assert_eq!(known.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [gone]);
        let of_staff = Suggestion::of_staff(id(), world.service.id, (connection.to, world.worker.id), None, at(4)).0;
        round_trip(store, &reach, std::slice::from_ref(&of_staff));
        let of_entry = read(store, &reach, |tx| enquiries::said_of(tx, world.service.id, connection.to));
        assert!(of_entry.contains(&of_staff));
        let whose = (world.service.id, person.id);
        for (about, kind) in
            [(About::Connection(connection.id), Kind::Answered), (About::Connection(connection.id), Kind::Asked)]
        {
            let news = News::came(id(), whose, about, kind, at(5)).0;
            let seen = news.clone().see(id(), at(6)).unwrap().0;
            round_trip(store, &reach, &[news, seen]);
        }
        let usual = PostRules::usual(world.service.id);
        let changed = usual.clone().change(10, 4, vec![line("a@example.org"), line("b@example.org")]).unwrap().0;
        round_trip(store, &reach, &[usual, changed]);
    });
}

#[test]
fn a_link_is_found_by_its_digest_and_by_what_it_opens() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (_, connection) = connected(store, &world, 11, world.worker.id);
        let all: Vec<_> = [3, 5, 5].map(|minutes| world.link(&connection, minutes)).to_vec();
        for link in &all {
            let (link, writ) = (link.clone(), writ(3));
            write(store, &reach, move |tx| links::save_new(tx, &writ, &link, &event()));
        }
        let public = Reach { services: vec![kith_store::NO_SERVICE], purpose: "public" };
        for link in &all {
            let found = read(store, &public, |tx| links::door(tx, &link.digest));
            assert_eq!(found, Some((world.service.id, link.id)), "somebody without a service finds the way");
        }
        assert_eq!(read(store, &public, |tx| links::door(tx, &"d".repeat(64))), None);
        let ids: Vec<_> = read(store, &reach, |tx| links::of_subject(tx, connection.id.uuid()))
            .into_iter()
            .map(|kept| kept.it.id)
            .collect();
        assert_eq!(ids, [all[2].id, all[1].id, all[0].id], "newest first, equal moments by identifier");
        for minutes in [6, 8, 7] {
            add(store, &reach, &Opening::note(id(), &all[0], at(minutes)).0);
        }
        let opened = |since: Timestamp| read(store, &reach, |tx| links::opened(tx, all[0].id, since));
        assert_eq!(opened(at(0)), [at(8), at(7), at(6)]);
        assert_eq!(opened(at(7)), [at(8), at(7)]);
        assert_eq!(read(store, &reach, |tx| links::opened(tx, all[1].id, at(0))), []);
    });
}

#[test]
fn news_stands_for_whoever_has_the_person_until_it_is_seen() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let colleague = account("colleague@north.example.org");
        let identity = Reach { purpose: "identity", ..reach.clone() };
        add(store, &identity, &colleague);
        add(store, &identity, &standing(&colleague, Role::LinkWorker, Some(world.service.id)));
        let mine = connected(store, &world, 11, world.worker.id);
        let theirs = connected(store, &world, 12, colleague.id);
        let came = |(person, connection): &(Person, Connection), minutes| {
            let whose = (world.service.id, person.id);
            News::came(id(), whose, About::Connection(connection.id), Kind::Answered, at(minutes)).0
        };
        let (later, earlier, other) = (came(&mine, 8), came(&mine, 6), came(&theirs, 7));
        for news in [&later, &earlier, &other] {
            add(store, &reach, news);
        }
        let unseen = |worker| {
            let lines = read(store, &reach, |tx| news::unseen(tx, world.service.id, (worker, worker)));
            lines.into_iter().map(|line| (line.id, line.to)).collect::<Vec<_>>()
        };
        let tea = Some("Tea and talk".to_owned());
        assert_eq!(unseen(world.worker.id), [(earlier.id, tea.clone()), (later.id, tea.clone())], "oldest first");
        assert_eq!(unseen(colleague.id), [(other.id, tea.clone())]);
        change(store, &reach, 1, &earlier.clone().see(world.worker.id, at(9)).unwrap().0);
        assert_eq!(unseen(world.worker.id), [(later.id, tea)]);
        let about = read(store, &reach, |tx| news::unseen_about(tx, mine.1.id.uuid()));
        assert_eq!(about.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [later]);
    });
}

#[test]
fn only_whoever_was_asked_long_ago_and_sent_nothing_since_is_silent() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (mut asked, mut order) = (Vec::new(), Vec::new());
        for (n, minutes) in [(11, 20), (12, 10), (13, 30), (14, 40)] {
            let (_, connection) = connected(store, &world, n, world.worker.id);
            let (connection, _) = connection.take(Step::Ask, at(minutes)).unwrap();
            change(store, &reach, 1, &connection);
            order.push(connection.id);
            asked.push(connection);
        }
        let silent = |before| {
            let lines = read(store, &reach, |tx| {
                news::unanswered(tx, world.service.id, (world.worker.id, world.worker.id), (at(-9_000), at(before)))
            });
            lines.into_iter().map(|line| line.connection).collect::<Vec<_>>()
        };
        assert_eq!(silent(40), [order[1], order[0], order[2]], "longest ago first, and not at the moment itself");
        assert_eq!(silent(10), []);
        // A reminder puts it off; an answer ends it.
        let (link, one) = (world.link(&asked[0], 35), writ(35));
        write(store, &reach, move |tx| links::save_new(tx, &one, &link, &event()));
        assert_eq!(silent(35), [order[1], order[2]]);
        assert_eq!(silent(36), [order[1], order[0], order[2]]);
        // So does a question: whoever asks is not silent.
        add(store, &reach, &Enquiry::ask(id(), &asked[2], words("Is there a ramp?"), at(36)).0);
        assert_eq!(silent(36), [order[1], order[0]]);
        change(store, &reach, 2, &asked[1].clone().take(Step::NoAnswer, at(50)).unwrap().0);
        assert_eq!(silent(36), [order[0]]);
        assert_eq!(asked[1].state, Standing::Asked);
        let nobody =
            read(store, &reach, |tx| news::unanswered(tx, world.service.id, (id(), id()), (at(-9_000), at(60))));
        assert!(nobody.is_empty(), "a worker without people has nobody to wait for");
    });
}

#[test]
fn requests_without_an_answer_come_in_either_order_from_a_mark_on_with_what_is_known_of_each() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let mut asked = Vec::new();
        for (n, minutes) in [(11, 20), (12, 10), (13, 10), (14, 40)] {
            let (_, connection) = connected(store, &world, n, world.worker.id);
            let (connection, _) = connection.take(Step::Ask, at(minutes)).unwrap();
            change(store, &reach, 1, &connection);
            asked.push(connection);
        }
        for (of, minutes) in [(0, 20), (0, 30), (0, 35), (1, 10)] {
            let (link, one) = (world.link(&asked[of], minutes), writ(minutes));
            write(store, &reach, move |tx| links::save_new(tx, &one, &link, &event()));
        }
        add(store, &reach, &Enquiry::ask(id(), &asked[3], words("Is there a ramp?"), at(50)).0);
        let of_worker = |worker| Scope::Worker { service: world.service.id, worker, covers: Vec::new() };
        let of_service = Scope::Service { service: world.service.id, viewer: id() };
        let mut longest: Vec<_> = asked.iter().map(|it| (it.since, it.id)).collect();
        longest.sort_by_key(|(at, id)| (*at, id.uuid()));
        let latest: Vec<_> = longest.iter().rev().copied().collect();
        for scope in [of_worker(world.worker.id), of_service.clone()] {
            for (order, wanted) in [(Order::Longest, &longest), (Order::Latest, &latest)] {
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let how = (Silence::Asked, order);
                    let lines = read(store, &reach, |tx| unanswered::list(tx, &scope, how, after, 3));
                    after = lines.last().map(unanswered::SilentLine::mark);
                    let is_end = lines.len() < 3;
                    found.extend(lines.iter().map(|line| (line.since, line.connection)));
                    if is_end {
                        break;
                    }
                }
                assert_eq!(&found, wanted, "{scope:?}");
            }
        }
        let all = read(store, &reach, |tx| unanswered::list(tx, &of_service, Default::default(), None, 9));
        let of = |connection: &Connection| all.iter().find(|line| line.connection == connection.id).unwrap();
        // What left with the request is no reminder of it.
        assert_eq!((of(&asked[0]).reminded, of(&asked[0]).last_reminder), (2, Some(at(35))));
        assert_eq!((of(&asked[1]).reminded, of(&asked[1]).last_reminder), (0, None));
        assert_eq!((of(&asked[3]).last_question, of(&asked[3]).last()), (Some(at(50)), at(50)));
        assert!(all.iter().all(|line| line.worker == Some(world.worker.id) && line.to == "Tea and talk"));
        assert!(
            read(store, &reach, |tx| unanswered::list(tx, &of_worker(id()), Default::default(), None, 9)).is_empty()
        );
        // Written down as not answered, it stands apart; asked again, it is back.
        let written = asked[2].clone().take(Step::NoAnswer, at(60)).unwrap().0;
        change(store, &reach, 2, &written);
        let apart = (Silence::WrittenDown, Order::Longest);
        let noted = read(store, &reach, |tx| unanswered::list(tx, &of_service, apart, None, 9));
        assert_eq!(
            noted.iter().map(|line| (line.connection, line.asked, line.since)).collect::<Vec<_>>(),
            [(written.id, at(10), at(60))]
        );
        let rest = read(store, &reach, |tx| unanswered::list(tx, &of_service, Default::default(), None, 9));
        assert_eq!(rest.len(), 3);
    });
}

#[test]
fn what_organisations_say_stands_until_it_is_dealt_with() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (_, connection) = connected(store, &world, 11, world.worker.id);
        let said = |minutes| {
            Suggestion::say(id(), world.service.id, connection.to, Some(Capacity::Full), None, at(minutes)).unwrap().0
        };
        let (later, earlier) = (said(8), said(6));
        add(store, &reach, &later);
        add(store, &reach, &earlier);
        let open = || {
            let lines = read(store, &reach, |tx| enquiries::open_suggestions(tx, world.service.id));
            lines.into_iter().map(|line| (line.kept.it.id, line.entry)).collect::<Vec<_>>()
        };
        let name = "Tea and talk".to_owned();
        assert_eq!(open(), [(earlier.id, name.clone()), (later.id, name.clone())]);
        change(store, &reach, 1, &earlier.finish(id(), at(9), Answer::Right).unwrap().0);
        assert_eq!(open(), [(later.id, name)]);
        let asked = Enquiry::ask(id(), &connection, words("One"), at(3)).0;
        let again = Enquiry::ask(id(), &connection, words("Two"), at(4)).0;
        add(store, &reach, &asked);
        add(store, &reach, &again);
        let found = read(store, &reach, |tx| enquiries::of_connection(tx, connection.id));
        assert_eq!(found.into_iter().map(|kept| kept.it).collect::<Vec<_>>(), [again, asked]);
    });
}
