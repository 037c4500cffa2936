//! Putting a gap right.

use kith_app::people::Head;
use kith_app::store::Kept;
use kith_app::{gaps, permit};
use kith_domain::need::Gap;
use kith_domain::need::gap::{Instead, Kind, Reason, Structure};
use kith_domain::policy::act;

use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::gaps::opened;
use crate::people::{frame_about, gap as recorded};
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Correct a gap";

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<Gap>) -> Form {
    let it = &kept.it;
    let words = it.words.as_ref().map(ToString::to_string).unwrap_or_default();
    form.carrying(VERSION, &kept.version.to_string())
        .prefill("sought", it.sought.as_str())
        .prefill("kind", it.kind.map_or("", Kind::code))
        .prefill("reason", it.reason.code())
        .prefill("structure", it.structure.map_or("", Structure::code))
        .prefill("weeks", &it.weeks.map(|weeks| weeks.to_string()).unwrap_or_default())
        .prefill("instead", it.instead.map_or("", Instead::code))
        .prefill("words", &words)
}

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, gap: &Gap, form: Form) -> AskPage {
    let reasons: Vec<Choice> = Reason::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    let (kinds, structures, instead) = (recorded::kinds(), recorded::structures(), recorded::instead());
    let need = head.needs.iter().find(|need| need.id == gap.need);
    let page = AskPage::new(frame, &head.person.it, format!("/gaps/{}/correct", gap.id), form)
        .lead("What it says now stays in the history, with whoever wrote it.");
    let page = match need {
        Some(need) => page.quote(need.stated.as_str()),
        None => page,
    };
    page.asks(|form| {
        vec![
            Slot::of(
                &form
                    .input("sought", "What was looked for?")
                    .hint("Left empty, the need itself stands for it.")
                    .autocomplete("off"),
            ),
            Slot::of(&form.radios("kind", "What kind of service?", &kinds).small()),
            Slot::of(&form.radios("reason", "Why was it not there?", &reasons).small()),
            Slot::of(
                &form
                    .radios("structure", "Where nothing could change it: what stands in the way?", &structures)
                    .small(),
            ),
            Slot::of(
                &form
                    .input("weeks", "How long is the wait that was quoted?")
                    .width(3)
                    .digits()
                    .suffix("weeks")
                    .autocomplete("off"),
            ),
            Slot::of(&form.radios("instead", "What is done meanwhile?", &instead).small()),
            Slot::of(&form.textarea("words", "More about it").rows(3)),
        ]
    })
}

/// `GET /gaps/{id}/correct`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Gap>("id")?;
    let (kept, head) = opened::<act::CorrectGap>(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form))
}

/// `POST /gaps/{id}/correct`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Gap>("id")?;
    let input = recorded::input(visit);
    let version = visit.version()?;
    let result = visit.submit::<act::CorrectGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::gap::<act::CorrectGap>(work.tx(), ctx, id)?;
        let person = gaps::correct(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}?said=gap-corrected"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened::<act::CorrectGap>(visit, id)?;
    let now = &kept.it;
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, now, form),
        |page| {
            page.beside(vec![
                ("What was looked for", Some(now.sought.to_string())),
                ("What kind of service", now.kind.map(|it| it.label().to_owned())),
                ("Why it was not there", Some(now.reason.label().to_owned())),
                ("What stands in the way", now.structure.map(|it| it.label().to_owned())),
                ("Weeks", now.weeks.map(|weeks| weeks.to_string())),
                ("Meanwhile", now.instead.map(|it| it.label().to_owned())),
                ("More about it", now.words.as_ref().map(ToString::to_string)),
            ])
        },
    )
}
