//! Everything that an organisation was asked: what waits, what was answered, and what came of it.

use askama::Template;
use kith_app::asking::requests::{self, ByService, Part, RequestLine, Requests, Which};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::time::{day_in_words, day_of, moment_in_words};

use super::Came;
use crate::asked::{answer_in_words, said_so_far, sentences};
use crate::components::{Button, Form, Frame, SummaryList};
use crate::connections::before::Before;
use crate::connections::telling::{Read, in_a_line};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "requests/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    by: Vec<Group>,
    services: String,
    /// Until when the link works.
    works_until: Option<String>,
    /// Where everything is, when this is how one list goes on.
    all: Option<String>,
}

/// What one service asked.
struct Group {
    service: String,
    phone: Option<String>,
    waiting: Vec<Card>,
    /// Where what waits goes on.
    more: Option<String>,
    answered: Vec<Card>,
    /// Where what was answered goes on.
    earlier: Option<String>,
    before: Before,
}

/// One request.
struct Card {
    href: String,
    to: String,
    sentences: Vec<String>,
    agreed: Read,
    /// The same in one line.
    agreed_line: Option<String>,
    asked: Option<String>,
    said: Option<String>,
    /// What can be said in one press, where nothing was said yet.
    yes: Option<(&'static str, Form)>,
}

impl ListPage {
    /// The page of some requests. `form` draws the form of one request.
    pub(crate) fn new(frame: Frame, came: &Came, all: &Requests, part: Part, form: impl Fn(&str) -> Form) -> Self {
        Self {
            frame,
            by: all.by.iter().map(|by| group(came, all, by, &form)).collect(),
            services: came.services.clone(),
            works_until: all.expires.map(moment_in_words),
            all: part.on.is_some().then(|| came.requests.clone()),
        }
    }

    /// Whether nothing was ever asked.
    fn is_empty(&self) -> bool {
        self.by.iter().all(|it| it.waiting.is_empty() && it.answered.is_empty())
    }
}

fn group(came: &Came, all: &Requests, by: &ByService, form: &impl Fn(&str) -> Form) -> Group {
    let goes_on =
        |which: &str, mark| format!("{}?list={which}&of={}&after={}", came.requests, by.service.id, mark_text(mark));
    let card = |it: &RequestLine| card(came, all, it, form);
    Group {
        service: by.service.name.to_string(),
        phone: by.service.phone.as_ref().map(ToString::to_string),
        waiting: by.waiting.lines.iter().map(card).collect(),
        more: by.waiting.next.as_ref().map(|mark| goes_on("waiting", mark)),
        answered: by.answered.lines.iter().map(card).collect(),
        earlier: by.answered.next.as_ref().map(|mark| goes_on("answered", mark)),
        before: Before::for_list(&by.dealings, by.service.name.as_str()),
    }
}

fn card(came: &Came, all: &Requests, it: &RequestLine, form: &impl Fn(&str) -> Form) -> Card {
    let said = said_so_far(&it.state);
    let can_say_yes = said.is_none() && it.answers.contains(&"accept");
    Card {
        href: came.request(it.id),
        to: it.to.clone(),
        sentences: sentences(&it.to, all.organisation.name.as_str(), &it.state),
        agreed: Read::of(&it.agreed),
        agreed_line: in_a_line(&it.agreed),
        asked: it.asked.map(|at| day_in_words(day_of(at))),
        yes: can_say_yes.then(|| {
            let form = form(&it.id.to_string()).carrying(VERSION, &it.version.to_string());
            (answer_in_words("accept", &it.state), form)
        }),
        said,
    }
}

fn part(visit: &Visit) -> Result<Part, Problem> {
    let bad = || Problem::Bad("The address does not lead to a part of this list. Begin at its first page.");
    let on = match (visit.query("list")?, visit.query("of")?, visit.query("after")?) {
        (None, None, None) => None,
        (Some(list), Some(of), Some(after)) => {
            let which = match list {
                "waiting" => Which::Waiting,
                "answered" => Which::Answered,
                _ => return Err(bad()),
            };
            let of: Id<Service> = of.parse().map_err(|_| bad())?;
            Some((of, which, mark_of(after)?))
        }
        _ => return Err(bad()),
    };
    Ok(Part { on })
}

/// `GET /asked-of-us/{secret}` and `GET /requests-to-us`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    visit.only(&["list", "of", "after"])?;
    let part = part(visit)?;
    let all = if came.by_link {
        requests::open(&visit.site.app, &visit.seed_as(came.actor.clone()), part)?
    } else {
        visit.read(|look, ctx| {
            let permit = permit::own_organisation::<act::SeeRequests>(look.tx(), ctx)?;
            requests::see(look, ctx, &permit, part)
        })?
    };
    let title = format!("Requests to {}", all.organisation.name);
    let service = all.by.first().map_or("", |by| by.service.name.as_str());
    let frame = came.frame(visit, &title, service);
    Reply::page(&ListPage::new(frame, &came, &all, part, |record| visit.fresh_form(record)))
}
