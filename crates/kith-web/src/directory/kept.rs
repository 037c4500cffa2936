//! My favourites: the entries that somebody keeps for themselves, on one page, each taken off in one press.

use askama::Template;
use kith_app::keeping::{self, Wish};
use kith_app::permit;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time;

use super::narrow::{FOR_SOMEBODY, OF_DIRECTORY};
use super::{CardView, Searched};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// Keeping an entry, or letting it go, as a button.
pub(crate) struct Keeping {
    pub(crate) form: Form,
    pub(crate) to: String,
    pub(crate) is_kept: bool,
}

impl Keeping {
    /// The button of an entry.
    pub(crate) fn of(form: Form, id: &str, is_kept: bool) -> Self {
        let wish = if is_kept { "let-go" } else { "keep" };
        Self { form: form.carrying("wish", wish), to: format!("/directory/{id}/keep"), is_kept }
    }

    /// From the page on which a person is connected to it, which is where it leads back to.
    pub(crate) fn of_person(form: Form, id: &str, is_kept: bool, person: Id<Person>) -> Self {
        Self::of(form.carrying("person", &person.to_string()), id, is_kept)
    }

    /// From the page of all that is kept.
    fn of_list(form: Form, id: &str) -> Self {
        Self::of(form.carrying("from", "kept"), id, true)
    }
}

/// The page.
#[derive(Template)]
#[template(path = "directory/kept.html")]
pub(crate) struct KeptPage {
    frame: Frame,
    lines: Vec<(CardView, Keeping)>,
}

impl KeptPage {
    /// The page of these entries; `form` makes the form of one.
    pub(crate) fn new(
        frame: Frame,
        kept: &[(CommunityService, Organisation)],
        today: jiff::civil::Date,
        form: impl Fn(&str) -> Form,
    ) -> Self {
        let line = |(service, organisation): &(CommunityService, Organisation)| {
            let id = service.id.to_string();
            let card = CardView::of(service, organisation.name.as_str(), today, format!("/directory/{id}"));
            (card, Keeping::of_list(form(&id), &id))
        };
        Self { frame, lines: kept.iter().map(line).collect() }
    }
}

/// `GET /directory/kept`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let kept = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepFavourite>(ctx)?;
        keeping::kept(look, ctx, &permit)
    })?;
    let frame = visit.frame("My favourites", Some("/directory"));
    let today = time::day_of(visit.site.app.now());
    Reply::page(&KeptPage::new(frame, &kept, today, |id| visit.fresh_form(id)))
}

/// `POST /directory/{id}/keep`.
pub(crate) fn keep(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let wish = visit.field("wish");
    let is_of_list = visit.field("from") == "kept";
    // An identifier and never an address: where it leads stands here.
    let person: Option<Id<Person>> = visit.field("person").parse().ok();
    let searched = Searched::of_form(visit, if person.is_some() { &FOR_SOMEBODY } else { &OF_DIRECTORY });
    let led = visit.submit::<act::KeepFavourite>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepFavourite>(ctx)?;
        let wish = keeping::wish(work, ctx, &permit, id, &wish)?;
        let said = match wish {
            Wish::Keep => "entry-kept",
            Wish::LetGo => "entry-let-go",
        };
        let page = match person {
            _ if is_of_list => "/directory/kept".to_owned(),
            Some(person) => format!("/people/{person}/connect/{id}"),
            None => format!("/directory/{id}"),
        };
        Ok(searched.with(&format!("{page}?said={said}")))
    })?;
    Ok(Reply::see(led.to))
}
