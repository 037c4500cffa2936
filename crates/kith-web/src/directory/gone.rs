//! What is no longer in the feed it came from: found by itself, and left out of the search.

use askama::Template;
use kith_app::permit;
use kith_app::searching::{self, Card};
use kith_domain::policy::act;
use kith_domain::time;

use super::CardView;
use crate::components::{BackLink, Button, Frame, Input};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "directory/gone.html")]
pub(crate) struct GonePage {
    frame: Frame,
    typed: String,
    cards: Vec<CardView>,
}

impl GonePage {
    /// The page of these entries.
    pub(crate) fn new(frame: Frame, cards: &[Card], typed: &str, today: jiff::civil::Date) -> Self {
        let view = |card: &Card| CardView::new(card, today, format!("/directory/{}", card.service.id));
        Self { frame, typed: typed.to_owned(), cards: cards.iter().map(view).collect() }
    }
}

/// `GET /directory/no-longer-listed`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["q"])?;
    let typed = visit.query("q")?.unwrap_or_default();
    let cards = visit.read(|look, ctx| {
        let permit = permit::directory::<act::SeeDirectory>(ctx)?;
        searching::vanished(look, &permit, typed)
    })?;
    let frame = visit.frame("No longer in their feed", Some("/directory"));
    Reply::page(&GonePage::new(frame, &cards, typed, time::day_of(visit.site.app.now())))
}
