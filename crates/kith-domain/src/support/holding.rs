//! Holding: staying with somebody for a purpose, written down, reviewed, and ended by a person.
//!
//! Link workers hold people who wait for another service, who are preparing for a change, whom a practice would otherwise
//! carry alone, and beside whom somebody stays because nothing could be changed (Westlake and others 2024; the Oxford
//! study's notes with link workers). It may be read as dependency or as prevention: what helps is to name it, give it a
//! time, and talk it over (domain.md 3.1). A caseload silts up with it where it shows nowhere.
//!
//! # Invariants
//! - Nothing ends by a clock. A review that is due stays due until somebody looks at it.
//! - There is no limit and no target, and holding is neither praised nor warned of (domain.md 8.3, 8.4).
//! - A holding goes on exactly while its case stands at *Holding*.
//! - What was said before a correction or a review stays in the history.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::directory::Connection;
use crate::event::Event;
use crate::id::Id;
use crate::need::Gap;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::case::Case;
use crate::support::contact::coded;
use crate::text::{Line, Words};
use crate::time;

coded!(/** What a holding is for. */ Function {
    /** Waiting. */ Waiting = "waiting", "They wait for another service";
    /** Preparing. */ Preparing = "preparing", "They are getting ready for a change";
    /** Relieving. */ Relieving = "relieving", "We carry with the practice what it cannot treat";
    /** Witnessing. */ Witnessing = "witnessing", "Nothing would change it now, and somebody stays beside them";
});

impl Function {
    /// In a word, for a list.
    #[must_use]
    pub const fn in_a_word(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Preparing => "Preparing",
            Self::Relieving => "Relieving",
            Self::Witnessing => "Witnessing",
        }
    }
}

coded!(/** What a review found. */ Outcome {
    /** Still holding. */ Still = "still", "Still holding";
    /** Changed. */ Changed = "changed", "Something changed";
    /** Ended. */ Ended = "ended", "Holding has ended";
});

coded!(/** Where a holding that ended went. */ Went {
    /** It began. */ Began = "began", "What they waited for has begun";
    /** Ready. */ Ready = "ready", "They are ready, and we go on from here";
    /** Another way. */ AnotherWay = "another-way", "Something else helped";
    /** Passed on. */ PassedOn = "passed-on", "Somebody else is with them now";
    /** Said no. */ SaidNo = "said-no", "They said no to going on like this";
    /** Nothing came. */ NothingCame = "nothing-came", "What they waited for did not come";
    /** Stopped. */ Stopped = "stopped", "We agreed to stop for now";
    /** Support ended. */ SupportEnded = "support-ended", "Support ended";
    /** A mistake. */ Mistake = "mistake", "It was written down by mistake";
});

/// What causes it, where that stands in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A connection that waits.
    Connection(Id<Connection>),
    /// Something that was not there.
    Gap(Id<Gap>),
}

/// What is said of a holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// What it is for.
    pub function: Function,
    /// The wait or gap that causes it.
    pub cause: Option<Cause>,
    /// What is awaited, in words.
    pub awaited: Option<Line>,
    /// The day on which it began.
    pub began: Date,
    /// The day of the next review.
    pub review_on: Date,
}

/// That it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Where it went.
    pub went: Went,
    /// More, in words.
    pub words: Option<Words>,
}

/// One stretch of holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Identifier.
    pub id: Id<Holding>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The case.
    pub case: Id<Case>,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// What is said of it.
    pub says: Says,
    /// When it was reviewed last.
    pub reviewed: Option<Timestamp>,
    /// That it ended.
    pub ended: Option<Ended>,
}

/// After how many days a review is due where no day was chosen.
pub const REVIEW_AFTER_DAYS: i64 = 28;

/// The day of a review where none was chosen.
#[must_use]
pub fn usual_review(today: Date) -> Date {
    today.checked_add(REVIEW_AFTER_DAYS.days()).unwrap_or(today)
}

impl Says {
    /// Checks what was typed, on a day.
    ///
    /// # Errors
    /// When it began on a day to come, or a review lies in the past or years ahead.
    pub fn checked(self, today: Date) -> Result<Self, Rejection> {
        if self.began > today {
            return Err(Rejection::of_field(
                "began",
                "holding.to_come",
                "This day is still to come. Enter the day on which holding began, or leave it empty for today.",
            ));
        }
        next_review(self.review_on, today)?;
        Ok(self)
    }
}

