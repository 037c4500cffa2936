//! How a run goes, for whoever looks; and what the feed lists, so that what it lists no more is known.
//!
//! # Invariants
//! - Only a run that read the whole feed says that something has vanished; one that was cut, or that read a feed which
//!   is suspiciously small or damaged, marks nothing and says so.
//! - Nothing is deleted: what has vanished keeps its entry, and comes back when the feed lists it again.
//! - An entry that another feed lists has not vanished.

use jiff::ToSpan;
use kith_domain::directory::feed::{Census, When};
use kith_domain::directory::{CommunityService, Feed as Source, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::text::Words;
use kith_interop::oruk::Feed;
use kith_store::{Isolation, directory, feeds, save, table};
use uuid::Uuid;

use super::super::directory::Report;
use super::Ran;
use crate::app::{App, Work, reach};
use crate::ctx::Ctx;
use crate::permit;
use crate::refusal::Refusal;

/// For how long a run that was cut is gone on with as the same one. After that the feed may be another one.
const HOURS: i64 = 24;
/// How many lines about single records are kept of a run.
const MOST_LINES: i64 = 2000;

/// The ledger of a run.
pub(super) struct Ledger {
    feed: Id<Source>,
    run: feeds::Run,
    /// It saw the feed from its first page on.
    is_whole: bool,
    is_first: bool,
}

fn write<T: Send + 'static>(
    app: &App,
    f: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let seed = app.seed(Actor::Operator);
    app.write_with(&seed, Isolation::Ordinary, reach(&seed.actor, "care"), move |work, ctx| {
        permit::directory::<act::ImportDirectory>(ctx)?;
        f(work, ctx)
    })
}

impl Ledger {
    /// Opens the ledger of a run of the feed at an address; a feed that nobody knows yet is written down. A run that does
    /// not begin at the first page goes on with the one that was cut.
    pub(super) fn open(app: &App, url: &str, is_beginning: bool) -> Result<Self, Refusal> {
        let url = Words::new(url).map_err(|_| {
            kith_domain::rejection::Rejection::new("feed.url", "The address is too long. Give a shorter one.")
        })?;
        write(app, move |work, ctx| {
            let known = feeds::by_url(work.tx(), url.as_str())?;
            let feed = match known {
                Some(kept) => kept.it.id,
                None => {
                    let (feed, event) = Source::add(ctx.id(), url.clone(), None, ctx.now());
                    save::new(work.tx(), &ctx.writ::<act::ImportDirectory>(), &feed, &event)?;
                    feed.id
                }
            };
            let was = feeds::run(work.tx(), feed)?;
            let since = was.began.and_then(|began| began.checked_add(HOURS.hours()).ok());
            let is_same = !is_beginning && since.is_some_and(|until| ctx.now() < until);
            let is_first = was.run == 0;
            let run = if is_same {
                feeds::Run { touched: Some(ctx.now()), ended: None, asked: None, stopped: None, ..was }
            } else {
                feeds::forget_lines(work.tx(), feed)?;
                feeds::Run {
                    run: was.run + 1,
                    began: Some(ctx.now()),
                    touched: Some(ctx.now()),
                    whole: was.whole,
                    whole_listed: was.whole_listed,
                    whole_unrecognised: was.whole_unrecognised,
                    ..feeds::Run::default()
                }
            };
            feeds::put(work.tx(), feed, &run)?;
            Ok(Self { feed, run, is_whole: is_beginning || is_same, is_first })
        })
    }

    /// Whether nothing was ever written down of what this feed lists.
    pub(super) const fn is_first(&self) -> bool {
        self.is_first
    }

