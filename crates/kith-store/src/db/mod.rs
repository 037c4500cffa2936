//! The database façade: a few primitives over SQLite and PostgreSQL.
//!
//! This is the only room that imports a driver. A unit of work is one closure over [`ReadTx`] or
//! [`Tx`]; [`Store::read`] and [`Store::write`] open the transaction around it. Statements are
//! constants declared with `statements!`, written once for both engines.
//!
//! *Invariants*
//! - Text that is not registered cannot be run; there is no way to make a [`Statement`] outside
//!   this crate but for tests ([`seam`]).
//! - Nobody is told of success before COMMIT returned, and a unit with a failed statement never
//!   succeeds, on either engine.
//! - No error and no `Debug` output holds what people wrote.
//! - What one engine refuses and the other would take is refused by the façade.
//!
//! *Deliberately absent:* asynchronous functions (one hop per statement costs ten times the
//! statement), a query builder, and any access to the connection.

mod check;
pub mod copy;
mod dialect;
mod error;
mod lex;
mod migrate;
mod open_error;
mod place;
mod postgres;
mod reserve;
mod row;
#[doc(hidden)]
pub mod seam;
mod sqlite;
mod statement;
mod store;
mod tx;
mod unit;
mod value;

pub use check::{Outcome, plans, prepare_all};
#[doc(hidden)]
pub use check::{plans_with, prepare_all_with};
pub use dialect::Engine;
pub use error::{DbError, Fault};
pub use migrate::{Applied, Migration, Planned};
pub use open_error::OpenError;
pub use row::{Cell, FromColumn, Row};
pub use statement::Statement;
pub(crate) use statement::statements;
pub use store::{Place, Store};
pub use tx::{Isolation, Reach, ReadTx, Tx};
pub use value::Value;
