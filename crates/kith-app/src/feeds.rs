//! *Directory feeds*: whoever answers for the directory says which feeds it is taken from, when, and sees how that goes.
//!
//! # Invariants
//! - A page asks of the network less than a command may: see [`crate::import::fetch::Roads`]. Nothing is looked up and no
//!   connection made while somebody presses a button; the runs are the job's ([`crate::jobs`]).
//! - Everybody who keeps feeds sees all of the store's, because all of them fill the one directory. The service whose staff
//!   added a feed changes it, and nobody else is told who of another service did what.
//! - Nothing is deleted: a feed that is not used any more leaves its entries where they are.

use kith_domain::directory::Feed;
use kith_domain::directory::feed::night::TOLD_AFTER;
use kith_domain::directory::feed::{How, When};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use kith_store::feed_past::{self, Past};
use kith_store::feeds::{self, Run};
use kith_store::story::{self, Happened};
use kith_store::{Kept, ReadTx, save, staff, table};

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// The right to keep the feeds.
pub type MayKeep = Permit<act::KeepFeeds, Id<Service>>;

/// A store knows so many feeds.
const MOST_FEEDS: i64 = 200;
/// The longest address of a feed, in characters.
const LONGEST: usize = 500;
/// So many lines about records stand on a page.
const LINES: u32 = 50;
/// So many earlier runs stand on a page.
const RUNS: u32 = 14;

/// Who added a feed, as the reader may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddedBy {
    /// Somebody of the own service.
    Ours(String),
    /// Somebody of another service that uses the same store.
    Others,
    /// Whoever runs Kith, by command.
    Operator,
}

/// One feed of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The feed.
    pub kept: Kept<Feed>,
    /// How its latest run goes or went.
    pub run: Run,
    /// Who added it.
    pub by: AddedBy,
}

impl Line {
    /// The address as the reader may know it: of a feed that another service added its host alone, because the rest may
    /// say what that service looks for, or hold a key.
    #[must_use]
    pub fn address(&self) -> String {
        let url = self.kept.it.url.as_str();
        if self.by != AddedBy::Others {
            return url.to_owned();
        }
        let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
        format!("{scheme}://{}/…", rest.split(['/', '?', '#']).next().unwrap_or_default())
    }
}

/// One feed with everything that is known of it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// As in the list.
    pub line: Line,
    /// What is to be said of single records of the latest run: number and words.
    pub said: Vec<(i64, String)>,
    /// After which of them there are more.
    pub more_after: Option<i64>,
    /// Earlier runs, latest first.
    pub past: Vec<Past>,
    /// What was done with it, latest first.
    pub history: Vec<Happened>,
    /// Names of the own service.
    pub names: Names,
    /// Whether the reader's service may change it.
    pub is_ours: bool,
}

/// What is to become of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is taken every night.
    Nightly,
    /// It is taken only when somebody asks.
    WhenAsked,
    /// It is not taken for now.
    Pause,
    /// It is not used any more.
    Remove,
}

impl Change {
    /// By the code of an act of the feed's table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "nightly" => Self::Nightly,
            "when-asked" => Self::WhenAsked,
            "pause" => Self::Pause,
            "remove" => Self::Remove,
            _ => return None,
        })
    }
}

fn added_by(tx: &mut ReadTx<'_>, own: Id<Service>, feed: &Feed) -> Result<AddedBy, Refusal> {
    let Some(by) = feed.by else { return Ok(AddedBy::Operator) };
    Ok(staff::ever_worked(tx, own, by)?.map_or(AddedBy::Others, AddedBy::Ours))
}

/// The feeds, those that are not used any more last.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn list(look: &mut Look<'_, '_>, permit: &MayKeep) -> Result<Vec<Line>, Refusal> {
    let names: Names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    let by = |feed: &Feed| match feed.by {
        None => AddedBy::Operator,
        Some(by) => names.get(&by).map_or(AddedBy::Others, |name| AddedBy::Ours(name.clone())),
    };
    let mut all: Vec<Line> =
        feeds::all(look.tx())?.into_iter().map(|(kept, run)| Line { by: by(&kept.it), kept, run }).collect();
    all.sort_by_key(|line| line.kept.it.when == When::Removed);
    Ok(all)
}

/// One feed, with the lines of its latest run after a number.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn open(look: &mut Look<'_, '_>, permit: &MayKeep, id: Id<Feed>, after: i64) -> Result<Opened, Refusal> {
    let kept = table::find::<Feed>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    let run = feeds::run(look.tx(), id)?;
    let by = added_by(look.tx(), permit.key(), &kept.it)?;
    let mut said = feeds::lines(look.tx(), id, after, LINES + 1)?;
    let has_more = said.len() > LINES as usize;
    said.truncate(LINES as usize);
    let more_after = said.last().filter(|_| has_more).map(|(number, _)| *number);
    let past = feed_past::latest(look.tx(), id, RUNS)?;
    let mut history = story::of_subject(look.tx(), id.uuid())?;
    history.reverse();
    history.truncate(20);
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    let is_ours = by != AddedBy::Others;
    Ok(Opened { line: Line { kept, run, by }, said, more_after, past, history, names, is_ours })
}

/// Whether a feed of one's own service was not read to its end for some nights in a row, for whoever keeps feeds: their
/// addresses, and how many nights.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn failing(look: &mut Look<'_, '_>, permit: &MayKeep) -> Result<Vec<(Id<Feed>, String, u32)>, Refusal> {
    let all = list(look, permit)?;
    let fails = all
        .into_iter()
        .filter(|line| line.kept.it.is_taken() && line.by != AddedBy::Others && line.run.failed_nights >= TOLD_AFTER);
    Ok(fails.map(|line| (line.kept.it.id, line.kept.it.url.to_string(), line.run.failed_nights)).collect())
}

