//! Who looked at a person's record, and for what.

use askama::Template;
use kith_app::people::{self, WhoLooked};
use kith_app::permit;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::time;

use super::{Back, frame_about};
use crate::components::{BackLink, Cell, Frame, PageLink, Pagination, Table};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "people/who_looked.html")]
pub(crate) struct WhoLookedPage {
    frame: Frame,
    back: Back,
    called: String,
    /// Everybody who ever looked; nothing when nobody has.
    everybody: Option<Table>,
    /// Look by look; nothing when there are none on this page.
    table: Option<Table>,
    pages: Pagination,
}

impl WhoLookedPage {
    /// The list.
    pub(crate) fn new(frame: Frame, who_looked: &WhoLooked, is_first: bool) -> Self {
        let rows: Vec<Vec<Cell>> = who_looked
            .looks
            .iter()
            .map(|look| {
                let name = who_looked.names.get(&look.account).map_or("Somebody no longer here", String::as_str);
                let day = time::day_of(look.at);
                // Whoever looked while covering for the person's own worker is told as that.
                let covered = who_looked.covers.iter().find(|cover| {
                    let open = cover.ended.is_none_or(|ended| look.at < ended);
                    cover.by == look.account
                        && cover.from <= day
                        && day <= cover.until
                        && open
                        && who_looked.workers.contains(&cover.worker)
                });
                let name = match covered.and_then(|cover| who_looked.names.get(&cover.worker)) {
                    Some(covered) => format!("{name}, covering for {covered}"),
                    None => name.to_owned(),
                };
                vec![Cell::text(&time::moment_in_words(look.at)), Cell::text(&name), Cell::text(in_words(&look.action))]
            })
            .collect();
        let head = ["When", "Who", "To do what"].map(Cell::text).into();
        let everybody: Vec<Vec<Cell>> = who_looked
            .lookers
            .iter()
            .map(|it| {
                let name = who_looked.names.get(&it.account).map_or("Somebody no longer here", String::as_str);
                let times = if it.times == 1 { "Once".to_owned() } else { format!("{} times", it.times) };
                let (first, last) = (time::moment_in_words(it.first), time::moment_in_words(it.last));
                vec![Cell::text(name), Cell::text(&times), Cell::text(&first), Cell::text(&last)]
            })
            .collect();
        let heads = ["Who", "How often", "First", "Last"].map(Cell::text).into();
        let here = format!("/people/{}/who-looked", who_looked.person.id);
        let next = who_looked
            .next
            .as_ref()
            .map(|mark| PageLink::new(&format!("{here}?before={}", mark_text(mark)), "Earlier"));
        let previous = (!is_first).then(|| PageLink::new(&here, "The latest"));
        Self {
            frame,
            back: Back::to(&who_looked.person),
            called: who_looked.person.identity.called().into_owned(),
            everybody: (!everybody.is_empty())
                .then(|| Table::new("everybody", "Everybody who ever looked", heads, everybody)),
            table: (!rows.is_empty()).then(|| Table::new("looked", "Look by look, newest first", head, rows)),
            pages: Pagination { previous, next },
        }
    }
}

/// What somebody did, in the words of the policy.
fn in_words(code: &str) -> &'static str {
    Action::ALL
        .iter()
        .find(|action| action.code() == code)
        .map_or("Something that Kith no longer does", |it| it.label())
}

/// `GET /people/{id}/who-looked`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let id = visit.id::<Person>("id")?;
    let before = visit.query("before")?.map(mark_of).transpose()?;
    let who_looked = visit.read(|look, ctx| {
        let permit = permit::person::<act::SeeWhoLooked>(look.tx(), ctx, id)?;
        people::who_looked(look, &permit, before)
    })?;
    let frame = frame_about(visit, &who_looked.person, "Who looked at this record");
    Reply::page(&WhoLookedPage::new(frame, &who_looked, before.is_none()))
}
