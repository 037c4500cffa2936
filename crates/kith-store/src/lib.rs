//! What Kith remembers: the only crate that knows SQL, on SQLite and on PostgreSQL.
//!
//! A unit of work is one synchronous closure over a [`ReadTx`] or a [`Tx`]. Rooms are named after
//! their subject and hold the SQL of that subject; [`save`] is the only way to change an entity, and
//! writes the entity, its event and its audit row together.
//!
//! # Invariants
//! - Only `db` imports a driver. Every SQL text stands once, is registered, and runs on both engines.
//! - A success that was answered is on disk with its audit row, in one transaction.
//! - Access is not decided here; what a list may hold comes in as a `Scope` and stands in the SQL.
//! - Time and identifiers come in as parameters.

pub mod about_me;
pub mod access_log;
pub mod address;
pub mod agreements;
pub mod anchor;
pub mod appointments;
pub mod around;
pub mod asks;
pub mod attachments;
pub mod audit;
pub mod boundaries;
pub mod caseload;
pub mod cases;
pub mod changed;
pub mod concerns;
pub mod connections;
pub mod context;
pub mod corrections;
pub mod covers;
mod db;
pub mod digest;
pub mod directory;
pub mod directory_follow;
mod directory_record;
mod directory_rows;
mod directory_words;
pub mod discretion;
pub mod drafts;
pub mod efforts;
pub mod enquiries;
pub mod equality;
pub mod factors;
pub mod failures;
pub mod favourites;
pub mod feed_past;
pub mod feeds;
pub mod gap_register;
pub mod gaps;
pub mod handovers;
pub mod holdings;
pub mod house;
pub mod imports;
pub mod intakes;
pub mod invitations;
pub mod lenses;
pub mod letter_templates;
pub mod letters;
pub mod links;
pub mod list_links;
pub mod measures;
pub mod messages;
pub mod news;
pub mod notices;
pub mod operations;
pub mod outbox;
pub mod page;
pub mod people;
pub mod people_list;
pub mod person_search;
pub mod places;
pub mod places_held;
pub mod plan;
pub mod practice_codes;
pub mod practices;
pub mod protection;
pub mod published;
pub mod published_near;
pub mod questions;
pub mod quiet;
pub mod reaching;
pub mod readiness;
pub mod referrals;
mod registry;
pub mod replies;
pub mod requests;
mod rows;
pub mod same_day;
pub mod save;
mod schema;
pub mod series_shares;
pub mod sessions;
pub mod settings;
pub mod sharing;
pub mod sought;
pub mod staff;
pub mod status_links;
pub mod story;
pub mod support;
pub mod table;
pub mod team_notes;
pub mod turned_away;
pub mod unanswered;
pub mod unmet;
pub mod verify;
pub mod visits;
pub mod waits;
pub mod ways;
pub mod working;

pub use db::copy;
#[doc(hidden)]
pub use db::seam;
pub use db::{
    Applied, Cell, DbError, Engine, Fault, FromColumn, Isolation, Migration, OpenError, Outcome, Place, Planned, Reach,
    ReadTx, Row, Statement, Store, Tx, Value, plans, prepare_all,
};
#[doc(hidden)]
pub use db::{plans_with, prepare_all_with};
pub use schema::newest as newest_schema;
pub use table::{Kept, NO_SERVICE, Saved};
