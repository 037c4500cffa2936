//! Places that were prepared once for a test program, and are copied for each of its tests.
//!
//! Migrating a store takes seconds on PostgreSQL, and hundreds of tests begin with it. A place is prepared once for each
//! build of a test program, and a test gets a copy: of the files for SQLite, of the database for PostgreSQL (`CREATE
//! DATABASE … TEMPLATE`). What is prepared lies beside the program; a program that was built again prepares anew.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use postgres::{Client, NoTls};

use crate::database::{TestDatabase, address_of, directory, in_postgres, server};

/// What prepares an empty place: its data directory, and the address of its PostgreSQL database where it has one.
pub type Prepare = fn(&Path, Option<&str>);

/// A place on every engine there is, as `prepare` left one of them. A test program prepares in one way only: what was
/// prepared first is what all its tests get.
///
/// # Panics
/// As [`crate::engines`], and when it cannot be prepared or copied.
#[must_use]
pub fn prepared(prepare: Prepare) -> Vec<TestDatabase> {
    let program = Program::this();
    std::iter::once(program.sqlite(prepare)).chain(program.postgres(prepare)).collect()
}

/// The test program that runs: where it lies, and which build it is.
struct Program {
    path: PathBuf,
    build: String,
}

impl Program {
    fn this() -> Self {
        let path = std::env::current_exe().expect("the test program");
        let about = fs::metadata(&path).expect("the test program");
        let built = about.modified().expect("a file system that tells when a file was written");
        let mut hasher = DefaultHasher::new();
        (&path, about.len(), built).hash(&mut hasher);
        Self { path, build: format!("{:016x}", hasher.finish()) }
    }

    /// A copy of the prepared files.
    fn sqlite(&self, prepare: Prepare) -> TestDatabase {
        let kept = self.path.with_extension("prepared");
        fs::create_dir_all(&kept).expect("a directory beside the test program");
        let lock = File::create(kept.join("lock")).expect("a lock beside the test program");
        lock.lock().expect("the lock beside the test program");
        let (files, build) = (kept.join("files"), kept.join("build"));
        if fs::read_to_string(&build).ok().as_ref() != Some(&self.build) {
            if files.exists() {
                fs::remove_dir_all(&files).expect("what another build prepared can be removed");
            }
            let fresh = directory();
            prepare(fresh.path(), None);
            copy(fresh.path(), &files);
            fs::write(&build, &self.build).expect("the build is noted");
        }
        drop(lock);
        let place = directory();
        copy(&files, place.path());
        TestDatabase::in_files(place)
    }

    /// A copy of the prepared database; nothing where there is no server.
    fn postgres(&self, prepare: Prepare) -> Option<TestDatabase> {
        let server = server()?;
        let name = format!("prepared_{}", self.build);
        let mut client = Client::connect(&server, NoTls).expect("the server of test databases");
        // Held until the connection ends: whoever comes meanwhile waits for the one who prepares.
        client.execute("SELECT pg_advisory_lock(hashtext($1))", &[&name]).expect("a lock on the server");
        let done = format!("{name}_done");
        let known = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&done]).expect("its databases");
        if known.is_none() {
            client
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .expect("what was cut is removed");
            client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database to prepare");
            prepare(directory().path(), Some(&address_of(&server, &name)));
            client.batch_execute(&format!("ALTER DATABASE {name} RENAME TO {done}")).expect("it is prepared");
        }
        drop(client);
        Some(in_postgres(server, Some(&done)))
    }
}

/// Copies the files of a directory, with what may be done with them.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory to copy into");
    for entry in fs::read_dir(from).expect("a directory to copy") {
        let entry = entry.expect("an entry of it");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy of a file");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(data: &Path, database: Option<&str>) {
        match database {
            None => fs::write(data.join("words"), "prepared").expect("a file"),
            Some(address) => Client::connect(address, NoTls)
                .and_then(|mut client| client.batch_execute("CREATE TABLE words AS SELECT 'prepared' AS word"))
                .expect("a table"),
        }
    }

    #[test]
    fn each_place_is_a_copy_of_its_own_of_what_was_prepared() {
        for turn in 0..2 {
            for place in prepared(prepare) {
                if let Some(address) = place.database() {
                    let mut client = Client::connect(address, NoTls).expect("its database");
                    let words = client.query("SELECT word FROM words", &[]).expect("what was prepared");
                    assert_eq!(words.len(), 1, "turn {turn}");
                    client.batch_execute("INSERT INTO words VALUES ('changed')").expect("a change of its own");
                } else {
                    let file = place.data().join("words");
                    assert_eq!(fs::read_to_string(&file).expect("what was prepared"), "prepared", "turn {turn}");
                    fs::write(&file, "changed").expect("a change of its own");
                }
            }
        }
    }
}
