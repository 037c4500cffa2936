//! The audit trail: chained at once on SQLite, by the sealer on PostgreSQL, anchored outside, and whole
//! after many writers at once.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use kith_domain::person::{ContactRules, Person};
use kith_store::audit::{self, Link};
use kith_store::save::{self, SaveError};
use kith_store::verify::{self, Report};
use kith_store::{DbError, Engine, Isolation, Reach, Store, anchor};

use crate::rooms_fence::everything;
use crate::rooms_world::{World, add, event, on_each, read, words, writ, write};

/// The number of the sealer's lock; any will do as long as the sealers agree.
const SEALER: i64 = 1;

fn seal_once(store: &Store) -> usize {
    let sealed: Result<usize, DbError> = store.write(&Reach::maintenance(), Isolation::Ordinary, |tx| {
        tx.lock(SEALER)?;
        audit::seal(tx)
    });
    sealed.unwrap()
}

/// Chains everything and moves the anchor.
pub fn seal(store: &Store) {
    while seal_once(store) > 0 {}
    anchor::advance(store).unwrap();
}

pub fn head(store: &Store) -> Link {
    read(store, &Reach::maintenance(), audit::head)
}

fn unsealed(store: &Store) -> i64 {
    read(store, &Reach::maintenance(), audit::unsealed)
}

pub fn proof(store: &Store) -> Report {
    verify::run(store).unwrap()
}

#[test]
fn on_sqlite_an_entry_is_chained_in_the_transaction_that_writes_it() {
    on_each(|_, store| {
        if store.engine() != Engine::Sqlite {
            return;
        }
        let world = World::set_up(store, "north");
        let before = head(store);
        assert_eq!((before.position, unsealed(store)), (5, 0));
        let (person, one) = (world.person(11, "Shah", "Ann"), writ(1));
        let saved = person.clone();
        let inside = write(store, &world.reach(), move |tx| {
            save::new(tx, &one, &saved, &event())?;
            Ok(audit::head(tx)?)
        });
        assert_eq!((inside.position, &inside), (6, &head(store)));
        // A unit that fails takes its link with it.
        let (other, two) = (world.person(12, "Ng", "Bo"), writ(2));
        let failed = store.write(&world.reach(), Isolation::Ordinary, move |tx| {
            save::new(tx, &two, &other, &event())?;
            assert_eq!(audit::head(tx)?.position, 7);
            Err::<(), _>(SaveError::Stale)
        });
        assert!(failed.is_err());
        assert_eq!(head(store), inside);
        assert_eq!(seal_once(store), 0, "there is nothing to seal");
    });
}

#[test]
fn on_postgresql_entries_wait_for_the_sealer_which_chains_them_in_batches() {
    on_each(|_, store| {
        if store.engine() != Engine::Postgres {
            return;
        }
        let world = World::set_up(store, "north");
        let people: Vec<Person> = (0..600).map(|n| world.person(1_000 + n, "Shah", "Ann")).collect();
        write(store, &world.reach(), move |tx| {
            people.iter().try_for_each(|person| save::new(tx, &writ(1), person, &event()))
        });
        assert_eq!((head(store), unsealed(store)), (Link::origin(), 605));
        let report = proof(store);
        assert_eq!((report.links, report.unsealed, report.wrong), (0, 605, vec![]));
        assert_eq!([seal_once(store), seal_once(store), seal_once(store)], [500, 105, 0]);
        assert_eq!((head(store).position, unsealed(store)), (605, 0));
        anchor::advance(store).unwrap();
        let report = proof(store);
        assert_eq!((report.links, report.anchor, report.wrong), (605, Some(605), vec![]));
    });
}

#[test]
fn the_application_cannot_chain_or_change_the_trail_itself() {
    on_each(|_, store| {
        if store.engine() != Engine::Postgres {
            return;
        }
        let world = World::set_up(store, "north");
        let refused: Result<usize, DbError> = store.write(&world.reach(), Isolation::Ordinary, audit::seal);
        assert!(matches!(refused, Err(DbError::Denied)), "{refused:?}");
        assert_eq!(unsealed(store), 5);
    });
}

#[test]
fn the_proof_is_clean_after_work_of_every_kind() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        everything(store, &north);
        everything(store, &south);
        seal(store);
        let report = proof(store);
        assert_eq!(report.wrong, Vec::<String>::new());
        assert_eq!((report.links, report.anchor), (head(store).position, Some(head(store).position)));
        assert!(report.links > 30 && report.rows > 25, "{report:?}");
        assert!(report.rows < report.links, "some rows were written more than once");
    });
}

