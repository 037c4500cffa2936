//! About Me: a page to read and print, and the form that writes a new telling in front of the earlier ones.

use askama::Template;
use kith_app::people::Story;
use kith_app::permit;
use kith_app::planning::{self, AboutMeInput};
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::support::AboutMe;
use kith_domain::time::{date_in_words, day_in_words};

use super::{day_of, story, text, words};
use crate::components::{BackLink, Button, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::draft::{self, OfAboutMe};
use crate::people::{Back, May, frame_about};
use crate::planning::ask::{AskPage, answer};
use crate::reply::Reply;
use crate::taken::{Taken, taken};
use crate::visit::Visit;

/// What the writer had before them: a newer telling is not written over unseen.
const AFTER: &str = "after";

/// The page to read.
#[derive(Template)]
#[template(path = "planning/about_me.html")]
pub(crate) struct AboutMePage {
    frame: Frame,
    back: Back,
    called: String,
    write: Option<String>,
    now: Option<TellingView>,
    before: Vec<TellingView>,
}

/// One telling, ready to show.
struct TellingView {
    /// Headings in the person's voice, with their words.
    parts: Vec<(&'static str, String)>,
    by: String,
}

/// The parts of a telling under headings in the person's voice.
pub(crate) fn parts(it: &AboutMe) -> Vec<(&'static str, String)> {
    let parts = [
        ("About me", &it.telling.about),
        ("How I communicate and how to communicate with me", &it.telling.communicate),
        ("How and when to support me", &it.telling.support),
    ];
    parts.into_iter().filter_map(|(heading, words)| Some((heading, words.as_ref()?.to_string()))).collect()
}

impl AboutMePage {
    /// The page of a story.
    pub(crate) fn new(frame: Frame, story: &Story, may: &May) -> Self {
        let person = &story.person.it;
        let mut tellings =
            story.about_me.iter().map(|it| TellingView { parts: parts(it), by: words::about_me_by(story, it) });
        Self {
            frame,
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            write: may.allows(Action::WriteAboutMe).then(|| format!("/people/{}/about-me/write", person.id)),
            now: tellings.next(),
            before: tellings.collect(),
        }
    }
}

/// `GET /people/{id}/about-me`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::SeePerson>(visit, id)?;
    let may = May::opened(visit.actor(), &story.person.it);
    Reply::page(&AboutMePage::new(frame_about(visit, &story.person.it, "About me"), &story, &may))
}

/// The form, begun from the latest telling.
pub(crate) fn filled(form: Form, story: &Story) -> Form {
    let latest = story.about_me.first();
    let of = |part: fn(&AboutMe) -> String| latest.map(part).unwrap_or_default();
    form.carrying(AFTER, &of(|it| it.id.to_string()))
        .prefill("about", &of(|it| text(&it.telling.about)))
        .prefill("communicate", &of(|it| text(&it.telling.communicate)))
        .prefill("support", &of(|it| text(&it.telling.support)))
        .prefill("with", &of(|it| text(&it.telling.with)))
}

/// The form's page.
pub(crate) fn page(frame: Frame, person: &Person, form: Form) -> AskPage {
    let id = person.id;
    AskPage::new(frame, person, format!("/people/{id}/about-me/write"), form)
        .back(format!("/people/{id}/about-me"), "Back to About me")
        .lead("In their words, as “I”. One box is enough. What was written before stays, behind what you write now.")
        .asks(|form| {
            vec![
                Slot::of(
                    &form
                        .textarea("about", "About me")
                        .hint("Who I am, who and what I care about, what a good day is, what I would rather not.")
                        .rows(6),
                ),
                Slot::of(&form.textarea("communicate", "How I communicate and how to communicate with me").rows(3)),
                Slot::of(&form.textarea("support", "How and when to support me").rows(3)),
                Slot::of(
                    &form
                        .input("with", "Who supported me to write this?")
                        .hint("For example: my link worker, my sister Jo. Leave it empty if nobody did.")
                        .autocomplete("off"),
                ),
                Slot::of(&form.date("said_on", "When was this said?").hint("Left empty, it is today.")),
            ]
        })
}

/// `GET /people/{id}/about-me/write`.
pub(crate) fn show_form(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::WriteAboutMe>(visit, id)?;
    let (form, drafting) = draft::begun::<OfAboutMe>(visit, id, visit.form(&id.to_string()))?;
    // What was begun from an earlier telling is compared with the latest when it is saved.
    let after = form.value(AFTER).to_owned();
    let form = filled(form, &story);
    let form = if after.is_empty() { form } else { form.without(AFTER).carrying(AFTER, &after) };
    let frame = frame_about(visit, &story.person.it, "Write About me");
    Reply::page(&page(frame, &story.person.it, form).drafting(drafting))
}

/// `POST /people/{id}/about-me/write`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = AboutMeInput {
        about: visit.field("about"),
        communicate: visit.field("communicate"),
        support: visit.field("support"),
        with: visit.field("with"),
        day: day_of(visit, "said_on"),
    };
    let after = visit.field(AFTER);
    let result = visit.submit::<act::WriteAboutMe>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteAboutMe>(work.tx(), ctx, id)?;
        planning::write_about_me(work, ctx, &permit, &after, &input)?;
        Ok(format!("/people/{id}/about-me?said=about-me-written"))
    });
    let taken = taken(visit, &id.to_string(), result)?;
    if let Taken::Done(reply) = taken {
        return Ok(reply);
    }
    let story = story::<act::WriteAboutMe>(visit, id)?;
    let latest = story.about_me.first();
    let after = match &taken {
        Taken::Overtaken(_) => latest.map(|it| it.id.to_string()).unwrap_or_default(),
        _ => visit.field(AFTER),
    };
    answer(
        taken,
        0,
        |form| {
            let form = form.without(AFTER).carrying(AFTER, &after);
            let frame = frame_about(visit, &story.person.it, "Write About me");
            page(frame, &story.person.it, form).drafting(draft::going_on::<OfAboutMe>(visit, id))
        },
        |page| {
            let of = |part: fn(&AboutMe) -> Option<String>| latest.and_then(part);
            page.beside(vec![
                ("About me", of(|it| it.telling.about.as_ref().map(ToString::to_string))),
                ("How I communicate", of(|it| it.telling.communicate.as_ref().map(ToString::to_string))),
                ("How and when to support me", of(|it| it.telling.support.as_ref().map(ToString::to_string))),
                ("Who supported me", of(|it| it.telling.with.as_ref().map(ToString::to_string))),
                ("Said on", latest.map(|it| day_in_words(it.day))),
            ])
        },
    )
}

/// "Written on 24 November 2026 with my sister Jo".
pub(crate) fn written(it: &AboutMe) -> String {
    match &it.telling.with {
        Some(with) => format!("Said on {}. Supported to write this by: {with}", date_in_words(it.day)),
        None => format!("Said on {}", date_in_words(it.day)),
    }
}
