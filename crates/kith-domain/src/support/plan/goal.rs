//! A goal or hope, in the person's words, with why it matters to them.

use jiff::Timestamp;

use super::ChangeReason;
use crate::event::Event;
use crate::id::Id;
use crate::machine::{Transition, allows};
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

/// A goal or hope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Identifier.
    pub id: Id<Goal>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it says.
    pub wording: Wording,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// What came of it, in words.
    pub outcome: Option<Words>,
    /// Who wrote it down first.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// What a goal says, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The goal or hope.
    pub words: Words,
    /// Why it matters to them.
    pub why: Option<Words>,
}

coded!(/** Where a goal stands (standards.md 1.2). */ State {
    /** Going on. */ Open = "open", "Going on";
    /** Reached. */ Reached = "reached", "Reached";
    /** Partly reached. */ Partly = "partly", "Partly reached";
    /** Not reached. */ NotReached = "not-reached", "Not reached";
    /** No longer applies. */ NoLonger = "no-longer", "No longer what they want, or no longer applies";
});

/// Every transition there is: the act is the state that is said. Nothing is final, for people take things up again.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "set", to: "open" },
    Transition { from: Some("open"), act: "reached", to: "reached" },
    Transition { from: Some("open"), act: "partly", to: "partly" },
    Transition { from: Some("open"), act: "not-reached", to: "not-reached" },
    Transition { from: Some("open"), act: "no-longer", to: "no-longer" },
    Transition { from: Some("partly"), act: "reached", to: "reached" },
    Transition { from: Some("reached"), act: "open", to: "open" },
    Transition { from: Some("partly"), act: "open", to: "open" },
    Transition { from: Some("not-reached"), act: "open", to: "open" },
    Transition { from: Some("no-longer"), act: "open", to: "open" },
];

impl Goal {
    /// Sets it down.
    #[must_use]
    pub fn set(id: Id<Self>, person: &Person, wording: Wording, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = told("goal.set", person.id, &wording);
        let goal = Self {
            id,
            service: person.service,
            person: person.id,
            wording,
            state: State::Open,
            since: at,
            outcome: None,
            author,
            at,
        };
        (goal, event)
    }

    /// Changes what it says, and says why. What it said before stays in its history.
    ///
    /// # Errors
    /// When nothing is different.
    pub fn change(
        self,
        wording: Wording,
        reason: ChangeReason,
        more: Option<&Words>,
    ) -> Result<(Self, Event), Rejection> {
        if wording == self.wording {
            return Err(Rejection::of_field(
                "words",
                "goal.same",
                "Nothing is different yet. Change what is to change.",
            ));
        }
        let event = told("goal.changed", self.person, &wording)
            .with("reason", reason.code())
            .with("more", more.map(Words::as_str));
        Ok((Self { wording, ..self }, event))
    }

    /// Says what became of it.
    ///
    /// # Errors
    /// When the table does not lead from where it stands to there.
    pub fn stand(self, state: State, outcome: Option<Words>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if !allows(TABLE, self.state.code(), state.code()) {
            return Err(Rejection::of_field(
                "state",
                "goal.state",
                format!("This goal stands at “{}” now. Choose one of what can follow from that.", self.state.label()),
            ));
        }
        let event = Event::new("goal.stood")
            .with("person", self.person)
            .with("state", state.code())
            .with("outcome", outcome.as_ref().map(Words::as_str));
        Ok((Self { state, since: at, outcome, ..self }, event))
    }
}

fn told(kind: &'static str, person: Id<Person>, wording: &Wording) -> Event {
    Event::new(kind)
        .with("person", person)
        .with("words", &wording.words)
        .with("why", wording.why.as_ref().map(Words::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(state: State) -> Goal {
        Goal {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            wording: Wording { words: Words::new("to sing again").unwrap(), why: None },
            state,
            since: Timestamp::UNIX_EPOCH,
            outcome: None,
            author: Id::from_parts(1, [3; 10]),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_machine_does_what_its_table_says() {
        for from in State::ALL {
            for to in State::ALL {
                let moved = goal(*from).stand(*to, None, Timestamp::UNIX_EPOCH).ok().map(|(goal, _)| goal.state);
                let allowed = allows(TABLE, from.code(), to.code()).then_some(*to);
                assert_eq!(moved, allowed, "{} → {}", from.code(), to.code());
            }
        }
    }

    #[test]
    fn a_change_that_changes_nothing_is_refused_and_a_mistake_is_no_change_of_the_plan() {
        let it = goal(State::Open);
        let same = it.wording.clone();
        assert_eq!(it.change(same, ChangeReason::Tried, None).map_err(|r| r.code).err(), Some("goal.same"));
        let tinkering: Vec<&str> =
            ChangeReason::ALL.iter().filter(|it| it.is_of_the_plan()).map(|it| it.code()).collect();
        assert_eq!(tinkering, ["tried", "did-not-suit", "adjusted"]);
    }
}
