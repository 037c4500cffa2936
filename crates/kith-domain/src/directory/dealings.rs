//! What came of the requests to one organisation: counts for whoever is about to send it the next one, and for the
//! organisation about itself.
//!
//! # Invariants
//! - Each request counts in exactly one line, so that the lines add up to the requests.
//! - Counts and a middle, never a score or a rank: an organisation that says no tells what it cannot give, and a team
//!   that asks whoever is full asks too much (peers.md, complaints 14 and 15).
//! - Silence stays silence: who has not answered waits, however long.

use jiff::Timestamp;
use jiff::civil::Date;

use super::connection::{DeclineReason, State};
use crate::calendar::Calendar;
use crate::{measure, time};

/// How an organisation was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    /// By a link that was not stopped: it can open the request itself.
    Link,
    /// By telephone or otherwise.
    Otherwise,
}

/// One request to an organisation, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealing {
    /// Where it stands.
    pub state: State,
    /// When the organisation was asked: the first time, or again after it had answered.
    pub asked: Timestamp,
    /// When it first answered after that.
    pub answered: Option<Timestamp>,
    /// How it was asked, as far as it can open the request itself.
    pub way: AskedBy,
}

impl Dealing {
    /// What the steps of a connection say of it; nothing when the organisation was never asked. Each step with its code
    /// and its moment, oldest first.
    #[must_use]
    pub fn of(state: State, steps: &[(String, Timestamp)]) -> Option<Self> {
        let (mut asked, mut answered) = (None, None);
        for (step, at) in steps {
            match step.as_str() {
                // Asked again before there was an answer: they wait since the first time.
                "ask" if asked.is_none() || answered.is_some() => (asked, answered) = (Some(*at), None),
                "accept" | "wait-list" | "decline" if asked.is_some() && answered.is_none() => answered = Some(*at),
                _ => {}
            }
        }
        Some(Self { state, asked: asked?, answered, way: AskedBy::Otherwise })
    }
}

/// What came of the requests to one organisation in a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dealings {
    /// How often it was asked.
    pub asked: usize,
    /// Not answered so far.
    pub waiting: usize,
    /// Those of them that were asked by telephone, so that the organisation cannot open them.
    pub by_phone: usize,
    /// Working days since the one that has waited longest.
    pub longest: Option<i64>,
    /// The same of those alone that the organisation can open itself.
    pub longest_by_link: Option<i64>,
    /// Said yes; what came of it is not known yet.
    pub yes: usize,
    /// Began: went, goes or went until it ended.
    pub began: usize,
    /// Was agreed and did not begin.
    pub not_begun: usize,
    /// On its waiting list.
    pub listed: usize,
    /// Said no, for each reason that was given, in the order of the reasons.
    pub declined: Vec<(DeclineReason, usize)>,
    /// The person did not want it any more, or was not ready.
    pub withdrawn: usize,
    /// Working days until it answered, the middle of those that were answered; with how many those are.
    pub answers: Option<(i64, usize)>,
}

impl Dealings {
    /// Adds up requests as they stand on a day.
    #[must_use]
    pub fn sum(all: &[Dealing], calendar: &Calendar, today: Date) -> Self {
        let mut sum = Self { asked: all.len(), ..Self::default() };
        let mut declined = vec![0_usize; DeclineReason::ALL.len()];
        let mut days = Vec::new();
        for one in all {
            let asked = time::day_of(one.asked);
            if let Some(answered) = one.answered {
                days.push(calendar.working_days_between(asked, time::day_of(answered)));
            }
            match &one.state {
                State::Asked | State::NotAnswered => {
                    sum.waiting += 1;
                    sum.by_phone += usize::from(one.way == AskedBy::Otherwise);
                    let days = Some(calendar.working_days_between(asked, today));
                    sum.longest = sum.longest.max(days);
                    if one.way == AskedBy::Link {
                        sum.longest_by_link = sum.longest_by_link.max(days);
                    }
                }
                State::Accepted { .. } | State::Introduced => sum.yes += 1,
                State::Started | State::Attending | State::Ended => sum.began += 1,
                State::DidNotStart { .. } => sum.not_begun += 1,
                State::WaitListed { .. } => sum.listed += 1,
                State::DeclinedByService { reason, .. } => {
                    for (at, known) in declined.iter_mut().zip(DeclineReason::ALL) {
                        *at += usize::from(known == reason);
                    }
                }
                State::Suggested
                | State::Chosen
                | State::PersonDeclined
                | State::PersonNotReady
                | State::PersonNotNow => sum.withdrawn += 1,
            }
        }
        let reasons = DeclineReason::ALL.iter().copied().zip(declined);
        sum.declined = reasons.filter(|(_, count)| *count > 0).collect();
        let answered = days.len();
        sum.answers = measure::middle(days).map(|middle| (middle, answered));
        sum
    }

