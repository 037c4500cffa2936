//! The plan, if there is one: what is open in it.

use askama::Template;
use kith_app::people::Story;
use kith_domain::support::plan::goal::State;

use crate::components::{Slot, html_safe};
use crate::people::may::May;
use crate::planning::words;

#[derive(Template)]
#[template(path = "people/now/plan.html")]
struct Plan {
    /// Goals with why they matter.
    goals: Vec<(String, Option<String>)>,
    /// Actions with whose they are and by when.
    actions: Vec<(String, String)>,
    href: String,
}
html_safe!(Plan);

/// The section.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let it = &story.plan;
    if it.goals.is_empty() && it.actions.is_empty() && it.sheet.is_none() {
        return None;
    }
    let called = story.person.it.identity.called();
    let goals = it.goals.iter().map(|kept| &kept.it).filter(|goal| goal.state == State::Open);
    let actions = it.actions.iter().map(|kept| &kept.it).filter(|action| action.state.is_open());
    Some(Slot::of(&Plan {
        goals: goals
            .map(|goal| (goal.wording.words.to_string(), goal.wording.why.as_ref().map(ToString::to_string)))
            .collect(),
        actions: actions
            .map(|action| {
                let who = action.terms.who.as_ref().map(|who| who.as_str());
                let whose = words::owner_in_words(&called, action.terms.owner, who);
                let by = action.terms.due.map(kith_domain::time::day_in_words);
                let terms = by.map_or_else(|| whose.clone(), |by| format!("{whose}, by {by}"));
                (action.terms.what.to_string(), terms)
            })
            .collect(),
        href: format!("/people/{}/plan", story.person.it.id),
    }))
}
