//! `kith verify`: proves that the store says what was written. It reads only.

use anyhow::{Result, anyhow, bail};
use clap::Args;
use kith_store::verify;
use serde_json::json;

use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith verify`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let app = place.open(IfNew::Refuse)?;
    let report = verify::run(app.store()).map_err(|error| anyhow!(error).context("the store could not be read"))?;
    if arguments.json {
        say::result(json!({
            "entries": report.links,
            "rows": report.rows,
            "unsealed": report.unsealed,
            "anchor": report.anchor,
            "wrong": report.wrong,
        }));
    } else {
        say::result(format!("{} entries of the audit trail and {} rows were compared.", report.links, report.rows));
        match report.anchor {
            Some(anchor) => say::result(format!("The anchor stands at entry {anchor}.")),
            None => say::result("There is no anchor."),
        }
        if report.unsealed > 0 {
            say::result(format!("{} entries wait to be chained by `kith serve`.", report.unsealed));
        }
    }
    let Some(first) = report.wrong.first() else {
        if !arguments.json {
            say::result("Nothing is wrong.");
        }
        return Ok(());
    };
    if !arguments.json {
        for wrong in report.wrong.iter().skip(1) {
            say::note(format!("also wrong: {wrong}"));
        }
    }
    bail!("the store is not as it was written. {first}")
}
