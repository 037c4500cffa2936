//! What would have helped, in the person's own words, and whether they may be used without their name: asked, refused, and
//! taken back at any time.

use kith_app::people::Head;
use kith_app::store::Kept;
use kith_app::{gaps, permit};
use kith_domain::need::{Agreement, Gap};
use kith_domain::policy::act;

use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::gaps::opened;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "In their own words";

/// The form with what the record says.
fn filled(form: Form, kept: &Kept<Gap>) -> Form {
    let voice = kept.it.voice.as_ref();
    form.carrying(VERSION, &kept.version.to_string())
        .prefill("own_words", &voice.map(|it| it.words.to_string()).unwrap_or_default())
        .prefill("own_agreement", voice.map_or(Agreement::NotAsked, |it| it.agreement).code())
}

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, gap: &Gap, form: Form) -> AskPage {
    let had_agreed =
        gap.voice.as_ref().is_some_and(|it| matches!(it.agreement, Agreement::Agreed | Agreement::Withdrawn));
    let agreements: Vec<Choice> = (Agreement::ALL.iter())
        .filter(|it| **it != Agreement::Withdrawn || had_agreed)
        .map(|it| Choice::new(it.code(), it.label()))
        .collect();
    AskPage::new(frame, &head.person.it, format!("/gaps/{}/words", gap.id), form)
        .back(format!("/gaps/{}", gap.id), "Back to the gap")
        .lead(
            "It stays in their record. Without their agreement it is used nowhere else: not in the register, not in a \
             report, not in a file. They can take it back at any time.",
        )
        .quote(gap.sought.as_str())
        .asks(|form| {
            vec![
                Slot::of(
                    &form
                        .textarea("own_words", "What would have helped?")
                        .hint("As they say it. Leave out names, so that the words can stand alone.")
                        .rows(4),
                ),
                Slot::of(
                    &form
                        .radios(
                            "own_agreement",
                            "May others read their words in a report, without their name?",
                            &agreements,
                        )
                        .hint("If the words changed, ask again.")
                        .small(),
                ),
            ]
        })
}

/// `GET /gaps/{id}/words`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Gap>("id")?;
    let (kept, head) = opened::<act::RecordGap>(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form))
}

/// `POST /gaps/{id}/words`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Gap>("id")?;
    let (words, agreement) = (visit.field("own_words"), visit.field("own_agreement"));
    let version = visit.version()?;
    let result = visit.submit::<act::RecordGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::gap::<act::RecordGap>(work.tx(), ctx, id)?;
        gaps::hear(work, ctx, &permit, version, (&words, &agreement))?;
        Ok(format!("/gaps/{id}?said=own-words-saved"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened::<act::RecordGap>(visit, id)?;
    let voice = kept.it.voice.as_ref();
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form),
        |page| {
            page.beside(vec![
                ("In their own words", voice.map(|it| it.words.to_string())),
                ("Their agreement", voice.map(|it| it.agreement.label().to_owned())),
            ])
        },
    )
}
