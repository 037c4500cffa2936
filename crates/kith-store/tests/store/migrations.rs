//! A store gets its schema whole or not at all.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kith_store::seam::Setup;
use kith_store::{DbError, Migration, OpenError, Place, Store};
use kith_testkit::TestEngine;

use crate::house::{self, add, fresh, names, place, setup, write};

const SECOND: Migration = Migration {
    number: 2,
    name: "more",
    text: "\
-- Purpose: more tables.
-- Takes: a second for every million things.
CREATE TABLE more (id {id} NOT NULL PRIMARY KEY) {strict};
-- rls: open
UPDATE thing SET amount = 7;
",
};

static TWO: &[Migration] = &[house::MIGRATIONS[0], SECOND];

static BROKEN: &[Migration] = &[
    house::MIGRATIONS[0],
    Migration {
        text: "CREATE TABLE more (id {id} NOT NULL PRIMARY KEY) {strict};
-- rls: open
UPDATE thing SET amount = 7;
UPDATE thing SET amount = -1;
",
        ..SECOND
    },
];

fn with(migrations: &'static [Migration]) -> Setup {
    Setup { migrations, ..setup() }
}

#[test]
fn a_plan_says_what_waits_and_why_and_changes_nothing() {
    for database in kith_testkit::engines() {
        let place = place(&database);
        let plan = Store::plan_with(&place, &with(TWO)).unwrap();
        let said: Vec<_> = plan.iter().map(|p| (p.number, p.name, p.purpose.as_str(), p.duration.as_str())).collect();
        assert_eq!(
            said,
            [
                (1, "things", "what the tests need.", "no time."),
                (2, "more", "more tables.", "a second for every million things."),
            ]
        );
        assert!(!place.data.join("kith.db").exists());
        let refused = Store::open_with(&place, &with(TWO)).err();
        assert!(matches!(refused, Some(OpenError::NeedsMigration { pending: 2 })), "{refused:?}");

        drop(fresh(&database));
        assert_eq!(Store::plan_with(&place, &with(TWO)).unwrap().len(), 1);
        let refused = Store::open_with(&place, &with(TWO)).err();
        assert!(matches!(refused, Some(OpenError::NeedsMigration { pending: 1 })));
        let applied = Store::migrate_with(&place, &with(TWO)).unwrap();
        assert_eq!(applied.iter().map(|a| a.number).collect::<Vec<_>>(), [2]);
        assert!(Store::migrate_with(&place, &with(TWO)).unwrap().is_empty());
        assert!(Store::open_with(&place, &with(TWO)).is_ok());
    }
}

#[test]
fn a_migration_reaches_the_rows_that_are_there() {
    for database in kith_testkit::engines() {
        let store = fresh(&database);
        write(&store, |tx| add(tx, "a")).unwrap();
        drop(store);
        Store::migrate_with(&place(&database), &with(TWO)).unwrap();
        let store = Store::open_with(&place(&database), &with(TWO)).unwrap();
        let total =
            store.read(&house::reach(), |tx| tx.fetch_optional(&house::TOTAL, &[], |row| row.get::<i64>("total")));
        assert_eq!(total.map_err(|e: DbError| e).unwrap(), Some(7));
    }
}

#[test]
fn a_failed_migration_leaves_nothing_behind() {
    for database in kith_testkit::engines() {
        let store = fresh(&database);
        write(&store, |tx| add(tx, "a")).unwrap();
        drop(store);
        let place = place(&database);
        let failed = Store::migrate_with(&place, &with(BROKEN)).unwrap_err();
        assert!(matches!(failed, OpenError::Migration { number: 2, source: DbError::Check }), "{failed}");
        // The store is as before: the same program opens it, and the mended migration applies.
        let store = Store::open_with(&place, &setup()).unwrap();
        assert_eq!(names(&store), ["a"]);
        drop(store);
        assert_eq!(Store::migrate_with(&place, &with(TWO)).unwrap().len(), 1);
    }
}

#[test]
fn a_changed_migration_is_refused() {
    static CHANGED: &[Migration] =
        &[Migration { text: "CREATE TABLE x (id {id});\n-- rls: open\n", ..house::MIGRATIONS[0] }];
    for database in kith_testkit::engines() {
        drop(fresh(&database));
        for outcome in [
            Store::open_with(&place(&database), &with(CHANGED)).map(drop),
            Store::migrate_with(&place(&database), &with(CHANGED)).map(drop),
            Store::plan_with(&place(&database), &with(CHANGED)).map(drop),
        ] {
            assert!(matches!(outcome, Err(OpenError::Checksum { number: 1 })));
        }
    }
}

#[test]
fn a_newer_store_is_refused_and_left_as_it_is() {
    for database in kith_testkit::engines() {
        let place = place(&database);
        Store::migrate_with(&place, &with(TWO)).unwrap();
        let store = Store::open_with(&place, &with(TWO)).unwrap();
        write(&store, |tx| add(tx, "a")).unwrap();
        store.stop();
        drop(store);
        let file = place.data.join("kith.db");
        let before = std::fs::read(&file).ok();
        for outcome in [Store::open_with(&place, &setup()).map(drop), Store::migrate_with(&place, &setup()).map(drop)] {
            let newer = OpenError::NewerSchema { found: 2, known: 1 };
            assert_eq!(outcome.unwrap_err().to_string(), newer.to_string());
        }
        assert!(std::fs::read(&file).ok() == before, "the file was changed");
        let store = Store::open_with(&place, &with(TWO)).unwrap();
        assert_eq!(names(&store), ["a"]);
    }
}

