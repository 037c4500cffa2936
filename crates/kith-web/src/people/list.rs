//! The people within reach: by name or by what changed last, narrowed to a state or a practice.

use askama::Template;
use jiff::civil::Date;
use kith_app::people::{self, PeopleList};
use kith_app::permit;
use kith_app::store::{CaseLine, Narrowed, Order};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::staff::Role;
use kith_domain::support::Case;
use kith_domain::support::attempts::Attempts;
use kith_domain::support::guide::months_since;
use kith_domain::time::{day_in_words, day_of};

use super::now::born_in_words;
use crate::components::{Button, Choice, Form, Frame, PageLink, Pagination, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "people/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    form: Form,
    states: Vec<Choice>,
    practices: Vec<Choice>,
    orders: Vec<Choice>,
    lines: Vec<Line>,
    /// Whether this is the first page.
    is_beginning: bool,
    /// Whether the list is narrowed.
    is_narrowed: bool,
    /// How many there are in each state: address, words.
    totals: Vec<(String, String)>,
    /// How many people the viewer has, beside the guide of the service.
    guide: Option<String>,
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
    /// What was done, beside the guides of the service.
    efforts: Vec<String>,
}

impl ListPage {
    /// The list as the viewer sees it; `role` says whether it is their own people or the team's.
    pub(crate) fn new(
        frame: Frame,
        list: &PeopleList,
        narrowed: &Narrowed,
        role: Role,
        (is_beginning, today): (bool, Date),
    ) -> Self {
        let shows_workers = role != Role::LinkWorker;
        let here = address(narrowed, None);
        let next = list.page.next.map(|case| PageLink::new(&address(narrowed, Some(case)), "More people"));
        let previous = (!is_beginning).then(|| PageLink::new(&here, "From the beginning"));
        let lines = list.page.lines.iter().map(|line| Line::new(line, list, shows_workers, today)).collect();
        let practice = narrowed.practice.map(|id| id.to_string()).unwrap_or_default();
        let form = Form::blank()
            .prefill("state", &narrowed.state)
            .prefill("practice", &practice)
            .prefill("order", if narrowed.order == Order::Latest { "latest" } else { "" });
        let any = |text: &str| vec![Choice::new("", text)];
        let mut states = any("Any state");
        states.extend(STATES.map(|code| Choice::new(code, case_state_in_words(code))));
        let mut practices = any("Any practice");
        practices.extend(list.practices.iter().map(|(id, name)| Choice::new(&id.to_string(), name)));
        Self {
            frame,
            form,
            states,
            practices,
            orders: Choice::list(&[("", "By name"), ("latest", "What changed last, first")]),
            lines,
            is_beginning,
            is_narrowed: !narrowed.state.is_empty() || narrowed.practice.is_some(),
            totals: totals(list),
            guide: guide(list).filter(|_| !shows_workers),
            shows_workers,
            pages: Pagination { previous, next },
        }
    }
}

/// "You have 45 people; your guide is 40." A guide, and no limit.
fn guide(list: &PeopleList) -> Option<String> {
    let guide = list.guides.caseload?;
    let mine: i64 = ["new", "active", "holding"].iter().filter_map(|state| list.totals.get(*state)).sum();
    Some(format!("{mine} {} with you now; your guide is {guide}.", if mine == 1 { "person" } else { "people" }))
}

/// How many people stand in each state that anybody stands in, and where they are listed.
fn totals(list: &PeopleList) -> Vec<(String, String)> {
    let of = |code: &str| list.totals.get(code).copied().unwrap_or_default();
    let said = |code: &&str| {
        let count = of(code);
        let to = address(&Narrowed { state: (*code).to_owned(), ..Narrowed::default() }, None);
        (count > 0).then(|| (to, format!("{}: {count}", case_state_in_words(code))))
    };
    ["active", "holding", "new", "waiting", "door-open", "closed"].iter().filter_map(said).collect()
}

/// The states that the list can be narrowed to.
const STATES: [&str; 6] = ["waiting", "new", "active", "holding", "door-open", "closed"];

/// The address of a page of the list. It holds identifiers and codes, never a name.
fn address(narrowed: &Narrowed, after: Option<Id<Case>>) -> String {
    let mut parts = Vec::new();
    if !narrowed.state.is_empty() {
        parts.push(format!("state={}", narrowed.state));
    }
    if let Some(practice) = narrowed.practice {
        parts.push(format!("practice={practice}"));
    }
    if narrowed.order == Order::Latest {
        parts.push("order=latest".to_owned());
    }
    if let Some(case) = after {
        parts.push(format!("after={case}"));
    }
    if parts.is_empty() { "/people".to_owned() } else { format!("/people?{}", parts.join("&")) }
}

impl Line {
    fn new(line: &CaseLine, list: &PeopleList, shows_workers: bool, today: Date) -> Self {
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
            efforts: efforts(line, list, today),
        }
    }
}

/// What was done for somebody whose case is open: attempts as work, contacts and months beside the guides.
fn efforts(line: &CaseLine, list: &PeopleList, today: Date) -> Vec<String> {
    let Some(it) = list.efforts.get(&line.case) else { return Vec::new() };
    let beside = list.guides.beside(it.contacts, months_since(it.opened, today));
    it.attempts.iter().map(Attempts::in_words).chain(beside.in_words()).collect()
}

/// A case's state in words, from its name.
pub(crate) fn case_state_in_words(name: &str) -> &'static str {
    match name {
        "waiting" => "Waiting",
        "new" => "New",
        "active" => "Active",
        "holding" => "Holding",
        "door-open" => "Door open",
        "closed" => "Closed",
        _ => "Not known",
    }
}

/// What an address narrows the list to. What cannot be read is an error, never "everything".
fn narrowed(visit: &Visit) -> Result<Narrowed, Problem> {
    let wrong = || Problem::Bad("The address narrows the list by something that there is not. Begin from People.");
    let state = visit.query("state")?.unwrap_or_default();
    if !state.is_empty() && !STATES.contains(&state) {
        return Err(wrong());
    }
    let practice = match visit.query("practice")?.unwrap_or_default() {
        "" => None,
        typed => Some(typed.parse::<Id<Practice>>().map_err(|_| wrong())?),
    };
    let order = match visit.query("order")?.unwrap_or_default() {
        "" => Order::Name,
        "latest" => Order::Latest,
        _ => return Err(wrong()),
    };
    Ok(Narrowed { state: state.to_owned(), practice, order })
}

/// `GET /people`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["state", "practice", "order", "after"])?;
    let narrowed = narrowed(visit)?;
    let lost = || Problem::Bad("The address names a place in the list that is not there. Begin from the first page.");
    let after = match visit.query("after")? {
        None => None,
        Some(typed) => Some(typed.parse::<Id<Case>>().map_err(|_| lost())?),
    };
    let list = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListPeople>(ctx)?;
        people::list(look, &permit, &narrowed, after)
    })?;
    let list = list.ok_or_else(lost)?;
    let frame = visit.frame("People", Some("/people"));
    let today = day_of(visit.site.app.now());
    Reply::page(&ListPage::new(frame, &list, &narrowed, visit.staff()?.role(), (after.is_none(), today)))
}
