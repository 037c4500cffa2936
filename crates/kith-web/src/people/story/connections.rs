//! Steps of connections.

use kith_app::people::Story;
use kith_app::store::Happened;

use super::{Entry, Filter};
use crate::connections::words::{Parties, told};
use crate::people::may::May;

/// Every step.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| step(story, it)).collect()
}

fn step(story: &Story, it: &Happened) -> Option<Entry> {
    if !matches!(it.kind.as_str(), "connection.chosen" | "connection.moved") {
        return None;
    }
    let called = story.person.it.identity.called();
    let line = story.connections.iter().find(|line| line.kept.it.id.uuid() == it.subject)?;
    let parties = Parties { called: &called, to: &line.to, organisation: &line.organisation };
    let (what, lines) = told(story.who_did(it), parties, it);
    let link = (format!("/connections/{}", it.subject), "Open the connection", format!("to {}", line.to));
    Some(Entry { lines, link: Some(link), ..Entry::new(it.at, Filter::Connections, what) })
}
