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
use crate::support::letter_template::TO_FILL_IN;
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
    /// The code of the template it began from.
    pub template: Option<Line>,
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
            .with("template", self.template.as_ref())
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

    fn person() -> Person {
        let identity = Identity {
            nhs_number: Err(NumberMissing::NotKnown),
            family_name: Line::new("Okafor").expect("a name"),
            given_names: None,
            preferred_name: None,
            born: date(1951, 3, 27).into(),
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
