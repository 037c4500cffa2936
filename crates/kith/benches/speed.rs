//! How fast Kith is: the program as a second process, over HTTP, with sessions, permissions, audit and a durable store.
//!
//! - `cargo bench` measures pages, referrals and the start, at the size of a service;
//! - `cargo bench -- pages --size place` measures one part at another size;
//! - `cargo bench -- load --sessions 64 --seconds 30` lets many people work at once;
//! - `--data DIR` uses a demo that is there already, and leaves its traces in it; with `--database URL` one on PostgreSQL,
//!   such as a backup of a large one that was restored there, with the accounts of its folder.
//!
//! Every answer is looked at before and while it is timed: a page that holds too little ends the run. With
//! `KITH_TEST_DATABASE_URL` (`bash scripts/pgtemp.sh cargo bench`) PostgreSQL is measured beside.
//! Only figures of one run may be compared with each other; the time of a lone sync stands beside all that writes.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement reads the clock, prints, and ends by panicking when an answer is wrong"
)]

#[path = "speed/figures.rs"]
mod figures;
#[path = "speed/load.rs"]
mod load;
#[path = "speed/pages.rs"]
mod pages;
#[path = "speed/place.rs"]
mod place;
#[path = "speed/start.rs"]
mod start;
#[path = "speed/writes.rs"]
mod writes;

use place::{Asked, Standing};

fn main() {
    let asked = Asked::read(std::env::args().skip(1));
    println!("A lone sync of 4 KiB beside the store: {}", figures::sync(&asked));
    for mut standing in Standing::all(&asked) {
        println!("\n## {} ({})\n", standing.engine(), asked.size);
        if asked.wants("start") {
            start::measure(&standing);
        }
        let serving = standing.serve();
        if asked.wants("pages") {
            pages::measure(&serving, &asked);
        }
        if asked.wants("writes") {
            writes::measure(&serving, &asked);
        }
        if asked.is("load") {
            load::measure(&serving, &asked);
        }
        figures::memory(&serving, "after all that");
        assert!(serving.stop("-TERM").fine().is_empty(), "it ends well");
        standing.verify();
    }
}
