//! Who is around a person: family, carers, professionals, and what the person agreed that each may know.
//!
//! # Invariants
//! - What somebody around may know is the person's to say, with the day on which they said it; "not asked" is not a yes.
//! - Whoever is no longer around is ended, never taken out: contacts name them.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** What somebody is to the person. */ Relation {
    /** Partner. */ Partner = "partner", "Partner";
    /** Parent. */ Parent = "parent", "Parent";
    /** Son or daughter. */ Child = "child", "Son or daughter";
    /** Brother or sister. */ Sibling = "sibling", "Brother or sister";
    /** Other family. */ Family = "family", "Other family";
    /** Friend. */ Friend = "friend", "Friend";
    /** Neighbour. */ Neighbour = "neighbour", "Neighbour";
    /** Unpaid carer. */ Carer = "carer", "Carer, unpaid";
    /** Paid carer. */ PaidCarer = "paid-carer", "Carer, paid";
    /** Professional. */ Professional = "professional", "Professional";
    /** Something else. */ Other = "other", "Somebody else";
});

coded!(/** What the person agreed that they may know. */ MayKnow {
    /** Everything. */ Everything = "everything", "Everything that helps";
    /** Some of it. */ Part = "part", "Only what is written here";
    /** Nothing. */ Nothing = "nothing", "Nothing";
    /** Nobody has asked. */ NotAsked = "not-asked", "Not asked yet";
});

coded!(/** Whether they themselves agreed to stand in the record. */ OwnAgreement {
    /** They did. */ Agreed = "agreed", "They know, and agree";
    /** Nobody has asked. */ NotAsked = "not-asked", "Not asked yet";
});

/// Somebody around a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Identifier.
    pub id: Id<Around>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// Who they are.
    pub details: Details,
    /// Since when they are no longer around.
    pub ended: Option<Timestamp>,
    /// Who wrote it down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// Who somebody around is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Name.
    pub name: Line,
    /// What they are to the person.
    pub relation: Relation,
    /// More about that: "sister-in-law", "community nurse at Elm Street".
    pub relation_words: Option<Line>,
    /// Telephone.
    pub phone: Option<Line>,
    /// E-mail.
    pub email: Option<Line>,
    /// What the person agreed that they may know.
    pub may_know: MayKnow,
    /// That, in words.
    pub what: Option<Words>,
    /// The day on which the person said so.
    pub agreed_on: Option<Date>,
    /// Whether they themselves agreed to stand here.
    pub own_agreement: OwnAgreement,
    /// Whether they are to be told in an emergency.
    pub is_emergency: bool,
    /// Anything else.
    pub words: Option<Words>,
}

impl Details {
    fn check(self, today: Date) -> Result<Self, Rejection> {
        if self.may_know == MayKnow::Part && self.what.is_none() {
            return Err(Rejection::of_field(
                "what",
                "around.what",
                "Write what they may know, or choose one of the other answers.",
            ));
        }
        if self.may_know != MayKnow::NotAsked && self.agreed_on.is_none() {
            return Err(Rejection::of_field("agreed", "around.agreed", "Enter the day on which the person said so."));
        }
        if self.agreed_on.is_some_and(|day| day > today) {
            return Err(Rejection::of_field("agreed", "around.in_future", "This day is in the future. Check it."));
        }
        Ok(self)
    }

    fn event(&self, kind: &'static str, person: Id<Person>) -> Event {
        Event::new(kind)
            .with("person", person)
            .with("name", &self.name)
            .with("relation", self.relation.code())
            .with("relation_words", self.relation_words.as_ref().map(Line::as_str))
            .with("phone", self.phone.as_ref().map(Line::as_str))
            .with("email", self.email.as_ref().map(Line::as_str))
            .with("may_know", self.may_know.code())
            .with("what", self.what.as_ref().map(Words::as_str))
            .with("agreed_on", self.agreed_on)
            .with("own_agreement", self.own_agreement.code())
            .with("is_emergency", self.is_emergency)
            .with("words", self.words.as_ref().map(Words::as_str))
    }
}

impl Around {
    /// Adds somebody.
    ///
    /// # Errors
    /// A [`Rejection`] when what they may know is said without its words or its day.
    pub fn add(
        id: Id<Self>,
        person: &Person,
        details: Details,
        author: Id<Account>,
        at: Timestamp,
        today: Date,
    ) -> Result<(Self, Event), Rejection> {
        let details = details.check(today)?;
        let event = details.event("around.added", person.id);
        Ok((Self { id, service: person.service, person: person.id, details, ended: None, author, at }, event))
    }

    /// Changes what is written of them. What it was stays in the events.
    ///
    /// # Errors
    /// As for [`Around::add`].
    pub fn change(
        self,
        details: Details,
        author: Id<Account>,
        at: Timestamp,
        today: Date,
    ) -> Result<(Self, Event), Rejection> {
        let details = details.check(today)?;
        let event = details.event("around.changed", self.person);
        Ok((Self { details, ended: None, author, at, ..self }, event))
    }

    /// They are no longer around.
    ///
    /// # Errors
    /// A [`Rejection`] when that is written already.
    pub fn end(self, author: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.ended.is_some() {
            return Err(Rejection::new("around.ended", "This is written already: they are no longer around."));
        }
        let event = Event::new("around.ended").with("person", self.person).with("name", &self.details.name);
        Ok((Self { ended: Some(at), author, at, ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_somebody_may_know_has_its_words_and_its_day() {
        let today = date(2026, 11, 26);
        let details = |may_know, what: Option<&str>, agreed_on| Details {
            name: Line::new("Jo").expect("a name"),
            relation: Relation::Child,
            relation_words: None,
            phone: None,
            email: None,
            may_know,
            what: what.map(|what| Words::new(what).expect("words")),
            agreed_on,
            own_agreement: OwnAgreement::NotAsked,
            is_emergency: true,
            words: None,
        };
        let field = |details: Details| details.check(today).err().and_then(|it| it.field);
        assert_eq!(field(details(MayKnow::NotAsked, None, None)), None);
        assert_eq!(field(details(MayKnow::Everything, None, Some(today))), None);
        assert_eq!(field(details(MayKnow::Nothing, None, None)), Some("agreed"));
        assert_eq!(field(details(MayKnow::Part, None, Some(today))), Some("what"));
        assert_eq!(field(details(MayKnow::Part, Some("appointments"), Some(date(2026, 11, 27)))), Some("agreed"));
    }
}
