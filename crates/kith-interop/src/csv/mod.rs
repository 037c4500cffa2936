//! Tables of people as services keep them: referrals and an existing caseload in a CSV file.
//!
//! [`Sheet::read`] takes any bytes and gives the rows as text, or one sentence why not; [`Columns`] says which
//! column holds what; [`draft()`] reads one row into a [`Draft`] or says everything that is wrong with it.
//! [`write()`] makes a file that no spreadsheet runs as a formula.
//!
//! # Invariants
//! - Any bytes: a clear answer, bounded time and memory, no panic.
//! - What was guessed (encoding, separator, columns, the order of day and month) is said and can be changed.
//! - A cell is text. One that looks like a formula is kept as it stands and never worked out.
//! - A row is counted as a spreadsheet counts it: the headings are row 1.
//! - A draft is input to a use case, which may take or refuse it; nothing of the store is known here.

mod column;
mod date;
mod draft;
mod encoding;
mod sheet;
mod write;

pub use column::{Columns, Field};
pub use date::{Evidence, Order, evidence, read as read_date};
pub use draft::{Draft, Issue, Standing, draft};
pub use encoding::Encoding;
pub use sheet::{Fault, Line, MOST_BYTES, MOST_ROWS, Sheet};
pub use write::{safe, write};
