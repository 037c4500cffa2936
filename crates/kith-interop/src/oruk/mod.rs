//! Open Referral UK 3.0 (HSDS-UK 3.0) and 1.0: reading the files and pages in
//! which community services are described.
//!
//! A feed is written by many hands in many systems, and is often a little
//! wrong. [`read`] therefore takes what it can and says of everything else, in
//! a sentence a directory editor can act on, what was wrong and where. The
//! shapes it knows are in [`Feed`]'s documentation.
//!
//! Invariants:
//! - Every record of the file is either a draft or a `Refused` issue.
//! - Nothing is altered or left out silently, except white space, `null`, and
//!   fields the standard has and Kith does not use.
//! - Text in a draft holds no control character and no text-direction override,
//!   its HTML has become plain text (which pages still escape), and it is no
//!   longer than its limit in [`limits`].
//! - No clock: whether a date is past is for the caller to say.
//!
//! Deliberately absent: fetching pages (kith-outbound), and deciding which
//! record is a duplicate of which (a use case).
//!
//! Source: the UK profile of the Human Services Data Specification 3.0, with
//! `service_capacity` as added by HSDS 3.1.

mod area;
mod capacity;
mod collector;
mod contact;
mod cost;
mod document;
mod feed;
mod html;
mod issue;
mod language;
pub mod limits;
mod link;
mod location;
mod node;
mod one;
mod organisation;
mod page;
pub mod publish;
mod reader;
mod schedule;
mod schedule_parse;
mod schedule_words;
mod service;
mod term;
mod text;

pub use area::ServiceAreaDraft;
pub use capacity::CapacityDraft;
pub use contact::{ContactDraft, PhoneDraft};
pub use cost::CostDraft;
pub use feed::{Feed, FeedError, read, read_at};
pub use issue::{Issue, Severity};
pub use language::LanguageDraft;
pub use location::{AccessibilityDraft, AddressDraft, LocationDraft, LocationType};
pub use organisation::{IdentifierDraft, OrganisationDraft};
pub use page::Page;
pub use schedule::{DayRule, Frequency, ScheduleDraft};
pub use service::{ServiceDraft, ServiceStatus};
pub use term::TermDraft;
