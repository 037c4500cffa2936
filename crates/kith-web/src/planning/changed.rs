//! What changed: apart from why support ended, any number, all of it optional.

use kith_app::ending::{self, ChangedInput};
use kith_app::people::Story;
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Changed;
use kith_domain::support::changed::{Direction, Gain, Meant, Whom};
use kith_domain::time::{day_in_words, day_of};

use super::{story, text, words};
use crate::components::{Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::frame_about;
use crate::planning::ask::{AskPage, Below, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::{VERSION, Visit};

fn questions(form: &Form) -> Vec<Slot> {
    macro_rules! choices {
        ($of:ident) => {
            std::iter::once(Choice::new("", "Not said"))
                .chain($of::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
                .collect::<Vec<Choice>>()
        };
    }
    let (direction, meant, whom) = (choices!(Direction), choices!(Meant), choices!(Whom));
    let gains: Vec<Choice> = std::iter::once(Choice::new("", "None of these"))
        .chain(Gain::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
        .collect();
    vec![
        Slot::of(
            &form
                .textarea("words", "What changed?")
                .hint("In words. What somebody said of it is worth more than a label.")
                .rows(4),
        ),
        Slot::of(&form.select("gain", "Is it a practical gain?", &gains)),
        Slot::of(&form.radios("direction", "For the better or the worse?", &direction).small()),
        Slot::of(&form.radios("meant", "Was it meant?", &meant).small()),
        Slot::of(&form.radios("whom", "For whom?", &whom).small()),
    ]
}

/// What was recorded before, for the foot of the form.
fn before(story: &Story) -> Vec<Below> {
    let entries = story.changed.iter().map(|kept| {
        let it = &kept.it;
        let on = day_in_words(day_of(it.at));
        Below {
            words: it.telling.words.as_ref().map(ToString::to_string),
            lines: words::changed_in_words(&it.telling),
            by: format!("{} on {on}", story.name_of(it.author)),
            correct: Some(format!("/changed/{}/correct", it.id)),
        }
    });
    entries.collect()
}

/// The page of something new.
pub(crate) fn page(frame: Frame, story: &Story, form: Form) -> AskPage {
    let person = &story.person.it;
    AskPage::new(frame, person, format!("/people/{}/what-changed", person.id), form)
        .lead("Apart from why support ends, and at any time. One answer is enough; what got worse, or was not meant, belongs here too.")
        .asks(questions)
        .also("Save, and write another", "then", "another")
        .below("What has been written", before(story))
}

const TITLE: &str = "What changed";

/// `GET /people/{id}/what-changed`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::RecordChange>(visit, id)?;
    let form = visit.form(&id.to_string());
    Reply::page(&page(frame_about(visit, &story.person.it, TITLE), &story, form))
}

fn input(visit: &Visit) -> ChangedInput {
    ChangedInput {
        direction: visit.field("direction"),
        meant: visit.field("meant"),
        whom: visit.field("whom"),
        gain: visit.field("gain"),
        words: visit.field("words"),
    }
}

/// `POST /people/{id}/what-changed`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let another = visit.field("then") == "another";
    let result = visit.submit::<act::RecordChange>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::RecordChange>(work.tx(), ctx, id)?;
        ending::record_change(work, ctx, &permit, &input)?;
        Ok(if another {
            format!("/people/{id}/what-changed?said=change-recorded")
        } else {
            format!("/people/{id}?said=change-recorded")
        })
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let story = story::<act::RecordChange>(visit, id)?;
    answer(taken, 0, |form| page(frame_about(visit, &story.person.it, TITLE), &story, form), |page| page)
}

/// The form with what the record says.
pub(crate) fn filled(form: Form, kept: &Kept<Changed>) -> Form {
    let it = &kept.it.telling;
    form.carrying(VERSION, &kept.version.to_string())
        .prefill("words", &text(&it.words))
        .prefill("gain", it.gain.map_or("", Gain::code))
        .prefill("direction", it.direction.map_or("", Direction::code))
        .prefill("meant", it.meant.map_or("", Meant::code))
        .prefill("whom", it.whom.map_or("", Whom::code))
}

fn correction(frame: Frame, person: &Person, id: Id<Changed>, form: Form) -> AskPage {
    AskPage::new(frame, person, format!("/changed/{id}/correct"), form)
        .lead("What it says now stays in the history, with whoever wrote it.")
        .asks(questions)
}

fn opened(visit: &Visit, id: Id<Changed>) -> Result<(Kept<Changed>, Story), Problem> {
    let kept = visit.read(|look, ctx| {
        let (_, kept) = permit::changed::<act::RecordChange>(look.tx(), ctx, id)?;
        Ok(kept)
    })?;
    let story = story::<act::RecordChange>(visit, kept.it.person)?;
    Ok((kept, story))
}

const CORRECT: &str = "Correct what changed";

/// `GET /changed/{id}/correct`.
pub(crate) fn show_correction(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Changed>("id")?;
    let (kept, story) = opened(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &kept);
    Reply::page(&correction(frame_about(visit, &story.person.it, CORRECT), &story.person.it, id, form))
}

/// `POST /changed/{id}/correct`.
pub(crate) fn take_correction(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Changed>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let result = visit.submit::<act::RecordChange>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::changed::<act::RecordChange>(work.tx(), ctx, id)?;
        let person = ending::correct_change(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}?said=change-corrected"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let (kept, story) = opened(visit, id)?;
    let now = &kept.it.telling;
    answer(
        taken,
        kept.version,
        |form| correction(frame_about(visit, &story.person.it, CORRECT), &story.person.it, id, form),
        |page| {
            page.beside(vec![
                ("In words", now.words.as_ref().map(ToString::to_string)),
                ("Said of it", Some(words::changed_in_words(now).join(" ")).filter(|lines| !lines.is_empty())),
            ])
        },
    )
}
