//! Stories in process: the whole service over both engines, one situation a file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected has failed"
)]

mod web {
    mod about;
    mod appointments;
    mod client;
    mod concerns;
    mod door;
    mod findings;
    mod findings_of_study_two;
    mod letters;
    mod matrix;
    mod mended;
    mod people;
    mod plan;
    mod same_person;
    mod service;
    mod sharing;
    mod surface;
    mod thread;
    mod wire;
    mod wire_hostile;
    mod wire_load;
    mod wire_slow;
    mod world;
}
