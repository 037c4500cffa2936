//! Pages and addresses: what people and machines see of Kith.
//!
//! A page is a folder's `<page>.rs` beside its `<page>.html`; its markup comes from [`components`], its stylesheets
//! and scripts from [`assets`]. Every address stands in one table ([`router`](router())) with the action and resource that the
//! policy decides about; a handler is a plain synchronous function of one `visit::Visit`.
//!
//! Invariants: no inline script or style, no address of another server, every page works without JavaScript,
//! and everything a person typed is escaped. Only this room and the binary know an async runtime.

pub mod assets;
pub mod components;

mod about;
mod account;
mod agreements;
mod appointments;
mod asked;
mod boundaries;
mod colleagues;
mod concerns;
mod confirm;
mod connections;
mod demo;
mod device;
mod directory;
mod discretion;
mod door;
mod error;
mod feeds;
mod files;
mod front;
mod gaps;
mod hand_over;
mod headers;
mod health;
mod holding;
mod how_we_work;
mod imports;
mod join;
mod letters;
mod listen;
mod lost;
mod made;
mod mark;
mod messages;
mod my_referrals;
mod needs;
mod noted;
mod oruk;
mod own;
mod people;
mod planning;
mod practice_codes;
mod practices;
mod queue;
mod refer;
mod reply;
mod reports;
mod request;
mod requests;
mod reset;
mod roles;
mod router;
mod same_day;
#[cfg(test)]
mod samples;
mod service;
mod session;
mod set_up;
mod settings;
mod sign_in;
mod site;
mod taken;
mod team;
mod today;
mod unanswered;
mod visit;
mod visits;
mod waits;
mod words;
mod written;

pub use listen::{Limits, serve, serve_within};
pub use router::{Route, router, routes};
pub use site::Settings;
