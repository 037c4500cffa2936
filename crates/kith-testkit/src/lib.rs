//! What tests stand on: a fresh directory for SQLite and, where there is a server, a fresh database on PostgreSQL; a
//! plain HTTP client; the program as a process; a practice's desk; what stands in a workbook.
//!
//! A test that loops over [`engines`] or [`prepared()`] runs on both. The server is named by
//! `KITH_TEST_DATABASE_URL`, which `scripts/pgtemp.sh` sets to a throwaway one. Without it the
//! tests run on SQLite alone and say so; with `KITH_REQUIRE_PG=1`, as in continuous integration,
//! they fail instead.
//!
//! *Deliberately absent:* any knowledge of the store. Only paths and addresses are handed out.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "it is only ever part of tests, which fail by panicking"
)]

mod database;
pub mod desk;
pub mod http;
mod prepared;
pub mod program;
pub mod zip;

pub use database::{TestDatabase, TestEngine, address_of, engines, postgres, sqlite};
pub use prepared::{Prepare, prepared};
