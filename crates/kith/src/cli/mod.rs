//! The commands: one file each. A command exits 0 when it did what was asked, 2 when it was asked wrongly and 1 when
//! it failed; what it says then is one plain line.

mod analyse;
mod backup;
mod check;
mod demo;
mod export;
mod import;
mod import_feed;
mod import_people;
mod import_places;
mod keys;
mod migrate;
mod restore;
mod routes;
mod serve;
mod service;
mod user;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use kith_app::{Refusal, jobs};

use crate::config::Where;
use crate::{heap, say, telemetry};

/// Kith: the working system of a link-worker social prescribing service.
#[derive(Debug, Parser)]
#[command(name = "kith", version, disable_help_subcommand = true, max_term_width = 100)]
struct Kith {
    #[command(flatten)]
    place: Where,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages
    Serve(serve::Arguments),
    /// Fill an empty store with a made-up service
    Demo(demo::Arguments),
    /// Bring the store up to this version
    Migrate(migrate::Arguments),
    /// Show the settings in force, and whether migrations wait
    Check(check::Arguments),
    /// List every address that is served
    Routes(routes::Arguments),
    /// Prove that the store says what was written
    Verify(verify::Arguments),
    /// Write an encrypted backup, while the service goes on
    Backup(backup::Arguments),
    /// Fill a store from a backup, with proof
    Restore(restore::Arguments),
    /// Add, disable and reset accounts
    User(user::Arguments),
    /// Add a service of another employer, and list those there are
    Service(service::Arguments),
    /// Take files in
    Import(import::Arguments),
    /// Write files out, in open formats
    Export(export::Arguments),
    /// Work out figures from a plain CSV file, as JSON
    Analyse(analyse::Arguments),
}

/// Asked wrongly, found out only while doing it: exits 2 like any other wrong use.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misuse(pub(crate) String);

/// Runs the program.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    if arguments.len() <= 1 {
        say::result(Kith::command().render_help().to_string().trim_end());
        return ExitCode::SUCCESS;
    }
    let kith = match Kith::try_parse_from(&arguments) {
        Ok(kith) => kith,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            say::result(error.to_string().trim_end());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            say::note(format!("kith: {} (see `kith --help`)", in_one_line(&error)));
            return ExitCode::from(2);
        }
    };
    telemetry::begin(if matches!(kith.command, Command::Serve(_)) { "info" } else { "warn" });
    let done = match &kith.command {
        Command::Serve(serving) => {
            heap::few(&arguments);
            serve::run(&kith.place, serving)
        }
        Command::Demo(arguments) => demo::run(&kith.place, arguments),
        Command::Migrate(arguments) => migrate::run(&kith.place, arguments),
        Command::Check(arguments) => check::run(&kith.place, arguments),
        Command::Routes(arguments) => routes::run(arguments),
        Command::Verify(arguments) => verify::run(&kith.place, arguments),
        Command::Backup(arguments) => backup::run(&kith.place, arguments),
        Command::Restore(arguments) => restore::run(&kith.place, arguments),
        Command::User(arguments) => user::run(&kith.place, arguments),
        Command::Service(arguments) => service::run(&kith.place, arguments),
        Command::Import(arguments) => import::run(&kith.place, arguments),
        Command::Export(arguments) => export::run(&kith.place, arguments),
        Command::Analyse(arguments) => analyse::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::note(format!("kith: {error:#}"));
            if error.is::<Misuse>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// The first paragraph of what clap says, without its label and its line ends.
fn in_one_line(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "something is missing: what is to be done, or with what".to_owned();
    }
    let all = error.to_string();
    let first = all.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    words.join(" ").trim_start_matches("error: ").to_owned()
}

/// What a use case refused, as a failure of the command.
pub(crate) fn refused(refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Rejected(why) => {
            let sentences: Vec<String> = why.into_iter().map(|rejection| rejection.sentence.into_owned()).collect();
            anyhow::anyhow!(sentences.join(" "))
        }
        other => anyhow::Error::new(other),
    }
}

/// What every command that writes does before it ends: chains what it wrote and moves the anchor.
pub(crate) fn seal(app: &kith_app::App) -> anyhow::Result<()> {
    jobs::seal(app)?;
    while jobs::expand_access(app)? > 0 {}
    Ok(())
}
