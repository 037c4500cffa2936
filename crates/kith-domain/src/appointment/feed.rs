//! A calendar link: a worker's own appointments for the calendar on their phone, behind an address nobody can guess.
//!
//! What it gives out names nobody and says nothing of health. It is known by the digest of its secret alone, and a
//! revoked one is as if it had never been.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service, Standing};

/// A calendar link of one worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLink {
    /// Identifier.
    pub id: Id<CalendarLink>,
    /// The service.
    pub service: Id<Service>,
    /// Whose it is.
    pub account: Id<Account>,
    /// As what they work there.
    pub standing: Id<Standing>,
    /// SHA-256 of the secret, in lower-case hexadecimal. The secret itself is nowhere.
    pub digest: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

impl CalendarLink {
    /// Makes a link.
    #[must_use]
    pub fn make(
        id: Id<Self>,
        service: Id<Service>,
        account: Id<Account>,
        standing: Id<Standing>,
        digest: String,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("calendar_link.made").with("account", account);
        (Self { id, service, account, standing, digest, made: at, revoked: None }, event)
    }

    /// Revokes it for good.
    ///
    /// # Errors
    /// When it is revoked already.
    pub fn revoke(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.revoked.is_some() {
            return Err(Rejection::new("calendar_link.revoked", "This link is revoked already. Nothing was changed."));
        }
        let event = Event::new("calendar_link.revoked").with("account", self.account);
        Ok((Self { revoked: Some(at), ..self }, event))
    }
}
