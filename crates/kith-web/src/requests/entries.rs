//! *Our services*: the entries of an organisation, each with what it says of room and when it was last checked.

use askama::Template;
use jiff::civil::Date;
use kith_app::entries::own::{self, OwnEntry};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::time;

use super::Came;
use crate::components::{BackLink, Frame};
use crate::directory::CardView;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "requests/entries.html")]
pub(crate) struct EntriesPage {
    frame: Frame,
    back: String,
    cards: Vec<CardView>,
}

impl EntriesPage {
    /// The page of some entries.
    pub(crate) fn new(frame: Frame, came: &Came, all: &[OwnEntry], today: Date) -> Self {
        let card = |it: &OwnEntry| {
            let entry = &it.kept.it;
            let href = format!("{}/{}", came.services, entry.id);
            CardView::of(entry, it.organisation.name.as_str(), today, href).taking(it.intake.as_ref(), entry, today)
        };
        Self { frame, back: came.requests.clone(), cards: all.iter().map(card).collect() }
    }
}

/// `GET /asked-of-us/{secret}/services` and `GET /our-services`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    visit.only(&[])?;
    let all = visit.site.app.read(&visit.seed_as(came.actor.clone()), |look, ctx| {
        let permit = permit::own_organisation::<act::SeeRequests>(look.tx(), ctx)?;
        own::list(look.tx(), &permit)
    })?;
    let organisation = all.first().map_or("", |it| it.organisation.name.as_str());
    let frame = came.frame(visit, "Our services", organisation);
    Reply::page(&EntriesPage::new(frame, &came, &all, time::day_of(visit.site.app.now())))
}
