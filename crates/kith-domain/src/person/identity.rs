//! Correcting who somebody is, without losing what was written before.

use jiff::Timestamp;

use super::{Identity, Person};
use crate::event::Event;
use crate::id::Id;
use crate::nhs_number::{NhsNumber, NumberMissing};
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// Where a person lives and gets e-mail. There is at most one row for each person; what it was before is in its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Identifier.
    pub id: Id<Address>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What it is.
    pub parts: Parts,
    /// Who wrote it down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The parts of an address. Everything may be left out: somebody may have no home.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Street and town, or where they can be found, in words.
    pub lines: Option<Words>,
    /// Postcode.
    pub postcode: Option<Line>,
    /// E-mail address.
    pub email: Option<Line>,
}

impl Parts {
    fn event(&self, why: &Line) -> Event {
        Event::new("person.address_changed")
            .with("lines", self.lines.as_ref().map(Words::as_str))
            .with("postcode", self.postcode.as_ref().map(Line::as_str))
            .with("email", self.email.as_ref().map(Line::as_str))
            .with("why", why)
    }
}

impl Address {
    /// Writes an address down for the first time.
    #[must_use]
    pub fn begin(
        id: Id<Self>,
        person: &Person,
        parts: Parts,
        why: &Line,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = parts.event(why);
        (Self { id, service: person.service, person: person.id, parts, author, at }, event)
    }

    /// Changes it. What it was stays in the events.
    #[must_use]
    pub fn change(self, parts: Parts, why: &Line, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = parts.event(why);
        (Self { parts, author, at, ..self }, event)
    }
}

impl Person {
    /// Corrects who they are and their telephone number. What it said before stays in the events, and an earlier name
    /// still finds them.
    #[must_use]
    pub fn correct_identity(self, identity: Identity, phone: Option<Line>, why: &Line) -> (Self, Event) {
        let event = Event::new("person.identity_corrected")
            .with("nhs_number", identity.nhs_number.ok().map(NhsNumber::digits))
            .with("number_missing", identity.nhs_number.err().map(NumberMissing::code))
            .with("family_name", &identity.family_name)
            .with("given_names", identity.given_names.as_ref().map(Line::as_str))
            .with("preferred_name", identity.preferred_name.as_ref().map(Line::as_str))
            .with("born", identity.born)
            .with("phone", phone.as_ref().map(Line::as_str))
            .with("why", why);
        (Self { identity, phone, ..self }, event)
    }
}

/// A postcode as it is written: capitals, one space before the last three. `None` when it cannot be one.
#[must_use]
pub fn postcode(typed: &str) -> Option<Line> {
    let packed: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if !packed.is_ascii() || !(5..=7).contains(&packed.len()) {
        return None;
    }
    let (outward, inward) = packed.split_at(packed.len() - 3);
    let mut last = inward.chars();
    let inward_fits = last.next().is_some_and(|c| c.is_ascii_digit()) && last.all(|c| c.is_ascii_alphabetic());
    let outward_fits = outward.starts_with(|c: char| c.is_ascii_alphabetic())
        && outward.chars().all(|c| c.is_ascii_alphanumeric())
        && (outward.chars().any(|c| c.is_ascii_digit()) || outward == "GIR");
    (inward_fits && outward_fits).then(|| Line::new(&format!("{outward} {inward}")).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_written_in_one_way_and_what_is_none_is_refused() {
        for (typed, want) in [
            ("zz993cz", "ZZ99 3CZ"),
            (" sw1a  1aa ", "SW1A 1AA"),
            ("M1 1AE", "M1 1AE"),
            ("bf1 2ab", "BF1 2AB"),
            ("GIR 0AA", "GIR 0AA"),
        ] {
            assert_eq!(postcode(typed).map(|it| it.to_string()).as_deref(), Some(want), "{typed}");
        }
        for typed in ["", "SW1A", "1AA SW1A", "SW1A 1A1", "ABCDEFG", "Ś1 1AA", "M1 1AE M1"] {
            assert_eq!(postcode(typed), None, "{typed}");
        }
    }
}
