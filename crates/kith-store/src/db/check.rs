//! Looking at the registered statements on a migrated store, for tests and goldens.

use super::error::DbError;
use super::open_error::OpenError;
use super::postgres::{Mode, Units, begin_text};
use super::seam::Setup;
use super::sqlite;
use super::statement::{Registered, Registry};
use super::store::{Below, Place, Store};
use super::tx::Reach;

/// The name of a statement and how it went with it.
pub type Outcome<T> = (String, Result<T, DbError>);

/// Prepares every registered statement and says of each whether it could be.
///
/// # Errors
/// [`OpenError`] when the store cannot be opened.
pub fn prepare_all(place: &Place) -> Result<Vec<Outcome<()>>, OpenError> {
    prepare_all_with(place, &Setup::shipped())
}

/// [`prepare_all`] with other parts, for tests.
///
/// # Errors
/// As [`prepare_all`].
#[doc(hidden)]
pub fn prepare_all_with(place: &Place, setup: &Setup) -> Result<Vec<Outcome<()>>, OpenError> {
    each(
        place,
        setup,
        |_| true,
        sqlite::prepare_registered,
        |units, registered| {
            let mut link = units.begun(&begin_text(&nobody(), Mode::Read))?;
            let outcome = link.prepare(registered);
            link.leave();
            outcome.map_err(|error| error.at(&registered.name))
        },
    )
}

/// The query plan of every list statement, one line per step, indented as the steps nest.
///
/// On PostgreSQL sequential scans are made costly, so that an index that can be used is used even
/// on empty tables, and the plan is the one for any parameters.
///
/// # Errors
/// [`OpenError`] when the store cannot be opened or a plan cannot be made.
pub fn plans(place: &Place) -> Result<Vec<(String, String)>, OpenError> {
    plans_with(place, &Setup::shipped())
}

/// [`plans`] with other parts, for tests.
///
/// # Errors
/// As [`plans`].
#[doc(hidden)]
pub fn plans_with(place: &Place, setup: &Setup) -> Result<Vec<(String, String)>, OpenError> {
    let all = each(place, setup, |s| s.list, sqlite::plan, postgres_plan)?;
    let plans: Result<Vec<_>, DbError> = all.into_iter().map(|(name, plan)| plan.map(|plan| (name, plan))).collect();
    Ok(plans?)
}

fn postgres_plan(units: &Units, registered: &Registered) -> Result<String, DbError> {
    let mut link = units.begun(&begin_text(&nobody(), Mode::Read))?;
    let nulls = vec!["NULL"; registered.parameters].join(", ");
    let given = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
    let outcome = link
        .control("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
        .and_then(|()| link.control(&format!("PREPARE plan AS {}", registered.sql)))
        .and_then(|()| link.lines(&format!("EXPLAIN (COSTS OFF) EXECUTE plan{given}")));
    link.leave();
    // PREPARE outlives the transaction, and the name is wanted for the next statement.
    let _ = link.control("DEALLOCATE ALL");
    link.forget();
    outcome.map(|lines| lines.join("\n")).map_err(|error| error.at(&registered.name))
}

fn each<T>(
    place: &Place,
    setup: &Setup,
    wanted: impl Fn(&Registered) -> bool,
    on_sqlite: impl Fn(&rusqlite::Connection, &Registered) -> Result<T, DbError>,
    on_postgres: impl Fn(&Units, &Registered) -> Result<T, DbError>,
) -> Result<Vec<Outcome<T>>, OpenError> {
    let store = Store::open_with(place, setup)?;
    let named = |registry: &Registry, f: &dyn Fn(&Registered) -> Result<T, DbError>| {
        let chosen = registry.all().filter(|registered| wanted(registered));
        chosen.map(|registered| (registered.name.clone(), f(registered))).collect()
    };
    Ok(match store.below() {
        Below::Sqlite(pool, registry) => {
            let connection = pool.get().map_err(|_| DbError::Pool)?;
            named(registry, &|registered| on_sqlite(&connection, registered))
        }
        Below::Postgres(units) => named(&units.registry, &|registered| on_postgres(units, registered)),
    })
}

/// A reach that sees nothing; plans and preparation need no rows.
fn nobody() -> Reach {
    Reach { services: Vec::new(), purpose: "plans" }
}
