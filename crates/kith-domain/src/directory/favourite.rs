//! Entries that a member of staff keeps for themselves, to find them again and to give them to people.

use jiff::Timestamp;

use super::CommunityService;
use crate::event::Event;
use crate::id::Id;
use crate::staff::{Account, Service};

/// An entry that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favourite {
    /// Identifier.
    pub id: Id<Favourite>,
    /// The service in which they keep it.
    pub service: Id<Service>,
    /// Who keeps it.
    pub account: Id<Account>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// Since when.
    pub at: Timestamp,
    /// When they let it go.
    pub ended: Option<Timestamp>,
}

impl Favourite {
    /// Keeps an entry.
    #[must_use]
    pub fn keep(
        id: Id<Self>,
        service: Id<Service>,
        account: Id<Account>,
        entry: Id<CommunityService>,
        at: Timestamp,
    ) -> (Self, Event) {
        (Self { id, service, account, entry, at, ended: None }, Event::new("favourite.kept").with("entry", entry))
    }

    /// Keeps it again; nothing when it is kept already.
    #[must_use]
    pub fn again(self, at: Timestamp) -> Option<(Self, Event)> {
        self.ended?;
        let event = Event::new("favourite.kept").with("entry", self.entry);
        Some((Self { at, ended: None, ..self }, event))
    }

    /// Lets it go; nothing when that was done already.
    #[must_use]
    pub fn let_go(self, at: Timestamp) -> Option<(Self, Event)> {
        if self.ended.is_some() {
            return None;
        }
        let event = Event::new("favourite.let_go").with("entry", self.entry);
        Some((Self { ended: Some(at), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_kept_once_and_let_go_once() {
        let at = Timestamp::UNIX_EPOCH;
        let id = |n: u8| Id::from_parts(1, [n; 10]);
        let (it, event) = Favourite::keep(
            id(1),
            Id::from_parts(1, [2; 10]),
            Id::from_parts(1, [3; 10]),
            Id::from_parts(1, [4; 10]),
            at,
        );
        assert_eq!(event.kind, "favourite.kept");
        assert_eq!(it.clone().again(at), None);
        let (gone, _) = it.let_go(at).expect("it was kept");
        assert_eq!(gone.clone().let_go(at), None);
        let (again, _) = gone.again(at).expect("it was let go");
        assert_eq!(again.ended, None);
    }
}
