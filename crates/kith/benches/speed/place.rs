//! What is measured, and where it stands.

use std::path::{Path, PathBuf};
use std::process::Command;

use kith_testkit::TestDatabase;
use kith_testkit::program::{Serving, ran, undisturbed};

/// The day on which the demos of a measurement end.
const DAY: &str = "2026-11-20";

/// What was asked for on the command line.
#[derive(Debug)]
pub(crate) struct Asked {
    parts: Vec<String>,
    /// The size of the demo.
    pub(crate) size: String,
    /// A demo that is there already, on SQLite.
    pub(crate) data: Option<PathBuf>,
    /// The same on PostgreSQL: the address of a database that a backup of it was restored into.
    pub(crate) database: Option<String>,
    /// How many people work at once under load.
    pub(crate) sessions: usize,
    /// How long each measurement lasts.
    pub(crate) seconds: u64,
}

impl Asked {
    /// Reads the command line; `cargo bench` adds `--bench` to it.
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Self {
            parts: Vec::new(),
            size: "service".to_owned(),
            data: None,
            database: None,
            sessions: 64,
            seconds: 5,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} wants a value"));
            match argument.as_str() {
                "--bench" => {}
                "--size" => asked.size = value(),
                "--data" => asked.data = Some(value().into()),
                "--database" => asked.database = Some(value()),
                "--sessions" => asked.sessions = value().parse().expect("a number of sessions"),
                "--seconds" => asked.seconds = value().parse().expect("a number of seconds"),
                "start" | "pages" | "writes" | "load" => asked.parts.push(argument),
                _ => panic!(
                    "measure start, pages, writes or load, with --size, --data, --database, --sessions, --seconds"
                ),
            }
        }
        asked
    }

    /// Whether a part was asked for by its name.
    pub(crate) fn is(&self, part: &str) -> bool {
        self.parts.iter().any(|asked| asked == part)
    }

    /// Whether a part was asked for, or nothing was.
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.is(part)
    }

    /// A folder on the disk that the store is on.
    pub(crate) fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(std::env::temp_dir)
    }
}

/// A filled store.
pub(crate) struct Standing {
    data: PathBuf,
    /// Removed with it, when it was made for this run.
    fresh: Option<TestDatabase>,
    /// The address of a database that was named.
    named: Option<String>,
}

impl Standing {
    /// A store on each engine there is; only the one that was named, when one was.
    pub(crate) fn all(asked: &Asked) -> Vec<Self> {
        if let Some(data) = &asked.data {
            return vec![Self { data: data.clone(), fresh: None, named: asked.database.clone() }];
        }
        kith_testkit::engines().into_iter().map(|fresh| Self::filled(fresh, &asked.size)).collect()
    }

    fn filled(fresh: TestDatabase, size: &str) -> Self {
        let standing = Self { data: fresh.data().to_owned(), fresh: Some(fresh), named: None };
        let began = std::time::Instant::now();
        ran(standing.command("demo").args(["--size", size, "--seed", "7", "--as-of", DAY])).fine();
        println!("\n{} filled in {:.1} s", standing.engine(), began.elapsed().as_secs_f64());
        standing
    }

    /// The engine, as people say it.
    pub(crate) fn engine(&self) -> &'static str {
        if self.database().is_some() { "PostgreSQL" } else { "SQLite" }
    }

    fn database(&self) -> Option<&str> {
        self.named.as_deref().or_else(|| self.fresh.as_ref().and_then(TestDatabase::database))
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = undisturbed(program());
        command.arg(verb).env("KITH_LOG", "error").arg("--data").arg(&self.data);
        if let Some(database) = self.database() {
            command.args(["--database", database]);
        }
        command
    }

    /// Serves it.
    pub(crate) fn serve(&mut self) -> Serving {
        self.begin()
    }

    /// Starts the program on it and waits until it says where it is.
    pub(crate) fn begin(&self) -> Serving {
        Serving::begin(self.command("serve").args(["--listen", "127.0.0.1:0"]))
    }

    /// Proves that what was written is whole.
    pub(crate) fn verify(&self) {
        ran(&mut self.command("verify")).fine();
    }
}

/// The program that is measured.
pub(crate) fn program() -> &'static str {
    env!("CARGO_BIN_EXE_kith")
}

/// The bytes of the program.
pub(crate) fn bytes() -> u64 {
    Path::new(program()).metadata().expect("the program").len()
}
