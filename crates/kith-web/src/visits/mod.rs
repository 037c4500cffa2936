//! Going alone: for a worker with a telephone in a car park, who tells a colleague where she goes and says with one press
//! that she is back; and for that colleague, when she is not.

use askama::Template;
use kith_app::permit;
use kith_app::store::ToldVisit;
use kith_app::visiting::{self, Input, Mine, Out};
use kith_domain::boundary::visit::Visit as Alone;
use kith_domain::phone;
use kith_domain::policy::act;
use kith_domain::text::Words;
use kith_domain::time::{moment_in_words, time_in_words};

use crate::components::{BackLink, Button, Choice, Form, Frame, Slot, html_safe};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "Going alone";

/// A visit of one's own that is open.
struct OpenVisit {
    sentence: String,
    is_late: bool,
    to_back: String,
    to_later: String,
    form: Form,
}

fn open_visit(it: &ToldVisit, name: &str, now: jiff::Timestamp, form: Form) -> OpenVisit {
    OpenVisit {
        sentence: format!(
            "You told {name} that you are at {} and back at {}.",
            it.told.place,
            time_in_words(it.told.due)
        ),
        is_late: it.told.due <= now,
        to_back: format!("/visits/{}/back", it.id),
        to_later: format!("/visits/{}/later", it.id),
        form,
    }
}

/// The page.
#[derive(Template)]
#[template(path = "visits/page.html")]
pub(crate) struct Page {
    frame: Frame,
    form: Form,
    colleagues: Vec<Choice>,
    words: Option<String>,
    open: Vec<OpenVisit>,
    before: Vec<(String, String)>,
}

impl Page {
    /// The page; `fresh` makes the form of a visit.
    pub(crate) fn new(frame: Frame, form: Form, it: &Mine, fresh: impl Fn(&str) -> Form) -> Self {
        let name = |id| it.names.get(&id).map_or("a colleague", String::as_str);
        let (open, before): (Vec<_>, Vec<_>) = it.own.iter().partition(|one| one.told.back.is_none());
        let last = it.own.first();
        Self {
            form: form
                .prefill("whom", &last.map_or_else(String::new, |it| it.told.whom.to_string()))
                .prefill("ring", last.map_or("", |it| it.told.ring.as_str())),
            colleagues: if it.colleagues.is_empty() {
                Vec::new()
            } else {
                let all = it.colleagues.iter().map(|(id, name)| Choice::new(&id.to_string(), name));
                [Choice::new("", "Choose a colleague")].into_iter().chain(all).collect()
            },
            words: it.words.as_ref().map(ToString::to_string),
            open: open
                .into_iter()
                .map(|one| open_visit(one, name(one.told.whom), it.now, fresh(&one.id.to_string())))
                .collect(),
            before: before
                .into_iter()
                .map(|one| {
                    let back = one.told.back.map(time_in_words).unwrap_or_default();
                    let who = name(one.told.whom);
                    (moment_in_words(one.told.began), format!("{}. Back at {back}. You told {who}.", one.told.place))
                })
                .collect(),
            frame,
        }
    }
}

/// What *Today* says of it: for whoever is out, and for whoever was told.
#[derive(Template)]
#[template(path = "visits/today.html")]
pub(crate) struct OnToday {
    own: Vec<OpenVisit>,
    /// Of colleagues: a sentence, the number as it is read and as it is rung, whether it is late, and its page.
    told: Vec<ToldLine>,
    words: Option<String>,
}
html_safe!(OnToday);

/// A colleague who is out.
pub(crate) struct ToldLine {
    name: String,
    sentence: String,
    place: String,
    ring: (Option<String>, String),
    is_late: bool,
    href: String,
}

fn told_line(it: &ToldVisit, name: &str, now: jiff::Timestamp) -> ToldLine {
    let due = time_in_words(it.told.due);
    let is_late = it.told.due <= now;
    let number = phone::read(it.told.ring.as_str()).ok().flatten().map(|number| {
        let digits: String = number.as_str().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    });
    ToldLine {
        sentence: if is_late {
            format!("{name} is out alone, expected to be back at {due}, and has not said that they are.")
        } else {
            format!("{name} is out alone and expects to be back at {due}. They told you.")
        },
        name: name.to_owned(),
        place: it.told.place.to_string(),
        ring: (number, it.told.ring.to_string()),
        is_late,
        href: format!("/visits/{}", it.id),
    }
}

