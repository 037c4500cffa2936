//! A wait in sentences.

use jiff::Timestamp;
use kith_domain::directory::Connection;
use kith_domain::time::{day_in_words, day_of};

use crate::connections::words::weeks_in_words;

/// What is known of a wait that goes on, a sentence each; nothing when nobody waits.
pub(crate) fn lines(it: &Connection, now: Timestamp) -> Vec<String> {
    let Some(wait) = it.waits() else { return Vec::new() };
    let asked = it.asked.map(|at| format!("Asked on {}. ", day_in_words(day_of(at)))).unwrap_or_default();
    let began = day_in_words(day_of(wait.began));
    let waited = match wait.waited(now) {
        0 => "less than a week so far".to_owned(),
        weeks => format!("{} so far", weeks_in_words(weeks.into())),
    };
    let mut lines = vec![format!("{asked}On the waiting list since {began}: {waited}.")];
    let quoted = match wait.quoted {
        Some(weeks) => format!("First quoted: {}.", weeks_in_words(weeks.into())),
        None => "They did not say how long at first.".to_owned(),
    };
    let again = wait.asked_again().map(|at| {
        let said = wait.weeks.map_or("without saying how long".to_owned(), |weeks| {
            format!("and said {} more", weeks_in_words(weeks.into()))
        });
        format!(" Still waiting on {}, {said}.", day_in_words(day_of(at)))
    });
    lines.push(format!("{quoted}{}", again.unwrap_or_default()));
    let due = day_in_words(day_of(wait.due()));
    lines.push(match (wait.weeks, wait.overdue(now)) {
        (Some(_), Some(0)) => format!("That was to be over by {due}."),
        (Some(_), Some(weeks)) => format!("That was to be over by {due}: {} ago.", weeks_in_words(weeks.into())),
        (Some(_), None) => format!("By what they said, a place comes by {due}."),
        (None, _) if wait.due() <= now => "Nobody said how long: it is worth asking again.".to_owned(),
        (None, _) => format!("Nobody said how long: it is worth asking again on {due}."),
    });
    lines.push(match wait.meanwhile {
        Some(it) => it.sentence().to_owned(),
        None => "What is done meanwhile is not said.".to_owned(),
    });
    lines
}
