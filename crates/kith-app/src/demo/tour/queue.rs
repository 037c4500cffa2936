//! What waits in the queue on the last day.

use super::super::agenda::Agenda;
use super::super::script::Story;

pub(super) fn plan(agenda: &mut Agenda) {
    // Told only that somebody would ring.
    Story::of(agenda, "rupa", "").referred(
        5,
        "henrike",
        "rupa",
        "Three jobs in two years, panic at the last two. Off sick for five weeks now and the fit note does not answer \
         the real question. Mentioned that she used to paint.",
        ("not-yet", "Only that somebody would ring her. I did not find the words for what a link worker is, sorry."),
    );
    // Born on the day on which Steven O'Dowd was, who was lost sight of; another practice, another spelling.
    Story::of(agenda, "stephen", "").referred(
        2,
        "sinead",
        "stephen",
        "Newly registered with us, was sleeping on a friend's boat. Good with his hands and nothing to do with them. \
         Says he had somebody from your team once and was sorry how that went.",
        ("asked", "He asked himself whether “the shed man” is still there."),
    );
}
