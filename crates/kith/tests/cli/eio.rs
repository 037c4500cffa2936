//! A disk that fails a sync: nothing is acknowledged that may be lost, and nothing at all after it until a restart.
//!
//! A sync after a failed one can succeed without having written anything, so the store must not go on as if nothing had
//! been. The system call is failed from outside, by `strace`; the program is as it is shipped.

use crate::http::get;
use crate::program::Serving;
use crate::referrals::{Practice, stored};
use crate::stage::sqlite;
use crate::trace::has_strace;

/// Syncs that are failed, each in a run of its own, unless `cargo xtask sync-faults` asks for more.
fn faults() -> usize {
    std::env::var("KITH_TEST_FAULTS").ok().and_then(|faults| faults.parse().ok()).unwrap_or(3)
}

/// Enough to reach the failing sync for certain: each referral syncs once at least.
const PATIENCE: usize = 100;

#[test]
fn after_a_failed_sync_nothing_is_acknowledged_until_a_restart() {
    if !has_strace() {
        return;
    }
    let stage = sqlite().with_tour();
    // Signed in on a disk that is well, so that the syncs that fail are those of referrals.
    let serving = crate::serve::serve(&stage, &[]);
    let practice = Practice::sign_in(serving.address);
    serving.stop("-TERM").fine();
    let mut acknowledged = Vec::new();
    for fault in 1..=faults() {
        let mut command = std::process::Command::new("strace");
        command.args(["-f", "-e", "trace=fdatasync,fsync", "-e"]);
        command.arg(format!("inject=fdatasync,fsync:error=EIO:when={fault}"));
        command.arg("-P").arg(stage.data().join("kith.db-wal"));
        command.args(["-o", "/dev/null", env!("CARGO_BIN_EXE_kith"), "serve", "--listen", "127.0.0.1:0"]);
        command.env("KITH_LOG", "off").args(stage.arguments());
        let serving = Serving::begin(&mut command);
        let at = serving.address;
        let send = |number: usize| {
            let token = format!("token-{fault:03}-{number:03}");
            let form = practice.form(at, &token).ok()?;
            let answer = practice.send(at, &form).ok()?;
            (answer.status == 303).then_some(token)
        };
        let before: Vec<String> = (0..PATIENCE).map_while(&send).collect();
        assert!(before.len() < PATIENCE, "the sync was never failed");
        let after: Vec<String> = (PATIENCE..PATIENCE + 5).filter_map(&send).collect();
        assert_eq!(after, Vec::<String>::new(), "acknowledged after a failed sync");
        let ready = get(at, "/health/ready", "").map(|answer| answer.status);
        assert!(!matches!(ready, Ok(200)), "it says that it is ready: {ready:?}");
        acknowledged.extend(before);
        // The tracer alone would leave the program behind.
        serving.stop("-KILL");
    }
    // A start after it is a new beginning: everything acknowledged is there, and new work is taken.
    let serving = crate::serve::serve(&stage, &[]);
    let form = practice.form(serving.address, "token-anew").expect("a form");
    assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
    acknowledged.push("token-anew".to_owned());
    serving.stop("-TERM").fine();
    let kept = stored(&stage);
    let lost: Vec<&String> = acknowledged.iter().filter(|token| !kept.contains(token)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    stage.run(["verify"]).fine();
}
