//! Needs, and where each stands: worked out from what was said of it, from connections and from gaps.

use askama::Template;
use kith_app::people::Story;
use kith_domain::need::Need;
use kith_domain::need::standing::{State, by_connection, states};
use kith_domain::policy::Action;
use kith_domain::time::{day_in_words, day_of};

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
    /// Where to say where it stands.
    stand: Option<String>,
    /// Where to say that a gap was answered after all, with what was looked for.
    found: Vec<(String, String)>,
}

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    Some(Slot::of(&Needs { needs: story.needs.iter().map(|need| need_view(story, may, need)).collect() }))
}

const fn colour(state: State) -> &'static str {
    match state {
        State::Helped => "green",
        State::Waiting => "blue",
        State::Holding => "purple",
        State::Gap | State::Met | State::NotReady | State::NotNow | State::NotWanted => "grey",
        State::Open => "white",
    }
}

fn need_view(story: &Story, may: &May, need: &Need) -> NeedView {
    let connections = || story.connections.iter().filter(|line| line.kept.it.need == Some(need.id));
    let gaps = || story.gaps.iter().filter(|gap| gap.need == need.id);
    let states =
        states(need.said.as_ref().map(|said| said.stand), connections().map(|line| &line.kept.it.state), gaps());
    let is_decided = matches!(states.first(), Some(State::Met | State::NotWanted));
    let mut why = Vec::new();
    if let Some(said) = &need.said {
        let by = format!("{}, {}", story.name_of(said.by), day_in_words(day_of(said.at)));
        why.push(format!("{} ({by}).", said.stand.label()));
        why.extend(said.words.as_ref().map(ToString::to_string));
    }
    if !is_decided {
        let going_on = connections().filter(|line| by_connection(&line.kept.it.state).is_some());
        why.extend(going_on.map(|line| format!("{}: {}.", line.to, line.kept.it.state.in_words().to_lowercase())));
        let open = gaps().filter(|gap| gap.answered.is_none());
        why.extend(open.map(|gap| format!("{}: {}.", gap.sought, gap.reason.label().to_lowercase())));
        let answered = gaps().filter(|gap| gap.answered.is_some());
        why.extend(answered.map(|gap| format!("{}: found after all.", gap.sought)));
    }
    let find = format!("/people/{}/connect?need={}", need.person, need.id);
    NeedView {
        stated: need.stated.to_string(),
        domain: need.domain.map(|domain| story.settings.need_domain(domain)),
        states: states.into_iter().map(|state| (state.label(), colour(state))).collect(),
        why,
        find: (!is_decided && may.allows(Action::Connect)).then_some(find),
        gap: (!is_decided && may.allows(Action::RecordGap)).then(|| format!("/needs/{}/gap", need.id)),
        found: gaps()
            .filter(|gap| !is_decided && gap.answered.is_none() && may.allows(Action::RecordGap))
            .map(|gap| (format!("/gaps/{}/answered", gap.id), gap.sought.to_string()))
            .collect(),
        stand: may.allows(Action::SayNeed).then(|| format!("/needs/{}/standing", need.id)),
    }
}
