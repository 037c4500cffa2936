//! What the person said afterwards: how it was for them, when it began, goes on or ended, and why it ended.

use crate::event::Event;
use crate::support::contact::coded;
use crate::text::Words;

coded!(/** Whose words something is told in. */ Whose {
    /** The person's own. */ Theirs = "theirs", "Their own words";
    /** Of whoever wrote it down. */ Ours = "ours", "In my words";
});

coded!(/** Why something came to an end. */ WhyEnded {
    /** It did what it was for. */ Enough = "enough", "They got from it what they came for";
    /** Something else came. */ MovedOn = "moved-on", "They moved on to something else";
    /** It was not right. */ NotRight = "not-right", "It was not right for them";
    /** They could not go on. */ CouldNot = "could-not", "They could no longer go: health, travel, money or caring";
    /** It was for a time. */ RanOut = "ran-out", "It was for a fixed time";
    /** The organisation ended it. */ ByThem = "by-them", "The organisation ended it, or closed";
    /** Something else. */ Other = "other", "Another reason";
    /** Nobody knows. */ NotKnown = "not-known", "Not known";
});

/// How it was for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Afterwards {
    /// The words.
    pub words: Words,
    /// Whose they are.
    pub whose: Whose,
}

/// Writes into the event of a step how it was.
pub(super) fn facts(event: Event, how: Option<&Afterwards>) -> Event {
    Event { version: 2, ..event }
        .with("how", how.map(|it| it.words.as_str()))
        .with("whose", how.map(|it| it.whose.code()))
}
