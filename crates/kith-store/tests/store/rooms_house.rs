//! What the house keeps: staff, sessions, who looked, forms, the outbox and the search, on both engines.

use kith_domain::directory::search::Sought;
use kith_domain::staff::{Account, Role};
use kith_store::access_log::{self, Access, Outcome};
use kith_store::house::{self, Letter};
use kith_store::sessions::{self, Session};
use kith_store::{DbError, Isolation, Reach, directory, failures, save, staff};

use crate::rooms_world::{
    World, account, add, at, community_service, event, id, identity, line, list_entry, on_each, organisation, read,
    standing, words, writ, write,
};

#[test]
fn staff_are_found_by_address_role_and_service() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let somebody = Account { name: line("Zoë"), ..account("Zoë@Example.org") };
        let reach = Reach { purpose: "identity", ..north.reach() };
        add(store, &reach, &somebody);
        let find = |address: &str| {
            read(store, &identity(), |tx| staff::account_by_email(tx, address)).map(|kept| (kept.version, kept.it))
        };
        assert_eq!(find(" ZOË@example.ORG "), Some((1, somebody.clone())));
        assert_eq!(find("zoe@example.org"), None);
        let lead = standing(&somebody, Role::TeamLead, Some(north.service.id));
        let worker = standing(&somebody, Role::LinkWorker, Some(north.service.id));
        let former = kith_domain::staff::Standing {
            ended: Some(at(1)),
            ..standing(&somebody, Role::LinkWorker, Some(north.service.id))
        };
        for it in [&lead, &worker, &former] {
            add(store, &reach, it);
        }
        let standings = read(store, &identity(), |tx| staff::standings_of(tx, somebody.id));
        assert_eq!(standings, [lead.clone(), worker.clone()]);
        let role = |role| read(store, &north.reach(), |tx| staff::in_role(tx, north.service.id, role));
        assert_eq!(role(Role::LinkWorker), [north.standing.clone(), worker], "by name; who has left is left out");
        assert_eq!(role(Role::TeamLead), [lead]);
        assert_eq!(role(Role::Commissioner), []);
        let names = read(store, &north.reach(), |tx| staff::names(tx, north.service.id));
        assert!(names.contains(&(somebody.id, "Zoë".to_owned())));
        assert!(!names.iter().any(|(account, _)| *account == south.worker.id), "of another service");
        let slugs = read(store, &identity(), staff::services).into_iter().map(|it| it.slug).collect::<Vec<_>>();
        assert_eq!(slugs, ["north", "south"]);
        let of = |practice| read(store, &identity(), |tx| staff::services_of_practice(tx, practice));
        assert_eq!(of(north.practice.id), std::slice::from_ref(&north.service));
        let (ended, writ) = (staff::Relation { ended: Some(at(2)), ..north.relation.clone() }, writ(2));
        write(store, &reach, move |tx| save::change(tx, &writ, 1, &ended, &event()).map(drop));
        assert_eq!(of(north.practice.id), []);
    });
}

