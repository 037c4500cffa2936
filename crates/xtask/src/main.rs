//! House keeping for people who change Kith: `cargo xtask ci` is what must pass before a change is shared.
//!
//! - `cargo xtask ci`: form, lints, documentation, tidy, tests, generated files;
//! - `cargo xtask tidy`: only the rules of the house (`tidy`);
//! - `cargo xtask crash --kills 100`: kills the program under load, on each engine;
//! - `cargo xtask power-loss --images 400`: replays power cuts from the system calls of the program;
//! - `cargo xtask sync-faults --faults 50`: fails syncs of the disk, one in each run;
//! - `cargo xtask load --size service --sessions 64 --seconds 30`: many people at once, on a release build;
//! - `cargo xtask tidy --tighten`: writes lower counts into `ratchets.txt` after something was mended.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for a terminal")]

mod ci;
mod long;
mod tidy;
mod tree;

use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["ci"] => ci::run(),
        ["tidy"] => tidy::run(tidy::Ratchet::Hold),
        ["tidy", "--tighten"] => tidy::run(tidy::Ratchet::Tighten),
        ["crash", "--kills", kills] => long::crash(kills),
        ["power-loss", "--images", images] => long::power_loss(images),
        ["sync-faults", "--faults", faults] => long::sync_faults(faults),
        ["load", options @ ..] => long::load(options),
        _ => bail!(
            "usage: cargo xtask ci | tidy [--tighten] | crash --kills N | power-loss --images N | sync-faults --faults N \
             | load [--size SIZE] [--data DIR] [--sessions N] [--seconds N]"
        ),
    }
}
