//! Somebody goes alone: who is told, when they expect to be back, and that they are.
//!
//! It is a safety net for lone working (NALW 2020; domain.md 3.1 *geographic*, requirement 65), so a clock works here:
//! it tells, and closes nothing. It is no tracker: what it says is deleted after [`KEPT_DAYS`] days, and no report is
//! made of it.
//!
//! # Invariants
//! - Where somebody goes, when they are back and whom they told stand in [`Told`], apart from what is proven, so that
//!   they can really be deleted.
//! - Whoever is told reads the place only while the visit is open: a place, never a person's record.

use jiff::{Timestamp, ToSpan};

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Line;

/// After how many days what a visit says is deleted.
pub const KEPT_DAYS: i64 = 30;
/// At most so long may a visit last: a day.
pub const MOST_HOURS: i64 = 24;

/// What is told of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whom.
    pub whom: Id<Account>,
    /// Where the worker goes: a place, as she writes it.
    pub place: Line,
    /// The number to ring her on.
    pub ring: Line,
    /// When she went.
    pub began: Timestamp,
    /// When she expects to be back.
    pub due: Timestamp,
    /// When she was back.
    pub back: Option<Timestamp>,
}

/// A visit, without what is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Identifier.
    pub id: Id<Visit>,
    /// The service.
    pub service: Id<Service>,
    /// Who goes.
    pub owner: Id<Account>,
    /// Where it stands.
    pub state: State,
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// She is out.
    Out,
    /// She is back.
    Back,
    /// What it said was deleted.
    Forgotten,
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Back => "back",
            Self::Forgotten => "forgotten",
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Out, Self::Back, Self::Forgotten].into_iter().find(|it| it.name() == name)
    }
}

impl Visit {
    /// She goes.
    ///
    /// # Errors
    /// When she tells herself, or the time at which she expects to be back cannot be.
    pub fn go(
        id: Id<Self>,
        (service, owner): (Id<Service>, Id<Account>),
        told: &Told,
    ) -> Result<(Self, Event), Rejection> {
        if told.whom == owner {
            return Err(Rejection::of_field(
                "whom",
                "visit.oneself",
                "Choose a colleague: nobody would notice if you told yourself.",
            ));
        }
        check_due(told.began, told.due)?;
        Ok((Self { id, service, owner, state: State::Out }, Event::new("visit.began")))
    }

    /// She expects to be back at another time.
    ///
    /// # Errors
    /// When she is back, or the time cannot be.
    pub fn later(self, due: Timestamp, now: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.state != State::Out {
            return Err(Rejection::new("visit.back", "You are back already. Nothing was changed."));
        }
        check_due(now, due)?;
        Ok((self, Event::new("visit.due_changed")))
    }

    /// She is back; nothing when she was already.
    #[must_use]
    pub fn back(self) -> Option<(Self, Event)> {
        (self.state == State::Out).then(|| (Self { state: State::Back, ..self }, Event::new("visit.ended")))
    }

    /// What it said is deleted; nothing when that was done already. One that is open is never deleted.
    #[must_use]
    pub fn forget(self) -> Option<(Self, Event)> {
        (self.state == State::Back).then(|| (Self { state: State::Forgotten, ..self }, Event::new("visit.forgotten")))
    }
}

fn check_due(from: Timestamp, due: Timestamp) -> Result<(), Rejection> {
    let latest = from.checked_add(MOST_HOURS.hours()).unwrap_or(from);
    if due <= from || due > latest {
        return Err(Rejection::of_field(
            "due",
            "visit.due",
            "Enter a time in the next 24 hours at which you expect to be back, such as 3.30pm.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hours * 3_600).expect("a moment")
    }

    fn told(whom: u8, due: i64) -> Told {
        let line = |text| Line::new(text).expect("a line");
        Told {
            whom: Id::from_parts(1, [whom; 10]),
            place: line("12 Harbour Lane"),
            ring: line("07700 900123"),
            began: at(0),
            due: at(due),
            back: None,
        }
    }

    fn go(told: &Told) -> Result<(Visit, Event), Rejection> {
        let whose = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        Visit::go(Id::from_parts(1, [1; 10]), whose, told)
    }

    #[test]
    fn a_colleague_is_told_and_a_time_that_can_be() {
        assert_eq!(go(&told(3, 1)).expect_err("herself").field, Some("whom"));
        for due in [0, -1, 25] {
            assert_eq!(go(&told(4, due)).expect_err("no time").field, Some("due"), "{due}");
        }
        let (out, event) = go(&told(4, 1)).expect("gone");
        assert!(out.state == State::Out && event.facts.is_empty(), "no event holds the place");
        assert!(out.clone().later(at(3), at(1)).is_ok());
        assert!(out.clone().forget().is_none(), "one that is open is never deleted");
        let (back, _) = out.back().expect("back");
        assert!(back.clone().back().is_none() && back.clone().later(at(3), at(1)).is_err());
        assert_eq!(back.forget().expect("forgotten").0.state, State::Forgotten);
    }

    #[test]
    fn a_state_comes_back_from_its_name() {
        for state in [State::Out, State::Back, State::Forgotten] {
            assert_eq!(State::from_name(state.name()), Some(state));
        }
    }
}