#[test]
fn sessions_and_failures_are_counted_and_ended() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (account, standing) = (world.worker.id, world.standing.id);
        for (n, digest) in ["b", "a", "c"].into_iter().enumerate() {
            let began = at(i64::try_from(n).unwrap() / 2);
            let session = Session {
                digest: digest.to_owned(),
                id: Some(id()),
                account,
                standing,
                began,
                seen: began,
                stage: None,
                device: Some("Firefox on Linux".to_owned()),
                address: Some("198.51.100.7".to_owned()),
                confirmed: Some(began),
            };
            write(store, &identity(), move |tx| Ok(sessions::begin(tx, &session)?));
        }
        let open = || {
            let all = read(store, &identity(), |tx| sessions::of_account(tx, account));
            all.into_iter().map(|session| session.digest).collect::<Vec<_>>()
        };
        assert_eq!(open(), ["a", "b", "c"], "oldest first, equal moments by digest");
        write(store, &identity(), |tx| {
            sessions::seen(tx, "a", at(9))?;
            sessions::seen(tx, "a", at(8))?;
            Ok(sessions::end(tx, "b", at(9)).map(drop)?)
        });
        assert_eq!(open(), ["a", "c"]);
        let session = |digest: &'static str| read(store, &identity(), |tx| sessions::by_digest(tx, digest));
        let a = session("a").unwrap();
        assert_eq!((a.account, a.standing, a.began, a.seen), (account, standing, at(0), at(9)), "never back");
        assert!(session("b").is_none() && session("x").is_none());
        write(store, &identity(), |tx| {
            for n in 0..3 {
                failures::count(tx, id::<Account>().uuid(), "account:1", at(n))?;
            }
            Ok(failures::count(tx, id::<Account>().uuid(), "address:1", at(3))?)
        });
        let failures = |bucket: &'static str, since| read(store, &identity(), |tx| failures::since(tx, bucket, since));
        assert_eq!((failures("account:1", at(0)), failures("account:1", at(-1))), (2, 3));
        write(store, &identity(), |tx| Ok(failures::forget(tx, at(1))?));
        assert_eq!(failures("account:1", at(-9)), 1);
        write(store, &identity(), |tx| Ok(failures::forgive(tx, "account:1")?));
        assert_eq!((failures("account:1", at(-9)), failures("address:1", at(-9))), (0, 1));
    });
}

#[test]
fn who_looked_is_told_at_once_all_of_it_and_once_after_expansion() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, _) = world.referred(store, 11, "Shah", 0);
        let (other, _) = world.referred(store, 12, "Ng", 0);
        let looks = 1_200;
        let (p, q, service, account) = (person.id, other.id, world.service.id.uuid(), world.worker.id);
        write(store, &world.reach(), move |tx| {
            for n in 0..looks {
                let people = if n % 2 == 0 { vec![p, q] } else { vec![p] };
                let access = Access {
                    id: id::<Access>().uuid(),
                    service,
                    at: at(n),
                    account,
                    action: "see-person",
                    request: id::<Access>().uuid(),
                    outcome: Outcome::Shown,
                    people,
                };
                access_log::log(tx, &access)?;
            }
            let refused = Access {
                id: id::<Access>().uuid(),
                service,
                at: at(0),
                account,
                action: "refused",
                request: id::<Access>().uuid(),
                outcome: Outcome::Refused,
                people: Vec::new(),
            };
            Ok(access_log::log(tx, &refused)?)
        });
        let page = |person, before| read(store, &world.reach(), |tx| access_log::who_looked(tx, person, before));
        let who = |person| {
            let mut all = Vec::new();
            let mut before = None;
            loop {
                let looks: access_log::Looks = page(person, before);
                all.extend(looks.page);
                before = looks.next;
                if before.is_none() {
                    return all;
                }
            }
        };
        let expected: Vec<_> = (0..looks).rev().map(at).collect();
        let moments = |looks: Vec<access_log::Look>| looks.into_iter().map(|look| look.at).collect::<Vec<_>>();
        assert_eq!(moments(who(person.id)), expected, "also those beyond one batch of the expander");
        for batch in [200, 200, 200, 200, 200, 200, 0] {
            let expanded =
                store.write(&Reach::maintenance(), Isolation::Ordinary, access_log::expand).map_err(|e: DbError| e);
            assert_eq!(expanded.unwrap(), batch);
            assert_eq!(moments(who(person.id)), expected);
        }
        let others = who(other.id);
        assert_eq!(others.len(), 600);
        let lookers = page(person.id, None).lookers;
        let times: Vec<_> = lookers.iter().map(|it| (it.account, it.times, it.first, it.last)).collect();
        assert_eq!(times, [(world.worker.id, 1_200, at(0), at(1_199))]);
        assert_eq!((others[0].account, others[0].action.as_str()), (world.worker.id, "see-person"));
    });
}

