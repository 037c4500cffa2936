//! What matters, in the person's words.

use askama::Template;
use kith_app::people::Story;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{Slot, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/matters.html")]
struct Matters {
    called: String,
    /// The words, and who wrote them down.
    matters: Option<(String, String)>,
    /// Earlier tellings.
    before: Vec<(String, String)>,
}
html_safe!(Matters);

/// The section.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let mut tellings = story.what_matters.iter().map(|it| {
        let by = format!("Written down by {} on {}", story.name_of(it.author), day_in_words(day_of(it.at)));
        (it.words.to_string(), by)
    });
    let called = story.person.it.identity.called().into_owned();
    Some(Slot::of(&Matters { called, matters: tellings.next(), before: tellings.collect() }))
}