impl OnToday {
    /// The part of the page; nothing for most.
    pub(crate) fn of(it: &Out, now: jiff::Timestamp, fresh: impl Fn(&str) -> Form) -> Option<Slot> {
        if it.own.is_empty() && it.told.is_empty() {
            return None;
        }
        let name = |id| it.names.get(&id).map_or("a colleague", String::as_str);
        let own = it.own.iter().map(|one| open_visit(one, name(one.told.whom), now, fresh(&one.id.to_string())));
        let told = it.told.iter().map(|one| told_line(one, name(one.owner), now));
        let words = it.words.as_ref().map(ToString::to_string);
        Some(Slot::of(&Self { own: own.collect(), told: told.collect(), words }))
    }
}

/// One visit, for whoever was told.
#[derive(Template)]
#[template(path = "visits/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    it: ToldLine,
    words: Option<String>,
}

impl OnePage {
    /// The page.
    pub(crate) fn new(
        frame: Frame,
        (it, name, words): &(ToldVisit, String, Option<Words>),
        now: jiff::Timestamp,
    ) -> Self {
        Self { frame, it: told_line(it, name, now), words: words.as_ref().map(ToString::to_string) }
    }
}

/// What the form of a new visit is drawn for.
const NEW: &str = "new-visit";

fn mine(visit: &Visit) -> Result<Mine, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepVisits>(ctx)?;
        visiting::mine(look, ctx, &permit)
    })
}

fn frame(visit: &Visit, is_refused: bool) -> Frame {
    Frame { error_title: is_refused, ..visit.frame(TITLE, Some("/today")) }
}

/// `GET /visits`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = mine(visit)?;
    Reply::page(&Page::new(frame(visit, false), visit.form(NEW), &it, |id| visit.fresh_form(id)))
}

/// `POST /visits`: she goes.
pub(crate) fn go(visit: &Visit) -> Result<Reply, Problem> {
    let typed = Input {
        whom: visit.field("whom"),
        place: visit.field("place"),
        ring: visit.field("ring"),
        due: visit.field("due"),
    };
    let sent = visit.submit::<act::KeepVisits>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::KeepVisits>(ctx)?;
        visiting::go(work, ctx, &permit, &typed)?;
        Ok("/today?said=visit-began".to_owned())
    });
    taken(visit, NEW, sent)?.answer(|back| {
        let it = mine(visit)?;
        Ok(Page::new(frame(visit, true), back.at(0).0, &it, |id| visit.fresh_form(id)))
    })
}

/// `GET /visits/{id}`: for whoever was told.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Alone>("id")?;
    let it = visit.read(|look, ctx| {
        let on = permit::visit::<act::SeeVisit>(look.tx(), ctx, id)?;
        visiting::open(look, on)
    })?;
    let title = format!("{} is out alone", it.1);
    Reply::page(&OnePage::new(visit.frame(&title, Some("/today")), &it, visit.site.app.now()))
}

/// `POST /visits/{id}/back`: she is back.
pub(crate) fn back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Alone>("id")?;
    let led = visit.submit::<act::KeepVisits>(&id.to_string(), move |work, ctx| {
        let on = permit::visit::<act::KeepVisits>(work.tx(), ctx, id)?;
        visiting::back(work, ctx, on)?;
        Ok("/today?said=visit-ended".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /visits/{id}/later`: she will be later.
pub(crate) fn later(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Alone>("id")?;
    let due = visit.field("later");
    let sent = visit.submit::<act::KeepVisits>(&id.to_string(), move |work, ctx| {
        let on = permit::visit::<act::KeepVisits>(work.tx(), ctx, id)?;
        visiting::later(work, ctx, on, &due)?;
        Ok("/visits?said=visit-later".to_owned())
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let it = mine(visit)?;
        let refused = back.at(0).0;
        let fresh = |of: &str| if of == id.to_string() { refused.clone() } else { visit.fresh_form(of) };
        Ok(Page::new(frame(visit, true), visit.fresh_form(NEW), &it, fresh))
    })
}
