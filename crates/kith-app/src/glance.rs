//! What the head of every page about a person says: how to communicate, how to be in touch safely, and whether the
//! record is restricted.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_store::{ReadTx, cases, protection};

use crate::app::Look;
use crate::reaching;
use crate::refusal::Refusal;

/// What is said of somebody of whom a case says that they died.
pub const DIED: &str = "They died.";

/// What stands at the head of every page about a person.
#[derive(Debug, Clone, Default)]
pub struct Glance {
    /// How to communicate, in short.
    pub communication: Option<String>,
    /// What never to forget when getting in touch.
    pub warnings: Vec<String>,
    /// Whether nothing of it may be shown online.
    pub is_kept_offline: bool,
    /// Whether only named people may know of the record.
    pub is_restricted: bool,
}

/// Reads it for somebody whose record the caller was permitted to open in this request.
///
/// # Errors
/// When the store cannot answer. Whoever draws the page says so instead of leaving a warning out.
pub fn of(look: &mut Look<'_, '_>, person: &Person) -> Result<Glance, Refusal> {
    let protection = protection::of_person(look.tx(), person.id)?;
    let (facts, _) = reaching::of(look.tx(), person)?;
    let mut warnings = facts.warnings();
    // Nobody should learn it from whoever opens the door.
    if has_died(look.tx(), person.id)? {
        warnings.insert(0, DIED.to_owned());
    }
    Ok(Glance {
        communication: facts.communication_in_short(),
        warnings,
        is_kept_offline: protection.as_ref().is_some_and(|kept| kept.it.terms.not_online),
        is_restricted: protection.is_some_and(|kept| kept.it.is_restricted()),
    })
}

/// Whether a case of somebody says that they died.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn has_died(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<bool, Refusal> {
    Ok(cases::has_died(tx, person)?)
}
