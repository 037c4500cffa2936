//! Connections, and where each stands.

use askama::Template;
use kith_app::people::Story;
use kith_app::store::ConnectionLine;
use kith_domain::policy::Action;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{Slot, html_safe};
use crate::people::may::May;
use crate::waits;

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
    /// What is known of a wait that goes on.
    wait: Vec<String>,
    /// Where to say what happened to the wait.
    update: Option<String>,
}

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let view = |line| connection_view(story, may, line);
    Some(Slot::of(&Connections { connections: story.connections.iter().map(view).collect() }))
}

fn connection_view(story: &Story, may: &May, line: &ConnectionLine) -> ConnectionView {
    let it = &line.kept.it;
    let wait = waits::lines(it, story.now);
    ConnectionView {
        href: format!("/connections/{}", it.id),
        to: line.to.clone(),
        organisation: line.organisation.clone(),
        update: (!wait.is_empty() && may.allows(Action::MoveConnection))
            .then(|| format!("/connections/{}/wait", it.id)),
        wait,
        standing: format!("{}, since {}", it.state.in_words(), day_in_words(day_of(it.since))),
    }
}
