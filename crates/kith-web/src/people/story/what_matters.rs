//! What matters, each time it was written down, and how it was written before it was put right.

use kith_app::people::Story;

use super::needs::{before, written};
use super::{Earlier, Entry, Filter};
use crate::people::may::May;

/// Every telling of it.
pub(super) fn entries(story: &Story, may: &May) -> Vec<Entry> {
    let entry = |it: &kith_domain::support::WhatMatters| {
        let earlier = before(story, it.id.uuid(), ["what_matters.written", "what_matters.corrected"], |it| {
            Some(Earlier {
                when: written(story, it),
                what: String::new(),
                note: Some(it.text("words")?.to_owned()),
                lines: Vec::new(),
            })
        });
        let link = may.correct_matters(it.author).then(|| {
            let on = kith_domain::time::moment_in_words(it.at);
            (format!("/what-matters/{}/correct", it.id), "Correct", format!("what matters, written on {on}"))
        });
        Entry {
            quote: Some(it.words.to_string()),
            is_corrected: !earlier.is_empty(),
            earlier,
            link,
            ..Entry::new(it.at, Filter::All, format!("{} wrote down what matters.", story.name_of(it.author)))
        }
    };
    story.what_matters.iter().map(entry).collect()
}