    /// How often it said no.
    #[must_use]
    pub fn no(&self) -> usize {
        self.declined.iter().map(|(_, count)| count).sum()
    }

    /// How often it said that what was asked is not for it: outside its criteria, too much, or not what it does.
    #[must_use]
    pub fn unsuitable(&self) -> usize {
        let is_unsuitable = |reason: &DeclineReason| {
            matches!(reason, DeclineReason::NotEligible | DeclineReason::TooComplex | DeclineReason::NotUs)
        };
        self.declined.iter().filter(|(reason, _)| is_unsuitable(reason)).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: i8) -> Timestamp {
        time::moment_on(date(2026, 11, day), 10, 0).expect("a moment")
    }

    fn steps(all: &[(&str, i8)]) -> Vec<(String, Timestamp)> {
        all.iter().map(|(step, day)| ((*step).to_owned(), at(*day))).collect()
    }

    #[test]
    fn they_wait_since_they_were_first_asked_until_they_first_answered() {
        let of = |all: &[(&str, i8)]| Dealing::of(State::Asked, &steps(all)).map(|it| (it.asked, it.answered));
        assert_eq!(of(&[("start", 2)]), None, "never asked");
        assert_eq!(of(&[("ask", 2)]), Some((at(2), None)));
        assert_eq!(of(&[("ask", 2), ("no-answer", 9), ("ask", 10)]), Some((at(2), None)), "silence is not an answer");
        assert_eq!(of(&[("ask", 2), ("wait-list", 4), ("accept", 20)]), Some((at(2), Some(at(4)))));
        assert_eq!(of(&[("ask", 2), ("decline", 4), ("ask", 11)]), Some((at(11), None)), "asked again after a no");
        assert_eq!(of(&[("ask", 2), ("person-not-ready", 3), ("choose", 5), ("ask", 6)]), Some((at(2), None)));
    }

    #[test]
    fn every_request_counts_in_one_line() {
        let one = |state: State, answered: Option<i8>| Dealing {
            state,
            asked: at(2),
            answered: answered.map(at),
            way: AskedBy::Link,
        };
        let no = |reason| State::DeclinedByService { reason, words: None };
        let all = [
            one(State::Asked, None),
            one(State::NotAnswered, None),
            one(State::Accepted { words: None }, Some(3)),
            one(State::Introduced, Some(3)),
            one(State::Started, Some(4)),
            one(State::Attending, Some(6)),
            one(State::Ended, Some(16)),
            one(State::DidNotStart { words: None }, Some(3)),
            one(State::WaitListed { weeks: Some(6) }, Some(3)),
            one(no(DeclineReason::Full), Some(2)),
            one(no(DeclineReason::NotUs), Some(3)),
            one(no(DeclineReason::TooComplex), Some(3)),
            one(State::PersonDeclined, None),
            one(State::PersonNotReady, None),
            one(State::Chosen, None),
            one(State::Suggested, None),
        ];
        let sum = Dealings::sum(&all, &Calendar::usual(), date(2026, 11, 10));
        let lines = [sum.waiting, sum.yes, sum.began, sum.not_begun, sum.listed, sum.no(), sum.withdrawn];
        assert_eq!(lines, [2, 2, 3, 1, 1, 3, 4]);
        assert_eq!(lines.iter().sum::<usize>(), sum.asked);
        assert_eq!(sum.unsuitable(), 2);
        assert_eq!(sum.declined.first(), Some(&(DeclineReason::Full, 1)), "in the order of the reasons");
        // Monday 2 November to Tuesday 10 November.
        assert_eq!((sum.longest, sum.longest_by_link), (Some(6), Some(6)));
        assert_eq!(sum.answers, Some((1, 10)));
        let rung = Dealing { way: AskedBy::Otherwise, ..one(State::Asked, None) };
        let sent = Dealing { asked: at(6), ..one(State::Asked, None) };
        let both = Dealings::sum(&[rung, sent], &Calendar::usual(), date(2026, 11, 10));
        assert_eq!((both.longest, both.longest_by_link, both.by_phone), (Some(6), Some(2), 1));
        assert_eq!(Dealings::sum(&[], &Calendar::usual(), date(2026, 11, 10)), Dealings::default());
    }
}
