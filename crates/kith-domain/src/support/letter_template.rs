//! How letters begin: the templates of a service, with places that Kith fills in.
//!
//! Four are shipped, in our own words. A service changes their words, adds its own, and stops offering what it does not
//! use; what a letter says was its writer's from the beginning, so nothing of this changes a letter.
//!
//! # Invariants
//! - A place to fill in is a word in braces, such as `{name}`. One that Kith does not know is refused when the template
//!   is saved, so that no letter begins with it.
//! - What is not known when a letter is begun, and what only the writer knows, stands in square brackets, and a letter
//!   is not saved before these are gone.
//! - A code never changes; a template that is not offered any more keeps its code and its history.

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::Service;
use crate::text::{Line, Note, Words};

/// A template of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterTemplate {
    /// Identifier.
    pub id: Id<LetterTemplate>,
    /// The service.
    pub service: Id<Service>,
    /// The stable code: of one that is shipped, or `T01` and on.
    pub code: Line,
    /// How it reads.
    pub wording: Wording,
}

/// How a template reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What it is called where one is chosen.
    pub title: Line,
    /// To whom; left out, the writer says.
    pub to: Option<Words>,
    /// What the letter is about.
    pub subject: Line,
    /// Its text.
    pub text: Note,
    /// Whether it is offered.
    pub is_offered: bool,
}

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beginning {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A template as it is shipped.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The stable code.
    pub code: &'static str,
    /// What it is called.
    pub title: &'static str,
    to: &'static str,
    subject: &'static str,
    text: &'static str,
}

/// What is shipped, in our own words.
pub const SHIPPED: [Shipped; 4] = [
    Shipped {
        code: "housing",
        title: "Support for a housing application",
        to: "[name and address]",
        subject: "In support of {name}’s housing application",
        text: "To whom it may concern,\n\nI work with {name}, born {born}, as a link worker at {service}. {called} has \
               asked me to write to you, and has agreed to what this letter says.\n\n{called} is asking for [what the \
               letter asks for]. In their own words: [what they said about it]\n\nWhere they live now affects them in \
               this way: [how it affects them]\n\nPlease take this into account in your decision. You can ring us on \
               {telephone}.\n\nYours sincerely,\n\n{writer}\nLink worker, {service}",
    },
    Shipped {
        code: "agency",
        title: "To an agency, about them",
        to: "[name and address]",
        subject: "About {name}",
        text: "To whom it may concern,\n\nI am writing with the agreement of {name}, born {born}, whom I support as a \
               link worker at {service}.\n\nWe are asking for [what the letter asks for].\n\nThe reason is this: [how it \
               affects them]\n\nPlease write back to {called}, and tell me if you need anything more. You can ring us on \
               {telephone}.\n\nYours sincerely,\n\n{writer}\nLink worker, {service}",
    },
    Shipped {
        code: "person",
        title: "To the person",
        to: "{name}\n[name and address]",
        subject: "From your link worker",
        text: "Dear {called},\n\n\n\nYou can ring us on {telephone}.\n\nYours sincerely,\n\n{writer}\nLink worker, {service}",
    },
    Shipped {
        code: "appointment",
        title: "An appointment, to the person",
        to: "{name}\n[name and address]",
        subject: "When we meet next",
        text: "Dear {called},\n\nWe said that we would be in touch again on {when}.\n\nHow: {how}.\n\nIf that does not \
               suit you, tell me and we will find another time. You need not give a reason. You can ring us on \
               {telephone}.\n\nYours sincerely,\n\n{writer}\nLink worker, {service}",
    },
];

/// Places that are filled in: the word in braces, and what it becomes.
pub const PLACES: [(&str, &str); 8] = [
    ("{name}", "the person’s name in full"),
    ("{called}", "what they like to be called"),
    ("{born}", "their date of birth"),
    ("{writer}", "your name"),
    ("{service}", "the name of the service"),
    ("{telephone}", "the service’s telephone number"),
    ("{when}", "when you meet next, if something is booked"),
    ("{how}", "how and where you meet next"),
];

