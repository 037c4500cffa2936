//! A small store for tests: two tables with everything in them, and the statements over them.

use kith_store::seam::{Faults, Setup, list_statement, statement};
use kith_store::{DbError, Isolation, Migration, Place, Reach, Statement, Store, Tx, Value};
use kith_testkit::TestDatabase;
use uuid::Uuid;

pub static MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "things",
    text: "\
-- Purpose: what the tests need.
-- Takes: no time.
CREATE TABLE thing (
    id {id} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    name {text} NOT NULL,
    amount {int},
    flag {bool},
    at {instant},
    day {date},
    facts {json},
    raw {bytes},
    CHECK (amount >= 0),
    UNIQUE (service_id, name)
) {strict};
-- rls: service
CREATE TABLE part (
    id {id} NOT NULL PRIMARY KEY,
    thing_id {id} NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY IMMEDIATE
) {strict};
-- rls: open
CREATE TABLE late (
    id {id} NOT NULL PRIMARY KEY,
    thing_id {id} NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
) {strict};
-- rls: open
CREATE TABLE journal (
    id {id} NOT NULL PRIMARY KEY,
    note {text} NOT NULL
) {strict};
-- rls: purpose audit
-- grant: select insert
CREATE INDEX thing_by_name ON thing (service_id, name, id);
",
}];

macro_rules! house {
    ($($kind:ident $name:ident = $text:literal;)*) => {
        $(pub static $name: Statement = $kind(stringify!($name), $text);)*
        pub static ROOMS: &[&[&Statement]] = &[&[$(&$name),*]];
    };
}

house! {
    statement INSERT = "INSERT INTO thing (id, service_id, name, amount, flag, at, day, facts, raw)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    statement ADD = "INSERT INTO thing (id, service_id, name) VALUES ($1, $2, $3)";
    statement ADD_RAW = "INSERT INTO thing (id, service_id, name, raw) VALUES ($1, $2, $3, $4)";
    statement ADD_AND_TELL = "INSERT INTO thing (id, service_id, name) VALUES ($1, $2, $3)
        RETURNING name";
    statement COPY = "INSERT INTO thing (id, service_id, name, raw)
        SELECT $1, service_id, name || $2, raw FROM thing WHERE id = $3 OR id = $4";
    statement AMOUNT = "UPDATE thing SET amount = $1 WHERE id = $2";
    statement UNNAME = "UPDATE thing SET name = $1 WHERE id = $2";
    statement REMOVE = "DELETE FROM thing WHERE id = $1";
    statement BY_ID = "SELECT id, name, amount, flag, at, day, facts, raw FROM thing WHERE id = $1";
    statement CLAIM = "SELECT id, amount FROM thing WHERE id = $1 {for_update}";
    statement UNCLAIMED = "SELECT id FROM thing WHERE service_id = $1 AND amount IS NULL
        ORDER BY name LIMIT 1 {for_update_skip_locked}";
    list_statement NAMES = "SELECT name FROM thing WHERE service_id = $1 ORDER BY name";
    statement ALL = "SELECT id FROM thing";
    statement COUNT = "SELECT CAST(count(*) AS bigint) AS found FROM thing";
    statement TOTAL = "SELECT CAST(coalesce(sum(amount), 0) AS bigint) AS total FROM thing";
    statement SWAPPED = "SELECT $2 AS second, $1 AS first, '$1' AS quoted FROM thing
        WHERE name = $1 OR name = $2";
    statement ADD_PART = "INSERT INTO part (id, thing_id) VALUES ($1, $2)";
    statement ADD_LATE = "INSERT INTO late (id, thing_id) VALUES ($1, $2)";
    statement NOTE = "INSERT INTO journal (id, note) VALUES ($1, $2)";
    statement NOTES = "SELECT note FROM journal ORDER BY note";
    statement REWRITE = "UPDATE journal SET note = $1";
}

pub fn setup() -> Setup {
    Setup { migrations: MIGRATIONS, rooms: ROOMS, derived: Vec::new, faults: Faults::default() }
}

pub fn place(database: &TestDatabase) -> Place {
    Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) }
}

/// A migrated, open store on each engine there is.
pub fn on_each_engine(test: impl Fn(&Store)) {
    for database in kith_testkit::engines() {
        test(&fresh(&database));
    }
}

pub fn fresh(database: &TestDatabase) -> Store {
    Store::migrate_with(&place(database), &setup()).unwrap();
    Store::open_with(&place(database), &setup()).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "tests need keys that differ, not keys that come again")]
pub fn id() -> Uuid {
    Uuid::now_v7()
}

pub const SERVICE: Uuid = Uuid::from_u128(0x5E);
pub const OTHER: Uuid = Uuid::from_u128(0x07);

pub fn reach() -> Reach {
    Reach { services: vec![SERVICE], purpose: "test" }
}

/// Writes in the ordinary way.
pub fn write<T: Send + 'static>(
    store: &Store,
    f: impl Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
) -> Result<T, DbError> {
    store.write(&reach(), Isolation::Ordinary, f)
}

pub fn add(tx: &mut Tx<'_>, name: &str) -> Result<u64, DbError> {
    tx.execute(&ADD, &[id().into(), SERVICE.into(), name.into()])
}

pub fn names(store: &Store) -> Vec<String> {
    store
        .read(&reach(), |tx| tx.fetch_all(&NAMES, &[SERVICE.into()], |row| row.get("name")))
        .map_err(|error: DbError| error)
        .unwrap()
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}
