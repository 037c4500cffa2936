//! What is wrong is refused on both engines, and in the same words.

use kith_store::{DbError, Isolation, Reach, Store, Value};
use serde_json::json;

use crate::house::{
    self, ADD, ADD_PART, ALL, AMOUNT, BY_ID, REMOVE, SERVICE, UNNAME, add, id, names, on_each_engine, reach, text,
    write,
};

#[test]
fn text_with_nul_is_refused_before_it_reaches_the_database() {
    on_each_engine(|store| {
        let refused = write(store, |tx| add(tx, "a\0b")).unwrap_err();
        assert!(matches!(refused, DbError::Parameter { position: 3, .. }), "{refused}");
        let refused = store.read(&reach(), |tx| tx.fetch_all(&BY_ID, &[Value::Json(json!(["\0"]))], |_| Ok(())));
        assert!(matches!(refused, Err(DbError::Parameter { position: 1, .. })));
        assert!(names(store).is_empty());
    });
}

#[test]
fn broken_rules_of_the_schema_have_the_same_names() {
    on_each_engine(|store| {
        let thing = id();
        write(store, move |tx| tx.execute(&ADD, &[thing.into(), SERVICE.into(), text("a")])).unwrap();
        write(store, move |tx| tx.execute(&ADD_PART, &[id().into(), thing.into()])).unwrap();
        let shown = |error: DbError| format!("{error:?}");
        let again = write(store, |tx| add(tx, "a")).unwrap_err();
        assert_eq!(shown(again), r#"Unique { columns: ["service_id", "name"] }"#);
        let same_key = write(store, move |tx| tx.execute(&ADD, &[thing.into(), SERVICE.into(), text("b")]));
        assert_eq!(shown(same_key.unwrap_err()), r#"Unique { columns: ["id"] }"#);
        let nowhere = write(store, |tx| tx.execute(&ADD_PART, &[id().into(), id().into()]));
        assert_eq!(shown(nowhere.unwrap_err()), "ForeignKey");
        let referred = write(store, move |tx| tx.execute(&REMOVE, &[thing.into()]));
        assert_eq!(shown(referred.unwrap_err()), "ForeignKey");
        let less = write(store, move |tx| tx.execute(&AMOUNT, &[(-1_i64).into(), thing.into()]));
        assert_eq!(shown(less.unwrap_err()), "Check");
        let unnamed = write(store, move |tx| tx.execute(&UNNAME, &[Value::Null, thing.into()]));
        assert_eq!(shown(unnamed.unwrap_err()), r#"NotNull { column: "name" }"#);
        assert_eq!(names(store), ["a"]);
    });
}

#[test]
fn errors_do_not_repeat_what_was_given() {
    const SECRET: &str = "Wilhelmina";
    on_each_engine(|store| {
        let thing = id();
        write(store, move |tx| tx.execute(&ADD, &[thing.into(), SERVICE.into(), text(SECRET)])).unwrap();
        let mut errors = vec![
            write(store, |tx| add(tx, SECRET)).unwrap_err(),
            write(store, |tx| add(tx, &format!("{SECRET}\0"))).unwrap_err(),
            write(store, move |tx| tx.execute(&AMOUNT, &[text(SECRET), thing.into()])).unwrap_err(),
        ];
        let as_number =
            store.read(&reach(), |tx| tx.fetch_all(&house::NAMES, &[SERVICE.into()], |row| row.get::<i64>("name")));
        errors.push(as_number.unwrap_err());
        for error in errors {
            let mut said = format!("{error} {error:?}");
            let mut below = std::error::Error::source(&error);
            while let Some(source) = below {
                said.push_str(&format!("{source} {source:?}"));
                below = source.source();
            }
            assert!(!said.contains(SECRET), "{}: {said}", store.engine());
        }
    });
}

#[test]
fn a_unit_with_a_failed_statement_does_not_succeed_whatever_it_says() {
    on_each_engine(|store| {
        write(store, |tx| add(tx, "a")).unwrap();
        let result = write(store, |tx| {
            add(tx, "b")?;
            // The error is swallowed, and PostgreSQL would answer COMMIT with a silent rollback.
            assert!(matches!(add(tx, "a"), Err(DbError::Unique { .. })));
            assert!(matches!(add(tx, "c"), Err(DbError::Doomed)));
            assert!(matches!(tx.fetch_all(&ALL, &[], |_| Ok(())), Err(DbError::Doomed)));
            Ok(())
        });
        assert!(matches!(result, Err(DbError::Doomed)));
        assert_eq!(names(store), ["a"]);
    });
}

#[test]
fn an_error_of_the_caller_keeps_nothing_and_is_passed_on() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        NotYet,
        Database,
    }
    impl From<DbError> for Refusal {
        fn from(_: DbError) -> Self {
            Self::Database
        }
    }
    on_each_engine(|store| {
        let refused = store.write(&reach(), Isolation::Ordinary, |tx| {
            add(tx, "a")?;
            Err::<(), _>(Refusal::NotYet)
        });
        assert_eq!(refused, Err(Refusal::NotYet));
        assert!(names(store).is_empty());
        let refused = store.write(&reach(), Isolation::Ordinary, |tx| {
            add(tx, "a\0")?;
            Ok::<_, Refusal>(())
        });
        assert_eq!(refused, Err(Refusal::Database));
    });
}

#[test]
fn a_panic_is_an_error_and_the_store_goes_on() {
    on_each_engine(|store| {
        let panicked = write(store, |tx| {
            add(tx, "lost")?;
            if true {
                panic!("on purpose");
            }
            Ok(())
        });
        assert!(matches!(panicked, Err(DbError::Panicked)));
        let panicked = store.read(&reach(), |tx| {
            tx.fetch_all(&ALL, &[], |_| Ok(()))?;
            if true {
                panic!("on purpose");
            }
            Ok::<_, DbError>(())
        });
        assert!(matches!(panicked, Err(DbError::Panicked)));
        write(store, |tx| add(tx, "kept")).unwrap();
        assert_eq!(names(store), ["kept"]);
    });
}

#[test]
fn a_reading_unit_cannot_write_and_sees_one_state() {
    on_each_engine(|store| {
        let tried = store.read(&reach(), |tx| {
            let given = [id().into(), SERVICE.into(), text("a")];
            tx.fetch_all(&house::ADD_AND_TELL, &given, |_| Ok(()))
        });
        assert!(matches!(tried, Err(DbError::ReadOnly)), "{}: {tried:?}", store.engine());
        assert!(names(store).is_empty());
        let told = write(store, |tx| {
            let given = [id().into(), SERVICE.into(), text("a")];
            tx.fetch_all(&house::ADD_AND_TELL, &given, |row| row.get::<String>("name"))
        });
        assert_eq!(told.unwrap(), ["a"]);

        let other = store.clone();
        let (before, after) = store
            .read(&reach(), |tx| {
                let count = |row: &kith_store::Row<'_>| row.get::<i64>("found");
                let before = tx.fetch_optional(&house::COUNT, &[], count)?;
                let other = other.clone();
                std::thread::spawn(move || write(&other, |tx| add(tx, "b")).unwrap()).join().unwrap();
                Ok::<_, DbError>((before, tx.fetch_optional(&house::COUNT, &[], count)?))
            })
            .unwrap();
        assert_eq!((before, after), (Some(1), Some(1)));
        assert_eq!(names(store), ["a", "b"]);
    });
}

#[test]
fn a_unit_inside_a_unit_is_refused() {
    on_each_engine(|store| {
        for nested in [nested_write as fn(&Store) -> Result<(), DbError>, nested_read] {
            let inner = store.clone();
            let refused = write(store, move |_| nested(&inner));
            assert!(matches!(refused, Err(DbError::Nested)), "{refused:?}");
            let refused = store.read(&reach(), |_| nested(store));
            assert!(matches!(refused, Err(DbError::Nested)), "{refused:?}");
            nested(store).unwrap();
        }
    });
}

fn nested_write(store: &Store) -> Result<(), DbError> {
    write(store, |_| Ok(()))
}

fn nested_read(store: &Store) -> Result<(), DbError> {
    store.read(&reach(), |_| Ok(()))
}

#[test]
fn the_facade_is_used_rightly_or_says_how_not() {
    on_each_engine(|store| {
        static STRANGER: kith_store::Statement = kith_store::seam::statement("STRANGER", "SELECT 1 AS one");
        let refused = store.read(&reach(), |tx| tx.fetch_all(&STRANGER, &[], |_| Ok(())));
        assert!(matches!(refused, Err(DbError::Unregistered(name)) if name == "STRANGER"));
        let refused = store.read(&reach(), |tx| tx.fetch_all(&BY_ID, &[], |_| Ok(())));
        assert!(matches!(refused, Err(DbError::Parameters { expected: 1, given: 0 })));
        let twice = [vec![id().into(), SERVICE.into(), text("a")], vec![id().into(), SERVICE.into(), text("b")]];
        let changed = write(store, move |tx| tx.batch(&ADD, &twice));
        assert_eq!(changed.unwrap(), 2);
        let many = store.read(&reach(), |tx| tx.fetch_optional(&ALL, &[], |_| Ok(())));
        assert!(matches!(many, Err(DbError::ManyRows(name)) if name == "ALL"));
        let column = |name: &'static str| {
            let read =
                store.read(&reach(), |tx| tx.fetch_all(&house::NAMES, &[SERVICE.into()], |row| row.get::<bool>(name)));
            matches!(read, Err(DbError::Column { column, .. }) if column == name)
        };
        assert!(column("name"));
        assert!(column("absent"));
        let empty = store.read(&reach(), |tx| {
            tx.fetch_all(&house::CLAIM, &[id().into()], |_| Ok(()))?;
            tx.fetch_all(&ALL, &[], |row| row.get::<uuid::Uuid>("id"))
        });
        if store.engine() == kith_store::Engine::Sqlite {
            assert_eq!(empty.unwrap().len(), 2);
        } else {
            assert!(matches!(empty, Err(DbError::ReadOnly)), "a row lock is a write");
        }
        for purpose in ["", "a b", "x'; DROP TABLE thing; --", "Ä"] {
            let reach = Reach { services: Vec::new(), purpose };
            let refused = store.read(&reach, |_| Ok(()));
            assert!(matches!(refused, Err(DbError::Purpose)), "{purpose}");
        }
    });
}

#[test]
fn an_empty_column_is_not_a_value() {
    on_each_engine(|store| {
        let thing = id();
        write(store, move |tx| tx.execute(&ADD, &[thing.into(), SERVICE.into(), text("a")])).unwrap();
        let amount =
            store.read(&reach(), |tx| tx.fetch_optional(&BY_ID, &[thing.into()], |row| row.get::<i64>("amount")));
        assert!(matches!(amount, Err(DbError::Column { column, .. }) if column == "amount"));
        let nothing: Result<_, DbError> =
            store.read(&reach(), |tx| tx.fetch_optional(&BY_ID, &[id().into()], |row| row.get::<i64>("amount")));
        assert_eq!(nothing.unwrap(), None);
    });
}
