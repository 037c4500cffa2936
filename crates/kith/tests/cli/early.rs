//! The look of the crash test can fail: a store that acknowledges before COMMIT, as none may, loses what it said it had.
//!
//! The moment between the two is short, so the system is made slow there: every write to a file waits.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use kith_store::seam::{Faults, Setup};
use kith_store::{DbError, Isolation, NO_SERVICE, Place, Reach, Store, house};

use crate::trace::has_strace;

/// Where the run that is killed finds its store, and whether that acknowledges early: set by the test that runs this
/// program anew.
const PLACE: &str = "KITH_TEST_EARLY_AT";
const EARLY: &str = "KITH_TEST_EARLY";

/// How long each write to a file waits, in microseconds: far longer than hearing of an acknowledgement and killing.
const SLOWLY: &str = "inject=pwrite64:delay_enter=100000";

fn reach() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "care" }
}

fn is_kept(store: &Store) -> bool {
    let setting = store.read(&reach(), |tx| house::setting(tx, "change")).expect("read");
    setting.as_deref() == Some("made")
}

/// Makes a change and says that it is acknowledged. On a store of its own, unless it is run to be killed.
#[test]
fn a_change_that_is_acknowledged_is_kept() {
    let own = kith_testkit::sqlite();
    let data = std::env::var_os(PLACE).map_or_else(|| own.data().to_owned(), Into::into);
    let early_acknowledgement = std::env::var_os(EARLY).is_some();
    let faults = Faults { early_acknowledgement, ..Faults::default() };
    let place = Place { data, database: None };
    Store::migrate(&place).expect("migrated");
    let store = Store::open_with(&place, &Setup { faults, ..Setup::shipped() }).expect("opened");
    let change = store.write(&reach(), Isolation::Ordinary, |tx| house::set(tx, "change", "made"));
    change.map_err(|error: DbError| error).expect("written");
    // Past the capture of the test's output, so that whoever runs this program anew hears it.
    let mut out = std::io::stdout().lock();
    writeln!(out, "acknowledged").and_then(|()| out.flush()).expect("said");
    drop(out);
    assert!(is_kept(&store));
}

/// Runs the change in a process of its own, kills it as soon as it acknowledges, and looks whether the change is there.
fn is_kept_when_killed_at_once(early: bool) -> bool {
    let database = kith_testkit::sqlite();
    let place = Place { data: database.data().to_owned(), database: None };
    Store::migrate(&place).expect("migrated");
    let mut command = Command::new("strace");
    command.args(["-f", "-e", "trace=pwrite64", "-e", SLOWLY, "-o", "/dev/null"]);
    command.arg(std::env::current_exe().expect("this program"));
    command.args(["--exact", "early::a_change_that_is_acknowledged_is_kept", "--test-threads=1"]);
    command.env(PLACE, database.data()).env_remove(EARLY).stdout(Stdio::piped());
    if early {
        command.env(EARLY, "1");
    }
    let mut child = command.spawn().expect("started");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut said = String::new();
    while !said.contains("acknowledged\n") {
        assert!(out.read_line(&mut said).expect("a line") > 0, "it ended: {said}");
    }
    kill_below(&child);
    child.wait().expect("ended");
    out.read_to_string(&mut said).expect("the rest");
    assert!(!said.contains("1 passed"), "it was not killed in time: {said}");
    is_kept(&Store::open(&place).expect("opened"))
}

/// Kills the program that a tracer runs; the tracer then ends by itself.
fn kill_below(tracer: &Child) {
    let id = tracer.id();
    let below = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).expect("what it runs");
    let killed = Command::new("kill").arg("-KILL").arg(below.trim()).status().expect("kill runs");
    assert!(killed.success());
}

#[test]
fn a_store_that_acknowledges_before_commit_is_noticed() {
    if !has_strace() {
        return;
    }
    assert!(is_kept_when_killed_at_once(false), "an honest store loses nothing that it acknowledged");
    assert!(!is_kept_when_killed_at_once(true), "the look cannot fail");
}