/// What stands where the writer has to say something, and must be gone before the letter is saved.
pub const TO_FILL_IN: [&str; 8] = [
    "[name and address]",
    "[what the letter asks for]",
    "[what they said about it]",
    "[how it affects them]",
    "[when]",
    "[where]",
    "[telephone]",
    "[date of birth]",
];

impl Shipped {
    /// A shipped template by its code.
    #[must_use]
    pub fn of(code: &str) -> Option<&'static Self> {
        SHIPPED.iter().find(|it| it.code == code)
    }

    /// How it reads.
    ///
    /// # Errors
    /// Never, as a test proves: what is shipped fits.
    pub fn wording(&self) -> Result<Wording, Rejection> {
        let wrong = |_| Rejection::new("template.shipped", "This template cannot be read.");
        Ok(Wording {
            title: Line::new(self.title).map_err(wrong)?,
            to: Words::optional(self.to).map_err(wrong)?,
            subject: Line::new(self.subject).map_err(wrong)?,
            text: Note::new(self.text).map_err(wrong)?,
            is_offered: true,
        })
    }
}

/// The words in braces of a text.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word)
}

/// Whether a word in braces is one that is filled in.
fn is_known(word: &str) -> bool {
    PLACES.iter().any(|(place, _)| place.trim_matches(['{', '}']) == word)
}

impl Wording {
    /// What every template must satisfy.
    fn check(&self) -> Result<(), Rejection> {
        let texts = [
            ("to", self.to.as_ref().map_or("", Words::as_str)),
            ("subject", self.subject.as_str()),
            ("text", self.text.as_str()),
        ];
        for (field, text) in texts {
            let known: Vec<&str> = PLACES.iter().map(|(place, _)| *place).collect();
            // Other systems write two braces; here the outer ones would stand in every letter.
            if text.contains("{{") || text.contains("}}") {
                let word = text.split_once("{{").map_or("…", |(_, rest)| rest.split('}').next().unwrap_or("…"));
                let word: String = word.trim().chars().take(40).collect();
                return Err(Rejection::of_field(
                    field,
                    "template.unknown_place",
                    format!(
                        "“{{{{{word}}}}}” is nothing that Kith can fill in: a place has one brace on each side. It knows {}.",
                        known.join(", ")
                    ),
                ));
            }
            if let Some(unknown) = places(text).find(|word| !is_known(word)) {
                let word: String = unknown.chars().take(40).collect();
                return Err(Rejection::of_field(
                    field,
                    "template.unknown_place",
                    format!("“{{{word}}}” is nothing that Kith can fill in. It knows {}.", known.join(", ")),
                ));
            }
        }
        Ok(())
    }

    /// The beginning of a letter, with what is known filled in. What is not stands in square brackets.
    #[must_use]
    pub fn begin(&self, known: &Known<'_>) -> Beginning {
        let (when, how) = known.booked.unwrap_or(("[when]", "[where]"));
        let fill = |text: &str| {
            // In one pass, so that a name with braces in it is never filled in itself.
            let mut filled = String::with_capacity(text.len());
            let mut rest = text;
            while let Some((before, after)) = rest.split_once('{') {
                filled.push_str(before);
                let value = after.split_once('}').and_then(|(word, behind)| {
                    let value = match word {
                        "name" => known.name,
                        "called" => known.called,
                        "born" => known.born,
                        "writer" => known.writer,
                        "service" => known.service,
                        "telephone" => known.phone.unwrap_or("[telephone]"),
                        "when" => when,
                        "how" => how,
                        _ => return None,
                    };
                    Some((value, behind))
                });
                match value {
                    Some((value, behind)) => {
                        filled.push_str(value);
                        rest = behind;
                    }
                    None => {
                        filled.push('{');
                        rest = after;
                    }
                }
            }
            filled.push_str(rest);
            filled
        };
        Beginning {
            to: fill(self.to.as_ref().map_or("", Words::as_str)),
            subject: fill(self.subject.as_str()),
            text: fill(self.text.as_str()),
        }
    }

