//! About Me: what the person wants everybody who supports them to know, in their own words.
//!
//! The parts are those of the PRSB *About Me* standard that could be confirmed (standards.md 1.3): how to communicate,
//! how and when to support, who supported the writing, the day; and the free text of the personalised care and support
//! plan (1.2). Each may be left out. A new telling stands in front of the earlier ones, which stay.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// One telling of About Me.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutMe {
    /// Identifier.
    pub id: Id<AboutMe>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it says.
    pub telling: Telling,
    /// The day on which it was said.
    pub day: Date,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// What a telling says. The first three are the person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// About me.
    pub about: Option<Words>,
    /// How I communicate and how to communicate with me.
    pub communicate: Option<Words>,
    /// How and when to support me.
    pub support: Option<Words>,
    /// Who supported the person to write it.
    pub with: Option<Line>,
}

impl AboutMe {
    /// Writes down what the person said.
    ///
    /// # Errors
    /// When none of the three parts says anything.
    pub fn write(
        id: Id<Self>,
        person: &Person,
        telling: Telling,
        day: Date,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if telling.about.is_none() && telling.communicate.is_none() && telling.support.is_none() {
            return Err(Rejection::of_field(
                "about",
                "about_me.empty",
                "Write something in one of the three boxes. One is enough.",
            ));
        }
        let words = |words: &Option<Words>| words.as_ref().map(|words| words.as_str().to_owned());
        let event = Event::new("about_me.written")
            .with("person", person.id)
            .with("about", words(&telling.about))
            .with("communicate", words(&telling.communicate))
            .with("support", words(&telling.support))
            .with("with", telling.with.as_ref().map(Line::as_str))
            .with("day", day);
        Ok((Self { id, service: person.service, person: person.id, telling, day, author, at }, event))
    }
}
