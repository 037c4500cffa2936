//! Finding a person: what was typed, and who may be meant.
//!
//! For a link worker with somebody on the phone, or a lead: type a name, a date of birth or an NHS number, and see the
//! right person among others like them, told apart by date of birth. Nothing typed stands in an address.

use askama::Template;
use kith_app::finding::{self, Found, Hit};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::person::Person;
use kith_domain::person::search::Query;
use kith_domain::person::spelling::Meets;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::{day_in_words, day_of};

use super::list::case_state_in_words;
use super::now::born_in_words;
use crate::components::{Button, Form, Frame, PageLink, Pagination, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "people/search.html")]
pub(crate) struct SearchPage {
    frame: Frame,
    form: Form,
    /// Whether anything was looked for.
    has_searched: bool,
    lines: Vec<Line>,
    /// Whether this is the first page.
    is_first: bool,
    /// Whether there may be more than was looked at.
    has_more: bool,
    /// The first page, and where it goes on.
    pages: Pagination,
}

/// Somebody who may be meant.
struct Line {
    href: String,
    name: String,
    born: String,
    number: String,
    state: &'static str,
    worker: Option<String>,
    last: Option<String>,
    /// Why they are here, when it is not the name as typed.
    why: Vec<&'static str>,
}

impl SearchPage {
    /// The page before anything is found.
    pub(crate) fn new(frame: Frame, form: Form) -> Self {
        Self {
            frame,
            form,
            has_searched: false,
            lines: Vec::new(),
            is_first: true,
            has_more: false,
            pages: Pagination::default(),
        }
    }

    /// A page of what was found at this address.
    pub(crate) fn of(frame: Frame, form: Form, found: &Found, role: Role, here: &str) -> Self {
        let shows_workers = role != Role::LinkWorker;
        let lines = found.hits.iter().map(|hit| Line::new(hit, found, shows_workers)).collect();
        let pages = Pagination {
            previous: (!found.is_first).then(|| PageLink::new(here, "The first of them")),
            next: found.next.map(|last| PageLink::new(&format!("{here}?after={last}"), "More people")),
        };
        Self { frame, form, has_searched: true, lines, is_first: found.is_first, has_more: found.has_more, pages }
    }
}

impl Line {
    fn new(hit: &Hit, found: &Found, shows_workers: bool) -> Self {
        let it = &hit.it;
        let worker = || match it.worker {
            Some(worker) => found.names.get(&worker).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned()),
            None => "Nobody yet".to_owned(),
        };
        let number = it.nhs_number.as_deref().and_then(|digits| NhsNumber::parse(digits).ok());
        let by_sound = match hit.meets {
            Some(Meets::InSound) => Some("Sounds like it"),
            Some(Meets::Nearly) => Some("Spelt nearly so"),
            Some(Meets::Exactly | Meets::AtTheBeginning) | None => None,
        };
        Self {
            href: format!("/people/{}", it.person),
            name: it.name.formal(),
            born: born_in_words(it.name.born),
            number: number.map_or_else(|| "NHS number not given".to_owned(), |number| format!("NHS number {number}")),
            state: it.state.as_deref().map_or("No case yet", case_state_in_words),
            worker: shows_workers.then(worker),
            last: it.last_contact.map(|at| format!("Last contact {}", day_in_words(day_of(at)))),
            why: [
                by_sound,
                hit.earlier.name.then_some("By an earlier name"),
                hit.earlier.number.then_some("By an earlier NHS number"),
                hit.earlier.born.then_some("By an earlier date of birth"),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

const TITLE: &str = "Find a person";

/// `POST /people/search`: keeps what was typed, and leads to what is found.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let typed = visit.field("q");
    let seed = visit.seed();
    let sent = typed.clone();
    let kept = visit.site.app.write(&seed, move |work, ctx| {
        let permit = permit::own_service::<act::SearchPeople>(ctx)?;
        finding::keep(work, ctx, &permit, &sent)
    });
    match kept {
        Ok(id) => Ok(Reply::see(format!("/people/search/{id}"))),
        Err(refusal) => {
            let mut form = Form::typed([("q".to_owned(), typed)]);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = Frame { error_title: true, ..visit.frame(TITLE, Some("/people")) };
            Reply::again(&SearchPage::new(frame, form))
        }
    }
}

/// `GET /people/search/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after"])?;
    let kept = visit.id::<Query>("id")?.uuid();
    let after = visit.query("after")?.map(|typed| {
        typed
            .parse::<Id<Person>>()
            .map_err(|_| Problem::Bad("The address asks for a page that there is not. Search again."))
    });
    let after = after.transpose()?;
    let found = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SearchPeople>(ctx)?;
        finding::find(look, ctx, &permit, kept, after)
    })?;
    let form = Form::blank().prefill("q", &found.typed);
    let frame = visit.frame(TITLE, Some("/people"));
    let here = format!("/people/search/{kept}");
    Reply::page(&SearchPage::of(frame, form, &found, visit.staff()?.role(), &here))
}
