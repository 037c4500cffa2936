//! The wire formats as their users meet them: whole files in, drafts out.
//!
//! Public samples are read where `KITH_FIXTURES` points; the small made-up ones
//! in `samples/` are always there.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may stop where it stands and say what it skipped"
)]

mod csv;
mod oruk;
mod places;
