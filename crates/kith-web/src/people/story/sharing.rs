//! What the person decided about sharing, each time.

use kith_app::people::Story;
use kith_domain::person::sharing::SharingDecision;

use super::{Entry, Filter};
use crate::people::may::May;

/// Every decision.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.sharing.decisions.iter().map(|it| entry(story, it)).collect()
}

fn entry(story: &Story, it: &SharingDecision) -> Entry {
    let called = story.person.it.identity.called();
    let what = format!(
        "{called} decided what {} may be told. {} wrote it down.",
        story.sharing.name_of(it.recipient),
        story.name_of(it.author)
    );
    Entry {
        lines: vec![format!("{}.", it.terms.says.label())],
        note: it.terms.what.as_ref().map(ToString::to_string),
        ..Entry::new(it.at, Filter::Messages, what)
    }
}
