//! What matters to the person, in the person's words. It may stand alone: no plan, no goal.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// One telling of what matters. A new telling stands in front of the earlier ones, which stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatMatters {
    /// Identifier.
    pub id: Id<WhatMatters>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// In the person's words.
    pub words: Words,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl WhatMatters {
    /// Writes down what the person said.
    #[must_use]
    pub fn write(id: Id<Self>, person: &Person, words: Words, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = Event::new("what_matters.written").with("person", person.id).with("words", &words);
        (Self { id, service: person.service, person: person.id, words, author, at }, event)
    }

    /// Corrects how it was written down. What stood there before stays in its history.
    ///
    /// # Errors
    /// When nothing is different.
    pub fn correct(self, words: Words) -> Result<(Self, Event), Rejection> {
        if words == self.words {
            return Err(Rejection::of_field(
                "words",
                "what_matters.same",
                "Nothing is different yet. Change what is wrong.",
            ));
        }
        let event = Event::new("what_matters.corrected").with("person", self.person).with("words", &words);
        Ok((Self { words, ..self }, event))
    }
}
