//! How a record is protected beyond the ordinary rules: restricted to named people, and not shown online.
//!
//! # Invariants
//! - Whoever is named and works here opens the record, and nobody else knows of it.
//! - At least two people are named, so that a record is not lost when somebody leaves; one of them at least can move
//!   the case: a lead or a manager.
//! - Whoever restricts a record or changes who is named is named too, and so cannot shut themselves out by mistake.
//! - A record that nobody who is named can open any more gets new names from somebody who is not one of them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// Who, of those who may be named, can move the case to somebody else: the leads and managers of the service now.
pub type Movers = BTreeSet<Id<Account>>;

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

/// At least two, and one of them who can move the case.
fn enough(named: &BTreeSet<Id<Account>>, movers: &Movers) -> Result<(), Rejection> {
    if named.len() < FEWEST_NAMED {
        return Err(Rejection::of_field(
            "named",
            "protection.two_names",
            "Name at least two people, so that the record is not lost when one of them leaves.",
        ));
    }
    if named.is_disjoint(movers) {
        return Err(Rejection::of_field(
            "named",
            "protection.nobody_moves",
            "Name a team lead or a service manager too, so that somebody can move the case when the link worker is away or leaves.",
        ));
    }
    Ok(())
}

impl Terms {
    fn check(self, author: Id<Account>, movers: &Movers) -> Result<Self, Rejection> {
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
        enough(&self.named, movers)?;
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
    /// A [`Rejection`] when fewer than two people are named, nobody of them can move the case, the author is not among
    /// them, or no reason is given.
    pub fn begin(
        id: Id<Self>,
        person: &Person,
        terms: Terms,
        movers: &Movers,
        (author, at): (Id<Account>, Timestamp),
    ) -> Result<(Self, Event), Rejection> {
        let terms = terms.check(author, movers)?;
        let event = terms.event("protection.changed");
        Ok((Self { id, service: person.service, person: person.id, terms, author, at }, event))
    }

    /// Changes how a record is protected; no names lift the restriction.
    ///
    /// # Errors
    /// As for [`Protection::begin`].
    pub fn change(
        self,
        terms: Terms,
        movers: &Movers,
        (author, at): (Id<Account>, Timestamp),
    ) -> Result<(Self, Event), Rejection> {
        let terms = terms.check(author, movers)?;
        let event = terms.event("protection.changed");
        Ok((Self { terms, author, at, ..self }, event))
    }

    /// Names new people on a record that nobody who is named can open any more. Why it is restricted, and what is not
    /// shown online, stays as it is; whoever names the new people is not one of them.
    ///
    /// # Errors
    /// A [`Rejection`] when fewer than two people are named, nobody of them can move the case, or the author is among
    /// them.
    pub fn name_anew(
        self,
        named: BTreeSet<Id<Account>>,
        movers: &Movers,
        why: &Words,
        (author, at): (Id<Account>, Timestamp),
    ) -> Result<(Self, Event), Rejection> {
        if named.contains(&author) {
            return Err(Rejection::of_field(
                "named",
                "protection.not_oneself",
                "Do not name yourself: whoever opens the record and whoever says so are two people.",
            ));
        }
        enough(&named, movers)?;
        let terms = Terms { named, ..self.terms };
        let event = terms.event("protection.named_anew").with("why", why.as_str());
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
        let movers = [id(2), id(3)].into();
        let code = |terms: Terms| terms.check(id(1), &movers).map(|_| "fine").unwrap_or_else(|it| it.code);
        assert_eq!(code(terms(&[1, 2], &reason)), "fine");
        assert_eq!(code(terms(&[], &None)), "fine");
        assert_eq!(code(terms(&[1], &reason)), "protection.two_names");
        assert_eq!(code(terms(&[2, 3], &reason)), "protection.own_name");
        assert_eq!(code(terms(&[1, 4], &reason)), "protection.nobody_moves");
        assert_eq!(code(terms(&[1, 2], &None)), "protection.reason");
    }

    #[test]
    fn new_names_are_two_and_never_that_of_whoever_names_them_and_the_reason_stays() {
        let reason = Words::new("Her sister works here.").ok();
        let terms = Terms { named: [id(1), id(2)].into(), not_online: true, reason: reason.clone() };
        let kept =
            Protection { id: id(9), service: id(8), person: id(7), terms, author: id(1), at: Timestamp::UNIX_EPOCH };
        let why = Words::new("Both have left.").expect("words");
        let anew = |named: &[u8]| {
            let named = named.iter().map(|n| id(*n)).collect();
            kept.clone().name_anew(named, &[id(4)].into(), &why, (id(5), Timestamp::UNIX_EPOCH))
        };
        assert_eq!(anew(&[3, 5]).unwrap_err().code, "protection.not_oneself");
        assert_eq!(anew(&[3]).unwrap_err().code, "protection.two_names");
        assert_eq!(anew(&[]).unwrap_err().code, "protection.two_names");
        assert_eq!(anew(&[2, 3]).unwrap_err().code, "protection.nobody_moves");
        let (it, event) = anew(&[3, 4]).expect("two others");
        assert_eq!((it.terms.reason, it.terms.not_online, it.author), (reason, true, id(5)));
        assert_eq!(it.terms.named, [id(3), id(4)].into());
        assert_eq!(event.kind, "protection.named_anew");
    }
}
