//! Writing a concern: first the telephone, then who will read it, then two boxes.

use askama::Template;
use kith_app::concerns::{self, Before};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;

use super::Risk;
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::draft::{self, Drafting, OfConcern};
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "concerns/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    risk: Risk,
    /// Who is named; nobody, perhaps.
    leads: String,
    /// Where it keeps a draft, and the one there is.
    drafting: Option<Drafting>,
}

impl WritePage {
    /// The form.
    pub(crate) fn new(frame: Frame, before: &Before, form: Form) -> Self {
        Self {
            frame,
            form,
            to: format!("/people/{}/concern", before.person.id),
            back: Back::to(&before.person),
            risk: Risk::new(&before.numbers, before.practice.as_ref()),
            leads: before.leads.join(", "),
            drafting: None,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
    }
}

const TITLE: &str = "A safeguarding concern";

fn opened(visit: &Visit, id: Id<Person>) -> Result<Before, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteConcern>(look.tx(), ctx, id)?;
        concerns::before(look, &permit)
    })
}

/// `GET /people/{id}/concern`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let before = opened(visit, id)?;
    let frame = frame_about(visit, &before.person, TITLE);
    let (form, drafting) = draft::begun::<OfConcern>(visit, id, visit.form(&id.to_string()))?;
    Reply::page(&WritePage::new(frame, &before, form).drafting(drafting))
}

/// `POST /people/{id}/concern`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (words, done, base) = (visit.field("words"), visit.field("done"), visit.site.base());
    let result = visit.submit::<act::WriteConcern>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteConcern>(work.tx(), ctx, id)?;
        let concern = concerns::write(work, ctx, &permit, (&words, &done), &base)?;
        Ok(format!("/concerns/{concern}?said=concern-written"))
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let before = opened(visit, id)?;
            let frame = Frame { error_title: true, ..frame_about(visit, &before.person, TITLE) };
            Reply::again(&WritePage::new(frame, &before, form).drafting(draft::going_on::<OfConcern>(visit, id)))
        }
    }
}
