//! What became of a connection, as sentences.

use kith_app::store::Happened;
use kith_domain::directory::connection::{DeclineReason, Part, State, Whose, WhyEnded};
use kith_domain::event::Fact;
use kith_domain::need::gap::Instead;
use kith_domain::time::{day_in_words, day_of};

/// A state in words, as far as its name alone tells.
pub(crate) fn named(name: &str) -> String {
    let state = match name {
        "suggested" => State::Suggested,
        "chosen" => State::Chosen,
        "asked" => State::Asked,
        "accepted" => State::Accepted { words: None },
        "wait-listed" => State::WaitListed { weeks: None },
        "declined-by-service" => return "Declined by the organisation".to_owned(),
        "not-answered" => State::NotAnswered,
        "introduced" => State::Introduced,
        "started" => State::Started,
        "attending" => State::Attending,
        "ended" => State::Ended,
        "did-not-start" => State::DidNotStart { words: None },
        "person-declined" => State::PersonDeclined,
        "person-not-ready" => State::PersonNotReady,
        "person-not-now" => State::PersonNotNow,
        _ => return "Not known".to_owned(),
    };
    state.in_words()
}

/// "1 week", "6 weeks".
pub(crate) fn weeks_in_words(weeks: i64) -> String {
    if weeks == 1 { "1 week".to_owned() } else { format!("{weeks} weeks") }
}

/// Who and what a sentence is about.
#[derive(Clone, Copy)]
pub(crate) struct Parties<'a> {
    /// What the person is called.
    pub(crate) called: &'a str,
    /// The community service.
    pub(crate) to: &'a str,
    /// Its organisation.
    pub(crate) organisation: &'a str,
}

/// One thing that happened to a connection: a sentence, and what more is known.
pub(crate) fn told(who: &str, parties: Parties<'_>, happened: &Happened) -> (String, Vec<String>) {
    let Parties { called, to, organisation } = parties;
    if happened.kind == "connection.chosen" {
        return (format!("{called} wants to try {to}. {who} made the connection."), agreed_to_share(happened));
    }
    if happened.kind == "connection.agreed" {
        let agreed = agreed_to_share(happened);
        return if agreed.is_empty() {
            (format!("{called} took back what {organisation} may be told."), vec![format!("Written down by {who}.")])
        } else {
            (format!("{who} wrote down what {called} agreed may be told to {organisation}."), agreed)
        };
    }
    if happened.kind == "connection.meanwhile" {
        let what = happened.text("meanwhile").and_then(Instead::from_code);
        let what = what.map_or_else(|| "not said".to_owned(), |it| it.label().to_lowercase());
        return (format!("{who} wrote down what is done while {called} waits for {to}: {what}."), Vec::new());
    }
    let is_again = happened.text("from") == Some("wait-listed");
    let sentence = match happened.text("step").unwrap_or_default() {
        "choose" => format!("{called} wants to try {to} after all."),
        "ask" => format!("{who} asked {organisation} about {to}."),
        "accept" => format!("{organisation} said yes: {called} can come to {to}."),
        "wait-list" if is_again => match int(happened, "weeks") {
            Some(weeks) => format!("{called} still waits for {to}: {} more.", weeks_in_words(weeks)),
            None => format!("{called} still waits for {to}."),
        },
        "wait-list" => match int(happened, "weeks") {
            Some(weeks) => {
                format!("{organisation} put {called} on the waiting list for {to}: {} quoted.", weeks_in_words(weeks))
            }
            None => format!("{organisation} put {called} on the waiting list for {to}."),
        },
        "decline" => {
            let reason = happened.text("reason").and_then(DeclineReason::from_code);
            match reason {
                Some(reason) => format!("{organisation} said no to {to}: {}.", reason.label().to_lowercase()),
                None => format!("{organisation} said no to {to}."),
            }
        }
        "no-answer" => format!("{organisation} has not answered about {to}."),
        "introduce" if happened.text("by") == Some("link") => {
            format!("{who} introduced {called} and {to} to each other, by a link that was sent.")
        }
        "introduce" => format!("{who} introduced {called} and {to} to each other."),
        "start" => format!("{called} went to {to} for the first time."),
        "attend" => format!("{called} goes to {to}."),
        "end" => format!("{to} came to an end for {called}."),
        "not-start" => format!("{to} was agreed and did not begin."),
        "person-decline" => format!("{called} said no to {to}."),
        "person-not-ready" => format!("{called} is not ready for {to}."),
        "person-not-now" => format!("{called} says not now to {to}."),
        _ => format!("Something changed about {to}."),
    };
    let mut lines = if happened.text("by") == Some("link") { agreed_to_share(happened) } else { Vec::new() };
    if let Some(words) = happened.text("words") {
        lines.push(format!("In words: {words}"));
    }
    if let Some(why) = happened.text("why").and_then(WhyEnded::from_code) {
        lines.push(format!("Why it ended: {}.", why.label()));
    }
    if let Some(words) = happened.text("how") {
        lines.push(match happened.text("whose").and_then(Whose::from_code) {
            Some(Whose::Theirs) => format!("In {called}’s own words: “{words}”"),
            Some(Whose::Ours) | None => format!("How it was for {called}, in the words of {who}: {words}"),
        });
    }
    if let (Some(from), Some(now)) = (happened.text("from"), happened.text("to")) {
        let by = match happened.kind.as_str() {
            "connection.answered" => {
                format!("Answered by {} by the link it was sent.", organisation.trim_end_matches('.'))
            }
            _ => format!("Written down by {who}."),
        };
        lines.push(format!("Before: {}. Then: {}. {by}", named(from), named(now)));
    }
    (sentence, lines)
}

/// How it was for the person at a step: the words, and whose they are and of which day.
pub(crate) fn how_it_was(called: &str, happened: &Happened) -> Option<(String, String)> {
    let words = happened.text("how")?.to_owned();
    let day = day_in_words(day_of(happened.at));
    Some(match happened.text("whose").and_then(Whose::from_code) {
        Some(Whose::Theirs) => (words, format!("{called}’s own words, written down on {day}.")),
        Some(Whose::Ours) | None => (words, format!("Written down on {day}, not in {called}’s own words.")),
    })
}

/// What was agreed to be told, with the values of that day: a line for the parts, and one for the words.
fn agreed_to_share(happened: &Happened) -> Vec<String> {
    let parts: Vec<String> = Part::ALL
        .iter()
        .filter_map(|part| Some(format!("{}: {}", part.label(), happened.text(part.fact())?)))
        .collect();
    let parts = (!parts.is_empty()).then(|| format!("Agreed to share: {}", parts.join(". ")));
    let words = happened.text("agreed").map(|words| match parts {
        Some(_) => format!("In words: {words}"),
        None => format!("Agreed to share: {words}"),
    });
    parts.clone().into_iter().chain(words).collect()
}

fn int(happened: &Happened, name: &str) -> Option<i64> {
    happened.facts.iter().find_map(|(known, fact)| match fact {
        Fact::Int(number) if known == name => Some(*number),
        _ => None,
    })
}
