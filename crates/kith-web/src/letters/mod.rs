//! Letters written for or with a person: begun from a template, freely edited, kept in the story, printed or taken as
//! a PDF.
//!
//! Invariants: what a template left open does not go out; what a letter said before a correction stays readable; the
//! file's name and title name nobody.

pub(crate) mod one;
pub(crate) mod write;

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::one::OnePage;
    pub(crate) use super::write::{ChoosePage, LetterPage};
}
