//! What feeds list, how their runs go, and which corrections were overtaken, on both engines.

use kith_domain::directory::correction::{Correction, Field, Word};
use kith_domain::directory::feed::{Feed, How};
use kith_domain::directory::{CommunityService, Here};
use kith_store::published::{self, Cut, Filter};
use kith_store::{DbError, Reach, Store, Tx, corrections, directory, feed_past, feeds};

use crate::rooms_world::{World, add, at, community_service, id, list_entry, on_each, organisation, read, words, writ};

fn write<T: Send + 'static>(
    store: &Store,
    reach: &Reach,
    f: impl Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
) -> T {
    crate::rooms_world::write(store, reach, move |tx| Ok(f(tx)?))
}

#[test]
fn a_feed_lists_its_entries_by_page_and_run() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let of = organisation("Elm Café");
        add(store, &reach, &of);
        let sources: Vec<uuid::Uuid> = (0..3).map(|_| id::<Feed>().uuid()).collect();
        let mut entries = Vec::new();
        for source in &sources {
            let it = CommunityService { source: Some(*source), ..community_service(&of, "Tea") };
            if entries.is_empty() {
                list_entry(store, &of, &it)
            } else {
                store_entry(store, &of, &it)
            }
            entries.push(it.id);
        }
        let (one, _) = Feed::add(id(), words("https://one.example.org/services"), None, at(1));
        let (two, _) = Feed::add(id(), words("https://two.example.org/services"), None, at(1));
        add(store, &reach, &one);
        add(store, &reach, &two);
        assert_eq!(read(store, &reach, |tx| feeds::by_url(tx, one.url.as_str())).map(|kept| kept.it.id), Some(one.id));
        let (first, second, all) = (one.id, two.id, sources.clone());
        write(store, &reach, move |tx| {
            // Who is not known is not listed, and a page says the same twice.
            feeds::lists(tx, first, (1, 1), &[all[0], id::<Feed>().uuid()])?;
            feeds::lists(tx, first, (1, 1), &[all[0]])?;
            feeds::lists(tx, first, (2, 1), &[all[1], all[2]])?;
            feeds::lists(tx, second, (1, 1), &[all[2]])
        });
        assert_eq!(read(store, &reach, |tx| feeds::census(tx, first, 1)), (3, 0));
        write(store, &reach, move |tx| feeds::same(tx, first, (1, 2)));
        assert_eq!(read(store, &reach, |tx| feeds::census(tx, first, 2)), (1, 2));
        let gone = read(store, &reach, |tx| feeds::gone(tx, first, 2));
        assert!(gone.len() == 2 && !gone.contains(&entries[0]));
        let (b, c) = (entries[1], entries[2]);
        assert!(!write(store, &reach, move |tx| feeds::unlist(tx, first, b)), "no other feed lists it");
        assert!(write(store, &reach, move |tx| feeds::unlist(tx, first, c)), "another one does");
        write(store, &reach, move |tx| feeds::unlist_all(tx, second));
        assert_eq!(read(store, &reach, |tx| feeds::census(tx, second, 1)), (0, 0));

        let run = feeds::Run {
            run: 4,
            began: Some(at(1)),
            touched: Some(at(2)),
            ended: Some(at(3)),
            asked: Some(at(4)),
            page: 7,
            pages: Some(9),
            taken: 1,
            changed: 2,
            unchanged: 3,
            refused: 4,
            vanished: 5,
            unrecognised: 6,
            stopped: Some("It broke off.".to_owned()),
            unmarked: Some("Less than half.".to_owned()),
            whole: Some(at(0)),
            whole_listed: Some(8),
            whole_unrecognised: Some(0),
            holder: Some(first.uuid()),
            night: Some(jiff::civil::date(2026, 11, 21)),
            asked_how: Some(How::Afresh),
            failed_nights: 3,
            failed_night: Some(jiff::civil::date(2026, 11, 20)),
        };
        assert_eq!(read(store, &reach, |tx| feeds::run(tx, first)), feeds::Run::default());
        for said in [run.clone(), feeds::Run { run: 5, ..feeds::Run::default() }, run.clone()] {
            let put = said.clone();
            write(store, &reach, move |tx| feeds::put(tx, first, &put));
            assert_eq!(read(store, &reach, |tx| feeds::run(tx, first)), said);
        }
        let lines: Vec<String> = (0..5).map(|n| format!("line {n}")).collect();
        let more = lines.clone();
        write(store, &reach, move |tx| feeds::add_lines(tx, first, &more, 8));
        write(store, &reach, move |tx| feeds::add_lines(tx, first, &lines, 8));
        let told = read(store, &reach, |tx| feeds::lines(tx, first, 6, 10));
        assert_eq!(told, [(7, "line 1".to_owned()), (8, "line 2".to_owned())], "no more than eight");
        write(store, &reach, move |tx| feeds::forget_lines(tx, first));
        assert!(read(store, &reach, |tx| feeds::lines(tx, first, 0, 10)).is_empty());
        let all = read(store, &reach, feeds::all);
        assert_eq!(all.iter().map(|(_, run)| run.run).collect::<Vec<_>>(), [4, 0]);
        assert_eq!(read(store, &reach, feeds::how_many), 2);
        // Whoever holds it says a word; somebody else's is not heard.
        let (holder, other) = (first.uuid(), second.uuid());
        assert!(!write(store, &reach, move |tx| feeds::touch(tx, first, other, at(8))));
        assert!(write(store, &reach, move |tx| feeds::touch(tx, first, holder, at(9))));
        write(store, &reach, move |tx| feeds::let_go(tx, first, other));
        let held = read(store, &reach, |tx| feeds::run(tx, first));
        assert_eq!((held.touched, held.holder), (Some(at(9)), Some(holder)));
        write(store, &reach, move |tx| feeds::let_go(tx, first, holder));
        assert_eq!(read(store, &reach, |tx| feeds::run(tx, first)).holder, None);
        // Runs that ended are kept, fifty of them, and one that was gone on with is one.
        for number in 1..=52 {
            let past = feeds::Run { run: number, ..run.clone() };
            write(store, &reach, move |tx| feed_past::keep(tx, first, &past));
            let going_on = feeds::Run { run: number, ended: None, taken: 99, ..run.clone() };
            write(store, &reach, move |tx| feed_past::keep(tx, first, &going_on));
        }
        let again = feeds::Run { run: 52, taken: 7, stopped: None, ..run.clone() };
        write(store, &reach, move |tx| feed_past::keep(tx, first, &again));
        let past = read(store, &reach, |tx| feed_past::latest(tx, first, 100));
        assert_eq!((past.len(), past[0].run, past[49].run), (50, 52, 3));
        assert_eq!((past[0].taken, past[0].stopped.as_deref(), past[1].taken), (7, None, 1));
        assert_eq!(past[1].stopped.as_deref(), Some("It broke off."));
    });
}

