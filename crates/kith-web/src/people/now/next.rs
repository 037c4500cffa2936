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
    // What was agreed for a day is booked, and says itself.
    let is_booked = |words: &str| {
        let mut open = story.appointments.iter().filter(|kept| kept.it.state.is_open());
        open.any(|kept| kept.it.booking.why.as_ref().is_some_and(|why| why.as_str() == words))
    };
    let next = story.contacts.iter().find_map(|kept| {
        let said = format!("Said on {}", day_in_words(day_of(kept.it.details.at)));
        Some(Next { words: kept.it.details.next.as_ref()?.to_string(), said })
    })?;
    if is_booked(&next.words) {
        return None;
    }
    Some(Slot::of(&next))
}
