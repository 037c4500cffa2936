//! That somebody shows a colleague something of their own, by their own act, and takes it back when they wish.
//!
//! # Invariants
//! - Only its owner shows it, one thing at a time, to one person by name; nothing is shown by a rule or by default
//!   (domain.md 8.5 and 8.6).
//! - Taken back, it is absent again for whoever read it.

use jiff::Timestamp;

use crate::id::Id;
use crate::staff::Account;

/// To whom something of one's own is shown, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// To whom.
    pub with: Id<Account>,
    /// Since when.
    pub at: Timestamp,
}
