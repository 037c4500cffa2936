//! A feed that the directory is taken from: its address, and whether it is taken every night.

pub mod night;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::rejection::Rejection;
use crate::staff::Account;
use crate::support::contact::coded;
use crate::text::Words;

coded!(/** When a feed is taken. */ When {
    /** Every night. */ Nightly = "nightly", "Every night";
    /** Not for now. */ Paused = "paused", "Paused";
    /** Only when somebody asks for it, on its page or by command. */ WhenAsked = "by-command", "Only when asked for";
    /** Not any more. */ Removed = "removed", "Not used any more";
});

/// What may be done to a feed, and what it is then.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "add", to: "nightly" },
    Transition { from: None, act: "take-by-command", to: "by-command" },
    Transition { from: Some("nightly"), act: "when-asked", to: "by-command" },
    Transition { from: Some("nightly"), act: "pause", to: "paused" },
    Transition { from: Some("nightly"), act: "remove", to: "removed" },
    Transition { from: Some("by-command"), act: "nightly", to: "nightly" },
    Transition { from: Some("by-command"), act: "pause", to: "paused" },
    Transition { from: Some("by-command"), act: "remove", to: "removed" },
    Transition { from: Some("paused"), act: "nightly", to: "nightly" },
    Transition { from: Some("paused"), act: "when-asked", to: "by-command" },
    Transition { from: Some("paused"), act: "remove", to: "removed" },
    Transition { from: Some("removed"), act: "nightly", to: "nightly" },
];

coded!(/** How a run is asked for. */ How {
    /** As every night. */ AsUsual = "as-usual", "As every night";
    /** From the first page, also what has not changed. */ Afresh = "afresh", "From the first page, also what has not changed";
    /** Somebody looked at a feed that has shrunk, and says that it is right. */ Shrunken = "shrunken", "It really lists fewer now: mark what it no longer lists";
});

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Identifier.
    pub id: Id<Feed>,
    /// The address of its list of services.
    pub url: Words,
    /// When it is taken.
    pub when: When,
    /// Who added it; nobody for one that was taken by command.
    pub by: Option<Id<Account>>,
    /// When it was added.
    pub at: Timestamp,
}

impl Feed {
    /// A feed is added: to be taken every night when somebody of the staff added it.
    #[must_use]
    pub fn add(id: Id<Self>, url: Words, by: Option<Id<Account>>, at: Timestamp) -> (Self, Event) {
        let when = if by.is_some() { When::Nightly } else { When::WhenAsked };
        let it = Self { id, url, when, by, at };
        let event = it.event("feed.added");
        (it, event)
    }

    /// Somebody of the staff has it taken every night from now on.
    ///
    /// # Errors
    /// When it is already.
    pub fn take_nightly(self, by: Id<Account>) -> Result<(Self, Event), Rejection> {
        let by = self.by.or(Some(by));
        Self { by, ..self }.becomes(When::Nightly, "feed.resumed", "This feed is taken every night already.")
    }

    /// It is taken only when somebody asks for it.
    ///
    /// # Errors
    /// When it is already, or nobody uses it any more.
    pub fn take_when_asked(self) -> Result<(Self, Event), Rejection> {
        self.becomes(When::WhenAsked, "feed.when_asked", "This feed is taken only when asked for already.")
    }

    /// Somebody asks for a run, soon: what was ticked with it is a fact of the event.
    ///
    /// # Errors
    /// When it is paused, or nobody uses it any more.
    pub fn ask(self, how: How) -> Result<(Self, Event), Rejection> {
        let no = |sentence| Err(Rejection::new("feed.not_taken", sentence));
        match self.when {
            When::Paused => no("This feed is paused. Have it taken again first."),
            When::Removed => no("This feed is not used any more. Use it again first."),
            When::Nightly | When::WhenAsked => {
                let event = self.event("feed.asked").with("how", how.code());
                Ok((self, event))
            }
        }
    }

    /// It is not taken for now.
    ///
    /// # Errors
    /// When it is not taken already.
    pub fn pause(self) -> Result<(Self, Event), Rejection> {
        self.becomes(When::Paused, "feed.paused", "This feed is paused already.")
    }

    /// It is taken no more. What it gave stays.
    ///
    /// # Errors
    /// When it was removed before.
    pub fn remove(self) -> Result<(Self, Event), Rejection> {
        self.becomes(When::Removed, "feed.removed", "This feed was removed already.")
    }

    /// Whether a run of it may go on.
    #[must_use]
    pub const fn is_taken(&self) -> bool {
        matches!(self.when, When::Nightly | When::WhenAsked)
    }

