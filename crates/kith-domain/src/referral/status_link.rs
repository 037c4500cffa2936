//! The link on a receipt: whoever sent a referral without an account sees by it, in a sentence, what
//! became of it.
//!
//! The link is 256 bits of chance that stand in the address and nowhere else; Kith keeps their digest.
//! What it opens names nobody and says nothing of anybody's health.

use jiff::{Timestamp, ToSpan};

use super::Referral;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::Service;

/// How many days a link works.
const DAYS: i64 = 180;

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLink {
    /// Identifier.
    pub id: Id<StatusLink>,
    /// The service.
    pub service: Id<Service>,
    /// The person of the referral, whose history it stands in.
    pub person: Id<Person>,
    /// The referral.
    pub referral: Id<Referral>,
    /// SHA-256 of the secret, in hexadecimal.
    pub digest: String,
    /// When it stops working.
    pub expires: Timestamp,
    /// When somebody stopped it.
    pub revoked: Option<Timestamp>,
}

impl StatusLink {
    /// Makes the link of a referral.
    #[must_use]
    pub fn give(id: Id<Self>, referral: &Referral, digest: String, at: Timestamp) -> (Self, Event) {
        let expires = at.checked_add((DAYS * 24).hours()).unwrap_or(at);
        let event = Event::new("status_link.given").with("referral", referral.id).with("expires", expires);
        let link = Self {
            id,
            service: referral.service,
            person: referral.person,
            referral: referral.id,
            digest,
            expires,
            revoked: None,
        };
        (link, event)
    }

    /// Whether it opens anything.
    #[must_use]
    pub fn works(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && now < self.expires
    }

    /// Notes that somebody read by it what was written to their practice, after they had typed its code. The link
    /// itself stays as it is.
    #[must_use]
    pub fn was_read(&self) -> Event {
        Event::new("status_link.read").with("referral", self.referral)
    }

    /// Stops it.
    ///
    /// # Errors
    /// When it has been stopped already.
    pub fn revoke(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.revoked.is_some() {
            return Err(Rejection::new("status_link.revoked", "This link has already been stopped."));
        }
        let event = Event::new("status_link.revoked").with("referral", self.referral);
        Ok((Self { revoked: Some(at), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_until_it_expires_or_is_stopped() {
        let referral = super::super::tests::received();
        let made = Timestamp::UNIX_EPOCH;
        let (link, _) = StatusLink::give(Id::from_parts(1, [9; 10]), &referral, "d".to_owned(), made);
        assert!(link.works(made));
        assert!(!link.works(link.expires), "the last moment is the first at which it does not work");
        let (stopped, _) = link.revoke(made).expect("stopped");
        assert!(!stopped.works(made));
        assert_eq!(stopped.revoke(made).map_err(|r| r.code).map(drop), Err("status_link.revoked"));
    }
}
