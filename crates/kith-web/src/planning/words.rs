//! The plan and About Me as sentences.

use kith_app::people::Story;
use kith_domain::support::AboutMe;
use kith_domain::support::changed;
use kith_domain::support::plan::Parts;
use kith_domain::support::plan::action::{Owner, Terms};
use kith_domain::time::{date_in_words, day_in_words, day_of};

/// Who wrote a telling down, when, and with whom.
pub(crate) fn about_me_by(story: &Story, it: &AboutMe) -> String {
    let who = story.name_of(it.author);
    let written = day_of(it.at);
    let on = if written == it.day {
        format!("Said and written down by {who} on {}", day_in_words(written))
    } else {
        format!("Said on {}, written down by {who} on {}", day_in_words(it.day), day_in_words(written))
    };
    match &it.telling.with {
        Some(with) => format!("{on}. Supported to write this by: {with}."),
        None => format!("{on}."),
    }
}

/// Whose an action is, for the worker's page.
pub(crate) fn owner_in_words(called: &str, owner: Owner, who: Option<&str>) -> String {
    let whose = match owner {
        Owner::Person => called.to_owned(),
        Owner::Both => format!("{called} and the link worker together"),
        Owner::Worker => "The link worker".to_owned(),
        Owner::Agency => return who.map_or_else(|| "An agency or somebody else".to_owned(), str::to_owned),
    };
    match who {
        Some(who) => format!("{whose} ({who})"),
        None => whose,
    }
}

/// Everything agreed about an action but what it is, a sentence each.
pub(crate) fn terms_in_words(called: &str, it: &Terms) -> Vec<String> {
    let mut lines =
        vec![format!("Who: {}.", owner_in_words(called, it.owner, it.who.as_ref().map(|who| who.as_str())))];
    lines.extend(it.due.map(|due| format!("By {}.", day_in_words(due))));
    lines.extend(it.strategies.as_ref().map(|it| format!("What might help: {it}")));
    lines.extend(it.confidence.map(|said| format!("How confident they feel about it: {said} of 10, they say.")));
    lines.extend(it.review.map(|day| format!("Another look on {}.", day_in_words(day))));
    lines
}

/// What surrounds a plan, as headings with words.
pub(crate) fn parts_in_words(it: &Parts) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(&'static str, Option<String>)> = vec![
        ("Strengths", it.strengths.as_ref().map(ToString::to_string)),
        ("Agreed", it.agreed.map(|agreed| agreed.label().to_owned())),
        ("Looked at again", it.review.map(date_in_words)),
        ("Who sees to that", it.reviewer.as_ref().map(ToString::to_string)),
        ("Who pays", it.funding.as_ref().map(ToString::to_string)),
        ("Other plans", it.documents.as_ref().map(ToString::to_string)),
        ("If things get harder: signs", it.harder_signs.as_ref().map(ToString::to_string)),
        ("If things get harder: what should happen", it.harder_do.as_ref().map(ToString::to_string)),
    ];
    rows.push(("If things get harder: whom to ask", it.harder_who.as_ref().map(ToString::to_string)));
    rows.into_iter().filter_map(|(heading, words)| Some((heading, words?))).collect()
}

/// What changed, as sentences without the words.
pub(crate) fn changed_in_words(it: &changed::Telling) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(it.gain.map(|gain| format!("{}.", gain.label())));
    if it.direction.is_none() && it.whom.is_none() && it.meant.is_none() {
        return lines;
    }
    let mut sentence = it.direction.map_or("Something changed", changed::Direction::label).to_owned();
    if let Some(whom) = it.whom {
        sentence.push_str(&format!(", for {}", whom.label().to_lowercase()));
    }
    match it.meant {
        Some(changed::Meant::Meant) => sentence.push_str("; it was meant"),
        Some(changed::Meant::NotMeant) => sentence.push_str("; it was not meant"),
        None => {}
    }
    sentence.push('.');
    lines.push(sentence);
    lines
}
