//! A place for a store, on one engine, with the arguments that lead to it.

use std::path::Path;

use kith_testkit::TestDatabase;

use crate::program::{Ran, kith, ran};

/// The day on which every demo of these tests ends.
pub(crate) const DAY: &str = "2026-11-20";

/// A place for a store.
pub(crate) struct Stage {
    database: TestDatabase,
}

/// A place on each engine there is.
pub(crate) fn stages() -> Vec<Stage> {
    kith_testkit::engines().into_iter().map(|database| Stage { database }).collect()
}

/// A place on SQLite.
pub(crate) fn sqlite() -> Stage {
    Stage { database: kith_testkit::sqlite() }
}

impl Stage {
    /// A place with the tour in it.
    pub(crate) fn with_tour(self) -> Self {
        self.run(["demo", "--seed", "7", "--as-of", DAY]).fine();
        self
    }

    /// Whether it lies in a file.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.database.database().is_none()
    }

    pub(crate) fn data(&self) -> &Path {
        self.database.data()
    }

    /// The address of its database, where it is not a file.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database.database()
    }

    /// The arguments that lead here.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let data = self.data().to_str().expect("a path of text").to_owned();
        let database = self.database.database().map(|address| ["--database".to_owned(), address.to_owned()]);
        ["--data".to_owned(), data].into_iter().chain(database.into_iter().flatten()).collect()
    }

    /// Runs a command on this store.
    pub(crate) fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
        ran(kith().args(arguments).args(self.arguments()))
    }

    /// Changes the database behind Kith's back, as somebody with the file or the password could.
    pub(crate) fn tamper(&self, sql: &str) {
        match self.database.database() {
            None => {
                let changed = self.sqlite().execute(sql, []).expect("changed");
                assert!(changed > 0, "{sql} changed nothing");
            }
            Some(address) => {
                let changed = self.postgres(address).execute(sql, &[]).expect("changed");
                assert!(changed > 0, "{sql} changed nothing");
            }
        }
    }

    /// One column of text, asked of the database itself.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        match self.database.database() {
            None => {
                let connection = self.sqlite();
                let mut statement = connection.prepare(sql).expect("a question");
                let rows = statement.query_map([], |row| row.get(0)).expect("an answer");
                rows.map(|row| row.expect("text")).collect()
            }
            Some(address) => {
                self.postgres(address).query(sql, &[]).expect("an answer").iter().map(|row| row.get(0)).collect()
            }
        }
    }

    fn sqlite(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data().join("kith.db")).expect("the file")
    }

    fn postgres(&self, address: &str) -> postgres::Client {
        postgres::Client::connect(address, postgres::NoTls).expect("the server")
    }
}
