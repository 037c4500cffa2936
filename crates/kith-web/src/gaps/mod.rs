//! Gaps beyond the form that records them: one gap with its history and the person's own words, and the register of all
//! that their reader may see.
//!
//! Invariants: the register holds what its reader may see; a person's own words stand in it only where they agreed; the
//! file names nobody.

mod filter;
mod one;
mod register;
mod voice;

pub(crate) use one::show as show_one;
pub(crate) use register::{file, show as show_register};
pub(crate) use voice::{show as show_voice, take as take_voice};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::filter::Asked;
    pub(crate) use super::one::{About, GapPage};
    pub(crate) use super::register::RegisterPage;
    pub(crate) use super::voice::page as voice_page;
}