#[test]
fn settings_forms_and_letters_keep_what_they_are_told() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let get = |name: &'static str| read(store, &reach, |tx| house::setting(tx, name));
        assert_eq!(get("demo"), None);
        for value in ["one", "two"] {
            write(store, &reach, move |tx| Ok(house::set(tx, "demo", value)?));
            assert_eq!(get("demo").as_deref(), Some(value));
        }
        let account = Some(world.worker.id);
        let use_form = |led_to: &'static str| {
            store.write(&reach, Isolation::Ordinary, move |tx| {
                house::use_form(tx, "nonce", account, "close", "digest", led_to, at(1))
            })
        };
        use_form("/people/1").map_err(|e: DbError| e).unwrap();
        let again = use_form("/people/2");
        assert!(matches!(&again, Err(DbError::Unique { columns }) if columns == &["nonce"]), "{again:?}");
        let used = read(store, &reach, |tx| house::used_form(tx, "nonce")).unwrap();
        assert_eq!((used.account, used.action.as_str(), used.led_to.as_str()), (account, "close", "/people/1"));
        assert_eq!(used.content, "digest");
        assert!(read(store, &reach, |tx| house::used_form(tx, "other")).is_none());

        let letter = |n: i64| Letter {
            recipient: "practice@example.org".to_owned(),
            subject: "A message".to_owned(),
            body: "Read it\nafter signing in".to_owned(),
            ..Letter::blank(id::<Letter>().uuid(), world.service.id.uuid(), "message-back", at(n))
        };
        let (one, two, three) = (letter(1), letter(2), letter(9));
        for it in [&two, &one, &three] {
            let it = it.clone();
            write(store, &reach, move |tx| Ok(house::post(tx, &it)?));
        }
        let due = |n: i64| {
            let all = read(store, &Reach::maintenance(), |tx| house::due(tx, at(n)));
            all.into_iter().map(|letter| letter.id).collect::<Vec<_>>()
        };
        assert_eq!((due(0), due(2)), (vec![], vec![one.id, two.id]));
        let (left, tried) = (one.id, two.id);
        write(store, &Reach::maintenance(), move |tx| {
            house::attempted(tx, left, "left", 1, at(3), Some(at(3)), None)?;
            Ok(house::attempted(tx, tried, "waiting", 1, at(5), None, Some("refused"))?)
        });
        assert_eq!((due(4), due(5)), (vec![], vec![two.id]));
        let latest = read(store, &reach, house::latest_letters);
        assert_eq!(latest.iter().map(|it| it.id).collect::<Vec<_>>(), [three.id, two.id, one.id]);
        assert_eq!((latest[1].attempts, latest[1].trouble.as_deref()), (1, Some("refused")));
        assert_eq!(
            (latest[2].state.as_str(), latest[2].left, latest[2].trouble.as_deref()),
            ("left", Some(at(3)), None)
        );
        let counts = read(store, &reach, house::letter_counts);
        assert_eq!(counts, [("left".to_owned(), 1), ("waiting".to_owned(), 2)]);
    });
}

#[test]
fn a_stuck_letter_is_seen_and_let_go_by_its_own_service_only() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let mine = north.service.id;
        let letter = |n: i64| Letter {
            recipient: "practice@example.org".to_owned(),
            subject: "A message".to_owned(),
            body: "Read it after signing in".to_owned(),
            ..Letter::blank(id::<Letter>().uuid(), mine.uuid(), "message-back", at(n))
        };
        let (waits, later, sooner) = (letter(1), letter(1), letter(1));
        let all = [waits.clone(), later.clone(), sooner.clone()];
        let (second, first) = (later.id, sooner.id);
        write(store, &north.reach(), move |tx| {
            all.iter().try_for_each(|letter| house::post(tx, letter))?;
            house::attempted(tx, second, "stuck", 12, at(9), None, Some("no such mailbox"))?;
            Ok(house::attempted(tx, first, "stuck", 12, at(8), None, Some("no such mailbox"))?)
        });
        let stuck = |service| {
            let letters = read(store, &north.reach(), |tx| house::stuck(tx, service));
            letters.into_iter().map(|letter| letter.id).collect::<Vec<_>>()
        };
        assert_eq!((stuck(mine), stuck(south.service.id)), (vec![first, second], vec![]));
        let retry = |world: &World, letter| {
            let (reach, service) = (world.reach(), world.service.id);
            write(store, &reach, move |tx| Ok(house::retry(tx, letter, service, at(20))?))
        };
        assert!(!retry(&south, first), "not its letter");
        assert!(!retry(&north, waits.id), "it is not stuck");
        assert!(retry(&north, first));
        assert!(!retry(&north, first), "once is enough");
        assert_eq!(stuck(mine), [second]);
        let due = read(store, &Reach::maintenance(), |tx| house::due(tx, at(20)));
        let again = due.into_iter().find(|letter| letter.id == first).unwrap();
        assert_eq!((again.attempts, again.left), (0, None));
    });
}

