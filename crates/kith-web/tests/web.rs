//! Stories in process: the whole service over both engines, one situation a file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected has failed"
)]

mod web {
    mod about;
    mod accounts;
    mod agreements;
    mod also;
    mod appointments;
    mod asked;
    mod born;
    mod boundaries;
    mod by_hand;
    mod client;
    mod colleagues;
    mod concerns;
    mod corrections;
    mod counts;
    mod crawl;
    mod dealings;
    mod door;
    mod door_why;
    mod drafts;
    mod drafts_of_others;
    mod edges;
    mod entries_by_hand;
    mod entry_wrong;
    mod favourites;
    mod feeds;
    mod files;
    mod findings;
    mod findings_of_study_two;
    mod gaps;
    mod gaps_noticed;
    mod held;
    mod holding;
    mod hostile_forms;
    mod how_we_work;
    mod imports;
    mod known;
    mod letter_templates;
    mod letters;
    mod letters_written;
    mod looking;
    mod lost;
    mod many_roles;
    mod matrix;
    mod mended;
    mod messages;
    mod moves;
    mod my_referrals;
    mod named;
    mod not_online;
    mod our_people;
    mod our_side;
    mod people;
    mod plan;
    mod practices;
    mod proposals;
    mod published;
    mod published_near;
    mod queue_find;
    mod renamed;
    mod reports;
    mod same_person;
    mod search;
    mod second_factor;
    mod second_service;
    mod service;
    mod sharing;
    mod surface;
    mod tapped;
    mod team_notes;
    mod thread;
    mod tired;
    mod told;
    mod triage_acts;
    mod unanswered;
    mod unmet;
    mod unmet_attacks;
    mod unmet_changes;
    mod unmet_rows;
    mod waits;
    mod wire;
    mod wire_hostile;
    mod wire_load;
    mod wire_slow;
    mod world;
    mod written;
}
