//! Putting right how what matters was written down: for whoever wrote it. Something new is a new telling instead.

use kith_app::people::{self, Head};
use kith_app::store::Kept;
use kith_app::{permit, support};
use kith_domain::id::Id;
use kith_domain::policy::{Action, act};
use kith_domain::support::WhatMatters;

use crate::components::{Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Correct what matters";

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<WhatMatters>) -> Form {
    form.carrying(VERSION, &kept.version.to_string()).prefill("words", kept.it.words.as_str())
}

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, id: Id<WhatMatters>, form: Form) -> AskPage {
    let person = &head.person.it;
    AskPage::new(frame, person, format!("/what-matters/{id}/correct"), form)
        .lead("For what was written down wrongly; it stays in the history. Does something else matter now? Then write it anew, and this stays behind it.")
        .asks(|form| vec![Slot::of(&form.textarea("words", "In their own words").rows(8))])
}

fn opened(visit: &Visit, id: Id<WhatMatters>) -> Result<(Kept<WhatMatters>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::what_matters::<act::CorrectMatters>(look.tx(), ctx, id)?;
        look.shows(Action::CorrectMatters, kept.it.service, kept.it.person);
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, people::head(look, &permit)?))
    })
}

/// `GET /what-matters/{id}/correct`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<WhatMatters>("id")?;
    let (kept, head) = opened(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, id, form))
}

/// `POST /what-matters/{id}/correct`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<WhatMatters>("id")?;
    let words = visit.field("words");
    let version = visit.version()?;
    let result = visit.submit::<act::CorrectMatters>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::what_matters::<act::CorrectMatters>(work.tx(), ctx, id)?;
        let person = support::correct_what_matters(work, ctx, &permit, version, &words)?;
        Ok(format!("/people/{person}?said=matters-corrected"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened(visit, id)?;
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, id, form),
        |page| page.beside(vec![("In their words", Some(kept.it.words.to_string()))]),
    )
}
