//! The versions of the list of what we did: how it read, whole, from when on.
//!
//! A contact keeps the number of the version whose words were read when its taps were made, so that a line that is
//! reworded later does not change what was said before (domain.md 2.3: freeze and print).
//!
//! # Invariants
//! - A version is never changed. Codes stay; words, headings, order and what is offered are what a version holds.
//! - Until a service changes its list, it is version 1 and is not written down; the first change writes both.

use jiff::Timestamp;

use super::WayOfWorking;
use super::way_of_working::Heading;
use crate::event::Event;
use crate::id::Id;
use crate::staff::{Account, Service};
use crate::text::Line;

/// One line as a version of the list held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// The line.
    pub way: Id<WayOfWorking>,
    /// Its code.
    pub code: Line,
    /// Its words.
    pub label: Line,
    /// The heading under which it stood.
    pub heading: Heading,
    /// Whether it was offered.
    pub is_offered: bool,
}

/// The list of what we did as it read from one change to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayList {
    /// Identifier.
    pub id: Id<WayList>,
    /// The service.
    pub service: Id<Service>,
    /// From 1.
    pub number: u32,
    /// The lines, in their order.
    pub lines: Vec<ListLine>,
    /// Who made it; nobody is known for the first.
    pub author: Option<Id<Account>>,
    /// When it was written down; the first stood before.
    pub at: Timestamp,
}

impl WayList {
    /// Writes a version down.
    #[must_use]
    pub fn make(
        id: Id<Self>,
        (service, number): (Id<Service>, u32),
        lines: Vec<ListLine>,
        author: Option<Id<Account>>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("way_list.made").with("number", number).with("lines", u32::try_from(lines.len()).ok());
        (Self { id, service, number, lines, author, at }, event)
    }

    /// The words of a line in this version.
    #[must_use]
    pub fn label(&self, way: Id<WayOfWorking>) -> Option<&Line> {
        self.lines.iter().find(|line| line.way == way).map(|line| &line.label)
    }
}
