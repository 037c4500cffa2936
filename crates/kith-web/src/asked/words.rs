//! What an organisation is asked and has answered, in words to itself.

use kith_app::asking::Told;
use kith_domain::directory::connection::{DeclineReason, State};
use kith_domain::time::{day_in_words, day_of};

use crate::connections::words::weeks_in_words;

/// What is asked or was asked, in two or three sentences.
pub(crate) fn sentences(name: &str, organisation: &str, state: &State) -> Vec<String> {
    if matches!(state, State::Introduced) {
        return vec![
            format!("You said yes: somebody whom we support would like to come to {name}."),
            "We bring you together. Here is what they agreed that you may know, so that you can welcome them."
                .to_owned(),
            "Tell us below how it goes on.".to_owned(),
        ];
    }
    let organisation = organisation.trim_end_matches('.');
    if said_so_far(state).is_some() {
        return vec![
            format!("We asked {organisation} whether somebody whom we support can come to {name}."),
            "Tell us below when something has changed.".to_owned(),
        ];
    }
    vec![
        format!("We support somebody who would like to come to {name}."),
        format!("We are asking {organisation} whether they can."),
        "Say yes, later or no below. Every answer helps, and nobody expects you to say yes.".to_owned(),
    ]
}

/// One step of what was asked and answered.
pub(super) fn step_in_words(it: &Told, service: &str) -> String {
    let who = if it.is_theirs { "you" } else { service };
    let what = match it.step.as_str() {
        "ask" => format!("{who} asked you"),
        "accept" => format!("{who} said yes"),
        "wait-list" => format!("{who} put them on the waiting list"),
        "decline" => format!("{who} said no"),
        "introduce" => format!("{who} brought you together"),
        "start" => format!("{who} said that they came for the first time"),
        "attend" => format!("{who} said that they come regularly"),
        "end" => format!("{who} said that it came to an end"),
        _ => format!("{who} said that they did not start"),
    };
    let what = match it.step.as_str() {
        "accept" | "wait-list" | "decline" if !it.is_theirs => format!("{what} for you, as you told them"),
        _ => what,
    };
    format!("{}: {what}.", day_in_words(day_of(it.at)))
}

/// What the organisation has said so far, to itself.
pub(crate) fn said_so_far(state: &State) -> Option<String> {
    Some(match state {
        State::Accepted { .. } => "You said yes. We bring you together now.".to_owned(),
        State::WaitListed { weeks: Some(weeks) } => {
            format!("They are on your waiting list. You said about {}.", weeks_in_words((*weeks).into()))
        }
        State::WaitListed { weeks: None } => "They are on your waiting list.".to_owned(),
        State::DeclinedByService { reason, .. } => format!("You said no: {}.", reason_in_words(*reason).to_lowercase()),
        State::Introduced => "You said yes, and we have brought you together.".to_owned(),
        State::Started => "They have come for the first time.".to_owned(),
        State::Attending => "They come.".to_owned(),
        State::Ended => "It has come to an end.".to_owned(),
        State::DidNotStart { .. } => "They did not start.".to_owned(),
        State::Asked
        | State::NotAnswered
        | State::Suggested
        | State::Chosen
        | State::PersonDeclined
        | State::PersonNotReady
        | State::PersonNotNow => return None,
    })
}

/// An answer in the organisation's own words.
pub(crate) const fn answer_in_words(code: &str, state: &State) -> &'static str {
    match (code.as_bytes(), state) {
        (b"accept", State::WaitListed { .. }) => "There is a place now",
        (b"accept", State::Accepted { .. }) => "Still yes: add or correct something",
        (b"accept", State::DeclinedByService { .. }) => "Yes after all, they can come",
        (b"wait-list", State::DeclinedByService { .. } | State::Accepted { .. } | State::Introduced) => {
            "There is a waiting list after all"
        }
        (b"decline", State::Accepted { .. } | State::Introduced | State::WaitListed { .. }) => "Not us after all",
        (b"decline", State::DeclinedByService { .. }) => "Still no: correct the reason",
        (b"accept", _) => "Yes, they can come",
        (b"wait-list", State::WaitListed { .. }) => "The wait has changed",
        (b"wait-list", _) => "We have a waiting list",
        (b"decline", _) => "Not us",
        (b"start", State::Ended) => "They have come back",
        (b"start", _) => "They have come for the first time",
        (b"attend", _) => "They come regularly",
        (b"end", _) => "It has come to an end",
        _ => "They did not start",
    }
}

/// A reason as the organisation would say it of itself.
pub(super) const fn reason_in_words(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Full => "We are full",
        DeclineReason::NotEligible => "They are outside our criteria",
        DeclineReason::TooComplex => "They need more support than we can give",
        DeclineReason::Closed => "We have closed or stopped",
        DeclineReason::NotUs => "It is not what we do",
        DeclineReason::Other => "Another reason",
        DeclineReason::NotSaid => "We would rather not say",
    }
}

/// What the organisation added to its answer, as it wrote it.
pub(super) fn words_of(state: &State) -> Option<String> {
    match state {
        State::Accepted { words } | State::DeclinedByService { words, .. } | State::DidNotStart { words } => {
            words.as_ref().map(ToString::to_string)
        }
        _ => None,
    }
}
