//! The directory with its search.

use std::collections::BTreeMap;

use askama::Template;
use kith_app::entries::checked;
use kith_app::permit;
use kith_app::places::Typed;
use kith_app::searching::{self, Card, Found, Nothing};
use kith_domain::directory::CommunityService;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time;

use super::CardView;
use super::narrow::{Choices, Narrow, OF_DIRECTORY};
use crate::components::{Button, Form, Frame, PageLink, Pagination};
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
    form: Form,
    choices: Choices,
    is_narrowed: bool,
    /// Whether there are postcodes to say how far away something is.
    pub(crate) has_places: bool,
    found: String,
    cards: Vec<CardView>,
    words_ignored: bool,
    is_partly: bool,
    /// Whether anything was asked for.
    is_asked: bool,
    pages: Pagination,
    /// Whether the viewer keeps entries, and so may add one.
    pub(crate) may_add: bool,
    /// Whether whoever looks keeps the feeds that it is taken from.
    pub(crate) may_keep_feeds: bool,
    /// Whether whoever looks keeps entries for themselves.
    pub(crate) may_keep: bool,
    /// What was looked for and not found, for those who keep entries.
    pub(crate) nothing: Nothing,
}

impl DirectoryPage {
    /// The page of what was found; without an answer, of what is wrong with the question.
    pub(crate) fn new(
        frame: Frame,
        found: Option<&Found>,
        narrow: &Narrow,
        is_beginning: bool,
        today: jiff::civil::Date,
        checkers: &Checkers,
    ) -> Self {
        let searched = narrow.searched("");
        let to = |id| searched.with(&format!("/directory/{id}"));
        let cards = found.map_or_else(Vec::new, |found| cards(found, today, to, checkers));
        let pages =
            found.map_or_else(Pagination::default, |found| pages(found, "/directory", &narrow.address(), is_beginning));
        Self {
            frame: Frame { error_title: !narrow.form.is_fine(), ..frame },
            form: narrow.form.clone(),
            choices: Narrow::choices(),
            is_narrowed: narrow.is_narrowed(),
            has_places: true,
            found: found.map_or_else(String::new, |found| found_in_words(found, narrow.typed())),
            is_asked: found.is_none_or(|found| found.total.is_some()),
            is_partly: found.is_some_and(|found| found.is_partly),
            words_ignored: found.is_some_and(|found| found.words_ignored),
            cards,
            pages,
            may_add: false,
            may_keep_feeds: false,
            may_keep: false,
            nothing: Nothing::default(),
        }
    }
}

/// The cards of what was found.
pub(crate) fn cards(
    found: &Found,
    today: jiff::civil::Date,
    to: impl Fn(Id<CommunityService>) -> String,
    checkers: &Checkers,
) -> Vec<CardView> {
    let is_ranked = found.total.is_some();
    let card = |card: &Card| {
        let view = CardView::new(card, today, to(card.service.id));
        let checker = card.service.here.checked_by.and_then(|account| checkers.get(&account));
        let is_there = card.service.vanished.is_none();
        let view = view.checked_by(checker.filter(|_| is_there).map(String::as_str));
        if is_ranked { view.with_whys(card, today) } else { view }
    };
    found.page.lines.iter().map(card).collect()
}

/// Who of the own service checked entries last, by account.
pub(crate) type Checkers = BTreeMap<Id<Account>, String>;

/// Who checked what was found: staff to their own service, as the page of an entry names them.
pub(crate) fn checkers(visit: &Visit, found: Option<&Found>) -> Result<Checkers, Problem> {
    let accounts: Vec<Id<Account>> =
        found.iter().flat_map(|found| &found.page.lines).filter_map(|card| card.service.here.checked_by).collect();
    visit.read(|look, ctx| match ctx.actor().services().first() {
        Some(own) => checked::by_whom_of(look, *own, &accounts),
        None => Ok(Checkers::new()),
    })
}

