//! `kith import directory FILE`: takes an Open Referral UK file, or a feed by its address (next door, as are people from
//! CSV files).

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use kith_app::import::directory;
use kith_domain::import::Kind;
use kith_interop::oruk;
use serde_json::json;

use super::{import_feed, import_people, import_places, refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// A file larger than this is refused before it is read, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Arguments of `kith import`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Community services from an Open Referral UK file or feed, 3.0 or 1.0
    Directory(import_feed::Arguments),
    /// Postcodes, small areas and their deprivation, from the files as they are published
    Places(import_places::Arguments),
    /// New referrals from a CSV file; they go into the queue
    Referrals(import_people::Arguments),
    /// An existing caseload from a CSV file: people, open cases, last notes
    Caseload(import_people::Arguments),
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Directory(it) if import_feed::is_address(&it.from) => import_feed::run(place, it),
        What::Directory(it) => from_file(place, Path::new(&it.from), it.json),
        What::Places(it) => import_places::run(place, it),
        What::Referrals(it) => import_people::run(place, Kind::Referrals, it),
        What::Caseload(it) => import_people::run(place, Kind::Caseload, it),
    }
}

fn from_file(place: &Where, file: &Path, json: bool) -> Result<()> {
    let bytes = read(file)?;
    let feed = oruk::read(&bytes).with_context(|| file.display().to_string())?;
    let app = place.open(IfNew::Refuse)?;
    let taken = directory::take_file(&app, feed, &|done, total| say::progress("services", done, total));
    // What earlier slices took is kept, so it is sealed whatever became of the last one.
    seal(&app)?;
    let report = taken.map_err(refused)?;
    if json {
        say::result(as_json(&report));
    } else {
        tell(&report);
    }
    if report.refused > 0 && report.taken + report.changed + report.unchanged == 0 {
        bail!("nothing of {} could be taken", file.display());
    }
    Ok(())
}

/// The result as JSON.
pub(super) fn as_json(report: &directory::Report) -> serde_json::Value {
    json!({
        "new": report.taken,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "organisations": report.organisations,
        "remarks": report.lines,
    })
}

/// The result in words, row by row.
pub(super) fn tell(report: &directory::Report) {
    for line in &report.lines {
        say::result(line);
    }
    say::result(format!(
        "{} new, {} changed, {} as they were, {} refused; {} organisations new or changed.",
        report.taken, report.changed, report.unchanged, report.refused, report.organisations
    ));
}

/// Reads a file of bounded size. A pipe would keep us waiting and a device never ends, so neither is opened.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    if !std::fs::metadata(path).with_context(|| path.display().to_string())?.is_file() {
        bail!("{} is not a file", path.display());
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).with_context(|| path.display().to_string())?.take(MOST_BYTES + 1);
    file.read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{} is larger than {} MB; split it", path.display(), MOST_BYTES >> 20);
    }
    Ok(bytes)
}