#[test]
fn a_store_that_holds_anything_is_copied_before_it_is_migrated() {
    let database = kith_testkit::sqlite();
    let place = place(&database);
    let store = fresh(&database);
    assert!(!place.data.join("backups").exists(), "an empty store needs no copy");
    write(&store, |tx| add(tx, "a")).unwrap();
    // The store stays open, so that what was written is still in the log.
    Store::migrate_with(&place, &with(TWO)).unwrap();
    drop(store);
    let copy = place.data.join("backups/before-0002.db");
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(mode(&place.data.join("backups")), 0o700);

    let elsewhere = kith_testkit::sqlite();
    std::fs::copy(&copy, elsewhere.data().join("kith.db")).unwrap();
    let restored = Place { data: elsewhere.data().to_owned(), database: None };
    let store = Store::open_with(&restored, &setup()).unwrap();
    assert_eq!(names(&store), ["a"]);
}

#[test]
fn a_failed_migration_keeps_its_copy_and_the_next_gets_another_name() {
    let database = kith_testkit::sqlite();
    let place = place(&database);
    let store = fresh(&database);
    write(&store, |tx| add(tx, "a")).unwrap();
    drop(store);
    Store::migrate_with(&place, &with(BROKEN)).unwrap_err();
    Store::migrate_with(&place, &with(TWO)).unwrap();
    let mut copies: Vec<_> = std::fs::read_dir(place.data.join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    copies.sort();
    assert_eq!(copies, ["before-0002-2.db", "before-0002.db"]);
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_database_that_is_not_ours_is_refused() {
    for database in kith_testkit::engines() {
        let place = place(&database);
        let make = "CREATE TABLE somebody_elses (a text)";
        match database.engine() {
            TestEngine::Sqlite => rusqlite::Connection::open(place.data.join("kith.db"))
                .and_then(|connection| {
                    let file = place.data.join("kith.db");
                    std::fs::set_permissions(file, PermissionsExt::from_mode(0o600)).unwrap();
                    connection.execute_batch(make)
                })
                .unwrap(),
            TestEngine::Postgres => {
                let address = database.database().unwrap();
                let mut client = postgres::Client::connect(address, postgres::NoTls).unwrap();
                client.batch_execute(make).unwrap();
            }
        }
        for outcome in [Store::open_with(&place, &setup()).map(drop), Store::migrate_with(&place, &setup()).map(drop)] {
            assert!(matches!(outcome, Err(OpenError::NotKith)), "{outcome:?}");
        }
    }
}

#[test]
fn a_place_others_can_use_is_refused_and_ours_are_private() {
    for database in kith_testkit::engines() {
        let inner = Place { data: database.data().join("made"), ..place(&database) };
        Store::migrate_with(&inner, &setup()).unwrap();
        assert_eq!(mode(&inner.data), 0o700);
        let store = Store::open_with(&inner, &setup()).unwrap();
        write(&store, |tx| add(tx, "a")).unwrap();
        if database.engine() == TestEngine::Sqlite {
            for name in ["kith.db", "kith.db-wal", "kith.db-shm"] {
                assert_eq!(mode(&inner.data.join(name)), 0o600, "{name}");
            }
        }
        drop(store);
        for open in [0o705, 0o701, 0o750, 0o710] {
            std::fs::set_permissions(&inner.data, PermissionsExt::from_mode(open)).unwrap();
            let refused = Store::open_with(&inner, &setup()).err();
            assert!(matches!(refused, Some(OpenError::Exposed { .. })), "{open:o}: {refused:?}");
        }
    }
}

#[test]
fn a_table_without_its_directive_is_refused_on_both_engines() {
    static SILENT: &[Migration] = &[Migration { number: 1, name: "silent", text: "CREATE TABLE t (id {id});\n" }];
    for database in kith_testkit::engines() {
        let refused = Store::migrate_with(&place(&database), &with(SILENT)).unwrap_err();
        assert!(matches!(refused, OpenError::Schema { number: 1, .. }), "{refused}");
        assert_eq!(Store::plan_with(&place(&database), &with(SILENT)).unwrap().len(), 1);
    }
}

#[test]
fn processes_that_migrate_at_once_apply_everything_once() {
    for database in kith_testkit::engines() {
        let place = place(&database);
        let applied: usize = std::thread::scope(|scope| {
            let all: Vec<_> =
                (0..4).map(|_| scope.spawn(|| Store::migrate_with(&place, &with(TWO)).unwrap().len())).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!(applied, 2);
        Store::open_with(&place, &with(TWO)).unwrap();
    }
}

#[test]
fn many_databases_of_one_cluster_can_be_made_at_once() {
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                if let Some(database) = kith_testkit::postgres() {
                    write(&fresh(&database), |tx| add(tx, "a")).unwrap();
                }
            });
        }
    });
}
