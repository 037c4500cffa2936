//! The registry, prepared and explained.

use kith_store::seam::{Setup, derived, list_statement, statement};
use kith_store::{DbError, Engine, Isolation, OpenError, Statement, Store};
use kith_store::{plans_with, prepare_all_with};
use std::sync::LazyLock;

use crate::house::{self, add, fresh, place, reach, setup};

#[test]
fn every_statement_of_the_product_can_be_prepared_on_both_engines() {
    for database in kith_testkit::engines() {
        let shipped = Setup::shipped();
        Store::migrate_with(&place(&database), &shipped).unwrap();
        for (name, outcome) in prepare_all_with(&place(&database), &shipped).unwrap() {
            assert!(outcome.is_ok(), "{name}: {outcome:?}");
        }
    }
}

#[test]
fn a_statement_that_cannot_be_prepared_is_found() {
    static WRONG: Statement = statement("WRONG", "SELECT nmae FROM thing WHERE id = $1");
    static ROOMS: &[&[&Statement]] = &[&[&WRONG, &house::BY_ID]];
    for database in kith_testkit::engines() {
        drop(fresh(&database));
        let setup = Setup { rooms: ROOMS, ..setup() };
        let outcomes = prepare_all_with(&place(&database), &setup).unwrap();
        assert_eq!(outcomes.len(), 2);
        let said = outcomes[0].1.as_ref().unwrap_err().to_string();
        assert!(said.contains("nmae") && said.contains("WRONG"), "{said}");
        assert!(outcomes[1].1.is_ok());
    }
}

#[test]
fn the_statements_of_the_tests_can_be_prepared() {
    for database in kith_testkit::engines() {
        drop(fresh(&database));
        for (name, outcome) in prepare_all_with(&place(&database), &setup()).unwrap() {
            assert!(outcome.is_ok(), "{name}: {outcome:?}");
        }
    }
}

#[test]
fn a_plan_tells_an_index_from_a_scan() {
    static SCAN: Statement = list_statement("SCAN", "SELECT name FROM thing WHERE flag = $1 ORDER BY amount");
    static ROOMS: &[&[&Statement]] = &[&[&house::NAMES, &SCAN, &house::BY_ID]];
    for database in kith_testkit::engines() {
        let engine = fresh(&database).engine();
        let plans = plans_with(&place(&database), &Setup { rooms: ROOMS, ..setup() }).unwrap();
        let names: Vec<_> = plans.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["NAMES", "SCAN"], "only lists are explained");
        let (good, bad) = (&plans[0].1, &plans[1].1);
        if engine == Engine::Sqlite {
            assert!(good.contains("COVERING INDEX"), "{good}");
            assert!(!good.contains("SCAN") && !good.contains("TEMP B-TREE"), "{good}");
            assert!(bad.contains("SCAN thing") && bad.contains("TEMP B-TREE"), "{bad}");
        } else {
            assert!(good.contains("Index Only Scan") && !good.contains("Sort"), "{good}");
            assert!(!bad.contains("Index Only Scan") && bad.contains("Sort"), "{bad}");
        }
    }
}

#[test]
fn a_statement_made_at_start_runs_when_the_setup_names_it() {
    static MADE: LazyLock<Vec<Statement>> = LazyLock::new(|| {
        let column = "name";
        vec![derived("thing::MADE".to_owned(), format!("SELECT {column} FROM thing"))]
    });
    for database in kith_testkit::engines() {
        drop(fresh(&database));
        let setup = Setup { derived: || MADE.iter().collect(), ..setup() };
        let store = Store::open_with(&place(&database), &setup).unwrap();
        store.write(&reach(), Isolation::Ordinary, |tx| add(tx, "a")).map_err(show).unwrap();
        let found = store.read(&reach(), |tx| tx.fetch_all(&MADE[0], &[], |row| row.get::<String>("name")));
        assert_eq!(found.map_err(show).unwrap(), ["a"]);
    }
}

fn show(error: DbError) -> DbError {
    error
}

#[test]
fn a_store_with_a_statement_that_makes_no_sense_is_not_opened() {
    static GAP: Statement = statement("GAP", "SELECT name FROM thing WHERE id = $2");
    static ROOMS: &[&[&Statement]] = &[&[&GAP]];
    static TWICE: &[&[&Statement]] = &[&[&house::ALL], &[&house::ALL]];
    for database in kith_testkit::engines() {
        drop(fresh(&database));
        for rooms in [ROOMS, TWICE] {
            let opened = Store::open_with(&place(&database), &Setup { rooms, ..setup() });
            assert!(matches!(opened, Err(OpenError::Statement { .. })));
        }
    }
}
