//! What was done to the store as a whole, by whoever runs commands on the machine.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A backup was made.
    BackedUp,
    /// The store was restored from a backup.
    Restored,
    /// A file of postcodes or areas was taken.
    PlacesTaken,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::BackedUp, Self::Restored, Self::PlacesTaken];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BackedUp => "backed-up",
            Self::Restored => "restored",
            Self::PlacesTaken => "places-taken",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Identifier.
    pub id: Id<Operation>,
    /// What was done.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// For a restore: when the backup was made.
    pub of: Option<Timestamp>,
    /// Entries of the audit trail in the backup; rows of the file so far.
    pub entries: i64,
}

impl Operation {
    /// The event of it.
    #[must_use]
    pub fn done(&self) -> Event {
        let kind = match self.kind {
            Kind::BackedUp => "operation.backed-up",
            Kind::Restored => "operation.restored",
            Kind::PlacesTaken => "operation.places-taken",
        };
        let event = Event::new(kind).with("entries", self.entries);
        match self.of {
            Some(of) => event.with("of", of),
            None => event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
        }
        assert_eq!(Kind::parse("cheered"), None);
    }
}
