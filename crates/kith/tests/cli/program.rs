//! The program under test.

use std::process::Command;

pub(crate) use kith_testkit::program::{Ran, Serving, ran};

/// The program, with nothing of this machine's environment that it would heed.
pub(crate) fn kith() -> Command {
    kith_testkit::program::undisturbed(env!("CARGO_BIN_EXE_kith"))
}

/// Runs the program to its end.
pub(crate) fn run<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Ran {
    ran(kith().args(arguments))
}
