//! A lens: a named, versioned reading of what was done, applied when somebody looks and never when somebody records.
//!
//! Link workers draw on interacting logics, choice and care, often in one contact (Griffith, Pollard, Gibson, Jeffries,
//! Moffatt 2023; Mol 2008). Which act shows which is a matter of judgement, and judgements differ: so there are several
//! lenses, each line with its basis in words, and two can be laid side by side.
//!
//! # Invariants
//! - *Both* is a reading of its own. Choice and care are never set against each other in one number.
//! - A contact that was not asked reads *not asked*, whatever else is known of it; one that was asked and skipped reads
//!   *skipped*. Neither is ever *neither*.
//! - A version never changes: what was drawn with it can be drawn again.

mod ours;
mod reading;

pub use ours::{OURS, OURS_NAME, ours};
pub use reading::{Line as LensLine, Mark, Read, Reading, Sign};

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::measure::working::ContactFact;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Line;

/// A lens, of which there are versions. It is known by its identifier alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lens;

/// The most lines of a lens.
pub const MOST_LINES: usize = 200;

/// One version of a lens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LensVersion {
    /// Identifier.
    pub id: Id<LensVersion>,
    /// The service whose lens it is.
    pub service: Id<Service>,
    /// The lens.
    pub lens: Id<Lens>,
    /// Which version, from 1.
    pub number: u32,
    /// What it is called.
    pub name: Line,
    /// Its lines, each mark once.
    pub lines: Vec<LensLine>,
    /// Who made it.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl LensVersion {
    /// Makes the first version of a new lens, mostly a copy of another.
    ///
    /// # Errors
    /// When it has no line, too many, or one twice.
    pub fn begin(
        ids: (Id<Self>, Id<Lens>),
        service: Id<Service>,
        (name, lines): (Line, Vec<LensLine>),
        by: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let it = Self { id: ids.0, service, lens: ids.1, number: 1, name, lines: checked(lines)?, by, at };
        let event = it.event("lens.begun");
        Ok((it, event))
    }

    /// Makes the next version. This one stays as it is.
    ///
    /// # Errors
    /// As for [`Self::begin`], and when nothing is different.
    pub fn next(
        &self,
        id: Id<Self>,
        (name, lines): (Line, Vec<LensLine>),
        by: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let lines = checked(lines)?;
        if self.name == name && self.lines == lines {
            return Err(Rejection::new("lens.same", "Nothing is different yet. Change a line or the name first."));
        }
        let it = Self { id, number: self.number + 1, name, lines, by, at, ..self.clone() };
        let event = it.event("lens.changed");
        Ok((it, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        let mut event = Event::new(kind)
            .with("lens", self.lens)
            .with("number", self.number)
            .with("name", &self.name)
            .with("by", self.by);
        for line in &self.lines {
            event = event.with("line", line.in_words());
        }
        event
    }

    /// How a contact reads.
    #[must_use]
    pub fn reads(&self, contact: &ContactFact) -> Read {
        reading::read(&self.lines, contact)
    }
}

/// Each mark once, and not nothing.
fn checked(lines: Vec<LensLine>) -> Result<Vec<LensLine>, Rejection> {
    let marks: BTreeSet<String> = lines.iter().map(|line| line.mark.code()).collect();
    if lines.is_empty() {
        return Err(Rejection::new(
            "lens.empty",
            "A lens without a line reads nothing. Choose a reading for at least one line.",
        ));
    }
    if lines.len() > MOST_LINES || marks.len() != lines.len() {
        return Err(Rejection::new(
            "lens.lines",
            "The list has changed since the page was opened. Open it again. Nothing was saved.",
        ));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::working::tests::contact;
    use crate::support::contact::{Asked, Mode};
    use proptest::prelude::*;

    fn line(mark: Mark, reading: Reading) -> LensLine {
        LensLine { mark, reading, basis: Line::new("We think so").expect("a line") }
    }
    fn way(code: &str) -> Mark {
        Mark::Way(Line::new(code).expect("a code"))
    }
    fn lens(lines: Vec<LensLine>) -> LensVersion {
        let (service, by) = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        let ids = (Id::from_parts(1, [4; 10]), Id::from_parts(1, [5; 10]));
        let name = Line::new("Of our team").expect("a name");
        LensVersion::begin(ids, service, (name, lines), by, Timestamp::UNIX_EPOCH).expect("a lens").0
    }
    fn tapped(codes: &[&str]) -> ContactFact {
        ContactFact { ways: codes.iter().map(ToString::to_string).collect(), ..contact(1, 1) }
    }

    #[test]
    fn a_contact_reads_as_what_its_marks_say_and_both_stands_by_itself() {
        let it = lens(vec![
            line(way("P01"), Reading::Choice),
            line(way("P08"), Reading::Care),
            line(way("P13"), Reading::Depends),
            line(way("P24"), Reading::Neither),
            line(Mark::Sign(Sign::OnBehalf), Reading::Care),
        ]);
        for (codes, reads) in [
            (&["P01"][..], Read::Choice),
            (&["P08", "P24"], Read::Care),
            (&["P01", "P08", "P13"], Read::Both),
            (&["P13", "P24"], Read::Depends),
            (&["P13", "P08"], Read::Care),
            (&["P24"], Read::Neither),
            (&["P99"], Read::Neither),
            (&[], Read::Neither),
        ] {
            assert_eq!(it.reads(&tapped(codes)), reads, "{codes:?}");
        }
        let behalf = ContactFact { mode: Mode::Behalf, ..tapped(&["P01"]) };
        assert_eq!(it.reads(&behalf), Read::Both);
    }

    #[test]
    fn what_was_not_asked_reads_not_asked_and_what_was_skipped_skipped() {
        let it = ours(Id::from_parts(1, [2; 10]));
        let busy = tapped(&["P01", "P08"]);
        assert_eq!(it.reads(&ContactFact { asked: None, ..busy.clone() }), Read::NotAsked);
        assert_eq!(it.reads(&ContactFact { asked: Some(Asked::Skipped), ..busy }), Read::Skipped);
    }

    #[test]
    fn a_change_makes_a_new_version_and_leaves_the_old_one() {
        let first = lens(vec![line(way("P01"), Reading::Choice)]);
        let kept = first.clone();
        let (name, by, at) = (first.name.clone(), first.by, Timestamp::UNIX_EPOCH);
        let id = Id::from_parts(1, [6; 10]);
        assert!(first.next(id, (name.clone(), first.lines.clone()), by, at).is_err(), "nothing is different");
        assert!(first.next(id, (name.clone(), vec![]), by, at).is_err(), "no line");
        let twice = vec![line(way("P01"), Reading::Choice), line(way("P01"), Reading::Care)];
        assert!(first.next(id, (name.clone(), twice), by, at).is_err(), "a mark twice");
        let (second, _) = first.next(id, (name, vec![line(way("P01"), Reading::Care)]), by, at).expect("changed");
        assert_eq!((second.number, second.lens), (2, first.lens));
        assert_eq!(first, kept);
        assert_eq!(first.reads(&tapped(&["P01"])), Read::Choice);
    }

    proptest! {
        /// A lens reads what was asked and answered by its taps and signs alone, each contact one way; and taps that no line
        /// names change nothing.
        #[test]
        fn every_contact_reads_one_way(codes in prop::collection::btree_set(0_u8..30, 0..8)) {
            let it = ours(Id::from_parts(1, [2; 10]));
            let ways: BTreeSet<String> = codes.iter().map(|code| format!("P{code:02}")).collect();
            let contact = ContactFact { ways, ..contact(1, 1) };
            let read = it.reads(&contact);
            let mut more = contact.clone();
            more.ways.insert("X01".to_owned());
            prop_assert_eq!(it.reads(&more), read);
            prop_assert!(!matches!(read, Read::NotAsked | Read::Skipped));
        }
    }
}
