//! Referrals that came in, and messages that went back.

use kith_app::people::Story;
use kith_app::store::Happened;
use kith_domain::message::MessageBack;
use kith_domain::referral::Route;
use kith_domain::time;

use super::{Entry, Filter};
use crate::people::may::May;

/// Every message to the practice.
pub(super) fn messages(story: &Story, _may: &May) -> Vec<Entry> {
    story.messages.iter().map(|kept| message(story, &kept.it)).collect()
}

/// Whether and when the practice read a message.
pub(crate) fn read_in_words(message: &MessageBack) -> String {
    match message.state {
        kith_domain::message::State::Sent => "Nobody at the practice has opened it yet.".to_owned(),
        kith_domain::message::State::Read { at, .. } => {
            format!("Opened at the practice on {}.", time::moment_in_words(at))
        }
    }
}

/// The parts of a message with their headings.
pub(crate) fn message_lines(message: &MessageBack) -> Vec<String> {
    let parts = [
        ("What mattered", &message.content.mattered),
        ("What happened", &message.content.happened),
        ("What could not be found", &message.content.missing),
    ];
    parts.into_iter().filter_map(|(heading, words)| Some(format!("{heading}: {}", words.as_ref()?))).collect()
}

fn message(story: &Story, it: &MessageBack) -> Entry {
    let mut lines = message_lines(it);
    lines.push(read_in_words(it));
    let practice = story
        .referrals
        .iter()
        .filter_map(|(_, practice)| practice.as_ref())
        .find(|practice| practice.id == it.practice)
        .map_or("the practice", |practice| practice.name.as_str());
    Entry {
        lines,
        link: Some((format!("/messages/{}", it.id), "Open the message", String::new())),
        ..Entry::new(it.sent, Filter::Messages, format!("{} wrote to {practice}.", story.name_of(it.author)))
    }
}

/// What practices wrote back.
pub(super) fn replies(story: &Story, _may: &May) -> Vec<Entry> {
    let reply = |it: &Happened| {
        let message = it.id("message")?;
        Some(Entry {
            quote: it.text("words").map(str::to_owned),
            link: Some((format!("/messages/{message}"), "Open the message", String::new())),
            ..Entry::new(it.at, Filter::Messages, "The practice wrote back.".to_owned())
        })
    };
    story.happened.iter().filter(|it| it.kind == "message_back.answered").filter_map(reply).collect()
}

/// Every referral that came in.
pub(super) fn referrals(story: &Story, _may: &May) -> Vec<Entry> {
    let entry = |(it, practice): &(kith_domain::referral::Referral, Option<kith_domain::practice::Practice>)| {
        let practice = practice.as_ref().map_or("A practice", |practice| practice.name.as_str());
        let called = story.person.it.identity.called();
        let what = match &it.route {
            Route::Practice { .. } => format!("{practice} referred {called}."),
            Route::PracticeCode { sender, .. } => {
                format!("{practice} referred {called}, by its code ({}).", sender.name)
            }
            Route::Agency(sender) => format!("{} ({}) referred {called}.", sender.from, sender.name),
            Route::Oneself => format!("{called} asked for support."),
            Route::Friend(sender) => format!("{} ({}) asked for support for {called}.", sender.name, sender.from),
        };
        let told_words = it.told.words.as_ref().map(|words| format!("What was said to them: {words}"));
        Entry {
            quote: Some(it.reason.to_string()),
            lines: [format!("What the person was told: {}.", it.told.answer.label())]
                .into_iter()
                .chain(told_words)
                .collect(),
            ..Entry::new(it.received, Filter::Messages, what)
        }
    };
    story.referrals.iter().map(entry).collect()
}

/// What triage asked whoever sent a referral, and what they answered.
pub(super) fn questions(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| question(story, it)).collect()
}

fn question(story: &Story, it: &Happened) -> Option<Entry> {
    let referral = it.id("referral")?;
    let (referral, practice) = story.referrals.iter().find(|(one, _)| one.id.uuid() == referral)?;
    let from = match (practice, referral.route.sender()) {
        (Some(practice), _) => practice.name.to_string(),
        (None, Some(sender)) => sender.name.to_string(),
        (None, None) => story.person.it.identity.called().into_owned(),
    };
    let words = it.text("words").map(str::to_owned);
    match it.kind.as_str() {
        "question.asked" => Some(Entry {
            note: words,
            ..Entry::new(it.at, Filter::Messages, format!("{} asked {from} about the referral.", story.who_did(it)))
        }),
        "question.answered" => {
            let wrote = it.account.and_then(|account| story.names.get(&account));
            Some(Entry {
                quote: words,
                lines: wrote.map(|name| format!("Written down by {name}.")).into_iter().collect(),
                ..Entry::new(it.at, Filter::Messages, format!("{from} answered what was asked about the referral."))
            })
        }
        _ => None,
    }
}
