//! Feeds that are taken by the job: once a night and soon after somebody asked, one at a time, gone on with after a cut,
//! never twice at once, and told of when they fail night after night.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Barrier, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use kith_app::feeds::{self, AddedBy, Change};
use kith_app::import::feed::{self, Wish};
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Roads};
use kith_app::{Refusal, jobs, permit};
use kith_domain::directory::Feed;
use kith_domain::directory::feed::How;
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::Role;
use kith_store::{Reach, feed_past};

use crate::feeds::{Shelf, URL, entries, shelf, wish};
use crate::world::{Kith, codes, on_each};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(40);

type AtAsking = Arc<dyn Fn(&Ask) + Send + Sync>;

/// One shelf for whoever asks; what happens at each question.
#[derive(Clone)]
struct Way {
    shelf: Arc<Shelf>,
    at: Arc<Mutex<Option<AtAsking>>>,
}

impl Way {
    fn to_shelf(shelf: Shelf) -> Self {
        Self { shelf: Arc::new(shelf), at: Arc::default() }
    }

    fn at_asking(&self, f: impl Fn(&Ask) + Send + Sync + 'static) {
        *self.at.lock().unwrap() = Some(Arc::new(f));
    }
}

impl Fetch for Way {
    fn get(&self, ask: &Ask) -> Result<Answer, NotFetched> {
        let at = self.at.lock().unwrap().clone();
        if let Some(f) = at {
            f(ask);
        }
        self.shelf.get(ask)
    }
}

impl Roads for Way {
    fn to(&self, url: &str) -> Result<Box<dyn Fetch>, String> {
        if url.starts_with("https://") { Ok(Box::new(self.clone())) } else { Err("Write https://.".to_owned()) }
    }
}

/// A service with its manager.
struct Keeper {
    actor: Actor,
}

impl Keeper {
    fn of(kith: &Kith) -> Self {
        let home = kith.service(&format!("keeper-{}", kith.number()));
        Self { actor: kith.actor(kith.staff(Role::ServiceManager, Some(home), None)) }
    }

    fn add(&self, kith: &Kith, url: &str) -> Result<Id<Feed>, Refusal> {
        let url = kith_domain::text::Words::new(url).unwrap();
        kith.app.write(&kith.app.seed(self.actor.clone()), move |work, ctx| {
            let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
            feeds::add(work, ctx, &permit, &url)
        })
    }

    fn open(&self, kith: &Kith, id: Id<Feed>) -> feeds::Opened {
        kith.app
            .read(&kith.app.seed(self.actor.clone()), |look, ctx| {
                let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
                feeds::open(look, &permit, id, 0)
            })
            .unwrap()
    }

    fn change(&self, kith: &Kith, id: Id<Feed>, change: Change) -> Result<(), Refusal> {
        let version = self.open(kith, id).line.kept.version;
        kith.app.write(&kith.app.seed(self.actor.clone()), move |work, ctx| {
            let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
            feeds::change(work, ctx, &permit, (id, version), change)
        })
    }

    fn ask(&self, kith: &Kith, id: Id<Feed>, how: How) -> Result<(), Refusal> {
        let version = self.open(kith, id).line.kept.version;
        kith.app.write(&kith.app.seed(self.actor.clone()), move |work, ctx| {
            let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
            feeds::ask(work, ctx, &permit, (id, version), how)
        })
    }

    fn failing(&self, kith: &Kith) -> Vec<u32> {
        let all = kith.app.read(&kith.app.seed(self.actor.clone()), |look, ctx| {
            let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
            feeds::failing(look, &permit)
        });
        all.unwrap().into_iter().map(|(_, _, nights)| nights).collect()
    }
}

fn turn(kith: &Kith, way: &Way) -> usize {
    jobs::take_feeds(&kith.app, way, &Arc::default()).unwrap()
}

fn hours(kith: &Kith, hours: i64) {
    kith.clock.forward(SignedDuration::from_hours(hours));
}