    fn becomes(self, when: When, kind: &'static str, already: &'static str) -> Result<(Self, Event), Rejection> {
        if self.when == when {
            return Err(Rejection::new("feed.already", already));
        }
        if self.when == When::Removed && when != When::Nightly {
            return Err(Rejection::new("feed.removed", "This feed is not used any more. Use it again first."));
        }
        let next = Self { when, ..self };
        let event = next.event(kind);
        Ok((next, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        Event::new(kind).with("url", self.url.as_str()).with("when", self.when.code())
    }
}

/// What is known at the end of a run that read a whole feed, for deciding which entries have vanished from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Census {
    /// How many services it lists now.
    pub listed: u64,
    /// How many it listed before and does not list now.
    pub missing: u64,
    /// How many records nobody could tell from others.
    pub unrecognised: u64,
    /// The same at the last run that read the whole feed.
    pub unrecognised_before: u64,
    /// Somebody looked at a feed that has shrunk, and says that it is right.
    pub is_believed: bool,
}

impl Census {
    /// Whether what is missing has vanished; else why nobody can tell.
    ///
    /// # Errors
    /// A sentence.
    pub fn decide(&self) -> Result<(), String> {
        let before = self.listed + self.missing;
        if self.missing == 0 || self.is_believed {
            return Ok(());
        }
        if self.listed * 2 < before {
            return Err(format!(
                "It lists {} services and listed {before} before: less than half. Nothing was marked as no longer listed.",
                self.listed
            ));
        }
        if self.unrecognised > self.unrecognised_before {
            return Err(format!(
                "{} of its records could not be told from others, so nothing was marked as no longer listed.",
                self.unrecognised
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_has_shrunk_by_more_than_half_or_cannot_be_read_marks_nothing() {
        let of = |listed, missing| Census { listed, missing, ..Census::default() };
        for (census, is_fine) in [
            (of(10, 0), true),
            (of(0, 0), true),
            (of(10, 3), true),
            (of(5, 5), true),
            (of(4, 6), false),
            (of(0, 1), false),
            (Census { is_believed: true, ..of(4, 6) }, true),
            (Census { unrecognised: 1, ..of(10, 1) }, false),
            (Census { unrecognised: 1, unrecognised_before: 1, ..of(10, 1) }, true),
            (Census { unrecognised: 1, ..of(10, 0) }, true),
        ] {
            assert_eq!(census.decide().is_ok(), is_fine, "{census:?}");
        }
    }

    #[test]
    fn a_feed_is_paused_taken_again_and_removed() {
        let id = Id::from_uuid(uuid::Uuid::from_u128(1));
        let by = Id::from_uuid(uuid::Uuid::from_u128(2));
        let at = Timestamp::from_second(1_800_000_000).expect("a moment");
        let url = Words::new("https://feeds.example.org/services").expect("fits");
        let (feed, _) = Feed::add(id, url, Some(by), at);
        assert!(feed.clone().take_nightly(by).is_err() && feed.is_taken());
        let (paused, _) = feed.pause().expect("it was taken");
        assert!(!paused.is_taken() && paused.clone().pause().is_err());
        let (removed, _) = paused.remove().expect("it was there");
        assert!(removed.clone().pause().is_err() && removed.clone().remove().is_err());
        assert!(removed.clone().take_when_asked().is_err() && removed.clone().ask(How::AsUsual).is_err());
        let (again, _) = removed.take_nightly(by).expect("added once more");
        assert_eq!(again.when, When::Nightly);
    }

    fn feed(when: When) -> Feed {
        let at = Timestamp::from_second(1_800_000_000).expect("a moment");
        let url = Words::new("https://feeds.example.org/services").expect("fits");
        Feed { id: Id::from_uuid(uuid::Uuid::from_u128(1)), url, when, by: None, at }
    }

    #[test]
    fn every_act_in_every_state_does_what_the_table_says() {
        let by = Id::from_uuid(uuid::Uuid::from_u128(2));
        for when in When::ALL {
            for act in ["nightly", "when-asked", "pause", "remove"] {
                let it = feed(*when);
                let done = match act {
                    "nightly" => it.take_nightly(by),
                    "when-asked" => it.take_when_asked(),
                    "pause" => it.pause(),
                    _ => it.remove(),
                };
                let to = TABLE.iter().find(|line| line.from == Some(when.code()) && line.act == act);
                assert_eq!(done.ok().map(|(it, _)| it.when.code()), to.map(|line| line.to), "{} {act}", when.code());
            }
            assert_eq!(feed(*when).ask(How::AsUsual).is_ok(), feed(*when).is_taken());
        }
    }
}
