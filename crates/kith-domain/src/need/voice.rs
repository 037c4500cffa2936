//! What would have helped, in the person's own words, and whether they may be used without their name.
//!
//! # Invariants
//! - Words that nobody was asked about, or whose use was refused or withdrawn, stand in the record and nowhere else:
//!   [`Gap::quotable`] is the one way to them for everybody else.
//! - Changed words need the agreement anew. Every answer stays in the history.

use jiff::Timestamp;

use super::Gap;
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::Account;
use crate::support::contact::coded;
use crate::text::Words;

/// The person's own words, and what they said of their use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What would have helped.
    pub words: Words,
    /// Whether they may be used without the person's name.
    pub agreement: Agreement,
    /// When that was written down.
    pub at: Timestamp,
    /// By whom.
    pub by: Id<Account>,
}

coded!(/** Whether a person's words may be used without their name. */ Agreement {
    /** Not asked. */ NotAsked = "not-asked", "They have not been asked";
    /** Agreed. */ Agreed = "agreed", "They agree that others read their words, without their name";
    /** Refused. */ Refused = "refused", "They do not want others to read them";
    /** Withdrawn. */ Withdrawn = "withdrawn", "They took their agreement back";
});

impl Gap {
    /// Writes down the person's own words and what they said of their use; nothing, when the words are taken out.
    ///
    /// # Errors
    /// When an answer about use comes without words, an agreement is taken back that was never given, or nothing is
    /// different.
    pub fn hear(
        self,
        words: Option<Words>,
        agreement: Agreement,
        by: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let before = self.voice.as_ref();
        let voice = match words {
            Some(words) => Some(Voice { words, agreement, at, by }),
            None if agreement == Agreement::NotAsked => None,
            None => {
                return Err(Rejection::of_field(
                    "own_words",
                    "voice.words",
                    "Write what the person said would have helped, or choose that they have not been asked.",
                ));
            }
        };
        let had_agreed = before.is_some_and(|it| matches!(it.agreement, Agreement::Agreed | Agreement::Withdrawn));
        if agreement == Agreement::Withdrawn && !had_agreed {
            return Err(Rejection::of_field(
                "own_agreement",
                "voice.never_agreed",
                "They have not agreed before, so there is nothing to take back. Choose another answer.",
            ));
        }
        let said = |it: &Voice| (it.words.clone(), it.agreement);
        if voice.as_ref().map(said) == before.map(said) {
            return Err(Rejection::of_field(
                "own_words",
                "voice.same",
                "Nothing is different yet. Change what is wrong.",
            ));
        }
        let event = Event::new("gap.voice")
            .with("person", self.person)
            .with("words", voice.as_ref().map(|it| it.words.as_str()))
            .with("agreement", agreement.code());
        Ok((Self { voice, ..self }, event))
    }

    /// The person's words, where they agreed that they are used without their name, and did not take that back.
    #[must_use]
    pub fn quotable(&self) -> Option<&Words> {
        self.voice.as_ref().filter(|it| it.agreement == Agreement::Agreed).map(|it| &it.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::need::gap::{Findings, Reason};
    use crate::need::{Known, Need};

    fn gap() -> Gap {
        let need = Need {
            id: Id::from_parts(1, [1; 10]),
            service: Id::from_parts(1, [2; 10]),
            person: Id::from_parts(1, [3; 10]),
            stated: Words::new("Company").unwrap(),
            domain: None,
            known: Known::Later,
            author: Id::from_parts(1, [4; 10]),
            at: Timestamp::UNIX_EPOCH,
            heard: None,
            said: None,
        };
        Gap::record(Id::from_parts(1, [5; 10]), &need, Findings::only(Reason::Full), need.author, need.at).unwrap().0
    }

    fn hear(gap: Gap, words: &str, agreement: Agreement) -> Result<Gap, Rejection> {
        let by = Id::from_parts(1, [4; 10]);
        gap.hear(Words::optional(words).unwrap(), agreement, by, Timestamp::UNIX_EPOCH).map(|(gap, _)| gap)
    }

    #[test]
    fn words_are_used_only_while_the_agreement_stands() {
        let mut it = gap();
        assert_eq!(it.quotable(), None);
        for (agreement, quoted) in [
            (Agreement::NotAsked, false),
            (Agreement::Refused, false),
            (Agreement::Agreed, true),
            (Agreement::Withdrawn, false),
            (Agreement::Agreed, true),
        ] {
            it = hear(it, "A bus on Sundays", agreement).unwrap();
            assert_eq!(it.quotable().is_some(), quoted, "{agreement:?}");
        }
        let gone = hear(it, "", Agreement::NotAsked).unwrap();
        assert_eq!(gone.voice, None);
    }

    #[test]
    fn an_agreement_needs_words_and_what_was_never_given_is_not_taken_back() {
        assert_eq!(hear(gap(), "", Agreement::Agreed).unwrap_err().code, "voice.words");
        assert_eq!(hear(gap(), "A bus", Agreement::Withdrawn).unwrap_err().code, "voice.never_agreed");
        let once = hear(gap(), "A bus", Agreement::NotAsked).unwrap();
        assert_eq!(hear(once, "A bus", Agreement::NotAsked).unwrap_err().code, "voice.same");
    }
}
