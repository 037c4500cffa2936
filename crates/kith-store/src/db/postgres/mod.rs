//! PostgreSQL: connections, statements and units of work.
//!
//! *Invariants*
//! - Every unit runs under `SET LOCAL ROLE kith_app` (or `kith_maintenance`), so row-level security
//!   binds it whoever the connection belongs to; the settings end with the transaction and cannot
//!   leak to the next borrower of the connection.
//! - COMMIT is not believed when the server warned during it: a cancelled wait for a synchronous
//!   standby comes back as a success with a warning.
//! - What the server says about data (its messages quote values) is not kept in errors.

mod catalog;
mod connect;
mod error;
mod link;
mod unit;

pub(super) use catalog::Catalog;
pub(super) use connect::{Manager, connect, pool, target, version};
pub(super) use error::map;
pub(super) use link::Link;
pub(super) use unit::{Mode, Units, begin_text};
