//! The restricted records that name the viewer.
//!
//! For whoever is named on a record without having the case: a colleague, a lead, or a manager, who lists no other
//! people. They find it here in one step from *People* or *Team*.

use askama::Template;
use kith_app::store::Candidate;
use kith_app::{permit, protection};
use kith_domain::policy::act;
use kith_domain::time::{day_in_words, day_of};

use super::list::case_state_in_words;
use super::now::born_in_words;
use crate::components::{Frame, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "people/named.html")]
pub(crate) struct NamedPage {
    frame: Frame,
    lines: Vec<Line>,
}

/// One person.
struct Line {
    href: String,
    name: String,
    born: String,
    state: &'static str,
    last: Option<String>,
}

impl NamedPage {
    /// The list.
    pub(crate) fn new(frame: Frame, all: &[Candidate]) -> Self {
        let line = |it: &Candidate| Line {
            href: format!("/people/{}", it.person),
            name: it.name.formal(),
            born: born_in_words(it.name.born),
            state: it.state.as_deref().map_or("No case yet", case_state_in_words),
            last: it.last_contact.map(|at| format!("Last contact {}", day_in_words(day_of(at)))),
        };
        Self { frame, lines: all.iter().map(line).collect() }
    }
}

/// `GET /people/named`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let all = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListNamed>(ctx)?;
        protection::that_name_one(look, &permit)
    })?;
    Reply::page(&NamedPage::new(visit.frame("Restricted records that name you", Some("/people")), &all))
}
