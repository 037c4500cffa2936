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

/// How one line differs from the version before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(Line),
    /// It has other words: before, now.
    Reworded(Line, Line),
    /// It is not offered any more.
    Retired(Line),
    /// It is offered again.
    BroughtBack(Line),
}

impl Change {
    /// In a sentence.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Added(label) => format!("Added “{label}”."),
            Self::Reworded(was, now) => format!("Reworded “{was}” to “{now}”."),
            Self::Retired(label) => format!("“{label}” is not offered any more."),
            Self::BroughtBack(label) => format!("“{label}” is offered again."),
        }
    }
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

    /// What is other in this version than in the one before, line by line; empty when only their order is.
    #[must_use]
    pub fn changes_from(&self, before: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        for now in &self.lines {
            let Some(was) = before.lines.iter().find(|line| line.way == now.way) else {
                changes.push(Change::Added(now.label.clone()));
                continue;
            };
            if was.label != now.label {
                changes.push(Change::Reworded(was.label.clone(), now.label.clone()));
            }
            match (was.is_offered, now.is_offered) {
                (true, false) => changes.push(Change::Retired(now.label.clone())),
                (false, true) => changes.push(Change::BroughtBack(now.label.clone())),
                _ => {}
            }
        }
        changes
    }

    /// The words of a line in this version.
    #[must_use]
    pub fn label(&self, way: Id<WayOfWorking>) -> Option<&Line> {
        self.lines.iter().find(|line| line.way == way).map(|line| &line.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_line_by_line_what_is_other_than_before() {
        let text = |text: &str| Line::new(text).expect("a line");
        let line = |number: u8, label: &str, is_offered| ListLine {
            way: Id::from_parts(2, [number; 10]),
            code: text("P08"),
            label: text(label),
            heading: Heading::Being,
            is_offered,
        };
        let made = |lines| {
            WayList::make(
                Id::from_parts(1, [1; 10]),
                (Id::from_parts(1, [2; 10]), 2),
                lines,
                None,
                Timestamp::UNIX_EPOCH,
            )
            .0
        };
        let before = made(vec![line(1, "a", true), line(2, "b", true), line(3, "c", false)]);
        let after =
            made(vec![line(3, "c", true), line(1, "a, said plainly", true), line(2, "b", false), line(4, "d", true)]);
        let said: Vec<String> = after.changes_from(&before).iter().map(Change::in_words).collect();
        assert_eq!(
            said,
            [
                "“c” is offered again.",
                "Reworded “a” to “a, said plainly”.",
                "“b” is not offered any more.",
                "Added “d”.",
            ]
        );
        assert!(before.changes_from(&before).is_empty());
        assert_eq!(before.label(Id::from_parts(2, [1; 10])).map(Line::as_str), Some("a"));
    }
}
