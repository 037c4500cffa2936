//! What was said of a way to be in touch, beside the very choice that would use it.

use kith_domain::person::reaching::{Channel, Facts, Safe};
use kith_domain::support::contact::{Mode, Place};

use crate::components::Choice;

/// The ways to make a contact, each with what the person said of it.
pub(crate) fn modes(facts: &Facts) -> Vec<Choice> {
    let channel = |mode: Mode| match mode {
        Mode::Phone => Some(Channel::Phone),
        Mode::Text => Some(Channel::Text),
        Mode::Email => Some(Channel::Email),
        Mode::Letter => Some(Channel::Letter),
        Mode::FaceToFace | Mode::Video | Mode::Behalf => None,
    };
    let choice = |mode: &Mode| Choice::new(mode.code(), &said(mode.label(), channel(*mode), facts));
    Mode::ALL.iter().map(choice).collect()
}

/// The places of a contact; of their home stands what the person said of visits.
pub(crate) fn places(facts: &Facts) -> Vec<Choice> {
    let channel = |place: Place| (place == Place::Home).then_some(Channel::Visit);
    let choice = |place: &Place| Choice::new(place.code(), &said(place.label(), channel(*place), facts));
    [Choice::new("", "Not said")].into_iter().chain(Place::ALL.iter().map(choice)).collect()
}

fn said(label: &str, channel: Option<Channel>, facts: &Facts) -> String {
    match channel.and_then(|channel| facts.channel(channel)) {
        Some(Safe::Never) => format!("{label} (never: not safe)"),
        Some(Safe::Arranged) => format!("{label} (only when arranged)"),
        Some(Safe::Yes) | None => label.to_owned(),
    }
}

/// What stands above a letter that is being written, when letters are not simply safe.
pub(crate) fn of_letters(facts: &Facts, called: &str) -> Option<String> {
    match facts.channel(Channel::Letter)? {
        Safe::Yes => None,
        Safe::Arranged => Some(format!("Post to {called} only when it was arranged before.")),
        Safe::Never => {
            Some(format!("Send {called} nothing by post: it is not safe. Hand over the letter when you meet."))
        }
    }
}