#[test]
fn a_feed_that_was_added_is_taken_soon_and_then_once_a_night() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(2));
        assert_eq!(turn(kith, &way), 0, "nobody added any");
        let feed = keeper.add(kith, URL).unwrap();
        assert!(matches!(keeper.add(kith, URL), Err(Refusal::Rejected(_))), "it is used already");
        assert_eq!(turn(kith, &way), 1);
        assert_eq!(entries(kith), 4);
        let opened = keeper.open(kith, feed);
        let run = &opened.line.run;
        assert_eq!((run.taken, run.pages, run.whole_listed, run.asked), (4, Some(2), Some(4), None));
        assert!(run.ended.is_some() && run.holder.is_none() && run.stopped.is_none());
        assert!(matches!(opened.line.by, AddedBy::Ours(_)));
        assert_eq!(turn(kith, &way), 0, "once");
        hours(kith, 12);
        assert_eq!(turn(kith, &way), 0, "it is nine in the evening");
        hours(kith, 7);
        assert_eq!((turn(kith, &way), turn(kith, &way)), (1, 0), "four in the morning");
        let opened = keeper.open(kith, feed);
        assert_eq!((opened.past.len(), opened.line.run.taken), (2, 0));
        let kinds: Vec<&str> = opened.history.iter().map(|it| it.kind.as_str()).collect();
        assert_eq!(kinds, ["feed.added"]);
        // By hand alone, and asked for.
        keeper.change(kith, feed, Change::WhenAsked).unwrap();
        hours(kith, 24);
        assert_eq!(turn(kith, &way), 0);
        way.shelf.asked();
        keeper.ask(kith, feed, How::AsUsual).unwrap();
        assert_eq!((turn(kith, &way), turn(kith, &way)), (1, 0));
        assert_eq!(keeper.open(kith, feed).line.run.unchanged, 0, "its pages are as they were");
        keeper.ask(kith, feed, How::Afresh).unwrap();
        assert_eq!((turn(kith, &way), turn(kith, &way)), (1, 0));
        assert_eq!(keeper.open(kith, feed).line.run.unchanged, 4, "everything was read again");
    });
}

#[test]
fn what_is_paused_or_not_used_is_not_taken_and_a_run_in_hand_ends() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(3));
        let feed = keeper.add(kith, URL).unwrap();
        keeper.change(kith, feed, Change::Pause).unwrap();
        assert!(matches!(keeper.ask(kith, feed, How::AsUsual), Err(Refusal::Rejected(_))));
        hours(kith, 30);
        assert_eq!((turn(kith, &way), way.shelf.asked().len()), (0, 0));
        keeper.change(kith, feed, Change::Nightly).unwrap();
        // Paused while its first page is read: the page is kept, and no other is asked for.
        let (app, actor, pressed) = (kith.app.clone(), keeper.actor.clone(), AtomicBool::new(false));
        way.at_asking(move |_| {
            if pressed.swap(true, Ordering::SeqCst) {
                return;
            }
            app.write(&app.seed(actor.clone()), move |work, ctx| {
                let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
                let version = kith_store::table::find::<Feed>(work.tx(), feed.uuid())?.unwrap().version;
                feeds::change(work, ctx, &permit, (feed, version), Change::Pause)
            })
            .unwrap();
        });
        assert_eq!(turn(kith, &way), 1);
        let run = keeper.open(kith, feed).line.run;
        assert_eq!(run.stopped.as_deref(), Some("the feed was paused. The next run goes on at page 2."));
        assert_eq!((way.shelf.asked(), entries(kith)), (vec!["?page=1".to_owned()], 2));
        // Not used any more: what it gave stays, and it lists nothing.
        keeper.change(kith, feed, Change::Remove).unwrap();
        hours(kith, 30);
        assert_eq!((turn(kith, &way), entries(kith)), (0, 2));
        assert!(matches!(keeper.change(kith, feed, Change::Pause), Err(Refusal::Rejected(_))));
        // Used again, it is read from its first page, although the run was cut and its pages are as they were.
        keeper.change(kith, feed, Change::Nightly).unwrap();
        assert_eq!(turn(kith, &way), 1);
        assert_eq!(keeper.open(kith, feed).line.run.whole_listed, Some(6));
    });
}

