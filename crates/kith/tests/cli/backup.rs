//! `kith backup` and `kith restore`: whole, proven, from either engine to either engine, or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::http::get;
use crate::program::{kith, ran, run};
use crate::referrals::{Practice, stored};
use crate::serve::serve;
use crate::stage::{Stage, sqlite, stages};

/// A folder with a key.
pub(crate) struct Keys {
    folder: tempfile::TempDir,
    pub(crate) recipient: String,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let made = run(["backup", "--new-key", file.to_str().expect("text")]);
        let recipient = made.out.trim().to_owned();
        assert!(recipient.starts_with("age1") && !made.err.contains("AGE-SECRET"), "{made:?}");
        Self { folder, recipient }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("text").to_owned()
    }

    /// Backs a store up into a file of this folder.
    pub(crate) fn backup(&self, stage: &Stage, name: &str) -> serde_json::Value {
        let file = self.path(name);
        stage.run(["backup", file.as_str(), "--recipient", &self.recipient, "--json"]).json()
    }

    pub(crate) fn restore(&self, stage: &Stage, name: &str, more: &[&str]) -> crate::program::Ran {
        let (file, key) = (self.path(name), self.path("key"));
        let arguments = ["restore", file.as_str(), "--key", &key];
        stage.run(arguments.into_iter().chain(more.iter().copied()))
    }
}

/// Every file of a folder with its content.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(content(&path));
        } else if path.file_name().is_some_and(|name| name != "kith.db-shm") {
            all.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
    all
}

#[test]
fn a_backup_under_load_restores_on_either_engine_with_everything_acknowledged_before_it_began() {
    for from in stages() {
        let (keys, from) = (Keys::new(), from.with_tour());
        let serving = serve(&from, &[]);
        let at = serving.address;
        let practices: Vec<Practice> = (0..3).map(|_| Practice::sign_in(at)).collect();
        let over = std::sync::atomic::AtomicBool::new(false);
        let before = std::thread::scope(|scope| {
            for (writer, practice) in practices.iter().enumerate() {
                let over = &over;
                scope.spawn(move || {
                    for number in 0.. {
                        if over.load(std::sync::atomic::Ordering::SeqCst) {
                            break;
                        }
                        let form = practice.form(at, &format!("token-{writer}-{number:05}")).expect("a form");
                        let _ = practice.send(at, &form).expect("an answer");
                    }
                });
            }
            while stored(&from).len() < 6 {}
            // What the database has was acknowledged, or is about to be.
            let before = stored(&from);
            let made = keys.backup(&from, "under-load");
            over.store(true, std::sync::atomic::Ordering::SeqCst);
            assert!(made["rows"].as_u64().is_some_and(|rows| rows > 500), "{made}");
            before
        });
        serving.stop("-TERM").fine();
        from.run(["verify"]).fine();
        let key = keys.path("key");
        let proven = from.run(["backup", "--verify", &keys.path("under-load"), "--key", &key, "--json"]).json();
        assert_eq!(proven["done"], "proven");
        for to in stages() {
            keys.restore(&to, "under-load", &[]).fine();
            let there = stored(&to);
            for token in &before {
                assert!(there.binary_search(token).is_ok(), "{token} was acknowledged before and is not in the backup");
            }
            assert!(there.iter().all(|token| stored(&from).contains(token)));
            let verified = to.run(["verify", "--json"]).json();
            assert_eq!(verified["wrong"], serde_json::json!([]));
            // It goes on from there, and nobody is signed in.
            assert_eq!(to.texts("SELECT digest FROM session"), Vec::<String>::new());
            assert_eq!(to.texts("SELECT kind FROM operation"), ["restored"]);
            assert_eq!(to.texts("SELECT actor FROM audit WHERE action = 'restored'"), ["operator"]);
            let serving = serve(&to, &[]);
            let practice = Practice::sign_in(serving.address);
            let form = practice.form(serving.address, "token-after").expect("a form");
            assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
            serving.stop("-TERM").fine();
            to.run(["verify"]).fine();
        }
        assert_eq!(from.texts("SELECT actor FROM audit WHERE action = 'backed-up'"), ["operator"]);
    }
}

#[test]
fn a_wrong_key_a_cut_and_a_changed_file_are_one_clear_line_and_change_nothing() {
    let keys = Keys::new();
    let from = sqlite().with_tour();
    keys.backup(&from, "good");
    let good = std::fs::read(keys.path("good")).expect("a file");
    let mut changed = good.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for (name, bytes) in [
        ("changed", changed.as_slice()),
        ("cut", &good[..good.len() - 1]),
        ("halved", &good[..middle]),
        ("longer", &[good.as_slice(), b"x"].concat()),
        ("empty", b""),
        ("no-backup", b"something else entirely"),
    ] {
        std::fs::write(keys.path(name), bytes).expect("written");
    }
    let other = Keys::new();
    for to in stages() {
        let to = to.with_tour();
        let store =
            || (stored(&to), to.texts("SELECT CAST(max(position) AS TEXT) FROM audit"), content(to.data()).len());
        let before = store();
        for name in ["changed", "cut", "halved", "longer", "empty", "no-backup"] {
            let said = keys.restore(&to, name, &["--replace"]).failed(1);
            assert_eq!(said.lines().count(), 1, "{name}: {said}");
            assert!(said.contains("damaged, cut short or not one of Kith"), "{name}: {said}");
            assert_eq!(store(), before, "{name}");
        }
        let file = keys.path("good");
        let said = to.run(["restore", &file, "--key", &other.path("key"), "--replace"]).failed(1);
        assert_eq!(said.trim(), "kith: this key or passphrase does not open the backup");
        let said = keys.restore(&to, "good", &[]).failed(1);
        assert!(said.contains("--replace"), "{said}");
        assert_eq!(store(), before);
        to.run(["verify"]).fine();
    }
}

