//! How to reach the person, each time it changed.

use kith_app::people::Story;
use kith_app::store::Happened;

use super::{Entry, Filter};
use crate::people::may::May;

/// Every change of how to reach them.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter(|it| it.kind == "person.contact_rules_changed").map(|it| entry(story, it)).collect()
}

fn entry(story: &Story, it: &Happened) -> Entry {
    let rules = [("Reaching them safely", "safe_contact"), ("Communication", "communication")];
    let what = format!("{} changed how to reach {}.", story.who_did(it), story.person.it.identity.called());
    Entry {
        lines: rules.into_iter().filter_map(|(heading, name)| Some(format!("{heading}: {}", it.text(name)?))).collect(),
        ..Entry::new(it.at, Filter::All, what)
    }
}
