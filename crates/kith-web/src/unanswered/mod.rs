//! *Still without an answer*: a link worker sees which organisations never answered about the people they support, a lead
//! those of the team, and what can be done about each; in less than a minute, from *Today* and *Team*.
//!
//! Invariants: nothing is closed by standing here; silence is said as silence, and never as a no.

mod filter;
mod list;

pub(crate) use list::show;

#[cfg(test)]
pub(crate) mod drawn {
    //! The page by itself, for samples.
    pub(crate) use super::filter::Asked;
    pub(crate) use super::list::UnansweredPage;
}
