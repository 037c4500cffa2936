//! A link to one version of a scope agreement, e-mailed to a practice whose people have no account: it shows that
//! version and agrees to it, and does nothing else.
//!
//! # Invariants
//! - It opens exactly one version, is about no person, and works for [`DAYS`] days.
//! - Only a digest of its secret is kept.
//! - A version that was replaced is not agreed to by a link that was sent for it.

use jiff::{Timestamp, ToSpan};

use crate::boundary::agreement::ScopeAgreement;
use crate::event::Event;
use crate::id::Id;
use crate::link::Way;
use crate::staff::{Account, Service};
use crate::text::Line;

/// How long it works: whoever agrees for a practice may have to ask others first.
pub const DAYS: i64 = 28;

/// A link to a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementLink {
    /// Identifier; not the secret.
    pub id: Id<AgreementLink>,
    /// The service that sent it.
    pub service: Id<Service>,
    /// The version.
    pub agreement: Id<ScopeAgreement>,
    /// The address it was sent to.
    pub recipient: Line,
    /// SHA-256 of its secret, in hexadecimal.
    pub digest: String,
    /// Who sent it.
    pub sent_by: Id<Account>,
    /// When.
    pub sent: Timestamp,
    /// Until when it works.
    pub expires: Timestamp,
    /// When it was stopped, and by whom.
    pub stopped: Option<(Timestamp, Id<Account>)>,
    /// How it went there.
    pub way: Way,
}

impl AgreementLink {
    /// Sends a link, or hands it over. The secret itself is only in the letter, or was shown once.
    #[must_use]
    pub fn send(
        id: Id<Self>,
        of: &ScopeAgreement,
        (recipient, way): (Line, Way),
        digest: String,
        (by, at): (Id<Account>, Timestamp),
    ) -> (Self, Event) {
        let expires = at.checked_add((DAYS * 24).hours()).unwrap_or(at);
        let kind = match way {
            Way::ByMail => "agreement_link.sent",
            Way::ByHand => "agreement_link.handed_over",
        };
        let event = Event::new(kind).with("agreement", of.id).with("recipient", &recipient).with("expires", expires);
        let it = Self {
            id,
            service: of.service,
            agreement: of.id,
            recipient,
            digest,
            sent_by: by,
            sent: at,
            expires,
            stopped: None,
            way,
        };
        (it, event)
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
        let event = Event::new("agreement_link.stopped").with("agreement", self.agreement);
        Some((Self { stopped: Some((at, by)), ..self }, event))
    }
}
