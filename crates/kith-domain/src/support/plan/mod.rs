//! The plan: optional, and never needed to save or close anything.
//!
//! Its parts follow the care and support plan of PRSB (standards.md 1.2): strengths, goals and hopes with why they
//! matter, actions with who, when, how confident the person feels and what came of them, and what surrounds them
//! ([`Sheet`]). A goal may stand without actions and an action without a goal. A change says why: trying, seeing that
//! it does not suit and adjusting is the work (Mol's tinkering; domain.md P17), so it is kept as history.
//!
//! Invariants: states are facts with a moment, reached by the acts of a table; no state is a score, and none is better.

pub mod action;
pub mod goal;

pub use action::Action;
pub use goal::Goal;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** Why a goal or an action was changed. */ ChangeReason {
    /** Tried. */ Tried = "tried", "We tried it, and go on from what we saw";
    /** Did not suit. */ DidNotSuit = "did-not-suit", "It did not suit them";
    /** Adjusted. */ Adjusted = "adjusted", "We adjusted it to how things are";
    /** Written down wrongly. */ Mistake = "mistake", "It was written down wrongly";
});

impl ChangeReason {
    /// Whether the plan itself was changed, and not only how it was written down (the sign P17 of domain.md).
    #[must_use]
    pub const fn is_of_the_plan(self) -> bool {
        !matches!(self, Self::Mistake)
    }
}

coded!(/** With whom a plan was agreed. */ Agreed {
    /** With the person. */ Person = "person", "With the person";
    /** With somebody who may speak for them. */ Representative = "representative", "With somebody who may speak for them";
});

/// What surrounds goals and actions. At most one for a person; everything in it may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Identifier.
    pub id: Id<Sheet>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it says.
    pub parts: Parts,
    /// Who wrote it down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The parts of a [`Sheet`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Strengths: what the person is good at and can count on.
    pub strengths: Option<Words>,
    /// With whom it was agreed.
    pub agreed: Option<Agreed>,
    /// When it is looked at again.
    pub review: Option<Date>,
    /// Who sees to that.
    pub reviewer: Option<Line>,
    /// Who pays for what is in it.
    pub funding: Option<Line>,
    /// Other plans there are.
    pub documents: Option<Words>,
    /// If things get harder: what may begin it.
    pub harder_signs: Option<Words>,
    /// If things get harder: what should happen.
    pub harder_do: Option<Words>,
    /// If things get harder: whom to ask.
    pub harder_who: Option<Words>,
}

impl Parts {
    fn event(&self, person: Id<Person>) -> Event {
        let words = |words: &Option<Words>| words.as_ref().map(|words| words.as_str().to_owned());
        let line = |line: &Option<Line>| line.as_ref().map(|line| line.as_str().to_owned());
        Event::new("plan.written")
            .with("person", person)
            .with("strengths", words(&self.strengths))
            .with("agreed", self.agreed.map(Agreed::code))
            .with("review", self.review)
            .with("reviewer", line(&self.reviewer))
            .with("funding", line(&self.funding))
            .with("documents", words(&self.documents))
            .with("harder_signs", words(&self.harder_signs))
            .with("harder_do", words(&self.harder_do))
            .with("harder_who", words(&self.harder_who))
    }
}

impl Sheet {
    /// Begins it.
    #[must_use]
    pub fn begin(id: Id<Self>, person: &Person, parts: Parts, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = parts.event(person.id);
        (Self { id, service: person.service, person: person.id, parts, author, at }, event)
    }

    /// Writes it anew. What it said before stays in its history.
    #[must_use]
    pub fn write(self, parts: Parts, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = parts.event(self.person);
        (Self { parts, author, at, ..self }, event)
    }
}
