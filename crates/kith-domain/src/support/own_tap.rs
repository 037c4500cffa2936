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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::Case;
    use crate::support::case::State;
    use crate::support::contact::{Details, Mode, Reached};
    use crate::text::Note;
    use jiff::civil::date;

    fn contact(ways: Vec<Id<WayOfWorking>>) -> Contact {
        let case = Case {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            opened: Timestamp::UNIX_EPOCH,
            state: State::Waiting,
        };
        let details = Details {
            at: Timestamp::UNIX_EPOCH,
            mode: Mode::Phone,
            place: None,
            started_by: None,
            reached: Reached::Yes,
            others: None,
            minutes: None,
            note: Note::new("x").ok(),
            ways,
            list: 1,
            accompanied: None,
            next: None,
        };
        let (author, now) = (Id::from_parts(1, [5; 10]), Timestamp::UNIX_EPOCH);
        Contact::log(Id::from_parts(1, [9; 10]), &case, author, details, None, now).expect("logged").0
    }

    fn way(number: u8) -> Id<WayOfWorking> {
        Id::from_parts(2, [number; 10])
    }

    #[test]
    fn nothing_tapped_keeps_nothing_and_the_same_again_changes_nothing() {
        let at = Timestamp::UNIX_EPOCH;
        let id = Id::from_parts(3, [0; 10]);
        assert!(OwnTap::keep(id, &contact(vec![]), (vec![], 1), at).is_none());
        let (it, event) = OwnTap::keep(id, &contact(vec![]), (vec![way(1)], 2), at).expect("kept");
        assert_eq!((it.owner, it.day), (Id::from_parts(1, [5; 10]), date(1970, 1, 1)));
        // Its history names the contact, and no person.
        assert!(event.facts.iter().all(|(name, _)| *name != "person"));
        assert!(it.clone().change(it.day, (vec![way(1)], 3), at).is_none());
        let (gone, _) = it.clone().change(it.day, (vec![], 2), at).expect("taken back");
        assert!(gone.ways.is_empty());
    }

    #[test]
    fn what_an_older_contact_holds_of_her_is_taken_out_and_its_event_does_not_say_what() {
        let own = [way(1), way(2)];
        assert!(contact(vec![way(7)]).set_own_apart(&own).is_none());
        let (it, apart, event) = contact(vec![way(7), way(2)]).set_own_apart(&own).expect("set apart");
        assert_eq!((it.details.ways, apart), (vec![way(7)], vec![way(2)]));
        assert_eq!(event.facts.len(), 1);
    }
}
