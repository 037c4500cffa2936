//! Needs, and where each stands: being helped, waiting, a gap, or nothing yet.

use askama::Template;
use kith_app::people::Story;
use kith_domain::directory::connection::State as Connected;
use kith_domain::need::Need;
use kith_domain::policy::Action;

use crate::components::{Slot, Tag, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/needs.html")]
struct Needs {
    needs: Vec<NeedView>,
}
html_safe!(Needs);

/// A need and where it stands.
#[derive(Debug, Clone)]
struct NeedView {
    /// As the person stated it.
    stated: String,
    /// What it is about, as coded.
    domain: Option<String>,
    /// States with the colour of their tag.
    states: Vec<(&'static str, &'static str)>,
    /// What that rests on.
    why: Vec<String>,
    /// Where to look for something.
    find: Option<String>,
    /// Where to record that there is nothing.
    gap: Option<String>,
}

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    Some(Slot::of(&Needs { needs: story.needs.iter().map(|need| need_view(story, may, need)).collect() }))
}

/// Whether a connection is helping, still waited for, or no longer going on.
fn going_on(state: &Connected) -> Option<(&'static str, &'static str)> {
    match state {
        Connected::Accepted | Connected::Introduced | Connected::Started | Connected::Attending => {
            Some(("Being helped", "green"))
        }
        Connected::Suggested
        | Connected::Chosen
        | Connected::Asked
        | Connected::WaitListed { .. }
        | Connected::NotAnswered => Some(("Waiting", "blue")),
        Connected::DeclinedByService { .. }
        | Connected::Ended
        | Connected::DidNotStart { .. }
        | Connected::PersonDeclined
        | Connected::PersonNotReady => None,
    }
}

fn need_view(story: &Story, may: &May, need: &Need) -> NeedView {
    let mut states = Vec::new();
    let mut why = Vec::new();
    for line in story.connections.iter().filter(|line| line.kept.it.need == Some(need.id)) {
        let Some(state) = going_on(&line.kept.it.state) else { continue };
        if !states.contains(&state) {
            states.push(state);
        }
        why.push(format!("{}: {}.", line.to, line.kept.it.state.in_words().to_lowercase()));
    }
    for gap in story.gaps.iter().filter(|gap| gap.need == need.id) {
        let state = ("Gap recorded", "grey");
        if !states.contains(&state) {
            states.push(state);
        }
        why.push(format!("{}: {}.", gap.sought, gap.reason.label().to_lowercase()));
    }
    if states.is_empty() {
        states.push(("Nothing yet", "white"));
    }
    let find = format!("/people/{}/connect?need={}", need.person, need.id);
    NeedView {
        stated: need.stated.to_string(),
        domain: need.domain.map(|domain| story.settings.need_domain(domain)),
        states,
        why,
        find: may.allows(Action::Connect).then_some(find),
        gap: may.allows(Action::RecordGap).then(|| format!("/needs/{}/gap", need.id)),
    }
}
