//! Times and what they come to.

use std::io::Write;
use std::time::{Duration, Instant};

use kith_testkit::program::Serving;

use crate::place::Asked;

/// Times of one thing done again and again.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Adds one.
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Adds those of somebody else.
    pub(crate) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that a share of all, from 0 to 1, does not exceed, in milliseconds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list of far fewer than 2^52 times"
        )]
        let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }

    /// As one line of a table: rate, median, 99th percentile.
    pub(crate) fn line(&self, name: &str, span: Duration) -> String {
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 times")]
        let rate = self.count() as f64 / span.as_secs_f64();
        format!("| {name} | {rate:.0} | {:.2} | {:.2} |", self.within(0.5), self.within(0.99))
    }
}

/// The head of a table of such lines.
pub(crate) fn head(what: &str) {
    println!("| {what} | a second | median ms | 99 % within ms |");
    println!("|---|---|---|---|");
}

/// How long one sync of a changed page takes on the disk of the store.
pub(crate) fn sync(asked: &Asked) -> String {
    let mut file = tempfile::tempfile_in(asked.folder()).expect("a file beside the store");
    let mut times = Times::default();
    for _ in 0..300 {
        let began = Instant::now();
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).expect("synced");
        times.add(began.elapsed());
    }
    format!("median {:.2} ms, 99 % within {:.2} ms", times.within(0.5), times.within(0.99))
}

/// Says how much memory of its own the program holds, apart from files that are mapped.
pub(crate) fn memory(serving: &Serving, when: &str) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.child.id())).expect("its status");
    let of = |name: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    };
    println!("\nMemory {when}: {:.1} MiB private, {:.1} MiB resident", mib(of("RssAnon")), mib(of("VmRSS")));
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 KiB")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
