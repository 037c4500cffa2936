//! What was agreed next.

use askama::Template;
use kith_app::people::Story;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{Slot, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/next.html")]
struct Next {
    words: String,
    said: String,
}
html_safe!(Next);

/// The section, when something is agreed.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let next = story.contacts.iter().find_map(|kept| {
        let said = format!("Said on {}", day_in_words(day_of(kept.it.details.at)));
        Some(Next { words: kept.it.details.next.as_ref()?.to_string(), said })
    })?;
    Some(Slot::of(&next))
}
