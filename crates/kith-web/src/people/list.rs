//! The people within reach, by name.

use askama::Template;
use kith_app::people::{self, PeopleList};
use kith_app::permit;
use kith_app::store::CaseLine;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::{day_in_words, day_of};

use super::now::born_in_words;
use crate::components::{Frame, PageLink, Pagination, Tag};
use crate::error::Problem;
use crate::mark;
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "people/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether this is the first page.
    is_beginning: bool,
    /// Whether other people's cases are in it.
    shows_workers: bool,
    pages: Pagination,
}

/// One person of the list.
struct Line {
    href: String,
    name: String,
    born: String,
    state: String,
    worker: Option<String>,
    last: String,
}

impl ListPage {
    /// The list as the viewer sees it; `role` says whether it is their own people or the team's.
    pub(crate) fn new(frame: Frame, list: &PeopleList, role: Role, is_beginning: bool) -> Self {
        let shows_workers = role != Role::LinkWorker;
        let next = list
            .page
            .next
            .as_ref()
            .map(|key| PageLink::new(&format!("/people?after={}", encode(&mark::written(key))), "More people"));
        let previous = (!is_beginning).then(|| PageLink::new("/people", "From the beginning"));
        let lines = list.page.lines.iter().map(|line| Line::new(line, list, shows_workers)).collect();
        Self { frame, lines, is_beginning, shows_workers, pages: Pagination { previous, next } }
    }
}

impl Line {
    fn new(line: &CaseLine, list: &PeopleList, shows_workers: bool) -> Self {
        let worker = || match line.worker {
            Some(worker) => list.names.get(&worker).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned()),
            None => "Nobody yet".to_owned(),
        };
        Self {
            href: format!("/people/{}", line.person),
            name: line.name.formal(),
            born: born_in_words(line.name.born),
            state: case_state_in_words(&line.state).to_owned(),
            worker: shows_workers.then(worker),
            last: match line.last_contact {
                Some(at) => format!("Last contact {}", day_in_words(day_of(at))),
                None => format!("No contact yet; here since {}", day_in_words(day_of(line.since))),
            },
        }
    }
}

/// A case's state in words, from its name.
pub(crate) fn case_state_in_words(name: &str) -> &'static str {
    match name {
        "waiting" => "Waiting",
        "new" => "New",
        "active" => "Active",
        "door-open" => "Door open",
        "closed" => "Closed",
        _ => "Not known",
    }
}

/// `GET /people`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after"])?;
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let is_beginning = after.is_none();
    let list = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListPeople>(ctx)?;
        people::list(look, &permit, after.clone())
    })?;
    let frame = visit.frame("People", Some("/people"));
    Reply::page(&ListPage::new(frame, &list, visit.staff()?.role(), is_beginning))
}
