//! A link that was e-mailed to somebody without an account: it opens one thing, for a time, and can be stopped.
//!
//! # Invariants
//! - A link opens exactly one record and lets its holder do nothing else.
//! - Only a digest of its secret is kept. A link that is lost is not found again; a fresh one is sent.
//! - Opening it changes nothing. That it was opened is written down beside it.

use jiff::{Timestamp, ToSpan};

use crate::boundary::agreement::ScopeAgreement;
use crate::directory::Connection;
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::message::MessageBack;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::text::Line;

/// How long a link works.
pub const DAYS: i64 = 14;

/// A link that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Identifier; not the secret.
    pub id: Id<Link>,
    /// The service that sent it.
    pub service: Id<Service>,
    /// Whom it is about. The holder is not told.
    pub person: Id<Person>,
    /// What it opens.
    pub opens: Opens,
    /// The address it was sent to.
    pub recipient: Line,
    /// SHA-256 of its secret, in hexadecimal.
    pub digest: String,
    /// Whether the person had agreed to share something when it was sent. When that is taken back, the holder
    /// reads that the request was withdrawn.
    pub promised: Promised,
    /// Who sent it.
    pub sent_by: Id<Account>,
    /// When.
    pub sent: Timestamp,
    /// Until when it works.
    pub expires: Timestamp,
    /// When it was stopped, and by whom.
    pub stopped: Option<(Timestamp, Id<Account>)>,
    /// How it went to whom it is for.
    pub way: Way,
}

/// How a link went to whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By e-mail.
    ByMail,
    /// It was shown once to whoever made it, who handed it over: there was no mail server.
    ByHand,
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// The request to an organisation about one connection.
    Connection(Id<Connection>),
    /// The message to a practice that keeps no accounts. Its code is asked for beside the link.
    Message(Id<MessageBack>),
    /// One version of a scope agreement, for the practice; it is about no person, and has a link of its own
    /// ([`crate::boundary::agreement_link`]).
    Agreement(Id<ScopeAgreement>),
}

impl Opens {
    /// The stable code of its kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connection(_) => "connection",
            Self::Message(_) => "message",
            Self::Agreement(_) => "agreement",
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn from_parts(code: &str, id: uuid::Uuid) -> Option<Self> {
        match code {
            "connection" => Some(Self::Connection(Id::from_uuid(id))),
            "message" => Some(Self::Message(Id::from_uuid(id))),
            "agreement" => Some(Self::Agreement(Id::from_uuid(id))),
            _ => None,
        }
    }

    /// The record's identifier.
    #[must_use]
    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Connection(id) => id.uuid(),
            Self::Message(id) => id.uuid(),
            Self::Agreement(id) => id.uuid(),
        }
    }
}

/// Whether something had been agreed to be shared when a link was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promised {
    /// Nothing: the holder is asked, and told nothing about the person.
    Nothing,
    /// What the person agreed to.
    Something,
}

/// Why a link is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// To ask.
    Ask,
    /// Because nobody has answered yet. A human's tap, never a clock's.
    Remind,
    /// A fresh link, to say how it goes on.
    Renew,
    /// A question of theirs was answered.
    Answer,
    /// To introduce the person, once they said yes.
    Introduce,
    /// To tell a practice what became of its referral.
    Tell,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Remind => "remind",
            Self::Renew => "renew",
            Self::Answer => "answer",
            Self::Introduce => "introduce",
            Self::Tell => "tell",
        }
    }
}

/// To whom, about whom and for what a link is sent.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it opens.
    pub opens: Opens,
    /// The address.
    pub recipient: Line,
    /// Whether anything was agreed to be shared.
    pub promised: Promised,
    /// Why.
    pub why: Why,
}

