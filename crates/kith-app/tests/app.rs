//! The use cases on both engines, through the application and nothing else.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

#[path = "app/asking.rs"]
mod asking;
#[path = "app/concerns.rs"]
mod concerns;
#[path = "app/contacts.rs"]
mod contacts;
#[path = "app/drafts.rs"]
mod drafts;
#[path = "app/dropped.rs"]
mod dropped;
#[path = "app/feeds.rs"]
mod feeds;
#[path = "app/feeds_at_night.rs"]
mod feeds_at_night;
#[path = "app/feeds_corrected.rs"]
mod feeds_corrected;
#[path = "app/feeds_in_part.rs"]
mod feeds_in_part;
#[path = "app/feeds_kept.rs"]
mod feeds_kept;
#[path = "app/feeds_vanished.rs"]
mod feeds_vanished;
#[path = "app/forms.rs"]
mod forms;
#[path = "app/imports.rs"]
mod imports;
#[path = "app/laid_out.rs"]
mod laid_out;
#[path = "app/lists_equal_decisions.rs"]
mod lists_equal_decisions;
#[path = "app/long_story.rs"]
mod long_story;
#[path = "app/missing_rows.rs"]
mod missing_rows;
#[path = "app/organisations.rs"]
mod organisations;
#[path = "app/outbox.rs"]
mod outbox;
#[path = "app/plans.rs"]
mod plans;
#[path = "app/proposals.rs"]
mod proposals;
#[path = "app/read_log.rs"]
mod read_log;
#[path = "app/renamed.rs"]
mod renamed;
#[path = "app/roles.rs"]
mod roles;
#[path = "app/runner.rs"]
mod runner;
#[path = "app/services.rs"]
mod services;
#[path = "app/sign_in.rs"]
mod sign_in;
#[path = "app/tapped.rs"]
mod tapped;
#[path = "app/triage.rs"]
mod triage;
#[path = "app/unmet.rs"]
mod unmet;
#[path = "app/world.rs"]
mod world;
