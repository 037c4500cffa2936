//! What a program asked of the system, by `strace`: whether each acknowledgement was preceded by a sync of the log.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Whether there is `strace`; without it, a word about what is skipped.
pub(crate) fn has_strace() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !there {
        let required = std::env::var("KITH_REQUIRE_STRACE").is_ok_and(|value| value == "1");
        assert!(!required, "KITH_REQUIRE_STRACE=1, but there is no strace");
        eprintln!("skipped: what is told from system calls, because there is no strace");
    }
    there
}

/// A trace of whatever is appended to the command, or `None` where there is no `strace`.
pub(crate) fn strace(into: &Path) -> Option<Command> {
    if !has_strace() {
        return None;
    }
    let mut command = Command::new("strace");
    // All threads, with the paths of files, and as much of what is sent as tells an answer.
    command.args(["-f", "-y", "-s", "24", "-e", "trace=fdatasync,fsync,write,writev,sendto,sendmsg", "-o"]).arg(into);
    Some(command)
}

/// What a trace showed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Acknowledgements.
    pub(crate) acknowledged: usize,
    /// Acknowledgements with no completed sync of the log since the one before.
    pub(crate) unsynced: usize,
    /// Completed syncs of the log.
    pub(crate) syncs: usize,
}

/// Reads a trace. `mark` is how an acknowledgement begins.
pub(crate) fn read(trace: &str, mark: &str) -> Seen {
    let mut seen = Seen::default();
    let mut under_way: BTreeMap<&str, bool> = BTreeMap::new();
    let mut since = 0;
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(char::is_whitespace) else { continue };
        let call = call.trim_start();
        let is_sync = call.starts_with("fdatasync(") || call.starts_with("fsync(");
        if is_sync {
            let of_log = call.contains("-wal>");
            if call.contains("<unfinished") {
                under_way.insert(thread, of_log);
            } else if of_log && call.contains("= 0") {
                since += 1;
            }
        } else if call.starts_with("<... fdatasync resumed") || call.starts_with("<... fsync resumed") {
            if under_way.remove(thread) == Some(true) && call.contains("= 0") {
                since += 1;
            }
        } else if call.contains(&format!("\"{mark}")) {
            seen.acknowledged += 1;
            seen.unsynced += usize::from(since == 0);
            seen.syncs += since;
            since = 0;
        }
    }
    seen.syncs += since;
    seen
}

#[test]
fn a_sync_counts_when_it_is_completed_and_of_the_log() {
    let trace = "\
7  fdatasync(5</d/kith.db-wal>) = 0
8  sendto(9<socket:[1]>, \"HTTP/1.1 303 See\"..., 80, 0, NULL, 0) = 80
7  fdatasync(5</d/kith.db-wal> <unfinished ...>
8  sendto(9<socket:[1]>, \"HTTP/1.1 303 See\"..., 80, 0, NULL, 0) = 80
7  <... fdatasync resumed>)                = 0
7  fdatasync(4</d/kith.db>) = 0
8  sendto(9<socket:[1]>, \"HTTP/1.1 200 OK\"..., 80, 0, NULL, 0) = 80
8  writev(9<socket:[1]>, [{iov_base=\"HTTP/1.1 303 See\"..., iov_len=80}], 1) = 80
7  fdatasync(4</d/kith.db>) = 0
7  fsync(5</d/kith.db-wal>) = -1 EIO
8  sendto(9<socket:[1]>, \"HTTP/1.1 303 See\"..., 80, 0, NULL, 0) = 80
";
    assert_eq!(read(trace, "HTTP/1.1 303"), Seen { acknowledged: 4, unsynced: 2, syncs: 2 });
}
