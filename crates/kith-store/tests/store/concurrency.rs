//! Many at once: nothing is lost and nothing is done twice.

use std::collections::BTreeSet;
use std::process::Command;

use kith_store::{DbError, Isolation, Place, Store};
use kith_testkit::TestEngine;
use postgres::NoTls;
use uuid::Uuid;

use crate::house::{
    ADD, AMOUNT, CLAIM, SERVICE, TOTAL, UNCLAIMED, add, fresh, id, names, on_each_engine, place, reach, setup, text,
    write,
};

#[test]
fn sixteen_threads_write_two_hundred_each_and_all_are_there() {
    on_each_engine(|store| {
        std::thread::scope(|scope| {
            for thread in 0..16 {
                scope.spawn(move || {
                    for n in 0..200 {
                        write(store, move |tx| add(tx, &format!("{thread:02}/{n:03}"))).unwrap();
                    }
                });
            }
        });
        let found = names(store);
        assert_eq!(found.len(), 3_200);
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len(), 3_200);
    });
}

#[test]
fn two_stores_over_one_place_both_write() {
    for database in kith_testkit::engines() {
        let one = fresh(&database);
        let two = Store::open_with(&place(&database), &setup()).unwrap();
        std::thread::scope(|scope| {
            for (which, store) in [("one", &one), ("two", &two)] {
                scope.spawn(move || {
                    for n in 0..100 {
                        write(store, move |tx| add(tx, &format!("{which}{n}"))).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(&one).len(), 200);
        assert_eq!(names(&two), names(&one));
    }
}

const CHILD: &str = "KITH_TEST_CHILD";

/// The body of the second process; without its place there is nothing to do.
#[test]
fn second_process() {
    let Ok(words) = std::env::var(CHILD) else {
        return;
    };
    let (data, database) = words.split_once('|').unwrap();
    let database = (!database.is_empty()).then(|| database.to_owned());
    let store = Store::open_with(&Place { data: data.into(), database }, &setup()).unwrap();
    for n in 0..100 {
        write(&store, move |tx| add(tx, &format!("child{n}"))).unwrap();
    }
    store.stop();
}

#[test]
fn two_processes_both_write() {
    for database in kith_testkit::engines() {
        let store = fresh(&database);
        let place = place(&database);
        let words = format!("{}|{}", place.data.display(), place.database.unwrap_or_default());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "concurrency::second_process"])
            .env(CHILD, words)
            .spawn()
            .unwrap();
        for n in 0..100 {
            write(&store, move |tx| add(tx, &format!("parent{n}"))).unwrap();
        }
        assert!(child.wait().unwrap().success());
        let found = names(&store);
        assert_eq!(found.iter().filter(|name| name.starts_with("child")).count(), 100);
        assert_eq!(found.len(), 200);
    }
}

fn make(store: &Store, count: usize) -> Vec<Uuid> {
    let ids: Vec<Uuid> = (0..count).map(|_| id()).collect();
    let made = ids.clone();
    write(store, move |tx| {
        for (n, thing) in made.iter().enumerate() {
            let name = text(&format!("t{n:03}"));
            tx.execute(&ADD, &[(*thing).into(), SERVICE.into(), name])?;
        }
        Ok(())
    })
    .unwrap();
    ids
}

#[test]
fn serializable_units_that_read_and_then_write_lose_nothing() {
    on_each_engine(|store| {
        let counter = make(store, 1)[0];
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    for _ in 0..25 {
                        // The façade runs a unit again a bounded number of times; under a fight
                        // for one row that may not do, and the caller is told so.
                        while let Err(error) = store.write(&reach(), Isolation::Serializable, move |tx| {
                            let now: i64 = tx
                                .fetch_optional(&crate::house::BY_ID, &[counter.into()], |r| {
                                    r.get::<Option<i64>>("amount")
                                })?
                                .flatten()
                                .unwrap_or(0);
                            tx.execute(&AMOUNT, &[(now + 1).into(), counter.into()])
                        }) {
                            assert!(matches!(error, DbError::Serialization), "{error}");
                        }
                    }
                });
            }
        });
        assert_eq!(total(store), 100);
    });
}

fn total(store: &Store) -> i64 {
    store
        .read(&reach(), |tx| tx.fetch_optional(&TOTAL, &[], |row| row.get("total")))
        .map_err(|error: DbError| error)
        .unwrap()
        .unwrap()
}

#[test]
fn the_sum_of_two_rows_cannot_be_overdrawn() {
    // Each unit reads both rows and takes from one only while the sum allows it: under weaker
    // isolation two of them can both see enough and together take too much.
    on_each_engine(|store| {
        for _ in 0..20 {
            let pair = make_pair(store);
            std::thread::scope(|scope| {
                for mine in pair {
                    scope.spawn(move || take(store, pair, mine));
                }
            });
            let left = pair.map(|thing| amount(store, thing)).iter().sum::<i64>();
            assert_eq!(left, 1, "{}", store.engine());
        }
    });
}

