//! What a worker tapped about herself beside a contact: that she stayed past the limit, shared something of herself, kept
//! herself safe (domain.md P20, P22, P23).
//!
//! # Invariants
//! - It is hers and stands apart from the record of the person: no page, story, count, file or letter of anybody else
//!   holds it (domain.md 8.5 and 8.6; staff are data subjects too).
//! - It says which contact it stood beside, so that she can read and change it there; nothing leads to it from the contact.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Contact, WayOfWorking};
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::staff::{Account, Service};

/// What a worker tapped about herself beside one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTap {
    /// Identifier.
    pub id: Id<OwnTap>,
    /// The service.
    pub service: Id<Service>,
    /// Whose it is: who logged the contact.
    pub owner: Id<Account>,
    /// The contact it stood beside.
    pub contact: Id<Contact>,
    /// The day of that contact.
    pub day: Date,
    /// What was tapped. Empty when all of it was taken back.
    pub ways: Vec<Id<WayOfWorking>>,
    /// The number of the version of the list, from 1.
    pub list: u32,
    /// When it was tapped, or changed last.
    pub at: Timestamp,
}

impl OwnTap {
    /// Keeps what was tapped beside a contact; nothing when nothing was.
    #[must_use]
    pub fn keep(
        id: Id<Self>,
        contact: &Contact,
        (ways, list): (Vec<Id<WayOfWorking>>, u32),
        at: Timestamp,
    ) -> Option<(Self, Event)> {
        if ways.is_empty() {
            return None;
        }
        let day = crate::time::day_of(contact.details.at);
        let it = Self { id, service: contact.service, owner: contact.author, contact: contact.id, day, ways, list, at };
        let event = it.event("own_tap.kept");
        Some((it, event))
    }

    /// Follows a correction of the contact, or of the taps; nothing when all is as it was.
    #[must_use]
    pub fn change(self, day: Date, (ways, list): (Vec<Id<WayOfWorking>>, u32), at: Timestamp) -> Option<(Self, Event)> {
        if (self.day, &self.ways) == (day, &ways) {
            return None;
        }
        let it = Self { day, ways, list, at, ..self };
        let event = it.event("own_tap.changed");
        Some((it, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        let event = Event::new(kind).with("contact", self.contact).with("day", self.day).with("list", self.list);
        self.ways.iter().fold(event, |event, way| event.with("way", Fact::Id(way.uuid())))
    }
}
