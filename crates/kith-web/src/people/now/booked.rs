//! What is booked, and is still to come or to be written down.

use askama::Template;
use kith_app::people::Story;

use crate::appointments::words::how;
use crate::components::{Slot, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/booked.html")]
struct Booked {
    lines: Vec<Line>,
}
html_safe!(Booked);

struct Line {
    href: String,
    when: String,
    why: Option<String>,
    how: String,
}

/// The section, when something is booked: the next first.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let open = story.appointments.iter().rev().filter(|kept| kept.it.state.is_open());
    let lines: Vec<Line> = open
        .map(|kept| Line {
            href: format!("/appointments/{}", kept.it.id),
            when: kept.it.booking.when.in_words(),
            why: kept.it.booking.why.as_ref().map(ToString::to_string),
            how: how(&kept.it.booking),
        })
        .collect();
    (!lines.is_empty()).then(|| Slot::of(&Booked { lines }))
}
