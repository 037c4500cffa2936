//! How to communicate with a person, what makes it easier for them, and how to be in touch safely: facts that a page
//! can warn with, beside the person's own words.
//!
//! The kinds of need follow the Accessible Information Standard (DAPB1605): how to make contact, in which form to give
//! information, which professional or support is needed. Adjustments follow the Reasonable Adjustment Digital Flag.
//!
//! # Invariants
//! - Nothing said is not a yes: a channel of which nothing is said says nothing.
//! - A "never" is a warning wherever that channel is offered.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** In which form somebody takes in information. */ Format {
    /** Large print. */ LargePrint = "large-print", "Large print";
    /** Easy read. */ EasyRead = "easy-read", "Easy read";
    /** Plain short sentences. */ Short = "short", "Short, plain sentences";
    /** Coloured paper or background. */ Colour = "colour", "Coloured paper or background";
    /** Braille. */ Braille = "braille", "Braille";
    /** Something to listen to. */ Audio = "audio", "Something to listen to";
    /** By e-mail, for a screen reader. */ ScreenReader = "screen-reader", "By e-mail, for a screen reader";
    /** A video in British Sign Language. */ SignVideo = "sign-video", "A video in British Sign Language";
    /** Spoken only. */ Spoken = "spoken", "Spoken, nothing in writing";
});

coded!(/** Who or what somebody needs beside them to communicate. */ Support {
    /** An interpreter of a spoken language. */ Interpreter = "interpreter", "Interpreter";
    /** An interpreter of British Sign Language. */ SignInterpreter = "sign-interpreter", "British Sign Language interpreter";
    /** A lipspeaker, or somebody who can be lip-read. */ Lipreading = "lipreading", "To see your face, for lipreading";
    /** A deafblind interpreter. */ Deafblind = "deafblind", "Deafblind interpreter or manual";
    /** A hearing loop. */ Loop = "loop", "Hearing loop";
    /** A relay of text on the telephone. */ Relay = "relay", "Relay UK, or text on the phone";
    /** An advocate. */ Advocate = "advocate", "Advocate";
    /** Somebody they know. */ Known = "known", "Somebody they know beside them";
    /** Pictures or a communication book. */ Pictures = "pictures", "Pictures, signs or a communication book";
    /** Time to answer. */ TimeToAnswer = "time", "Time to answer";
});

coded!(/** What makes it easier to come, to stay and to take part. */ Adjustment {
    /** Longer appointments. */ Longer = "longer", "Longer appointments";
    /** The same person each time. */ Same = "same", "The same person each time";
    /** A quiet place. */ Quiet = "quiet", "A quiet place";
    /** First or last of the day. */ FirstOrLast = "first-or-last", "First or last appointment of the day";
    /** No stairs. */ StepFree = "step-free", "No stairs, room for a wheelchair";
    /** At home. */ Home = "home", "At home";
    /** A reminder. */ Reminder = "reminder", "A reminder the day before";
    /** Told beforehand what will happen. */ Beforehand = "beforehand", "To be told beforehand what will happen";
    /** Somebody of the same gender. */ SameGender = "same-gender", "Somebody of the same gender";
    /** An assistance dog. */ Dog = "dog", "Comes with an assistance dog";
});

coded!(/** A way to be in touch. */ Channel {
    /** By telephone. */ Phone = "phone", "Phone";
    /** By text message. */ Text = "text", "Text message";
    /** By e-mail. */ Email = "email", "E-mail";
    /** By letter. */ Letter = "letter", "Letter";
    /** At the door. */ Visit = "visit", "Visit at home";
});

coded!(/** Whether a way to be in touch is safe. */ Safe {
    /** It is. */ Yes = "yes", "Yes";
    /** Only when it was arranged. */ Arranged = "arranged", "Only when arranged before";
    /** It is not. */ Never = "never", "Never";
});

coded!(/** Whether a message may be left. */ Message {
    /** Any. */ Yes = "yes", "Yes";
    /** A name only. */ NameOnly = "name-only", "Only a first name, not where from";
    /** None. */ No = "no", "No";
});

/// How to communicate with a person and be in touch safely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaching {
    /// Identifier.
    pub id: Id<Reaching>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The facts.
    pub facts: Facts,
    /// Who wrote them down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The facts. Everything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The language they speak best.
    pub language: Option<Line>,
    /// Forms of information.
    pub formats: Vec<Format>,
    /// Support.
    pub supports: Vec<Support>,
    /// Adjustments.
    pub adjustments: Vec<Adjustment>,
    /// How they communicate, in words.
    pub communication: Option<Words>,
    /// What was said of each way to be in touch.
    pub channels: Vec<(Channel, Safe)>,
    /// Whether a message may be left.
    pub message: Option<Message>,
    /// Who may answer, in words: "her daughter Jo, not her son".
    pub who_answers: Option<Line>,
    /// When, in words: "weekdays after 10am".
    pub when: Option<Line>,
    /// How to be in touch safely, in words.
    pub safe_contact: Option<Words>,
}

