//! A letter written for the person, or with them: work in its own right, kept in the story.
//!
//! A template begins it, with what is known filled in; from there it is the writer's own. What it said before a
//! correction stays in the history.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Note, Words};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Identifier.
    pub id: Id<Letter>,
    /// The service.
    pub service: Id<Service>,
    /// The person it is for.
    pub person: Id<Person>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// What it says.
    pub content: Content,
    /// When it was first saved.
    pub made: Timestamp,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The template it began from.
    pub template: Option<Template>,
    /// Whether it was written for the person or with them.
    pub together: Together,
    /// To whom, with an address over several lines.
    pub to: Words,
    /// What it is about, in one line; its heading.
    pub subject: Line,
    /// Its text, from the greeting to the name under it.
    pub text: Note,
}

coded!(/** Whether a letter was written for the person or with them. */ Together {
    /** With the person. */ With = "with", "Together with them";
    /** For the person. */ For = "for", "For them";
});

coded!(/** A beginning for a letter, in our own words. */ Template {
    /** Support for a housing application. */ Housing = "housing", "Support for a housing application";
    /** To an agency about the person. */ Agency = "agency", "To an agency, about them";
    /** To the person. */ Person = "person", "To the person";
    /** An appointment. */ Appointment = "appointment", "An appointment, to the person";
});

/// What is known and can be filled in.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The person's name in full.
    pub name: &'a str,
    /// What they are called.
    pub called: &'a str,
    /// Date of birth in words.
    pub born: &'a str,
    /// Who writes.
    pub writer: &'a str,
    /// The service.
    pub service: &'a str,
    /// The service's telephone number, where it has one.
    pub phone: Option<&'a str>,
    /// What is booked next, in words: when, and where or how.
    pub booked: Option<(&'a str, &'a str)>,
}

/// A letter as a template begins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What stands where the writer has to say something, and must be gone before the letter is saved.
pub const TO_FILL_IN: [&str; 6] = [
    "[name and address]",
    "[what the letter asks for]",
    "[what they said about it]",
    "[how it affects them]",
    "[when]",
    "[where]",
];

impl Template {
    /// The beginning of a letter, with what is known filled in. What is not stands in square brackets.
    #[must_use]
    pub fn begin(self, known: &Known<'_>) -> Beginning {
        let Known { name, called, born, writer, service, phone, booked } = known;
        let reach = phone.map_or_else(String::new, |phone| format!(" You can ring us on {phone}."));
        let close = format!("Yours sincerely,\n\n{writer}\nLink worker, {service}");
        let address = TO_FILL_IN[0].to_owned();
        let dear_called = format!("Dear {called},");
        let (to, subject, text) = match self {
            Self::Housing => (
                address,
                format!("In support of {name}’s housing application"),
                format!(
                    "To whom it may concern,\n\nI work with {name}, born {born}, as a link worker at {service}. \
                     {called} has asked me to write to you, and has agreed to what this letter says.\n\n\
                     {called} is asking for [what the letter asks for]. In their own words: [what they said about it]\n\n\
                     Where they live now affects them in this way: [how it affects them]\n\n\
                     Please take this into account in your decision.{reach}\n\n{close}"
                ),
            ),
            Self::Agency => (
                address,
                format!("About {name}"),
                format!(
                    "To whom it may concern,\n\nI am writing with the agreement of {name}, born {born}, whom I support as \
                     a link worker at {service}.\n\nWe are asking for [what the letter asks for].\n\n\
                     The reason is this: [how it affects them]\n\n\
                     Please write back to {called}, and tell me if you need anything more.{reach}\n\n{close}"
                ),
            ),
            Self::Person => (
                format!("{name}\n{address}"),
                "From your link worker".to_owned(),
                format!("{dear_called}\n\n\n\n{}\n\n{close}", reach.trim()),
            ),
            Self::Appointment => {
                let (when, place) = booked.unwrap_or(("[when]", "[where]"));
                (
                    format!("{name}\n{address}"),
                    "When we meet next".to_owned(),
                    format!(
                        "{dear_called}\n\nWe said that we would be in touch again on {when}.\n\nHow: {place}.\n\n\
                         If that does not suit you, tell me and we will find another time. You need not give a \
                         reason.{reach}\n\n{close}"
                    ),
                )
            }
        };
        Beginning { to, subject, text }
    }
}

impl Letter {
    /// Writes a letter.
    ///
    /// # Errors
    /// When something of its template is still to be filled in.
    pub fn write(
        id: Id<Self>,
        person: &Person,
        author: Id<Account>,
        content: Content,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        check(&content)?;
        let event = content.facts(Event::new("letter.written").with("person", person.id));
        Ok((Self { id, service: person.service, person: person.id, author, content, made: at }, event))
    }

