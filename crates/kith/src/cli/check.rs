//! `kith check`: the settings in force, without secrets, and whether migrations wait.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use kith_app::setup;
use kith_store::{Engine, Store};
use serde_json::json;

use crate::config::{IfNew, Where, masked};
use crate::say;

/// Arguments of `kith check`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Mail server, as for `kith serve`
    #[arg(long, env = "KITH_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// Passwords that nobody may choose, as for `kith serve`
    #[arg(long, env = "KITH_DENIED_PASSWORDS", value_name = "FILE")]
    denied_passwords: Option<PathBuf>,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let where_it_lies = place.place();
    let engine = if where_it_lies.database.is_some() { Engine::Postgres } else { Engine::Sqlite };
    let planned = Store::plan(&where_it_lies).with_context(|| format!("the store at {}", place.in_words()))?;
    let newest = kith_store::newest_schema();
    let schema = planned.first().map_or(newest, |first| first.number - 1);
    let content = if planned.is_empty() {
        let app = place.open(IfNew::Refuse)?;
        let demo = setup::is_demo(&app).map_err(super::refused)?;
        let empty = setup::is_empty(&app).map_err(super::refused)?;
        if demo {
            "a demo"
        } else if empty {
            "not set up yet"
        } else {
            "a service"
        }
    } else if schema == 0 {
        "not made yet"
    } else {
        "not readable before `kith migrate`"
    };
    let smtp = arguments.smtp.as_deref().map(masked);
    let denied = super::serve::denied(arguments.denied_passwords.as_deref())?.len();
    if arguments.json {
        say::result(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "data": where_it_lies.data.display().to_string(),
            "engine": engine.to_string(),
            "store": place.in_words(),
            "schema": schema,
            "newest_schema": newest,
            "migrations_waiting": planned.len(),
            "content": content,
            "smtp": smtp,
            "denied_passwords": denied,
        }));
        return Ok(());
    }
    let waiting = match planned.len() {
        0 => "none waits".to_owned(),
        _ if schema == 0 => format!("{} wait; `kith serve` and `kith demo` make a new store", planned.len()),
        1 => "1 waits; run `kith migrate`".to_owned(),
        waiting => format!("{waiting} wait; run `kith migrate`"),
    };
    for (name, value) in [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("data", where_it_lies.data.display().to_string()),
        ("engine", engine.to_string()),
        ("store", place.in_words()),
        ("schema", format!("{schema} of {newest}")),
        ("migrations", waiting),
        ("content", content.to_owned()),
        (
            "passwords",
            match denied {
                0 => "no list of stolen ones is loaded (--denied-passwords)".to_owned(),
                many => format!("{many} stolen ones are refused"),
            },
        ),
        ("e-mail", smtp.unwrap_or_else(|| "no mail server; letters wait".to_owned())),
    ] {
        say::result(format!("{name:<11}{value}"));
    }
    Ok(())
}
