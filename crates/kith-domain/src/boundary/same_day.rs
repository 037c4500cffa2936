//! That somebody at a practice was asked, on the same day, about a risk that a link worker is not trained to hold alone.
//!
//! A named person who can be reached on the day is what helps where nobody else holds the clinical edge of the work
//! (Frostick and Bertotti; Rhodes and Bell; domain.md 3.1, requirement 26). Two moments are kept: when they were asked,
//! and when they answered.
//!
//! # Invariants
//! - What was not answered stays so until somebody says otherwise: no clock closes it, and silence is no answer.
//! - It is put right and never written over unseen: every change is an event.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "ask", to: "asked" },
    Transition { from: Some("asked"), act: "answer", to: "answered" },
    Transition { from: Some("asked"), act: "take-back", to: "taken-back" },
    Transition { from: Some("answered"), act: "correct", to: "answered" },
    Transition { from: Some("answered"), act: "take-back", to: "taken-back" },
];

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// When they answered.
    pub at: Timestamp,
    /// Who answered.
    pub by: Option<Line>,
    /// What was agreed.
    pub agreed: Option<Words>,
    /// Who wrote it down.
    pub noted_by: Id<Account>,
}

/// That somebody was asked on the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameDayAsk {
    /// Identifier.
    pub id: Id<SameDayAsk>,
    /// The service.
    pub service: Id<Service>,
    /// About whom.
    pub person: Id<Person>,
    /// The practice that was asked.
    pub practice: Option<Id<Practice>>,
    /// Who was asked and where, as it stood on the page: "Dr Sol, the duty doctor, 01632 960201".
    pub whom: Line,
    /// Who asked.
    pub asker: Id<Account>,
    /// When.
    pub asked: Timestamp,
    /// What came of it.
    pub answered: Option<Answered>,
    /// When it was taken back: nobody had been asked after all.
    pub taken_back: Option<Timestamp>,
}

impl SameDayAsk {
    /// Writes down that somebody is asked now.
    #[must_use]
    pub fn ask(
        id: Id<Self>,
        (service, person): (Id<Service>, Id<Person>),
        (practice, whom): (Option<Id<Practice>>, Line),
        asker: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("same_day.asked").with("practice", practice).with("whom", &whom).with("asked", at);
        (Self { id, service, person, practice, whom, asker, asked: at, answered: None, taken_back: None }, event)
    }

