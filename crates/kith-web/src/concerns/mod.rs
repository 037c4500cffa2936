//! Safeguarding concerns: written beside the telephone and never instead of it, read by whoever is named, and absent
//! for everybody else.
//!
//! Invariants: every page here shows the telephone numbers first, and says plainly which of them nobody has set; a
//! notice to a team lead names no person and counts only what has waited for a working day; nothing about a concern
//! stands on a person's page.

mod leads;
mod list;
mod notice;
mod risk;
mod show;
mod write;

pub(crate) use leads::{end as end_lead, show as show_leads, take as take_lead};
pub(crate) use list::list;
pub(crate) use notice::notice;
pub(crate) use risk::Risk;
pub(crate) use show::{acknowledge, doing, show};
pub(crate) use write::{show as show_new, take as take_new};

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::leads::LeadsPage;
    pub(crate) use super::list::ListPage;
    pub(crate) use super::notice::drawn as notice_drawn;
    pub(crate) use super::show::ConcernPage;
    pub(crate) use super::write::WritePage;
}
