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
    Migration { number: 7, name: "drafts", text: include_str!("schema/0007_drafts.sql") },
    Migration { number: 8, name: "letters", text: include_str!("schema/0008_letters.sql") },
    Migration { number: 9, name: "attachments", text: include_str!("schema/0009_attachments.sql") },
    Migration { number: 10, name: "operation", text: include_str!("schema/0010_operation.sql") },
    Migration { number: 11, name: "accounts", text: include_str!("schema/0011_accounts.sql") },
    Migration { number: 12, name: "links_and_news", text: include_str!("schema/0012_links_and_news.sql") },
    Migration { number: 13, name: "search", text: include_str!("schema/0013_search.sql") },
    Migration { number: 14, name: "safeguarding", text: include_str!("schema/0014_safeguarding.sql") },
    Migration { number: 15, name: "replies", text: include_str!("schema/0015_replies.sql") },
    Migration { number: 16, name: "import", text: include_str!("schema/0016_import.sql") },
    Migration { number: 17, name: "this_month", text: include_str!("schema/0017_this_month.sql") },
    Migration { number: 18, name: "gaps", text: include_str!("schema/0018_gaps.sql") },
    Migration { number: 19, name: "triage_and_cover", text: include_str!("schema/0019_triage_and_cover.sql") },
    Migration { number: 20, name: "keys_again", text: include_str!("schema/0020_keys_again.sql") },
    Migration { number: 21, name: "reaching", text: include_str!("schema/0021_reaching.sql") },
    Migration { number: 22, name: "door", text: include_str!("schema/0022_door.sql") },
    Migration { number: 23, name: "second_factor", text: include_str!("schema/0023_second_factor.sql") },
    Migration { number: 24, name: "post", text: include_str!("schema/0024_post.sql") },
    Migration { number: 25, name: "files_taken_away", text: include_str!("schema/0025_files_taken_away.sql") },
    Migration { number: 26, name: "directory_terms", text: include_str!("schema/0026_directory_terms.sql") },
    Migration { number: 27, name: "named_records", text: include_str!("schema/0027_named_records.sql") },
    Migration { number: 28, name: "letter_templates", text: include_str!("schema/0028_letter_templates.sql") },
    Migration { number: 29, name: "practices_and_links", text: include_str!("schema/0029_practices_and_links.sql") },
    Migration {
        number: 30,
        name: "restricted_by_service",
        text: include_str!("schema/0030_restricted_by_service.sql"),
    },
    Migration { number: 31, name: "cover_note", text: include_str!("schema/0031_cover_note.sql") },
    Migration { number: 32, name: "turned_away", text: include_str!("schema/0032_turned_away.sql") },
    Migration { number: 33, name: "directory_record", text: include_str!("schema/0033_directory_record.sql") },
    Migration { number: 34, name: "dealings", text: include_str!("schema/0034_dealings.sql") },
    Migration { number: 35, name: "places", text: include_str!("schema/0035_places.sql") },
    Migration { number: 36, name: "equality", text: include_str!("schema/0036_equality.sql") },
    Migration { number: 37, name: "directory_followed", text: include_str!("schema/0037_directory_followed.sql") },
    Migration { number: 38, name: "gaps_and_waits", text: include_str!("schema/0038_gaps_and_waits.sql") },
    Migration { number: 39, name: "organisations", text: include_str!("schema/0039_organisations.sql") },
    Migration { number: 40, name: "team_notes", text: include_str!("schema/0040_team_notes.sql") },
    Migration { number: 41, name: "unmet_need", text: include_str!("schema/0041_unmet_need.sql") },
    Migration { number: 42, name: "favourites", text: include_str!("schema/0042_favourites.sql") },
    Migration { number: 43, name: "trust", text: include_str!("schema/0043_trust.sql") },
    Migration { number: 44, name: "feeds_at_night", text: include_str!("schema/0044_feeds_at_night.sql") },
    Migration { number: 45, name: "proposals", text: include_str!("schema/0045_proposals.sql") },
    Migration { number: 46, name: "asked", text: include_str!("schema/0046_asked.sql") },
    Migration { number: 47, name: "places_by_postcode", text: include_str!("schema/0047_places_by_postcode.sql") },
    Migration { number: 48, name: "language_at_the_door", text: include_str!("schema/0048_language_at_the_door.sql") },
    Migration { number: 49, name: "boundaries", text: include_str!("schema/0049_boundaries.sql") },
    Migration { number: 50, name: "what_we_did", text: include_str!("schema/0050_what_we_did.sql") },
    Migration { number: 51, name: "lenses_and_context", text: include_str!("schema/0051_lenses_and_context.sql") },
    Migration { number: 52, name: "how_we_work", text: include_str!("schema/0052_how_we_work.sql") },
    Migration { number: 53, name: "holding", text: include_str!("schema/0053_holding.sql") },
    Migration { number: 54, name: "readiness_and_guides", text: include_str!("schema/0054_readiness_and_guides.sql") },
    Migration { number: 55, name: "scope_agreements", text: include_str!("schema/0055_scope_agreements.sql") },
    Migration { number: 56, name: "same_day", text: include_str!("schema/0056_same_day.sql") },
    Migration { number: 57, name: "own_records", text: include_str!("schema/0057_own_records.sql") },
    Migration { number: 58, name: "visits_alone", text: include_str!("schema/0058_visits_alone.sql") },
];

/// The number of the newest migration that this program knows.
#[must_use]
pub fn newest() -> u32 {
    MIGRATIONS.iter().map(|migration| migration.number).max().unwrap_or(0)
}
