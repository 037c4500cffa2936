//! A question that an organisation asks about a request, and what was answered.

use jiff::Timestamp;

use super::Connection;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// A question about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// Identifier.
    pub id: Id<Enquiry>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The connection it is about.
    pub connection: Id<Connection>,
    /// What is asked.
    pub question: Words,
    /// When.
    pub asked: Timestamp,
    /// What was answered, when, and by whom.
    pub answer: Option<(Words, Timestamp, Id<Account>)>,
}

impl Enquiry {
    /// An organisation asks.
    #[must_use]
    pub fn ask(id: Id<Self>, connection: &Connection, question: Words, at: Timestamp) -> (Self, Event) {
        let event = Event::new("enquiry.asked")
            .with("person", connection.person)
            .with("connection", connection.id)
            .with("question", &question);
        let (service, person) = (connection.service, connection.person);
        (Self { id, service, person, connection: connection.id, question, asked: at, answer: None }, event)
    }

    /// The link worker answers.
    ///
    /// # Errors
    /// When it was answered before: what somebody has read is not changed under them.
    pub fn answer(self, words: Words, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.answer.is_some() {
            return Err(Rejection::of_field(
                "answer",
                "enquiry.answered",
                "This question has been answered already. Nothing was changed.",
            ));
        }
        let event = Event::new("enquiry.answered")
            .with("person", self.person)
            .with("connection", self.connection)
            .with("answer", &words);
        Ok((Self { answer: Some((words, at, by)), ..self }, event))
    }
}
