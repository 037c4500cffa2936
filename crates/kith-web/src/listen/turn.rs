//! What one connection is doing, and until when it may.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

use super::head::{Length, Malformed, judge};
use super::limits::{Limits, MOST_HEAD_BYTES};

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing came yet.
    First,
    /// A head is arriving.
    Head,
    /// The head is whole, and not yet with the service.
    Handed,
    /// A request is being answered; its body may still arrive.
    Working,
    /// The last answer was given.
    Idle,
}

/// One connection's state, shared by what reads it, what answers it and what drops it.
#[derive(Debug)]
pub(super) struct Turn {
    inner: Mutex<Inner>,
    limits: Limits,
}

#[derive(Debug)]
struct Inner {
    phase: Phase,
    since: Instant,
    head: Vec<u8>,
    ends: Ends,
    /// Bytes of a body that are still to be given on.
    body: Length,
    wrong: Option<Malformed>,
    stuck: Option<Stuck>,
    reader: Option<Waker>,
}

/// How far the end of a head was seen: it ends with an empty line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    InLine,
    AfterLine,
    AfterLineAndCr,
}

/// Writing that does not get on.
#[derive(Debug, Clone, Copy)]
struct Stuck {
    since: Instant,
    taken: u64,
}

impl Turn {
    pub(super) fn begin(limits: Limits) -> Self {
        Self::begin_at(limits, Instant::now())
    }

    fn begin_at(limits: Limits, now: Instant) -> Self {
        let inner = Inner {
            phase: Phase::First,
            since: now,
            head: Vec::new(),
            ends: Ends::InLine,
            body: Length::Bytes(0),
            wrong: None,
            stuck: None,
            reader: None,
        };
        Self { inner: Mutex::new(inner), limits }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many of these bytes may be given on now, and how many of them are to be left out before that.
    /// `None` when nothing may be read before the answer is given.
    pub(super) fn pass(&self, bytes: &[u8], now: Instant) -> Option<Pass> {
        let mut inner = self.inner();
        match inner.body {
            Length::Chunked => return Some(Pass { skip: 0, give: bytes.len() }),
            Length::Bytes(left) if left > 0 => {
                let give = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                inner.body = Length::Bytes(left - give as u64);
                return Some(Pass { skip: 0, give });
            }
            Length::Bytes(_) => {}
        }
        match inner.phase {
            Phase::Handed | Phase::Working => None,
            Phase::First | Phase::Idle | Phase::Head => Some(inner.read_head(bytes, now)),
        }
    }

    /// Whether anything may be read now; when not, the reader is woken once it may.
    pub(super) fn may_read(&self, reader: &Waker) -> bool {
        let mut inner = self.inner();
        let may = inner.body != Length::Bytes(0) || !matches!(inner.phase, Phase::Handed | Phase::Working);
        if !may {
            inner.reader = Some(reader.clone());
        }
        may
    }

    /// The head went to the service. Says whether it can be believed and whether the connection ends after it.
    pub(super) fn work(&self) -> (Option<Malformed>, bool) {
        let mut inner = self.inner();
        inner.phase = Phase::Working;
        (inner.wrong, inner.body == Length::Chunked || inner.wrong.is_some())
    }

    /// The answer is given.
    pub(super) fn answered(&self) {
        self.answered_at(Instant::now());
    }

    fn answered_at(&self, now: Instant) {
        let mut inner = self.inner();
        if inner.phase == Phase::Working {
            inner.phase = Phase::Idle;
            inner.since = now;
            inner.head = Vec::new();
            inner.ends = Ends::InLine;
            if let Some(reader) = inner.reader.take() {
                reader.wake();
            }
        }
    }

    /// Writing waits for the client.
    pub(super) fn stuck(&self, now: Instant) {
        self.inner().stuck.get_or_insert(Stuck { since: now, taken: 0 });
    }

    /// The client took some bytes.
    pub(super) fn took(&self, bytes: usize) {
        if let Some(stuck) = &mut self.inner().stuck {
            stuck.taken += bytes as u64;
        }
    }

    /// Everything written so far was taken.
    pub(super) fn unstuck(&self) {
        self.inner().stuck = None;
    }

    /// When the connection is dropped if nothing changes.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let inner = self.inner();
        let quiet = match inner.phase {
            Phase::First => Some(inner.since + self.limits.first_byte),
            Phase::Head | Phase::Handed => Some(inner.since + self.limits.head),
            Phase::Idle => Some(inner.since + self.limits.idle),
            Phase::Working => None,
        };
        let unread = inner.stuck.map(|stuck| stuck.since + self.limits.unread + self.limits.earned(stuck.taken));
        quiet.into_iter().chain(unread).min()
    }

    /// From when on it may be dropped for somebody else; nothing while a request is being answered. Whoever was answered
    /// and asks nothing more may go at once.
    pub(super) fn may_go_from(&self) -> Option<Instant> {
        let inner = self.inner();
        let after = match inner.phase {
            Phase::First | Phase::Head => self.limits.settle,
            Phase::Idle => Duration::ZERO,
            Phase::Handed | Phase::Working => return None,
        };
        inner.stuck.is_none().then_some(inner.since + after)
    }

