//! One feed: how its runs went, what was refused and why, and the presses that take, pause and end it.

use askama::Template;
use kith_app::feeds::{self, Change, Opened};
use kith_app::{Refusal, permit};
use kith_domain::directory::Feed;
use kith_domain::directory::feed::{How, TABLE, When};
use kith_domain::id::Id;
use kith_domain::machine::offered;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;

use super::{back, words};
use crate::components::{BackLink, Button, Form, Frame, PageLink, Pagination};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "feeds/one.html")]
pub(crate) struct FeedPage {
    pub(crate) frame: Frame,
    /// Says what was refused; the presses have forms of their own.
    pub(crate) form: Form,
    pub(crate) take: Form,
    pub(crate) change: Form,
    href: String,
    url: String,
    when: String,
    latest: String,
    whole: Option<String>,
    trouble: Option<String>,
    unmarked: Option<String>,
    /// Whether there is something to see how far it is.
    is_on: bool,
    is_demo: bool,
    is_ours: bool,
    may_take: bool,
    /// Acts that are offered, with their words.
    acts: Vec<(&'static str, &'static str)>,
    may_remove: bool,
    refused: u32,
    said: Vec<String>,
    pages: Pagination,
    past: Vec<String>,
    history: Vec<String>,
}

/// What a press says.
fn press(act: &str, when: When) -> Option<(&'static str, &'static str)> {
    Some(match (act, when) {
        ("nightly", When::Removed) => ("nightly", "Use it again, every night"),
        ("nightly", When::Paused) => ("nightly", "Resume, every night"),
        ("nightly", _) => ("nightly", "Take it every night"),
        ("when-asked", When::Paused) => ("when-asked", "Resume, only when asked for"),
        ("when-asked", _) => ("when-asked", "Take it only when asked for"),
        ("pause", _) => ("pause", "Pause"),
        _ => return None,
    })
}

impl FeedPage {
    /// The page as of a moment. `after` is the line after which the page of lines begins.
    pub(crate) fn new(frame: Frame, it: &Opened, after: i64, now: jiff::Timestamp, fresh: impl Fn() -> Form) -> Self {
        let (feed, run) = (&it.line.kept.it, &it.line.run);
        let href = format!("/settings/directory-feeds/{}", feed.id);
        let version = it.line.kept.version.to_string();
        let form = || fresh().carrying(VERSION, &version);
        let acts = if it.is_ours { offered(TABLE, feed.when.code()) } else { Vec::new() };
        let next =
            it.more_after.map(|number| PageLink::new(&format!("{href}?after={number}#records"), "More about records"));
        let previous = (after > 0).then(|| PageLink::new(&format!("{href}#records"), "From the beginning"));
        let is_running = run.is_running(now);
        Self {
            frame,
            form: Form::blank(),
            take: form(),
            change: form(),
            url: it.line.address(),
            when: format!("{}. {}", feed.when.label(), words::added(&it.line)),
            latest: words::latest(feed, run, now),
            whole: words::whole(run),
            trouble: words::trouble(feed, run),
            unmarked: run.unmarked.clone().filter(|_| !is_running),
            is_on: is_running
                || (feed.is_taken() && (run.asked.is_some() || (run.began.is_none() && feed.when == When::Nightly))),
            is_demo: false,
            is_ours: it.is_ours,
            may_take: it.is_ours && feed.is_taken() && !is_running && run.asked.is_none(),
            may_remove: acts.contains(&"remove"),
            acts: acts.iter().filter_map(|act| press(act, feed.when)).collect(),
            refused: run.refused,
            said: it.said.iter().map(|(_, words)| words.clone()).collect(),
            pages: Pagination { previous, next },
            past: it.past.iter().map(words::past).collect(),
            history: it.history.iter().filter_map(|one| words::done(one, &it.names)).collect(),
            href,
        }
    }
}

fn read(visit: &Visit, id: Id<Feed>, after: i64) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        feeds::open(look, &permit, id, after)
    })
}

fn draw(visit: &Visit, it: &Opened, after: i64, form: Form) -> FeedPage {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Directory feed", Some(back(visit).0)) };
    let record = it.line.kept.it.id.to_string();
    let page = FeedPage::new(frame, it, after, visit.site.app.now(), || visit.fresh_form(&record));
    FeedPage { form, is_demo: visit.site.settings.demo, ..page }
}

/// `GET /settings/directory-feeds/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after"])?;
    let id = visit.id::<Feed>("id")?;
    let after = match visit.query("after")? {
        None => 0,
        Some(text) => {
            text.parse().ok().filter(|number| *number >= 0).ok_or(Problem::Bad("The address names no line."))?
        }
    };
    let it = read(visit, id, after)?;
    Reply::page(&draw(visit, &it, after, Form::blank()))
}

/// Answers a press: on with it, or the page again with why not.
fn answered(visit: &Visit, id: Id<Feed>, done: Result<kith_app::Led, Refusal>) -> Result<Reply, Problem> {
    let refusal = match done {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = Form::blank();
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let it = read(visit, id, 0)?;
    Reply::again(&draw(visit, &it, 0, form))
}

/// Holds the address of a feed against the rules of pages: one that is taken by command may break them.
fn may_be_asked(visit: &Visit, it: &Opened) -> Result<(), Refusal> {
    match feeds::read_address(&visit.site.app, it.line.kept.it.url.as_str()) {
        Ok(_) => Ok(()),
        Err(why) => Err(Rejection { field: None, ..why }.into()),
    }
}

/// `POST /settings/directory-feeds/{id}/take`: asks for a run.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Feed>("id")?;
    let it = read(visit, id, 0)?;
    if let Err(refusal) = may_be_asked(visit, &it) {
        return answered(visit, id, Err(refusal));
    }
    let version = visit.version()?;
    let how = How::from_code(&visit.field("how")).unwrap_or(How::AsUsual);
    let done = visit.submit::<act::KeepFeeds>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        feeds::ask(work, ctx, &permit, (id, version), how)?;
        Ok(format!("/settings/directory-feeds/{id}?said=feed-asked"))
    });
    answered(visit, id, done)
}

/// `POST /settings/directory-feeds/{id}`: says when it is taken from now on.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Feed>("id")?;
    let it = read(visit, id, 0)?;
    let change = Change::from_code(&visit.field("do"));
    if change == Some(Change::Nightly)
        && let Err(refusal) = may_be_asked(visit, &it)
    {
        return answered(visit, id, Err(refusal));
    }
    let version = visit.version()?;
    let done = visit.submit::<act::KeepFeeds>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        let change = change.ok_or_else(|| Rejection::new("feed.no_button", "Press one of the buttons below."))?;
        feeds::change(work, ctx, &permit, (id, version), change)?;
        let said = match change {
            Change::Nightly => "feed-nightly",
            Change::WhenAsked => "feed-when-asked",
            Change::Pause => "feed-paused",
            Change::Remove => "feed-removed",
        };
        Ok(format!("/settings/directory-feeds/{id}?said={said}"))
    });
    answered(visit, id, done)
}
