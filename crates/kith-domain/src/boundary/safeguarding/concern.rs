//! A concern.

use jiff::{SignedDuration, Timestamp};

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;
use crate::time::day_of;

/// A concern about somebody's safety.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// Identifier.
    pub id: Id<Concern>,
    /// The service.
    pub service: Id<Service>,
    /// The person it is about.
    pub person: Id<Person>,
    /// What was seen, heard or said.
    pub words: Words,
    /// What was done at once, if anything was.
    pub done: Option<Words>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
}

/// Where a concern stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has said yet that they have it.
    Written,
    /// A safeguarding lead has it.
    Acknowledged {
        /// When they said so.
        at: Timestamp,
        /// Who.
        by: Id<Account>,
        /// What happens next, if they said it. The author reads it.
        words: Option<Words>,
    },
    /// What was to be done is done, or nothing is to be done.
    Closed {
        /// Who had it, and since when.
        had: Had,
        /// When it was closed.
        at: Timestamp,
        /// By whom.
        by: Id<Account>,
        /// What came of it. The author reads it.
        words: Words,
    },
}

/// Who has a concern, since when, and what they said happens next.
pub type Had = (Timestamp, Id<Account>, Option<Words>);

impl State {
    /// The stable name of the state.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Closed { .. } => "closed",
        }
    }
}

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "write", to: "written" },
    Transition { from: Some("written"), act: "acknowledge", to: "acknowledged" },
    Transition { from: Some("acknowledged"), act: "close", to: "closed" },
    Transition { from: Some("closed"), act: "reopen", to: "acknowledged" },
];

impl Concern {
    /// Writes it.
    #[must_use]
    pub fn write(
        id: Id<Self>,
        person: &Person,
        words: Words,
        done: Option<Words>,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("concern.written")
            .with("person", person.id)
            .with("words", &words)
            .with("done", done.as_ref().map(Words::as_str));
        let (service, person) = (person.service, person.id);
        (Self { id, service, person, words, done, author, at, state: State::Written }, event)
    }

