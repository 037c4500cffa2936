//! What is true now: the right-hand side of a person's page.
//!
//! Each room draws its own section in a file of its own, beside its template: a function from the story to a section,
//! or to nothing, named in [`SECTIONS`]. A new room adds its file and its line. What matters stands first.

mod about_me;
mod around;
mod booked;
mod case;
mod connections;
mod holding;
mod matters;
mod needs;
mod next;
mod plan;
mod reach;
mod readiness;
mod risk;
mod sharing;

use kith_app::people::Story;
use kith_domain::person::Born;

use super::may::May;
use crate::components::Slot;

/// A room's section, drawn; nothing when there is nothing to say.
type Section = fn(&Story, &May) -> Option<Slot>;

/// Every section, from the top.
static SECTIONS: &[Section] = &[
    matters::section,
    about_me::section,
    booked::section,
    next::section,
    holding::section,
    readiness::section,
    reach::section,
    around::section,
    risk::section,
    needs::section,
    plan::section,
    connections::section,
    sharing::section,
    case::section,
];

/// Everything that is true now, section by section.
pub(crate) fn now(story: &Story, may: &May) -> Vec<Slot> {
    SECTIONS.iter().filter_map(|section| section(story, may)).collect()
}

/// "Born 14 March 1951".
pub(crate) fn born_in_words(born: Born) -> String {
    born.sentence()
}