    /// The stable name of where it stands.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match (&self.taken_back, &self.answered) {
            (Some(_), _) => "taken-back",
            (None, Some(_)) => "answered",
            (None, None) => "asked",
        }
    }

    /// Whether an answer is still waited for.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.answered.is_none() && self.taken_back.is_none()
    }

    /// Writes down that they answered.
    ///
    /// # Errors
    /// When it was taken back, or has an answer already.
    pub fn answer(self, answered: Answered, now: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.answered.is_some() {
            return Err(Rejection::new(
                "same_day.answered",
                "An answer is written down already. Nothing was changed. Put it right below if it is wrong.",
            ));
        }
        self.with(answered, "same_day.answered", now)
    }

    /// Puts right when they were asked or answered, by whom, and what was agreed.
    ///
    /// # Errors
    /// When it was taken back, or the moments cannot be.
    pub fn correct(
        self,
        asked: Timestamp,
        answered: Option<Answered>,
        now: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if asked > now {
            return Err(Rejection::of_field(
                "asked",
                "same_day.to_come",
                "This is still to come. Enter when you asked, such as 2.30pm.",
            ));
        }
        let it = Self { asked, ..self };
        match answered {
            Some(answered) => it.with(answered, "same_day.corrected", now),
            None => {
                let it = Self { answered: None, ..it.there()? };
                let event = it.event("same_day.corrected");
                Ok((it, event))
            }
        }
    }

    /// Takes it back: nobody had been asked. Nothing when that was done already.
    #[must_use]
    pub fn take_back(self, at: Timestamp) -> Option<(Self, Event)> {
        if self.taken_back.is_some() {
            return None;
        }
        let event = Event::new("same_day.taken_back").with("whom", &self.whom);
        Some((Self { taken_back: Some(at), ..self }, event))
    }

    fn with(self, answered: Answered, kind: &'static str, now: Timestamp) -> Result<(Self, Event), Rejection> {
        let it = self.there()?;
        if answered.at > now {
            return Err(Rejection::of_field(
                "answered",
                "same_day.answer_to_come",
                "This is still to come. Enter when they answered, such as 2.45pm.",
            ));
        }
        // To the minute, as times are typed.
        let minute = |at: Timestamp| at.as_second().div_euclid(60);
        if minute(answered.at) < minute(it.asked) {
            return Err(Rejection::of_field(
                "answered",
                "same_day.before",
                "They would have answered before they were asked. Put one of the two times right.",
            ));
        }
        let it = Self { answered: Some(answered), ..it };
        let event = it.event(kind);
        Ok((it, event))
    }

    fn there(self) -> Result<Self, Rejection> {
        if self.taken_back.is_some() {
            return Err(Rejection::new(
                "same_day.gone",
                "This was taken back, because nobody had been asked. Write down that you ask now instead.",
            ));
        }
        Ok(self)
    }

    fn event(&self, kind: &'static str) -> Event {
        let answered = self.answered.as_ref();
        Event::new(kind)
            .with("whom", &self.whom)
            .with("asked", self.asked)
            .with("answered", answered.map(|it| it.at))
            .with("by", answered.and_then(|it| it.by.as_ref()).map(Line::as_str))
            .with("agreed", answered.and_then(|it| it.agreed.as_ref()).map(Words::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + minute * 60).expect("a moment")
    }

    fn ask() -> SameDayAsk {
        let whom = Line::new("the duty doctor, 01632 960201").expect("a line");
        let about = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        SameDayAsk::ask(Id::from_parts(1, [1; 10]), about, (None, whom), Id::from_parts(1, [4; 10]), at(10)).0
    }

    fn answered(minute: i64) -> Answered {
        let by = Line::new("Dr Sol").ok();
        Answered { at: at(minute), by, agreed: None, noted_by: Id::from_parts(1, [4; 10]) }
    }

    #[test]
    fn it_waits_until_somebody_says_otherwise() {
        assert!(ask().is_open());
        let (it, event) = ask().answer(answered(25), at(30)).expect("answered");
        assert!(!it.is_open() && event.kind == "same_day.answered");
        assert!(it.clone().answer(answered(26), at(30)).is_err(), "one answer");
        let (open, _) = it.correct(at(10), None, at(31)).expect("put right");
        assert!(open.is_open(), "they had not answered after all");
    }

    #[test]
    fn moments_that_cannot_be_are_refused_at_their_field() {
        for (asked, answer, field) in [(40, 50, "asked"), (10, 5, "answered"), (10, 90, "answered")] {
            let refused = ask().correct(at(asked), Some(answered(answer)), at(30)).expect_err("refused");
            assert_eq!(refused.field, Some(field));
        }
    }

    #[test]
    fn what_was_taken_back_stays_so_and_waits_for_nobody() {
        let (gone, _) = ask().take_back(at(11)).expect("taken back");
        assert!(!gone.is_open() && gone.clone().take_back(at(12)).is_none());
        assert!(gone.clone().answer(answered(25), at(30)).is_err());
        assert!(gone.correct(at(10), None, at(30)).is_err());
    }

    #[test]
    fn every_state_is_in_the_table() {
        let (done, _) = ask().answer(answered(25), at(30)).expect("answered");
        let (gone, _) = ask().take_back(at(11)).expect("taken back");
        for state in [ask().state(), done.state(), gone.state()] {
            assert!(TABLE.iter().any(|row| row.to == state), "{state}");
        }
    }
}