    /// Why the run is not to go on, if somebody has said so meanwhile.
    pub(super) fn why_not(&self, app: &App) -> Result<Option<&'static str>, Refusal> {
        let feed = self.feed.uuid();
        let kept = app.peek(&reach(&Actor::Operator, "care"), |tx| Ok(table::find::<Source>(tx, feed)?))?;
        Ok(kept.and_then(|kept| match kept.it.when {
            When::Paused => Some("the feed was paused"),
            // By command a feed is taken whatever the page says of it.
            When::Removed | When::Nightly | When::ByCommand => None,
        }))
    }

    fn put(
        &mut self,
        app: &App,
        f: impl Fn(&mut Work<'_, '_>) -> Result<(), Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        self.run.touched = Some(app.now());
        let (feed, run) = (self.feed, self.run.clone());
        write(app, move |work, _| {
            f(work)?;
            // Whoever asks for another run meanwhile is not forgotten.
            let asked = feeds::run(work.tx(), feed)?.asked;
            feeds::put(work.tx(), feed, &feeds::Run { asked, ..run.clone() })?;
            Ok(())
        })
    }

    /// A page was read.
    pub(super) fn page(
        &mut self,
        app: &App,
        (number, pages): (u32, Option<u64>),
        feed: &Feed,
        report: &Report,
    ) -> Result<(), Refusal> {
        let add = |to: &mut u32, more: usize| *to = to.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        let run = &mut self.run;
        run.page = number;
        run.pages = pages.and_then(|pages| u32::try_from(pages).ok()).or(run.pages);
        add(&mut run.taken, report.taken);
        add(&mut run.changed, report.changed);
        add(&mut run.unchanged, report.unchanged);
        add(&mut run.refused, report.refused);
        add(&mut run.unrecognised, feed.unrecognised);
        let listed: Vec<Uuid> =
            feed.services.iter().map(|it| it.source_id).chain(feed.refused_ids.iter().copied()).collect();
        let lines: Vec<String> = report.lines.iter().map(|line| line.chars().take(600).collect()).collect();
        let (id, at) = (self.feed, (number, self.run.run));
        self.put(app, move |work| {
            feeds::lists(work.tx(), id, at, &listed)?;
            feeds::add_lines(work.tx(), id, &lines, MOST_LINES)?;
            Ok(())
        })
    }

    /// A page is as it was.
    pub(super) fn same(&mut self, app: &App, number: u32) -> Result<(), Refusal> {
        self.run.page = number;
        let (id, at) = (self.feed, (number, self.run.run));
        self.put(app, move |work| Ok(feeds::same(work.tx(), id, at)?))
    }

    /// The run reached the end of the feed: what it did not list has vanished, unless nobody can tell. How many have,
    /// or why nothing was marked.
    pub(super) fn mark(&mut self, app: &App, is_believed: bool) -> Result<(u32, Option<String>), Refusal> {
        let (feed, run) = (self.feed, self.run.run);
        let (listed, missing) = app.peek(&reach(&Actor::Operator, "care"), |tx| Ok(feeds::census(tx, feed, run)?))?;
        let before = self.run.whole_unrecognised.unwrap_or(0);
        let census = Census {
            listed,
            missing,
            unrecognised: self.run.unrecognised.into(),
            unrecognised_before: before.into(),
            is_believed,
        };
        if missing > 0 && !self.is_whole {
            let why = "It was read in parts that lie far apart, so nothing was marked as no longer listed.";
            return Ok((0, Some(why.to_owned())));
        }
        if let Err(why) = census.decide() {
            return Ok((0, Some(why)));
        }
        let mut vanished = 0;
        loop {
            let (marked, more) = write(app, move |work, ctx| {
                let gone = feeds::gone(work.tx(), feed, run)?;
                let mut marked = 0;
                for id in &gone {
                    let is_elsewhere = feeds::unlist(work.tx(), feed, *id)?;
                    if !is_elsewhere && vanish(work, ctx, *id)? {
                        marked += 1;
                    }
                }
                Ok((marked, !gone.is_empty()))
            })?;
            vanished += marked;
            if !more {
                break;
            }
        }
        self.run.vanished = vanished;
        self.run.whole = Some(app.now());
        self.run.whole_listed = u32::try_from(listed).ok();
        self.run.whole_unrecognised = Some(self.run.unrecognised);
        Ok((vanished, None))
    }

    /// The run ended.
    pub(super) fn end(&mut self, app: &App, ran: &Ran) -> Result<(), Refusal> {
        self.run.ended = Some(app.now());
        self.run.stopped.clone_from(&ran.stopped);
        self.run.unmarked.clone_from(&ran.unmarked);
        self.put(app, |_| Ok(()))
    }
}

/// Marks an entry as no longer in its feed. `false` when it was already, or the team keeps it itself.
fn vanish(work: &mut Work<'_, '_>, ctx: &Ctx, id: Id<CommunityService>) -> Result<bool, Refusal> {
    let Some(kept) = table::find::<CommunityService>(work.tx(), id.uuid())? else { return Ok(false) };
    if kept.it.vanished.is_some() || kept.it.is_by_hand() {
        return Ok(false);
    }
    let Some(organisation) = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())? else {
        return Ok(false);
    };
    let next = CommunityService { vanished: Some(ctx.now()), ..kept.it };
    let event = next.listed("directory.entry_vanished");
    let writ = ctx.writ::<act::ImportDirectory>();
    directory::save_change(work.tx(), &writ, kept.version, &next, &organisation.it, &event)?;
    Ok(true)
}
