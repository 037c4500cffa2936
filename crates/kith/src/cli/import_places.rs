//! `kith import places FILE`: postcodes, small areas and their deprivation, from the files as they are published.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use kith_app::App;
use kith_app::import::places::{self, Report, Tally};
use kith_interop::places::{Kind, open};
use serde_json::json;

use super::{refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// How much of a file is read ahead, in bytes.
const AHEAD: usize = 256 << 10;

/// Arguments of `kith import places`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A CSV file as it was published: a postcode directory (NSPL, ONSPD), Code-Point Open, or File 7 of the English
    /// Indices of Deprivation; several are taken one after another
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

/// One file that was taken.
struct Taken {
    file: String,
    kind: Kind,
    census: Option<u16>,
    edition: Option<String>,
    remarks: Vec<&'static str>,
    report: Report,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let app = place.open(IfNew::Refuse)?;
    let mut all = Vec::new();
    for file in &arguments.files {
        let taken = take(&app, file);
        // What earlier slices took is kept, so it is sealed whatever became of the last one.
        seal(&app)?;
        let taken = taken?;
        if !arguments.json {
            tell(&taken);
        }
        let is_of_use = taken.report.is_of_use();
        all.push(taken);
        if !is_of_use {
            if arguments.json {
                say::result(as_json(&all));
            }
            bail!("nothing of {} could be taken", file.display());
        }
    }
    if arguments.json {
        say::result(as_json(&all));
    }
    Ok(())
}

fn take(app: &App, file: &Path) -> Result<Taken> {
    let shown = file.display().to_string();
    // A pipe would keep us waiting and a device never ends, so neither is opened.
    let about = std::fs::metadata(file).with_context(|| shown.clone())?;
    if !about.is_file() {
        bail!("{shown} is not a file");
    }
    let from = BufReader::with_capacity(AHEAD, File::open(file).with_context(|| shown.clone())?);
    let mut reader = open(from).with_context(|| shown.clone())?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (done, whole) = (|bytes: u64| usize::try_from(bytes >> 10).unwrap_or(usize::MAX), about.len());
    let report = places::take(app, &mut reader, &name, &|bytes| say::progress("kilobytes", done(bytes), done(whole)))
        .map_err(refused)?;
    Ok(Taken {
        file: name,
        kind: reader.kind(),
        census: reader.census(),
        edition: reader.edition().map(str::to_owned),
        remarks: reader.remarks().to_vec(),
        report,
    })
}

fn tally(what: &str, it: Tally) -> String {
    format!("{what}: {} new, {} changed, {} as they were", it.new, it.changed, it.unchanged)
}

/// The result in words.
fn tell(taken: &Taken) {
    let Taken { file, kind, census, edition, remarks, report } = taken;
    let of_census = census.map_or_else(String::new, |census| format!(", small areas of {census}"));
    let edition = edition.as_ref().map_or_else(String::new, |edition| format!(", {edition}"));
    say::result(format!("{file}: read as {}{of_census}{edition}", kind.label()));
    for remark in remarks {
        say::result(format!("note: {remark}"));
    }
    for (row, why) in &report.named {
        say::result(format!("refused: row {row}: {why}"));
    }
    let unnamed = report.refused.saturating_sub(report.named.len() as u64);
    if unnamed > 0 {
        say::result(format!("and {unnamed} more rows; of all that were refused:"));
        for (why, many) in &report.reasons {
            say::result(format!("  {many}: {why}"));
        }
    }
    if report.nowhere > 0 {
        say::result(format!("note: {} postcodes have no position in this file", report.nowhere));
    }
    if report.contradicted > 0 {
        say::result(format!(
            "note: {} small areas have more than one rank in this file; they were left without one",
            report.contradicted
        ));
    }
    if *kind == Kind::Deprivation {
        say::result(format!("{}.", tally("small areas", report.areas)));
        say::result(format!("{}.", tally("names of districts", report.districts)));
    } else {
        say::result(format!("{}.", tally("postcodes", report.postcodes)));
        if report.areas != Tally::default() {
            say::result(format!("{}.", tally("small areas with their rank", report.areas)));
        }
    }
    say::result(format!("{} rows, {} refused.", report.rows, report.refused));
}

fn as_json(all: &[Taken]) -> serde_json::Value {
    let one = |it: Tally| json!({ "new": it.new, "changed": it.changed, "unchanged": it.unchanged });
    let files: Vec<serde_json::Value> = all
        .iter()
        .map(|taken| {
            let report = &taken.report;
            let named = report.named.iter().map(|(row, why)| json!({ "row": row, "why": why.to_string() }));
            let reasons = report.reasons.iter().map(|(why, many)| json!({ "why": why.to_string(), "rows": many }));
            json!({
                "file": taken.file,
                "kind": taken.kind.code(),
                "census": taken.census,
                "edition": taken.edition,
                "remarks": taken.remarks,
                "rows": report.rows,
                "refused": report.refused,
                "refused_rows": named.collect::<Vec<_>>(),
                "reasons": reasons.collect::<Vec<_>>(),
                "without_position": report.nowhere,
                "contradicted_areas": report.contradicted,
                "postcodes": one(report.postcodes),
                "areas": one(report.areas),
                "districts": one(report.districts),
            })
        })
        .collect();
    json!({ "files": files })
}