/// The address of a feed as it was typed, when a page may have it fetched.
///
/// # Errors
/// [`Rejection`] with why not. Nothing is looked up and no connection made.
pub fn read_address(app: &App, typed: &str) -> Result<Words, Rejection> {
    let no = |code: &'static str, why: String| Err(Rejection::of_field("url", code, why));
    let typed = typed.trim();
    if typed.is_empty() {
        return no("feed.none", "Enter the address of the feed’s list of services.".to_owned());
    }
    if typed.chars().count() > LONGEST {
        return no("feed.long", format!("The address has more than {LONGEST} characters. Give a shorter one."));
    }
    let Some(roads) = app.roads() else {
        return no("feed.no_roads", "This Kith fetches no feeds.".to_owned());
    };
    if let Err(why) = roads.to(typed) {
        return no("feed.address", why);
    }
    let bare = typed.split('#').next().unwrap_or_default();
    match Words::new(bare) {
        Ok(words) => Ok(words),
        Err(_) => no("feed.address", "Write the whole address, like https://feeds.example.org/services.".to_owned()),
    }
}

/// Adds a feed by its address, which [`read_address`] has read: it is taken soon, and then every night. One that was taken
/// by command, or that was not used any more, is that feed from now on.
///
/// # Errors
/// [`Refusal::Rejected`] when it is used already, or there are too many.
pub fn add(work: &mut Work<'_, '_>, ctx: &Ctx, permit: &MayKeep, url: &Words) -> Result<Id<Feed>, Refusal> {
    let by = ctx.account()?;
    let no = |code: &'static str, why: &'static str| Err(Rejection::of_field("url", code, why).into());
    let writ = ctx.writ::<act::KeepFeeds>();
    let id = match feeds::by_url(work.tx(), url.as_str())? {
        Some(kept) if kept.it.when == When::Removed || kept.it.by.is_none() => {
            if added_by(work.tx(), permit.key(), &kept.it)? == AddedBy::Others {
                return no("feed.others", OTHERS);
            }
            if kept.it.when == When::Nightly {
                return no("feed.known", KNOWN);
            }
            let (next, event) = kept.it.take_nightly(by)?;
            save::change(work.tx(), &writ, kept.version, &next, &event)?;
            next.id
        }
        Some(_) => return no("feed.known", KNOWN),
        None if feeds::how_many(work.tx())? >= MOST_FEEDS => {
            return no("feed.many", "This Kith knows 200 feeds, and cannot know more.");
        }
        None => {
            let (feed, event) = Feed::add(ctx.id(), url.clone(), Some(by), ctx.now());
            save::new(work.tx(), &writ, &feed, &event)?;
            feed.id
        }
    };
    ask_for_it(work, ctx, id, How::AsUsual)?;
    Ok(id)
}

const KNOWN: &str = "This feed is used already. It stands in the list.";
const OTHERS: &str = "This feed was added by another service that uses this Kith. Only that service changes it.";

/// The feed, when the reader's service may change it.
fn own(work: &mut Work<'_, '_>, permit: &MayKeep, id: Id<Feed>, version: i64) -> Result<Kept<Feed>, Refusal> {
    let kept = table::find::<Feed>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if added_by(work.tx(), permit.key(), &kept.it)? == AddedBy::Others {
        return Err(Rejection::new("feed.others", OTHERS).into());
    }
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    Ok(kept)
}

/// Says when a feed is taken from now on, or that it is not used any more.
///
/// # Errors
/// [`Refusal::Rejected`] when it is so already, or another service added it; [`Refusal::Stale`] when somebody else changed
/// it meanwhile.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &MayKeep,
    (id, version): (Id<Feed>, i64),
    change: Change,
) -> Result<(), Refusal> {
    let kept = own(work, permit, id, version)?;
    let (next, event) = match change {
        Change::Nightly => kept.it.take_nightly(ctx.account()?)?,
        Change::WhenAsked => kept.it.take_when_asked()?,
        Change::Pause => kept.it.pause()?,
        Change::Remove => kept.it.remove()?,
    };
    save::change(work.tx(), &ctx.writ::<act::KeepFeeds>(), kept.version, &next, &event)?;
    if change == Change::Remove {
        feeds::unlist_all(work.tx(), id)?;
    }
    Ok(())
}

/// Asks for a run, which begins soon.
///
/// # Errors
/// [`Refusal::Rejected`] when it is paused or not used any more, or another service added it.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &MayKeep,
    (id, version): (Id<Feed>, i64),
    how: How,
) -> Result<(), Refusal> {
    let kept = own(work, permit, id, version)?;
    let (next, event) = kept.it.ask(how)?;
    save::change(work.tx(), &ctx.writ::<act::KeepFeeds>(), kept.version, &next, &event)?;
    ask_for_it(work, ctx, id, how)
}

fn ask_for_it(work: &mut Work<'_, '_>, ctx: &Ctx, id: Id<Feed>, how: How) -> Result<(), Refusal> {
    work.tx().lock(crate::import::feed::LOCK)?;
    let run = feeds::run(work.tx(), id)?;
    feeds::put(work.tx(), id, &Run { asked: Some(ctx.now()), asked_how: Some(how), ..run })?;
    Ok(())
}

/// Who did something with a feed, as the reader may know it.
#[must_use]
pub fn who(names: &Names, account: Option<Id<Account>>) -> &str {
    match account {
        None => "Whoever runs Kith",
        Some(account) => names.get(&account).map_or("Somebody of another service", String::as_str),
    }
}
