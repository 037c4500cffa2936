//! Whom to telephone when it cannot wait: always here, also when nobody has set a number.

use askama::Template;
use kith_app::people::Story;
use kith_domain::policy::Action;

use crate::components::{Slot, html_safe};
use crate::concerns;
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/risk.html")]
struct Risk {
    risk: concerns::Risk,
    /// Where somebody is asked on the same day.
    ask: Option<String>,
    /// Whether an answer is waited for.
    is_open: bool,
}
html_safe!(Risk);

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let whom = &story.whom;
    let agreed = whom.agreed.as_ref().filter(|it| it.phone.is_some()).and_then(|_| whom.in_words());
    let open = story.same_day.iter().filter(|kept| kept.it.is_open()).count();
    Some(Slot::of(&Risk {
        risk: concerns::Risk::new(&whom.numbers, whom.practice.as_ref()).agreed(agreed),
        ask: may.allows(Action::AskSameDay).then(|| format!("/people/{}/same-day", story.person.it.id)),
        is_open: open > 0,
    }))
}
