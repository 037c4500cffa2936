//! Groups that meet a fault: nothing false is acknowledged.
//!
//! Every test holds the writer with a first closure while it queues the members, so that they are
//! in one group for certain; then it compares what callers were told with what a fresh store finds
//! in the file.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use kith_store::seam::{Faults, Setup};
use kith_store::{DbError, Store, Tx};
use kith_testkit::TestDatabase;

use crate::house::{ADD, ADD_LATE, ADD_RAW, COPY, NAMES, SERVICE, add, id, names, place, reach, setup, text, write};

type Told<T> = JoinHandle<Result<T, DbError>>;

/// A store whose writer can be held.
struct Bench {
    database: TestDatabase,
    store: Store,
    page_limit: Arc<AtomicU32>,
    refuse_commit: Arc<AtomicBool>,
    groups: Arc<AtomicUsize>,
}

impl Bench {
    fn new() -> Self {
        Self::with(Faults::default())
    }

    fn with(faults: Faults) -> Self {
        let database = kith_testkit::sqlite();
        let page_limit = Arc::new(AtomicU32::new(1_000_000));
        let refuse_commit = Arc::new(AtomicBool::new(false));
        let faults = Faults {
            page_limit: Some(Arc::clone(&page_limit)),
            refuse_commit: Some(Arc::clone(&refuse_commit)),
            ageless_groups: true,
            ..faults
        };
        let setup = Setup { faults, ..setup() };
        Store::migrate_with(&place(&database), &setup).unwrap();
        let store = Store::open_with(&place(&database), &setup).unwrap();
        let groups = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&groups);
        store.on_commit(Arc::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        }));
        Self { database, store, page_limit, refuse_commit, groups }
    }

    /// Holds the writer inside a closure, which adds a row and is the first member of the group.
    fn hold(&self) -> (Sender<()>, Told<u64>) {
        let (release, released) = channel::<()>();
        let (entered, inside) = channel();
        let released = Mutex::new(released);
        let store = self.store.clone();
        let told = std::thread::spawn(move || {
            write(&store, move |tx| {
                let _ = entered.send(());
                // Released once; when the closure runs again the sender may be gone.
                let _ = released.lock().unwrap().recv();
                add(tx, "first")
            })
        });
        inside.recv().unwrap();
        (release, told)
    }

    /// Queues a closure behind those queued before.
    fn queue<T: Send + 'static>(&self, f: impl Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static) -> Told<T> {
        let expected = self.store.waiting() + 1;
        let store = self.store.clone();
        let told = std::thread::spawn(move || write(&store, f));
        while self.store.waiting() < expected {
            std::thread::yield_now();
        }
        told
    }

    /// What a fresh store finds after this one is gone.
    fn reopened(self) -> BTreeSet<String> {
        self.store.stop();
        let Self { database, store, .. } = self;
        drop(store);
        let store = Store::open_with(&place(&database), &setup()).unwrap();
        let found = names(&store).into_iter().collect();
        store.stop();
        found
    }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn a_group_is_committed_once_and_told_together() {
    let bench = Bench::new();
    let (release, first) = bench.hold();
    let told: Vec<_> = (0..20).map(|n| bench.queue(move |tx| add(tx, &format!("m{n:02}")))).collect();
    assert!(told.iter().all(|told| !told.is_finished()));
    release.send(()).unwrap();
    assert_eq!(first.join().unwrap().unwrap(), 1);
    assert!(told.into_iter().all(|told| told.join().unwrap().is_ok()));
    bench.store.stop();
    assert_eq!(bench.groups.load(Ordering::SeqCst), 1);
    assert_eq!(bench.reopened().len(), 21);
}

#[test]
fn a_lone_write_is_committed_at_once() {
    let bench = Bench::new();
    for n in 0..3 {
        write(&bench.store, move |tx| add(tx, &format!("n{n}"))).unwrap();
    }
    bench.store.stop();
    assert_eq!(bench.groups.load(Ordering::SeqCst), 3);
}

#[test]
fn a_panic_in_the_middle_of_a_group_takes_only_its_own_changes() {
    let bench = Bench::new();
    let (release, first) = bench.hold();
    let before = bench.queue(|tx| add(tx, "before"));
    let panics = bench.queue(|tx| {
        add(tx, "panics")?;
        if true {
            panic!("on purpose");
        }
        Ok(())
    });
    let refused = bench.queue(|tx| {
        add(tx, "refused")?;
        Err::<(), _>(DbError::Closed)
    });
    let doubled = bench.queue(|tx| {
        add(tx, "doubled")?;
        add(tx, "before")
    });
    let after = bench.queue(|tx| add(tx, "after"));
    release.send(()).unwrap();
    for told in [first, before, after] {
        assert!(told.join().unwrap().is_ok());
    }
    assert!(matches!(panics.join().unwrap(), Err(DbError::Panicked)));
    assert!(matches!(refused.join().unwrap(), Err(DbError::Closed)));
    assert!(matches!(doubled.join().unwrap(), Err(DbError::Unique { .. })));
    bench.store.stop();
    assert_eq!(bench.groups.load(Ordering::SeqCst), 1, "they were not in one group");
    assert_eq!(bench.reopened(), set(&["first", "before", "after"]));
}