    /// A safeguarding lead says that they have it.
    ///
    /// # Errors
    /// When somebody has said so already.
    pub fn acknowledge(self, by: Id<Account>, words: Option<Words>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Written => {
                let event = Event::new("concern.acknowledged").with("words", words.as_ref().map(Words::as_str));
                Ok((Self { state: State::Acknowledged { at, by, words }, ..self }, event))
            }
            State::Acknowledged { .. } | State::Closed { .. } => Err(Rejection::new(
                "concern.acknowledged",
                "Somebody has acknowledged this concern already. Open it again to see who. Nothing was changed.",
            )),
        }
    }

    /// Closes it, with what came of it. `open` is how many things are still to be done.
    ///
    /// # Errors
    /// When nobody has it yet, it is closed already, or something is still to be done.
    pub fn close(self, open: usize, by: Id<Account>, words: Words, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let State::Acknowledged { at: had, by: whose, words: next } = self.state else {
            return Err(Rejection::new(
                "concern.not_open",
                "A concern is closed once somebody has it, and once only. Open it again to see where it stands.",
            ));
        };
        if open > 0 {
            return Err(Rejection::new(
                "concern.actions_open",
                "Something is still to be done about it, so it was not closed. Say first that it is done.",
            ));
        }
        let event = Event::new("concern.closed").with("words", &words);
        Ok((Self { state: State::Closed { had: (had, whose, next), at, by, words }, ..self }, event))
    }

    /// Opens it again: something is to be done after all.
    ///
    /// # Errors
    /// When it is not closed.
    pub fn reopen(self) -> Result<(Self, Event), Rejection> {
        let State::Closed { had: (at, by, words), .. } = self.state else {
            return Err(Rejection::new("concern.is_open", "This concern is open. Nothing was changed."));
        };
        Ok((Self { state: State::Acknowledged { at, by, words }, ..self }, Event::new("concern.reopened")))
    }

    /// Whether it has waited for a whole working day and nobody has said that they have it. `working_days` counts the
    /// working days after one day, up to and including another.
    #[must_use]
    pub fn is_overdue(
        &self,
        now: Timestamp,
        working_days: impl Fn(jiff::civil::Date, jiff::civil::Date) -> i64,
    ) -> bool {
        self.state == State::Written && Self::has_waited(self.at, now, working_days)
    }

    /// Whether something written at one moment has waited for a whole working day at another: since the same time of
    /// day on the next working day, or since that day began, when a day without work lay between.
    #[must_use]
    pub fn has_waited(
        at: Timestamp,
        now: Timestamp,
        working_days: impl Fn(jiff::civil::Date, jiff::civil::Date) -> i64,
    ) -> bool {
        let day_earlier = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        match working_days(day_of(at), day_of(now)) {
            ..=0 => false,
            1 => at <= day_earlier,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{moment_on, working_days_between};
    use jiff::civil::date;

    fn written(day: i8, hour: i8) -> Concern {
        Concern {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            words: Words::new("a bruise").unwrap(),
            done: None,
            author: Id::from_parts(1, [3; 10]),
            at: moment_on(date(2026, 11, day), hour, 0).unwrap(),
            state: State::Written,
        }
    }

    #[test]
    fn the_machine_does_what_its_table_says() {
        let at = Timestamp::UNIX_EPOCH;
        let by = Id::from_parts(1, [4; 10]);
        let closed = State::Closed { had: (at, by, None), at, by, words: Words::new("seen to").unwrap() };
        for state in [State::Written, State::Acknowledged { at, by, words: None }, closed] {
            let expected = TABLE
                .iter()
                .find(|line| line.from == Some(state.name()) && line.act == "acknowledge")
                .map(|line| line.to);
            let concern = Concern { state, ..written(24, 9) };
            let does = |act: &str| TABLE.iter().find(|it| it.from == Some(concern.state.name()) && it.act == act);
            let close = concern.clone().close(0, by, Words::new("seen to").unwrap(), at).ok();
            assert_eq!(close.map(|(it, _)| it.state.name()), does("close").map(|it| it.to));
            let reopen = concern.clone().reopen().ok();
            assert_eq!(reopen.map(|(it, _)| it.state.name()), does("reopen").map(|it| it.to));
            assert_eq!(concern.acknowledge(by, None, at).ok().map(|(it, _)| it.state.name()), expected);
        }
    }

    #[test]
    fn it_is_not_closed_while_something_is_still_to_be_done() {
        let (at, by) = (Timestamp::UNIX_EPOCH, Id::from_parts(1, [4; 10]));
        let words = || Words::new("the adult team has it").unwrap();
        let (had, _) = written(24, 9).acknowledge(by, None, at).unwrap();
        assert_eq!(had.clone().close(1, by, words(), at).unwrap_err().code, "concern.actions_open");
        let (closed, _) = had.clone().close(0, by, words(), at).unwrap();
        assert_eq!(closed.reopen().unwrap().0, had, "who had it is kept");
        assert!(written(24, 9).close(0, by, words(), at).is_err(), "nobody has it");
    }

    #[test]
    fn after_one_working_day_without_an_answer_it_is_overdue() {
        let overdue = |from: (i8, i8), to: (i8, i8)| {
            let now = moment_on(date(2026, 11, to.0), to.1, 0).unwrap();
            written(from.0, from.1).is_overdue(now, working_days_between)
        };
        // Tuesday 24 November 2026.
        assert!(!overdue((24, 15), (24, 23)) && !overdue((24, 15), (25, 14)));
        assert!(overdue((24, 15), (25, 15)) && overdue((24, 15), (26, 9)));
        // Friday afternoon: Monday is the next working day, and the whole week-end has gone by.
        assert!(!overdue((20, 15), (21, 23)) && !overdue((20, 15), (22, 23)));
        assert!(overdue((20, 15), (23, 8)));
        let at = moment_on(date(2026, 11, 30), 9, 0).unwrap();
        let (had, _) = written(24, 9).acknowledge(Id::from_parts(1, [4; 10]), None, at).unwrap();
        assert!(!had.is_overdue(at, working_days_between));
    }
}
