//! Needs, and the gaps where nothing answers them.

pub mod ask;
pub mod gap;
mod origin;
pub mod standing;
mod voice;

pub use ask::InvestmentAsk;
pub use gap::Gap;
pub use origin::Origin;
pub use standing::{Said, Stand};
pub use voice::{Agreement, Voice};

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::Contact;
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
    /// At which contact it came to light, where that is known.
    pub heard: Option<Id<Contact>>,
    /// What was last said of where it stands, if anything was.
    pub said: Option<Said>,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl Need {
    /// Whether it was said that it is met or not wanted: then nothing is looked for any more.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.said.as_ref().is_some_and(|said| matches!(said.stand, Stand::Met | Stand::NotWanted))
    }
}

/// What a need says: the person's statement, and, apart from it, how it was coded and when it became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// As the person stated it.
    pub stated: Words,
    /// As the worker codes it, if she does.
    pub domain: Option<Domain>,
    /// When it came to light.
    pub known: Known,
    /// At which contact, where that is known.
    pub heard: Option<Id<Contact>>,
}

coded!(/** When a need came to light. */ Known {
    /** It stood in the referral. */ Referral = "referral", "It was in the referral";
    /** In the first conversation. */ FirstConversation = "first-conversation", "In our first conversation";
    /** Later. */ Later = "later", "Later, once we knew each other";
});

impl Known {
    /// When a need most likely came to light that is written down now: in how many conversations the person was reached
    /// before, and whether it is written beside one. The worker says it herself where this is wrong.
    #[must_use]
    pub const fn likely(spoken: usize, is_beside_one: bool) -> Self {
        match (spoken, is_beside_one) {
            (0, false) => Self::Referral,
            (0, true) | (1, false) => Self::FirstConversation,
            _ => Self::Later,
        }
    }
}

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

impl Domain {
    /// Whether the conditions people live in are at its root, and not they themselves. These are offered first.
    #[must_use]
    pub const fn is_structural(self) -> bool {
        matches!(
            self,
            Self::Benefits
                | Self::Money
                | Self::Housing
                | Self::Food
                | Self::Fuel
                | Self::Work
                | Self::Legal
                | Self::Immigration
                | Self::Transport
                | Self::Digital
                | Self::HealthCare
                | Self::SocialCare
                | Self::Safety
        )
    }

    /// The code of the Gravity Project's SDOH categories (SDOHCC 3.0.0) that comes nearest, for exchange with others.
    /// Where its list has nothing near, nothing is claimed.
    #[must_use]
    pub const fn gravity(self) -> Option<&'static str> {
        match self {
            Self::Benefits | Self::Money => Some("financial-insecurity"),
            Self::Housing => Some("housing-instability"),
            Self::Food => Some("food-insecurity"),
            Self::Fuel => Some("utility-insecurity"),
            Self::Work => Some("employment-status"),
            Self::Immigration => Some("language-access"),
            Self::Transport => Some("transportation-insecurity"),
            Self::Digital => Some("digital-access"),
            Self::Connection => Some("social-connection"),
            Self::Wellbeing => Some("stress"),
            Self::Learning => Some("educational-attainment"),
            Self::Strengths => Some("protective-factor"),
            // Abuse is two categories there, by the age of whoever suffers it; the rest have none.
            Self::Legal
            | Self::HealthCare
            | Self::SocialCare
            | Self::Safety
            | Self::Caring
            | Self::Family
            | Self::Bereavement
            | Self::Activity
            | Self::Substance => None,
        }
    }
}

impl Telling {
    fn event(&self, kind: &'static str, person: Id<Person>) -> Event {
        Event { version: 2, ..Event::new(kind) }
            .with("person", person)
            .with("stated", &self.stated)
            .with("domain", self.domain.map(Domain::code))
            .with("known", self.known.code())
            .with("heard", self.heard)
    }
}

impl Need {
    /// Records a need.
    #[must_use]
    pub fn record(
        id: Id<Self>,
        person: &Person,
        telling: Telling,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = telling.event("need.recorded", person.id);
        let Telling { stated, domain, known, heard } = telling;
        let need = Self {
            id,
            service: person.service,
            person: person.id,
            stated,
            domain,
            known,
            heard,
            said: None,
            author,
            at,
        };
        (need, event)
    }

    /// What it says now.
    #[must_use]
    pub fn telling(&self) -> Telling {
        Telling { stated: self.stated.clone(), domain: self.domain, known: self.known, heard: self.heard }
    }

    /// Corrects what it says. The first telling stays in its history, with whoever wrote it down.
    ///
    /// # Errors
    /// When nothing is different.
    pub fn correct(self, telling: Telling) -> Result<(Self, Event), Rejection> {
        if telling == self.telling() {
            return Err(Rejection::of_field("stated", "need.same", "Nothing is different yet. Change what is wrong."));
        }
        let event = telling.event("need.corrected", self.person);
        let Telling { stated, domain, known, heard } = telling;
        Ok((Self { stated, domain, known, heard, ..self }, event))
    }

    /// Says where it stands. What was said before stays in its history.
    #[must_use]
    pub fn say(self, stand: Stand, words: Option<Words>, by: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = Event::new("need.said")
            .with("person", self.person)
            .with("stand", stand.code())
            .with("words", words.as_ref().map(Words::as_str));
        (Self { said: Some(Said { stand, words, by, at }), ..self }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structural_needs_are_offered_first_and_never_under_other() {
        let mut structural = Domain::ALL.iter().map(|domain| domain.is_structural());
        assert!(structural.by_ref().take_while(|is| *is).count() >= 10);
        assert!(structural.all(|is| !is), "one stands behind those that are not");
        assert!(Domain::ALL.iter().all(|domain| !domain.label().to_lowercase().contains("other")));
        for asked in [Domain::HealthCare, Domain::SocialCare] {
            assert!(Domain::ALL.contains(&asked));
        }
    }

    /// The codes are stored: they stay what they are, and a new domain joins them.
    #[test]
    fn the_codes_of_domains_stay_what_they_are() {
        let codes: Vec<&str> = Domain::ALL.iter().map(|domain| domain.code()).collect();
        assert_eq!(
            codes.join(" "),
            "benefits money housing food fuel work legal immigration transport digital health-care social-care safety \
             connection caring family bereavement wellbeing activity substance learning strengths"
        );
    }

    #[test]
    fn when_a_need_came_to_light_is_offered_by_how_often_they_have_spoken() {
        let likely = |spoken| [Known::likely(spoken, false), Known::likely(spoken, true)];
        assert_eq!(likely(0), [Known::Referral, Known::FirstConversation]);
        assert_eq!(likely(1), [Known::FirstConversation, Known::Later]);
        assert_eq!(likely(2), [Known::Later, Known::Later]);
    }
}