    /// Whether no request has begun and every answer was taken: such a connection can be ended without a word.
    pub(super) fn is_between(&self) -> bool {
        let inner = self.inner();
        matches!(inner.phase, Phase::First | Phase::Idle) && inner.stuck.is_none()
    }

    pub(super) const fn limits(&self) -> Limits {
        self.limits
    }
}

/// What is done with bytes that came: some are left out, then some are given on, the rest waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass {
    pub(super) skip: usize,
    pub(super) give: usize,
}

impl Inner {
    /// Reads on in a head, up to its end and no further.
    fn read_head(&mut self, bytes: &[u8], now: Instant) -> Pass {
        // Empty lines before a request are allowed, mean nothing, and do not begin one.
        let skip = match self.phase {
            Phase::Head => 0,
            _ => bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count(),
        };
        let rest = bytes.get(skip..).unwrap_or_default();
        if rest.is_empty() {
            return Pass { skip, give: 0 };
        }
        if self.phase != Phase::Head {
            self.phase = Phase::Head;
            self.since = now;
        }
        let mut give = 0;
        for byte in rest {
            give += 1;
            if self.head.len() <= MOST_HEAD_BYTES {
                self.head.push(*byte);
            }
            let after = self.ends != Ends::InLine;
            self.ends = match byte {
                b'\n' if after => {
                    self.end_head();
                    break;
                }
                b'\n' => Ends::AfterLine,
                b'\r' if self.ends == Ends::AfterLine => Ends::AfterLineAndCr,
                _ => Ends::InLine,
            };
        }
        Pass { skip, give }
    }

    fn end_head(&mut self) {
        let (length, wrong) = judge(&self.head);
        self.phase = Phase::Handed;
        self.body = length;
        self.wrong = wrong;
        self.ends = Ends::InLine;
        self.head = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const USUAL: Limits = Limits::USUAL;

    fn after(begun: Instant, turn: &Turn) -> Option<Duration> {
        turn.deadline().map(|deadline| deadline.duration_since(begun))
    }

    #[test]
    fn each_part_has_its_own_time() {
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        let turn = Turn::begin_at(USUAL, begun);
        assert_eq!(after(begun, &turn), Some(USUAL.first_byte));
        // Empty lines are no beginning.
        assert_eq!(turn.pass(b"\r\n\r\n", at(4)), Some(Pass { skip: 4, give: 0 }));
        assert_eq!(after(begun, &turn), Some(USUAL.first_byte));
        assert_eq!(turn.pass(b"GET / HTTP/1.1\r\n", at(9)), Some(Pass { skip: 0, give: 16 }));
        assert_eq!(turn.pass(b"Host: a\r\n", at(12)), Some(Pass { skip: 0, give: 9 }));
        assert_eq!(turn.deadline(), Some(at(9) + USUAL.head), "a head that trickles earns no time");
        assert_eq!(turn.pass(b"\r\nGET /next", at(13)), Some(Pass { skip: 0, give: 2 }));
        assert_eq!(turn.work(), (None, false));
        assert_eq!(turn.deadline(), None);
        assert_eq!(turn.pass(b"GET /next", at(14)), None, "what comes after waits for the answer");
        turn.answered_at(at(20));
        assert_eq!(turn.deadline(), Some(at(20) + USUAL.idle));
        assert!(turn.is_between());
        assert_eq!(turn.pass(b"GET /next", at(30)), Some(Pass { skip: 0, give: 9 }));
        assert_eq!(turn.deadline(), Some(at(30) + USUAL.head));
    }

    #[test]
    fn a_body_is_given_on_as_long_as_it_was_said_to_be() {
        let now = Instant::now();
        let turn = Turn::begin_at(USUAL, now);
        let head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(turn.pass(head, now), Some(Pass { skip: 0, give: head.len() }));
        turn.work();
        assert_eq!(turn.pass(b"abc", now), Some(Pass { skip: 0, give: 3 }));
        assert_eq!(turn.pass(b"deGET", now), Some(Pass { skip: 0, give: 2 }));
        assert_eq!(turn.pass(b"GET", now), None);
    }

    #[test]
    fn a_client_that_does_not_read_has_less_than_fifteen_seconds_and_a_slow_one_what_it_earns() {
        let begun = Instant::now();
        let turn = Turn::begin_at(USUAL, begun);
        turn.pass(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", begun);
        turn.work();
        turn.stuck(begun);
        assert_eq!(after(begun, &turn), Some(USUAL.unread));
        turn.took(1);
        assert!(after(begun, &turn) < Some(Duration::from_secs(15)), "one byte earns next to nothing");
        turn.took(1024 * 8);
        assert!(after(begun, &turn) > Some(USUAL.unread + Duration::from_secs(7)));
        turn.stuck(begun + Duration::from_secs(5));
        assert!(after(begun, &turn) < Some(USUAL.unread + Duration::from_secs(9)), "it counts from the first wait");
        turn.answered_at(begun);
        assert!(!turn.is_between() && turn.may_go_from().is_none(), "an answer that is not taken yet is under way");
        turn.unstuck();
        assert!(turn.is_between());
    }
}
