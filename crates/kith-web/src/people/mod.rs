//! A person's pages: their story, what is true now, and what a link worker writes down.
//!
//! What matters stands above what is measured, and the note above every code. Nothing here asks for a goal, a score
//! or a plan, and nothing is needed to log a contact or to end a case but the words themselves (principle 2).
//!
//! Invariants: buttons are offered by asking the policy, which decides again when they are pressed; a form that was
//! not taken comes back with everything typed; what a contact said before it was corrected stays readable.
//!
//! The page itself is put together from parts, so that each room keeps its own file: `story/` tells what happened,
//! `now/` says what is true now, `actions` holds what can be done.

mod actions;
mod also;
pub(crate) mod around;
pub(crate) mod close;
pub(crate) mod contact;
pub(crate) mod contact_again;
pub(crate) mod contact_rules;
mod contact_taps;
mod contact_words;
pub(crate) mod draft;
pub(crate) mod equality;
pub(crate) mod gap;
pub(crate) mod gap_note;
pub(crate) mod identity;
mod list;
mod may;
pub(crate) mod moving;
pub(crate) mod named;
pub(crate) mod need;
mod now;
pub(crate) mod protection;
pub(crate) mod safely;
pub(crate) mod search;
pub(crate) mod sharing;
mod show;
mod story;
pub(crate) mod what_matters;
pub(crate) mod who_looked;

pub(crate) use draft::begun_form;
pub(crate) use list::list;
pub(crate) use may::May;
pub(crate) use now::born_in_words;
pub(crate) use sharing::standing_with;
pub(crate) use show::show;
pub(crate) use story::{message_lines, read_in_words};

use kith_app::Refusal;
use kith_app::people::Head;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Act;
use kith_domain::rejection::Rejection;

use crate::components::Frame;
use crate::error::Problem;
use crate::visit::Visit;

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::around::AroundPage;
    pub(crate) use super::close::ClosePage;
    pub(crate) use super::contact::ContactPage;
    pub(crate) use super::contact_rules::RulesPage;
    pub(crate) use super::equality::{EqualityPage, TITLE as EQUALITY};
    pub(crate) use super::gap::GapPage;
    pub(crate) use super::identity::{HistoryPage, IdentityPage};
    pub(crate) use super::list::ListPage;
    pub(crate) use super::moving::MovePage;
    pub(crate) use super::named::NamedPage;
    pub(crate) use super::need::NeedPage;
    pub(crate) use super::protection::ProtectionPage;
    pub(crate) use super::search::SearchPage;
    pub(crate) use super::sharing::SharingPage;
    pub(crate) use super::show::{PersonPage, full_name, taps};
    pub(crate) use super::story::{Filter, Turn};
    pub(crate) use super::what_matters::MattersPage;
    pub(crate) use super::who_looked::WhoLookedPage;
}

/// The frame of a page about a person, who stays in view on all of it.
pub(crate) fn frame_about(visit: &Visit, person: &Person, title: &str) -> Frame {
    Frame { banner: Some(visit.banner(person)), ..visit.frame(title, Some("/people")) }
}

/// Where a page about a person leads back to.
#[derive(Debug, Clone)]
pub(crate) struct Back {
    /// The person's page.
    pub(crate) href: String,
    /// "Back to Peggy".
    pub(crate) text: String,
}

impl Back {
    /// To a person's page.
    pub(crate) fn to(person: &Person) -> Self {
        Self { href: format!("/people/{}", person.id), text: format!("Back to {}", person.identity.called()) }
    }
}

/// Reads the head of a form about the person in the path.
pub(crate) fn head<A: Act>(visit: &Visit, id: Id<Person>) -> Result<Head, Problem> {
    visit.read(|look, ctx| {
        let permit = kith_app::permit::person::<A>(look.tx(), ctx, id)?;
        kith_app::people::head(look, &permit)
    })
}

/// The same refusal, with what is said about one field said at another that stands on the page.
fn said_at(refusal: Refusal, from: &str, to: &'static str) -> Refusal {
    let Refusal::Rejected(rejections) = refusal else { return refusal };
    let moved = |rejection: Rejection| match rejection.field {
        Some(field) if field == from => Rejection { field: Some(to), ..rejection },
        _ => rejection,
    };
    Refusal::Rejected(rejections.into_iter().map(moved).collect())
}
