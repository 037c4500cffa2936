//! Connections, and where each stands.

use askama::Template;
use kith_app::people::Story;
use kith_app::store::ConnectionLine;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{Slot, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/connections.html")]
struct Connections {
    connections: Vec<ConnectionView>,
}
html_safe!(Connections);

/// A connection and where it stands.
#[derive(Debug, Clone)]
struct ConnectionView {
    /// Its page.
    href: String,
    /// The community service.
    to: String,
    /// Its organisation.
    organisation: String,
    /// Where it stands and since when.
    standing: String,
}

/// The section.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    Some(Slot::of(&Connections { connections: story.connections.iter().map(connection_view).collect() }))
}

fn connection_view(line: &ConnectionLine) -> ConnectionView {
    let it = &line.kept.it;
    ConnectionView {
        href: format!("/connections/{}", it.id),
        to: line.to.clone(),
        organisation: line.organisation.clone(),
        standing: format!("{}, since {}", it.state.in_words(), day_in_words(day_of(it.since))),
    }
}
