//! Migrating a PostgreSQL database, and looking whether it is ready.

use postgres::{Client, Transaction};

use super::{Applied, Migration, Record, checksum, none_outstanding, outstanding, rows, schema};
use crate::db::dialect::{Engine, advisory_lock};
use crate::db::open_error::OpenError;
use crate::db::postgres::{Catalog, map, version};

/// The oldest server: the first where only owners make things in the schema `public`.
const OLDEST: i64 = 150_000;

/// The lock migrations take, so that one process at a time migrates ("kith" in ASCII).
const LOCK: i64 = 0x6B69_7468;

/// Makes the two roles and lets the connecting one become them. Roles belong to the whole cluster,
/// so another database may be doing the same at this moment.
const ROLES: &str = "\
DO $$
DECLARE
    wanted text;
    kind text := CASE WHEN current_setting('server_version_num')::int >= 160000
        THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['kith_app', 'kith_maintenance'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', wanted);
        END IF;
        IF NOT pg_has_role(current_user, wanted, kind) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
END
$$";

const MAKE: &str = "\
    CREATE TABLE IF NOT EXISTS schema_migration (\
        number bigint PRIMARY KEY, \
        name TEXT COLLATE \"C\" NOT NULL, \
        checksum TEXT COLLATE \"C\" NOT NULL, \
        applied_at timestamptz NOT NULL DEFAULT now()\
    )";

/// The record of migrations is not the application's business.
const GUARD: &str = "\
    GRANT USAGE ON SCHEMA public TO kith_app, kith_maintenance; \
    ALTER TABLE schema_migration ENABLE ROW LEVEL SECURITY; \
    ALTER TABLE schema_migration FORCE ROW LEVEL SECURITY; \
    CREATE POLICY kith_maintenance_rows ON schema_migration FOR ALL TO kith_maintenance \
        USING (true) WITH CHECK (true); \
    GRANT SELECT ON schema_migration TO kith_maintenance";

/// A migration reaches every row that is there, also when the owner of the tables is no superuser and
/// the fence holds for the owner too. The fence stands again before anything is committed.
const LOWER_FENCE: &str = "\
DO $$
DECLARE
    fenced text;
BEGIN
    FOR fenced IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relforcerowsecurity AND relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', fenced);
    END LOOP;
END
$$";

const RAISE_FENCE: &str = "\
DO $$
DECLARE
    fenced text;
BEGIN
    FOR fenced IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relrowsecurity AND NOT relforcerowsecurity
            AND relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', fenced);
    END LOOP;
END
$$";

const RECORD: &str = "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)";

/// An error unless the store waits for nothing.
pub(in crate::db) fn ready(client: &mut Client, known: &'static [Migration]) -> Result<(), OpenError> {
    none_outstanding(&pending(client, known)?)
}

/// What the store waits for; nothing is changed.
pub(in crate::db) fn pending(
    client: &mut Client,
    known: &'static [Migration],
) -> Result<Vec<&'static Migration>, OpenError> {
    let (number, written) = version(client)?;
    if number < OLDEST {
        return Err(OpenError::PostgresTooOld { found: written });
    }
    let mut tx = client.transaction().map_err(database)?;
    let records = records(&mut tx)?;
    outstanding(&records, known)
}

/// Applies what the store waits for.
pub(in crate::db) fn migrate(client: &mut Client, known: &'static [Migration]) -> Result<Vec<Applied>, OpenError> {
    let waiting = pending(client, known)?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    roles(client)?;
    let mut applied = Vec::new();
    for migration in waiting {
        if apply(client, migration)? {
            applied.push(Applied { number: migration.number, name: migration.name });
        }
    }
    Ok(applied)
}

/// Makes the roles, again if another database's migration came in between.
fn roles(client: &mut Client) -> Result<(), OpenError> {
    const TIMES: u32 = 20;
    let mut times = 0;
    loop {
        times += 1;
        let Err(error) = client.batch_execute(ROLES) else {
            return Ok(());
        };
        // Made meanwhile (two codes), or the same catalogue row changed at once.
        let race = error.code().is_some_and(|code| ["23505", "42710", "XX000"].contains(&code.code()));
        if !race || times >= TIMES {
            return Err(database(error));
        }
    }
}

/// Applies one migration; false when another process was quicker.
fn apply(client: &mut Client, migration: &'static Migration) -> Result<bool, OpenError> {
    let number = migration.number;
    let read = schema::read(Engine::Postgres, migration.text).map_err(|reason| OpenError::Schema { number, reason })?;
    let failed = |error: postgres::Error| OpenError::Migration { number, source: map(&error, &Catalog::default()) };
    let mut tx = client.transaction().map_err(failed)?;
    tx.batch_execute("SET LOCAL statement_timeout = 0").map_err(failed)?;
    if let Some(lock) = advisory_lock(Engine::Postgres) {
        tx.execute(lock, &[&LOCK]).map_err(failed)?;
    }
    let records = records(&mut tx)?;
    if records.iter().any(|record| record.number == number) {
        return Ok(false);
    }
    if records.is_empty() {
        tx.batch_execute(MAKE).map_err(failed)?;
        tx.batch_execute(GUARD).map_err(failed)?;
    }
    tx.batch_execute(LOWER_FENCE).map_err(failed)?;
    tx.batch_execute(&read.sql).map_err(failed)?;
    tx.batch_execute(RAISE_FENCE).map_err(failed)?;
    for table in &read.tables {
        let policies = rows::policies(&table.name, &table.visible, &table.grant);
        tx.batch_execute(&policies).map_err(failed)?;
    }
    for (table, grant) in &read.also {
        tx.batch_execute(&rows::also(table, grant)).map_err(failed)?;
    }
    let key = i64::from(number);
    tx.execute(RECORD, &[&key, &migration.name, &checksum(migration.text)]).map_err(failed)?;
    tx.commit().map_err(failed)?;
    Ok(true)
}

/// What was applied to this database.
fn records(tx: &mut Transaction<'_>) -> Result<Vec<Record>, OpenError> {
    const TABLES: &str = "\
        SELECT count(*), count(*) FILTER (WHERE relname = 'schema_migration') \
        FROM pg_class \
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace";
    let row = tx.query_one(TABLES, &[]).map_err(database)?;
    let tables: i64 = row.try_get(0).map_err(database)?;
    let ours: i64 = row.try_get(1).map_err(database)?;
    match (tables, ours) {
        (0, _) => return Ok(Vec::new()),
        (_, 0) => return Err(OpenError::NotKith),
        _ => {}
    }
    let rows = tx.query("SELECT number, checksum FROM schema_migration ORDER BY number", &[]).map_err(database)?;
    rows.iter()
        .map(|row| {
            let number: i64 = row.try_get(0).map_err(database)?;
            Ok(Record {
                number: u32::try_from(number).unwrap_or(u32::MAX),
                checksum: row.try_get(1).map_err(database)?,
            })
        })
        .collect()
}

fn database(error: postgres::Error) -> OpenError {
    OpenError::Database(map(&error, &Catalog::default()))
}