fn make_pair(store: &Store) -> [Uuid; 2] {
    let pair = [id(), id()];
    write(store, move |tx| {
        for thing in pair {
            let name = text(&thing.to_string());
            tx.execute(&ADD, &[thing.into(), SERVICE.into(), name])?;
            tx.execute(&AMOUNT, &[1_i64.into(), thing.into()])?;
        }
        Ok(())
    })
    .unwrap();
    pair
}

fn amount(store: &Store, thing: Uuid) -> i64 {
    store
        .read(&reach(), |tx| tx.fetch_optional(&crate::house::BY_ID, &[thing.into()], |row| row.get("amount")))
        .map_err(|error: DbError| error)
        .unwrap()
        .unwrap()
}

fn take(store: &Store, pair: [Uuid; 2], mine: Uuid) {
    store
        .write(&reach(), Isolation::Serializable, move |tx| {
            let mut sum = 0;
            for thing in pair {
                sum += tx
                    .fetch_optional(&crate::house::BY_ID, &[thing.into()], |row| row.get::<i64>("amount"))?
                    .unwrap_or(0);
            }
            if sum > 1 {
                tx.execute(&AMOUNT, &[0_i64.into(), mine.into()])?;
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
}

#[test]
fn a_row_lock_makes_the_second_wait_for_the_first() {
    on_each_engine(|store| {
        let counter = make(store, 1)[0];
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    for _ in 0..25 {
                        write(store, move |tx| {
                            let now =
                                tx.fetch_optional(&CLAIM, &[counter.into()], |row| row.get::<Option<i64>>("amount"))?;
                            let next = now.flatten().unwrap_or(0) + 1;
                            tx.execute(&AMOUNT, &[next.into(), counter.into()])
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(total(store), 100);
    });
}

#[test]
fn jobs_are_claimed_by_one_worker_each() {
    on_each_engine(|store| {
        make(store, 40);
        let claimed = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some(job) = claim(store) {
                        claimed.lock().unwrap().push(job);
                    }
                });
            }
        });
        // A worker that finds every free job locked by others sees none and stops; the last one
        // at work sees them all.
        while let Some(job) = claim(store) {
            claimed.lock().unwrap().push(job);
        }
        let claimed = claimed.into_inner().unwrap();
        assert_eq!(claimed.len(), 40);
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 40);
    });
}

#[test]
fn a_worker_does_not_wait_for_a_job_another_one_holds() {
    // SQLite has one writer, so there a second unit waits for the first whatever it claims.
    let Some(database) = kith_testkit::postgres() else {
        return;
    };
    let store = fresh(&database);
    make(&store, 2);
    let other = store.clone();
    let (first, second) = write(&store, move |tx| {
        let job = |row: &kith_store::Row<'_>| row.get::<Uuid>("id");
        let first = tx.fetch_optional(&UNCLAIMED, &[SERVICE.into()], job)?;
        // Would it wait, it would wait for ever: this unit ends only after it.
        let other = other.clone();
        let second = std::thread::spawn(move || claim(&other)).join().unwrap();
        Ok((first, second))
    })
    .unwrap();
    assert!(first.is_some() && second.is_some());
    assert_ne!(first, second);
}

fn claim(store: &Store) -> Option<Uuid> {
    write(store, |tx| {
        let job = tx.fetch_optional(&UNCLAIMED, &[SERVICE.into()], |row| row.get::<Uuid>("id"))?;
        if let Some(job) = job {
            tx.execute(&AMOUNT, &[1_i64.into(), job.into()])?;
        }
        Ok(job)
    })
    .unwrap()
}

#[test]
fn a_lock_by_number_is_held_to_the_end_of_the_unit() {
    on_each_engine(|store| {
        let counter = make(store, 1)[0];
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    for _ in 0..25 {
                        write(store, move |tx| {
                            tx.lock(7)?;
                            let now = tx
                                .fetch_optional(&crate::house::BY_ID, &[counter.into()], |row| {
                                    row.get::<Option<i64>>("amount")
                                })?
                                .flatten();
                            let next = now.unwrap_or(0) + 1;
                            tx.execute(&AMOUNT, &[next.into(), counter.into()])
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(total(store), 100);
    });
}

#[test]
fn connections_the_server_ended_are_replaced_unnoticed() {
    let Some(database) = kith_testkit::postgres() else {
        return;
    };
    assert_eq!(database.engine(), TestEngine::Postgres);
    let store = fresh(&database);
    let mut outside = postgres::Client::connect(database.database().unwrap(), NoTls).unwrap();
    for round in 0..5 {
        std::thread::scope(|scope| {
            for n in 0..8 {
                let store = &store;
                scope.spawn(move || {
                    write(store, move |tx| add(tx, &format!("{round}/{n}"))).unwrap();
                });
            }
        });
        let ended = outside
            .execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
                &[],
            )
            .unwrap();
        assert!(ended > 0);
        assert_eq!(names(&store).len(), 8 * (round + 1));
    }
}
