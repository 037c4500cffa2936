//! `kith import directory URL`: takes a feed from its address, page by page.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use clap::Args;
use jiff::SignedDuration;
use kith_app::import::feed::{self, By, Wish};
use kith_outbound::feed::{Bounds, Feeds, Named, Rules, Voice};
use tokio::signal::unix::{SignalKind, signal};

use super::import::{as_json, tell};
use super::{Misuse, refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith import directory`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file, or the address of a feed's list of services (https://…/services)
    #[arg(value_name = "FILE|URL")]
    pub(super) from: String,
    /// Say the result as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Another host that the feed may lead to; with its port where that is not the usual one
    #[arg(long, value_name = "HOST[:PORT]")]
    allow: Vec<String>,
    /// The same for a host in your own network, or on this machine
    #[arg(long, value_name = "HOST[:PORT]")]
    allow_private: Vec<String>,
    /// Permit addresses that are not encrypted (http:)
    #[arg(long)]
    http: bool,
    /// Begin at the first page, and read what has not changed as well
    #[arg(long)]
    afresh: bool,
    /// The feed has shrunk to less than half, and that is right
    #[arg(long)]
    shrunken: bool,
    /// The most pages of one run
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    most_pages: u32,
    /// The most minutes of one run
    #[arg(long, value_name = "N", default_value_t = 120)]
    most_minutes: u32,
}

/// Whether an argument is an address and no file.
pub(super) fn is_address(from: &str) -> bool {
    from.contains("://")
}

pub(super) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let rules = rules(arguments).map_err(Misuse)?;
    let feeds = Feeds::new(rules, Bounds::default());
    // What is refused is not kept: an address may hold a password.
    feeds.may_ask(&arguments.from).map_err(|why| anyhow::anyhow!("{why}"))?;
    let app = place.open(IfNew::Refuse)?;
    let wish = Wish {
        url: arguments.from.clone(),
        afresh: arguments.afresh,
        pages: arguments.most_pages,
        time: SignedDuration::from_mins(i64::from(arguments.most_minutes)),
        is_believed: arguments.shrunken,
        is_gone_on_with: false,
        by: By::Command,
        stop: told_to_stop(),
    };
    let progress = |page: u32, pages: Option<u64>| {
        let page = usize::try_from(page).unwrap_or(usize::MAX);
        // Where the feed does not say how many there are, each page has a line of its own.
        let total = pages.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(page);
        say::progress("pages", page, total);
    };
    let ran = feed::run(&app, &feeds, &wish, &progress);
    // What earlier pages gave is kept, so it is sealed whatever became of the last one.
    seal(&app)?;
    let ran = ran.map_err(refused)?;
    if arguments.json {
        let mut all = as_json(&ran.report);
        if let Some(all) = all.as_object_mut() {
            all.insert("from_page".to_owned(), ran.from.into());
            all.insert("pages".to_owned(), ran.pages.into());
            all.insert("pages_as_they_were".to_owned(), ran.same.into());
            all.insert("stopped".to_owned(), ran.stopped.clone().into());
            all.insert("no_longer_listed".to_owned(), ran.vanished.into());
            all.insert("not_marked".to_owned(), ran.unmarked.clone().into());
        }
        say::result(all);
    } else {
        if ran.from > 1 {
            say::result(format!("went on at page {}, where the last run stopped", ran.from));
        }
        tell(&ran.report);
        say::result(format!("Pages read: {}; as they were: {}.", ran.pages, ran.same));
        if ran.vanished > 0 {
            say::result(format!("No longer in the feed: {}. They stay, and say so.", ran.vanished));
        }
        if let Some(why) = &ran.unmarked {
            say::result(format!("{why} If that is right, say --shrunken."));
        }
    }
    if let Some(why) = ran.stopped {
        bail!("{why}");
    }
    Ok(())
}

/// Set by the first signal: the answer in hand is the last, and the run is let go, so that the next goes on with it at once.
/// A second signal ends the program; then the run is found silent after some minutes.
fn told_to_stop() -> Arc<AtomicBool> {
    let stop: Arc<AtomicBool> = Arc::default();
    let told = Arc::clone(&stop);
    // Where no signal can be waited for, each ends the program as it always does.
    let waiting = move || -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            told.store(true, Ordering::Relaxed);
            say::note("kith: stopping after the answer in hand; what was taken stays taken");
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            std::process::exit(1)
        })
    };
    drop(std::thread::Builder::new().name("signals".to_owned()).spawn(waiting));
    stop
}

/// Whoever types an address permits its host; everything else is named on its own.
fn rules(arguments: &Arguments) -> Result<Rules, String> {
    let mut hosts = Vec::new();
    for named in &arguments.allow_private {
        hosts.push(Named::parse(named, true)?);
    }
    for named in &arguments.allow {
        hosts.push(Named::parse(named, false)?);
    }
    // What is wrong with the address itself is said when it is asked for.
    hosts.extend(Named::of_address(&arguments.from));
    Ok(Rules { hosts, plain: arguments.http, voice: Voice::Command })
}
