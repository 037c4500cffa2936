//! Saying where a need stands. The rest is worked out from connections and gaps; what is said here is a fact beside
//! them, and that it is met or no longer wanted is the person's to decide.

use kith_app::people::Head;
use kith_app::{needs, permit};
use kith_domain::need::{Need, Stand};
use kith_domain::policy::act;

use super::opened;
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Where does it stand?";

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, need: &Need, form: Form) -> AskPage {
    let stands: Vec<Choice> = Stand::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    AskPage::new(frame, &head.person.it, format!("/needs/{}/standing", need.id), form)
        .lead("Connections and gaps count by themselves. Say here what else is true.")
        .quote(need.stated.as_str())
        .asks(|form| {
            vec![
                Slot::of(&form.radios("stand", "What is true now?", &stands).small()),
                Slot::of(&form.textarea("words", "More about it, if you like").rows(3)),
            ]
        })
}

/// `GET /needs/{id}/standing`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Need>("id")?;
    let (kept, head) = opened::<act::SayNeed>(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &kept.version.to_string());
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form))
}

/// `POST /needs/{id}/standing`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Need>("id")?;
    let (stand, words) = (visit.field("stand"), visit.field("words"));
    let version = visit.version()?;
    let result = visit.submit::<act::SayNeed>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::need::<act::SayNeed>(work.tx(), ctx, id)?;
        let person = needs::say(work, ctx, &permit, version, &stand, &words)?;
        Ok(format!("/people/{person}?said=need-said"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened::<act::SayNeed>(visit, id)?;
    let said = kept.it.said.as_ref();
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form),
        |page| {
            page.beside(vec![
                ("The need", Some(kept.it.stated.to_string())),
                ("Said of it", said.map(|said| said.stand.label().to_owned())),
                ("More about it", said.and_then(|said| Some(said.words.as_ref()?.to_string()))),
            ])
        },
    )
}
