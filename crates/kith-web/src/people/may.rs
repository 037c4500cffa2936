//! What the viewer may do with a record they have open: asked of the policy, so that no button leads to a refusal.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Actor, Decision, PersonFacts, Resource, decide};
use kith_domain::staff::Account;

/// The viewer, before one person's record.
pub(crate) struct May {
    actor: Actor,
    facts: PersonFacts,
}

impl May {
    /// The viewer before a record that was opened under a permit. A link worker gets one only by having the case or by
    /// being named, and a manager only by being named, so the viewer stands among both; the policy asks the store again
    /// when a button is pressed.
    pub(crate) fn opened(actor: Actor, person: &Person) -> Self {
        let own: Vec<Id<Account>> = actor.account().into_iter().collect();
        let restricted_to = Some(own.clone());
        Self { actor, facts: PersonFacts { service: person.service, workers: own, restricted_to, author: None } }
    }

    /// Whether they may do this to the record.
    pub(crate) fn allows(&self, action: Action) -> bool {
        decide(&self.actor, action, &Resource::Person(self.facts.clone())) == Decision::Allow
    }

    /// Whether they may open the referrals of this person's service for triage.
    pub(crate) fn triage(&self) -> bool {
        decide(&self.actor, Action::SeeReferral, &Resource::Referral { service: self.facts.service }) == Decision::Allow
    }

    /// Whether they may write boundary entries of their own.
    pub(crate) fn keep_boundaries(&self) -> bool {
        decide(&self.actor, Action::KeepBoundaries, &Resource::Service(self.facts.service)) == Decision::Allow
    }

    /// Whether they may correct how this author wrote down what matters.
    pub(crate) fn correct_matters(&self, author: Id<Account>) -> bool {
        let facts = PersonFacts { author: Some(author), ..self.facts.clone() };
        decide(&self.actor, Action::CorrectMatters, &Resource::Person(facts)) == Decision::Allow
    }

    /// Whether they may correct a letter that this author wrote.
    pub(crate) fn correct_letter(&self, author: Id<Account>) -> bool {
        let facts = PersonFacts { author: Some(author), ..self.facts.clone() };
        decide(&self.actor, Action::CorrectLetter, &Resource::Person(facts)) == Decision::Allow
    }

    /// Whether they may take away a file that this author attached.
    pub(crate) fn take_away(&self, author: Id<Account>) -> bool {
        let facts = PersonFacts { author: Some(author), ..self.facts.clone() };
        decide(&self.actor, Action::TakeFileAway, &Resource::Person(facts)) == Decision::Allow
    }

    /// Whether they may correct what this author wrote.
    pub(crate) fn correct(&self, author: Id<Account>) -> bool {
        let facts = PersonFacts { author: Some(author), ..self.facts.clone() };
        decide(&self.actor, Action::CorrectContact, &Resource::Person(facts)) == Decision::Allow
    }
}
