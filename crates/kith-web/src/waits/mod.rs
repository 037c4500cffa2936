//! Waiting lists: who waits for what, for how long, what was said, and what is done meanwhile. A link worker sees her
//! people's, a lead the team's; what is due longest stands first.
//!
//! Invariants: no clock ends a wait; what came of one is a step of its connection; *they gave it up* is said as one of four
//! different facts.

mod list;
mod update;
mod words;

pub(crate) use list::show;
pub(crate) use update::{show as show_update, take as take_update};
pub(crate) use words::lines;

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::list::WaitsPage;
    pub(crate) use super::update::WaitPage;
}
