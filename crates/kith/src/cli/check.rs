//! `kith check`: the settings in force, without secrets, and whether migrations wait.

use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use kith_app::{house, places, setup};
use kith_store::{Engine, Store};
use serde_json::json;

use crate::config::{IfNew, Where, masked};
use crate::say;

/// Arguments of `kith check`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Address that people use, as for `kith serve`
    #[arg(long, env = "KITH_PUBLIC_URL", value_name = "URL", value_parser = super::serve::public_url)]
    public_url: Option<String>,
    /// Proxy that is believed, as for `kith serve`
    #[arg(long, env = "KITH_TRUSTED_PROXY", value_name = "ADDR", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
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
    let mut letters: Vec<(String, i64)> = Vec::new();
    let mut held = places::Standing::default();
    let content = if planned.is_empty() {
        let app = place.open(IfNew::Refuse)?;
        letters = house::letters(&app).map_err(super::refused)?;
        held = places::standing(&app).map_err(super::refused)?;
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
    let count = |state: &str| letters.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count);
    let (waiting_letters, held_letters) = (count("waiting"), count("held"));
    let warning = super::serve::without_proxy(arguments.public_url.as_deref(), !arguments.trusted_proxy.is_empty());
    let proxies: Vec<String> = arguments.trusted_proxy.iter().map(ToString::to_string).collect();
    let denied = super::serve::denied(arguments.denied_passwords.as_deref())?.len();
    if arguments.json {
        let areas =
            |(census, areas, ranked): &(i64, i64, i64)| json!({ "census": census, "areas": areas, "ranked": ranked });
        let files =
            held.files.iter().map(|(kind, day, name)| json!({ "kind": kind.code(), "taken": day, "name": name }));
        let places = json!({
            "postcodes": held.held.postcodes,
            "areas": held.held.areas.iter().map(areas).collect::<Vec<_>>(),
            "districts": held.held.districts,
            "files": files.collect::<Vec<_>>(),
        });
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
            "letters_waiting": waiting_letters,
            "letters_held": held_letters,
            "public_url": arguments.public_url,
            "trusted_proxies": proxies,
            "warnings": warning.into_iter().collect::<Vec<_>>(),
            "denied_passwords": denied,
            "places": places,
        }));
        return Ok(());
    }
    let waiting = match planned.len() {
        0 => "none waits".to_owned(),
        _ if schema == 0 => format!("{} wait; `kith serve` and `kith demo` make a new store", planned.len()),
        1 => "1 waits; run `kith migrate`".to_owned(),
        waiting => format!("{waiting} wait; run `kith migrate`"),
    };
    let (postcodes, areas, files) = held.in_words();
    for (name, value) in [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("data", where_it_lies.data.display().to_string()),
        ("engine", engine.to_string()),
        ("store", place.in_words()),
        ("schema", format!("{schema} of {newest}")),
        ("migrations", waiting),
        ("content", content.to_owned()),
        ("postcodes", postcodes),
        ("areas", areas),
        ("files", files),
        (
            "passwords",
            match denied {
                0 => "no list of stolen ones is loaded (--denied-passwords)".to_owned(),
                many => format!("{many} stolen ones are refused"),
            },
        ),
        ("address", arguments.public_url.clone().unwrap_or_else(|| "none is named (--public-url)".to_owned())),
        ("proxies", if proxies.is_empty() { "none is named (--trusted-proxy)".to_owned() } else { proxies.join(", ") }),
        (
            "e-mail",
            smtp.unwrap_or_else(|| "no mail server is set (--smtp): letters wait, links are handed over".to_owned()),
        ),
        ("letters", format!("{waiting_letters} wait, {held_letters} are held after a restore")),
    ] {
        say::result(format!("{name:<11}{value}"));
    }
    if let Some(warning) = warning {
        say::note(format!("kith: {warning}"));
    }
    Ok(())
}
