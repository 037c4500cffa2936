//! Asking an organisation by an e-mailed link, what it answers, and what waits for a link worker because of it.
//!
//! # Invariants
//! - The letter names no person and no health fact.
//! - What the page shows is what the person has agreed to at that moment.
//! - Silence stays silence: it becomes a task for a human, never an answer.

mod answered;
mod dealings;
mod sent;
mod waiting;

pub use answered::{Asked, Request, answer, enquire, look_again, open};
pub use dealings::before_connecting;
pub(crate) use sent::by_mail;
pub use sent::{Asking, ByMail, agree, answer_question, ask, goes_where_shown, prepare, recipient, stop, why_now};
pub use waiting::{WaitingForYou, see, waiting};
pub(crate) use waiting::{chase, see_about};