impl Link {
    /// Sends a link, or hands it over. The secret itself is only in the letter, or was shown once.
    #[must_use]
    pub fn send(
        id: Id<Self>,
        sending: Sending,
        digest: String,
        (by, way): (Id<Account>, Way),
        at: Timestamp,
    ) -> (Self, Event) {
        let expires = at.checked_add((DAYS * 24).hours()).unwrap_or(at);
        let Sending { service, person, opens, recipient, promised, why } = sending;
        let link = Self {
            id,
            service,
            person,
            opens,
            recipient,
            digest,
            promised,
            sent_by: by,
            sent: at,
            expires,
            stopped: None,
            way,
        };
        let kind = match way {
            Way::ByMail => "link.sent",
            Way::ByHand => "link.handed_over",
        };
        let event = Event::new(kind)
            .with("person", person)
            .with("opens", opens.code())
            .with("subject", Fact::Id(opens.uuid()))
            .with("why", why.code())
            .with("recipient", &link.recipient)
            .with("expires", expires);
        (link, event)
    }

    /// Whether it works.
    #[must_use]
    pub fn works_at(&self, now: Timestamp) -> bool {
        self.stopped.is_none() && now < self.expires
    }

    /// Stops it. `None` when it has stopped already: the first stop is kept.
    #[must_use]
    pub fn stop(self, by: Id<Account>, at: Timestamp) -> Option<(Self, Event)> {
        if self.stopped.is_some() {
            return None;
        }
        let event = Event::new("link.stopped")
            .with("person", self.person)
            .with("opens", self.opens.code())
            .with("subject", Fact::Id(self.opens.uuid()));
        Some((Self { stopped: Some((at, by)), ..self }, event))
    }
}

/// That a link was opened: by somebody, or by a filter that looks into mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Identifier.
    pub id: Id<Opening>,
    /// The service.
    pub service: Id<Service>,
    /// Whom the link is about.
    pub person: Id<Person>,
    /// The link.
    pub link: Id<Link>,
    /// When.
    pub at: Timestamp,
}

impl Opening {
    /// Writes down that a link was opened.
    #[must_use]
    pub fn note(id: Id<Self>, link: &Link, at: Timestamp) -> (Self, Event) {
        let event = Event::new("link.opened")
            .with("person", link.person)
            .with("link", link.id)
            .with("opens", link.opens.code())
            .with("subject", Fact::Id(link.opens.uuid()));
        (Self { id, service: link.service, person: link.person, link: link.id, at }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        let sending = Sending {
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            opens: Opens::Connection(Id::from_parts(1, [3; 10])),
            recipient: Line::new("hello@example.org").expect("a line"),
            promised: Promised::Something,
            why: Why::Ask,
        };
        let by = (Id::from_parts(1, [5; 10]), Way::ByMail);
        Link::send(Id::from_parts(1, [4; 10]), sending, "d".repeat(64), by, moment(0)).0
    }

    fn moment(days: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + days * 86_400).expect("a moment")
    }

    #[test]
    fn a_link_works_for_a_fortnight_and_not_a_moment_longer() {
        let it = link();
        assert!(it.works_at(moment(0)) && it.works_at(moment(13)));
        assert!(!it.works_at(moment(14)) && !it.works_at(moment(400)));
    }

    #[test]
    fn a_link_that_was_stopped_stays_stopped() {
        let by = Id::from_parts(1, [6; 10]);
        let (stopped, _) = link().stop(by, moment(1)).expect("it worked");
        assert!(!stopped.works_at(moment(1)));
        assert_eq!(stopped.stopped, Some((moment(1), by)));
        assert!(stopped.stop(by, moment(2)).is_none(), "the first stop is kept");
    }

    #[test]
    fn what_it_opens_comes_back_from_its_parts() {
        let id = Id::<Connection>::from_parts(1, [3; 10]).uuid();
        let opens = Opens::from_parts("connection", id).expect("known");
        assert_eq!((opens.code(), opens.uuid()), ("connection", id));
        let opens = Opens::from_parts("message", id).expect("known");
        assert_eq!((opens.code(), opens.uuid()), ("message", id));
        assert_eq!(Opens::from_parts("person", id), None);
    }
}
