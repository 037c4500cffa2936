//! The schema files, in the order they are applied.
//!
//! How they are written, and what `migrate` makes of them, stands in `db/migrate/`.

use crate::db::Migration;

/// Every migration of the product. Append only; a file that was released is never changed.
pub(crate) static MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "house", text: include_str!("schema/0001_house.sql") },
    Migration { number: 2, name: "sharing", text: include_str!("schema/0002_sharing.sql") },
    Migration { number: 3, name: "settings", text: include_str!("schema/0003_settings.sql") },
    Migration { number: 4, name: "needs_and_plan", text: include_str!("schema/0004_needs_and_plan.sql") },
    Migration { number: 5, name: "appointments", text: include_str!("schema/0005_appointments.sql") },
    Migration { number: 6, name: "coming_in", text: include_str!("schema/0006_coming_in.sql") },
    Migration { number: 7, name: "safeguarding", text: include_str!("schema/0007_safeguarding.sql") },
];

/// The number of the newest migration that this program knows.
#[must_use]
pub fn newest() -> u32 {
    MIGRATIONS.iter().map(|migration| migration.number).max().unwrap_or(0)
}
