//! `kith export directory FILE`: the published directory as an Open Referral UK 3.0 file, or as a table for people.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use kith_app::export::{self, Form};
use kith_domain::policy::Actor;
use serde_json::json;

use super::Misuse;
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith export`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The published directory as Open Referral UK 3.0, as it stands under /oruk
    Directory(Directory),
}

#[derive(Debug, Args)]
struct Directory {
    /// The file to make; one that is there is never written over
    file: PathBuf,
    /// A table for people in place of the standard (CSV)
    #[arg(long)]
    csv: bool,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let What::Directory(it) = &arguments.what;
    let app = place.open(IfNew::Refuse)?;
    let shown = it.file.display().to_string();
    let mut file = new_file(&it.file)?;
    let form = if it.csv { Form::Table } else { Form::OpenReferral };
    let progress = |done: u64, total: u64| {
        say::progress(
            "entries",
            usize::try_from(done).unwrap_or(usize::MAX),
            usize::try_from(total).unwrap_or(usize::MAX),
        );
    };
    let written = export::directory(&app, &Actor::Operator, form, &mut file, &progress);
    let written = written.map_err(anyhow::Error::from).and_then(|count| {
        file.flush()?;
        file.get_ref().sync_all()?;
        Ok(count)
    });
    let count = match written {
        Ok(count) => count,
        Err(error) => {
            // Half a directory is worse than none; what cannot be taken away either is named in the error.
            let _ = std::fs::remove_file(&it.file);
            return Err(error.context(format!("{shown} could not be written")));
        }
    };
    if it.json {
        say::result(json!({ "file": shown, "entries": count }));
    } else {
        say::result(format!("{count} entries in {shown}."));
    }
    Ok(())
}

fn new_file(path: &Path) -> Result<BufWriter<File>> {
    let shown = path.display().to_string();
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok(BufWriter::new(file)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Misuse(format!("{shown} is there already; name a file that is not")).into())
        }
        Err(error) => Err(error).with_context(|| format!("{shown} could not be made")),
    }
}
