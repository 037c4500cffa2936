//! Where a gap was noticed: at a need, in a search, on a connection, or in a sentence of a note.
//!
//! What is missing is seen at many moments of the work, and each is worth a tap (domain.md section 5). Which moment it was
//! says how far the habit of recording reaches.

use super::gap::Reason;
use crate::directory::connection::{DeclineReason, State};
use crate::support::contact::coded;

coded!(/** Where a gap was noticed. */ Origin {
    /** At the need itself. */ Need = "need", "At the need itself";
    /** In a search. */ Search = "search", "A search found nothing suitable";
    /** A decline. */ Decline = "decline", "An organisation said no";
    /** A waiting list. */ Wait = "wait", "A waiting list";
    /** A closed service. */ Closed = "closed", "A service closed, or is no longer listed";
    /** A connection that came to nothing. */ Connection = "connection", "A connection that came to nothing";
    /** A note. */ Note = "note", "A sentence in a note";
});

impl Origin {
    /// What a connection that stands somewhere is the origin of.
    #[must_use]
    pub const fn by_state(state: &State) -> Self {
        match state {
            State::DeclinedByService { .. } => Self::Decline,
            State::WaitListed { .. } => Self::Wait,
            _ => Self::Connection,
        }
    }
}

impl Reason {
    /// Why something is not there, as far as where a connection stands tells. Nothing is told by silence, nor by what the
    /// person decided: *declined*, *not ready* and *not available* are different facts (principle 4).
    #[must_use]
    pub const fn by_state(state: &State) -> Option<Self> {
        match state {
            State::WaitListed { .. } => Some(Self::Wait),
            State::DeclinedByService { reason, .. } => Some(match reason {
                DeclineReason::Full => Self::Full,
                DeclineReason::NotEligible => Self::NotEligible,
                DeclineReason::Closed => Self::Closed,
                DeclineReason::TooComplex | DeclineReason::NotUs | DeclineReason::Other | DeclineReason::NotSaid => {
                    Self::Refused
                }
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_silence_nor_what_the_person_decided_is_a_reason() {
        for state in
            [State::NotAnswered, State::Asked, State::PersonDeclined, State::PersonNotReady, State::PersonNotNow]
        {
            assert_eq!(Reason::by_state(&state), None, "{}", state.name());
        }
        let full = State::DeclinedByService { reason: DeclineReason::Full, words: None };
        assert_eq!(Reason::by_state(&full), Some(Reason::Full));
        assert_eq!(Reason::by_state(&State::WaitListed { weeks: None }), Some(Reason::Wait));
    }
}
