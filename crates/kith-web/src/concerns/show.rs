//! One concern, for whoever is named and for its author.

use askama::Template;
use kith_app::concerns::{self, Opened};
use kith_app::{Refusal, permit};
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::boundary::safeguarding::concern::State;
use kith_domain::id::Id;
use kith_domain::policy::{Action, Decision, Resource, act, decide};
use kith_domain::time::moment_in_words;

use super::Risk;
use crate::components::{BackLink, Button, Form, Frame, NotificationBanner, Slot};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "concerns/show.html")]
pub(crate) struct ConcernPage {
    frame: Frame,
    about: String,
    by: String,
    words: String,
    done: Option<String>,
    /// Whether somebody has it, as a sentence.
    standing: String,
    next: Option<String>,
    risk: Risk,
    /// The form that acknowledges it, for whoever is named, while nobody has.
    acknowledge: Option<(String, Form)>,
    /// What whoever is named does about it once they have it.
    work: Option<Doing>,
}

/// What is done about a concern, for whoever is named.
struct Doing {
    here: String,
    form: Form,
    is_closed: bool,
    /// What is to be done: a sentence, and its identifier while it is not done.
    actions: Vec<(String, Option<String>)>,
    has_open: bool,
}

impl ConcernPage {
    /// The page. `form` is there when the viewer may acknowledge it.
    pub(crate) fn new(frame: Frame, it: &Opened, form: Option<Form>) -> Self {
        let concern = &it.concern.it;
        let name = |id| it.names.get(&id).map_or("somebody no longer here", String::as_str);
        let (standing, next) = match &concern.state {
            State::Written if it.is_overdue => {
                ("Nobody has acknowledged it yet, and a working day has gone by. Telephone.".to_owned(), None)
            }
            State::Written => ("Nobody has acknowledged it yet.".to_owned(), None),
            State::Acknowledged { at, by, words } => (
                format!("Acknowledged by {} on {}.", name(*by), moment_in_words(*at)),
                words.as_ref().map(ToString::to_string),
            ),
            State::Closed { at, by, words, .. } => {
                (format!("Closed by {} on {}.", name(*by), moment_in_words(*at)), Some(words.to_string()))
            }
        };
        let about = match &it.person {
            Some(person) => {
                let person = &person.identity;
                format!("About {}. {}", person.formal_name(), person.born.sentence())
            }
            None => "About somebody whose record was restricted since you wrote this.".to_owned(),
        };
        Self {
            frame,
            about,
            by: format!("Written by {} on {}.", name(concern.author), moment_in_words(concern.at)),
            words: concern.words.to_string(),
            done: concern.done.as_ref().map(ToString::to_string),
            standing,
            next,
            risk: Risk::new(&it.numbers, it.practice.as_ref()),
            work: form.clone().filter(|_| concern.state != State::Written).map(|form| Doing {
                here: format!("/concerns/{}", concern.id),
                form,
                is_closed: matches!(concern.state, State::Closed { .. }),
                has_open: it.actions.iter().any(|kept| kept.it.done.is_none()),
                actions: it
                    .actions
                    .iter()
                    .map(|kept| match kept.it.done {
                        Some((at, by)) => {
                            (format!("{}. Done on {}, {} says.", kept.it.what, moment_in_words(at), name(by)), None)
                        }
                        None => (kept.it.what.to_string(), Some(kept.it.id.to_string())),
                    })
                    .collect(),
            }),
            acknowledge: form
                .filter(|_| concern.state == State::Written)
                .map(|form| (format!("/concerns/{}/acknowledge", concern.id), form)),
        }
    }
}

const TITLE: &str = "A safeguarding concern";

/// Opens a concern, with whether the viewer may acknowledge it.
fn opened(visit: &Visit, id: Id<Concern>) -> Result<(Opened, bool), Problem> {
    visit.read(|look, ctx| {
        let on = permit::concern::<act::SeeConcern>(look.tx(), ctx, id)?;
        let facts = permit::facts_of_concern(look.tx(), id)?;
        let may = decide(ctx.actor(), Action::AcknowledgeConcern, &Resource::Concern(facts)) == Decision::Allow;
        Ok((concerns::open(look, ctx, on)?, may))
    })
}

/// `GET /concerns/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Concern>("id")?;
    let (it, may) = opened(visit, id)?;
    let form = may.then(|| visit.form(&id.to_string()).carrying(VERSION, &it.concern.version.to_string()));
    Reply::page(&ConcernPage::new(visit.frame(TITLE, None), &it, form))
}

/// `POST /concerns/{id}/acknowledge`.
pub(crate) fn acknowledge(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Concern>("id")?;
    let words = visit.field("words");
    let version = visit.version()?;
    let result = visit.submit::<act::AcknowledgeConcern>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::concern::<act::AcknowledgeConcern>(work.tx(), ctx, id)?;
        concerns::acknowledge(work, ctx, &permit, version, &words)?;
        Ok(format!("/concerns/{id}?said=concern-acknowledged"))
    });
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let is_late = matches!(&refusal, Refusal::Rejected(all) if all.iter().any(|it| it.field.is_none()));
    let (it, may) = opened(visit, id)?;
    let mut frame = Frame { error_title: true, ..visit.frame(TITLE, None) };
    if is_late {
        let said = "Somebody has acknowledged it already. Nothing was changed.";
        frame.notice = Some(Slot::of(&NotificationBanner::important(said)));
    }
    Reply::again(&ConcernPage::new(frame, &it, may.then_some(form)))
}

/// `POST /concerns/{id}/doing`: what is to be done, that it is done, that the concern is closed or open again.
pub(crate) fn doing(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Concern>("id")?;
    // Whoever may not is told so, or finds nothing, before anything that was sent is read.
    visit.read(|look, ctx| permit::concern::<act::AcknowledgeConcern>(look.tx(), ctx, id).map(drop))?;
    let (wish, what, action, closing) =
        (visit.field("do"), visit.field("what"), visit.field("action"), visit.field("closing"));
    let version = visit.version()?;
    let result = visit.submit::<act::AcknowledgeConcern>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::concern::<act::AcknowledgeConcern>(work.tx(), ctx, id)?;
        match wish.as_str() {
            "close" => concerns::close(work, ctx, &permit, version, &closing)?,
            "reopen" => concerns::reopen(work, ctx, &permit, version)?,
            "done" => concerns::finish_action(work, ctx, &permit, &action)?,
            _ => concerns::agree_action(work, ctx, &permit, &what)?,
        }
        Ok(format!("/concerns/{id}?said=moved"))
    });
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let (it, may) = opened(visit, id)?;
    let form = form.carrying(VERSION, &it.concern.version.to_string());
    let frame = Frame { error_title: true, ..visit.frame(TITLE, None) };
    Reply::again(&ConcernPage::new(frame, &it, may.then_some(form)))
}
