//! Finding a person: what was typed, and who may be meant.
//!
//! For a link worker with somebody on the phone, or a lead: type a name, a date of birth or an NHS number, and see the
//! right person among others like them, told apart by date of birth. Nothing typed stands in an address.

use askama::Template;
use kith_app::finding::{self, Found, Hit};
use kith_app::permit;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::person::search::Query;
use kith_domain::person::spelling::Meets;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::{day_in_words, day_of};

use super::list::case_state_in_words;
use super::now::born_in_words;
use crate::components::{Button, Form, Frame, Tag};
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
    has_more: bool,
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
        Self { frame, form, has_searched: false, lines: Vec::new(), has_more: false }
    }

    /// The page of what was found.
    pub(crate) fn of(frame: Frame, form: Form, found: &Found, role: Role) -> Self {
        let shows_workers = role != Role::LinkWorker;
        let lines = found.hits.iter().map(|hit| Line::new(hit, found, shows_workers)).collect();
        Self { frame, form, has_searched: true, lines, has_more: found.has_more }
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
            why: by_sound.into_iter().chain(hit.by_former_name.then_some("By an earlier name")).collect(),
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
    visit.only(&[])?;
    let kept = visit.id::<Query>("id")?.uuid();
    let found = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SearchPeople>(ctx)?;
        finding::find(look, ctx, &permit, kept)
    })?;
    let form = Form::blank().prefill("q", &found.typed);
    let frame = visit.frame(TITLE, Some("/people"));
    Reply::page(&SearchPage::of(frame, form, &found, visit.staff()?.role()))
}
