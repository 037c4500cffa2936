//! The `kith` program: command line, configuration and wiring. Everything else is in the crates it joins.

mod cli;
mod config;
mod heap;
mod say;
mod telemetry;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os().collect())
}
