//! Connecting a person to what stands in the directory, and what comes of it.
//!
//! Invariants: a connection says what the person agreed to share; *declined*, *not ready*, *not answered* and *did not
//! start* stay different words; nothing moves a connection but a human; a search that finds nothing leads to a gap.

mod choose;
mod make;
mod step;
pub(crate) mod words;

pub(crate) use choose::choose;
pub(crate) use make::{show_new, take_new};
pub(crate) use step::{show, take_step};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::choose::{Asked, ChoosePage};
    pub(crate) use super::make::MakePage;
    pub(crate) use super::step::ConnectionPage;
}
