//! The exact values: reliability.md section 7.

use std::time::Duration;

/// How long each part of an exchange may take, and how much there may be of it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the first byte of a new connection.
    pub first_byte: Duration,
    /// From the first byte of a request until its head is whole.
    pub head: Duration,
    /// How long a body may take in all.
    pub body: Duration,
    /// How long a body may take besides what its bytes earn at [`Limits::pace`].
    pub body_grace: Duration,
    /// Bytes a second that a body must bring, and that an answer must be taken at, at least.
    pub pace: u32,
    /// How long a client may leave an answer unread, besides what the bytes it takes earn.
    pub unread: Duration,
    /// How long a connection is kept between two requests.
    pub idle: Duration,
    /// How long an answer is worked on before the person is told that it takes longer.
    pub handler: Duration,
    /// The same for reports.
    pub report: Duration,
    /// How long a stop waits for what is under way.
    pub stop: Duration,
    /// How long a connection that has not asked for anything keeps its place when somebody else needs it.
    pub settle: Duration,
    /// Most connections at once, where the machine lends as many.
    pub connections: usize,
    /// Most requests that are worked on at once.
    pub room: usize,
}

impl Limits {
    /// What Kith keeps to.
    pub const USUAL: Self = Self {
        first_byte: Duration::from_secs(10),
        head: Duration::from_secs(10),
        body: Duration::from_secs(60),
        body_grace: Duration::from_secs(10),
        pace: 1024,
        // Dropped within fifteen seconds: some of them pass before writing is found to be stuck.
        unread: Duration::from_secs(12),
        idle: Duration::from_secs(60),
        handler: Duration::from_secs(15),
        report: Duration::from_secs(60),
        stop: Duration::from_secs(8),
        settle: Duration::from_secs(1),
        connections: 1024,
        room: 128,
    };

    /// What some bytes earn at the pace.
    pub(super) fn earned(&self, bytes: u64) -> Duration {
        Duration::from_secs_f64(bytes as f64 / f64::from(self.pace))
    }

    /// How long an address may be worked on.
    pub(crate) fn for_path(&self, path: &str) -> Duration {
        if path.starts_with("/reports/") { self.report } else { self.handler }
    }
}

/// Most header fields.
pub(super) const MOST_HEADERS: usize = 100;
/// Most bytes of a request's head.
pub(super) const MOST_HEAD_BYTES: usize = 16 * 1024;
/// File descriptors that are left to everything but connections.
const OTHER_FILES: usize = 64;
/// Fewest connections, however few files the machine lends.
const FEWEST: usize = 16;

/// How many connections there is room for: as many as are wanted, unless the process may open fewer files.
pub(super) fn connections(wanted: usize) -> usize {
    let lent = std::fs::read_to_string("/proc/self/limits").ok().and_then(|limits| open_files(&limits));
    lent.map_or(wanted, |lent| lent.saturating_sub(OTHER_FILES).clamp(FEWEST, wanted.max(FEWEST)))
}

/// The soft limit of open files, as Linux writes it.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_the_ones_that_were_asked_for() {
        let seconds = |span: Duration| span.as_secs();
        let usual = Limits::USUAL;
        assert_eq!((seconds(usual.first_byte), seconds(usual.head), seconds(usual.idle)), (10, 10, 60));
        assert_eq!((seconds(usual.body), usual.pace), (60, 1024));
        assert_eq!((seconds(usual.handler), seconds(usual.report)), (15, 60));
        assert!(seconds(usual.unread) < 15 && seconds(usual.stop) < 10);
        assert_eq!(usual.for_path("/reports/this-month"), usual.report);
        assert_eq!(usual.for_path("/today"), usual.handler);
    }

    #[test]
    fn there_are_fewer_places_where_fewer_files_may_be_open() {
        assert_eq!(open_files("Max open files            128                  4096                 files"), Some(128));
        assert_eq!(open_files("Max open files            unlimited            unlimited            files"), None);
        assert!((FEWEST..=1024).contains(&connections(1024)));
        assert_eq!(connections(4), connections(4).min(16));
    }
}