    /// Corrects a letter; what it said before stays in the history.
    ///
    /// # Errors
    /// As for [`Self::write`], and when somebody else than the author corrects it.
    pub fn correct(self, by: Id<Account>, content: Content) -> Result<(Self, Event), Rejection> {
        if by != self.author {
            return Err(Rejection::new(
                "letter.not_author",
                "Only the person who wrote this letter can correct it. Write one of your own instead.",
            ));
        }
        check(&content)?;
        let event = content.facts(Event::new("letter.corrected").with("person", self.person));
        Ok((Self { content, ..self }, event))
    }
}

/// Nothing that a template left open goes out.
fn check(content: &Content) -> Result<(), Rejection> {
    let open = |text: &str| TO_FILL_IN.iter().find(|open| text.contains(**open));
    let (field, found) = match (open(content.to.as_str()), open(content.subject.as_str()), open(content.text.as_str()))
    {
        (Some(found), _, _) => ("to", found),
        (None, Some(found), _) => ("subject", found),
        (None, None, Some(found)) => ("text", found),
        (None, None, None) => return Ok(()),
    };
    Err(Rejection::of_field(
        field,
        "letter.to_fill_in",
        format!("“{found}” is still to be filled in. Write what belongs there, or take it out."),
    ))
}

impl Content {
    fn facts(&self, event: Event) -> Event {
        event
            .with("template", self.template.map(Template::code))
            .with("together", self.together.code())
            .with("to", self.to.as_str())
            .with("subject", &self.subject)
            .with("text", self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::nhs_number::NumberMissing;
    use crate::person::Identity;

    fn known() -> Known<'static> {
        Known {
            name: "Rosa Okafor",
            called: "Rosie",
            born: "27 March 1951",
            writer: "Amina Yusuf",
            service: "Harbour social prescribing",
            phone: Some("01632 960000"),
            booked: None,
        }
    }

    fn person() -> Person {
        let identity = Identity {
            nhs_number: Err(NumberMissing::NotKnown),
            family_name: Line::new("Okafor").expect("a name"),
            given_names: None,
            preferred_name: None,
            born: date(1951, 3, 27),
        };
        Person::register(Id::from_parts(1, [2; 10]), Id::from_parts(1, [1; 10]), identity, None).0
    }

    fn content(text: &str) -> Content {
        Content {
            template: None,
            together: Together::With,
            to: Words::new("The housing team").expect("words"),
            subject: Line::new("A flat on the ground floor").expect("a line"),
            text: Note::new(text).expect("a note"),
        }
    }

    fn written(text: &str) -> Result<(Letter, Event), Rejection> {
        let (id, author) = (Id::from_parts(1, [3; 10]), Id::from_parts(1, [4; 10]));
        Letter::write(id, &person(), author, content(text), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_template_fills_in_what_is_known_and_marks_what_is_not() {
        for template in Template::ALL {
            let Beginning { to, subject, text } = template.begin(&known());
            assert!(text.contains("Amina Yusuf") && text.contains("Harbour social prescribing"), "{text}");
            assert!(text.contains("01632 960000") && text.contains("Rosie"), "{text}");
            assert!(!subject.is_empty());
            for open in [&to, &subject, &text] {
                let brackets = open.matches('[').count();
                let marked: usize = TO_FILL_IN.iter().map(|mark| open.matches(mark).count()).sum();
                assert_eq!(brackets, marked, "every gap is one that is looked for: {open}");
            }
        }
        let booked = Known { booked: Some(("Thursday 3 December 2026, 2.30pm", "phone")), ..known() };
        assert!(!Template::Appointment.begin(&booked).text.contains('['));
    }

    #[test]
    fn what_is_still_open_is_refused_at_its_question() {
        let refused = written("Please give them [what the letter asks for].").expect_err("refused");
        assert_eq!((refused.field, refused.code), (Some("text"), "letter.to_fill_in"));
        assert!(written("Please [sic] help.").is_ok(), "other brackets are the writer's own");
    }

    #[test]
    fn only_its_author_corrects_a_letter() {
        let (letter, event) = written("Please help.").expect("written");
        assert_eq!(event.kind, "letter.written");
        let other = Id::from_parts(1, [5; 10]);
        let refused = letter.clone().correct(other, content("No.")).expect_err("refused");
        assert_eq!(refused.code, "letter.not_author");
        let author = letter.author;
        let (letter, event) = letter.correct(author, content("Please, help.")).expect("corrected");
        assert_eq!((letter.content.text.as_str(), event.kind), ("Please, help.", "letter.corrected"));
    }
}