#[test]
fn a_run_that_was_cut_is_gone_on_with_at_the_page_where_it_stopped() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(4));
        let feed = keeper.add(kith, URL).unwrap();
        // Kith stops while the second page is on its way.
        let stop: Arc<AtomicBool> = Arc::default();
        let told = Arc::clone(&stop);
        way.at_asking(move |ask| told.store(ask.url.ends_with("page=2"), Ordering::SeqCst));
        jobs::take_feeds(&kith.app, &way, &stop).unwrap();
        assert_eq!(way.shelf.asked(), ["?page=1", "?page=2"]);
        let run = keeper.open(kith, feed).line.run;
        assert!(run.ended.is_none() && run.holder.is_none() && run.asked.is_some(), "it is let go: {run:?}");
        *way.at.lock().unwrap() = None;
        assert_eq!((turn(kith, &way), turn(kith, &way)), (1, 0));
        assert_eq!(way.shelf.asked(), ["?page=3", "?page=4"]);
        let run = keeper.open(kith, feed).line.run;
        assert_eq!((run.run, run.taken, run.whole_listed, run.stopped), (1, 8, Some(8), None), "it was one run");
    });
}

#[test]
fn two_runs_of_one_feed_never_go_on_at_once_and_one_that_fell_silent_is_taken_over() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(3));
        let feed = keeper.add(kith, URL).unwrap();
        let (reached, at_second) = channel::<()>();
        let (go_on, told) = channel::<()>();
        let (reached, told) = (Mutex::new(reached), Mutex::new(Some(told)));
        way.at_asking(move |ask| {
            let told = if ask.url.ends_with("page=2") { told.lock().unwrap().take() } else { None };
            if let Some(told) = told {
                reached.lock().unwrap().send(()).unwrap();
                told.recv().unwrap();
            }
        });
        // By command, as another process would: it hangs at the second page.
        let (app, hanging) = (kith.app.clone(), way.clone());
        let first = std::thread::spawn(move || feed::run(&app, &hanging, &wish(), &|_, _| {}));
        at_second.recv().unwrap();
        assert_eq!(turn(kith, &way), 0, "the job leaves it alone");
        let other = feed::run(&kith.app, &way, &wish(), &|_, _| {});
        assert_eq!(codes(&other), ["feed.running"], "and so does another command");
        kith.clock.forward(SignedDuration::from_mins(9));
        assert_eq!(turn(kith, &way), 0);
        kith.clock.forward(SignedDuration::from_mins(1));
        assert_eq!(turn(kith, &way), 1, "it has said nothing for too long");
        let run = keeper.open(kith, feed).line.run;
        assert_eq!((run.whole_listed, run.run), (Some(6), 1));
        // The first wakes up, and writes nothing any more.
        go_on.send(()).unwrap();
        assert_eq!(codes(&first.join().unwrap()), ["feed.taken_over"]);
        assert_eq!(keeper.open(kith, feed).line.run, run);
        assert_eq!(entries(kith), 6);
    });
}

/// Many processes find the same feed due in the same moment: one takes it, and it is asked for once.
#[test]
fn of_many_that_begin_in_the_same_moment_one_takes_the_feed() {
    const MANY: usize = 6;
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(1));
        let feed = keeper.add(kith, URL).unwrap();
        let begin = Arc::new(Barrier::new(MANY));
        let (go_on, told) = channel::<()>();
        let told = Mutex::new(told);
        way.at_asking(move |_| {
            let _ = told.lock().unwrap().recv_timeout(LONG);
        });
        let (done, results) = channel();
        let runs: Vec<_> = (0..MANY)
            .map(|_| {
                let (app, way, begin, done) = (kith.app.clone(), way.clone(), Arc::clone(&begin), done.clone());
                std::thread::spawn(move || {
                    begin.wait();
                    done.send(codes(&feed::run(&app, &way, &wish(), &|_, _| {}))).unwrap();
                })
            })
            .collect();
        // Whoever has it waits for an answer; all the others are told so.
        for _ in 1..MANY {
            assert_eq!(results.recv_timeout(LONG / 2).expect("one alone goes on"), ["feed.running"]);
        }
        go_on.send(()).unwrap();
        assert!(results.recv_timeout(LONG).unwrap().is_empty(), "and comes to the end");
        runs.into_iter().for_each(|run| run.join().unwrap());
        assert_eq!(way.shelf.asked(), ["?page=1"]);
        let run = keeper.open(kith, feed).line.run;
        assert_eq!((run.run, run.taken, run.whole_listed), (1, 2, Some(2)));
    });
}

