//! Each acknowledged change was synced to the disk before it was acknowledged.
//!
//! A kill alone never shows this, because the system keeps what a killed process had written. So the system calls are
//! looked at; and a store that does not sync on COMMIT, as none may, shows that the look can fail.

use std::io::Write;
use std::process::Command;

use kith_store::seam::{Faults, Setup};
use kith_store::{DbError, Isolation, NO_SERVICE, Place, Reach, Store, house};

use crate::program::Serving;
use crate::referrals::{Practice, stored};
use crate::stage::sqlite;
use crate::trace::{read, strace};

const CHANGES: usize = 20;

#[test]
fn every_referral_over_http_is_synced_before_its_answer() {
    let stage = sqlite().with_tour();
    let log = stage.data().join("trace.log");
    let Some(mut command) = strace(&log) else { return };
    command.arg(env!("CARGO_BIN_EXE_kith")).env("KITH_LOG", "error");
    let serving = Serving::begin(command.args(["serve", "--listen", "127.0.0.1:0"]).args(stage.arguments()));
    let practice = Practice::sign_in(serving.address);
    for number in 0..CHANGES {
        let form = practice.form(serving.address, &format!("token-{number:05}")).expect("a form");
        assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
    }
    serving.stop("-TERM").fine();
    assert_eq!(stored(&stage).len(), CHANGES);
    let seen = read(&std::fs::read_to_string(&log).expect("a trace"), "HTTP/1.1 303");
    // One more: signing in.
    assert_eq!((seen.acknowledged, seen.unsynced), (CHANGES + 1, 0), "{seen:?}");
    assert!(seen.syncs > CHANGES, "{seen:?}");
}

/// Where the run under `strace` finds its store, and whether that syncs: set by the test that runs this program anew.
const PLACE: &str = "KITH_TEST_SYNCED_AT";
const WEAK: &str = "KITH_TEST_SYNCED_WEAK";

/// Makes changes one after the other and says of each that it is acknowledged. On a store of its own, unless it is run
/// by [`a_store_that_does_not_sync_is_noticed`] under `strace`.
#[test]
fn changes_one_after_the_other_are_all_kept() {
    let own = kith_testkit::sqlite();
    let data = std::env::var_os(PLACE).map_or_else(|| own.data().to_owned(), Into::into);
    let faults = Faults { weak_sync: std::env::var_os(WEAK).is_some(), ..Faults::default() };
    let place = Place { data, database: None };
    Store::migrate(&place).expect("migrated");
    let store = Store::open_with(&place, &Setup { faults, ..Setup::shipped() }).expect("opened");
    let reach = Reach { services: vec![NO_SERVICE], purpose: "care" };
    for number in 0..CHANGES {
        store
            .write(&reach, Isolation::Ordinary, move |tx| {
                house::set(tx, &format!("change-{number}"), "made")?;
                Ok::<_, DbError>(())
            })
            .expect("written");
        // Past the capture of the test's output, so that the trace sees it.
        std::io::stdout().write_all(b"acknowledged\n").and_then(|()| std::io::stdout().flush()).expect("said");
    }
    for number in 0..CHANGES {
        let kept = store.read(&reach, |tx| house::setting(tx, &format!("change-{number}"))).expect("read");
        assert_eq!(kept.as_deref(), Some("made"));
    }
}

#[test]
fn a_store_that_does_not_sync_is_noticed() {
    for is_weak in [false, true] {
        let database = kith_testkit::sqlite();
        let log = database.data().join("trace.log");
        let Some(mut command) = strace(&log) else { return };
        command.arg(std::env::current_exe().expect("this program"));
        command.args(["--exact", "synced::changes_one_after_the_other_are_all_kept", "--test-threads=1"]);
        command.env(PLACE, database.data()).env_remove(WEAK);
        if is_weak {
            command.env(WEAK, "1");
        }
        ended_well(&mut command);
        let seen = read(&std::fs::read_to_string(&log).expect("a trace"), "acknowledged");
        assert_eq!(seen.acknowledged, CHANGES, "{seen:?}");
        if is_weak {
            assert!(seen.unsynced >= CHANGES - 1, "the look cannot fail: {seen:?}");
        } else {
            assert_eq!(seen.unsynced, 0, "{seen:?}");
        }
    }
}

#[track_caller]
fn ended_well(command: &mut Command) {
    let output = command.output().expect("started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "it ran nothing: {said}");
}
