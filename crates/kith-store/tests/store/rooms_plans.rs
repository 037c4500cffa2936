//! How the lists are answered: by an index, in its order, whatever the size of the table.

use kith_store::{Store, plans};
use kith_testkit::TestEngine;

use crate::house::place;

/// Steps of a SQLite plan that read a whole table or sort it. A list of identifiers given as a
/// parameter is a virtual table, read once.
fn costly(plan: &str) -> Vec<&str> {
    plan.lines()
        .map(str::trim)
        .filter(|step| {
            let virtual_table = step.contains("VIRTUAL TABLE") || step.contains("CONSTANT ROW");
            (step.contains("SCAN") && !virtual_table) || step.contains("TEMP B-TREE")
        })
        .collect()
}

#[test]
fn no_list_is_scanned_or_sorted_on_sqlite() {
    let database = kith_testkit::sqlite();
    Store::migrate(&place(&database)).unwrap();
    let plans = plans(&place(&database)).unwrap();
    assert!(plans.len() > 25, "the lists are marked as such");
    for (name, plan) in &plans {
        assert_eq!(costly(plan), Vec::<&str>::new(), "{name}:\n{plan}");
    }
    let golden: Vec<String> =
        plans.iter().map(|(name, plan)| format!("{name}\n  {}", plan.replace('\n', "\n  "))).collect();
    insta::assert_snapshot!("plans_sqlite", golden.join("\n"));
}

#[test]
fn every_list_can_use_an_index_on_postgresql() {
    let Some(database) = kith_testkit::postgres() else { return };
    assert_eq!(database.engine(), TestEngine::Postgres);
    Store::migrate(&place(&database)).unwrap();
    for (name, plan) in plans(&place(&database)).unwrap() {
        assert!(plan.contains("Index"), "{name}:\n{plan}");
        assert!(!plan.contains("Seq Scan"), "{name}:\n{plan}");
    }
}

#[test]
fn a_scan_and_a_sort_are_costly_and_a_list_of_identifiers_is_not() {
    assert_eq!(costly("SCAN person"), ["SCAN person"]);
    assert_eq!(
        costly("SEARCH r USING INDEX x (a=?)\n  USE TEMP B-TREE FOR ORDER BY"),
        ["USE TEMP B-TREE FOR ORDER BY"]
    );
    assert_eq!(costly("LIST SUBQUERY 1\n  SCAN json_each VIRTUAL TABLE INDEX 1:"), Vec::<&str>::new());
}
