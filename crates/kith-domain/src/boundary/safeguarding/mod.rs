//! Safeguarding: a concern, and who it is for.
//!
//! A concern is a restricted note to whoever is named safeguarding lead of the service ([`Lead`], a grant on an
//! account), who acknowledges it. Its author sees their own entry and whether it was acknowledged. For everybody else
//! it is not there: not in the story, not in a count, not among those who looked. It stands beside the duty to
//! telephone and never instead of it, and every page about it says so first.
//!
//! Invariants: a concern's event names no person as its story's, so that it stands in no story; nothing here decides
//! what a concern is; silence is a task for a human and closes nothing. The way of a concern after it was acknowledged
//! (actions, clocks, a deputy) joins [`concern::TABLE`] when it has its own pages.

pub mod action;
pub mod concern;
pub mod lead;

pub use concern::Concern;
pub use lead::Lead;
