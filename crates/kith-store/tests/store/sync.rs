//! Every acknowledged group was synced to the disk.
//!
//! A killed process cannot show this, for what the system holds in memory survives it; only the
//! loss of power does, or counting the calls. So a second process writes under `strace`. Without
//! `strace` the test says that it is skipped; with `KITH_REQUIRE_STRACE=1` it fails.

use std::path::Path;
use std::process::Command;

use kith_store::seam::{Faults, Setup};
use kith_store::{Place, Store};

use crate::house::{add, setup, write};

const CHILD: &str = "KITH_TEST_SYNC_CHILD";
const WRITES: usize = 40;

/// The body of the process that is watched; without its place there is nothing to do.
#[test]
fn watched_process() {
    let Ok(words) = std::env::var(CHILD) else {
        return;
    };
    let (data, weak) = words.split_once('|').unwrap();
    let faults = Faults { weak_sync: weak == "weak", ..Faults::default() };
    let place = Place { data: data.into(), database: None };
    let setup = Setup { faults, ..setup() };
    let store = Store::open_with(&place, &setup).unwrap();
    for n in 0..WRITES {
        write(&store, move |tx| add(tx, &format!("n{n}"))).unwrap();
    }
    store.stop();
}

/// The syncs of the watched process, or `None` where it cannot be watched.
fn syncs(strength: &str) -> Option<usize> {
    let database = kith_testkit::sqlite();
    Store::migrate_with(&crate::house::place(&database), &setup()).unwrap();
    let trace = database.data().join("trace");
    let outcome = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "sync::watched_process"])
        .env(CHILD, format!("{}|{strength}", database.data().display()))
        .output();
    let watched = outcome.as_ref().is_ok_and(|output| output.status.success());
    if !watched {
        let required = std::env::var("KITH_REQUIRE_STRACE").is_ok_and(|value| value == "1");
        assert!(!required, "KITH_REQUIRE_STRACE=1, but strace does not run: {outcome:?}");
        return None;
    }
    Some(count(&trace))
}

fn count(trace: &Path) -> usize {
    let text = std::fs::read_to_string(trace).unwrap();
    // A call that is interrupted in the trace by another thread has two lines; one has the name
    // and the opening bracket.
    text.lines().filter(|line| line.contains("sync(") && !line.contains("resumed")).count()
}

#[test]
fn every_acknowledged_write_was_synced_and_a_store_that_does_not_is_noticed() {
    let (Some(strong), Some(weak)) = (syncs("full"), syncs("weak")) else {
        eprintln!("counting of syncs skipped: strace does not run here");
        return;
    };
    assert!(strong >= WRITES, "{strong} syncs for {WRITES} writes");
    assert!(weak < WRITES, "with synchronous=NORMAL the count should have fallen; it is {weak}");
}
