//! The rules of a link-worker social prescribing service, and nothing else.
//!
//! Everything here is pure: values go in, values come out. Time and chance are parameters, so the
//! same inputs always give the same answer, and the whole crate can be tested without a database,
//! a clock or a network.
//!
//! # Invariants
//! - No clock, no randomness, no input or output, no serialisation framework.
//! - A state machine consumes the old state and returns the new one with its [`event::Event`], or a
//!   [`rejection::Rejection`]; there is no other way to change state.
//! - Text written by people is a bounded type whose `Debug` shows nothing of it.
//! - No field of the choice logic (goal, score, plan, end date, onward referral) is ever needed.

pub mod appointment;
pub mod attachment;
pub mod boundary;
pub mod calendar;
pub mod context;
pub mod day;
pub mod directory;
pub mod event;
pub mod id;
pub mod import;
pub mod invitation;
pub mod lens;
pub mod link;
pub mod list_link;
pub mod machine;
pub mod measure;
pub mod message;
pub mod need;
pub mod news;
pub mod nhs_number;
pub mod operation;
pub mod own_series;
pub mod person;
pub mod phone;
pub mod policy;
pub mod post_rules;
pub mod postcode;
pub mod practice;
pub mod practice_code;
pub mod referral;
pub mod rejection;
pub mod settings;
pub mod staff;
pub mod support;
pub mod text;
pub mod time;