#[test]
fn the_anchor_never_moves_back_and_never_leads() {
    on_each(|database, store| {
        let world = World::set_up(store, "north");
        assert_eq!(anchor::read(database.data()).unwrap(), None);
        seal(store);
        let first = anchor::read(database.data()).unwrap().unwrap();
        for name in ["audit.anchor", "audit.anchor.lock"] {
            let mode = std::fs::metadata(database.data().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert_eq!(first, head(store));
        anchor::advance(store).unwrap();
        assert_eq!(anchor::read(database.data()).unwrap(), Some(first.clone()));
        world.referred(store, 11, "Shah", 0);
        assert_eq!(anchor::read(database.data()).unwrap(), Some(first), "it lags until it is moved");
        seal(store);
        assert_eq!(anchor::read(database.data()).unwrap(), Some(head(store)));
        // A store whose tail was cut off must not pull the anchor back to its own end.
        let ahead = Link { position: head(store).position + 3, digest: vec![9; 32] };
        let text = format!("{} {}\n", ahead.position, anchor::to_hex(&ahead.digest));
        std::fs::write(database.data().join("audit.anchor"), text).unwrap();
        anchor::advance(store).unwrap();
        assert_eq!(anchor::read(database.data()).unwrap(), Some(ahead));
    });
}

#[test]
fn a_damaged_anchor_is_said_and_not_written_over() {
    on_each(|database, store| {
        World::set_up(store, "north");
        seal(store);
        for text in ["", "x", "5", "5 abc", "5 zz", "-"] {
            std::fs::write(database.data().join("audit.anchor"), text).unwrap();
            assert!(matches!(anchor::read(database.data()), Err(anchor::AnchorError::Damaged(_))), "{text:?}");
            assert!(anchor::advance(store).is_err());
            let said = proof(store).wrong;
            assert!(said.len() == 1 && said[0].starts_with("anchor: "), "{said:?}");
        }
    });
}

/// Eight threads, each saving fifty times: people it registers and then changes.
fn crowd(store: &Store, world: &World, at_the_same_time: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8_u32)
            .map(|thread| {
                scope.spawn(move || {
                    for n in 0..25_u32 {
                        let person = world.person(10_000 + thread * 100 + n, "Shah", "Ann");
                        add(store, &world.reach(), &person);
                        let (told, _) = person.tell_contact_rules(ContactRules {
                            safe_contact: Some(words("by phone only")),
                            ..ContactRules::default()
                        });
                        let one = writ(i64::from(n));
                        write(store, &world.reach(), move |tx| save::change(tx, &one, 1, &told, &event()).map(drop));
                    }
                })
            })
            .collect();
        let beside = &at_the_same_time;
        let aside = scope.spawn(beside);
        workers.into_iter().for_each(|worker| worker.join().unwrap());
        aside.join().unwrap();
    });
}

#[test]
fn many_writers_at_once_leave_one_whole_chain() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        crowd(store, &world, || {});
        seal(store);
        let report = proof(store);
        assert_eq!(report.wrong, Vec::<String>::new());
        assert_eq!((report.links, report.unsealed), (405, 0));
        assert_eq!(report.rows, 205);
    });
}

#[test]
fn sealers_and_proofs_may_run_beside_the_writers() {
    on_each(|database, store| {
        let world = World::set_up(store, "north");
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // Two processes seal and anchor; neither breaks the chain nor turns the anchor back.
            for _ in 0..2 {
                scope.spawn(|| {
                    while !done.load(Ordering::SeqCst) {
                        seal(store);
                    }
                });
            }
            scope.spawn(|| {
                let mut before = 0;
                while !done.load(Ordering::SeqCst) {
                    let position = anchor::read(database.data()).unwrap().map_or(0, |link| link.position);
                    assert!(position >= before, "the anchor went back from {before} to {position}");
                    assert!(position <= head(store).position, "the anchor leads");
                    before = position;
                }
            });
            // A proof beside them finds nothing wrong, though the chain and the anchor move under it.
            // Before the first sealing there is a chain without an anchor, so that comes first.
            seal(store);
            crowd(store, &world, || {
                for _ in 0..20 {
                    assert_eq!(proof(store).wrong, Vec::<String>::new());
                }
            });
            done.store(true, Ordering::SeqCst);
        });
        seal(store);
        let report = proof(store);
        assert_eq!((report.links, report.unsealed, report.wrong), (405, 0, vec![]));
    });
}
