//! The case in a word and in sentences.

use askama::Template;
use kith_app::people::Story;
use kith_domain::support::case::State;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{Slot, Tag, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/case.html")]
struct Case {
    state: &'static str,
    lines: Vec<String>,
    /// Where the referral that waits is looked at, for whoever may.
    triage: Option<String>,
}
html_safe!(Case);

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let (state, lines) = case(story);
    let mut lines = lines;
    lines.extend(covered(story));
    lines.extend(before(story));
    lines.extend(earlier_cases(story));
    let waits = story.referrals.iter().map(|(referral, _)| referral).find(|referral| referral.state.is_in_queue());
    let triage = waits.filter(|_| may.triage()).map(|referral| format!("/referrals/{}/triage", referral.id));
    Some(Slot::of(&Case { state, lines, triage }))
}

/// Who covers for the link worker today.
fn covered(story: &Story) -> Option<String> {
    let worker = story.current_case().filter(|kept| kept.it.state.is_open())?.it.state.worker()?;
    let cover = story.covers.iter().find(|it| it.worker == worker)?;
    Some(format!(
        "{} is away. {} covers until {}.",
        story.name_of(worker),
        story.name_of(cover.by),
        day_in_words(cover.until)
    ))
}

/// Who had the person's earlier cases, and from when to when.
fn earlier_cases(story: &Story) -> Vec<String> {
    let current = story.current_case().map(|kept| kept.it.id);
    let told = |kept: &kith_app::store::Kept<kith_domain::support::Case>| match &kept.it.state {
        State::DoorOpen { ending } | State::Closed { ending } => Some(format!(
            "An earlier case: {}, from {} to {}.",
            story.name_of(ending.worker),
            day_in_words(day_of(kept.it.opened)),
            day_in_words(day_of(ending.at))
        )),
        _ => None,
    };
    story.cases.iter().filter(|kept| Some(kept.it.id) != current).filter_map(told).collect()
}

/// Who worked with them before, and what they left to the next worker.
fn before(story: &Story) -> Vec<String> {
    let told = |it: &kith_domain::support::Handover| {
        format!("Before: {}, until {}. Handover: {}", story.name_of(it.from), day_in_words(day_of(it.at)), it.note)
    };
    story.handovers.iter().map(told).collect()
}

/// The case in a word and in sentences.
fn case(story: &Story) -> (&'static str, Vec<String>) {
    let Some(case) = story.current_case() else {
        return ("No case yet", vec!["The referral has not been accepted yet.".to_owned()]);
    };
    let on = |at| day_in_words(day_of(at));
    let ended = |ending: &kith_domain::support::case::Ending, again: &str| {
        let mut lines = vec![
            format!("Ended on {} by {}.", on(ending.at), story.name_of(ending.worker)),
            format!("Reason: {}.", story.settings.closing_reason(ending.reason)),
        ];
        lines.extend(ending.words.as_ref().map(ToString::to_string));
        lines.push(again.to_owned());
        lines
    };
    let mut lines = match &case.it.state {
        State::Waiting => vec![format!("Accepted on {}. Nobody has the case yet.", on(case.it.opened))],
        State::New { worker, since } => vec![format!(
            "With {} since {}. {}",
            story.name_of(*worker),
            on(*since),
            if story.contacts.is_empty() { "No contact yet." } else { "No contact since then yet." },
        )],
        State::Active { worker, since, first_contact } => vec![
            format!("With {} since {}.", story.name_of(*worker), on(*since)),
            format!("First contact made or tried on {}.", on(*first_contact)),
        ],
        State::DoorOpen { ending } => ended(ending, "They know that they can come back without a new referral."),
        State::Closed { ending } => ended(ending, "It can be opened again without a new referral."),
    };
    if let Some(worker) = case.it.state.worker().filter(|_| story.worker_has_left) {
        let name = story.name_of(worker);
        lines.push(format!(
            "{name} is no longer a link worker in this service. A team lead has to find somebody for the case."
        ));
    }
    (case.it.state.label(), lines)
}
