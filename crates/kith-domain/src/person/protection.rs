//! How a record is protected beyond the ordinary rules: restricted to named people, and not shown online.
//!
//! # Invariants
//! - A restriction only takes away. Whoever is named sees what they would see without it, and nobody else anything.
//! - At least two people are named, so that a record is not lost when somebody leaves.
//! - Whoever restricts a record or changes who is named is named too, and so cannot shut themselves out by mistake.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// The fewest people to whom a record may be restricted.
pub const FEWEST_NAMED: usize = 2;

/// How one person's record is protected. There is at most one for each person; what it was before is in its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Identifier.
    pub id: Id<Protection>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// How it is protected.
    pub terms: Terms,
    /// Who said so last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// How a record is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The only people who may know of the record; nobody here when it is not restricted.
    pub named: BTreeSet<Id<Account>>,
    /// Whether nothing of it may be shown online: on a page opened by a link, or to another system.
    pub not_online: bool,
    /// Why, in words that everybody who is named may read.
    pub reason: Option<Words>,
}

impl Terms {
    fn check(self, author: Id<Account>) -> Result<Self, Rejection> {
        if self.named.is_empty() {
            return Ok(self);
        }
        if !self.named.contains(&author) {
            return Err(Rejection::of_field(
                "named",
                "protection.own_name",
                "Name yourself too. Somebody else who is named can take your name out.",
            ));
        }
        if self.named.len() < FEWEST_NAMED {
            return Err(Rejection::of_field(
                "named",
                "protection.two_names",
                "Name at least two people, so that the record is not lost when one of them leaves.",
            ));
        }
        if self.reason.is_none() {
            return Err(Rejection::of_field(
                "reason",
                "protection.reason",
                "Say why the record is restricted. Only those who are named can read it.",
            ));
        }
        Ok(self)
    }

    fn event(&self, kind: &'static str) -> Event {
        let named: Vec<String> = self.named.iter().map(ToString::to_string).collect();
        Event::new(kind)
            .with("named", named.join(" "))
            .with("not_online", self.not_online)
            .with("reason", self.reason.as_ref().map(Words::as_str))
    }
}

impl Protection {
    /// Protects a record that was not protected before.
    ///
    /// # Errors
    /// A [`Rejection`] when fewer than two people are named, the author is not among them, or no reason is given.
    pub fn begin(
        id: Id<Self>,
        person: &Person,
        terms: Terms,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let terms = terms.check(author)?;
        let event = terms.event("protection.changed");
        Ok((Self { id, service: person.service, person: person.id, terms, author, at }, event))
    }

    /// Changes how a record is protected; no names lift the restriction.
    ///
    /// # Errors
    /// As for [`Protection::begin`].
    pub fn change(self, terms: Terms, author: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let terms = terms.check(author)?;
        let event = terms.event("protection.changed");
        Ok((Self { terms, author, at, ..self }, event))
    }

    /// Whether only those who are named may know of the record.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        !self.terms.named.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(n: u8) -> Id<T> {
        Id::from_parts(1, [n; 10])
    }

    #[test]
    fn a_record_is_restricted_to_at_least_two_people_with_whoever_says_so_among_them_and_a_reason() {
        let reason = Words::new("Her sister works here.").ok();
        let terms = |named: &[u8], reason: &Option<Words>| Terms {
            named: named.iter().map(|n| id(*n)).collect(),
            not_online: false,
            reason: reason.clone(),
        };
        let code = |terms: Terms| terms.check(id(1)).map(|_| "fine").unwrap_or_else(|it| it.code);
        assert_eq!(code(terms(&[1, 2], &reason)), "fine");
        assert_eq!(code(terms(&[], &None)), "fine");
        assert_eq!(code(terms(&[1], &reason)), "protection.two_names");
        assert_eq!(code(terms(&[2, 3], &reason)), "protection.own_name");
        assert_eq!(code(terms(&[1, 2], &None)), "protection.reason");
    }
}