/// A day on which holding is looked at next.
fn next_review(day: Date, today: Date) -> Result<Date, Rejection> {
    let latest = today.checked_add(1.year()).unwrap_or(today);
    if day <= today || day > latest {
        return Err(Rejection::of_field(
            "review_on",
            "holding.review",
            "Enter a day to come, within a year, or leave it empty for four weeks from now.",
        ));
    }
    Ok(day)
}

impl Holding {
    /// Begins. The case is held in the same act (`Case::hold`).
    ///
    /// # Errors
    /// As for [`Says::checked`].
    pub fn begin(
        id: Id<Self>,
        case: &Case,
        says: Says,
        by: (Id<Account>, Timestamp),
    ) -> Result<(Self, Event), Rejection> {
        let says = says.checked(time::day_of(by.1))?;
        let it = Self {
            id,
            service: case.service,
            person: case.person,
            case: case.id,
            author: by.0,
            at: by.1,
            says,
            reviewed: None,
            ended: None,
        };
        let event = it.event("holding.began");
        Ok((it, event))
    }

    /// Looks at it again: it goes on, with a note where there is one, until the next review.
    ///
    /// # Errors
    /// When it has ended, or the next review is no day to come.
    pub fn review(
        self,
        outcome: Outcome,
        note: Option<Words>,
        review_on: Date,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        self.goes_on()?;
        let review_on = next_review(review_on, time::day_of(at))?;
        let event = Event::new("holding.reviewed")
            .with("person", self.person)
            .with("outcome", outcome.code())
            .with("note", note.as_ref().map(Words::as_str))
            .with("review_on", review_on);
        let says = Says { review_on, ..self.says };
        Ok((Self { says, reviewed: Some(at), ..self }, event))
    }

    /// Changes what is said of it. What was said before stays in the history.
    ///
    /// # Errors
    /// When it has ended, nothing is different, or as for [`Says::checked`].
    pub fn correct(self, says: Says, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.goes_on()?;
        if says == self.says {
            return Err(Rejection::of_field(
                "function",
                "holding.same",
                "Nothing is different yet. Change what is wrong.",
            ));
        }
        let today = time::day_of(at);
        // A review that is due already may stay so while something else is put right.
        let says =
            if says.review_on == self.says.review_on && says.began <= today { says } else { says.checked(today)? };
        let it = Self { says, ..self };
        let event = it.event("holding.corrected");
        Ok((it, event))
    }

    /// Ends it, and says where it went.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn end(self, went: Went, words: Option<Words>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.goes_on()?;
        let event = Event::new("holding.ended")
            .with("person", self.person)
            .with("went", went.code())
            .with("words", words.as_ref().map(Words::as_str));
        Ok((Self { reviewed: Some(at), ended: Some(Ended { at, went, words }), ..self }, event))
    }

    /// Corrects where a holding that ended went.
    ///
    /// # Errors
    /// When it goes on, or nothing is different.
    pub fn correct_end(self, went: Went, words: Option<Words>) -> Result<(Self, Event), Rejection> {
        let Some(ended) = &self.ended else {
            return Err(Rejection::new("holding.goes_on", "This goes on. There is no ending to correct."));
        };
        if ended.went == went && ended.words == words {
            return Err(Rejection::of_field("went", "holding.same", "Nothing is different yet. Change what is wrong."));
        }
        let event = Event::new("holding.ending_corrected")
            .with("person", self.person)
            .with("went", went.code())
            .with("words", words.as_ref().map(Words::as_str));
        let ended = Some(Ended { at: ended.at, went, words });
        Ok((Self { ended, ..self }, event))
    }

    /// Whether it is because of a wait or a gap: linked to one, or for somebody who waits.
    #[must_use]
    pub const fn is_for_a_wait(&self) -> bool {
        self.says.cause.is_some() || matches!(self.says.function, Function::Waiting)
    }

    /// Whether a review is due on a day.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        self.ended.is_none() && self.says.review_on <= today
    }

    fn goes_on(&self) -> Result<(), Rejection> {
        if self.ended.is_some() {
            return Err(Rejection::new("holding.ended", "This holding has ended already. Nothing was changed."));
        }
        Ok(())
    }

    fn event(&self, kind: &'static str) -> Event {
        let it = &self.says;
        let (connection, gap) = match it.cause {
            Some(Cause::Connection(id)) => (Some(id), None),
            Some(Cause::Gap(id)) => (None, Some(id)),
            None => (None, None),
        };
        Event::new(kind)
            .with("person", self.person)
            .with("function", it.function.code())
            .with("connection", connection)
            .with("gap", gap)
            .with("awaited", it.awaited.as_ref().map(Line::as_str))
            .with("began", it.began)
            .with("review_on", it.review_on)
    }
}

