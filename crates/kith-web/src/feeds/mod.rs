//! *Directory feeds*: the service manager or the administrator sees in a minute whether the directory is fresh, adds a feed
//! by its address, and reads why one could not be taken.

mod one;
mod words;

use askama::Template;
use kith_app::feeds::{self, Line};
use kith_app::permit;
use kith_domain::directory::Feed;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};
pub(crate) use one::{change, show, take};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::one::FeedPage;
    pub(crate) use super::{FeedsPage, LineView};
}

/// The list with the form that adds one.
#[derive(Template)]
#[template(path = "feeds/list.html")]
pub(crate) struct FeedsPage {
    pub(crate) frame: Frame,
    /// Where one came from, and what that is called.
    pub(crate) back: Back,
    pub(crate) form: Form,
    pub(crate) lines: Vec<LineView>,
    /// Whether nothing is fetched, because this is a demonstration.
    pub(crate) is_demo: bool,
}

/// One feed of the list.
pub(crate) struct LineView {
    pub(crate) href: String,
    pub(crate) url: String,
    pub(crate) when: String,
    pub(crate) latest: String,
    pub(crate) whole: Option<String>,
    /// In a sentence, that it fails night after night.
    pub(crate) trouble: Option<String>,
}

impl LineView {
    /// One line as of a moment.
    pub(crate) fn new(line: &Line, now: jiff::Timestamp) -> Self {
        let it = &line.kept.it;
        Self {
            href: format!("/settings/directory-feeds/{}", it.id),
            url: line.address(),
            when: format!("{}. {}", it.when.label(), words::added(line)),
            latest: words::latest(it, &line.run, now),
            whole: words::whole(&line.run),
            trouble: words::trouble(it, &line.run),
        }
    }
}

/// Feeds of the own service that fail night after night, for the pages of whoever keeps feeds: a sentence, and where more
/// stands. Nothing for everybody else.
pub(crate) fn failing(visit: &Visit) -> Result<Vec<(String, String)>, Problem> {
    if !visit.may_keep_feeds() {
        return Ok(Vec::new());
    }
    let all = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        feeds::failing(look, &permit)
    })?;
    let told = |(id, url, nights): (Id<Feed>, String, u32)| {
        (words::failing(&url, nights), format!("/settings/directory-feeds/{id}"))
    };
    Ok(all.into_iter().map(told).collect())
}

/// The form of the list is for the service as a whole, and no one record of it.
const LIST: &str = "";

/// Where a link back leads, and what it says.
pub(crate) type Back = (&'static str, &'static str);

/// Where one came from: a manager by the directory, an administrator by the settings.
fn back(visit: &Visit) -> Back {
    let is_administrator = visit.who.as_ref().is_some_and(|who| who.role() == Role::Administrator);
    if is_administrator { ("/settings", "Settings") } else { ("/directory", "Back to the directory") }
}

fn page(visit: &Visit, form: Form) -> Result<FeedsPage, Problem> {
    let all = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        feeds::list(look, &permit)
    })?;
    let back = back(visit);
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Directory feeds", Some(back.0)) };
    let now = visit.site.app.now();
    let lines = all.iter().map(|line| LineView::new(line, now)).collect();
    Ok(FeedsPage { frame, back, form, lines, is_demo: visit.site.settings.demo })
}

/// `GET /settings/directory-feeds`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(LIST))?)
}

/// `POST /settings/directory-feeds`: adds one.
pub(crate) fn add(visit: &Visit) -> Result<Reply, Problem> {
    let (app, typed) = (visit.site.app.clone(), visit.field("url"));
    let added = visit.submit::<act::KeepFeeds>(LIST, move |work, ctx| {
        let permit = permit::own_service::<act::KeepFeeds>(ctx)?;
        let url = feeds::read_address(&app, &typed)?;
        let id = feeds::add(work, ctx, &permit, &url)?;
        Ok(format!("/settings/directory-feeds/{id}?said=feed-added"))
    });
    match added {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(LIST);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}

/// A day in words, for what was done on it.
fn day(at: jiff::Timestamp) -> String {
    day_in_words(day_of(at))
}
