//! A full disk: reading goes on, nothing is acknowledged that is not kept, and when there is room again everything does.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::http::{forms, get};
use crate::program::{Serving, kith, ran};
use crate::referrals::{Practice, cookie};

/// A small disk of its own, given back in the end.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None` where this process may not mount one; that is said.
    fn make() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m,mode=0700", "kith-test"]).arg(folder.path());
        if mount.output().is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: a small disk, which only root may mount; the store's own tests limit its pages instead");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut file = File::create(self.path().join("filler")).expect("a file");
        let piece = vec![7; 64 * 1024];
        while file.write_all(&piece).is_ok() {}
        while file.write_all(b"7").is_ok() {}
    }

    fn free(&self) {
        std::fs::remove_file(self.path().join("filler")).expect("removed");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

#[test]
fn on_a_full_disk_reading_goes_on_and_what_was_typed_waits_until_there_is_room() {
    let Some(disk) = Disk::make() else { return };
    let data = disk.path().join("data");
    let place = ["--data", data.to_str().expect("text")];
    ran(kith().args(["demo", "--seed", "7", "--as-of", crate::stage::DAY]).args(place)).fine();
    let serving = Serving::begin(kith().env("KITH_LOG", "off").args(["serve", "--listen", "127.0.0.1:0"]).args(place));
    let at = serving.address;
    let practice = Practice::sign_in(at);
    let worker = cookie(at, "link worker");
    let mut acknowledged = Vec::new();
    for cycle in 0..3 {
        let token = format!("token-{cycle}");
        let form = practice.form(at, &token).expect("a form");
        let people = get(at, "/people", &worker).expect("a page");
        let person = people.body.split("href=\"/people/").nth(1).and_then(|rest| rest.split('"').next());
        let person = format!("/people/{}", person.expect("somebody"));
        disk.fill();
        let refused = practice.send(at, &form).expect("an answer");
        assert!([503, 507].contains(&refused.status), "{refused:?}");
        assert!(refused.body.contains("The disk is full") && refused.body.contains("Send it again"), "{refused:?}");
        let (kept, _) = forms(&refused.body, "/refer").pop().expect("the form");
        assert!(kept.contains(&("reason".to_owned(), token.clone())), "{kept:?}");
        for page in [person.as_str(), "/people", "/today", "/directory", "/health/live"] {
            for _ in 0..3 {
                let shown = get(at, page, &worker).expect("an answer");
                assert_eq!(shown.status, 200, "{page}: {shown:?}");
            }
        }
        disk.free();
        // The same process, the same form.
        let mut answers = (0..10_000).map(|_| practice.send(at, &kept).expect("an answer"));
        let taken = answers.find(|answer| answer.status != 507).expect("an answer in the end");
        assert_eq!(taken.status, 303, "{taken:?}");
        acknowledged.push(token);
    }
    serving.stop("-TERM").fine();
    ran(kith().arg("verify").args(place)).fine();
    let connection = rusqlite::Connection::open(data.join("kith.db")).expect("the file");
    for token in &acknowledged {
        let found: i64 = connection
            .query_row("SELECT count(*) FROM referral WHERE reason = ?1", [token], |row| row.get(0))
            .expect("an answer");
        assert_eq!(found, 1, "{token}");
    }
}

#[test]
fn a_backup_onto_a_full_disk_leaves_no_half_file() {
    let Some(disk) = Disk::make() else { return };
    let stage = crate::stage::sqlite().with_tour();
    let keys = crate::backup::Keys::new();
    disk.fill();
    let file = disk.path().join("backup");
    let file = file.to_str().expect("text");
    let said = stage.run(["backup", file, "--recipient", &keys.recipient]).failed(1);
    assert!(said.contains("could not be written"), "{said}");
    assert!(!Path::new(file).exists() && !Path::new(&format!("{file}.unfinished")).exists());
    disk.free();
    stage.run(["backup", file, "--recipient", &keys.recipient]).fine();
    stage.run(["verify"]).fine();
}
