//! A contact: anything done with or for the person.
//!
//! A note alone is complete. Nothing here asks for a goal, an action, a score or a referral
//! (principle 2; requirement 3 of domain.md).

use jiff::Timestamp;

use crate::directory::Connection;
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::case::Case;
use crate::support::way_of_working::WayOfWorking;
use crate::text::{Line, Note};

/// Anything done with or for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Identifier.
    pub id: Id<Contact>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The case it belongs to.
    pub case: Id<Case>,
    /// Who logged it.
    pub author: Id<Account>,
    /// What it was.
    pub details: Details,
    /// When it was written down.
    pub logged: Timestamp,
    /// Whether it asked what was done, and what came of that; nothing when it did not ask. A correction changes nothing
    /// of it: which contacts were asked is chance, and stays what chance made it (domain.md 2.3).
    pub asked: Option<Asked>,
}

/// What a contact says. Everything but the moment may be left out, so long as something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// When it happened.
    pub at: Timestamp,
    /// How.
    pub mode: Mode,
    /// Where.
    pub place: Option<Place>,
    /// Who started it, if that is said (domain.md 2.2: one of the signs that need no tap).
    pub started_by: Option<StartedBy>,
    /// Whether the person was reached. Trying is work too.
    pub reached: Reached,
    /// Who took part besides the worker and the person, in words: "her daughter Ann".
    pub others: Option<Line>,
    /// Length in minutes, 0 to 1,440.
    pub minutes: Option<u32>,
    /// What happened, in the worker's words.
    pub note: Option<Note>,
    /// What we did: taps on the service's own list. What the worker taps of herself is never here
    /// ([`OwnTap`](super::OwnTap)).
    pub ways: Vec<Id<WayOfWorking>>,
    /// The number of the version of that list, from 1: its words stay as they were read.
    pub list: u32,
    /// The connection they went to together, when the worker went along.
    pub accompanied: Option<Id<Connection>>,
    /// What is agreed next, in words: "will try Thursday".
    pub next: Option<Line>,
}

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words on the page.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Finds a value by its code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}
pub(crate) use coded;

coded!(/** How a contact was made. */ Mode {
    /** By telephone. */ Phone = "phone", "Phone";
    /** In the same place. */ FaceToFace = "face-to-face", "Face to face";
    /** By video. */ Video = "video", "Video";
    /** By text message. */ Text = "text", "Text message";
    /** By e-mail. */ Email = "email", "E-mail";
    /** By letter or card. */ Letter = "letter", "Letter";
    /** With another agency or person on their behalf. */ Behalf = "on-behalf", "With someone else, for them";
});

coded!(/** Who started a contact. */ StartedBy {
    /** The worker or the service. */ Us = "us", "We did";
    /** The person. */ Them = "them", "They did";
    /** Somebody else, for them: family, a practice, an agency. */ Other = "other", "Someone else, for them";
});

coded!(/** What came of a contact's asking what was done (domain.md 2.3). A contact that did not ask has none of these, and
counts as "not asked", never as "neither". */ Asked {
    /** It asked, and was answered: with taps, or with "none of these". */ Answered = "answered", "Asked and answered";
    /** It asked, and was saved without an answer. */ Skipped = "skipped", "Asked and not answered";
});

coded!(/** Where a contact was. */ Place {
    /** Their home. */ Home = "home", "Their home";
    /** The GP practice. */ Practice = "practice", "GP practice";
    /** The venue of a community service. */ Venue = "venue", "At a community service";
    /** A café, park, library or street. */ Community = "community", "Café, library, park or similar";
    /** The worker's office. */ Office = "office", "Our office";
});

coded!(/** Whether the person was reached: three different facts. */ Reached {
    /** They spoke, wrote or met. */ Yes = "yes", "Yes";
    /** No answer. */ NoAnswer = "no-answer", "No answer";
    /** An appointment that the person did not attend. */ DidNotAttend = "did-not-attend", "Did not attend";
});

impl Contact {
    /// Logs a contact.
    ///
    /// # Errors
    /// When nothing at all is said, it lies in the future, or it lasted more than a day.
    pub fn log(
        id: Id<Self>,
        case: &Case,
        author: Id<Account>,
        details: Details,
        asked: Option<Asked>,
        now: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        check(&details, now)?;
        let event = facts("contact.logged", case.person, &details).with("asked", asked.map(Asked::code));
        let contact =
            Self { id, service: case.service, person: case.person, case: case.id, author, details, logged: now, asked };
        Ok((contact, event))
    }

    /// Corrects what was written; what it said before stays in the history.
    ///
    /// # Errors
    /// As for [`Self::log`], and when somebody else than the author corrects it.
    pub fn correct(self, by: Id<Account>, details: Details, now: Timestamp) -> Result<(Self, Event), Rejection> {
        if by != self.author {
            return Err(Rejection::new(
                "contact.not_author",
                "Only the person who wrote this note can correct it. Log a contact of your own instead.",
            ));
        }
        check(&details, now)?;
        let event = facts("contact.corrected", self.person, &details);
        Ok((Self { details, ..self }, event))
    }

