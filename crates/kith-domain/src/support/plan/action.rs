//! An action or activity: what is done, by whom, and what came of it. Whose it is may be the person, both, the worker
//! or an agency: work that is taken over for somebody is work too.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{ChangeReason, Goal};
use crate::event::Event;
use crate::id::Id;
use crate::machine::{Transition, allows};
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

/// An action or activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Identifier.
    pub id: Id<Action>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What was agreed.
    pub terms: Terms,
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

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The goal it serves, if it serves one.
    pub goal: Option<Id<Goal>>,
    /// What is done.
    pub what: Words,
    /// Whose it is.
    pub owner: Owner,
    /// Who that is by name, mostly for an agency.
    pub who: Option<Line>,
    /// By when.
    pub due: Option<Date>,
    /// What might help with it.
    pub strategies: Option<Words>,
    /// How confident the person says they feel, 0 to 10.
    pub confidence: Option<u32>,
    /// When it is looked at again.
    pub review: Option<Date>,
}

coded!(/** Whose an action is. */ Owner {
    /** The person's. */ Person = "person", "The person";
    /** Both. */ Both = "both", "Both together";
    /** The worker's. */ Worker = "worker", "The link worker";
    /** Another's. */ Agency = "agency", "An agency, or somebody else";
});

coded!(/** Where an action stands (standards.md 1.2). */ State {
    /** Not begun. */ NotStarted = "not-started", "Not begun";
    /** Begun. */ Started = "started", "Begun";
    /** Done. */ Done = "done", "Done";
    /** No longer applies. */ NoLonger = "no-longer", "No longer applies";
});

impl State {
    /// Whether something is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::NotStarted | Self::Started)
    }
}

/// Every transition there is: the act is the state that is said.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "agree", to: "not-started" },
    Transition { from: Some("not-started"), act: "started", to: "started" },
    Transition { from: Some("not-started"), act: "done", to: "done" },
    Transition { from: Some("not-started"), act: "no-longer", to: "no-longer" },
    Transition { from: Some("started"), act: "done", to: "done" },
    Transition { from: Some("started"), act: "no-longer", to: "no-longer" },
    Transition { from: Some("done"), act: "started", to: "started" },
    Transition { from: Some("no-longer"), act: "not-started", to: "not-started" },
];

impl Terms {
    fn check(&self) -> Result<(), Rejection> {
        if self.confidence.is_some_and(|said| said > 10) {
            return Err(Rejection::of_field(
                "confidence",
                "action.confidence",
                "How confident they feel is a whole number from 0 to 10. Leave it out if they gave none.",
            ));
        }
        Ok(())
    }

    fn event(&self, kind: &'static str, person: Id<Person>) -> Event {
        Event::new(kind)
            .with("person", person)
            .with("goal", self.goal)
            .with("what", &self.what)
            .with("owner", self.owner.code())
            .with("who", self.who.as_ref().map(Line::as_str))
            .with("due", self.due)
            .with("strategies", self.strategies.as_ref().map(Words::as_str))
            .with("confidence", self.confidence)
            .with("review", self.review)
    }
}

impl Action {
    /// Writes down what was agreed.
    ///
    /// # Errors
    /// When the confidence is more than ten.
    pub fn agree(
        id: Id<Self>,
        person: &Person,
        terms: Terms,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        terms.check()?;
        let event = terms.event("action.agreed", person.id);
        let action = Self {
            id,
            service: person.service,
            person: person.id,
            terms,
            state: State::NotStarted,
            since: at,
            outcome: None,
            author,
            at,
        };
        Ok((action, event))
    }

    /// Changes what was agreed, and says why. What was agreed before stays in its history.
    ///
    /// # Errors
    /// When the confidence is more than ten, or nothing is different.
    pub fn change(self, terms: Terms, reason: ChangeReason, more: Option<&Words>) -> Result<(Self, Event), Rejection> {
        terms.check()?;
        if terms == self.terms {
            return Err(Rejection::of_field(
                "what",
                "action.same",
                "Nothing is different yet. Change what is to change.",
            ));
        }
        let event = terms
            .event("action.changed", self.person)
            .with("reason", reason.code())
            .with("more", more.map(Words::as_str));
        Ok((Self { terms, ..self }, event))
    }

    /// Says what became of it.
    ///
    /// # Errors
    /// When the table does not lead from where it stands to there.
    pub fn stand(self, state: State, outcome: Option<Words>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if !allows(TABLE, self.state.code(), state.code()) {
            return Err(Rejection::of_field(
                "state",
                "action.state",
                format!("This action stands at “{}” now. Choose one of what can follow from that.", self.state.label()),
            ));
        }
        let event = Event::new("action.stood")
            .with("person", self.person)
            .with("state", state.code())
            .with("outcome", outcome.as_ref().map(Words::as_str));
        Ok((Self { state, since: at, outcome, ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(state: State) -> Action {
        let terms = Terms {
            goal: None,
            what: Words::new("ring the choir").unwrap(),
            owner: Owner::Both,
            who: None,
            due: None,
            strategies: None,
            confidence: Some(10),
            review: None,
        };
        Action {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            terms,
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
                let moved = action(*from).stand(*to, None, Timestamp::UNIX_EPOCH).ok().map(|(it, _)| it.state);
                let allowed = allows(TABLE, from.code(), to.code()).then_some(*to);
                assert_eq!(moved, allowed, "{} → {}", from.code(), to.code());
            }
        }
    }

    #[test]
    fn confidence_is_from_nought_to_ten() {
        let it = action(State::Started);
        let refused = |confidence| {
            let terms = Terms { confidence: Some(confidence), who: Line::new("Jo").ok(), ..it.terms.clone() };
            it.clone().change(terms, ChangeReason::Adjusted, None).map_err(|r| r.code).err()
        };
        assert_eq!((refused(0), refused(10), refused(11)), (None, None, Some("action.confidence")));
        assert_eq!(
            it.clone().change(it.terms.clone(), ChangeReason::Adjusted, None).map_err(|r| r.code).err(),
            Some("action.same")
        );
    }
}
