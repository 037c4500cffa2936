//! Next contacts and appointments: booking one, its page, a worker's day, the sheet for a pocket, the calendar link.
//!
//! Invariants: a day alone is enough; how something ended is said by the contact that tells of it; what is taken along
//! on paper or given to a calendar holds no more of a person than is needed to find them.

pub(crate) mod book;
pub(crate) mod calendar;
pub(crate) mod cancel;
pub(crate) mod day;
pub(crate) mod one;
pub(crate) mod sheet;
pub(crate) mod words;

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::book::BookPage;
    pub(crate) use super::calendar::CalendarPage;
    pub(crate) use super::cancel::CancelPage;
    pub(crate) use super::day::DayPage;
    pub(crate) use super::one::OnePage;
    pub(crate) use super::sheet::SheetPage;
}