/// Queues a member that needs more room than there is between two that do not, and gives how often
/// the innocent first of them ran.
fn fill_the_disk(bench: &Bench, greedy: impl Fn(&mut Tx<'_>) -> Result<u64, DbError> + Send + 'static) -> usize {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&runs);
    bench.page_limit.store(60, Ordering::SeqCst);
    let (release, first) = bench.hold();
    let before = bench.queue(move |tx| {
        count.fetch_add(1, Ordering::SeqCst);
        add(tx, "before")
    });
    let greedy = bench.queue(greedy);
    let after = bench.queue(|tx| add(tx, "after"));
    release.send(()).unwrap();
    drop(release);
    assert!(matches!(greedy.join().unwrap(), Err(DbError::Full)));
    for told in [first, before, after] {
        assert_eq!(told.join().unwrap().unwrap(), 1);
    }
    bench.page_limit.store(1_000_000, Ordering::SeqCst);
    write(&bench.store, |tx| add(tx, "later")).unwrap();
    runs.load(Ordering::SeqCst)
}

fn large() -> Vec<u8> {
    vec![7; 400_000]
}

#[test]
fn a_full_disk_in_the_middle_of_a_group_acknowledges_nothing_false() {
    let bench = Bench::new();
    let runs = fill_the_disk(&bench, |tx| {
        add(tx, "greedy, small")?;
        let key = id();
        tx.execute(&ADD_RAW, &[key.into(), SERVICE.into(), text("greedy"), large().into()])
    });
    assert_eq!(runs, 2, "SQLite was expected to roll back the whole transaction");
    assert_eq!(bench.reopened(), set(&["first", "before", "after", "later"]));
}

#[test]
fn a_closure_that_hides_the_full_disk_is_told_of_it_all_the_same() {
    let bench = Bench::new();
    let runs = fill_the_disk(&bench, |tx| {
        let given = [id().into(), SERVICE.into(), text("greedy"), large().into()];
        let _ = tx.execute(&ADD_RAW, &given);
        // Were this run, it would stand alone, outside any transaction.
        let _ = add(tx, "stray");
        Ok(1)
    });
    assert_eq!(runs, 2);
    assert_eq!(bench.reopened(), set(&["first", "before", "after", "later"]));
}

#[test]
fn a_full_disk_that_undoes_only_the_statement_disturbs_nobody_else() {
    let bench = Bench::new();
    let source = id();
    write(&bench.store, move |tx| {
        let raw = vec![7_u8; 150_000];
        tx.execute(&ADD_RAW, &[source.into(), SERVICE.into(), text("source"), raw.into()])
    })
    .unwrap();
    let runs = fill_the_disk(&bench, move |tx| {
        let given = [id().into(), text("!"), source.into(), source.into()];
        tx.execute(&COPY, &given)
    });
    // Whether SQLite undoes the statement or everything is its choice; both must end well.
    assert!((1..=2).contains(&runs));
    assert_eq!(bench.reopened(), set(&["first", "before", "after", "later", "source"]));
}

#[test]
fn a_refused_commit_fails_every_member() {
    let bench = Bench::new();
    write(&bench.store, |tx| add(tx, "earlier")).unwrap();
    bench.refuse_commit.store(true, Ordering::SeqCst);
    let (release, first) = bench.hold();
    let second = bench.queue(|tx| add(tx, "second"));
    let refused = bench.queue(|_| Err::<u64, _>(DbError::Closed));
    release.send(()).unwrap();
    for told in [first, second, refused] {
        assert!(matches!(told.join().unwrap(), Err(DbError::CommitFailed)));
    }
    bench.refuse_commit.store(false, Ordering::SeqCst);
    write(&bench.store, |tx| add(tx, "later")).unwrap();
    assert_eq!(bench.reopened(), set(&["earlier", "later"]));
}

#[test]
fn a_reference_that_does_not_hold_at_commit_fails_every_member() {
    let bench = Bench::new();
    let (release, first) = bench.hold();
    let second = bench.queue(|tx| tx.execute(&ADD_LATE, &[id().into(), id().into()]));
    let third = bench.queue(|tx| add(tx, "third"));
    release.send(()).unwrap();
    for told in [first, second, third] {
        assert!(matches!(told.join().unwrap(), Err(DbError::CommitFailed)));
    }
    write(&bench.store, |tx| add(tx, "later")).unwrap();
    assert_eq!(bench.reopened(), set(&["later"]));
}

#[test]
fn telling_before_the_commit_would_be_noticed() {
    let bench = Bench::with(Faults { early_acknowledgement: true, ..Faults::default() });
    bench.refuse_commit.store(true, Ordering::SeqCst);
    let told = write(&bench.store, |tx| add(tx, "promised"));
    assert!(told.is_ok(), "the planted fault did not work");
    assert!(bench.reopened().is_empty());
}

