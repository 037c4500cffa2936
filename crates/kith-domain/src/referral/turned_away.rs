//! Somebody whom a rule of the service turned away, with what they needed: so that those who decide about
//! the rule see whom it keeps out.

use jiff::Timestamp;

use super::Referral;
use crate::event::Event;
use crate::id::Id;
use crate::need::Domain;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// One person turned away by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedAway {
    /// Identifier.
    pub id: Id<TurnedAway>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The referral that was not taken on.
    pub referral: Id<Referral>,
    /// What they needed, in words.
    pub need: Words,
    /// What that is about, where somebody said it.
    pub domain: Option<Domain>,
    /// The rule: an age, an area, a condition.
    pub rule: Line,
    /// Who recorded it.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl TurnedAway {
    /// Records it.
    #[must_use]
    pub fn record(
        id: Id<Self>,
        referral: &Referral,
        (need, domain): (Words, Option<Domain>),
        rule: Line,
        by: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("turned_away.recorded")
            .with("referral", referral.id)
            .with("need", &need)
            .with("domain", domain.map(Domain::code))
            .with("rule", &rule);
        let it = Self {
            id,
            service: referral.service,
            person: referral.person,
            referral: referral.id,
            need,
            domain,
            rule,
            by,
            at,
        };
        (it, event)
    }
}
