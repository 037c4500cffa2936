//! Fresh databases, and their removal.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use postgres::{Client, NoTls};
use tempfile::TempDir;

/// The engine of a test database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestEngine {
    /// SQLite, a file in the data directory.
    Sqlite,
    /// PostgreSQL, a database of its own.
    Postgres,
}

/// A place for one test, removed when dropped.
#[derive(Debug)]
pub struct TestDatabase {
    directory: TempDir,
    postgres: Option<Fresh>,
}

#[derive(Debug)]
struct Fresh {
    server: String,
    name: String,
    address: String,
}

impl TestDatabase {
    /// A place for SQLite in a directory.
    pub(crate) const fn in_files(directory: TempDir) -> Self {
        Self { directory, postgres: None }
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> TestEngine {
        if self.postgres.is_some() { TestEngine::Postgres } else { TestEngine::Sqlite }
    }

    /// The data directory: empty, and its owner's alone.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.directory.path()
    }

    /// The address of the PostgreSQL database; none on SQLite.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.postgres.as_ref().map(|fresh| fresh.address.as_str())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some(fresh) = &self.postgres else { return };
        let dropped = Client::connect(&fresh.server, NoTls)
            .and_then(|mut client| client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", fresh.name)));
        if let Err(error) = dropped {
            eprintln!("the test database {} could not be dropped: {error}", fresh.name);
        }
    }
}

/// A fresh place on every engine there is.
///
/// # Panics
/// When there is no PostgreSQL although `KITH_REQUIRE_PG=1` asks for it, or a place cannot be made.
#[must_use]
pub fn engines() -> Vec<TestDatabase> {
    std::iter::once(sqlite()).chain(postgres()).collect()
}

/// A fresh place for SQLite.
///
/// # Panics
/// When no directory can be made.
#[must_use]
pub fn sqlite() -> TestDatabase {
    TestDatabase::in_files(directory())
}

/// A fresh PostgreSQL database, or `None`, said plainly, where there is no server.
///
/// # Panics
/// As [`engines`].
#[must_use]
pub fn postgres() -> Option<TestDatabase> {
    Some(in_postgres(server()?, None))
}

/// The address of the server of test databases, or `None`, said plainly.
pub(crate) fn server() -> Option<String> {
    let server = std::env::var("KITH_TEST_DATABASE_URL").ok();
    if server.is_none() {
        let required = std::env::var("KITH_REQUIRE_PG").is_ok_and(|value| value == "1");
        assert!(!required, "KITH_REQUIRE_PG=1, but KITH_TEST_DATABASE_URL is not set");
        eprintln!("PostgreSQL skipped: KITH_TEST_DATABASE_URL is not set (see scripts/pgtemp.sh)");
    }
    server
}

/// A database of its own on a server, empty or a copy of another.
pub(crate) fn in_postgres(server: String, copy_of: Option<&str>) -> TestDatabase {
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    let from = copy_of.map(|other| format!(" TEMPLATE {other}")).unwrap_or_default();
    Client::connect(&server, NoTls)
        .and_then(|mut client| client.batch_execute(&format!("CREATE DATABASE {name}{from}")))
        .unwrap_or_else(|error| panic!("no test database could be made: {error}"));
    let address = address_of(&server, &name);
    TestDatabase { directory: directory(), postgres: Some(Fresh { server, name, address }) }
}

/// The address of another database on the same server, in either form of address.
#[must_use]
pub fn address_of(server: &str, name: &str) -> String {
    let Some((scheme, rest)) = server.split_once("://") else {
        // `host=… dbname=…`: the last word counts.
        return format!("{server} dbname={name}");
    };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
    let host = path.split_once('/').map_or(path, |(host, _)| host);
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{scheme}://{host}/{name}{query}")
}

/// An empty directory that is its owner's alone.
pub(crate) fn directory() -> TempDir {
    tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir()
        .expect("a directory for a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_database_is_replaced_in_both_forms_of_address() {
        for (server, expected) in [
            ("postgresql:///postgres?host=/tmp/x&user=u", "postgresql:///t?host=/tmp/x&user=u"),
            ("postgres://u:p@h:5432/postgres", "postgres://u:p@h:5432/t"),
            ("postgres://u@h", "postgres://u@h/t"),
            ("host=/tmp/x user=u", "host=/tmp/x user=u dbname=t"),
        ] {
            assert_eq!(address_of(server, "t"), expected);
        }
    }
}
