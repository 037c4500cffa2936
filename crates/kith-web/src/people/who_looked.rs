//! Who looked at a person's record, and for what.

use askama::Template;
use kith_app::people::{self, WhoLooked};
use kith_app::permit;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::time;

use super::{Back, frame_about};
use crate::components::{BackLink, Cell, Frame, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "people/who_looked.html")]
pub(crate) struct WhoLookedPage {
    frame: Frame,
    back: Back,
    called: String,
    /// The table; nothing when nobody has looked.
    table: Option<Table>,
}

impl WhoLookedPage {
    /// The list.
    pub(crate) fn new(frame: Frame, who_looked: &WhoLooked) -> Self {
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
        Self {
            frame,
            back: Back::to(&who_looked.person),
            called: who_looked.person.identity.called().into_owned(),
            table: (!rows.is_empty()).then(|| Table::new("looked", "Newest first", head, rows)),
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
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let who_looked = visit.read(|look, ctx| {
        let permit = permit::person::<act::SeeWhoLooked>(look.tx(), ctx, id)?;
        people::who_looked(look, &permit)
    })?;
    let frame = frame_about(visit, &who_looked.person, "Who looked at this record");
    Reply::page(&WhoLookedPage::new(frame, &who_looked))
}
