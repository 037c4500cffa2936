//! A link to everything that one service asks of an organisation: e-mailed to the address in the directory, for a few
//! days, so that whoever reads that mail answers all of it in one place.
//!
//! # Invariants
//! - It goes to the address that the directory gives, never to one that somebody typed.
//! - It opens the requests that were sent to that address, and keeps the entries that name it; nothing else.
//! - Only a digest of its secret is kept.

use jiff::{Timestamp, ToSpan};

use crate::directory::{Connection, Organisation};
use crate::event::Event;
use crate::id::Id;
use crate::link::Link;
use crate::staff::{Account, Service};
use crate::text::Line;

/// For how many hours it works: long enough for a weekend, short because it opens more than one thing.
pub const HOURS: i64 = 72;

/// A link to everything that waits for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLink {
    /// Identifier; not the secret.
    pub id: Id<ListLink>,
    /// The service whose requests it opens.
    pub service: Id<Service>,
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// The address it was sent to.
    pub recipient: Line,
    /// SHA-256 of its secret, in hexadecimal.
    pub digest: String,
    /// The link to one request from which it was asked for.
    pub asked_from: Id<Link>,
    /// When it was sent.
    pub sent: Timestamp,
    /// Until when it works.
    pub expires: Timestamp,
    /// When it was stopped, and by whom.
    pub stopped: Option<(Timestamp, Id<Account>)>,
}

impl ListLink {
    /// Sends a link to the address that the directory gives. The secret itself is only in the letter.
    #[must_use]
    pub fn send(
        id: Id<Self>,
        from: &Link,
        (organisation, recipient): (Id<Organisation>, Line),
        digest: String,
        at: Timestamp,
    ) -> (Self, Event) {
        let expires = at.checked_add(HOURS.hours()).unwrap_or(at);
        let event = Event::new("list_link.sent")
            .with("organisation", organisation)
            .with("recipient", &recipient)
            .with("asked_from", from.id)
            .with("expires", expires);
        let (service, asked_from) = (from.service, from.id);
        (Self { id, service, organisation, recipient, digest, asked_from, sent: at, expires, stopped: None }, event)
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
        let event = Event::new("list_link.stopped").with("organisation", self.organisation);
        Some((Self { stopped: Some((at, by)), ..self }, event))
    }
}

/// That a list was opened, or one request of it, or something was sent by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOpening {
    /// Identifier.
    pub id: Id<ListOpening>,
    /// The service.
    pub service: Id<Service>,
    /// The link.
    pub link: Id<ListLink>,
    /// The request, when it was one.
    pub request: Option<Id<Connection>>,
    /// When.
    pub at: Timestamp,
}

impl ListOpening {
    /// Writes down that it was opened.
    #[must_use]
    pub fn note(id: Id<Self>, link: &ListLink, request: Option<Id<Connection>>, at: Timestamp) -> (Self, Event) {
        let event = Event::new("list_link.opened").with("link", link.id).with("request", request);
        (Self { id, service: link.service, link: link.id, request, at }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Opens, Promised, Sending, Way, Why};

    fn moment(hours: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hours * 3_600).expect("a moment")
    }

    fn list() -> ListLink {
        let recipient = Line::new("hello@example.org").expect("a line");
        let sending = Sending {
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            opens: Opens::Connection(Id::from_parts(1, [3; 10])),
            recipient: recipient.clone(),
            promised: Promised::Something,
            why: Why::Ask,
        };
        let by = (Id::from_parts(1, [5; 10]), Way::ByMail);
        let (from, _) = Link::send(Id::from_parts(1, [4; 10]), sending, "d".repeat(64), by, moment(0));
        let to = (Id::from_parts(1, [7; 10]), recipient);
        ListLink::send(Id::from_parts(1, [6; 10]), &from, to, "e".repeat(64), moment(1)).0
    }

    #[test]
    fn it_works_for_three_days_and_not_a_moment_longer() {
        let it = list();
        assert!(it.works_at(moment(1)) && it.works_at(moment(72)));
        assert!(!it.works_at(moment(73)) && !it.works_at(moment(7_300)));
    }

    #[test]
    fn one_that_was_stopped_stays_stopped() {
        let by = Id::from_parts(1, [6; 10]);
        let (stopped, _) = list().stop(by, moment(2)).expect("it worked");
        assert!(!stopped.works_at(moment(2)));
        assert_eq!(stopped.stopped, Some((moment(2), by)));
        assert!(stopped.stop(by, moment(3)).is_none(), "the first stop is kept");
    }
}
