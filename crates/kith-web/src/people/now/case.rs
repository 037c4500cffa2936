//! The case in a word and in sentences.

use askama::Template;
use kith_app::people::Story;
use kith_domain::policy::Action;
use kith_domain::support::attempts::Attempts;
use kith_domain::support::case::State;
use kith_domain::support::guide::{Beside, Guide};
use kith_domain::time::{date_in_words, day_in_words, day_of};

use crate::components::{Slot, Tag, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/case.html")]
struct Case {
    state: &'static str,
    lines: Vec<String>,
    /// What was done, beside the guides of the service.
    efforts: Vec<String>,
    /// Where it is said why the case goes beyond a guide.
    beyond: Vec<(String, &'static str)>,
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
    let (efforts, beyond) = (efforts(story), beyond(story, may));
    Some(Slot::of(&Case { state, lines, efforts, beyond, triage }))
}

/// Attempts as work, contacts and months beside the guides, and why the case goes beyond one.
fn efforts(story: &Story) -> Vec<String> {
    let mut lines: Vec<String> = story.attempts().iter().map(Attempts::in_words).collect();
    lines.extend(story.beside_guides().iter().flat_map(Beside::in_words));
    let case = story.case_with_worker().map(|case| case.id);
    lines.extend(story.beyond.iter().filter(|it| Some(it.case) == case).map(|it| {
        let why = crate::holding::words::beyond(it.reason);
        format!(
            "Beyond the guide of {}: {why}. {}, {}.",
            it.guide.label(),
            story.name_of(it.author),
            day_in_words(day_of(it.at))
        )
    }));
    lines
}

/// The guides that the case goes beyond without a reason, for whoever may say why.
fn beyond(story: &Story, may: &May) -> Vec<(String, &'static str)> {
    let (Some(case), true) = (story.case_with_worker(), may.allows(Action::SayBeyondGuide)) else { return Vec::new() };
    let is_said = |guide: &Guide| story.beyond.iter().any(|it| it.case == case.id && it.guide == *guide);
    let open = story.beside_guides().map(|it| it.beyond()).unwrap_or_default().into_iter().filter(|it| !is_said(it));
    open.map(|guide| {
        let words = match guide {
            Guide::Contacts => "Say why there are more contacts than the guide",
            Guide::Months => "Say why it goes on longer than the guide",
        };
        (format!("/people/{}/beyond-guide?guide={}", case.person, guide.code()), words)
    })
    .collect()
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
        lines.extend(ending.policy.map(|day| format!("By the closing policy of {}.", date_in_words(day))));
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
        State::Holding { worker, since, first_contact } => vec![
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
