//! Holding: what it is for, what is awaited, and when it is looked at next. Where there is none, at most a quiet question.

use askama::Template;
use kith_app::people::Story;
use kith_domain::policy::Action;
use kith_domain::support::case::State;
use kith_domain::support::caseload::suggests_holding;
use kith_domain::support::contact::Reached;
use kith_domain::support::holding::Cause;
use kith_domain::time::day_in_words;

use crate::components::{Slot, html_safe};
use crate::holding::words;
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/holding.html")]
struct Holding {
    lines: Vec<String>,
    review: Option<String>,
    begin: Option<String>,
}
html_safe!(Holding);

/// The section, where somebody is held or the last contact asks whether they are.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let may_hold = may.allows(Action::KeepHolding);
    if let Some(kept) = story.going_on() {
        let it = &kept.it;
        let mut lines = vec![words::sentence(it)];
        lines.extend(because(story, it.says.cause));
        lines.push(format!(
            "Since {}. To be looked at again on {}.",
            words::since(it),
            day_in_words(it.says.review_on)
        ));
        let review = may_hold.then(|| format!("/holdings/{}", it.id));
        return Some(Slot::of(&Holding { lines, review, begin: None }));
    }
    if !(may_hold && suggests(story)) {
        return None;
    }
    let begin = Some(format!("/people/{}/holding/new", story.person.it.id));
    let lines = vec!["You kept in touch while they wait, or stayed with them: is this holding?".to_owned()];
    Some(Slot::of(&Holding { lines, review: None, begin }))
}

/// What causes it, as it stands now.
fn because(story: &Story, cause: Option<Cause>) -> Option<String> {
    Some(match cause? {
        Cause::Connection(id) => {
            let line = story.connections.iter().find(|line| line.kept.it.id == id)?;
            format!("Because of {}: {}.", line.to, line.kept.it.state.in_words().to_lowercase())
        }
        Cause::Gap(id) => {
            let gap = story.gaps.iter().find(|gap| gap.id == id)?;
            let ended = if gap.answered.is_some() { " It was found after all." } else { "" };
            format!("Because of a gap, {}: {}.{ended}", gap.sought, gap.reason.label().to_lowercase())
        }
    })
}

/// Whether the last contact in which they were reached suggests that this may be holding. It is counted nowhere.
fn suggests(story: &Story) -> bool {
    let Some(case) = story.case_with_worker().filter(|case| matches!(case.state, State::Active { .. })) else {
        return false;
    };
    let of_case = |kept: &&kith_app::store::Kept<kith_domain::support::Contact>| {
        kept.it.case == case.id && kept.it.details.reached == Reached::Yes
    };
    let Some(last) = story.contacts.iter().find(of_case) else { return false };
    let details = &last.it.details;
    let code = |id: &_| story.ways.iter().find(|way| way.id == *id).map(|way| way.code.as_str());
    suggests_holding(details.at, details.ways.iter().filter_map(code), story.now)
}
