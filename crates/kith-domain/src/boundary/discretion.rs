//! A discretion note: what a worker did beyond the script and why, and whether they would again.
//!
//! Acting on one's own judgement builds trust and makes the work worth doing, and without limits it can be too much
//! (Tierney and others 2024 on micro-discretions and boundaries; domain.md 3.1, requirement 23). It is written down
//! honestly only where it cannot be used against whoever writes it (domain.md 8.6): it is theirs, it is in no export
//! and no report, and it is deleted by itself.
//!
//! # Invariants
//! - It belongs to whoever wrote it. Nobody else knows of it unless it is shown, by their own act.
//! - What it says stands in no event and in no row that is proven: [`Told`] is kept apart, so that it can really be
//!   deleted.
//! - It is deleted after [`MONTHS`] months unless its owner keeps it on purpose.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::boundary::entry::Again;
use crate::boundary::shown::Shown;
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;
use crate::time;

/// After how many months a note is deleted, unless it is kept on purpose.
pub const MONTHS: i32 = 6;
/// How many days before that the page says so at its head.
pub const WARN_DAYS: i64 = 30;

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was done beyond the script.
    pub what: Words,
    /// Why.
    pub why: Option<Words>,
    /// Whether it would be done again.
    pub again: Option<Again>,
}

/// Who deleted a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// Its owner.
    ByOwner,
    /// Its time was over.
    ByTime,
}

impl Deleted {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByOwner => "owner",
            Self::ByTime => "time",
        }
    }
}

/// A discretion note, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscretionNote {
    /// Identifier.
    pub id: Id<DiscretionNote>,
    /// The service.
    pub service: Id<Service>,
    /// Whose it is.
    pub owner: Id<Account>,
    /// The day it is about.
    pub on: Date,
    /// When it was written.
    pub at: Timestamp,
    /// The day on which it is deleted; none when it is kept on purpose.
    pub until: Option<Date>,
    /// To whom it is shown.
    pub shown: Option<Shown>,
    /// When it was deleted. What it said is gone then.
    pub gone: Option<Timestamp>,
}

/// The day on which what is written on a day is deleted.
fn deleted_on(day: Date) -> Date {
    day.checked_add(MONTHS.months()).unwrap_or(Date::MAX)
}

impl DiscretionNote {
    /// Writes one down.
    ///
    /// # Errors
    /// When its day is still to come.
    pub fn write(
        id: Id<Self>,
        (service, owner): (Id<Service>, Id<Account>),
        on: Date,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        check(on, at)?;
        let until = Some(deleted_on(time::day_of(at)));
        let it = Self { id, service, owner, on, at, until, shown: None, gone: None };
        let event = Event::new("discretion.written").with("until", until);
        Ok((it, event))
    }

    /// Changes what it says, or its day. What it said before is kept nowhere.
    ///
    /// # Errors
    /// When it was deleted, or its day is still to come.
    pub fn change(self, on: Date, now: Timestamp) -> Result<(Self, Event), Rejection> {
        let it = self.there()?;
        check(on, now)?;
        Ok((Self { on, ..it }, Event::new("discretion.changed")))
    }

    /// Keeps it beyond its time, on purpose.
    ///
    /// # Errors
    /// When it was deleted.
    pub fn keep(self) -> Result<(Self, Event), Rejection> {
        Ok((Self { until: None, ..self.there()? }, Event::new("discretion.kept")))
    }

    /// Lets its time run again, from today.
    ///
    /// # Errors
    /// When it was deleted.
    pub fn let_go(self, today: Date) -> Result<(Self, Event), Rejection> {
        let until = Some(deleted_on(today));
        Ok((Self { until, ..self.there()? }, Event::new("discretion.let_go").with("until", until)))
    }

    /// Shows it to somebody by name, or to nobody any more.
    ///
    /// # Errors
    /// When it was deleted.
    pub fn show(self, with: Option<Id<Account>>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let event = match with {
            Some(with) => Event::new("discretion.shown").with("with", with),
            None => Event::new("discretion.taken_back"),
        };
        Ok((Self { shown: with.map(|with| Shown { with, at }), ..self.there()? }, event))
    }

    /// Deletes it; nothing when that was done already. What it said is deleted beside it.
    #[must_use]
    pub fn delete(self, by: Deleted, at: Timestamp) -> Option<(Self, Event)> {
        if self.gone.is_some() {
            return None;
        }
        let event = Event::new("discretion.deleted").with("by", by.code());
        Some((Self { gone: Some(at), shown: None, ..self }, event))
    }

    /// Whether it is deleted soon, so that the page says so.
    #[must_use]
    pub fn goes_soon(&self, today: Date) -> bool {
        let warn_from = today.checked_add(WARN_DAYS.days()).unwrap_or(Date::MAX);
        self.gone.is_none() && self.until.is_some_and(|until| until <= warn_from)
    }

    fn there(self) -> Result<Self, Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new(
                "discretion.gone",
                "This note was deleted. What it said is not kept anywhere. Write a new one.",
            ));
        }
        Ok(self)
    }
}

fn check(on: Date, now: Timestamp) -> Result<(), Rejection> {
    if on > time::day_of(now) {
        return Err(Rejection::of_field(
            "on",
            "discretion.to_come",
            "This day is still to come. Write the note once it has happened.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: Date) -> Timestamp {
        time::moment_on(day, 12, 0).expect("a moment")
    }

    fn note() -> DiscretionNote {
        let whose = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        DiscretionNote::write(Id::from_parts(1, [1; 10]), whose, date(2026, 11, 20), at(date(2026, 11, 27)))
            .expect("written")
            .0
    }

    #[test]
    fn it_is_deleted_six_months_after_it_was_written_unless_it_is_kept() {
        assert_eq!(note().until, Some(date(2027, 5, 27)));
        let (kept, _) = note().keep().expect("kept");
        assert_eq!(kept.until, None);
        let (again, _) = kept.let_go(date(2027, 1, 31)).expect("let go");
        assert_eq!(again.until, Some(date(2027, 7, 31)));
    }

    #[test]
    fn the_page_says_so_a_month_before() {
        assert!(!note().goes_soon(date(2027, 4, 26)));
        assert!(note().goes_soon(date(2027, 4, 27)));
        assert!(!note().keep().expect("kept").0.goes_soon(date(2027, 5, 27)));
    }

    #[test]
    fn what_was_deleted_is_shown_to_nobody_and_cannot_be_had_again() {
        let now = at(date(2026, 11, 28));
        let (shown, event) = note().show(Some(Id::from_parts(1, [4; 10])), now).expect("shown");
        assert_eq!(event.kind, "discretion.shown");
        let (gone, _) = shown.delete(Deleted::ByTime, now).expect("deleted");
        assert!(gone.shown.is_none() && gone.clone().delete(Deleted::ByOwner, now).is_none());
        assert!(gone.clone().keep().is_err() && gone.clone().show(None, now).is_err());
        assert!(gone.change(date(2026, 11, 20), now).is_err());
    }

    #[test]
    fn no_event_of_it_holds_a_word_that_was_written() {
        let now = at(date(2026, 11, 28));
        for event in [
            note().change(date(2026, 11, 19), now).expect("changed").1,
            note().keep().expect("kept").1,
            note().delete(Deleted::ByOwner, now).expect("deleted").1,
        ] {
            assert!(event.facts.iter().all(|(name, _)| matches!(*name, "until" | "by" | "with")), "{event:?}");
        }
    }
}
