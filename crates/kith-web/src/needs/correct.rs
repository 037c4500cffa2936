//! Putting a need right: what the person said, and, apart from it, how it is coded and when it became known.

use kith_app::people::Head;
use kith_app::store::Kept;
use kith_app::support::NeedInput;
use kith_app::{needs, permit};
use kith_domain::need::{Domain, Known, Need};
use kith_domain::policy::act;

use super::opened;
use crate::components::{Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::people::need::{domains, heard, known};
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Correct a need";

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<Need>) -> Form {
    let it = &kept.it;
    form.carrying(VERSION, &kept.version.to_string())
        .prefill("stated", it.stated.as_str())
        .prefill("domain", it.domain.map_or("", Domain::code))
        .prefill("known", it.known.code())
        .prefill("heard", &it.heard.map(|id| id.to_string()).unwrap_or_default())
}

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, need: &Need, form: Form) -> AskPage {
    let (known, heard, domains) = (known(), heard(head), domains(head, need.domain));
    AskPage::new(frame, &head.person.it, format!("/needs/{}/correct", need.id), form)
        .lead("What it says now stays in the history, with whoever wrote it.")
        .asks(|form| {
            vec![
                Slot::of(
                    &form
                        .textarea("stated", "What does the person need?")
                        .hint("As they said it, in their words.")
                        .rows(3),
                ),
                Slot::of(&form.radios("known", "When did it come to light?", &known).small()),
                Slot::of(&form.select("heard", "At which contact?", &heard)),
                Slot::of(
                    &form
                        .select("domain", "What is it about?", &domains)
                        .hint("Your own view of it. It may stay open."),
                ),
            ]
        })
}

/// `GET /needs/{id}/correct`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Need>("id")?;
    let (kept, head) = opened::<act::CorrectNeed>(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form))
}

/// `POST /needs/{id}/correct`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Need>("id")?;
    let input = NeedInput {
        stated: visit.field("stated"),
        domain: visit.field("domain"),
        known: visit.field("known"),
        heard: visit.field("heard"),
    };
    let version = visit.version()?;
    let result = visit.submit::<act::CorrectNeed>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::need::<act::CorrectNeed>(work.tx(), ctx, id)?;
        let person = needs::correct(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}?said=need-corrected"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let crate::taken::Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened::<act::CorrectNeed>(visit, id)?;
    let now = &kept.it;
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, now, form),
        |page| {
            page.beside(vec![
                ("In their words", Some(now.stated.to_string())),
                ("Came to light", Some(Known::label(now.known).to_owned())),
                ("What it is about", now.domain.map(|domain| head.settings.need_domain(domain))),
            ])
        },
    )
}
