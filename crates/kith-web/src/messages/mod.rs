//! Messages back to practices: written from a draft, found again with what became of them, taken as text or PDF.
//!
//! Invariants: a message that was sent is never changed; what the person keeps from the practice is in no draft; a
//! file's name says nothing of whom it is about.

pub(crate) mod one;
mod reach;
pub(crate) mod write;

use kith_app::messages::text;
use kith_domain::message::{Carried, MessageBack};
use kith_domain::person::Person;
use kith_domain::time;

use crate::error::Problem;
use crate::reply::Reply;

/// Plain text as a page of its own.
pub(crate) fn plain(body: String) -> Reply {
    Reply::Plain { status: http::StatusCode::OK, kind: "text/plain; charset=utf-8", body }
}

/// What is said instead of a file with boxes in the place of letters.
const NOT_IN_A_PDF: &str = "The message holds words whose letters a PDF of Kith does not have, so no PDF was made. Go back and print the page instead: your computer has the letters. Or take it as plain text.";

/// The words of a message that a PDF has no letters for, for the page that offers it.
pub(crate) fn not_in_pdf(
    person: &Person,
    it: &MessageBack,
    from: &str,
    carried: Option<&Carried>,
    filing: text::Filing,
) -> Option<String> {
    // A typeface that cannot be read is said when the file is asked for.
    crate::words::named(&text::cannot_be_set(person, it, from, carried, filing).unwrap_or_default())
}

/// A message as a file to keep.
pub(crate) fn file(
    person: &Person,
    it: &MessageBack,
    from: &str,
    carried: Option<&Carried>,
    filing: text::Filing,
) -> Result<Reply, Problem> {
    let bytes = text::pdf(person, it, from, carried, filing).map_err(|error| {
        tracing::error!(error = %error, "a message could not be made into a PDF");
        Problem::Fault
    })?;
    let Ok(bytes) = bytes else { return Err(Problem::Bad(NOT_IN_A_PDF)) };
    let name = format!("message-{}.pdf", time::day_of(it.sent));
    Ok(Reply::File { kind: "application/pdf", name, bytes })
}

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::one::OnePage;
    pub(crate) use super::write::{Known, WritePage};
}
