//! The store on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]
#![expect(unreachable_pub, reason = "what the modules share is public among them")]

#[path = "store/concurrency.rs"]
mod concurrency;
#[path = "store/faults.rs"]
mod faults;
#[path = "store/house.rs"]
mod house;
#[path = "store/migrations.rs"]
mod migrations;
#[path = "store/mistakes.rs"]
mod mistakes;
#[path = "store/reach.rs"]
mod reach;
#[path = "store/statements.rs"]
mod statements;
#[path = "store/sync.rs"]
mod sync;
#[path = "store/values.rs"]
mod values;

#[path = "store/rooms_accounts.rs"]
mod rooms_accounts;
#[path = "store/rooms_appointments.rs"]
mod rooms_appointments;
#[path = "store/rooms_audit.rs"]
mod rooms_audit;
#[path = "store/rooms_caseload.rs"]
mod rooms_caseload;
#[path = "store/rooms_coming.rs"]
mod rooms_coming;
#[path = "store/rooms_concerns.rs"]
mod rooms_concerns;
#[path = "store/rooms_dealings.rs"]
mod rooms_dealings;
#[path = "store/rooms_edges.rs"]
mod rooms_edges;
#[path = "store/rooms_fence.rs"]
mod rooms_fence;
#[path = "store/rooms_followed.rs"]
mod rooms_followed;
#[path = "store/rooms_house.rs"]
mod rooms_house;
#[path = "store/rooms_imports.rs"]
mod rooms_imports;
#[path = "store/rooms_links.rs"]
mod rooms_links;
#[path = "store/rooms_lists.rs"]
mod rooms_lists;
#[path = "store/rooms_messages.rs"]
mod rooms_messages;
#[path = "store/rooms_missing.rs"]
mod rooms_missing;
#[path = "store/rooms_organisations.rs"]
mod rooms_organisations;
#[path = "store/rooms_places.rs"]
mod rooms_places;
#[path = "store/rooms_places_held.rs"]
mod rooms_places_held;
#[path = "store/rooms_plan.rs"]
mod rooms_plan;
#[path = "store/rooms_plans.rs"]
mod rooms_plans;
#[path = "store/rooms_practices.rs"]
mod rooms_practices;
#[path = "store/rooms_published.rs"]
mod rooms_published;
#[path = "store/rooms_record.rs"]
mod rooms_record;
#[path = "store/rooms_saved.rs"]
mod rooms_saved;
#[path = "store/rooms_settings.rs"]
mod rooms_settings;
#[path = "store/rooms_tamper.rs"]
mod rooms_tamper;
#[path = "store/rooms_trust.rs"]
mod rooms_trust;
#[path = "store/rooms_world.rs"]
mod rooms_world;
#[path = "store/rooms_written.rs"]
mod rooms_written;
