//! The store: the only crate that knows SQL, for both engines.

mod db;
mod registry;
mod schema;

#[doc(hidden)]
pub use db::seam;
pub use db::{
    Applied, Cell, DbError, Engine, Fault, FromColumn, Isolation, Migration, OpenError, Outcome,
    Place, Planned, Reach, ReadTx, Row, Statement, Store, Tx, Value, plans, prepare_all,
};
#[doc(hidden)]
pub use db::{plans_with, prepare_all_with};