fn store_entry(store: &kith_store::Store, of: &kith_domain::directory::Organisation, it: &CommunityService) {
    let (of, it) = (of.clone(), it.clone());
    let reach = kith_store::Reach { services: vec![kith_store::table::NO_SERVICE], purpose: "care" };
    let saved = store.write(&reach, kith_store::Isolation::Ordinary, move |tx| {
        directory::save_new(tx, &writ(1), &it, &of, &crate::rooms_world::event())
    });
    saved.unwrap();
}

#[test]
fn what_is_corrected_is_searched_here_and_published_as_the_feed_says_it() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let of = organisation("Elm Café");
        add(store, &reach, &of);
        let plain = CommunityService { source: Some(id::<Feed>().uuid()), ..community_service(&of, "Tea and talk") };
        let mut it = CommunityService {
            here: Here { theirs: Some(Box::new(plain.entry.clone())), ..Here::default() },
            ..plain.clone()
        };
        it.entry.name = kith_domain::text::Line::new("Chess and quiet").unwrap();
        list_entry(store, &of, &it);
        let found = |word: &str| {
            let sought = kith_domain::directory::search::Sought::all(word);
            read(store, &reach, |tx| directory::search(tx, &sought, 10)).len()
        };
        assert_eq!((found("chess"), found("talk")), (1, 0));
        let all = Cut { skip: 0, most: 10 };
        let told = read(store, &reach, |tx| published::entries(tx, &Filter::default(), all));
        assert_eq!(told.lines.first().map(|(it, _)| it.entry.name.as_str()), Some("Tea and talk"));

        let of_it = |at_second| Correction {
            id: id(),
            entry: it.id,
            field: Field::Name,
            ours: Some(words("Chess and quiet")),
            theirs: Some(words("Tea")),
            service: world.service.id,
            by: world.worker.id,
            at: at(at_second),
            is_overtaken: at_second == 2,
            ended: None,
            word: if at_second == 2 { Word::Organisation(at(1)) } else { Word::Team },
        };
        let (first, second) = (of_it(1), of_it(2));
        add(store, &reach, &second);
        add(store, &reach, &first);
        let both = read(store, &reach, |tx| corrections::of_entry(tx, it.id));
        assert_eq!(both.iter().map(|kept| kept.it.id).collect::<Vec<_>>(), [first.id, second.id]);
        let overtaken = read(store, &reach, |tx| corrections::overtaken(tx, world.service.id));
        assert!(read(store, &reach, |tx| corrections::overtaken(tx, id())).is_empty(), "each service sees to its own");
        assert_eq!(overtaken.len(), 1);
        assert_eq!(overtaken[0].now.as_ref().map(|words| words.as_str()), Some("Tea and talk"));
        assert_eq!(overtaken[0].entry, "Chess and quiet");
        assert_eq!(overtaken[0].kept.it.word, Word::Organisation(at(1)), "whose word it is stays with it");
    });
}

