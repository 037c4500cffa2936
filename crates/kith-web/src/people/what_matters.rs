//! What matters, in the person's own words. It may stand alone: no plan, no goal.

use askama::Template;
use kith_app::people::{self, Story};
use kith_app::{permit, support};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time::{day_in_words, day_of};

use super::draft::{self, Drafting, OfMatters};
use super::{Back, frame_about};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/what_matters.html")]
pub(crate) struct MattersPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    /// Words and who wrote them down, newest first.
    before: Vec<(String, String)>,
    /// Where it keeps a draft, and the one there is.
    drafting: Option<Drafting>,
}

impl MattersPage {
    /// The form over what was written before.
    pub(crate) fn new(frame: Frame, story: &Story, form: Form) -> Self {
        let person = &story.person.it;
        let before = story.what_matters.iter().map(|it| {
            let by = format!("Written down by {} on {}.", story.name_of(it.author), day_in_words(day_of(it.at)));
            (it.words.to_string(), by)
        });
        Self {
            frame,
            form,
            to: format!("/people/{}/what-matters", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            before: before.collect(),
            drafting: None,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
    }
}

/// The story, for somebody who may write what matters.
fn story(visit: &Visit, id: Id<Person>) -> Result<Story, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteWhatMatters>(look.tx(), ctx, id)?;
        people::head(look, &permit)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        people::story(look, &permit)
    })
}

/// `GET /people/{id}/what-matters`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story(visit, id)?;
    let frame = frame_about(visit, &story.person.it, "What matters");
    let (form, drafting) = draft::begun::<OfMatters>(visit, id, visit.form(&id.to_string()))?;
    Reply::page(&MattersPage::new(frame, &story, form).drafting(drafting))
}

/// `POST /people/{id}/what-matters`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let words = visit.field("words");
    let taken = visit.submit::<act::WriteWhatMatters>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteWhatMatters>(work.tx(), ctx, id)?;
        support::write_what_matters(work, ctx, &permit, &words)?;
        Ok(format!("/people/{id}?said=matters-written"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let story = story(visit, id)?;
            let frame = frame_about(visit, &story.person.it, "What matters");
            let page = MattersPage::new(Frame { error_title: true, ..frame }, &story, form);
            Reply::again(&page.drafting(draft::going_on::<OfMatters>(visit, id)))
        }
    }
}
