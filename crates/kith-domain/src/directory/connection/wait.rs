//! A wait: since when somebody is on a waiting list, what was said of how long, and what is done meanwhile.
//!
//! # Invariants
//! - A wait begins and ends with the steps of its connection; no clock ends one.
//! - What was quoted first stays, however often they say something else.

use jiff::{Timestamp, ToSpan};

use super::{Connection, State};
use crate::event::Event;
use crate::need::gap::Instead;
use crate::rejection::Rejection;

/// After how many weeks it is worth asking again where the organisation did not say how long.
pub const UNSAID_WEEKS: u32 = 4;

/// A wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Since when they are on the list.
    pub began: Timestamp,
    /// The weeks that were quoted first.
    pub quoted: Option<u32>,
    /// The weeks that were said last, counted from when that was said.
    pub weeks: Option<u32>,
    /// When the organisation last said something of it.
    pub said: Timestamp,
    /// What is done meanwhile.
    pub meanwhile: Option<Instead>,
    /// When it ended: a place came, or it was given up.
    pub ended: Option<Timestamp>,
}

impl Wait {
    const fn begin(at: Timestamp, weeks: Option<u32>) -> Self {
        Self { began: at, quoted: weeks, weeks, said: at, meanwhile: None, ended: None }
    }

    /// The wait after a step that leads to a state.
    pub(super) fn after(open: Option<Self>, last: Option<Self>, state: &State, at: Timestamp) -> Option<Self> {
        match (open, state) {
            (Some(wait), State::WaitListed { weeks }) => Some(Self { weeks: *weeks, said: at, ..wait }),
            (None, State::WaitListed { weeks }) => Some(Self::begin(at, *weeks)),
            (Some(wait), _) => Some(Self { ended: Some(at), ..wait }),
            (None, _) => last,
        }
    }

    /// When they said that a place would come by; without a word of theirs, when it is worth asking again.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        let weeks = self.weeks.unwrap_or(UNSAID_WEEKS);
        self.said.checked_add((i64::from(weeks) * 7 * 24).hours()).unwrap_or(self.said)
    }

    /// Whole weeks waited until a moment, or until it ended.
    #[must_use]
    pub fn waited(&self, now: Timestamp) -> u32 {
        let until = self.ended.unwrap_or(now);
        let days = until.duration_since(self.began).as_hours() / 24;
        u32::try_from(days / 7).unwrap_or(0)
    }

    /// Whole weeks beyond what they said last; none while that has not gone by, or where they said nothing.
    #[must_use]
    pub fn overdue(&self, now: Timestamp) -> Option<u32> {
        self.weeks?;
        let days = now.duration_since(self.due()).as_hours() / 24;
        if days < 0 { None } else { u32::try_from(days / 7).ok() }
    }

    /// When the organisation was asked again, where it was.
    #[must_use]
    pub fn asked_again(&self) -> Option<Timestamp> {
        (self.said != self.began).then_some(self.said)
    }
}

impl Connection {
    /// The wait that goes on, where one does. What was recorded before waits were kept counts from the day it was.
    #[must_use]
    pub fn waits(&self) -> Option<Wait> {
        let State::WaitListed { weeks } = self.state else { return None };
        match &self.wait {
            Some(wait) if wait.ended.is_none() => Some(wait.clone()),
            _ => Some(Wait::begin(self.since, weeks)),
        }
    }

    /// Says what is done while they wait.
    ///
    /// # Errors
    /// When nobody waits.
    pub fn meanwhile(self, what: Option<Instead>) -> Result<(Self, Event), Rejection> {
        let Some(wait) = self.waits() else {
            return Err(Rejection::new("connection.no_wait", "Nobody waits for this now. Nothing was changed."));
        };
        let event =
            Event::new("connection.meanwhile").with("person", self.person).with("meanwhile", what.map(Instead::code));
        Ok((Self { wait: Some(Wait { meanwhile: what, ..wait }), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::connection::Step;
    use crate::id::Id;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + days * 86_400).unwrap()
    }

    fn asked() -> Connection {
        Connection {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            need: None,
            to: Id::from_parts(1, [3; 10]),
            organisation: Id::from_parts(1, [4; 10]),
            agreed: super::super::agreed::Agreed::default(),
            author: Id::from_parts(1, [5; 10]),
            made: at(0),
            state: State::Chosen,
            since: at(0),
            asked: None,
            wait: None,
        }
        .take(Step::Ask, at(1))
        .unwrap()
        .0
    }

    fn take(it: Connection, step: Step, day: i64) -> Connection {
        it.take(step, at(day)).unwrap().0
    }

    #[test]
    fn what_was_quoted_first_stays_and_the_weeks_waited_go_on() {
        let it = take(asked(), Step::WaitList { weeks: Some(6) }, 3);
        assert_eq!(it.asked, Some(at(1)));
        let wait = it.waits().unwrap();
        assert_eq!((wait.quoted, wait.weeks, wait.asked_again()), (Some(6), Some(6), None));
        assert_eq!((wait.waited(at(3 + 13)), wait.overdue(at(3 + 41))), (1, None));
        assert_eq!(wait.overdue(at(3 + 42 + 15)), Some(2));
        let it = take(it, Step::WaitList { weeks: Some(4) }, 50);
        let wait = it.waits().unwrap();
        assert_eq!((wait.quoted, wait.weeks, wait.began), (Some(6), Some(4), at(3)));
        assert_eq!((wait.asked_again(), wait.due()), (Some(at(50)), at(50 + 28)));
        let it = take(it, Step::Accept { words: None }, 60);
        assert_eq!(it.waits(), None);
        assert_eq!(it.wait.as_ref().unwrap().ended, Some(at(60)));
        assert_eq!(it.wait.as_ref().unwrap().waited(at(1000)), 8, "it has ended");
        let it = take(it, Step::WaitList { weeks: None }, 70);
        assert_eq!(it.waits().unwrap().began, at(70), "another wait");
    }

    #[test]
    fn no_clock_ends_a_wait_and_nothing_said_is_nothing_overdue() {
        let it = take(asked(), Step::WaitList { weeks: None }, 3);
        let wait = it.waits().unwrap();
        assert_eq!(wait.overdue(at(4000)), None);
        assert_eq!(wait.due(), at(3 + 28));
        assert!(wait.waited(at(4000)) > 500 && wait.ended.is_none());
    }

    #[test]
    fn what_is_done_meanwhile_is_said_while_somebody_waits() {
        let it = take(asked(), Step::WaitList { weeks: Some(6) }, 3);
        let (it, _) = it.meanwhile(Some(Instead::Held)).unwrap();
        assert_eq!(it.waits().unwrap().meanwhile, Some(Instead::Held));
        let it = take(it, Step::WaitList { weeks: Some(2) }, 30);
        assert_eq!(it.waits().unwrap().meanwhile, Some(Instead::Held), "it goes on");
        assert!(take(it, Step::Accept { words: None }, 40).meanwhile(None).is_err());
    }

    #[test]
    fn a_wait_from_before_waits_were_kept_counts_from_its_day() {
        let old = Connection { state: State::WaitListed { weeks: Some(3) }, since: at(9), wait: None, ..asked() };
        assert_eq!(old.waits().unwrap().began, at(9));
        assert_eq!(take(old, Step::WaitList { weeks: Some(5) }, 20).waits().unwrap().quoted, Some(3));
    }
}
