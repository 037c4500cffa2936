//! Where a need stands: worked out from what is known, never set.
//!
//! A statement of the worker is one of those facts, and so is a decision of the person: that it is met, or that they
//! no longer want it, is for them to say. Connections and gaps are the others. A need that is being helped in one
//! way and has met a gap in another says both.

use jiff::Timestamp;

use super::Gap;
use super::gap::Instead;
use crate::directory::connection;
use crate::id::Id;
use crate::staff::Account;
use crate::support::contact::coded;
use crate::text::Words;

/// What was last said of where a need stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub stand: Stand,
    /// More, in words.
    pub words: Option<Words>,
    /// Who wrote it down.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
}

coded!(/** What can be said of where a need stands. */ Stand {
    /** Helped by the worker. */ Helping = "helping", "I am helping with it myself";
    /** Held. */ Holding = "holding", "We are holding it: nothing moves now, and I stay with them";
    /** Met. */ Met = "met", "It is met, they say";
    /** Not ready. */ NotReady = "not-ready", "They are not ready for it";
    /** Not now. */ NotNow = "not-now", "Not now, they say";
    /** No longer wanted. */ NotWanted = "not-wanted", "They no longer want this";
    /** Open. */ Open = "open", "None of these: it is open";
});

coded!(/** Where a need stands. */ State {
    /** Being helped. */ Helped = "helped", "Being helped";
    /** Waiting. */ Waiting = "waiting", "Waiting";
    /** Holding. */ Holding = "holding", "Holding";
    /** Gap. */ Gap = "gap", "Gap recorded";
    /** Met. */ Met = "met", "Met";
    /** Not ready. */ NotReady = "not-ready", "Not ready for it";
    /** Not now. */ NotNow = "not-now", "Not now";
    /** No longer wanted. */ NotWanted = "not-wanted", "No longer wanted";
    /** Open. */ Open = "open", "Nothing yet";
});

/// What a connection means for the need it answers: nothing any more, when it has come to an end.
#[must_use]
pub const fn by_connection(state: &connection::State) -> Option<State> {
    use connection::State as Connected;
    match state {
        Connected::Accepted { .. } | Connected::Introduced | Connected::Started | Connected::Attending => {
            Some(State::Helped)
        }
        Connected::Suggested
        | Connected::Chosen
        | Connected::Asked
        | Connected::WaitListed { .. }
        | Connected::NotAnswered => Some(State::Waiting),
        Connected::DeclinedByService { .. }
        | Connected::Ended
        | Connected::DidNotStart { .. }
        | Connected::PersonDeclined
        | Connected::PersonNotReady
        | Connected::PersonNotNow => None,
    }
}

/// Where a need stands, by what was said of it, the connections that answer it and the gaps it met. The first is what
/// counts where only one may: a decision of the person stands alone.
#[must_use]
pub fn states<'a>(
    said: Option<Stand>,
    connections: impl Iterator<Item = &'a connection::State>,
    gaps: impl Iterator<Item = &'a Gap>,
) -> Vec<State> {
    match said {
        Some(Stand::Met) => return vec![State::Met],
        Some(Stand::NotWanted) => return vec![State::NotWanted],
        Some(Stand::Helping | Stand::Holding | Stand::NotReady | Stand::NotNow | Stand::Open) | None => {}
    }
    let mut found: Vec<State> = connections.filter_map(by_connection).collect();
    // What was found after all leaves no gap behind.
    for gap in gaps.filter(|gap| gap.answered.is_none()) {
        if gap.instead == Some(Instead::Held) {
            found.push(State::Holding);
        }
        found.push(State::Gap);
    }
    match said {
        Some(Stand::Helping) => found.push(State::Helped),
        Some(Stand::Holding) => found.push(State::Holding),
        // They may change their mind, and what goes on beside it goes on: it stands with the rest.
        Some(Stand::NotReady) => found.push(State::NotReady),
        Some(Stand::NotNow) => found.push(State::NotNow),
        _ => {}
    }
    let mut states: Vec<State> = State::ALL.iter().copied().filter(|state| found.contains(state)).collect();
    if states.is_empty() {
        states.push(State::Open);
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::connection::State as Connected;
    use crate::need::gap::Reason;
    use crate::text::Line;

    fn gap(instead: Option<Instead>) -> Gap {
        let id = |n| [n; 10];
        Gap {
            id: Id::from_parts(1, id(1)),
            service: Id::from_parts(1, id(2)),
            person: Id::from_parts(1, id(3)),
            need: Id::from_parts(1, id(4)),
            sought: Line::new("a lift").unwrap(),
            kind: None,
            reason: Reason::NoneExists,
            structure: None,
            weeks: None,
            instead,
            words: None,
            from: None,
            origin: crate::need::Origin::Need,
            contact: None,
            voice: None,
            author: Id::from_parts(1, id(5)),
            at: Timestamp::UNIX_EPOCH,
            answered: None,
        }
    }

    fn of(said: Option<Stand>, connections: &[Connected], gaps: &[Gap]) -> Vec<&'static str> {
        states(said, connections.iter(), gaps.iter()).into_iter().map(State::code).collect()
    }

    #[test]
    fn a_state_follows_from_the_facts_and_from_nothing_else() {
        assert_eq!(of(None, &[], &[]), ["open"]);
        assert_eq!(of(None, &[Connected::Asked], &[]), ["waiting"]);
        assert_eq!(of(None, &[Connected::NotAnswered, Connected::Attending], &[]), ["helped", "waiting"]);
        assert_eq!(of(None, &[Connected::Ended, Connected::PersonNotReady], &[]), ["open"]);
        assert_eq!(of(None, &[Connected::Attending], &[gap(None)]), ["helped", "gap"]);
        assert_eq!(of(None, &[], &[gap(Some(Instead::Held))]), ["holding", "gap"]);
        assert_eq!(of(Some(Stand::Helping), &[], &[gap(None)]), ["helped", "gap"]);
        assert_eq!(of(Some(Stand::Holding), &[Connected::Asked], &[]), ["waiting", "holding"]);
        assert_eq!(of(Some(Stand::NotReady), &[], &[]), ["not-ready"]);
        assert_eq!(of(Some(Stand::NotNow), &[Connected::Asked], &[]), ["waiting", "not-now"]);
        assert_eq!(of(Some(Stand::Open), &[], &[]), ["open"]);
    }

    #[test]
    fn what_the_person_decided_stands_alone() {
        let (connections, gaps) = ([Connected::Attending], [gap(Some(Instead::Held))]);
        assert_eq!(of(Some(Stand::Met), &connections, &gaps), ["met"]);
        assert_eq!(of(Some(Stand::NotWanted), &connections, &gaps), ["not-wanted"]);
        assert_eq!(of(Some(Stand::Open), &connections, &gaps), ["helped", "holding", "gap"]);
    }
}