#[test]
fn a_store_that_is_served_is_never_replaced() {
    let keys = Keys::new();
    for stage in stages() {
        let stage = stage.with_tour();
        keys.backup(&stage, "served");
        let serving = serve(&stage, &[]);
        assert_eq!(get(serving.address, "/health/ready", "").expect("an answer").status, 200);
        let said = keys.restore(&stage, "served", &["--replace"]).failed(1);
        assert!(said.contains("Kith is running on this store; stop it first"), "{said}");
        serving.stop("-TERM").fine();
        // Stopped, it is replaced; and what was written since is gone, which the anchor tells.
        let serving = serve(&stage, &[]);
        let practice = Practice::sign_in(serving.address);
        let form = practice.form(serving.address, "token-since").expect("a form");
        assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
        serving.stop("-TERM").fine();
        let ran = keys.restore(&stage, "served", &["--replace"]);
        assert!(ran.err.contains("anchored here and are not in this backup"), "{ran:?}");
        ran.fine();
        assert_eq!(stored(&stage), Vec::<String>::new());
        stage.run(["verify"]).fine();
        std::fs::remove_file(keys.path("served")).expect("removed");
    }
    // On SQLite the file that was replaced is kept, whole.
    let stage = sqlite().with_tour();
    keys.backup(&stage, "kept");
    let before = stage.texts("SELECT name FROM practice ORDER BY name");
    keys.restore(&stage, "kept", &["--replace"]).fine();
    let kept = rusqlite::Connection::open(stage.data().join("backups/before-restore.db")).expect("a file");
    let count: i64 = kept.query_row("SELECT count(*) FROM practice", [], |row| row.get(0)).expect("rows");
    assert_eq!(usize::try_from(count), Ok(before.len()));
}

#[test]
fn a_passphrase_opens_what_it_closed_and_no_secret_is_ever_said() {
    use std::os::unix::fs::PermissionsExt;
    let keys = Keys::new();
    let stage = sqlite().with_tour();
    let (file, words) = (keys.path("words-backup"), keys.path("words"));
    std::fs::write(&words, "five plain words are plenty\n").expect("written");
    std::fs::set_permissions(&words, std::fs::Permissions::from_mode(0o644)).expect("set");
    let said = stage.run(["backup", &file, "--passphrase-file", &words]).failed(1);
    assert!(said.contains("open to others"), "{said}");
    std::fs::set_permissions(&words, std::fs::Permissions::from_mode(0o600)).expect("set");
    let made = stage.run(["backup", &file, "--passphrase-file", &words]);
    assert!(!format!("{made:?}").contains("plain words"));
    made.fine();
    let to = sqlite();
    let said = to.run(["restore", &file, "--key", &keys.path("key")]).failed(1);
    assert!(said.contains("does not open"), "{said}");
    to.run(["restore", &file, "--passphrase-file", &words]).fine();
    to.run(["verify"]).fine();
    // What a folder of backups shows to somebody without the key: no word of any record.
    let bytes = std::fs::read(&file).expect("a file");
    let name = stage.texts("SELECT family_name FROM person ORDER BY id").remove(0);
    assert!(!bytes.windows(name.len()).any(|window| window == name.as_bytes()));
    let mut check = kith();
    check.env("KITH_BACKUP_PASSPHRASE_FILE", &words).env("KITH_BACKUP_RECIPIENT", &keys.recipient);
    let said = ran(check.args(["check", "--json"]).args(stage.arguments()));
    assert!(!said.out.contains("plain words") && !said.out.contains("AGE-SECRET"), "{said:?}");
}

#[test]
fn what_is_asked_wrongly_is_said_in_one_line() {
    let keys = Keys::new();
    let stage = sqlite().with_tour();
    let file = keys.path("there");
    for (arguments, said) in [
        (vec!["backup", file.as_str()], "say who can open the backup"),
        (vec!["backup"], "required"),
        (vec!["backup", "--verify", file.as_str()], "say what opens the backup"),
        (vec!["restore", file.as_str()], "say what opens the backup"),
    ] {
        let failed = stage.run(arguments.iter().copied()).failed(2);
        assert!(failed.lines().count() == 1 && failed.contains(said), "{arguments:?}: {failed}");
    }
    let failed = stage.run(["backup", &file, "--recipient", "nobody"]).failed(2);
    assert!(failed.contains("a recipient begins with age1"), "{failed}");
    keys.backup(&stage, "there");
    let failed = stage.run(["backup", &file, "--recipient", &keys.recipient]).failed(2);
    assert!(failed.contains("is there already"), "{failed}");
    let empty = sqlite();
    let failed = empty.run(["backup", &keys.path("none"), "--recipient", &keys.recipient]).failed(1);
    assert!(failed.contains("there is no store"), "{failed}");
    assert!(!Path::new(&keys.path("none")).exists() && !Path::new(&keys.path("none.unfinished")).exists());
}