    fn facts(&self, event: Event) -> Event {
        event
            .with("title", &self.title)
            .with("to", self.to.as_ref().map(Words::as_str))
            .with("subject", &self.subject)
            .with("text", self.text.as_str())
            .with("is_offered", self.is_offered)
    }
}

impl LetterTemplate {
    /// Writes a template of a service's own, or the service's own words for one that is shipped.
    ///
    /// # Errors
    /// When it holds a place that is not known.
    pub fn write(id: Id<Self>, service: Id<Service>, code: Line, wording: Wording) -> Result<(Self, Event), Rejection> {
        wording.check()?;
        let event = wording.facts(Event::new("letter_template.written").with("code", &code));
        Ok((Self { id, service, code, wording }, event))
    }

    /// Changes a template; what it said before stays in its history.
    ///
    /// # Errors
    /// As for [`Self::write`].
    pub fn change(self, wording: Wording) -> Result<(Self, Event), Rejection> {
        wording.check()?;
        let event = wording.facts(Event::new("letter_template.changed").with("code", &self.code));
        Ok((Self { wording, ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn known() -> Known<'static> {
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

    fn wording(text: &str) -> Wording {
        Wording {
            title: Line::new("To the council").expect("a line"),
            to: None,
            subject: Line::new("About {name}").expect("a line"),
            text: Note::new(text).expect("a note"),
            is_offered: true,
        }
    }

    #[test]
    fn what_is_shipped_fits_and_fills_in_what_is_known_and_marks_what_is_not() {
        for shipped in &SHIPPED {
            let wording = shipped.wording().expect("shipped");
            assert!(wording.check().is_ok(), "{}", shipped.code);
            let Beginning { to, subject, text } = wording.begin(&known());
            assert!(text.contains("Amina Yusuf") && text.contains("Harbour social prescribing"), "{text}");
            assert!(text.contains("01632 960000") && text.contains("Rosie"), "{text}");
            for open in [&to, &subject, &text] {
                assert!(!open.contains(['{', '}']) && !open.is_empty(), "{open}");
                let brackets = open.matches('[').count();
                let marked: usize = TO_FILL_IN.iter().map(|mark| open.matches(mark).count()).sum();
                assert_eq!(brackets, marked, "every gap is one that is looked for: {open}");
            }
        }
        let booked = Known { booked: Some(("Thursday 3 December 2026, 2.30pm", "phone")), ..known() };
        let appointment = Shipped::of("appointment").expect("shipped").wording().expect("shipped");
        assert!(!appointment.begin(&booked).text.contains('['));
        let no_phone = Known { phone: None, ..known() };
        assert!(appointment.begin(&no_phone).text.contains("[telephone]"), "a gap is seen");
    }

    #[test]
    fn a_place_that_is_not_known_is_refused_with_those_that_are() {
        let write = |text: &str| {
            let code = Line::new("T01").expect("a line");
            LetterTemplate::write(Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]), code, wording(text))
        };
        let refused = write("Dear {nmae},").expect_err("refused");
        assert_eq!((refused.field, refused.code), (Some("text"), "template.unknown_place"));
        assert!(refused.sentence.contains("“{nmae}”") && refused.sentence.contains("{called}"), "{}", refused.sentence);
        for fine in ["Dear {called},", "No place at all", "One { brace", "a } b", "[left open]"] {
            assert!(write(fine).is_ok(), "{fine}");
        }
        let (template, _) = write("Dear {called},").expect("written");
        assert!(template.clone().change(wording("{}")).is_err());
        let (changed, event) = template.change(wording("Hello {called},")).expect("changed");
        assert_eq!((event.kind, changed.code.as_str()), ("letter_template.changed", "T01"));
    }

    #[test]
    fn a_name_with_braces_is_not_filled_in_again() {
        let odd = Known { called: "{writer}", ..known() };
        assert_eq!(wording("Dear {called}, {x} {").begin(&odd).text, "Dear {writer}, {x} {");
    }
}
