//! What a safeguarding lead does about a concern, one thing at a time. While one is open, the concern is not closed.

use jiff::Timestamp;

use crate::boundary::safeguarding::concern::Concern;
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Line;

/// Something to do about a concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcernAction {
    /// Identifier.
    pub id: Id<ConcernAction>,
    /// The service.
    pub service: Id<Service>,
    /// The concern.
    pub concern: Id<Concern>,
    /// What is to be done.
    pub what: Line,
    /// Who wrote it down.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// When it was done, and who said so.
    pub done: Option<(Timestamp, Id<Account>)>,
}

impl ConcernAction {
    /// Writes down what is to be done.
    #[must_use]
    pub fn agree(id: Id<Self>, concern: &Concern, what: Line, by: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = Event::new("concern_action.agreed").with("concern", concern.id).with("what", &what);
        (Self { id, service: concern.service, concern: concern.id, what, by, at, done: None }, event)
    }

    /// It is done.
    ///
    /// # Errors
    /// When it was already.
    pub fn finish(self, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.done.is_some() {
            return Err(Rejection::new("concern_action.done", "This was done already. Nothing was changed."));
        }
        let event = Event::new("concern_action.done").with("concern", self.concern);
        Ok((Self { done: Some((at, by)), ..self }, event))
    }
}
