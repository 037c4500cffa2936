//! The message back: what the practice reads of what became of its referral.

pub mod carried;
pub mod reply;
pub mod withheld;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::practice::Practice;
use crate::referral::Referral;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

pub use carried::{Carried, Held, OfferedCode};
pub use reply::Reply;
pub use withheld::Withheld;

/// A message from a link worker to the practice that referred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBack {
    /// Identifier.
    pub id: Id<MessageBack>,
    /// The service.
    pub service: Id<Service>,
    /// The person it is about.
    pub person: Id<Person>,
    /// The referral it answers.
    pub referral: Id<Referral>,
    /// The practice that reads it.
    pub practice: Id<Practice>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// What it says.
    pub content: Content,
    /// When it was sent.
    pub sent: Timestamp,
    /// Where it stands.
    pub state: State,
}

/// What a message says, in three parts that may each stand alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What mattered to the person.
    pub mattered: Option<Words>,
    /// What has been done or happened.
    pub happened: Option<Words>,
    /// What could not be found.
    pub missing: Option<Words>,
}

/// Sent, or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody at the practice has opened it.
    Sent,
    /// Somebody has.
    Read {
        /// When first.
        at: Timestamp,
        /// By whom first; nobody when it was opened by a link, at a practice without accounts.
        by: Option<Id<Account>>,
    },
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Read { .. } => "read",
        }
    }
}

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "send", to: "sent" },
    Transition { from: Some("sent"), act: "read", to: "read" },
    Transition { from: Some("read"), act: "read", to: "read" },
];

impl MessageBack {
    /// Writes and sends a message.
    ///
    /// # Errors
    /// When it says nothing, or no practice made the referral.
    pub fn send(
        id: Id<Self>,
        referral: &Referral,
        author: Id<Account>,
        content: Content,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if content.mattered.is_none() && content.happened.is_none() && content.missing.is_none() {
            return Err(Rejection::of_field(
                "happened",
                "message.says_nothing",
                "Write something for the practice. One of the three boxes is enough.",
            ));
        }
        let practice = referral.route.practice().ok_or_else(|| {
            Rejection::new(
                "message.no_practice",
                "No practice referred this person, so there is no practice to write to.",
            )
        })?;
        let event = Event::new("message_back.sent")
            .with("person", referral.person)
            .with("practice", practice)
            .with("mattered", content.mattered.as_ref().map(Words::as_str))
            .with("happened", content.happened.as_ref().map(Words::as_str))
            .with("missing", content.missing.as_ref().map(Words::as_str));
        let message = Self {
            id,
            service: referral.service,
            person: referral.person,
            referral: referral.id,
            practice,
            author,
            content,
            sent: at,
            state: State::Sent,
        };
        Ok((message, event))
    }

    /// Notes that somebody at the practice opened it. The first reading is kept.
    #[must_use]
    pub fn open(self, by: Option<Id<Account>>, at: Timestamp) -> (Self, Option<Event>) {
        match self.state {
            State::Sent => {
                let event = Event::new("message_back.read").with("practice", self.practice);
                (Self { state: State::Read { at, by }, ..self }, Some(event))
            }
            State::Read { .. } => (self, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> MessageBack {
        let id = |n| Id::from_parts(1, [n; 10]);
        MessageBack {
            id: id(0),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            practice: Id::from_parts(1, [4; 10]),
            author: Id::from_parts(1, [5; 10]),
            content: Content { mattered: None, happened: Words::new("met twice").ok(), missing: None },
            sent: Timestamp::UNIX_EPOCH,
            state: State::Sent,
        }
    }

    #[test]
    fn the_machine_does_what_its_table_says() {
        let by = Some(Id::from_parts(1, [6; 10]));
        let first = Timestamp::UNIX_EPOCH;
        let later = Timestamp::from_second(60).expect("a moment");
        let (read, event) = message().open(by, first);
        assert_eq!(read.state.name(), "read");
        assert!(event.is_some());
        let (again, event) = read.open(by, later);
        assert_eq!(again.state, State::Read { at: first, by }, "the first reading is kept");
        assert!(event.is_none());
        let (read, _) = message().open(None, first);
        assert_eq!(read.state, State::Read { at: first, by: None }, "a practice without accounts reads too");
        assert_eq!(TABLE.len(), 3, "a new transition needs a test here");
    }
}
