//! What is said of an entry: by an organisation of its own, whether there is room and what is not right; by the staff
//! of a service of any, that something is wrong.
//!
//! It changes nothing by itself. A team lead or the service manager takes it up: whether there is room is taken as it
//! was said, anything else is for a human to write, or to say that it is right.

use jiff::Timestamp;

use super::{Capacity, CommunityService, Proposal};
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

coded!(/** What became of something that was said of an entry. */ Answer {
    /** Whether there is room was taken as it was said. */ Room = "room", "The room was taken as it was said";
    /** What would be changed was taken over as it was said. */ Taken = "taken", "The entry was changed as it was said";
    /** What of it can be corrected here was taken over; the rest only its feed can change. */ Part = "part", "What can be corrected here was changed as it was said";
    /** The entry is right. */ Right = "right", "The entry is right";
    /** It was seen to otherwise: mostly, the entry was changed. */ Done = "done", "It was seen to";
});

/// Something said of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Identifier.
    pub id: Id<Suggestion>,
    /// The service that was told.
    pub service: Id<Service>,
    /// Who of its staff said it; nobody when it came from the organisation by its link.
    pub by: Option<Id<Account>>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// Whether there is room, when that was said.
    pub capacity: Option<Capacity>,
    /// What is not right, in words.
    pub words: Option<Words>,
    /// What would be changed, field by field; nothing when there are only words.
    pub proposed: Vec<Proposal>,
    /// When it was said.
    pub at: Timestamp,
    /// Who dealt with it, and when.
    pub done: Option<(Timestamp, Id<Account>)>,
    /// What became of it. Nothing for what was dealt with before this was asked.
    pub answer: Option<Answer>,
}

impl Suggestion {
    /// An organisation says something of its entry.
    ///
    /// # Errors
    /// When nothing is said.
    pub fn say(
        id: Id<Self>,
        service: Id<Service>,
        entry: Id<CommunityService>,
        capacity: Option<Capacity>,
        words: Option<Words>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if capacity.is_none() && words.is_none() {
            return Err(Rejection::of_field(
                "room",
                "suggestion.says_nothing",
                "Say whether there is room, or write what is not right. One of the two is enough.",
            ));
        }
        let weeks = match capacity {
            Some(Capacity::Wait { weeks }) => weeks,
            _ => None,
        };
        if weeks.is_some_and(|weeks| weeks > 520) {
            return Err(Rejection::of_field(
                "room_weeks",
                "suggestion.weeks",
                "A wait is given in weeks, at most 520 (ten years).",
            ));
        }
        let event = Event::new("entry.suggested")
            .with("entry", entry)
            .with("capacity", capacity.map(Capacity::code))
            .with("weeks", weeks)
            .with("words", words.as_ref().map(Words::as_str));
        let proposed = Vec::new();
        Ok((Self { id, service, by: None, entry, capacity, words, proposed, at, done: None, answer: None }, event))
    }

    /// An organisation says field by field what its entry should say. `by` is whoever of it signed in.
    ///
    /// # Errors
    /// When nothing would be changed and nothing is said.
    pub fn propose(
        id: Id<Self>,
        service: Id<Service>,
        (entry, by): (Id<CommunityService>, Option<Id<Account>>),
        proposed: Vec<Proposal>,
        words: Option<Words>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if proposed.is_empty() && words.is_none() {
            return Err(Rejection::new(
                "suggestion.changes_nothing",
                "Nothing was changed. Change what is not right, or press “All of this is right”.",
            ));
        }
        let mut event =
            Event::new("entry.proposed").with("entry", entry).with("words", words.as_ref().map(Words::as_str));
        for one in &proposed {
            event = event.with(one.field.code(), one.is.as_ref().map(Words::as_str));
        }
        let is_theirs = Self { id, service, by, entry, capacity: None, words, proposed, at, done: None, answer: None };
        Ok((is_theirs, event))
    }

    /// Somebody of the staff says that something is wrong. What it is need not be said.
    #[must_use]
    pub fn of_staff(
        id: Id<Self>,
        service: Id<Service>,
        (entry, by): (Id<CommunityService>, Id<Account>),
        words: Option<Words>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event =
            Event::new("entry.questioned").with("entry", entry).with("words", words.as_ref().map(Words::as_str));
        let (by, proposed) = (Some(by), Vec::new());
        (Self { id, service, by, entry, capacity: None, words, proposed, at, done: None, answer: None }, event)
    }

    /// A lead has dealt with it.
    ///
    /// # Errors
    /// When somebody had before.
    pub fn finish(self, by: Id<Account>, at: Timestamp, answer: Answer) -> Result<(Self, Event), Rejection> {
        if self.done.is_some() {
            return Err(Rejection::new(
                "suggestion.done",
                "Somebody has dealt with this already. Nothing was changed.",
            ));
        }
        let event = Event::new("entry.suggestion_done").with("entry", self.entry).with("answer", answer.code());
        Ok((Self { done: Some((at, by)), answer: Some(answer), ..self }, Event { version: 2, ..event }))
    }
}
