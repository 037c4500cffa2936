//! What a lens says of one mark, and how a contact then reads.

use crate::measure::working::ContactFact;
use crate::support::contact::{Asked, Mode, Place, StartedBy, coded};
use crate::text;

coded!(/** What a line reads its mark as. */ Reading {
    /** Choice. */ Choice = "choice", "Reads as choice";
    /** Care. */ Care = "care", "Reads as care";
    /** Depends. */ Depends = "depends", "Depends on what surrounds it";
    /** Neither. */ Neither = "neither", "Reads as neither";
});

coded!(/** How a contact reads. */ Read {
    /** Choice. */ Choice = "choice", "Choice";
    /** Care. */ Care = "care", "Care";
    /** Both. */ Both = "both", "Both";
    /** Depends. */ Depends = "depends", "Depends";
    /** Neither. */ Neither = "neither", "Neither";
    /** Skipped. */ Skipped = "skipped", "Asked and skipped";
    /** Not asked. */ NotAsked = "not-asked", "Not asked";
});

impl Read {
    /// The readings of a contact that was asked and answered.
    pub const ANSWERED: [Self; 5] = [Self::Choice, Self::Care, Self::Both, Self::Depends, Self::Neither];
}

coded!(/** A sign in the record of a contact that a lens may read beside the taps (domain.md 2.2). */ Sign {
    /** Went along. */ WentAlong = "went-along", "They went somewhere together";
    /** At home. */ AtHome = "at-home", "It was at their home";
    /** On behalf. */ OnBehalf = "on-behalf", "It was with somebody else, for them";
    /** Others. */ WithOthers = "with-others", "Somebody else around them took part";
    /** Not reached. */ NotReached = "not-reached", "Nobody answered, or they did not come";
    /** Started by them. */ StartedByThem = "started-by-them", "The person, or somebody for them, started it";
    /** A goal. */ Goal = "goal", "A goal was written down that day";
    /** A connection. */ Connection = "connection", "A connection was made that day";
    /** Nothing else. */ NothingElse = "nothing-else", "No goal and no connection that day";
    /** Short. */ Short = "short", "It lasted less than 15 minutes";
    /** Long. */ Long = "long", "It lasted an hour or more";
});

impl Sign {
    /// Whether a contact shows it.
    #[must_use]
    pub fn is_on(self, it: &ContactFact) -> bool {
        match self {
            Self::WentAlong => it.went_along(),
            Self::AtHome => it.place == Some(Place::Home),
            Self::OnBehalf => it.mode == Mode::Behalf,
            Self::WithOthers => it.has_others,
            Self::NotReached => !it.is_reached(),
            Self::StartedByThem => it.started_by.is_some_and(|by| by != StartedBy::Us),
            Self::Goal => it.has_goal,
            Self::Connection => it.has_connection,
            Self::NothingElse => it.is_reached() && !it.has_goal && !it.has_connection,
            Self::Short => it.is_reached() && it.minutes.is_some_and(|minutes| minutes < 15),
            Self::Long => it.minutes.is_some_and(|minutes| minutes >= 60),
        }
    }
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A tap, by its code of the service's list.
    Way(text::Line),
    /// A sign in the record.
    Sign(Sign),
}

impl Mark {
    /// A code that no other mark has: `way:P01`, `sign:at-home`.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Way(code) => format!("way:{code}"),
            Self::Sign(sign) => format!("sign:{}", sign.code()),
        }
    }

    /// Reads such a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split_once(':')? {
            ("way", code) => text::Line::new(code).ok().map(Self::Way),
            ("sign", code) => Sign::from_code(code).map(Self::Sign),
            _ => None,
        }
    }

    fn is_on(&self, it: &ContactFact) -> bool {
        match self {
            Self::Way(code) => it.ways.contains(code.as_str()),
            Self::Sign(sign) => sign.is_on(it),
        }
    }
}

/// One line of a lens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub mark: Mark,
    /// What that reads as.
    pub reading: Reading,
    /// On what that rests, in words.
    pub basis: text::Line,
}

impl Line {
    /// The line for the history: "way:P01 choice: We think so".
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{} {}: {}", self.mark.code(), self.reading.code(), self.basis)
    }
}

/// How a contact reads by some lines.
pub(super) fn read(lines: &[Line], it: &ContactFact) -> Read {
    match it.asked {
        None => return Read::NotAsked,
        Some(Asked::Skipped) => return Read::Skipped,
        Some(Asked::Answered) => {}
    }
    let shows = |reading| lines.iter().any(|line| line.reading == reading && line.mark.is_on(it));
    match (shows(Reading::Choice), shows(Reading::Care)) {
        (true, true) => Read::Both,
        (true, false) => Read::Choice,
        (false, true) => Read::Care,
        (false, false) if shows(Reading::Depends) => Read::Depends,
        (false, false) => Read::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_by_its_code() {
        let way = Mark::Way(text::Line::new("P01").expect("a code"));
        for mark in Sign::ALL.iter().map(|sign| Mark::Sign(*sign)).chain([way]) {
            assert_eq!(Mark::from_code(&mark.code()), Some(mark));
        }
        assert_eq!(Mark::from_code("sign:nobody-knows"), None);
        assert_eq!(Mark::from_code("P01"), None);
    }
}
