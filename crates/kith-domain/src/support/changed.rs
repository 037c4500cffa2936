//! What changed: kept apart from why support ended, and never needed to end it.
//!
//! Better or worse, meant or not meant, for whom: the person, their family, the worker, the practice, an organisation
//! (a realist evaluation looks for unintended outcomes as for intended ones: Tierney, Westlake et al.). Or a practical
//! gain, such as housing points or an award of benefits (domain.md 7, row 45). In words, any number, all optional.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Identifier.
    pub id: Id<Changed>,
    /// The service.
    pub service: Id<Service>,
    /// The person in whose support it came about.
    pub person: Id<Person>,
    /// What it says.
    pub telling: Telling,
    /// Who wrote it down first.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// What is said of a change. Words, a direction or a gain is enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Telling {
    /// For the better or the worse.
    pub direction: Option<Direction>,
    /// Whether it was meant.
    pub meant: Option<Meant>,
    /// For whom.
    pub whom: Option<Whom>,
    /// The practical gain it is, if it is one.
    pub gain: Option<Gain>,
    /// In words.
    pub words: Option<Words>,
}

coded!(/** For the better or the worse. */ Direction {
    /** Better. */ Better = "better", "Better";
    /** Worse. */ Worse = "worse", "Worse";
    /** Both. */ Both = "both", "Better in one way, worse in another";
});

coded!(/** Whether a change was meant. */ Meant {
    /** Meant. */ Meant = "meant", "It was meant";
    /** Not meant. */ NotMeant = "not-meant", "It was not meant";
});

coded!(/** For whom something changed. */ Whom {
    /** The person. */ Person = "person", "The person";
    /** Family. */ Family = "family", "Family or friends";
    /** The worker. */ Worker = "worker", "The link worker";
    /** The practice. */ Practice = "practice", "The practice";
    /** An organisation. */ Organisation = "organisation", "A community organisation";
});

coded!(/** A practical gain. */ Gain {
    /** Benefits. */ Benefit = "benefit", "A benefit was awarded, or put right";
    /** Debt. */ Debt = "debt", "A debt was written off or made payable";
    /** Grant. */ Grant = "grant", "A grant or voucher";
    /** Housing points. */ HousingPoints = "housing-points", "Housing points or a higher band";
    /** Rehoused. */ Rehoused = "rehoused", "A new home";
    /** Repair. */ Repair = "repair", "A repair to the home";
    /** Adaptation. */ Adaptation = "adaptation", "An adaptation or equipment at home";
    /** Care. */ Care = "care", "Care or support at home";
    /** Treatment. */ Treatment = "treatment", "Health care that was not reached before";
    /** Transport. */ Transport = "transport", "A pass, a lift, a way to get about";
    /** Digital. */ Digital = "digital", "A telephone, a device or being online";
    /** Work. */ Work = "work", "A job";
    /** Volunteering. */ Volunteering = "volunteering", "Volunteering";
    /** Learning. */ Learning = "learning", "A course, or a CV";
    /** Legal. */ Legal = "legal", "A legal matter or immigration status settled";
    /** Family. */ Family = "family", "Something for a member of the family";
});

impl Telling {
    fn check(&self) -> Result<(), Rejection> {
        if self.words.is_none() && self.direction.is_none() && self.gain.is_none() {
            return Err(Rejection::of_field(
                "words",
                "changed.empty",
                "Say something of it: in words, as better or worse, or as a practical gain. One of them is enough.",
            ));
        }
        Ok(())
    }

    fn event(&self, kind: &'static str, person: Id<Person>) -> Event {
        Event::new(kind)
            .with("person", person)
            .with("direction", self.direction.map(Direction::code))
            .with("meant", self.meant.map(Meant::code))
            .with("whom", self.whom.map(Whom::code))
            .with("gain", self.gain.map(Gain::code))
            .with("words", self.words.as_ref().map(Words::as_str))
    }
}

impl Changed {
    /// Writes down that something changed.
    ///
    /// # Errors
    /// When nothing is said of it.
    pub fn record(
        id: Id<Self>,
        person: &Person,
        telling: Telling,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        telling.check()?;
        let event = telling.event("changed.recorded", person.id);
        Ok((Self { id, service: person.service, person: person.id, telling, author, at }, event))
    }

    /// Corrects it. What it said before stays in its history.
    ///
    /// # Errors
    /// When nothing is said of it any more, or nothing is different.
    pub fn correct(self, telling: Telling) -> Result<(Self, Event), Rejection> {
        telling.check()?;
        if telling == self.telling {
            return Err(Rejection::of_field(
                "words",
                "changed.same",
                "Nothing is different yet. Change what is wrong.",
            ));
        }
        let event = telling.event("changed.corrected", self.person);
        Ok((Self { telling, ..self }, event))
    }
}
