//! `kith demo`: fills an empty store with a made-up service, and writes down who can sign in.

use std::fs::{File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use kith_app::demo::{self, DemoAccount, Plan};
use kith_domain::time;
use serde_json::json;

use super::{refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith demo`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How large
    #[arg(long, value_enum, default_value_t = Size::Tour)]
    size: Size,
    /// Same number and day: same content, on either database
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Day on which it is to be looked at, like 2026-11-20; today when left out
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Size {
    /// 12 people
    Tour,
    /// 1,000 people of two services
    Service,
    /// 20,000 people of twenty services
    Place,
    /// 200,000 people of two hundred services
    System,
}

fn day(text: &str) -> Result<Date, String> {
    let day: Date = text.parse().map_err(|_| "write a day like 2026-11-20".to_owned())?;
    // Found out here, before a store is made for it.
    if (2000..=2100).contains(&day.year()) { Ok(day) } else { Err("choose a day in the years 2000 to 2100".to_owned()) }
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let app = place.open(IfNew::Fill)?;
    let size = match arguments.size {
        Size::Tour => demo::Size::Tour,
        Size::Service => demo::Size::Service,
        Size::Place => demo::Size::Place,
        Size::System => demo::Size::System,
    };
    let as_of = arguments.as_of.unwrap_or_else(|| time::day_of(app.now()));
    let plan = Plan { size, seed: arguments.seed, as_of };
    let say = |come: usize, all: usize| say::progress("people referred", come, all);
    let filled = demo::fill_saying(app.store(), &plan, &say).map_err(refused)?;
    seal(&app)?;
    let accounts = write_accounts(&place.data, &filled.accounts)?;
    let counts = filled.counts;
    if arguments.json {
        say::result(json!({
            "digest": filled.digest,
            "size": size.code(),
            "seed": arguments.seed,
            "as_of": as_of.to_string(),
            "people": counts.people,
            "referrals": counts.referrals,
            "contacts": counts.contacts,
            "needs": counts.needs,
            "gaps": counts.gaps,
            "connections": counts.connections,
            "messages": counts.messages,
            "entries": counts.entries,
            "accounts": accounts.display().to_string(),
        }));
    } else {
        say::result(format!(
            "A made-up service of {} people with {} contacts, up to {as_of}.",
            counts.people, counts.contacts
        ));
        say::result(format!("Who can sign in, with passwords: {}", accounts.display()));
        say::result(format!("Content digest: {}", filled.digest));
    }
    Ok(())
}

/// Writes who can sign in, readable for the owner alone, and whole or not at all.
fn write_accounts(data: &Path, accounts: &[DemoAccount]) -> Result<PathBuf> {
    let path = data.join("demo-accounts.json");
    let next = data.join("demo-accounts.json.new");
    let list: Vec<serde_json::Value> = accounts
        .iter()
        .map(|account| {
            json!({
                "role": account.role.code(),
                "name": account.name,
                "email": account.email,
                "password": account.password,
            })
        })
        .collect();
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&next)?;
        // A file that was there already keeps its rights unless it is told otherwise.
        file.set_permissions(Permissions::from_mode(0o600))?;
        serde_json::to_writer_pretty(&mut file, &list)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&next, &path)?;
        File::open(data)?.sync_all()
    };
    write().with_context(|| format!("{} could not be written", path.display()))?;
    Ok(path)
}