/// The way to the next page of what was found, and back to the first.
pub(crate) fn pages(found: &Found, base: &str, address: &str, is_beginning: bool) -> Pagination {
    let with = |more: &str| match (address.is_empty(), more.is_empty()) {
        (true, true) => base.to_owned(),
        (false, true) => format!("{base}?{address}"),
        (true, false) => format!("{base}?{more}"),
        (false, false) => format!("{base}?{address}&{more}"),
    };
    let more = if found.total.is_some() { "More of what was found" } else { "More of the directory" };
    let next = found
        .page
        .next
        .as_ref()
        .map(|key| PageLink::new(&with(&format!("after={}", encode(&mark::written(key)))), more));
    let previous = (!is_beginning).then(|| PageLink::new(&with(""), "From the beginning"));
    Pagination { previous, next }
}

/// How much a search found, as a heading.
pub(crate) fn found_in_words(found: &Found, typed: &str) -> String {
    let typed = typed.trim();
    let Some(count) = found.total else {
        return if found.page.lines.is_empty() { "The directory is empty" } else { "Everything, by name" }.to_owned();
    };
    if let Some(meant) = &found.meant {
        return format!("Nothing found for “{typed}”. Did you mean “{meant}”? {count} found");
    }
    let of = if typed.is_empty() { String::new() } else { format!(" for “{typed}”") };
    match count {
        0 if typed.is_empty() => "Nothing found".to_owned(),
        0 => format!("Nothing found{of}"),
        _ if found.is_partly => format!("Nothing has all of “{typed}”. {count} with some of it"),
        count => format!("{count} found{of}"),
    }
}

/// Counts a search by words alone that found nothing: what a day or a distance left out is there. That it could not be counted keeps nobody from searching.
pub(crate) fn note_nothing(visit: &Visit, found: &Found, narrow: &Narrow, is_beginning: bool) {
    let typed = narrow.typed();
    // What a practice looks for is not what the service could not find.
    let is_of_the_team = visit.may_tell_of_entries();
    let is_counted = is_of_the_team && is_beginning && !narrow.is_narrowed();
    if !is_counted || found.total != Some(0) || typed.trim().is_empty() {
        return;
    }
    let typed = typed.to_owned();
    let noted = visit.site.app.write(&visit.seed(), move |work, ctx| {
        let permit = permit::directory::<act::SeeDirectory>(ctx)?;
        searching::note_nothing(work, ctx, &permit, &typed)
    });
    if let Err(error) = noted {
        tracing::warn!(error = %error, "a search that found nothing was not counted");
    }
}

/// `GET /directory`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&OF_DIRECTORY)?;
    let mut narrow = Narrow::read(visit)?;
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let (is_beginning, may_add) = (after.is_none(), visit.may_keep_entries());
    let (place, has_places) = visit.read(|look, ctx| {
        let permit = permit::directory::<act::SeeDirectory>(ctx)?;
        let place = narrow.from().map(|typed| searching::place(look, &permit, typed)).transpose()?;
        Ok((place, searching::has_places(look)?))
    })?;
    let place = match place {
        Some(Typed::At(spot, _)) => Some(searching::near(spot)),
        Some(Typed::Several(names)) => {
            narrow.place_is_not_known(&names);
            None
        }
        Some(Typed::NotKnown) => {
            narrow.place_is_not_known(&[]);
            None
        }
        // The page says why there is no field for it.
        Some(Typed::NoPlaces) | None => None,
    };
    let found = if narrow.form.is_fine() {
        Some(visit.read(|look, ctx| {
            let permit = permit::directory::<act::SeeDirectory>(ctx)?;
            searching::search(look, &permit, narrow.typed(), &narrow.asked(place), after.clone())
        })?)
    } else {
        None
    };
    if let Some(found) = &found {
        note_nothing(visit, found, &narrow, is_beginning);
    }
    let nothing = if may_add {
        visit.read(|look, ctx| searching::looked_for(look, &permit::own_service::<act::KeepEntry>(ctx)?))?
    } else {
        Nothing::default()
    };
    let frame = visit.frame("Directory", Some("/directory"));
    let today = time::day_of(visit.site.app.now());
    let checkers = checkers(visit, found.as_ref())?;
    let page = DirectoryPage::new(frame, found.as_ref(), &narrow, is_beginning, today, &checkers);
    let (may_keep, may_keep_feeds) = (visit.may_tell_of_entries(), visit.may_keep_feeds());
    Reply::page(&DirectoryPage { may_add, may_keep, may_keep_feeds, nothing, has_places, ..page })
}
