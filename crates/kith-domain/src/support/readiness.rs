//! How ready somebody is: a note in words, with what else asks for their strength, and never a score.
//!
//! Readiness, with the competing demands of a life, decides what somebody can take up, and whoever reads it well sets the
//! pace by it (Tierney and others 2024, "patient buy-in"). So it is a note that is dated and kept, not a number and not a
//! word about the person.

use jiff::Timestamp;

use crate::event::{Event, Fact};
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::support::why_not::WhyNot;
use crate::text::Words;

coded!(/** What else asks for their strength. */ Demand {
    /** Caring. */ Caring = "caring", "Caring for somebody";
    /** Money. */ Money = "money", "Money";
    /** Housing. */ Housing = "housing", "Housing";
    /** Health. */ Health = "health", "Their health";
    /** Work. */ Work = "work", "Work";
    /** Grief. */ Grief = "grief", "Grief";
    /** Family. */ Family = "family", "Family or a relationship";
    /** Papers. */ Papers = "papers", "Papers, benefits or the law";
    /** Safety. */ Safety = "safety", "Being safe";
    /** Something else. */ Other = "other", "Something else";
});

coded!(/** Where they stand with it, in one tap. */ Stands {
    /** Not ready. */ NotReady = "not-ready", "Not ready";
    /** Not now. */ NotNow = "not-now", "Not now";
    /** Said no. */ SaidNo = "said-no", "Said no";
    /** Not available. */ NotAvailable = "not-available", "Not available";
    /** No answer. */ NoAnswer = "no-answer", "No answer";
    /** Ready. */ Ready = "ready", "Ready";
});

impl Stands {
    /// Which of the five it is.
    #[must_use]
    pub const fn why_not(self) -> Option<WhyNot> {
        match self {
            Self::NotReady => Some(WhyNot::NotReady),
            Self::NotNow => Some(WhyNot::NotNow),
            Self::SaidNo => Some(WhyNot::SaidNo),
            Self::NotAvailable => Some(WhyNot::NotAvailable),
            Self::NoAnswer => Some(WhyNot::NoAnswer),
            Self::Ready => None,
        }
    }

    /// As a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotReady => "Not ready, with all that is going on.",
            Self::NotNow => "Not now, they say.",
            Self::SaidNo => "They said no.",
            Self::NotAvailable => "They would, and it is not available.",
            Self::NoAnswer => "No answer, so that it is not known.",
            Self::Ready => "They are ready.",
        }
    }
}

/// What a note says. One of the three parts is enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Says {
    /// Where they stand with it.
    pub stands: Option<Stands>,
    /// In words.
    pub words: Option<Words>,
    /// What else asks for their strength.
    pub demands: Vec<Demand>,
}

/// A note on how ready somebody is. The latest is how things are; the earlier ones are its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Identifier.
    pub id: Id<Readiness>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub says: Says,
}

impl Readiness {
    /// Writes a note.
    ///
    /// # Errors
    /// When nothing at all is said.
    pub fn write(
        id: Id<Self>,
        person: &Person,
        says: Says,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if says == Says::default() {
            return Err(Rejection::of_field(
                "words",
                "readiness.empty",
                "Say something: press one of the buttons, write a few words, or tick what is going on. One is enough.",
            ));
        }
        let mut event = Event::new("readiness.written")
            .with("person", person.id)
            .with("stands", says.stands.map(Stands::code))
            .with("words", says.words.as_ref().map(Words::as_str));
        for demand in &says.demands {
            event = event.with("demand", Fact::Text(demand.code().to_owned()));
        }
        Ok((Self { id, service: person.service, person: person.id, author, at, says }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_five_is_one_tap_and_keeps_its_own_code_and_sentence() {
        let five: Vec<WhyNot> = Stands::ALL.iter().filter_map(|it| it.why_not()).collect();
        assert_eq!(five, WhyNot::ALL);
        for it in Stands::ALL.iter().filter(|it| it.why_not().is_some()) {
            assert_eq!(it.why_not().map(WhyNot::code), Some(it.code()));
        }
        let sentences: std::collections::BTreeSet<&str> = Stands::ALL.iter().map(|it| it.sentence()).collect();
        assert_eq!(sentences.len(), Stands::ALL.len());
    }
}
