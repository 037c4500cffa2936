//! Connecting a person to what stands in the directory, and what comes of it.
//!
//! Invariants: a connection says what the person agreed to share; *declined*, *not ready*, *not answered* and *did not
//! start* stay different words; nothing moves a connection but a human (the worker, or the organisation by the link it was sent); a search that finds nothing leads to a gap.

pub(crate) mod agreed;
pub(crate) mod ask;
pub(crate) mod before;
pub(crate) mod by_mail;
mod choose;
mod gap_tap;
pub(crate) mod introduce;
mod make;
pub(crate) mod question;
mod sending;
mod step;
pub(crate) mod telling;
pub(crate) mod words;

pub(crate) use choose::choose;
pub(crate) use make::{show_new, take_new};
pub(crate) use step::{show, take_step};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::agreed::AgreedPage;
    pub(crate) use super::ask::AskPage;
    pub(crate) use super::choose::{ChoosePage, Distance, Sought};
    pub(crate) use super::introduce::IntroducePage;
    pub(crate) use super::make::{MakePage, Target};
    pub(crate) use super::question::QuestionPage;
    pub(crate) use super::step::ConnectionPage;
}