#[test]
fn what_ends_by_a_panic_is_said_and_keeps_no_other_feed_from_being_taken() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(1));
        let broken = keeper.add(kith, "https://broken.example.org/services").unwrap();
        let feed = keeper.add(kith, URL).unwrap();
        way.at_asking(|ask| assert!(!ask.url.contains("broken"), "PANIC-CANARY"));
        assert_eq!(turn(kith, &way), 2);
        let run = keeper.open(kith, broken).line.run;
        assert!(run.stopped.is_some_and(|why| why.contains("a fault of Kith")) && run.holder.is_none());
        assert_eq!(keeper.open(kith, feed).line.run.whole_listed, Some(2));
        assert_eq!(turn(kith, &way), 0, "it is not begun again at once");
    });
}

#[test]
fn whoever_keeps_feeds_is_told_after_three_failed_nights_until_one_comes_to_its_end() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(2));
        let feed = keeper.add(kith, URL).unwrap();
        way.shelf.fail("?page=2", NotFetched::Failed("the feed broke off".to_owned()));
        for night in 1..=3 {
            assert_eq!(keeper.failing(kith), Vec::<u32>::new(), "before night {night}");
            assert_eq!(turn(kith, &way), 1);
            // Again within the night, which makes it no other night.
            hours(kith, 1);
            turn(kith, &way);
            assert_eq!(keeper.open(kith, feed).line.run.failed_nights, night);
            hours(kith, 23);
        }
        assert_eq!(keeper.failing(kith), [3]);
        assert_eq!(Keeper::of(kith).failing(kith), Vec::<u32>::new(), "another service is not told");
        way.shelf.put("?page=2", crate::feeds::page_of(2, 2, true));
        assert_eq!(turn(kith, &way), 1);
        assert_eq!(keeper.failing(kith), Vec::<u32>::new());
    });
}

#[test]
fn an_address_that_pages_do_not_ask_is_not_asked_by_the_job_either() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(1));
        let url = "http://10.0.0.7/services";
        feed::run(&kith.app, &way, &Wish { url: url.to_owned(), ..wish() }, &|_, _| {}).unwrap();
        way.shelf.asked();
        // As if somebody had got round the page.
        let feed = keeper.add(kith, url).unwrap();
        assert_eq!((turn(kith, &way), way.shelf.asked().len()), (1, 0));
        let run = keeper.open(kith, feed).line.run;
        assert!(run.stopped.is_some_and(|why| why.contains("https://")));
    });
}

#[test]
fn what_another_service_added_is_seen_and_changed_by_nobody_else() {
    on_each(|kith| {
        let (one, two) = (Keeper::of(kith), Keeper::of(kith));
        let way = Way::to_shelf(shelf(1));
        let feed = one.add(kith, URL).unwrap();
        assert_eq!(turn(kith, &way), 1);
        let seen = two.open(kith, feed);
        assert!(!seen.is_ours && seen.line.by == AddedBy::Others);
        for refused in [two.change(kith, feed, Change::Pause), two.ask(kith, feed, How::AsUsual)] {
            assert_eq!(codes(&refused), ["feed.others"]);
        }
        one.change(kith, feed, Change::Remove).unwrap();
        assert_eq!(codes(&two.add(kith, URL)), ["feed.others"]);
        assert!(one.add(kith, URL).is_ok());
    });
}

#[test]
fn only_the_latest_fifty_runs_are_kept_and_only_whoever_answers_for_the_directory_keeps_feeds() {
    on_each(|kith| {
        let keeper = Keeper::of(kith);
        let way = Way::to_shelf(shelf(1));
        let feed = keeper.add(kith, URL).unwrap();
        for _ in 0..52 {
            keeper.ask(kith, feed, How::AsUsual).unwrap();
            turn(kith, &way);
        }
        let past = kith.app.store().read(&Reach::maintenance(), |tx| feed_past::latest(tx, feed, 100)).unwrap();
        assert_eq!((past.len(), past[0].run, past[49].run), (50, 52, 3));
        let home = kith.service("others");
        for role in Role::ALL {
            if matches!(role, Role::Practice | Role::Organisation) {
                continue;
            }
            let actor = kith.actor(kith.staff(role, Some(home), None));
            let may = matches!(role, Role::ServiceManager | Role::Administrator);
            let asked = kith.app.read(&kith.seed(&actor), |look, ctx| {
                let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
                feeds::list(look, &permit).map(|all| all.len())
            });
            assert_eq!(asked.ok(), may.then_some(1), "{}", role.code());
        }
    });
}
