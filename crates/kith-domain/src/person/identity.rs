//! Correcting who somebody is, without losing what was written before.

use jiff::Timestamp;

use super::{Identity, Person};
use crate::event::Event;
use crate::id::Id;
use crate::nhs_number::{NhsNumber, NumberMissing};
pub use crate::postcode::postcode;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// Where a person lives and gets e-mail. There is at most one row for each person; what it was before is in its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Identifier.
    pub id: Id<Address>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it is.
    pub parts: Parts,
    /// Who wrote it down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The parts of an address. Everything may be left out: somebody may have no home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Street and town, or where they can be found, in words.
    pub lines: Option<Words>,
    /// Postcode.
    pub postcode: Option<Line>,
    /// E-mail address.
    pub email: Option<Line>,
}

impl Parts {
    fn event(&self, why: &Line) -> Event {
        Event::new("person.address_changed")
            .with("lines", self.lines.as_ref().map(Words::as_str))
            .with("postcode", self.postcode.as_ref().map(Line::as_str))
            .with("email", self.email.as_ref().map(Line::as_str))
            .with("why", why)
    }
}

impl Address {
    /// Writes an address down for the first time.
    #[must_use]
    pub fn begin(
        id: Id<Self>,
        person: &Person,
        parts: Parts,
        why: &Line,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = parts.event(why);
        (Self { id, service: person.service, person: person.id, parts, author, at }, event)
    }

    /// Changes it. What it was stays in the events.
    #[must_use]
    pub fn change(self, parts: Parts, why: &Line, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = parts.event(why);
        (Self { parts, author, at, ..self }, event)
    }
}

impl Person {
    /// Corrects who they are and their telephone number. What it said before stays in the events, and an earlier name
    /// still finds them.
    #[must_use]
    pub fn correct_identity(self, identity: Identity, phone: Option<Line>, why: &Line) -> (Self, Event) {
        let event = Event::new("person.identity_corrected")
            .with("nhs_number", identity.nhs_number.ok().map(NhsNumber::digits))
            .with("number_missing", identity.nhs_number.err().map(NumberMissing::code))
            .with("family_name", &identity.family_name)
            .with("given_names", identity.given_names.as_ref().map(Line::as_str))
            .with("preferred_name", identity.preferred_name.as_ref().map(Line::as_str))
            .with("born", identity.born)
            .with("phone", phone.as_ref().map(Line::as_str))
            .with("why", why);
        (Self { identity, phone, ..self }, event)
    }
}
