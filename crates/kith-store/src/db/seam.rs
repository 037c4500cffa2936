//! Where tests reach in: other statements, other migrations, and faults on demand.
//!
//! Nothing here is for the product; it is public only because integration tests are another crate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::error::DbError;
use super::migrate::Migration;
use super::sqlite::{Stage, map};
use super::statement::Statement;

/// What a store is made of besides its place.
#[derive(Clone)]
pub struct Setup {
    /// The schema.
    pub migrations: &'static [Migration],
    /// The statements, room by room.
    pub rooms: &'static [&'static [&'static Statement]],
    /// The statements made at start.
    pub derived: fn() -> Vec<&'static Statement>,
    /// What is to go wrong.
    pub faults: Faults,
}

impl Setup {
    /// What the product runs with.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            migrations: crate::schema::MIGRATIONS,
            rooms: crate::registry::ROOMS,
            derived: crate::registry::derived,
            faults: Faults::default(),
        }
    }
}

/// Faults of the SQLite writer, all off by default.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// From the next group on, the most pages the file may have.
    pub page_limit: Option<Arc<AtomicU32>>,
    /// Whether COMMIT is refused.
    pub refuse_commit: Option<Arc<AtomicBool>>,
    /// Tell callers before COMMIT, as no store may.
    pub early_acknowledgement: bool,
    /// Let groups grow however old they are, so that a test decides what is in one.
    pub ageless_groups: bool,
    /// Do not sync on COMMIT, as no store may.
    pub weak_sync: bool,
}

impl Faults {
    pub(super) fn arrange(&self, connection: &mut rusqlite::Connection) -> Result<(), DbError> {
        let prepare = |error| map(&error, Stage::Prepare);
        if self.weak_sync {
            connection.pragma_update(None, "synchronous", "NORMAL").map_err(prepare)?;
        }
        if let Some(refuse) = self.refuse_commit.clone() {
            connection.commit_hook(Some(move || refuse.load(Ordering::SeqCst))).map_err(prepare)?;
        }
        Ok(())
    }

    pub(super) fn before_group(&self, connection: &rusqlite::Connection) {
        if let Some(limit) = &self.page_limit {
            let limit = limit.load(Ordering::SeqCst);
            let _ = connection.pragma_update(None, "max_page_count", limit);
        }
    }
}

/// A statement for a test; it can be run only where the test registers it.
#[must_use]
pub const fn statement(name: &'static str, text: &'static str) -> Statement {
    Statement::constant(name, text, false)
}

/// A generated statement for a test.
#[must_use]
pub fn derived(name: String, text: String) -> Statement {
    Statement::derived(name, text)
}

/// A list statement for a test.
#[must_use]
pub const fn list_statement(name: &'static str, text: &'static str) -> Statement {
    Statement::constant(name, text, true)
}
