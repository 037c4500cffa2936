//! Needs, and the gaps where nothing answers them.

pub mod gap;

pub use gap::Gap;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

/// A need. What the person said and how the worker coded it are kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Identifier.
    pub id: Id<Need>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// As the person stated it.
    pub stated: Words,
    /// As the worker coded it, if she did.
    pub domain: Option<Domain>,
    /// When it came to light. (A medical frame may leave non-medical need uncovered: Tierney,
    /// Westlake et al.; so the moment of uncovering is kept.)
    pub known: Known,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

coded!(/** When a need came to light. */ Known {
    /** It stood in the referral. */ Referral = "referral", "It was in the referral";
    /** In the first conversation. */ FirstConversation = "first-conversation", "In our first conversation";
    /** Later. */ Later = "later", "Later, once we knew each other";
});

coded!(/** What a need is about (standards.md section 5, with health care and social care). Structural needs stand
first, never under "other". */ Domain {
    /** Benefits. */ Benefits = "benefits", "Benefits";
    /** Money and debt. */ Money = "money", "Money and debt";
    /** Housing. */ Housing = "housing", "Housing";
    /** Food. */ Food = "food", "Food";
    /** Fuel and utilities. */ Fuel = "fuel", "Heating, fuel and utilities";
    /** Work. */ Work = "work", "Work";
    /** Legal. */ Legal = "legal", "Legal matters";
    /** Immigration and language. */ Immigration = "immigration", "Immigration and language";
    /** Transport. */ Transport = "transport", "Transport and getting about";
    /** Digital. */ Digital = "digital", "Getting online";
    /** Health care. */ HealthCare = "health-care", "Getting health care";
    /** Social care. */ SocialCare = "social-care", "Getting social care";
    /** Abuse and safety. */ Safety = "safety", "Abuse and safety";
    /** Loneliness. */ Connection = "connection", "Loneliness and connection";
    /** Caring. */ Caring = "caring", "Caring for someone";
    /** Family. */ Family = "family", "Family";
    /** Bereavement. */ Bereavement = "bereavement", "Bereavement";
    /** Mental wellbeing. */ Wellbeing = "wellbeing", "Mental wellbeing";
    /** Activity and long-term conditions. */ Activity = "activity", "Being active, living with a condition";
    /** Substance use and gambling. */ Substance = "substance", "Alcohol, drugs or gambling";
    /** Learning. */ Learning = "learning", "Learning";
    /** Strengths. */ Strengths = "strengths", "Something they want to give";
});

impl Need {
    /// Records a need.
    #[must_use]
    pub fn record(
        id: Id<Self>,
        person: &Person,
        stated: Words,
        domain: Option<Domain>,
        known: Known,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("need.recorded")
            .with("person", person.id)
            .with("stated", &stated)
            .with("domain", domain.map(Domain::code))
            .with("known", known.code());
        (Self { id, service: person.service, person: person.id, stated, domain, known, author, at }, event)
    }
}
