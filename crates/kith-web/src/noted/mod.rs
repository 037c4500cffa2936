//! What I noted about myself: what a worker ticked of herself beside a contact, for her own eyes. She reads it, takes it along
//! and takes it away; nobody else opens it.

use askama::Template;
use jiff::civil::Date;
use kith_app::permit;
use kith_app::what_we_did::{self, Before, Noted};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::support::OwnTap;
use kith_domain::time::day_in_words;

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// What the list is called.
pub(crate) const TITLE: &str = "What I noted about myself";

/// One line of the list.
struct Line {
    when: String,
    said: Vec<String>,
    /// Where the contact is opened, while one may.
    contact: Option<String>,
    to_away: String,
    form: Form,
}

/// The list.
#[derive(Template)]
#[template(path = "noted/list.html")]
pub(crate) struct NotedPage {
    frame: Frame,
    lines: Vec<Line>,
    next: Option<String>,
    is_first: bool,
}

impl NotedPage {
    /// The list; `form` makes the form of a line.
    pub(crate) fn new(frame: Frame, noted: &Noted, is_first: bool, form: impl Fn(&str) -> Form) -> Self {
        let lines = noted.taps.iter().map(|kept| {
            let (id, it) = (kept.it.id.to_string(), &kept.it);
            Line {
                when: day_in_words(it.day),
                said: noted.labels(it).into_iter().map(str::to_owned).collect(),
                contact: noted.open.contains(&it.contact).then(|| format!("/contacts/{}/correct", it.contact)),
                to_away: format!("/what-i-noted/{id}/away"),
                form: form(&id),
            }
        });
        Self {
            lines: lines.collect(),
            next: noted.next.map(|(day, id)| format!("/what-i-noted?before={day}_{id}")),
            is_first,
            frame,
        }
    }
}

/// Where a page begins, as it stands in an address.
fn before(text: &str) -> Result<Before, Problem> {
    let read = || {
        let (day, id) = text.split_once('_')?;
        Some((day.parse::<Date>().ok()?, id.parse::<Id<OwnTap>>().ok()?.uuid()))
    };
    read().ok_or(Problem::Bad("The address does not lead to a part of this list. Begin at its first page."))
}

/// `GET /what-i-noted`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let from = visit.query("before")?.map(before).transpose()?;
    let noted = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeOwnTaps>(ctx)?;
        what_we_did::noted(look, ctx, &permit, from)
    })?;
    let frame = visit.frame(TITLE, Some("/boundaries"));
    Reply::page(&NotedPage::new(frame, &noted, from.is_none(), |id| visit.fresh_form(id)))
}

/// `GET /what-i-noted/file`.
pub(crate) fn file(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let bytes = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeOwnTaps>(ctx)?;
        what_we_did::file(look, ctx, &permit)
    })?;
    Ok(Reply::file("what-i-noted-about-myself.csv", "text/csv; charset=utf-8", bytes))
}

/// `POST /what-i-noted/{id}/away`.
pub(crate) fn take_away(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<OwnTap>("id")?;
    let led = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_tap::<act::KeepOwn>(work.tx(), ctx, id)?;
        what_we_did::take_away(work, ctx, on)?;
        Ok("/what-i-noted?said=noted-taken-away".to_owned())
    })?;
    Ok(Reply::see(led.to))
}
