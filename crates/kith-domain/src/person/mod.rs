//! The person a service supports.

pub mod around;
pub mod born;
pub mod equality;
pub mod identity;
pub mod likeness;
pub mod protection;
pub mod reaching;
pub mod search;
pub mod sharing;
pub mod spelling;

use std::borrow::Cow;

pub use born::{Born, BornMissing, EARLIEST_BIRTH};

use crate::event::Event;
use crate::id::Id;
use crate::nhs_number::{NhsNumber, NumberMissing};
use crate::staff::Service;
use crate::text::{Line, Words};

/// A person known to one service. Known to two services, they are two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier.
    pub id: Id<Person>,
    /// The service whose record this is.
    pub service: Id<Service>,
    /// Who they are.
    pub identity: Identity,
    /// Telephone number.
    pub phone: Option<Line>,
    /// How to reach them safely and what never to do, such as "no voicemail, partner answers".
    pub safe_contact: Option<Words>,
    /// How they communicate: interpreter, large print, easy read, by phone only.
    pub communication: Option<Words>,
    /// The language they speak best, as it was said when they came.
    pub language: Option<Line>,
    /// Whether an interpreter was asked for when they came.
    pub interpreter: bool,
}

/// What tells one person from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// NHS number, or why there is none.
    pub nhs_number: Result<NhsNumber, NumberMissing>,
    /// Family name.
    pub family_name: Line,
    /// Given names. Some people have one name only.
    pub given_names: Option<Line>,
    /// What they like to be called.
    pub preferred_name: Option<Line>,
    /// When they were born, as far as anybody knows.
    pub born: Born,
}

/// How to reach and communicate with somebody, as it was said when they came. Everything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactRules {
    /// How to reach them safely and what never to do.
    pub safe_contact: Option<Words>,
    /// How they communicate.
    pub communication: Option<Words>,
    /// The language they speak best.
    pub language: Option<Line>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

impl Identity {
    /// `SURNAME, Given (preferred)`, the NHS way of writing a name at the head of a record.
    #[must_use]
    pub fn formal_name(&self) -> String {
        let mut name = self.family_name.as_str().to_uppercase();
        if let Some(given) = &self.given_names {
            name.push_str(", ");
            name.push_str(given.as_str());
        }
        if let Some(preferred) = &self.preferred_name {
            name.push_str(" (");
            name.push_str(preferred.as_str());
            name.push(')');
        }
        name
    }

    /// What to call the person in a sentence.
    #[must_use]
    pub fn called(&self) -> Cow<'_, str> {
        self.preferred_name
            .as_ref()
            .or(self.given_names.as_ref())
            .map_or_else(|| Cow::Borrowed(self.family_name.as_str()), |name| Cow::Borrowed(name.as_str()))
    }

    /// Family and given names folded for matching across spellings.
    #[must_use]
    pub fn folded(&self) -> (String, String) {
        (
            crate::text::fold(self.family_name.as_str()),
            self.given_names.as_ref().map(|given| crate::text::fold(given.as_str())).unwrap_or_default(),
        )
    }
}

impl Person {
    /// Registers a person from what a referrer knows.
    #[must_use]
    pub fn register(id: Id<Self>, service: Id<Service>, identity: Identity, phone: Option<Line>) -> (Self, Event) {
        let event = Event::new("person.registered")
            .with("nhs_number", identity.nhs_number.ok().map(NhsNumber::digits))
            .with("number_missing", identity.nhs_number.err().map(NumberMissing::code))
            .with("family_name", &identity.family_name)
            .with("given_names", identity.given_names.as_ref().map(Line::as_str))
            .with("preferred_name", identity.preferred_name.as_ref().map(Line::as_str))
            .with("born", identity.born)
            .with("phone", phone.as_ref().map(Line::as_str));
        let (safe_contact, communication, language, interpreter) = (None, None, None, false);
        (Self { id, service, identity, phone, safe_contact, communication, language, interpreter }, event)
    }

    /// Sets how to reach and communicate with them, as it was said when they came.
    #[must_use]
    pub fn tell_contact_rules(self, told: ContactRules) -> (Self, Event) {
        let ContactRules { safe_contact, communication, language, interpreter } = told;
        let event = Event::new("person.contact_rules_changed")
            .with("safe_contact", safe_contact.as_ref().map(Words::as_str))
            .with("communication", communication.as_ref().map(Words::as_str))
            .with("language", language.as_ref().map(Line::as_str))
            .with("supports", interpreter.then_some(reaching::Support::Interpreter.code()));
        (Self { safe_contact, communication, language, interpreter, ..self }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_are_written_the_nhs_way() {
        let identity = Identity {
            nhs_number: Err(NumberMissing::NotKnown),
            family_name: Line::new("Ó Súilleabháin").expect("a name"),
            given_names: Some(Line::new("Máire").expect("a name")),
            preferred_name: None,
            born: date(1950, 1, 1).into(),
        };
        assert_eq!(identity.formal_name(), "Ó SÚILLEABHÁIN, Máire");
        assert_eq!(identity.called(), "Máire");
        assert_eq!(identity.folded().0, "o suilleabhain");
    }
}
