//! Trying: what was done to reach somebody who has not answered. It is work, and it shows as work.
//!
//! Persisting after no answer is part of the job, and workers also learn where it stops being of use (domain.md 2.1, the
//! Dundee evaluation): neither is good as such. So attempts are told, and nothing follows from them by itself: no case
//! closes by a clock. A service that follows a rule writes it down as a dated policy ([`ClosingPolicy`]), so that what it
//! does to people can be seen (requirement 21).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::rejection::Rejection;
use crate::support::contact::Reached;
use crate::text::Words;
use crate::time;

/// The attempts since somebody was reached last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How often nobody answered.
    pub times: u32,
    /// The first of them.
    pub first: Timestamp,
    /// The last of them.
    pub last: Timestamp,
}

impl Attempts {
    /// The attempts among the contacts of a case, in any order, made since whoever has it now has it.
    #[must_use]
    pub fn since_reached(contacts: impl Iterator<Item = (Timestamp, Reached)>, since: Timestamp) -> Option<Self> {
        let mut all: Vec<(Timestamp, Reached)> = contacts.filter(|(at, _)| *at >= since).collect();
        all.sort_by_key(|(at, _)| *at);
        let mut found: Option<Self> = None;
        for (at, reached) in all {
            match (reached, &mut found) {
                (Reached::Yes, _) => found = None,
                (Reached::NoAnswer, None) => found = Some(Self { times: 1, first: at, last: at }),
                (Reached::NoAnswer, Some(it)) => {
                    it.times = it.times.saturating_add(1);
                    it.last = at;
                }
                // Not having come to an appointment is a fact of its own, and no attempt without an answer.
                (Reached::DidNotAttend, _) => {}
            }
        }
        found
    }

    /// "Tried four times since Tuesday 3 November 2026, last on Thursday 26 November 2026."
    #[must_use]
    pub fn in_words(&self) -> String {
        let day = |at| time::day_in_words(time::day_of(at));
        match self.times {
            1 => format!("Tried once without an answer, on {}.", day(self.last)),
            times => {
                let times = match times {
                    2 => "twice".to_owned(),
                    3 => "three times".to_owned(),
                    4 => "four times".to_owned(),
                    5 => "five times".to_owned(),
                    6 => "six times".to_owned(),
                    more => format!("{more} times"),
                };
                if time::day_of(self.first) == time::day_of(self.last) {
                    format!("Tried {times} without an answer, all on {}.", day(self.last))
                } else {
                    format!("Tried {times} without an answer since {}, last on {}.", day(self.first), day(self.last))
                }
            }
        }
    }
}

/// A rule that a service follows when somebody does not answer: what Kith offers then, and never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingPolicy {
    /// After how many attempts without an answer, 1 to 50.
    pub attempts: u32,
    /// And after how many weeks since the first of them, 1 to 104.
    pub weeks: Option<u32>,
    /// From which day it holds.
    pub since: Date,
    /// Why, or where it comes from.
    pub words: Option<Words>,
}

impl ClosingPolicy {
    /// Checks what was typed.
    ///
    /// # Errors
    /// When a number is out of bounds.
    pub fn checked(self) -> Result<Self, Rejection> {
        if !(1..=50).contains(&self.attempts) {
            return Err(Rejection::of_field(
                "attempts",
                "policy.attempts",
                "Enter after how many attempts without an answer, a number from 1 to 50.",
            ));
        }
        if self.weeks.is_some_and(|weeks| !(1..=104).contains(&weeks)) {
            return Err(Rejection::of_field(
                "weeks",
                "policy.weeks",
                "Enter the weeks as a number from 1 to 104, or leave them out.",
            ));
        }
        Ok(self)
    }

    /// Whether a case with these attempts meets it on a day. Then ending is offered; it never follows.
    #[must_use]
    pub fn is_met(&self, attempts: &Attempts, today: Date) -> bool {
        let weeks = super::holding::weeks_between(time::day_of(attempts.first), today);
        attempts.times >= self.attempts && self.weeks.is_none_or(|least| weeks >= least) && self.since <= today
    }

    /// "after 3 attempts without an answer, over at least 4 weeks, from 1 October 2026".
    #[must_use]
    pub fn in_words(&self) -> String {
        let attempts = match self.attempts {
            1 => "1 attempt".to_owned(),
            more => format!("{more} attempts"),
        };
        let weeks = match self.weeks {
            None => String::new(),
            Some(1) => ", over at least 1 week".to_owned(),
            Some(more) => format!(", over at least {more} weeks"),
        };
        format!("after {attempts} without an answer{weeks}, from {}", time::date_in_words(self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: i8) -> Timestamp {
        time::moment_on(date(2026, 11, day), 12, 0).unwrap()
    }

    fn tried(contacts: &[(i8, Reached)]) -> Option<(u32, i8, i8)> {
        let it = Attempts::since_reached(contacts.iter().map(|(day, it)| (at(*day), *it)), at(2))?;
        Some((it.times, time::day_of(it.first).day(), time::day_of(it.last).day()))
    }

    #[test]
    fn attempts_count_since_somebody_was_reached_and_by_nobody_before() {
        use Reached::{DidNotAttend, NoAnswer, Yes};
        assert_eq!(tried(&[]), None);
        assert_eq!(tried(&[(3, NoAnswer), (9, NoAnswer), (26, NoAnswer)]), Some((3, 3, 26)));
        assert_eq!(tried(&[(3, NoAnswer), (9, Yes), (26, NoAnswer)]), Some((1, 26, 26)));
        assert_eq!(tried(&[(26, NoAnswer), (3, NoAnswer), (27, Yes)]), None);
        assert_eq!(tried(&[(3, DidNotAttend), (9, NoAnswer)]), Some((1, 9, 9)), "not having come is no attempt");
        assert_eq!(tried(&[(1, NoAnswer), (9, NoAnswer)]), Some((1, 9, 9)), "before the case was theirs");
    }

    #[test]
    fn they_are_told_as_work() {
        let it = |times, first, last| Attempts { times, first: at(first), last: at(last) }.in_words();
        assert_eq!(
            it(4, 3, 26),
            "Tried four times without an answer since Tuesday 3 November 2026, last on Thursday 26 November 2026."
        );
        assert_eq!(it(1, 26, 26), "Tried once without an answer, on Thursday 26 November 2026.");
        assert_eq!(it(2, 26, 26), "Tried twice without an answer, all on Thursday 26 November 2026.");
    }

    #[test]
    fn a_policy_is_met_by_attempts_and_weeks_and_only_from_its_day() {
        let it = ClosingPolicy { attempts: 3, weeks: Some(2), since: date(2026, 11, 10), words: None };
        let of = |times, first| Attempts { times, first: at(first), last: at(20) };
        assert!(it.is_met(&of(3, 3), date(2026, 11, 20)));
        assert!(!it.is_met(&of(2, 3), date(2026, 11, 20)));
        assert!(!it.is_met(&of(3, 9), date(2026, 11, 20)));
        assert!(!it.is_met(&of(3, 3), date(2026, 11, 9)));
        assert_eq!(it.in_words(), "after 3 attempts without an answer, over at least 2 weeks, from 10 November 2026");
        for wrong in [ClosingPolicy { attempts: 0, ..it.clone() }, ClosingPolicy { weeks: Some(105), ..it.clone() }] {
            assert!(wrong.checked().is_err());
        }
        assert!(it.checked().is_ok());
    }
}
