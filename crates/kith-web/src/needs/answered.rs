//! Writing down that a gap was answered after all, and taking that back. The gap stays, and counts as one.

use kith_app::gap_answer::{self, CameInput};
use kith_app::people::Head;
use kith_app::{gaps, permit};
use kith_domain::need::Gap;
use kith_domain::policy::act;
use kith_domain::time::moment_in_words;

use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::gaps::opened;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

const TITLE: &str = "Found after all?";

/// The page.
pub(crate) fn page(frame: Frame, head: &Head, gap: &Gap, form: Form) -> AskPage {
    let page =
        AskPage::new(frame, &head.person.it, format!("/gaps/{}/answered", gap.id), form).quote(gap.sought.as_str());
    let mut connections = vec![Choice::new("", "None of these")];
    connections.extend(head.connections.iter().map(|line| {
        let words = format!("{} ({})", line.to, line.kept.it.state.in_words().to_lowercase());
        Choice::new(&line.kept.it.id.to_string(), &words)
    }));
    match &gap.answered {
        None => page
            .lead("The gap stays in the record, with how long it lasted. Nothing below has to be filled in.")
            .asks(|form| {
                let mut questions = Vec::new();
                if connections.len() > 1 {
                    questions.push(Slot::of(&form.select("connection", "Which connection answered it?", &connections)));
                }
                questions.push(Slot::of(
                    &form
                        .input("entry", "Or which service of the directory?")
                        .hint("Its name, as it stands there.")
                        .autocomplete("off"),
                ));
                questions.push(Slot::of(
                    &form.textarea("words", "What came, in words").hint("For example: a place came free.").rows(3),
                ));
                questions
            }),
        Some(it) => page
            .lead(format!("On {} it was written down that this was found.", moment_in_words(it.at)))
            .asks(|_| Vec::new())
            .saves("It was not, or is there no longer")
            .sends("open", "again"),
    }
}

/// `GET /gaps/{id}/answered`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Gap>("id")?;
    let (kept, head) = opened::<act::RecordGap>(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &kept.version.to_string());
    Reply::page(&page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form))
}

/// `POST /gaps/{id}/answered`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Gap>("id")?;
    let came =
        CameInput { connection: visit.field("connection"), entry: visit.field("entry"), words: visit.field("words") };
    let again = visit.field("open") == "again";
    let version = visit.version()?;
    let result = visit.submit::<act::RecordGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::gap::<act::RecordGap>(work.tx(), ctx, id)?;
        if again {
            let person = gaps::open_again(work, ctx, &permit, version)?;
            return Ok(format!("/people/{person}?said=gap-opened"));
        }
        let person = gap_answer::answer(work, ctx, &permit, version, &came)?;
        Ok(format!("/people/{person}?said=gap-answered"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, head) = opened::<act::RecordGap>(visit, id)?;
    let said = kept.it.answered.as_ref();
    answer(
        taken,
        kept.version,
        |form| page(frame_about(visit, &head.person.it, TITLE), &head, &kept.it, form),
        |page| {
            page.beside(vec![
                ("What was looked for", Some(kept.it.sought.to_string())),
                ("Found", said.map(|it| moment_in_words(it.at))),
                ("What came", said.and_then(|it| Some(it.words.as_ref()?.to_string()))),
            ])
        },
    )
}
