//! A power cut at any moment loses nothing that was acknowledged.
//!
//! The system calls of the real program are traced while practices refer; then images of the disk are made as a power
//! cut may leave them ([`crate::replay`]), and each is opened, proven and searched for what had been acknowledged. A
//! store that does not sync on COMMIT shows that the test can fail. `cargo xtask power-loss --images 400` makes more.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use kith_store::{Place, Reach, Store, house, verify};

use crate::program::Serving;
use crate::referrals::Practice;
use crate::replay::{Chance, Image, Run};
use crate::stage::sqlite;
use crate::trace::has_strace;

/// Images of each kind, unless more are asked for.
const IMAGES: usize = 12;

fn images() -> usize {
    std::env::var("KITH_TEST_IMAGES").ok().and_then(|images| images.parse().ok()).unwrap_or(IMAGES)
}

fn traced(into: &Path) -> Option<Command> {
    const CALLS: &str = "trace=pwrite64,write,writev,sendto,sendmsg,lseek,fsync,fdatasync,ftruncate,openat,open,creat,\
        rename,renameat,renameat2,unlink,unlinkat";
    if !has_strace() {
        return None;
    }
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-xx", "-s", "300000", "-e", CALLS, "-o"]).arg(into);
    Some(command)
}

/// The files of a folder, without those that hold nothing that is to survive.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries
        .filter(|entry| entry.file_type().expect("a kind").is_file())
        .map(|entry| (entry.file_name().into_string().expect("text"), entry.path()))
        .filter(|(name, _)| !name.ends_with("-shm"))
        .map(|(name, path)| (name, std::fs::read(path).expect("a file")))
        .collect()
}

/// Lays an image out and opens it.
fn opened(image: &Image) -> (tempfile::TempDir, Result<Store, String>) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("made");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700)).expect("set");
    for (name, bytes) in &image.files {
        let path = data.join(name);
        std::fs::write(&path, bytes).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
    }
    let store = Store::open(&Place { data, database: None });
    (folder, store.map_err(|error| error.to_string()))
}

#[test]
fn a_power_cut_at_any_moment_loses_no_acknowledged_referral() {
    let stage = sqlite().with_tour();
    let outside = tempfile::tempdir().expect("a folder");
    let log = outside.path().join("trace");
    let Some(mut command) = traced(&log) else { return };
    let before = files(stage.data());
    command.arg(env!("CARGO_BIN_EXE_kith")).env("KITH_LOG", "error");
    let serving = Serving::begin(command.args(["serve", "--listen", "127.0.0.1:0"]).args(stage.arguments()));
    let at = serving.address;
    let many = if images() > IMAGES { 40 } else { 8 };
    std::thread::scope(|scope| {
        for writer in 0..3 {
            scope.spawn(move || {
                let practice = Practice::sign_in(at);
                for number in 0..many {
                    let form = practice.form(at, &format!("token-{writer}-{number:05}")).expect("a form");
                    assert_eq!(practice.send(at, &form).expect("an answer").status, 303);
                }
            });
        }
    });
    serving.stop("-TERM").fine();
    let trace = std::fs::read_to_string(&log).expect("a trace");
    let run = Run::read(&trace, stage.data(), &before, receipt);
    assert_eq!(run.acknowledgements(), 3 * many, "every receipt is seen in the trace");
    let mut chance = Chance::new(7);
    let (mut lost, mut acknowledged) = (Vec::new(), 0);
    for number in 0..images() {
        let image = run.cut(chance.below(run.len() + 1), &mut chance);
        acknowledged += image.acknowledged.len();
        let (folder, store) = opened(&image);
        let store = store.unwrap_or_else(|error| panic!("image {number} cannot be opened: {error}"));
        let report = verify::run(&store).expect("a proof");
        assert_eq!(report.wrong, Vec::<String>::new(), "image {number}");
        drop(store);
        let connection = rusqlite::Connection::open(folder.path().join("data/kith.db")).expect("the file");
        for id in &image.acknowledged {
            let there: i64 = connection
                .query_row("SELECT count(*) FROM referral WHERE lower(hex(id)) = ?1", [id], |row| row.get(0))
                .expect("an answer");
            if there != 1 {
                lost.push((number, id.clone()));
            }
        }
    }
    eprintln!("{} images, {acknowledged} acknowledged before the cuts, {} lost", images(), lost.len());
    assert_eq!(lost, [], "acknowledged and lost");
    assert!(acknowledged > 0);
}

/// The referral that a receipt leads to, without hyphens.
fn receipt(sent: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(sent).ok()?;
    let place = text.strip_prefix("HTTP/1.1 303")?.split("location: /my-referrals/").nth(1)?;
    let id: String = place.chars().take(36).filter(|c| *c != '-').collect();
    (id.len() == 32).then_some(id)
}

#[test]
fn a_store_that_does_not_sync_loses_what_it_acknowledged_and_one_that_does_loses_nothing() {
    for is_weak in [false, true] {
        let database = kith_testkit::sqlite();
        let place = Place { data: database.data().to_owned(), database: None };
        Store::migrate(&place).expect("migrated");
        drop(Store::open(&place).expect("opened"));
        let outside = tempfile::tempdir().expect("a folder");
        let log = outside.path().join("trace");
        let Some(mut command) = traced(&log) else { return };
        let before = files(database.data());
        command.arg(std::env::current_exe().expect("this program"));
        command.args(["--exact", "synced::changes_one_after_the_other_are_all_kept", "--test-threads=1"]);
        command.env("KITH_TEST_SYNCED_AT", database.data()).env_remove("KITH_TEST_SYNCED_WEAK");
        if is_weak {
            command.env("KITH_TEST_SYNCED_WEAK", "1");
        }
        assert!(command.output().expect("started").status.success());
        let trace = std::fs::read_to_string(&log).expect("a trace");
        let run = Run::read(&trace, database.data(), &before, |said| (said == b"acknowledged\n").then(String::new));
        assert!(run.acknowledgements() >= 20, "{}", run.acknowledgements());
        let mut chance = Chance::new(11);
        let mut lost = 0;
        for _ in 0..images() {
            let image = run.cut(chance.below(run.len() + 1), &mut chance);
            let (_folder, store) = opened(&image);
            let kept = store.is_ok_and(|store| {
                let reach = Reach { services: vec![kith_store::NO_SERVICE], purpose: "care" };
                (0..image.acknowledged.len()).all(|number| {
                    let kept = store.read(&reach, |tx| house::setting(tx, &format!("change-{number}")));
                    kept.is_ok_and(|kept| kept.as_deref() == Some("made"))
                })
            });
            lost += usize::from(!kept);
        }
        eprintln!(
            "synchronous={}: {lost} of {} images lost something",
            if is_weak { "NORMAL" } else { "FULL" },
            images()
        );
        if is_weak {
            assert!(lost > images() / 2, "the test cannot fail: {lost}");
        } else {
            assert_eq!(lost, 0);
        }
    }
}
