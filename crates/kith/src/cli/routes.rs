//! `kith routes`: every address that is served, with the action and the kind of record that decide who may.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::say;

/// Arguments of `kith routes`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "every command has the same form")]
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let routes = kith_web::routes();
    if arguments.json {
        let list: Vec<serde_json::Value> = routes
            .iter()
            .map(|route| {
                json!({
                    "method": route.method,
                    "path": route.path,
                    "action": route.action,
                    "resource": route.resource,
                    "public": route.public,
                })
            })
            .collect();
        say::result(json!(list));
        return Ok(());
    }
    for route in routes {
        let who = if route.public { "everybody" } else { "signed in" };
        let line = format!("{:<5} {:<48} {:<22} {:<16} {who}", route.method, route.path, route.action, route.resource);
        say::result(line.trim_end());
    }
    Ok(())
}