/// Whole weeks from a day to another, for how long somebody was held.
#[must_use]
pub fn weeks_between(from: Date, to: Date) -> u32 {
    let days = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(days.max(0) / 7).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::case::State;
    use jiff::civil::date;

    fn at() -> Timestamp {
        "2026-11-27T10:00:00Z".parse().unwrap()
    }

    fn case() -> Case {
        let worker = Id::from_parts(1, [5; 10]);
        Case {
            id: Id::from_parts(1, [1; 10]),
            service: Id::from_parts(1, [2; 10]),
            person: Id::from_parts(1, [3; 10]),
            referral: Id::from_parts(1, [4; 10]),
            opened: Timestamp::UNIX_EPOCH,
            state: State::Active { worker, since: at(), first_contact: at() },
        }
    }

    fn says() -> Says {
        Says {
            function: Function::Waiting,
            cause: None,
            awaited: None,
            began: date(2026, 11, 20),
            review_on: date(2026, 12, 25),
        }
    }

    fn held() -> Holding {
        let by = (Id::from_parts(1, [5; 10]), at());
        Holding::begin(Id::from_parts(1, [9; 10]), &case(), says(), by).expect("begun").0
    }

    #[test]
    fn a_function_is_enough() {
        assert_eq!(held().says, says());
        assert!(held().is_for_a_wait());
    }

    #[test]
    fn a_day_that_cannot_be_is_refused_at_its_field() {
        let today = date(2026, 11, 27);
        let cases = [
            (Says { began: date(2026, 11, 28), ..says() }, "began"),
            (Says { review_on: today, ..says() }, "review_on"),
            (Says { review_on: date(2027, 12, 1), ..says() }, "review_on"),
        ];
        for (it, field) in cases {
            assert_eq!(it.checked(today).err().and_then(|refused| refused.field), Some(field));
        }
    }

    #[test]
    fn a_review_goes_on_and_an_end_is_said_once() {
        let next = date(2027, 1, 8);
        let (it, event) = held().review(Outcome::Still, None, next, at()).expect("reviewed");
        assert_eq!((it.says.review_on, it.reviewed, it.ended.is_none()), (next, Some(at()), true));
        assert_eq!(event.kind, "holding.reviewed");
        let (it, _) = it.end(Went::Began, None, at()).expect("ended");
        assert!(it.clone().review(Outcome::Still, None, next, at()).is_err());
        assert!(it.clone().correct(says(), at()).is_err());
        assert!(it.clone().end(Went::Began, None, at()).is_err());
        assert!(it.clone().correct_end(Went::Began, None).is_err(), "nothing is different");
        assert_eq!(it.correct_end(Went::Ready, None).expect("corrected").0.ended.map(|it| it.went), Some(Went::Ready));
    }

    #[test]
    fn what_is_due_stays_due_however_long_and_may_be_put_right_meanwhile() {
        let late: Timestamp = "2028-11-27T10:00:00Z".parse().unwrap();
        let it = held();
        assert!(!it.is_due(date(2026, 12, 24)) && it.is_due(date(2026, 12, 25)) && it.is_due(time::day_of(late)));
        let changed = Says { function: Function::Witnessing, ..says() };
        let (it, _) = it.correct(changed, late).expect("corrected");
        assert!(it.is_due(time::day_of(late)) && it.ended.is_none(), "no clock ends it");
    }

    #[test]
    fn no_list_praises_or_blames_or_puts_a_label_on_anybody() {
        let labels = Function::ALL.iter().map(|it| it.label()).chain(Outcome::ALL.iter().map(|it| it.label()));
        for label in labels.chain(Went::ALL.iter().map(|it| it.label())) {
            let words = label.to_lowercase();
            for wrong in ["dependent", "resistant", "success", "fail", "good", "target", "limit", "overdue"] {
                assert!(!words.contains(wrong), "{label}");
            }
        }
    }
}
