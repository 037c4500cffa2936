//! Who handed the case to whom, with the note.

use kith_app::people::Story;

use super::{Entry, Filter};
use crate::people::may::May;

/// Every handover.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    let entry = |it: &kith_domain::support::Handover| Entry {
        note: Some(it.note.to_string()),
        ..Entry::new(
            it.at,
            Filter::All,
            format!(
                "{} moved the case from {} to {}.",
                story.name_of(it.by),
                story.name_of(it.from),
                story.name_of(it.to)
            ),
        )
    };
    story.handovers.iter().map(entry).collect()
}
