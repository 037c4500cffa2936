//! What matters, each time it was written down.

use kith_app::people::Story;

use super::{Entry, Filter};
use crate::people::may::May;

/// Every telling of it.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    let entry = |it: &kith_domain::support::WhatMatters| Entry {
        quote: Some(it.words.to_string()),
        ..Entry::new(it.at, Filter::All, format!("{} wrote down what matters.", story.name_of(it.author)))
    };
    story.what_matters.iter().map(entry).collect()
}
