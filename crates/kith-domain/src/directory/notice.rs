//! That the staff of one service, or its own organisation, say that something is wrong with an entry that others keep: the
//! service that wrote it, or each service for one that nobody of the staff wrote. It stands where every service of the store reads it, so that it
//! reaches whoever keeps the entry and the answer comes back; nothing about a person belongs into it.

use jiff::Timestamp;

use super::suggestion::Answer;
use super::{CommunityService, Proposal, Suggestion};
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// Who keeps an entry, as one service sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The service itself, alone.
    Own,
    /// Another service, which wrote it.
    Other(Id<Service>),
    /// Each service: nobody of the staff of any wrote it.
    Each,
}

/// Something that was said of an entry that others keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identifier.
    pub id: Id<Notice>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// The service that keeps it; nobody when each does.
    pub kept_by: Option<Id<Service>>,
    /// The service whose staff said it, or by whose link its organisation did.
    pub told_in: Id<Service>,
    /// Who said it; nobody when it came from the organisation by a link.
    pub by: Option<Id<Account>>,
    /// What is wrong, when that was said.
    pub words: Option<Words>,
    /// What its organisation would change, field by field.
    pub proposed: Vec<Proposal>,
    /// When.
    pub at: Timestamp,
    /// When it was dealt with, by whom, and what became of it.
    pub done: Option<(Timestamp, Id<Account>, Answer)>,
}

impl Notice {
    /// Somebody says that something is wrong.
    #[must_use]
    pub fn tell(
        id: Id<Self>,
        entry: Id<CommunityService>,
        kept_by: Option<Id<Service>>,
        (told_in, by): (Id<Service>, Id<Account>),
        words: Option<Words>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("entry.noticed")
            .with("entry", entry)
            .with("kept_by", kept_by)
            .with("words", words.as_ref().map(Words::as_str));
        let (by, proposed) = (Some(by), Vec::new());
        (Self { id, entry, kept_by, told_in, by, words, proposed, at, done: None }, event)
    }

    /// Its organisation says what the entry should say; it was made as for whoever was told.
    #[must_use]
    pub fn pass_on(id: Id<Self>, said: Suggestion, kept_by: Option<Id<Service>>, event: Event) -> (Self, Event) {
        let Suggestion { service, by, entry, words, proposed, at, .. } = said;
        let it = Self { id, entry, kept_by, told_in: service, by, words, proposed, at, done: None };
        (it, event.with("kept_by", kept_by))
    }

    /// Whether a service keeps the entry, and so sees to it.
    #[must_use]
    pub fn is_for(&self, service: Id<Service>) -> bool {
        self.kept_by.is_none_or(|kept_by| kept_by == service)
    }

    /// Whoever keeps the entry has dealt with it.
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
        let event = Event::new("entry.notice_done").with("entry", self.entry).with("answer", answer.code());
        Ok((Self { done: Some((at, by, answer)), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_for_whoever_keeps_the_entry_and_is_dealt_with_once() {
        let (one, two): (Id<Service>, Id<Service>) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let at = Timestamp::from_second(1_790_000_000).expect("a moment");
        let by = (one, Id::from_parts(1, [3; 10]));
        let tell =
            |kept_by| Notice::tell(Id::from_parts(1, [4; 10]), Id::from_parts(1, [5; 10]), kept_by, by, None, at).0;
        assert!(tell(None).is_for(one) && tell(None).is_for(two));
        assert!(!tell(Some(two)).is_for(one) && tell(Some(two)).is_for(two));
        let (done, _) = tell(None).finish(by.1, at, Answer::Right).expect("it was open");
        assert!(done.finish(by.1, at, Answer::Done).is_err());
    }
}
