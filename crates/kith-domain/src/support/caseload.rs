//! Which of a link worker's people count as new, held, waiting, active or door open.
//!
//! Derived each time it is shown, from what was done and asked for; nothing of it is stored, so that holding with its
//! function and its review can still come with a room of its own (ADR 0054). Holding is work that fills a caseload without showing
//! in it: people who are kept in touch with while they wait, and people beside whom somebody stayed because nothing
//! could be changed (domain.md P09, P11, 18; Westlake and others 2024, "She's been a rock").
//!
//! Invariants: every case that somebody has and that is not closed counts once, so the counts add up to the caseload. A
//! count is no measure of anybody: it is never a target, and neither praised nor warned of (domain.md 8.3, 8.4).

use jiff::{SignedDuration, Timestamp};

use super::contact::coded;
use super::way_of_working::HOLDING;

coded!(/** What a case counts as, in the order shown. */ Counted {
    /** Nobody has spoken with the person yet. */ New = "new", "New";
    /** Something else. */ Active = "active", "Active";
    /** Kept in touch with, or stayed with. */ Held = "held", "Held";
    /** Waits for an answer or a place elsewhere. */ Waiting = "waiting", "Waiting";
    /** Ended, and may come back. */ DoorOpen = "door-open", "Door open";
});

/// For how many days what was done in a contact says that somebody is held.
pub const HELD_FOR_DAYS: i64 = 28;

/// The latest contact of a case in which somebody was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// When.
    pub at: Timestamp,
    /// Codes of what was done in it.
    pub ways: Vec<String>,
}

/// What is known of a case that is not closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whether support has ended for now.
    pub is_door_open: bool,
    /// The latest contact in which somebody was reached.
    pub spoken: Option<Spoken>,
    /// Whether a connection is on a waiting list or has no answer, or a gap records a wait that still goes on.
    pub waits: bool,
}

impl Facts {
    /// What the case counts as.
    #[must_use]
    pub fn counted(&self, now: Timestamp) -> Counted {
        if self.is_door_open {
            return Counted::DoorOpen;
        }
        match &self.spoken {
            None => Counted::New,
            Some(spoken) if spoken.is_holding(now) => Counted::Held,
            Some(_) if self.waits => Counted::Waiting,
            Some(_) => Counted::Active,
        }
    }
}

impl Spoken {
    fn is_holding(&self, now: Timestamp) -> bool {
        let is_recent = now.duration_since(self.at) <= SignedDuration::from_hours(HELD_FOR_DAYS * 24);
        is_recent && self.ways.iter().any(|way| HOLDING.contains(&way.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many days ago somebody was reached, and what was done.
    type Last = Option<(i64, &'static [&'static str])>;

    fn facts(spoken: Last, waits: bool) -> (Facts, Timestamp) {
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let spoken = spoken.map(|(days, ways)| Spoken {
            at: now - SignedDuration::from_hours(days * 24),
            ways: ways.iter().map(|way| (*way).to_owned()).collect(),
        });
        (Facts { is_door_open: false, spoken, waits }, now)
    }

    #[test]
    fn every_case_counts_once_and_holding_stands_before_waiting() {
        let cases: [(Last, bool, Counted); 9] = [
            (None, false, Counted::New),
            (None, true, Counted::New),
            (Some((1, &["P01"])), false, Counted::Active),
            (Some((1, &[])), true, Counted::Waiting),
            (Some((1, &["P09"])), true, Counted::Held),
            (Some((1, &["P01", "P11"])), false, Counted::Held),
            (Some((28, &["P11"])), false, Counted::Held),
            (Some((29, &["P09"])), true, Counted::Waiting),
            (Some((29, &["P09"])), false, Counted::Active),
        ];
        for (spoken, waits, expected) in cases {
            let (it, now) = facts(spoken, waits);
            assert_eq!(it.counted(now), expected, "{spoken:?} {waits}");
            assert_eq!(Facts { is_door_open: true, ..it }.counted(now), Counted::DoorOpen);
        }
    }

    #[test]
    fn the_ways_that_hold_are_on_the_first_list() {
        for code in HOLDING {
            assert!(super::super::way_of_working::FIRST_LIST.iter().any(|(known, _, _)| *known == code), "{code}");
        }
    }
}
