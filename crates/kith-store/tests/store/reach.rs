//! The second wall on PostgreSQL: row-level security.

use kith_store::{DbError, Engine, Isolation, Reach, Store};
use kith_testkit::{TestDatabase, address_of};
use postgres::{Client, NoTls};
use uuid::Uuid;

use crate::house::{
    ADD, ADD_PART, ALL, NOTE, NOTES, OTHER, REWRITE, SERVICE, add, fresh, id, place, reach, setup, text, write,
};

fn outside(database: &TestDatabase) -> Client {
    Client::connect(database.database().unwrap(), NoTls).unwrap()
}

/// A PostgreSQL store with a row in every table, of two services.
fn filled() -> Option<(TestDatabase, Store)> {
    let database = kith_testkit::postgres()?;
    let store = fresh(&database);
    let both = Reach { services: vec![SERVICE, OTHER], purpose: "audit" };
    store
        .write(&both, Isolation::Ordinary, |tx| {
            let thing = id();
            tx.execute(&ADD, &[thing.into(), SERVICE.into(), text("mine")])?;
            tx.execute(&ADD, &[id().into(), OTHER.into(), text("theirs")])?;
            tx.execute(&ADD_PART, &[id().into(), thing.into()])?;
            tx.execute(&crate::house::ADD_LATE, &[id().into(), thing.into()])?;
            tx.execute(&NOTE, &[id().into(), text("noted")])
        })
        .map_err(|error: DbError| error)
        .unwrap();
    Some((database, store))
}

fn things(store: &Store, reach: &Reach) -> usize {
    let found: Result<Vec<Uuid>, DbError> = store.read(reach, |tx| tx.fetch_all(&ALL, &[], |row| row.get("id")));
    found.unwrap().len()
}

#[test]
fn a_unit_sees_the_rows_of_its_services_only() {
    let Some((_database, store)) = filled() else {
        return;
    };
    let of = |services: &[Uuid]| Reach { services: services.to_vec(), purpose: "test" };
    assert_eq!(things(&store, &of(&[SERVICE])), 1);
    assert_eq!(things(&store, &of(&[OTHER])), 1);
    assert_eq!(things(&store, &of(&[SERVICE, OTHER])), 2);
    assert_eq!(things(&store, &of(&[])), 0);
    assert_eq!(things(&store, &of(&[id()])), 0);
    let maintenance = Reach { services: Vec::new(), purpose: "maintenance" };
    assert_eq!(things(&store, &maintenance), 2);
}

#[test]
fn a_unit_cannot_write_or_take_rows_of_another_service() {
    let Some((_database, store)) = filled() else {
        return;
    };
    let theirs = |tx: &mut kith_store::Tx<'_>| tx.execute(&ADD, &[id().into(), OTHER.into(), text("planted")]);
    let refused = write(&store, theirs);
    assert!(matches!(refused, Err(DbError::Denied)), "{refused:?}");
    let all = Reach { services: vec![SERVICE, OTHER], purpose: "test" };
    let other: Vec<Uuid> = store
        .read(&Reach { services: vec![OTHER], purpose: "test" }, |tx| tx.fetch_all(&ALL, &[], |row| row.get("id")))
        .map_err(|error: DbError| error)
        .unwrap();
    let other = other[0];
    let changed = write(&store, move |tx| tx.execute(&crate::house::REMOVE, &[other.into()]));
    assert_eq!(changed.unwrap(), 0);
    assert_eq!(things(&store, &all), 2);
}

#[test]
fn a_table_for_a_purpose_and_its_rights_are_kept() {
    let Some((_database, store)) = filled() else {
        return;
    };
    let audit = Reach { services: Vec::new(), purpose: "audit" };
    let notes = |reach: &Reach| store.read(reach, |tx| tx.fetch_all(&NOTES, &[], |row| row.get::<String>("note")));
    assert_eq!(notes(&audit).map_err(|e: DbError| e).unwrap(), ["noted"]);
    assert!(notes(&reach()).map_err(|e: DbError| e).unwrap().is_empty());
    let refused = write(&store, |tx| tx.execute(&NOTE, &[id().into(), text("planted")]));
    assert!(matches!(refused, Err(DbError::Denied)));
    // The directive grants reading and adding only, whatever the purpose.
    let refused: Result<u64, DbError> =
        store.write(&audit, Isolation::Ordinary, |tx| tx.execute(&REWRITE, &[text("undone")]));
    assert!(matches!(refused, Err(DbError::Denied)));
    let maintenance = Reach { services: Vec::new(), purpose: "maintenance" };
    let changed: Result<u64, DbError> =
        store.write(&maintenance, Isolation::Ordinary, |tx| tx.execute(&REWRITE, &[text("x")]));
    assert_eq!(changed.unwrap(), 1);
}

