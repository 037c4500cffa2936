//! Units of work on PostgreSQL: begin, run, commit, and run again after a lost race.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use super::catalog::Catalog;
use super::connect::Pool;
use crate::db::error::DbError;
use crate::db::statement::Registry;
use crate::db::tx::{Isolation, Link as AnyLink, Reach, Tx};
use crate::db::unit::Unit;

/// How often a unit is run before a lost race is reported.
const RUNS: u32 = 10;

/// Pooled connections that may turn out dead, one after the other, before a unit gives up: all of
/// them, when the server was restarted.
const DEAD: u32 = 12;

/// What a unit may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Mode {
    Read,
    Write(Isolation),
}

/// The means by which units are run on one server.
pub(in crate::db) struct Units {
    pub(in crate::db) pool: Pool,
    pub(in crate::db) registry: Arc<Registry>,
    pub(in crate::db) catalog: Arc<Catalog>,
}

/// How one run of a unit ended. What came of it, the unit itself holds.
enum Run {
    /// Kept, or not.
    Done(bool),
    /// It lost a race; what it holds is the answer should there be no further run.
    Raced,
}

impl Units {
    /// Runs a unit to its end, and says whether it was kept.
    ///
    /// # Errors
    /// What kept it from running at all.
    pub(in crate::db) fn unit(&self, reach: &Reach, mode: Mode, unit: &mut dyn Unit) -> Result<bool, DbError> {
        let begin = begin_text(reach, mode);
        let mut runs = 0;
        loop {
            runs += 1;
            match self.once(&begin, mode, unit)? {
                Run::Done(kept) => return Ok(kept),
                Run::Raced if runs >= RUNS => return Ok(false),
                Run::Raced => std::thread::sleep(pause(runs)),
            }
        }
    }

    fn once(&self, begin: &str, mode: Mode, unit: &mut dyn Unit) -> Result<Run, DbError> {
        let mut link = self.begun(begin)?;
        let mut tx = Tx::new(AnyLink::Postgres(&mut link), &self.registry);
        let is_fine = unit.run(&mut tx);
        let raced = tx.lost_a_race();
        if !is_fine {
            link.leave();
            return Ok(if raced { Run::Raced } else { Run::Done(false) });
        }
        if mode == Mode::Read {
            link.leave();
            return Ok(Run::Done(true));
        }
        let Err(error) = link.commit() else { return Ok(Run::Done(true)) };
        link.leave();
        let raced = matches!(error, DbError::Serialization);
        unit.fail(match error {
            DbError::Full | DbError::Serialization => error,
            _ => DbError::CommitFailed,
        });
        Ok(if raced { Run::Raced } else { Run::Done(false) })
    }

    /// A connection inside a transaction. A dead one is dropped and another taken: nothing of the
    /// unit has happened yet.
    pub(in crate::db) fn begun(&self, begin: &str) -> Result<r2d2::PooledConnection<super::Manager>, DbError> {
        let mut dead = 0;
        loop {
            let mut link = self.pool.get().map_err(|_| DbError::Pool)?;
            link.set_catalog(&self.catalog);
            match link.control(begin) {
                Ok(()) => return Ok(link),
                Err(DbError::Disconnected) if dead < DEAD => dead += 1,
                Err(error) => {
                    link.leave();
                    return Err(error);
                }
            }
        }
    }
}

/// The text that begins a unit, in one round trip. Everything put into it is checked: services are
/// identifiers, and [`Reach::check`] passed the purpose.
pub(in crate::db) fn begin_text(reach: &Reach, mode: Mode) -> String {
    let kind = match mode {
        Mode::Read => "REPEATABLE READ READ ONLY",
        Mode::Write(Isolation::Ordinary) => "READ COMMITTED READ WRITE",
        Mode::Write(Isolation::Serializable) => "SERIALIZABLE READ WRITE",
    };
    let role = if reach.purpose == "maintenance" { "kith_maintenance" } else { "kith_app" };
    let services: Vec<String> = reach.services.iter().map(ToString::to_string).collect();
    format!(
        "BEGIN ISOLATION LEVEL {kind}; SET LOCAL ROLE {role}; \
         SELECT set_config('kith.services', '{}', true), set_config('kith.purpose', '{}', true)",
        services.join(","),
        reach.purpose,
    )
}

/// A pause that doubles with every run and differs between rivals, so that they part.
fn pause(runs: u32) -> Duration {
    let longest = 2_000_u64 << runs.min(6);
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_micros(500 + chance % longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_unit_sets_ends_with_its_transaction() {
        let services = vec![uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2)];
        let reach = Reach { services, purpose: "triage" };
        // LOCAL and the third argument `true` bind the role and the settings to the transaction; a
        // pooled connection then belongs to nobody.
        assert_eq!(
            begin_text(&reach, Mode::Write(Isolation::Serializable)),
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL ROLE kith_app; \
             SELECT set_config('kith.services', \
             '00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002', true), \
             set_config('kith.purpose', 'triage', true)"
        );
        let reach = Reach { services: Vec::new(), purpose: "maintenance" };
        assert!(begin_text(&reach, Mode::Read).contains("SET LOCAL ROLE kith_maintenance;"));
        assert!(begin_text(&reach, Mode::Read).contains("REPEATABLE READ READ ONLY"));
    }
}