    /// Takes out of it what the worker tapped of herself, for her own table; nothing when it holds none of that. The
    /// event does not say what was taken.
    #[must_use]
    pub fn set_own_apart(self, own: &[Id<WayOfWorking>]) -> Option<(Self, Vec<Id<WayOfWorking>>, Event)> {
        let (apart, ways): (Vec<_>, Vec<_>) = self.details.ways.iter().partition(|way| own.contains(way));
        if apart.is_empty() {
            return None;
        }
        let event = Event::new("contact.own_set_apart").with("person", self.person);
        Some((Self { details: Details { ways, ..self.details }, ..self }, apart, event))
    }
}

/// What every version of a contact must satisfy.
///
/// # Errors
/// A [`Rejection`] when it is in the future, longer than a day, or says nothing.
pub fn check(details: &Details, now: Timestamp) -> Result<(), Rejection> {
    if details.at > now {
        return Err(Rejection::of_field(
            "when",
            "contact.in_future",
            "This is in the future. Log a contact once it has happened.",
        ));
    }
    if details.minutes.is_some_and(|minutes| minutes > 1_440) {
        return Err(Rejection::of_field(
            "minutes",
            "contact.too_long",
            "A contact lasts at most 1,440 minutes (a day).",
        ));
    }
    let says_something = details.note.is_some()
        || !details.ways.is_empty()
        || details.next.is_some()
        || details.minutes.is_some()
        || details.accompanied.is_some()
        || details.reached != Reached::Yes;
    if says_something {
        Ok(())
    } else {
        Err(Rejection::of_field(
            "note",
            "contact.says_nothing",
            "Write a note, or choose whether the person was reached. One line is enough.",
        ))
    }
}

/// An event with the facts of a contact.
fn facts(kind: &'static str, person: Id<Person>, details: &Details) -> Event {
    let mut event = Event { version: 2, ..Event::new(kind) }
        .with("person", person)
        .with("at", details.at)
        .with("mode", details.mode.code())
        .with("place", details.place.map(Place::code))
        .with("reached", details.reached.code())
        .with("others", details.others.as_ref().map(Line::as_str))
        .with("minutes", details.minutes)
        .with("note", details.note.as_ref().map(Note::as_str))
        .with("accompanied", details.accompanied)
        .with("next", details.next.as_ref().map(Line::as_str))
        .with("started_by", details.started_by.map(StartedBy::code))
        .with("list", details.list);
    for way in &details.ways {
        event = event.with("way", Fact::Id(way.uuid()));
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::case::State;

    fn case() -> Case {
        Case {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            opened: Timestamp::UNIX_EPOCH,
            state: State::Waiting,
        }
    }

    fn bare(at: Timestamp) -> Details {
        Details {
            at,
            mode: Mode::Phone,
            place: None,
            reached: Reached::Yes,
            others: None,
            minutes: None,
            note: None,
            ways: vec![],
            list: 1,
            started_by: None,
            accompanied: None,
            next: None,
        }
    }

    #[test]
    fn a_contact_with_only_a_note_is_complete() {
        let now = Timestamp::UNIX_EPOCH;
        let details = Details { note: Note::new("Sat with her a while.").ok(), ..bare(now) };
        assert!(
            Contact::log(Id::from_parts(1, [9; 10]), &case(), Id::from_parts(1, [5; 10]), details, None, now).is_ok()
        );
    }

    #[test]
    fn an_unanswered_attempt_needs_no_note() {
        let now = Timestamp::UNIX_EPOCH;
        let details = Details { reached: Reached::NoAnswer, ..bare(now) };
        assert!(
            Contact::log(Id::from_parts(1, [9; 10]), &case(), Id::from_parts(1, [5; 10]), details, None, now).is_ok()
        );
    }

    #[test]
    fn that_they_went_together_says_enough() {
        let now = Timestamp::UNIX_EPOCH;
        let details = Details { accompanied: Some(Id::from_parts(1, [6; 10])), ..bare(now) };
        assert!(
            Contact::log(Id::from_parts(1, [9; 10]), &case(), Id::from_parts(1, [5; 10]), details, None, now).is_ok()
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let now = Timestamp::UNIX_EPOCH;
        let later = Timestamp::from_second(60).expect("a moment");
        let author = Id::from_parts(1, [5; 10]);
        let cases = [
            (bare(now), "contact.says_nothing"),
            (Details { note: Note::new("x").ok(), ..bare(later) }, "contact.in_future"),
            (Details { minutes: Some(1_441), ..bare(now) }, "contact.too_long"),
        ];
        for (details, code) in cases {
            let refused = Contact::log(Id::from_parts(1, [9; 10]), &case(), author, details, None, now);
            assert_eq!(refused.err().map(|r| r.code), Some(code));
        }
    }

    #[test]
    fn only_the_author_corrects_a_contact() {
        let now = Timestamp::UNIX_EPOCH;
        let author = Id::from_parts(1, [5; 10]);
        let other = Id::from_parts(1, [6; 10]);
        let details = Details { note: Note::new("x").ok(), ..bare(now) };
        let (contact, _) =
            Contact::log(Id::from_parts(1, [9; 10]), &case(), author, details.clone(), None, now).expect("logged");
        assert_eq!(
            contact.clone().correct(other, details.clone(), now).err().map(|r| r.code),
            Some("contact.not_author")
        );
        let details = Details { note: Note::new("y").ok(), ..details };
        assert!(contact.correct(author, details, now).is_ok());
    }
}
