//! The directory of community services, for everybody who signed in.
//!
//! Invariants: an entry says when somebody last made sure of it, and says plainly when that is long ago; nothing is
//! ordered by who pays or who is asked most.

mod card;
pub(crate) mod checked;
pub(crate) mod correct;
mod details;
pub(crate) mod export;
pub(crate) mod gone;
pub(crate) mod invite;
pub(crate) mod kept;
mod list;
pub(crate) mod narrow;
pub(crate) mod rename;
pub(crate) mod searched;
pub(crate) mod short_list;
mod short_words;
mod show;
pub(crate) mod team_notes;
pub(crate) mod write;
pub(crate) mod wrong;

pub(crate) use card::CardView;
pub(crate) use list::{Checkers, cards, checkers, found_in_words, list, note_nothing, pages};
pub(crate) use searched::Searched;
pub(crate) use show::{EntryPage, show};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::correct::{CorrectPage, FieldPage};
    pub(crate) use super::export::ExportPage;
    pub(crate) use super::gone::GonePage;
    pub(crate) use super::invite::InvitePage;
    pub(crate) use super::kept::{Keeping, KeptPage};
    pub(crate) use super::list::DirectoryPage;
    pub(crate) use super::rename::RenamePage;
    pub(crate) use super::short_list::{Made, ShortListPage};
    pub(crate) use super::show::{EntryPage, Openness};
    pub(crate) use super::team_notes::{Beside, NoteView, TeamNotesPage};
    pub(crate) use super::write::WritePage;
    pub(crate) use super::wrong::WrongPage;
}
