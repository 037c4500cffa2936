//! What was booked, moved and called off. What became of it is told by its contact.

use kith_app::people::Story;

use super::{Entry, Filter};
use crate::appointments::words::told;
use crate::people::may::May;

/// Every change of what is booked.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    let called = story.person.it.identity.called();
    let kept =
        story.happened.iter().filter(|it| it.kind.starts_with("appointment.") && it.kind != "appointment.settled");
    kept.filter_map(|it| {
        let (what, lines) = told(story.who_did(it), &called, it)?;
        let link = (format!("/appointments/{}", it.subject), "Open", "what is booked".to_owned());
        Some(Entry { lines, link: Some(link), ..Entry::new(it.at, Filter::Contacts, what) })
    })
    .collect()
}
