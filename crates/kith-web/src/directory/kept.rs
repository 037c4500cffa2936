//! The entries that somebody keeps: on one page, each let go in one press.

use askama::Template;
use kith_app::keeping::{self, Wish};
use kith_app::permit;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::policy::act;
use kith_domain::time;

use super::CardView;
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
    let frame = visit.frame("What I keep of the directory", Some("/directory"));
    let today = time::day_of(visit.site.app.now());
    Reply::page(&KeptPage::new(frame, &kept, today, |id| visit.fresh_form(id)))
}

/// `POST /directory/{id}/keep`.
pub(crate) fn keep(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let wish = visit.field("wish");
    let is_of_list = visit.field("from") == "kept";
    let led = visit.submit::<act::KeepFavourite>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepFavourite>(ctx)?;
        let wish = keeping::wish(work, ctx, &permit, id, &wish)?;
        let said = match wish {
            Wish::Keep => "entry-kept",
            Wish::LetGo => "entry-let-go",
        };
        let page = if is_of_list { "kept".to_owned() } else { id.to_string() };
        Ok(format!("/directory/{page}?said={said}"))
    })?;
    Ok(Reply::see(led.to))
}
