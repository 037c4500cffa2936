//! How ready they are, as it was written last: a note, never a score.

use askama::Template;
use kith_app::people::Story;
use kith_domain::policy::Action;

use crate::components::{Slot, html_safe};
use crate::holding::readiness::{Note, note};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/readiness.html")]
struct Readiness {
    note: Note,
    earlier: usize,
    href: Option<String>,
}
html_safe!(Readiness);

/// The section, where anything was written.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let latest = story.readiness.first()?;
    let href = may.allows(Action::WriteReadiness).then(|| format!("/people/{}/readiness", latest.person));
    let note = note(latest, story.name_of(latest.author));
    Some(Slot::of(&Readiness { note, earlier: story.readiness.len() - 1, href }))
}
