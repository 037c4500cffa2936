//! News: something came back from outside, and waits until a link worker has seen it.
//!
//! It stands on *Today* of whoever has the person now. That it was seen is said by a human, or follows from what
//! they did about it; a page that is opened says nothing.

use jiff::Timestamp;

use crate::directory::Connection;
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::message::MessageBack;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::contact::coded;

/// Something that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Identifier.
    pub id: Id<News>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it is about.
    pub about: About,
    /// What came.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// When it was seen first, and by whom.
    pub seen: Option<(Timestamp, Id<Account>)>,
}

/// What news is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A connection.
    Connection(Id<Connection>),
    /// A message to a practice.
    Message(Id<MessageBack>),
}

impl About {
    /// The stable code of its kind.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connection(_) => "connection",
            Self::Message(_) => "message",
        }
    }

    /// The record's identifier.
    #[must_use]
    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Connection(id) => id.uuid(),
            Self::Message(id) => id.uuid(),
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn from_parts(code: &str, id: uuid::Uuid) -> Option<Self> {
        match code {
            "connection" => Some(Self::Connection(Id::from_uuid(id))),
            "message" => Some(Self::Message(Id::from_uuid(id))),
            _ => None,
        }
    }
}

coded!(/** What came back. */ Kind {
    /** An answer. */ Answered = "answered", "answered";
    /** A question. */ Asked = "asked", "asks something";
    /** A practice wrote back. */ Replied = "replied", "wrote back";
});

impl News {
    /// Something came.
    #[must_use]
    pub fn came(
        id: Id<Self>,
        (service, person): (Id<Service>, Id<Person>),
        about: About,
        kind: Kind,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("news.came")
            .with("person", person)
            .with("about", about.code())
            .with("subject", Fact::Id(about.uuid()))
            .with("kind", kind.code());
        (Self { id, service, person, about, kind, at, seen: None }, event)
    }

    /// Somebody has seen it. `None` when somebody had before.
    #[must_use]
    pub fn see(self, by: Id<Account>, at: Timestamp) -> Option<(Self, Event)> {
        if self.seen.is_some() {
            return None;
        }
        let event = Event::new("news.seen").with("person", self.person).with("kind", self.kind.code());
        Some((Self { seen: Some((at, by)), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_seen_once() {
        let id = |n| Id::from_parts(1, [n; 10]);
        let whose = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let about = About::Connection(Id::from_parts(1, [3; 10]));
        let (news, _) = News::came(id(4), whose, about, Kind::Answered, Timestamp::UNIX_EPOCH);
        let by = Id::from_parts(1, [5; 10]);
        let (seen, _) = news.see(by, Timestamp::UNIX_EPOCH).expect("the first time");
        assert_eq!(seen.seen, Some((Timestamp::UNIX_EPOCH, by)));
        assert!(seen.see(by, Timestamp::UNIX_EPOCH).is_none());
    }
}
