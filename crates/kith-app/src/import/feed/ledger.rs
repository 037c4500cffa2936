//! How a run goes, for whoever looks; and what the feed lists, so that what it lists no more is known.
//!
//! # Invariants
//! - Only a run that read the whole feed says that something has vanished; one that was cut, or that read a feed which
//!   is suspiciously small or damaged, marks nothing and says so.
//! - Nothing is deleted: what has vanished keeps its entry, and comes back when the feed lists it again.
//! - An entry that another feed lists has not vanished.
//! - One run of a feed goes on at a time, from whichever process. Whoever holds it says a word at least every minute or so;
//!   one that was silent for long is taken over, and writes nothing any more.

use std::cell::Cell;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kith_domain::directory::feed::{Census, When};
use kith_domain::directory::{CommunityService, Feed as Source, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_domain::time::time_in_words;
use kith_interop::oruk::Feed;
use kith_store::{Isolation, directory, feed_past, feeds, save, table};
use uuid::Uuid;

use super::super::directory::Report;
use super::{By, Ran};
use crate::app::{App, Work, reach};
use crate::ctx::Ctx;
use crate::permit;
use crate::refusal::Refusal;

/// For how long a run that was cut is gone on with as the same one. After that the feed may be another one.
const HOURS: i64 = 24;
/// How many lines about single records are kept of a run.
const MOST_LINES: i64 = 2000;
/// How often whoever holds a run says a word.
const WORD: SignedDuration = SignedDuration::from_secs(30);
/// The lock of feeds: one process at a time looks whether somebody holds a run, and takes it.
pub(crate) const FEEDS: i64 = 3;

/// The ledger of a run.
pub(super) struct Ledger {
    feed: Id<Source>,
    run: feeds::Run,
    by: By,
    /// By what this run is told from one that took over.
    holder: Uuid,
    /// When it was taken hold of, and for which night.
    held: (Timestamp, Date),
    /// When it last said a word.
    said: Cell<Timestamp>,
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

/// What is said when a feed is being taken already.
fn is_running(run: &feeds::Run) -> Rejection {
    let of = run.pages.map(|pages| format!(" of {pages}")).unwrap_or_default();
    let since = run.began.map(|began| format!(", since {}", time_in_words(began))).unwrap_or_default();
    let page = run.page;
    let how = format!(
        "This feed is being taken at this moment (page {page}{of}{since}). Wait until that has ended. \
         One that was cut is gone on with after ten minutes."
    );
    Rejection::new("feed.running", how)
}

fn taken_over() -> Rejection {
    Rejection::new("feed.taken_over", "Another process has gone on with this feed meanwhile.")
}

/// A run has ended: nobody holds it, what was asked for before is done, and nights that failed are counted.
fn ended(run: &mut feeds::Run, now: Timestamp, by: By, (held, night): (Timestamp, Date)) {
    run.ended = Some(now);
    run.touched = Some(now);
    run.holder = None;
    if by == By::Page && run.asked.is_some_and(|asked| asked <= held) {
        (run.asked, run.asked_how) = (None, None);
    }
    if run.stopped.is_none() {
        (run.failed_nights, run.failed_night) = (0, None);
    } else if by == By::Page && run.failed_night != Some(night) {
        run.failed_nights = run.failed_nights.saturating_add(1);
        run.failed_night = Some(night);
    }
}

/// Ends the run of a feed that nobody will go on with: it ended by a fault of Kith's own.
pub(super) fn give_up(app: &App, feed: Id<Source>, why: &str) -> Result<(), Refusal> {
    let why = why.to_owned();
    write(app, move |work, ctx| {
        work.tx().lock(FEEDS)?;
        let Some(source) = table::find::<Source>(work.tx(), feed.uuid())? else { return Ok(()) };
        let mut run = feeds::run(work.tx(), feed)?;
        if run.holder.is_none() || run.ended.is_some() {
            return Ok(());
        }
        run.stopped = Some(why.clone());
        ended(&mut run, ctx.now(), By::Page, (ctx.now(), source.it.night(ctx.now()).0));
        feeds::put(work.tx(), feed, &run)?;
        Ok(feed_past::keep(work.tx(), feed, &run)?)
    })
}

impl Ledger {
    /// Opens the ledger of a run of the feed at an address, and takes hold of it; a feed that nobody knows yet is written
    /// down. A run that does not begin at the first page goes on with the one that was cut; one of a feed of which nothing
    /// is written down begins there.
    ///
    /// # Errors
    /// [`Refusal::Rejected`] when a run of it goes on already, or it is not to be taken.
    pub(super) fn open(app: &App, url: &str, is_beginning: bool, by: By) -> Result<Self, Refusal> {
        let url =
            Words::new(url).map_err(|_| Rejection::new("feed.url", "The address is too long. Give a shorter one."))?;
        write(app, move |work, ctx| {
            work.tx().lock(FEEDS)?;
            let source = match feeds::by_url(work.tx(), url.as_str())? {
                Some(kept) => kept.it,
                None => {
                    let (feed, event) = Source::add(ctx.id(), url.clone(), None, ctx.now());
                    save::new(work.tx(), &ctx.writ::<act::ImportDirectory>(), &feed, &event)?;
                    feed
                }
            };
            let (feed, now) = (source.id, ctx.now());
            if by == By::Page && !source.is_taken() {
                return Err(Rejection::new("feed.not_taken", "This feed is not taken at present.").into());
            }
            let was = feeds::run(work.tx(), feed)?;
            if was.is_running(now) {
                return Err(is_running(&was).into());
            }
            let since = was.began.and_then(|began| began.checked_add(HOURS.hours()).ok());
            let is_first = feeds::gone(work.tx(), feed, i64::MAX)?.is_empty();
            let is_beginning = is_beginning || is_first;
            let is_same = !is_beginning && since.is_some_and(|until| now < until);
            let holder = ctx.id::<feeds::Run>().uuid();
            let night = source.night(now).0;
            let held = feeds::Run {
                touched: Some(now),
                holder: Some(holder),
                night: if by == By::Page { Some(night) } else { was.night },
                ..was.clone()
            };
            let run = if is_same {
                feeds::Run { ended: None, stopped: None, unmarked: None, ..held }
            } else {
                feeds::forget_lines(work.tx(), feed)?;
                feeds::Run {
                    run: was.run + 1,
                    began: Some(now),
                    touched: held.touched,
                    holder: held.holder,
                    night: held.night,
                    asked: was.asked,
                    asked_how: was.asked_how,
                    failed_nights: was.failed_nights,
                    failed_night: was.failed_night,
                    whole: was.whole,
                    whole_listed: was.whole_listed,
                    whole_unrecognised: was.whole_unrecognised,
                    ..feeds::Run::default()
                }
            };
            feeds::put(work.tx(), feed, &run)?;
            let is_whole = is_beginning || is_same;
            let said = Cell::new(now);
            Ok(Self { feed, run, by, holder, held: (now, night), said, is_whole, is_first })
        })
    }

    /// Says a word now and then, so that nobody takes the run over.
    ///
    /// # Errors
    /// [`Refusal::Rejected`] when somebody has.
    pub(super) fn say(&self, app: &App) -> Result<(), Refusal> {
        let now = app.now();
        if now.duration_since(self.said.get()) < WORD {
            return Ok(());
        }
        let (feed, holder) = (self.feed, self.holder);
        let is_held = write(app, move |work, ctx| {
            work.tx().lock(FEEDS)?;
            Ok(feeds::touch(work.tx(), feed, holder, ctx.now())?)
        })?;
        self.said.set(now);
        if is_held { Ok(()) } else { Err(taken_over().into()) }
    }

    /// Lets the run go before its end, for another to go on with at once.
    pub(super) fn let_go(&self, app: &App) -> Result<(), Refusal> {
        let (feed, holder) = (self.feed, self.holder);
        write(app, move |work, _| {
            work.tx().lock(FEEDS)?;
            Ok(feeds::let_go(work.tx(), feed, holder)?)
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
            When::Removed if self.by == By::Page => Some("the feed is not used any more"),
            // By command a feed is taken also when nobody uses it any more.
            When::Removed | When::Nightly | When::WhenAsked => None,
        }))
    }

    fn put(
        &mut self,
        app: &App,
        f: impl Fn(&mut Work<'_, '_>) -> Result<(), Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        self.run.touched = Some(app.now());
        let (feed, holder, run) = (self.feed, self.holder, self.run.clone());
        write(app, move |work, _| {
            let known = kept(work, feed, holder)?;
            f(work)?;
            // Whoever asks for another run meanwhile is not forgotten.
            let (asked, asked_how) = (known.asked, known.asked_how);
            feeds::put(work.tx(), feed, &feeds::Run { asked, asked_how, ..run.clone() })?;
            Ok(())
        })?;
        self.said.set(app.now());
        Ok(())
    }

    /// Which feed it is of.
    pub(super) fn feed(&self) -> Id<Source> {
        self.feed
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
        // What was taken as it came is counted; a line of its own would hide what was refused.
        let told = report.lines.iter().filter(|line| !line.starts_with("taken: "));
        let lines: Vec<String> = told.map(|line| line.chars().take(600).collect()).collect();
        let (id, at, by) = (self.feed, (number, self.run.run), self.by);
        self.put(app, move |work| {
            let source = table::find::<Source>(work.tx(), id.uuid())?;
            // Since this page was asked for somebody may have said that the feed is not used any more.
            let is_used = by == By::Command || source.is_some_and(|kept| kept.it.when != When::Removed);
            feeds::lists(work.tx(), id, at, if is_used { &listed } else { &[] })?;
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
        self.run.stopped.clone_from(&ran.stopped);
        self.run.unmarked.clone_from(&ran.unmarked);
        let (feed, holder, by, held, run) = (self.feed, self.holder, self.by, self.held, self.run.clone());
        write(app, move |work, ctx| {
            let known = kept(work, feed, holder)?;
            let mut run = feeds::Run { asked: known.asked, asked_how: known.asked_how, ..run.clone() };
            ended(&mut run, ctx.now(), by, held);
            feeds::put(work.tx(), feed, &run)?;
            Ok(feed_past::keep(work.tx(), feed, &run)?)
        })
    }
}

/// The run as it is kept, unless somebody else holds it by now.
fn kept(work: &mut Work<'_, '_>, feed: Id<Source>, holder: Uuid) -> Result<feeds::Run, Refusal> {
    work.tx().lock(FEEDS)?;
    let known = feeds::run(work.tx(), feed)?;
    if known.holder == Some(holder) { Ok(known) } else { Err(taken_over().into()) }
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
