//! How a practice reads what is written to it, in words: what really happens, and what is missing.

use kith_app::messages::{Reach, Reads};
use kith_domain::policy::{Action, Decision, Resource, decide};

use crate::visit::Visit;

/// That no e-mail address of a practice is known, with the way to put that right for whoever may.
pub(crate) struct NoAddress {
    pub(crate) words: String,
    pub(crate) href: Option<String>,
}

impl NoAddress {
    /// Nothing when an address is known, or when none would be used.
    pub(crate) fn of(reach: &Reach, may_keep: bool) -> Option<Self> {
        let is_missing = reach.practice.email.is_none() && reach.reads != Reads::Nowhere;
        is_missing.then(|| Self {
            words: format!("No e-mail address is known for {}.", reach.practice.name),
            href: may_keep.then(|| format!("/practices/{}/change", reach.practice.id)),
        })
    }
}

/// Whether whoever looks may say where a practice is reached.
pub(crate) fn may_keep(visit: &Visit) -> bool {
    let actor = visit.actor();
    let own = actor.services().first().copied();
    own.is_some_and(|own| decide(&actor, Action::KeepPractice, &Resource::Service(own)) == Decision::Allow)
}

/// How the practice opens what is sent, where that is not a matter of course.
pub(crate) fn how_it_reads(reach: &Reach, kept_offline: bool, by_hand: bool) -> Option<String> {
    let practice = reach.practice.name.as_str();
    Some(match (reach.reads, kept_offline, by_hand) {
        (Reads::Nowhere, _, _) => format!(
            "{practice} does not refer to this service any more, so it opens nothing here. Ring them, or give it to \
             them on paper."
        ),
        (Reads::ByAccount | Reads::ByBoth, true, _) => format!(
            "This record is marked “do not show online”, so no e-mail leaves: neither the text nor a link. {practice} \
             finds the message under My referrals after signing in, marked in the same way. If it cannot wait until \
             they look, ring them."
        ),
        (Reads::ByCode, true, _) => format!(
            "This record is marked “do not show online”, so no e-mail leaves: neither the text nor a link. Nobody at \
             {practice} has an account, so they cannot read this here: ring them, or give it to them on paper."
        ),
        (Reads::ByAccount | Reads::ByBoth, false, true) => format!(
            "This Kith has no mail server, so no e-mail tells {practice}. They find the message under My referrals \
             after signing in. If it cannot wait until they look, ring them."
        ),
        (Reads::ByAccount, false, false) => return None,
        (Reads::ByBoth, false, false) => {
            let link = if reach.practice.email.is_some() { "a link that is e-mailed to them, or by " } else { "" };
            format!(
                "{practice} opens the message with its practice code, by {link}its receipt; whoever has an account there \
                 finds it under My referrals too."
            )
        }
        (Reads::ByCode, false, _) => {
            let mut said = if by_hand {
                format!("This Kith has no mail server, so no e-mail tells {practice}. ")
            } else {
                String::new()
            };
            said.push_str(&format!(
                "Nobody at {practice} has an account. They open the message with their practice code"
            ));
            match (by_hand, reach.practice.email.is_some(), reach.has_receipt) {
                (false, true, true) => said.push_str(", by a link that is e-mailed to them or by their receipt."),
                (false, true, false) => said.push_str(", by a link that is e-mailed to them."),
                (true, true, true) => said.push_str(", by their receipt or by a link that you make and hand over."),
                (true, true, false) => said.push_str(", by a link that you make and hand over."),
                (_, false, true) => said.push_str(", by their receipt."),
                (_, false, false) => said.push_str(" and a link, which needs an e-mail address."),
            }
            if !reach.has_code {
                said.push_str(" They have no practice code that works: a team lead or the service manager makes one.");
            }
            said
        }
    })
}
