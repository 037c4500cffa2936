//! Taking a feed from its address, page by page.
//!
//! # Invariants
//! - What a page gave is kept before the next is asked for. A run that was cut goes on at the page where it stopped.
//! - The counters of a feed are believed as far as they lead on: a page that came before, under whatever number, ends
//!   the run, and so do the limits on pages and time.
//! - A page that says it is as it was is not read again.

mod kept;
mod ledger;
mod pages;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use kith_domain::directory::Feed as Source;
use kith_domain::id::Id;
use kith_interop::oruk::{self, Feed, ServiceDraft};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use self::kept::Kept;
pub(crate) use self::ledger::FEEDS as LOCK;
use self::ledger::Ledger;
use super::directory::{self, Report};
use super::fetch::{Answer, Ask, Fetch, NotFetched, Tags};
use crate::app::App;
use crate::refusal::Refusal;

/// How many lines about single records are kept of a whole run.
const MOST_LINES: usize = 20_000;
/// How many services are taken from one page, so that memory is bounded by it and not by the feed.
const MOST_SERVICES: usize = 10_000;
/// After how many services in a row that could not be fetched in full the feed is taken to be away, or to have none.
const IN_A_ROW: u32 = 3;

/// What is asked for, and within which limits.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The address of the feed's list of services.
    pub url: String,
    /// Begin at the first page, and read what has not changed as well.
    pub afresh: bool,
    /// The most pages of a run.
    pub pages: u32,
    /// How long a run may take; looked at between answers.
    pub time: SignedDuration,
    /// Somebody looked at a feed that has shrunk, and says that it is right.
    pub is_believed: bool,
    /// It was cut and is gone on with: what is read afresh is not begun anew.
    pub is_gone_on_with: bool,
    /// From where it was asked for.
    pub by: By,
    /// Set when Kith stops: then the page in hand is left, and the run is let go for the next start.
    pub stop: Arc<AtomicBool>,
}

/// From where a run was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By command, whatever the page says of the feed.
    Command,
    /// By the night, or on the feed's page.
    Page,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// What was taken, and what is to be said of single records.
    pub report: Report,
    /// The page it began at; not 1 when it went on after a run that was cut.
    pub from: u32,
    /// How many pages were read.
    pub pages: u32,
    /// How many pages were as they had been.
    pub same: u32,
    /// Why it ended before the end of the feed; a sentence.
    pub stopped: Option<String>,
    /// How many entries are no longer in the feed since this run.
    pub vanished: u32,
    /// Why nothing was marked as no longer listed, although something is missing; a sentence.
    pub unmarked: Option<String>,
}

/// Why a run ends before the end of the feed.
enum Stop {
    /// A sentence.
    Because(String),
    /// Kith stops, and somebody goes on with it after the next start; a sentence.
    LetGo(String),
    Store(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Store(refusal)
    }
}

/// Takes a feed. `progress` is told the page, and how many there are as far as that is known.
///
/// # Errors
/// [`Refusal::Rejected`] when another run of it goes on, or took this one over; [`Refusal::Fault`] when the store fails: the
/// pages before that stay taken, and the next run goes on there.
pub fn run(app: &App, fetch: &dyn Fetch, wish: &Wish, progress: &dyn Fn(u32, Option<u64>)) -> Result<Ran, Refusal> {
    let mut kept = Kept::of(app, &wish.url)?;
    if wish.afresh && !wish.is_gone_on_with {
        kept.next = 1;
        kept.from_nought = false;
    }
    let is_beginning = kept.next == 1;
    let ledger = Ledger::open(app, &wish.url, is_beginning, wish.by)?;
    if ledger.is_first() {
        kept.next = 1;
    }
    let mut run = Run {
        app,
        ledger,
        fetch,
        wish,
        kept,
        began: app.now(),
        ran: Ran::default(),
        seen: HashSet::new(),
        known: HashSet::new(),
    };
    run.ran.from = run.kept.next;
    match run.all(progress) {
        Ok(()) => {
            let (vanished, unmarked) = run.ledger.mark(app, wish.is_believed)?;
            (run.ran.vanished, run.ran.unmarked) = (vanished, unmarked);
        }
        Err(Stop::Because(why)) => run.ran.stopped = Some(why),
        Err(Stop::LetGo(why)) => {
            run.ledger.let_go(app)?;
            run.ran.stopped = Some(why);
            return Ok(run.ran);
        }
        Err(Stop::Store(refusal)) => {
            // What it says of itself is written down when that can be; else the run is found silent later.
            run.ran.stopped = Some("Kith could not write down what was read.".to_owned());
            if let Err(error) = run.ledger.end(app, &run.ran) {
                tracing::debug!(error = %error, "a run of a feed that broke off could not be ended");
            }
            return Err(refusal);
        }
    }
    run.ledger.end(app, &run.ran)?;
    Ok(run.ran)
}

