//! Dated cover: while a link worker is away, another sees and works with the same people, from one day to
//! another, and no longer. It ends by itself.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// The longest cover, in days: a longer absence is a move.
const MOST_DAYS: i64 = 183;

/// One cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Identifier.
    pub id: Id<Cover>,
    /// The service.
    pub service: Id<Service>,
    /// Who is away.
    pub worker: Id<Account>,
    /// Who covers.
    pub by: Id<Account>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// What whoever covers should know.
    pub note: Option<Words>,
    /// Who arranged it.
    pub set_by: Id<Account>,
    /// When.
    pub set: Timestamp,
    /// When it was ended early.
    pub ended: Option<Timestamp>,
}

impl Cover {
    /// Arranges cover.
    ///
    /// # Errors
    /// When somebody covers for themselves, or the days are in the wrong order, over, or too many.
    pub fn arrange(
        id: Id<Self>,
        service: Id<Service>,
        (worker, by): (Id<Account>, Id<Account>),
        (from, until): (Date, Date),
        note: Option<Words>,
        (set_by, set, today): (Id<Account>, Timestamp, Date),
    ) -> Result<(Self, Event), Rejection> {
        if worker == by {
            return Err(Rejection::of_field(
                "by",
                "cover.oneself",
                "Choose somebody else: nobody covers for themselves.",
            ));
        }
        if until < from {
            return Err(Rejection::of_field("until", "cover.order", "The last day is before the first. Check both."));
        }
        if until < today {
            return Err(Rejection::of_field("until", "cover.over", "The last day is already over. Check the date."));
        }
        if from.checked_add(MOST_DAYS.days()).is_ok_and(|most| until > most) {
            return Err(Rejection::of_field(
                "until",
                "cover.too_long",
                "Cover lasts half a year at most. For longer, move the people to another link worker.",
            ));
        }
        let event = Event::new("cover.arranged")
            .with("worker", worker)
            .with("by", by)
            .with("from", from)
            .with("until", until)
            .with("note", note.as_ref());
        // The second version has the note.
        let event = Event { version: 2, ..event };
        Ok((Self { id, service, worker, by, from, until, note, set_by, set, ended: None }, event))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.ended.is_none() && self.from <= day && day <= self.until
    }

    /// Ends it before its last day.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn end(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.ended.is_some() {
            return Err(Rejection::new("cover.ended", "This cover has ended already. Nothing was changed."));
        }
        let event = Event::new("cover.ended").with("worker", self.worker).with("by", self.by);
        Ok((Self { ended: Some(at), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn arrange(from: Date, until: Date, by: u8) -> Result<Cover, Rejection> {
        let account = |n| Id::from_parts(1, [n; 10]);
        let set = (account(9), Timestamp::UNIX_EPOCH, date(2026, 11, 26));
        let people = (account(1), account(by));
        Cover::arrange(Id::from_parts(1, [0; 10]), Id::from_parts(1, [3; 10]), people, (from, until), None, set)
            .map(|(it, _)| it)
    }

    #[test]
    fn cover_holds_on_its_days_and_ends_by_itself() {
        let cover = arrange(date(2026, 11, 27), date(2026, 12, 4), 2).expect("arranged");
        for (day, holds) in [(26, false), (27, true), (30, true)] {
            assert_eq!(cover.holds_on(date(2026, 11, day)), holds, "{day}");
        }
        assert!(cover.holds_on(date(2026, 12, 4)) && !cover.holds_on(date(2026, 12, 5)));
        let (ended, _) = cover.end(Timestamp::UNIX_EPOCH).expect("ended");
        assert!(!ended.holds_on(date(2026, 11, 30)));
        assert!(ended.end(Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn cover_that_cannot_be_is_refused() {
        let code = |from, until, by| arrange(from, until, by).map(drop).map_err(|rejection| rejection.code);
        assert_eq!(code(date(2026, 11, 27), date(2026, 11, 28), 1), Err("cover.oneself"));
        assert_eq!(code(date(2026, 11, 28), date(2026, 11, 27), 2), Err("cover.order"));
        assert_eq!(code(date(2026, 11, 20), date(2026, 11, 25), 2), Err("cover.over"));
        assert_eq!(code(date(2026, 11, 27), date(2027, 11, 27), 2), Err("cover.too_long"));
        assert_eq!(code(date(2026, 11, 26), date(2026, 11, 26), 2), Ok(()));
    }
}