#[test]
fn without_a_unit_of_work_no_table_shows_a_row() {
    let Some((database, _store)) = filled() else {
        return;
    };
    let mut client = outside(&database);
    let tables: Vec<String> = client
        .query(
            "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') \
                AND relnamespace = 'public'::regnamespace ORDER BY 1",
            &[],
        )
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(tables, ["journal", "late", "part", "schema_migration", "thing"]);
    for table in &tables {
        let count = |client: &mut Client, role: &str| {
            let mut tx = client.transaction().unwrap();
            tx.batch_execute(&format!("SET LOCAL ROLE {role}")).unwrap();
            let found = tx.query_one(&format!("SELECT count(*) FROM {table}"), &[]);
            found.map(|row| row.get::<_, i64>(0)).map_err(|e| e.code().unwrap().code().to_owned())
        };
        match count(&mut client, "kith_app") {
            Ok(rows) => assert_eq!(rows, 0, "{table}"),
            Err(code) => {
                assert_eq!((code.as_str(), table.as_str()), ("42501", "schema_migration"));
            }
        }
        assert!(count(&mut client, "kith_maintenance").unwrap() > 0, "{table} has no row to hide");
        let forced = client
            .query_one(
                "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class \
                 WHERE oid = $1::text::regclass",
                &[table],
            )
            .unwrap();
        assert!(forced.get::<_, bool>(0), "{table}");
    }
}

#[test]
fn the_roles_of_the_application_own_nothing_and_have_no_powers() {
    let Some((database, _store)) = filled() else {
        return;
    };
    let mut client = outside(&database);
    let roles = client
        .query(
            "SELECT rolname::text, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb \
             FROM pg_roles WHERE rolname IN ('kith_app', 'kith_maintenance')",
            &[],
        )
        .unwrap();
    assert_eq!(roles.len(), 2);
    for role in roles {
        for power in 1..=5 {
            assert!(!role.get::<_, bool>(power), "{}", role.get::<_, String>(0));
        }
    }
    let owned =
        client.query_one("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) LIKE 'kith%'", &[]).unwrap();
    assert_eq!(owned.get::<_, i64>(0), 0);
}

#[test]
fn what_one_unit_set_does_not_reach_the_next() {
    let Some((_database, store)) = filled() else {
        return;
    };
    let of = |services: Vec<Uuid>| Reach { services, purpose: "test" };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for round in 0..100 {
                    let (services, expected) = if round % 2 == 0 { (vec![], 0) } else { (vec![SERVICE, OTHER], 2) };
                    assert_eq!(things(&store, &of(services)), expected);
                    if round % 10 == 0 {
                        // Units that end badly hand their connection back clean as well.
                        let failed = store.write(&of(vec![OTHER]), Isolation::Ordinary, |tx| add(tx, "not mine"));
                        assert!(matches!(failed, Err(DbError::Denied)));
                    }
                }
            });
        }
    });
}

#[test]
fn an_ordinary_owner_without_powers_migrates_and_runs_the_store() {
    let Some(database) = kith_testkit::postgres() else {
        return;
    };
    let server = database.database().unwrap();
    let mut admin = outside(&database);
    let name = format!("owner_{}", id().simple());
    admin.batch_execute(&format!("CREATE ROLE {name} LOGIN CREATEROLE")).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name} OWNER {name}")).unwrap();
    let address = address_of(server, &name).replace("user=postgres", &format!("user={name}"));
    assert!(address.contains(&format!("user={name}")), "{address}");
    let place = kith_store::Place { database: Some(address), ..place(&database) };
    Store::migrate_with(&place, &setup()).unwrap();
    let store = Store::open_with(&place, &setup()).unwrap();
    assert_eq!(store.engine(), Engine::Postgres);
    write(&store, |tx| add(tx, "a")).unwrap();
    assert_eq!(things(&store, &reach()), 1);
    assert_eq!(things(&store, &Reach { services: vec![OTHER], purpose: "test" }), 0);
    drop(store);
    admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    admin
        .batch_execute(&format!("REASSIGN OWNED BY {name} TO postgres; DROP OWNED BY {name}; DROP ROLE {name}"))
        .unwrap();
}
