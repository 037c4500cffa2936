//! What a person does not want the practice to be told.
//!
//! # Invariants
//! - Their wish is kept with who wrote it down and when; taking it back keeps both.
//! - A practice is never told that something was held back.

use jiff::Timestamp;
use uuid::Uuid;

use crate::directory::Connection;
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::need::Gap;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::WhatMatters;

/// One thing that is kept from the practice because the person says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Identifier.
    pub id: Id<Withheld>,
    /// The service.
    pub service: Id<Service>,
    /// Whose wish it is.
    pub person: Id<Person>,
    /// What is kept back.
    pub item: Item,
    /// Who wrote the wish down.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// When the person took it back, and who wrote that down.
    pub back: Option<(Timestamp, Id<Account>)>,
}

/// What can be kept back: whatever a draft of a message is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// What they said matters.
    WhatMatters(Id<WhatMatters>),
    /// A service they were put in touch with.
    Connection(Id<Connection>),
    /// What could not be found.
    Gap(Id<Gap>),
}

impl Item {
    /// The stable code of its kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WhatMatters(_) => "what-matters",
            Self::Connection(_) => "connection",
            Self::Gap(_) => "gap",
        }
    }

    /// The record's identifier.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::WhatMatters(id) => id.uuid(),
            Self::Connection(id) => id.uuid(),
            Self::Gap(id) => id.uuid(),
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn from_parts(code: &str, id: Uuid) -> Option<Self> {
        match code {
            "what-matters" => Some(Self::WhatMatters(Id::from_uuid(id))),
            "connection" => Some(Self::Connection(Id::from_uuid(id))),
            "gap" => Some(Self::Gap(Id::from_uuid(id))),
            _ => None,
        }
    }
}

impl Withheld {
    /// Writes the person's wish down.
    #[must_use]
    pub fn keep(
        id: Id<Self>,
        (service, person): (Id<Service>, Id<Person>),
        item: Item,
        by: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Self::event("message_back.withheld", person, item);
        (Self { id, service, person, item, by, at, back: None }, event)
    }

    /// The person says that it may be told after all. `None` when they had said so before.
    #[must_use]
    pub fn put_back(self, by: Id<Account>, at: Timestamp) -> Option<(Self, Event)> {
        if self.back.is_some() {
            return None;
        }
        let event = Self::event("message_back.put_back", self.person, self.item);
        Some((Self { back: Some((at, by)), ..self }, event))
    }

    fn event(kind: &'static str, person: Id<Person>, item: Item) -> Event {
        Event::new(kind).with("person", person).with("item", item.code()).with("subject", Fact::Id(item.uuid()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_taken_back_once_and_both_are_kept() {
        let whose = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let item = Item::Gap(Id::from_parts(1, [3; 10]));
        let by = Id::from_parts(1, [4; 10]);
        let (withheld, _) = Withheld::keep(Id::from_parts(1, [5; 10]), whose, item, by, Timestamp::UNIX_EPOCH);
        let (back, _) = withheld.put_back(by, Timestamp::UNIX_EPOCH).expect("the first time");
        assert_eq!((back.at, back.back), (Timestamp::UNIX_EPOCH, Some((Timestamp::UNIX_EPOCH, by))));
        assert!(back.put_back(by, Timestamp::UNIX_EPOCH).is_none());
        assert_eq!(Item::from_parts(item.code(), item.uuid()), Some(item));
        assert_eq!(Item::from_parts("note", item.uuid()), None, "a note is in no draft");
    }
}
