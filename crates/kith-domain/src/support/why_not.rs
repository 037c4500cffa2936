//! Five facts that look alike from far away and are not: not ready, not now, said no, not available, no answer.
//!
//! Elsewhere all of them end as "did not take part", and what is missing in a place then looks like people who do not want
//! help (domain.md section 5; requirement 15; Husk and others 2020). Wherever Kith has a list in which one of them can be
//! chosen, it has words and a code of its own, and this file says which. Silence never becomes a decline.
//!
//! # Invariants
//! - No line of any list stands for two of the five, and no two of the five share a line.

use crate::directory::connection;
use crate::need::{Stand, gap};
use crate::referral::LinkReason;
use crate::support::case::ClosureReason;
use crate::support::contact::{Reached, coded};

coded!(/** One of the five, in the order offered. */ WhyNot {
    /** Not ready. */ NotReady = "not-ready", "Not ready";
    /** Not now. */ NotNow = "not-now", "Not now";
    /** Said no. */ SaidNo = "said-no", "Said no";
    /** Not available. */ NotAvailable = "not-available", "Not available";
    /** No answer. */ NoAnswer = "no-answer", "No answer";
});

impl WhyNot {
    /// What it means, beside its button.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NotReady => "with all that is going on for them",
            Self::NotNow => "they say it is not the time",
            Self::SaidNo => "they do not want it",
            Self::NotAvailable => "they would, and it is not there",
            Self::NoAnswer => "we could not reach them, and do not know",
        }
    }

    /// Why a case ended.
    #[must_use]
    pub const fn of_ending(reason: ClosureReason) -> Option<Self> {
        match reason {
            ClosureReason::NotReady => Some(Self::NotReady),
            ClosureReason::NotNow => Some(Self::NotNow),
            ClosureReason::PersonDeclined => Some(Self::SaidNo),
            ClosureReason::NothingAvailable => Some(Self::NotAvailable),
            ClosureReason::NoAnswer => Some(Self::NoAnswer),
            ClosureReason::Done
            | ClosureReason::PassedOn
            | ClosureReason::MovedAway
            | ClosureReason::Died
            | ClosureReason::Limit
            | ClosureReason::Unknown => None,
        }
    }

    /// Where a connection stands. *Not answered* is the organisation's silence, and never the person's.
    #[must_use]
    pub const fn of_connection(state: &connection::State) -> Option<Self> {
        use connection::State;
        match state {
            State::PersonNotReady => Some(Self::NotReady),
            State::PersonNotNow => Some(Self::NotNow),
            State::PersonDeclined => Some(Self::SaidNo),
            State::DeclinedByService { .. } => Some(Self::NotAvailable),
            State::NotAnswered => Some(Self::NoAnswer),
            State::Suggested
            | State::Chosen
            | State::Asked
            | State::Accepted { .. }
            | State::WaitListed { .. }
            | State::Introduced
            | State::Started
            | State::Attending
            | State::Ended
            | State::DidNotStart { .. } => None,
        }
    }

    /// Whether somebody was reached. Not having come is a fact of its own, and none of the five.
    #[must_use]
    pub const fn of_contact(reached: Reached) -> Option<Self> {
        match reached {
            Reached::NoAnswer => Some(Self::NoAnswer),
            Reached::Yes | Reached::DidNotAttend => None,
        }
    }

    /// Where a need stands, as it was said.
    #[must_use]
    pub const fn of_need(stand: Stand) -> Option<Self> {
        match stand {
            Stand::NotReady => Some(Self::NotReady),
            Stand::NotNow => Some(Self::NotNow),
            Stand::NotWanted => Some(Self::SaidNo),
            Stand::Helping | Stand::Holding | Stand::Met | Stand::Open => None,
        }
    }

    /// A gap: whatever the reason, it was not available to them.
    #[must_use]
    pub const fn of_gap(_reason: gap::Reason) -> Self {
        Self::NotAvailable
    }

    /// Why a referral was not taken on, as the link of its receipt says it.
    #[must_use]
    pub const fn of_referral(reason: LinkReason) -> Option<Self> {
        match reason {
            LinkReason::NotReached => Some(Self::NoAnswer),
            LinkReason::NotOffered | LinkReason::Full => Some(Self::NotAvailable),
            LinkReason::Area
            | LinkReason::Age
            | LinkReason::Practice
            | LinkReason::SomebodyElse
            | LinkReason::SentBefore => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::connection::{DeclineReason, State, TABLE};
    use std::collections::BTreeSet;

    /// Of a list: its lines, by code and words, and which of the five each stands for.
    fn keeps_apart(list: &str, lines: &[(&str, String, Option<WhyNot>)], has: &[WhyNot]) {
        let codes: BTreeSet<&str> = lines.iter().map(|it| it.0).collect();
        let words: BTreeSet<&str> = lines.iter().map(|it| it.1.as_str()).collect();
        assert_eq!((codes.len(), words.len()), (lines.len(), lines.len()), "{list}: two lines say the same");
        for one in WhyNot::ALL {
            let many = lines.iter().filter(|it| it.2 == Some(*one)).count();
            assert_eq!(many, usize::from(has.contains(one)), "{list}: {one:?}");
        }
    }

    #[test]
    fn the_five_never_collapse_into_each_other_in_any_list() {
        let five: Vec<_> = WhyNot::ALL.iter().map(|it| (it.code(), it.label().to_owned(), Some(*it))).collect();
        keeps_apart("the five", &five, WhyNot::ALL);
        let endings: Vec<_> =
            ClosureReason::ALL.iter().map(|it| (it.code(), it.label().to_owned(), WhyNot::of_ending(*it))).collect();
        keeps_apart("endings", &endings, WhyNot::ALL);
        let states = [
            State::PersonNotReady,
            State::PersonNotNow,
            State::PersonDeclined,
            State::DeclinedByService { reason: DeclineReason::Full, words: None },
            State::NotAnswered,
            State::DidNotStart { words: None },
            State::Ended,
        ];
        let connections: Vec<_> =
            states.iter().map(|it| (it.name(), it.in_words(), WhyNot::of_connection(it))).collect();
        keeps_apart("connections", &connections, WhyNot::ALL);
        let contacts: Vec<_> =
            Reached::ALL.iter().map(|it| (it.code(), it.label().to_owned(), WhyNot::of_contact(*it))).collect();
        keeps_apart("contacts", &contacts, &[WhyNot::NoAnswer]);
        let needs: Vec<_> =
            Stand::ALL.iter().map(|it| (it.code(), it.label().to_owned(), WhyNot::of_need(*it))).collect();
        keeps_apart("needs", &needs, &[WhyNot::NotReady, WhyNot::NotNow, WhyNot::SaidNo]);
    }

    #[test]
    fn the_persons_three_can_be_chosen_wherever_one_of_them_can_and_each_may_become_another() {
        let three = ["person-not-ready", "person-not-now", "person-decline"];
        let to = ["person-not-ready", "person-not-now", "person-declined"];
        for from in TABLE.iter().filter_map(|line| line.from) {
            let offered: BTreeSet<&str> = TABLE.iter().filter(|it| it.from == Some(from)).map(|it| it.act).collect();
            let of_three = three.iter().filter(|act| offered.contains(*act)).count();
            // What they said no to they choose anew first: a no is not turned into a delay.
            let expected: &[usize] = if from == "person-declined" {
                &[0]
            } else if to.contains(&from) {
                &[2]
            } else {
                &[0, 3]
            };
            assert!(expected.contains(&of_three), "{from}: {offered:?}");
        }
    }

    #[test]
    fn a_gap_and_a_referral_that_was_not_taken_on_are_never_a_decline() {
        for reason in gap::Reason::ALL {
            assert_eq!(WhyNot::of_gap(*reason), WhyNot::NotAvailable);
        }
        for reason in LinkReason::ALL {
            let of = WhyNot::of_referral(*reason);
            assert!(!matches!(of, Some(WhyNot::SaidNo | WhyNot::NotNow | WhyNot::NotReady)), "{reason:?}");
        }
    }
}
