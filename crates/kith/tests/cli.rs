//! The `kith` program as people run it: a process, its arguments, what it says and how it ends.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests fail by panicking, and say what they skip"
)]

#[path = "cli/analyse.rs"]
mod analyse;
#[path = "cli/backup.rs"]
mod backup;
#[path = "cli/crash.rs"]
mod crash;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/early.rs"]
mod early;
#[path = "cli/eio.rs"]
mod eio;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/feeds.rs"]
mod feeds;
#[path = "cli/full.rs"]
mod full;
#[path = "cli/guide.rs"]
mod guide;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/people.rs"]
mod people;
#[path = "cli/places.rs"]
mod places;
#[path = "cli/post.rs"]
mod post;
#[path = "cli/power_loss.rs"]
mod power_loss;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/referrals.rs"]
mod referrals;
#[path = "cli/replay.rs"]
mod replay;
#[path = "cli/serve.rs"]
mod serve;
#[path = "cli/service.rs"]
mod service;
#[path = "cli/stage.rs"]
mod stage;
#[path = "cli/stop.rs"]
mod stop;
#[path = "cli/synced.rs"]
mod synced;
#[path = "cli/trace.rs"]
mod trace;
#[path = "cli/twice.rs"]
mod twice;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/user.rs"]
mod user;
#[path = "cli/verify.rs"]
mod verify;

use kith_testkit::http;
