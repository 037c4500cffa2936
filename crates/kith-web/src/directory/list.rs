//! The directory with its search.

use askama::Template;
use kith_app::connecting::{self, Found};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::time;

use super::CardView;
use crate::components::{Button, Frame, Input, PageLink, Pagination};
use crate::error::Problem;
use crate::mark;
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// The directory.
#[derive(Template)]
#[template(path = "directory/list.html")]
pub(crate) struct DirectoryPage {
    frame: Frame,
    typed: String,
    found: String,
    cards: Vec<CardView>,
    words_ignored: bool,
    pages: Pagination,
    /// Whether the viewer keeps entries, and so may add one.
    pub(crate) may_add: bool,
}

impl DirectoryPage {
    /// The page of what was found for these words.
    pub(crate) fn new(frame: Frame, found: &Found, typed: &str, is_beginning: bool, today: jiff::civil::Date) -> Self {
        let cards = found
            .page
            .lines
            .iter()
            .map(|card| CardView::new(card, today, format!("/directory/{}", card.service.id)))
            .collect();
        let next = found.page.next.as_ref().map(|key| {
            PageLink::new(&format!("/directory?after={}", encode(&mark::written(key))), "More of the directory")
        });
        let previous = (!is_beginning).then(|| PageLink::new("/directory", "From the beginning"));
        Self {
            frame,
            typed: typed.to_owned(),
            found: found_in_words(found, typed),
            cards,
            words_ignored: found.words_ignored,
            pages: Pagination { previous, next },
            may_add: false,
        }
    }
}

/// How much a search found, as a heading.
pub(crate) fn found_in_words(found: &Found, typed: &str) -> String {
    let typed = typed.trim();
    if let Some(meant) = &found.meant {
        let count = found.page.lines.len();
        return format!("Nothing found for “{typed}”. Did you mean “{meant}”? {count} found");
    }
    match (typed.is_empty(), found.page.lines.len()) {
        (true, 0) => "The directory is empty".to_owned(),
        (true, _) => "Everything, by name".to_owned(),
        (false, 0) => format!("Nothing found for “{typed}”"),
        (false, 1) => format!("1 found for “{typed}”"),
        (false, count) => format!("{count} found for “{typed}”"),
    }
}

/// `GET /directory`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["q", "after"])?;
    let typed = visit.query("q")?.unwrap_or_default();
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let is_beginning = after.is_none();
    let found = visit.read(|look, ctx| {
        let permit = permit::directory::<act::SeeDirectory>(ctx)?;
        connecting::search(look, &permit, typed, after.clone())
    })?;
    let frame = visit.frame("Directory", Some("/directory"));
    let today = time::day_of(visit.site.app.now());
    let may_add = visit.may_keep_entries();
    Reply::page(&DirectoryPage { may_add, ..DirectoryPage::new(frame, &found, typed, is_beginning, today) })
}
