//! Which of a link worker's people count as new, holding, waiting, active or door open.
//!
//! Holding is a state that a worker writes down and reviews (`support::holding`, ADR 0088); new and waiting are derived
//! each time they are shown, from what was done and asked for. A tap that somebody was kept in touch with while they wait
//! is a quiet suggestion to the worker that this may be holding, and is never counted.
//!
//! Invariants: every case that somebody has and that is not closed counts once, so the counts add up to the caseload. A
//! count is no measure of anybody: it is never a target, and neither praised nor warned of (domain.md 8.3, 8.4).

use jiff::{SignedDuration, Timestamp};

use super::contact::coded;
use super::way_of_working::HOLDING;

coded!(/** What a case counts as, in the order shown. */ Counted {
    /** Nobody has spoken with the person yet. */ New = "new", "New";
    /** Something else. */ Active = "active", "Active";
    /** Stayed with, for a purpose that is written down. */ Holding = "holding", "Holding";
    /** Waits for an answer or a place elsewhere. */ Waiting = "waiting", "Waiting";
    /** Ended, and may come back. */ DoorOpen = "door-open", "Door open";
});

/// For how many days what was done in a contact suggests that this may be holding.
pub const SUGGESTED_FOR_DAYS: i64 = 28;

/// What is known of a case that is not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether support has ended for now.
    pub is_door_open: bool,
    /// Whether the case stands at *Holding*.
    pub is_holding: bool,
    /// Whether somebody was ever reached in it.
    pub is_reached: bool,
    /// Whether a connection is on a waiting list or has no answer, or a gap records a wait that still goes on.
    pub waits: bool,
}

impl Facts {
    /// What the case counts as.
    #[must_use]
    pub const fn counted(&self) -> Counted {
        if self.is_door_open {
            return Counted::DoorOpen;
        }
        if self.is_holding {
            return Counted::Holding;
        }
        match (self.is_reached, self.waits) {
            (false, _) => Counted::New,
            (true, true) => Counted::Waiting,
            (true, false) => Counted::Active,
        }
    }
}

/// Whether the codes of what was done, in the latest contact in which somebody was reached, suggest that this may be
/// holding: something to ask the worker, and nothing to count.
#[must_use]
pub fn suggests_holding<'a>(at: Timestamp, mut done: impl Iterator<Item = &'a str>, now: Timestamp) -> bool {
    let is_recent = now.duration_since(at) <= SignedDuration::from_hours(SUGGESTED_FOR_DAYS * 24);
    is_recent && done.any(|way| HOLDING.contains(&way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_counts_once_and_holding_stands_before_waiting() {
        let cases = [
            ((false, false, false), Counted::New),
            ((false, false, true), Counted::New),
            ((false, true, false), Counted::Active),
            ((false, true, true), Counted::Waiting),
            ((true, true, false), Counted::Holding),
            ((true, true, true), Counted::Holding),
            ((true, false, true), Counted::Holding),
        ];
        for ((is_holding, is_reached, waits), expected) in cases {
            let it = Facts { is_door_open: false, is_holding, is_reached, waits };
            assert_eq!(it.counted(), expected, "{it:?}");
            assert_eq!(Facts { is_door_open: true, ..it }.counted(), Counted::DoorOpen);
        }
    }

    #[test]
    fn a_tap_suggests_holding_for_four_weeks_and_other_taps_never() {
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let days_ago = |days: i64| now - SignedDuration::from_hours(days * 24);
        for (days, done, expected) in [
            (1, &["P09"][..], true),
            (28, &["P01", "P11"], true),
            (29, &["P09"], false),
            (1, &["P01"], false),
            (1, &[], false),
        ] {
            assert_eq!(suggests_holding(days_ago(days), done.iter().copied(), now), expected, "{days} {done:?}");
        }
    }

    #[test]
    fn the_ways_that_hold_are_on_the_first_list() {
        for code in HOLDING {
            assert!(super::super::way_of_working::FIRST_LIST.iter().any(|(known, _, _)| *known == code), "{code}");
        }
    }
}
