//! What a practice writes back about a message.

use jiff::Timestamp;

use super::{MessageBack, State};
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::practice::Practice;
use crate::referral::Referral;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// What somebody at a practice wrote back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Identifier.
    pub id: Id<Reply>,
    /// The service that is told.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The referral that the messages are about.
    pub referral: Id<Referral>,
    /// The message it answers.
    pub message: Id<MessageBack>,
    /// The practice.
    pub practice: Id<Practice>,
    /// What it says.
    pub words: Words,
    /// Who wrote it; nobody when it came by a link, from a practice without accounts.
    pub by: Option<Id<Account>>,
    /// When.
    pub at: Timestamp,
}

impl Reply {
    /// Answers a message that was opened.
    ///
    /// # Errors
    /// When nobody at the practice has opened it yet.
    pub fn write(
        id: Id<Self>,
        message: &MessageBack,
        words: Words,
        by: Option<Id<Account>>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if message.state == State::Sent {
            return Err(Rejection::new("reply.unread", "Open the message first, then answer it. Nothing was sent."));
        }
        let event = Event::new("message_back.answered")
            .with("person", message.person)
            .with("message", message.id)
            .with("practice", message.practice)
            .with("words", &words);
        let reply = Self {
            id,
            service: message.service,
            person: message.person,
            referral: message.referral,
            message: message.id,
            practice: message.practice,
            words,
            by,
            at,
        };
        Ok((reply, event))
    }
}