#[test]
fn the_search_finds_words_by_their_beginning_best_first_and_forgets_what_changed() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let of = organisation("Elm Garden Trust");
        add(store, &world.reach(), &of);
        let mut tea = community_service(&of, "Tea and gardening");
        tea.entry.description = Some(words("Tea, talk and tomatoes. O'Neill hall"));
        let mut walk = community_service(&of, "Walking group");
        walk.entry.description = Some(words("A walk and then tea"));
        list_entry(store, &of, &tea);
        list_entry(store, &of, &walk);
        let search = |text: &str| {
            let words: Vec<Sought> = kith_domain::text::fold(text).split(' ').map(Sought::of).collect();
            let found = read(store, &world.reach(), |tx| directory::search(tx, &words, 10));
            found.into_iter().map(|it| it.entry.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(search("tea"), ["Tea and gardening", "Walking group"], "in the name counts more");
        assert_eq!(search("GARD tomat"), ["Tea and gardening"]);
        assert_eq!(search("oneill"), ["Tea and gardening"]);
        assert_eq!(search("elm w"), ["Walking group"]);
        // Plurals and "-ing", and another everyday word for the same thing, behind the word itself.
        assert_eq!(search("gardens"), ["Tea and gardening", "Walking group"]);
        assert_eq!(search("allotments"), ["Tea and gardening", "Walking group"], "Elm Garden Trust runs both");
        assert_eq!(search("strolling"), ["Walking group"]);
        let meant = |typed: &str| read(store, &world.reach(), |tx| directory::meant(tx, typed));
        assert_eq!(meant("tomatos").as_deref(), Some("tomatoes"));
        assert_eq!(meant("hardening").as_deref(), Some("gardening"), "the first letter too");
        assert_eq!((meant("zzzzz"), meant("te"), meant("")), (None, None, None));
        let holds = |typed: &str| read(store, &world.reach(), |tx| directory::holds(tx, &Sought::of(typed)));
        assert!(holds("rambling") && holds("tomatoes") && !holds("tomtoes"));
        assert_eq!(search("tea zebra"), Vec::<String>::new());
        assert_eq!(search("%"), search(""), "a sign that is no word finds what nothing finds");
        let (mut changed, whose, writ) = (tea.clone(), of.clone(), writ(3));
        changed.entry.description = None;
        write(store, &world.reach(), move |tx| directory::save_change(tx, &writ, 1, &changed, &whose, &event()));
        assert_eq!(search("tomatoes"), Vec::<String>::new());
        let found = read(store, &world.reach(), |tx| directory::organisations_of(tx, &[tea.clone(), walk.clone()]));
        assert_eq!(found.into_values().collect::<Vec<_>>(), [of]);
    });
}

#[test]
fn entries_of_a_feed_are_found_by_their_identifier_there() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let source = id::<Account>().uuid();
        let of = kith_domain::directory::Organisation { source: Some(source), ..organisation("Elm Café") };
        let mut it = community_service(&of, "Tea and talk");
        it.source = Some(source);
        add(store, &world.reach(), &of);
        list_entry(store, &of, &it);
        let found = read(store, &world.reach(), |tx| {
            Ok((directory::organisation_by_source(tx, source)?, directory::service_by_source(tx, source)?))
        });
        assert_eq!((found.0.unwrap().it, found.1.unwrap().it), (of, it));
        let none = id::<Account>().uuid();
        assert!(read(store, &world.reach(), |tx| directory::service_by_source(tx, none)).is_none());
        assert!(read(store, &world.reach(), |tx| directory::organisation_by_source(tx, none)).is_none());
    });
}