impl Facts {
    /// The facts of a person of whom nobody wrote down how to reach them yet: what was said when they came.
    #[must_use]
    pub fn of_earlier(person: &Person) -> Self {
        Self {
            language: person.language.clone(),
            supports: person.interpreter.then_some(Support::Interpreter).into_iter().collect(),
            communication: person.communication.clone(),
            safe_contact: person.safe_contact.clone(),
            ..Self::default()
        }
    }

    /// What was said of a way to be in touch.
    #[must_use]
    pub fn channel(&self, channel: Channel) -> Option<Safe> {
        self.channels.iter().find(|(known, _)| *known == channel).map(|(_, safe)| *safe)
    }

    /// How to communicate, in one short line for the head of a page.
    #[must_use]
    pub fn communication_in_short(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        if let Some(language) = &self.language {
            parts.push(format!("Speaks {language}"));
        }
        parts.extend(self.supports.iter().map(|it| it.label().to_owned()));
        parts.extend(self.formats.iter().map(|it| it.label().to_owned()));
        parts.extend(self.adjustments.iter().map(|it| it.label().to_owned()));
        parts.extend(self.communication.as_ref().map(ToString::to_string));
        (!parts.is_empty()).then(|| parts.join(". ").replace("..", "."))
    }

    /// What never to forget when getting in touch, a sentence each, the strictest first.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut all = Vec::new();
        let with = |wanted| -> Vec<&str> {
            self.channels.iter().filter(|(_, safe)| *safe == wanted).map(|(channel, _)| channel.label()).collect()
        };
        let never = with(Safe::Never);
        if !never.is_empty() {
            all.push(format!("Never: {}.", never.join(", ").to_lowercase()));
        }
        match self.message {
            Some(Message::No) => all.push("Leave no message.".to_owned()),
            Some(Message::NameOnly) => all.push("In a message leave only a first name, not where from.".to_owned()),
            Some(Message::Yes) | None => {}
        }
        let arranged = with(Safe::Arranged);
        if !arranged.is_empty() {
            all.push(format!("Only when arranged before: {}.", arranged.join(", ").to_lowercase()));
        }
        all.extend(self.who_answers.as_ref().map(|who| format!("Who may answer: {who}.")));
        all.extend(self.when.as_ref().map(|when| format!("When: {when}.")));
        all.extend(self.safe_contact.as_ref().map(ToString::to_string));
        all
    }

    fn event(&self) -> Event {
        let codes = |all: Vec<&'static str>| all.join(" ");
        let channels: Vec<String> =
            self.channels.iter().map(|(channel, safe)| format!("{}={}", channel.code(), safe.code())).collect();
        Event::new("person.reaching_changed")
            .with("language", self.language.as_ref().map(Line::as_str))
            .with("formats", codes(self.formats.iter().map(|it| it.code()).collect()))
            .with("supports", codes(self.supports.iter().map(|it| it.code()).collect()))
            .with("adjustments", codes(self.adjustments.iter().map(|it| it.code()).collect()))
            .with("communication", self.communication.as_ref().map(Words::as_str))
            .with("channels", channels.join(" "))
            .with("message", self.message.map(Message::code))
            .with("who_answers", self.who_answers.as_ref().map(Line::as_str))
            .with("when", self.when.as_ref().map(Line::as_str))
            .with("safe_contact", self.safe_contact.as_ref().map(Words::as_str))
    }
}

impl Reaching {
    /// Writes the facts down for the first time.
    #[must_use]
    pub fn begin(id: Id<Self>, person: &Person, facts: Facts, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = facts.event();
        (Self { id, service: person.service, person: person.id, facts, author, at }, event)
    }

    /// Changes them. What they were stays in the events.
    #[must_use]
    pub fn change(self, facts: Facts, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = facts.event();
        (Self { facts, author, at, ..self }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_never_is_the_first_warning_and_nothing_said_warns_of_nothing() {
        assert_eq!(Facts::default().warnings(), Vec::<String>::new());
        assert_eq!(Facts::default().communication_in_short(), None);
        let facts = Facts {
            language: Line::new("Polish").ok(),
            supports: vec![Support::Interpreter],
            formats: vec![Format::LargePrint],
            channels: vec![
                (Channel::Phone, Safe::Yes),
                (Channel::Letter, Safe::Never),
                (Channel::Visit, Safe::Arranged),
                (Channel::Email, Safe::Never),
            ],
            message: Some(Message::No),
            who_answers: Line::new("her daughter Jo").ok(),
            safe_contact: Words::new("Her husband opens the post.").ok(),
            ..Facts::default()
        };
        assert_eq!(
            facts.warnings(),
            [
                "Never: letter, e-mail.",
                "Leave no message.",
                "Only when arranged before: visit at home.",
                "Who may answer: her daughter Jo.",
                "Her husband opens the post.",
            ]
        );
        assert_eq!(facts.communication_in_short().as_deref(), Some("Speaks Polish. Interpreter. Large print"));
        assert_eq!((facts.channel(Channel::Phone), facts.channel(Channel::Text)), (Some(Safe::Yes), None));
    }
}
