//! What Kith does: the use cases, and the only way to change anything.
//!
//! A use case is a plain synchronous function over one unit of work. It takes a [`permit::Permit`]
//! that only the policy gives, so that nothing is read or written without somebody having the right.
//!
//! # Invariants
//! - No async runtime, no HTTP, no SQL text.
//! - Use cases never open a transaction; [`App::write`], [`App::submit`] and [`App::read`] do.
//! - A closure may run more than once: everything it makes up (identifiers, chance) comes from its
//!   [`Ctx`], which begins again on a retry, and it has no effect outside its unit of work.
//! - A record that is shown is logged, and the log is committed, before the answer leaves.

pub mod accounts;
pub mod agreements;
pub mod also;
mod app;
pub mod appointments;
pub mod around;
pub mod asking;
pub mod attachments;
pub mod backup;
pub mod boundaries;
pub mod calendar;
pub mod closing_policy;
pub mod concerns;
pub mod connecting;
pub mod covering;
pub mod ctx;
pub mod dates;
pub mod delivery;
pub mod demo;
pub mod discretion;
pub mod door;
pub mod drafts;
pub mod ending;
pub mod entries;
pub mod equality;
pub mod export;
pub mod feeds;
pub mod finding;
pub mod gap_answer;
pub mod gap_register;
pub mod gaps;
pub mod glance;
pub mod guides;
pub mod held;
pub mod holding;
pub mod house;
pub mod how_we_work;
pub mod identity;
pub mod import;
pub mod jobs;
pub mod keeping;
pub mod letter_templates;
pub mod letters;
pub mod links;
pub mod lost;
pub mod messages;
pub mod moving;
pub mod needs;
pub mod operations;
pub mod own;
pub mod people;
pub mod permit;
pub mod places;
pub mod planning;
pub mod post_rules;
pub mod practice_codes;
pub mod practices;
pub mod protection;
pub mod published;
pub mod questioning;
pub mod queue_find;
pub mod reaching;
pub mod readiness;
pub mod referring;
pub mod refusal;
pub mod replies;
pub mod reports;
pub mod roles;
pub mod same_day;
pub mod searching;
pub mod services;
pub mod settings;
pub mod setup;
pub mod sharing;
pub mod short_lists;
pub mod showing;
pub mod support;
pub mod team;
pub mod telling;
pub mod triage;
pub mod unmet;
pub mod visiting;
pub mod waits;
pub mod what_we_did;
pub mod written;

pub use app::{App, Led, Look, Work};
pub use ctx::{Chance, Clock, Ctx, Seed, SystemChance, SystemClock};
pub use delivery::Delivery;
pub use refusal::Refusal;

/// Read models and the store's own words that pages need.
pub mod store {
    pub use kith_store::access_log::{Look as LookedAt, Looker};
    pub use kith_store::appointments::DayLine;
    pub use kith_store::caseload::CountedLine;
    pub use kith_store::cases::{CaseLine, Count};
    pub use kith_store::concerns::ConcernLine;
    pub use kith_store::connections::ConnectionLine;
    pub use kith_store::drafts::{BegunLine, Draft};
    pub use kith_store::efforts::Effort;
    pub use kith_store::enquiries::SuggestionLine;
    pub use kith_store::feed_past::Past;
    pub use kith_store::feeds::Run;
    pub use kith_store::handovers::HandedLine;
    pub use kith_store::holdings::DueReview;
    pub use kith_store::house::Letter;
    pub use kith_store::messages::UnreadLine;
    pub use kith_store::news::{NewsLine, UnansweredLine};
    pub use kith_store::notices::Became;
    pub use kith_store::page::{Mark, Page};
    pub use kith_store::people_list::{Narrowed, Order};
    pub use kith_store::person_search::Candidate;
    pub use kith_store::plan::{DueLine, Plan};
    pub use kith_store::practices::{Known as KnownPractice, Unfinished};
    pub use kith_store::questions::AskedLine;
    pub use kith_store::referrals::{MyLine, Named, QueueLine};
    pub use kith_store::replies::CarriedLine;
    pub use kith_store::same_day::OpenAsk;
    pub use kith_store::sessions::Session;
    pub use kith_store::staff::{Relation, RoleLine};
    pub use kith_store::story::Happened;
    pub use kith_store::unmet::EndedRow;
    pub use kith_store::verify::Report;
    pub use kith_store::visits::ToldVisit;
    pub use kith_store::waits::WaitLine;
    pub use kith_store::{Applied, DbError, Engine, Kept, OpenError, Place, Planned, Store};
}
