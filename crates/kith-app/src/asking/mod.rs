//! Asking an organisation by an e-mailed link, what it answers, and what waits for a link worker because of it.
//!
//! # Invariants
//! - The letter names no person and no health fact.
//! - What the page shows is what the person has agreed to at that moment.
//! - What an organisation lists was sent to it, about people who have not withdrawn, and to nobody else's address.
//! - Silence stays silence: it becomes a task for a human, never an answer.

pub mod agreed;
mod answered;
mod dealings;
mod introduced;
pub mod lists;
pub mod requests;
mod sent;
pub mod unanswered;
mod waiting;

pub use agreed::AgreedInput;
pub use answered::{Asked, Request, Told, answer, enquire, open};
pub use dealings::before_connecting;
pub use introduced::{can_introduce, introduce};
pub(crate) use sent::by_mail;
pub use sent::{Asking, ByMail, agree, answer_question, ask, goes_where_shown, prepare, recipient, stop, why_now};
pub use waiting::{WaitingForYou, see, waiting};
pub(crate) use waiting::{chase, see_about};