#[test]
fn an_entry_by_hand_is_published_once_somebody_says_so_and_what_vanished_is_found_by_itself() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let of = organisation("Elm Café");
        add(store, &reach, &of);
        let open = |is_open| CommunityService {
            here: Here { is_open, ..Here::default() },
            ..community_service(&of, "Tea and talk")
        };
        let (yes, no, not_asked) = (open(Some(true)), open(Some(false)), open(None));
        list_entry(store, &of, &yes);
        store_entry(store, &of, &no);
        store_entry(store, &of, &not_asked);
        let listed = CommunityService { source: Some(id::<Feed>().uuid()), here: Here::default(), ..open(None) };
        store_entry(store, &of, &CommunityService { id: id(), ..listed.clone() });
        let gone = CommunityService { vanished: Some(at(5)), source: Some(id::<Feed>().uuid()), id: id(), ..listed };
        store_entry(store, &of, &gone);
        let all = Cut { skip: 0, most: 10 };
        let told = read(store, &reach, |tx| published::entries(tx, &Filter::default(), all));
        assert_eq!((told.total, told.lines.len()), (2, 2));
        let sought = kith_domain::directory::search::Sought::all("tea");
        let words = Filter { words: sought.clone(), ..Filter::default() };
        assert_eq!(read(store, &reach, |tx| published::entries(tx, &words, all)).total, 2);
        for hidden in [&no, &not_asked] {
            assert!(read(store, &reach, |tx| published::entry(tx, hidden.published_id())).is_none());
        }
        assert!(read(store, &reach, |tx| published::entry(tx, yes.published_id())).is_some());
        // Whoever signed in finds them all, but for what is no longer in its feed.
        assert_eq!(read(store, &reach, |tx| directory::search(tx, &sought, 10)).len(), 4);
        assert_eq!(read(store, &reach, |tx| directory::by_name(tx, None, 10)).lines.len(), 4);
        let gone_now = read(store, &reach, |tx| directory::vanished(tx, 10));
        assert_eq!(gone_now.iter().map(|it| it.id).collect::<Vec<_>>(), [gone.id]);
    });
}