struct Run<'a> {
    app: &'a App,
    /// How it goes, and what the feed lists.
    ledger: Ledger,
    fetch: &'a dyn Fetch,
    wish: &'a Wish,
    kept: Kept,
    began: Timestamp,
    ran: Ran,
    /// Digests of the pages of this run.
    seen: HashSet<[u8; 32]>,
    /// The services of this run, by a digest: eight bytes each, so that a million of them are few.
    known: HashSet<u64>,
}

impl Run<'_> {
    fn all(&mut self, progress: &dyn Fn(u32, Option<u64>)) -> Result<(), Stop> {
        loop {
            let number = self.kept.next;
            if self.ran.pages + self.ran.same >= self.wish.pages {
                return Err(self.cut(&format!("the limit of {} pages is reached", self.wish.pages)));
            }
            self.in_time()?;
            if let Some(why) = self.ledger.why_not(self.app)? {
                return Err(self.cut(why));
            }
            let known = if self.wish.afresh || self.ledger.is_first() {
                kept::Tagged::default()
            } else {
                self.kept.tags(self.app, number)?
            };
            let url = pages::address(&self.wish.url, self.kept.index(number));
            let ask = Ask { url, known: known.tags };
            let (last, tags) = match self.fetch.get(&ask) {
                Ok(Answer::Same) => {
                    self.ran.same += 1;
                    self.ledger.same(self.app, number)?;
                    progress(number, None);
                    (known.last, None)
                }
                // Where nothing told how many pages there are, the first that is not there ends them.
                Err(NotFetched::Absent(_)) if number > 1 && !self.kept.counted => (true, None),
                Err(why) => return Err(self.cut(&format!("page {number}: {why}"))),
                Ok(Answer::Body { bytes, tags }) => match self.page(number, &bytes, progress)? {
                    Page::Taken { last, whole } => (last, whole.then_some(tags)),
                    Page::CountsFromNought => continue,
                },
            };
            if let Some(tags) = tags {
                self.kept.keep_tags(self.app, number, &kept::Tagged { tags, last })?;
            }
            self.kept.next = if last { 1 } else { number.saturating_add(1) };
            self.kept.keep(self.app)?;
            if last {
                return Ok(());
            }
        }
    }

    /// Reads and takes one page.
    fn page(&mut self, number: u32, bytes: &[u8], progress: &dyn Fn(u32, Option<u64>)) -> Result<Page, Stop> {
        let mut feed = oruk::read_at(bytes, &self.wish.url, MOST_SERVICES)
            .map_err(|why| self.cut(&format!("page {number}: {why}")))?;
        if let Some(page) = &feed.page {
            if number == 1 && !self.kept.from_nought && page.number == Some(2) && page.first == Some(false) {
                self.kept.from_nought = true;
                return Ok(Page::CountsFromNought);
            }
            let said = page.number.unwrap_or(u64::from(number));
            let fits = said == u64::from(number) || (self.kept.from_nought && said + 1 == u64::from(number));
            if !fits {
                return Err(self.cut(&format!("asked for page {number}, the feed answered with page {said}")));
            }
        }
        let new = feed.services.iter().filter(|service| self.known.insert(short(service.source_id))).count();
        let repeated = !feed.services.is_empty() && new == 0;
        if !self.seen.insert(Sha256::digest(bytes).into()) || repeated {
            return Err(self.cut(&format!("page {number} repeats what came before, so the feed would never end")));
        }
        let pages = feed.page.as_ref().and_then(|page| page.total_pages);
        self.kept.counted |= pages.is_some();
        let is_empty = feed.services.is_empty() && feed.organisations.is_empty() && feed.refused == 0;
        let last = is_empty
            || feed.page.as_ref().is_none_or(|page| page.last == Some(true))
            || pages.is_some_and(|pages| pages <= u64::from(number));
        let whole = !pages::are_summaries(&feed.services);
        if !whole {
            self.in_full(&mut feed)?;
        }
        // That another took over meanwhile is found when the page is written down.
        let report =
            directory::take(self.app, &feed, Some(self.ledger.feed()), &|_, _| drop(self.ledger.say(self.app)))?;
        self.ran.pages += 1;
        self.ledger.page(self.app, (number, pages), &feed, &report)?;
        self.add(number, report);
        progress(number, pages);
        Ok(Page::Taken { last, whole })
    }

    /// Fetches each service of a page that only names them. One that cannot be had is taken as the list has it.
    fn in_full(&mut self, feed: &mut Feed) -> Result<(), Stop> {
        for summary in &mut feed.services {
            summary.is_summary = true;
        }
        let (mut missed, mut absent) = (0, 0);
        for at in 0..feed.services.len() {
            self.in_time()?;
            let Some(summary) = feed.services.get(at) else { continue };
            let (id, name) = (summary.source_id, summary.name.clone());
            let called = summary.feed_id.clone().unwrap_or_else(|| id.to_string());
            let ask = Ask { url: pages::one(&self.wish.url, &called), known: Tags::default() };
            let why = match self.fetch.get(&ask) {
                Ok(Answer::Body { bytes, .. }) => match self.one(&bytes).map(|one| pages::put(feed, at, one)) {
                    Ok(true) => {
                        (missed, absent) = (0, 0);
                        continue;
                    }
                    Ok(false) => "the answer is another one".to_owned(),
                    Err(why) => why.to_string(),
                },
                Ok(Answer::Same) => "nothing was answered".to_owned(),
                Err(why @ NotFetched::Forbidden(_)) => return Err(self.cut(&why.to_string())),
                Err(why) => {
                    absent += u32::from(matches!(why, NotFetched::Absent(_)));
                    why.to_string()
                }
            };
            feed.notes.push(format!("{name} ({id}) was taken as the list has it: {why}"));
            missed += 1;
            if absent >= IN_A_ROW {
                feed.notes
                    .push("this feed has no services in full; the others are taken as the list has them".to_owned());
                return Ok(());
            }
            if missed >= IN_A_ROW && absent < missed {
                return Err(self.cut(&format!("{name}: {why}")));
            }
        }
        Ok(())
    }

    fn one(&self, bytes: &[u8]) -> Result<Feed, oruk::FeedError> {
        oruk::read_at(bytes, &self.wish.url, MOST_SERVICES)
    }

    fn in_time(&self) -> Result<(), Stop> {
        self.ledger.say(self.app)?;
        if self.wish.stop.load(Ordering::Relaxed) {
            return Err(match self.cut("Kith was stopped") {
                Stop::Because(why) => Stop::LetGo(why),
                other => other,
            });
        }
        if self.app.now().duration_since(self.began) > self.wish.time {
            return Err(self.cut("the time for one run is over"));
        }
        Ok(())
    }

    fn add(&mut self, number: u32, page: Report) {
        let all = &mut self.ran.report;
        all.taken += page.taken;
        all.changed += page.changed;
        all.unchanged += page.unchanged;
        all.refused += page.refused;
        all.organisations += page.organisations;
        let room = MOST_LINES.saturating_sub(all.lines.len());
        let cut = page.lines.len() > room;
        all.lines.extend(page.lines.into_iter().take(room).map(|line| format!("page {number}: {line}")));
        if cut && room > 0 {
            all.lines.push("and more remarks, which are not listed".to_owned());
        }
    }

    /// The end of a run before the end of the feed, and how to go on.
    fn cut(&self, why: &str) -> Stop {
        let why = why.trim_end_matches('.');
        Stop::Because(match self.kept.next {
            1 => format!("{why}."),
            next => format!("{why}. The next run goes on at page {next}."),
        })
    }
}

/// Ends a run that ended by a panic, so that its page says so and it is not begun again at once.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub(crate) fn give_up(app: &App, feed: Id<Source>) -> Result<(), Refusal> {
    ledger::give_up(app, feed, "It ended by a fault of Kith’s own. Whoever runs Kith finds it in the log.")
}

/// A digest of an identifier. Two that share one would only make a page seem to repeat what came before.
fn short(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low.rotate_left(32)
}

/// What came of an answer.
enum Page {
    Taken {
        last: bool,
        /// Its records were whole, so that it need not be read again while it stays the same.
        whole: bool,
    },
    /// The first page was asked for, and the second came.
    CountsFromNought,
}
