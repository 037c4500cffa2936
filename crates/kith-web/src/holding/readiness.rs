//! How ready somebody is: for a link worker, one press or a few words. Never a score.

use askama::Template;
use kith_app::permit;
use kith_app::readiness::{self, Input, Opened};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Readiness;
use kith_domain::support::readiness::{Demand, Stands};
use kith_domain::time::{day_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "How ready they are";

/// A note as it is shown.
pub(crate) struct Note {
    pub(crate) when: String,
    pub(crate) stands: Option<&'static str>,
    pub(crate) words: Option<String>,
    pub(crate) demands: Option<String>,
}

/// A note in words.
pub(crate) fn note(it: &Readiness, who: &str) -> Note {
    let demands: Vec<String> = it.says.demands.iter().map(|it| super::words::lower(it.label())).collect();
    Note {
        when: format!("{}, {who}", day_in_words(day_of(it.at))),
        stands: it.says.stands.map(Stands::sentence),
        words: it.says.words.as_ref().map(ToString::to_string),
        demands: (!demands.is_empty()).then(|| format!("What else asks for their strength: {}.", demands.join(", "))),
    }
}

/// The form.
#[derive(Template)]
#[template(path = "holding/readiness.html")]
pub(crate) struct ReadinessPage {
    frame: Frame,
    /// The form of the one press.
    press: Form,
    form: Form,
    to: String,
    back: Back,
    /// Code, label and meaning of each press.
    presses: Vec<(&'static str, &'static str, &'static str)>,
    stands: Vec<Choice>,
    demands: Vec<Choice>,
    notes: Vec<Note>,
}

impl ReadinessPage {
    /// The form; `press` is that of one press.
    pub(crate) fn new(frame: Frame, opened: &Opened, (press, form): (Form, Form)) -> Self {
        let person = &opened.head.person.it;
        let who = |it: &Readiness| opened.names.get(&it.author).map_or("somebody no longer here", String::as_str);
        let meaning = |it: &Stands| it.why_not().map_or("they can take something up now", |it| it.meaning());
        let none = Choice::new("", "None of these");
        Self {
            frame,
            press,
            form,
            to: format!("/people/{}/readiness", person.id),
            back: Back::to(person),
            presses: Stands::ALL.iter().map(|it| (it.code(), it.label(), meaning(it))).collect(),
            stands: Stands::ALL.iter().map(|it| Choice::new(it.code(), it.label())).chain([none]).collect(),
            demands: Demand::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            notes: opened.notes.iter().map(|it| note(it, who(it))).collect(),
        }
    }
}

fn draw(visit: &Visit, id: Id<Person>, form: Form) -> Result<ReadinessPage, Problem> {
    let opened = visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteReadiness>(look.tx(), ctx, id)?;
        readiness::open(look, &permit)
    })?;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &opened.head.person.it, TITLE) };
    Ok(ReadinessPage::new(frame, &opened, (visit.fresh_form(&id.to_string()), form)))
}

/// `GET /people/{id}/readiness`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    Reply::page(&draw(visit, id, visit.form(&id.to_string()))?)
}

/// `POST /people/{id}/readiness`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let typed = Input { stands: visit.field("stands"), words: visit.field("words"), demands: visit.fields("demands") };
    let sent = visit.submit::<act::WriteReadiness>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteReadiness>(work.tx(), ctx, id)?;
        readiness::write(work, ctx, &permit, &typed)?;
        Ok(format!("/people/{id}?said=readiness-written"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|sent| draw(visit, id, sent.at(0).0))
}
