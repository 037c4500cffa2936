//! What happened, in a form that can be hashed the same way for ever.
//!
//! An event is history, not the source of state: it says which facts a change carried.
//! [`Event::canonical`] is the one definition of its bytes; the audit chain hashes them with a salt.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::id::Id;

/// A value inside an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Deliberately nothing: the fact was asked and is absent.
    Nothing,
    /// An identifier.
    Id(Uuid),
    /// Text, possibly written by a person.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A moment, to the microsecond.
    Moment(Timestamp),
    /// A calendar day.
    Day(Date),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Fact {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<u32> for Fact {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}
impl From<bool> for Fact {
    fn from(claim: bool) -> Self {
        Self::Bool(claim)
    }
}
impl From<Timestamp> for Fact {
    fn from(at: Timestamp) -> Self {
        Self::Moment(crate::time::to_microsecond(at))
    }
}
impl From<Date> for Fact {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}
impl<T> From<Id<T>> for Fact {
    fn from(id: Id<T>) -> Self {
        Self::Id(id.uuid())
    }
}
impl<T: Into<Fact>> From<Option<T>> for Fact {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Self::Nothing, Into::into)
    }
}
macro_rules! fact_from_text {
    ($($text:ty),*) => {$(
        impl From<&$text> for Fact {
            fn from(text: &$text) -> Self {
                Self::Text(text.as_str().to_owned())
            }
        }
    )*};
}
fact_from_text!(crate::text::Line, crate::text::Words, crate::text::Note);

/// One thing that happened to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `referral.received`, `contact.logged` …
    pub kind: &'static str,
    /// Version of the list of facts of this kind; a reader of old events looks at it.
    pub version: u16,
    /// The facts, in the order of their definition.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Event {
    /// Begins an event of version 1 without facts.
    #[must_use]
    pub fn new(kind: &'static str) -> Self {
        Self { kind, version: 1, facts: Vec::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }

    /// The bytes that are hashed: every part preceded by its length (unsigned 64-bit, big endian),
    /// every fact by its name and one letter for its type. No two events share their bytes.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        canonical(self.kind, self.version, self.facts.iter().map(|(name, fact)| (*name, fact)))
    }
}

/// The canonical bytes of an event given by its parts, as the store has them after reading.
pub fn canonical<'a>(kind: &str, version: u16, facts: impl Iterator<Item = (&'a str, &'a Fact)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    part(&mut bytes, b"kith-event-1");
    part(&mut bytes, kind.as_bytes());
    part(&mut bytes, &version.to_be_bytes());
    for (name, fact) in facts {
        part(&mut bytes, name.as_bytes());
        let (letter, value): (u8, Vec<u8>) = match fact {
            Fact::Nothing => (b'-', Vec::new()),
            Fact::Id(id) => (b'i', id.as_bytes().to_vec()),
            Fact::Text(text) => (b't', text.as_bytes().to_vec()),
            Fact::Int(number) => (b'n', number.to_be_bytes().to_vec()),
            Fact::Bool(claim) => (b'b', vec![u8::from(*claim)]),
            Fact::Moment(at) => (b'm', at.as_microsecond().to_be_bytes().to_vec()),
            Fact::Day(day) => (b'd', day.to_string().into_bytes()),
        };
        bytes.push(letter);
        part(&mut bytes, &value);
    }
    bytes
}

/// Appends a part after its length.
fn part(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A golden vector: these bytes must never change, or every stored hash would stop matching.
    #[test]
    fn canonical_bytes_are_golden() {
        let event = Event::new("a.b").with("n", 1_i64).with("t", "x").with("none", None::<bool>);
        let hex: String = event.canonical().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hex,
            "000000000000000c6b6974682d6576656e742d31\
             0000000000000003612e62\
             00000000000000020001\
             00000000000000016e6e00000000000000080000000000000001\
             00000000000000017474000000000000000178\
             00000000000000046e6f6e652d0000000000000000"
        );
    }

    #[test]
    fn moving_a_letter_between_facts_changes_the_bytes() {
        let one = Event::new("k").with("a", "bc").with("d", "e");
        let two = Event::new("k").with("a", "b").with("d", "ce");
        assert_ne!(one.canonical(), two.canonical());
    }
}
