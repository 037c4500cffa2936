//! What may be shared with whom.

use askama::Template;
use kith_app::people::Story;
use kith_app::sharing::Line;
use kith_domain::policy::Action;

use crate::components::{Slot, Tag, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/sharing.html")]
struct Sharing {
    lines: Vec<Line>,
    change: Option<String>,
}
html_safe!(Sharing);

/// The section, with those about whom something was decided.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let decided = |line: &&Line| story.sharing.decisions.iter().any(|it| it.recipient == line.recipient);
    let lines = story.sharing.lines.iter().filter(decided).cloned().collect();
    let change = may.allows(Action::DecideSharing).then(|| format!("/people/{}/sharing", story.person.it.id));
    Some(Slot::of(&Sharing { lines, change }))
}