#[test]
fn stopping_finishes_what_waits_and_takes_nothing_more() {
    let bench = Bench::new();
    let (release, first) = bench.hold();
    let second = bench.queue(|tx| add(tx, "second"));
    let store = bench.store.clone();
    let stopping = std::thread::spawn(move || store.stop());
    release.send(()).unwrap();
    stopping.join().unwrap();
    assert!(first.join().unwrap().is_ok() && second.join().unwrap().is_ok());
    assert!(matches!(write(&bench.store, |tx| add(tx, "late")), Err(DbError::Closed)));
    assert_eq!(names(&bench.store), ["first", "second"], "reading goes on");
    let log = bench.database.data().join("kith.db-wal");
    assert_eq!(std::fs::metadata(log).unwrap().len(), 0, "the log was not moved into the file");
    assert_eq!(bench.reopened(), set(&["first", "second"]));
}

#[test]
fn the_last_store_may_be_dropped_by_the_writer_itself() {
    let Bench { database, store, .. } = Bench::new();
    let (done, finished) = channel();
    let inner = Mutex::new(Some(store.clone()));
    let result = write(&store, move |tx| {
        done.send(()).unwrap();
        assert!(inner.lock().unwrap().is_some());
        add(tx, "a")
    });
    drop(store);
    assert!(result.is_ok());
    finished.recv().unwrap();
    let store = Store::open_with(&place(&database), &setup()).unwrap();
    assert_eq!(names(&store), ["a"]);
}

#[test]
fn a_hook_that_panics_does_not_end_the_writer() {
    let bench = Bench::new();
    bench.store.on_commit(Arc::new(|| panic!("on purpose")));
    for n in 0..3 {
        write(&bench.store, move |tx| add(tx, &format!("n{n}"))).unwrap();
    }
    assert_eq!(bench.reopened().len(), 3);
}

#[test]
fn a_log_does_not_grow_without_end_under_writers_that_never_rest() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for one in 0..4 {
            let store = &bench.store;
            scope.spawn(move || {
                for n in 0..120 {
                    let name = format!("w{one} {n}");
                    write(store, move |tx| {
                        tx.execute(&ADD_RAW, &[id().into(), SERVICE.into(), text(&name), vec![1_u8; 400_000].into()])
                    })
                    .unwrap();
                }
            });
        }
    });
    let log = std::fs::metadata(bench.database.data().join("kith.db-wal")).unwrap().len();
    // 192 MB were written. The writer moves the log from 32 MiB on; a group or two come on top.
    assert!(log < 64 << 20, "the log is {log} bytes long");
    assert!(bench.store.is_sound());
    assert_eq!(bench.reopened().len(), 480);
}

#[test]
fn a_log_that_grew_while_somebody_read_for_long_is_moved_afterwards() {
    let bench = Bench::new();
    let log = || std::fs::metadata(bench.database.data().join("kith.db-wal")).unwrap().len();
    let (begun, has_begun) = channel();
    let (done, is_done) = channel::<()>();
    std::thread::scope(|scope| {
        let store = &bench.store;
        scope.spawn(move || {
            store.read(&reach(), |tx| {
                let held: Vec<String> = tx.fetch_all(&NAMES, &[SERVICE.into()], |row| row.get("name"))?;
                begun.send(held.len()).unwrap();
                let _ = is_done.recv();
                Ok::<_, DbError>(())
            })
        });
        assert_eq!(has_begun.recv().unwrap(), 0);
        for n in 0..300 {
            let name = format!("w{n}");
            let raw = vec![1_u8; 400_000];
            write(store, move |tx| {
                tx.execute(&ADD_RAW, &[id().into(), SERVICE.into(), text(&name), raw.clone().into()])
            })
            .unwrap();
        }
        assert!(log() > 100 << 20, "nothing can be moved while somebody reads what was there before");
        drop(done);
    });
    // It is cut to its limit when it begins anew.
    let mut written = 0;
    while log() > 64 << 20 {
        written += 1;
        assert!(written < 20_000, "the log is {} bytes long still", log());
        let name = format!("n{written}");
        write(&bench.store, move |tx| add(tx, &name)).unwrap();
    }
    assert!(bench.store.is_sound());
    assert_eq!(bench.reopened().len(), 300 + written);
}

#[test]
fn a_large_log_is_moved_into_the_file_while_the_store_is_open() {
    let bench = Bench::new();
    let file = bench.database.data().join("kith.db");
    let before = std::fs::metadata(&file).unwrap().len();
    // More than the thousand pages from which a checkpoint is wished; each later write wishes
    // again, so the loop ends as soon as the thread came to it.
    let mut written = 0;
    while std::fs::metadata(&file).unwrap().len() < before + 4_000_000 {
        written += 1;
        assert!(written < 10_000, "no checkpoint came");
        let name = format!("n{written}");
        write(&bench.store, move |tx| {
            let raw = vec![1_u8; if written < 16 { 400_000 } else { 1 }];
            tx.execute(&ADD_RAW, &[id().into(), SERVICE.into(), text(&name), raw.into()])
        })
        .unwrap();
    }
    assert!(bench.store.is_sound());
    let thing = id();
    write(&bench.store, move |tx| tx.execute(&ADD, &[thing.into(), SERVICE.into(), text("z")])).unwrap();
    assert_eq!(bench.reopened().len(), written + 1);
}
