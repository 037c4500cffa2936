//! Every statement of the store, room by room. What is not here cannot be run.

use crate::db::Statement;

/// The constant statements, one list per room.
pub(crate) static ROOMS: &[&[&Statement]] = &[];

/// The statements made at start from the descriptions of tables.
pub(crate) fn derived() -> Vec<&'static Statement> {
    Vec::new()
}
