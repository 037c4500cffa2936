//! What one link worker leaves to the next about a person whose case moves.

use jiff::Timestamp;

use super::case::Case;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::text::Words;

/// One move of one case, with its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Identifier.
    pub id: Id<Handover>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The case.
    pub case: Id<Case>,
    /// Who had it.
    pub from: Id<Account>,
    /// Who has it now.
    pub to: Id<Account>,
    /// What the next worker should know. A few words are enough; none is not.
    pub note: Words,
    /// Who moved it.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl Handover {
    /// Writes the note of a case that moves from one worker to another.
    #[must_use]
    pub fn write(
        id: Id<Self>,
        case: &Case,
        (from, to): (Id<Account>, Id<Account>),
        note: Words,
        by: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event =
            Event::new("handover.written").with("case", case.id).with("from", from).with("to", to).with("note", &note);
        (Self { id, service: case.service, person: case.person, case: case.id, from, to, note, by, at }, event)
    }
}
