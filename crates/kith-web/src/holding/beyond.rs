//! Why a case goes beyond a guide: for a link worker, one press. Nobody approves it.

use askama::Template;
use kith_app::{guides, people, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::guide::{Guide, Reason};

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "holding/beyond.html")]
pub(crate) struct BeyondPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    reasons: Vec<(&'static str, &'static str)>,
}

impl BeyondPage {
    /// The page; the form carries which guide.
    pub(crate) fn new(frame: Frame, person: &Person, form: Form) -> Self {
        Self {
            frame,
            form,
            to: format!("/people/{}/beyond-guide", person.id),
            back: Back::to(person),
            reasons: Reason::ALL.iter().map(|it| (it.code(), it.label())).collect(),
        }
    }

    /// What it is called for a guide.
    pub(crate) fn title(guide: Guide) -> &'static str {
        match guide {
            Guide::Contacts => "More contacts than your guide: why?",
            Guide::Months => "Longer than your guide: why?",
        }
    }
}

fn draw(visit: &Visit, id: Id<Person>, (guide, form): (Guide, Form)) -> Result<BeyondPage, Problem> {
    let head = visit.read(|look, ctx| {
        let permit = permit::person::<act::SayBeyondGuide>(look.tx(), ctx, id)?;
        people::head(look, &permit)
    })?;
    let person = &head.person.it;
    let frame = frame_about(visit, person, BeyondPage::title(guide));
    let frame = Frame { error_title: !form.is_fine(), ..frame };
    Ok(BeyondPage::new(frame, person, form.carrying("guide", guide.code())))
}

/// `GET /people/{id}/beyond-guide`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["guide"])?;
    let id = visit.id::<Person>("id")?;
    let guide = match visit.query("guide")? {
        None => Guide::Contacts,
        Some(code) => Guide::from_code(code)
            .ok_or(Problem::Bad("The address asks for a guide that there is not. Go back to the person's page."))?,
    };
    Reply::page(&draw(visit, id, (guide, visit.form(&id.to_string())))?)
}

/// `POST /people/{id}/beyond-guide`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let typed = (visit.field("guide"), visit.field("reason"), visit.field("words"));
    let guide = Guide::from_code(&typed.0).unwrap_or(Guide::Contacts);
    let sent = visit.submit::<act::SayBeyondGuide>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::SayBeyondGuide>(work.tx(), ctx, id)?;
        guides::go_beyond(work, ctx, &permit, (&typed.0, &typed.1, &typed.2))?;
        Ok(format!("/people/{id}?said=beyond-said"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|sent| draw(visit, id, (guide, sent.at(0).0)))
}
