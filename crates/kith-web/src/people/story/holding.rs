//! Holding with its reviews, notes on readiness, and why a case went beyond a guide.

use kith_app::people::Story;

use super::{Entry, Filter};
use crate::holding::readiness::note;
use crate::holding::words;
use crate::people::may::May;

/// Holding: begun, looked at, changed and ended.
pub(super) fn holding(story: &Story, _may: &May) -> Vec<Entry> {
    let called = story.person.it.identity.called();
    let entry = |it: &kith_app::store::Happened| {
        let (what, lines) = words::told(story.who_did(it), &called, it)?;
        Some(Entry { lines, ..Entry::new(it.at, Filter::Holding, what) })
    };
    story.happened.iter().filter_map(entry).collect()
}

/// How ready they were, each time it was written.
pub(super) fn readiness(story: &Story, _may: &May) -> Vec<Entry> {
    let called = story.person.it.identity.called();
    let entry = |it: &kith_domain::support::Readiness| {
        let who = story.name_of(it.author);
        let said = note(it, who);
        Entry {
            note: said.words,
            lines: said.stands.map(str::to_owned).into_iter().chain(said.demands).collect(),
            ..Entry::new(it.at, Filter::Holding, format!("{who} wrote down how ready {called} is."))
        }
    };
    story.readiness.iter().map(entry).collect()
}

/// Why a case went beyond a guide.
pub(super) fn beyond(story: &Story, _may: &May) -> Vec<Entry> {
    let entry = |it: &kith_domain::support::BeyondGuide| {
        let what = format!(
            "{} said why this goes beyond the guide of {}: {}.",
            story.name_of(it.author),
            it.guide.label(),
            words::beyond(it.reason)
        );
        let words = it.words.as_ref().map(ToString::to_string);
        Entry { note: words, ..Entry::new(it.at, Filter::Holding, what) }
    };
    story.beyond.iter().map(entry).collect()
}
