//! SQLite: connections, statements and the group-committing writer.
//!
//! *Invariants*
//! - One thread writes; every other connection of the process is set to `query_only`.
//! - `synchronous=FULL`, and nobody is told of success before COMMIT returned.
//! - Memory-mapped access stays off, and SQLite is at least 3.51.3
//!   (<https://sqlite.org/wal.html#walresetbug>).

mod checkpoint;
mod connect;
mod error;
mod health;
mod job;
mod pool;
mod run;
mod writer;

pub(super) use connect::{Use, Writing, connect, newest_enough};
pub(super) use error::{Stage, map};
pub(super) use health::Health;
pub(super) use job::{Job, Pending};
pub(super) use pool::{Pool, pool};
pub(super) use run::{Parameter, execute, integrity, plan, prepare_registered, read, rows};
pub(super) use writer::{AfterCommit, Writer, start};
