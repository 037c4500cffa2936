//! `kith migrate`: brings the store up to this version, or says what that would do.

use anyhow::Result;
use clap::Args;
use kith_store::Store;
use serde_json::json;

use crate::config::Where;
use crate::say;

/// Arguments of `kith migrate`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only say what would be done, and how long it takes
    #[arg(long)]
    plan: bool,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    if arguments.plan {
        let planned = Store::plan(&place.place())?;
        if arguments.json {
            let list: Vec<serde_json::Value> = planned
                .iter()
                .map(|one| json!({ "number": one.number, "name": one.name, "purpose": one.purpose, "takes": one.duration }))
                .collect();
            say::result(json!(list));
        } else if planned.is_empty() {
            say::result("Nothing to do: the store is up to date.");
        } else {
            for one in planned {
                say::result(format!("{:04} {}: {} Takes: {}", one.number, one.name, one.purpose, one.duration));
            }
        }
        return Ok(());
    }
    let applied = Store::migrate(&place.place())?;
    if arguments.json {
        let list: Vec<serde_json::Value> =
            applied.iter().map(|one| json!({ "number": one.number, "name": one.name })).collect();
        say::result(json!(list));
    } else if applied.is_empty() {
        say::result("Nothing to do: the store is up to date.");
    } else {
        for one in applied {
            say::result(format!("{:04} {}: done", one.number, one.name));
        }
    }
    Ok(())
}
