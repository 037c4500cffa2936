//! What a team knows of an organisation and does not say in public: whom to ask for, what went well, what to take care of.
//!
//! # Invariants
//! - It belongs to one service and never leaves it: no published document, letter, e-mail, export of the directory or
//!   page of the organisation holds it.
//! - Nothing is overwritten without a trace, and what was taken away can be put back.

use jiff::Timestamp;

use super::CommunityService;
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

coded!(/** What kind of thing a team knows. */ Matter {
    /** Whom to ask for. */ AskFor = "ask-for", "Who to ask for";
    /** What went well. */ WentWell = "went-well", "What went well";
    /** What to take care of. */ TakeCare = "take-care", "What to take care of";
    /** Something else. */ Other = "other", "Something else";
});

/// One thing that a team knows of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamNote {
    /// Identifier.
    pub id: Id<TeamNote>,
    /// Whose team.
    pub service: Id<Service>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// What kind of thing.
    pub matter: Matter,
    /// The words.
    pub words: Words,
    /// Who wrote them last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// When it was taken away, and by whom.
    pub gone: Option<(Timestamp, Id<Account>)>,
}

impl TeamNote {
    /// Writes something down.
    #[must_use]
    pub fn write(
        id: Id<Self>,
        service: Id<Service>,
        entry: Id<CommunityService>,
        (matter, words): (Matter, Words),
        (author, at): (Id<Account>, Timestamp),
    ) -> (Self, Event) {
        let it = Self { id, service, entry, matter, words, author, at, gone: None };
        let event = it.event("entry.team_note_written");
        (it, event)
    }

    /// Changes what it says. Anybody of the team may: it is what the team knows.
    ///
    /// # Errors
    /// When it was taken away.
    pub fn change(
        self,
        (matter, words): (Matter, Words),
        (author, at): (Id<Account>, Timestamp),
    ) -> Result<(Self, Event), Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new(
                "team_note.gone",
                "Somebody has taken this note away meanwhile. Put it back first, or write a new one.",
            ));
        }
        let it = Self { matter, words, author, at, ..self };
        let event = it.event("entry.team_note_changed");
        Ok((it, event))
    }

    /// Takes it away, or puts it back; the same twice changes nothing and is refused.
    ///
    /// # Errors
    /// When it is there or away already.
    pub fn stand(self, is_there: bool, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.gone.is_none() == is_there {
            return Err(Rejection::new("team_note.stands", "Somebody has done that already. Nothing was changed."));
        }
        let kind = if is_there { "entry.team_note_put_back" } else { "entry.team_note_taken_away" };
        let event = Event::new(kind).with("entry", self.entry);
        Ok((Self { gone: (!is_there).then_some((at, by)), ..self }, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        Event::new(kind).with("entry", self.entry).with("matter", self.matter.code()).with("words", self.words.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> TeamNote {
        let id = Id::from_parts(1, [1; 10]);
        let by = (Id::from_parts(1, [3; 10]), Timestamp::UNIX_EPOCH);
        let says = (Matter::AskFor, Words::new("Ask for Jo on Tuesdays.").expect("words"));
        TeamNote::write(id, Id::from_parts(1, [2; 10]), Id::from_parts(1, [4; 10]), says, by).0
    }

    #[test]
    fn what_was_taken_away_can_be_put_back_and_is_not_changed_meanwhile() {
        let by = Id::from_parts(1, [5; 10]);
        let at = Timestamp::UNIX_EPOCH;
        assert!(note().stand(true, by, at).is_err(), "it is there");
        let (gone, _) = note().stand(false, by, at).expect("taken away");
        assert_eq!(gone.gone, Some((at, by)));
        let says = (Matter::Other, Words::new("x").expect("words"));
        assert!(gone.clone().change(says.clone(), (by, at)).is_err());
        assert!(gone.clone().stand(false, by, at).is_err(), "it is away");
        let (back, _) = gone.stand(true, by, at).expect("put back");
        assert_eq!(back, note());
        assert_eq!(back.change(says, (by, at)).expect("changed").0.matter, Matter::Other);
    }
}
