//! The places for connections: when all are taken, whoever has waited longest without being answered makes room.
//!
//! Somebody who has only just come may have asked already, and nobody has looked: such a connection keeps its place for a
//! moment ([`Limits::settle`](super::Limits::settle)), and whoever comes meanwhile waits at the door.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::turn::Turn;

/// All places.
#[derive(Clone)]
pub(super) struct Places {
    inner: Arc<Mutex<Inner>>,
    left: Arc<Notify>,
}

/// What comes of asking for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A place.
    Place(u64),
    /// Somebody makes room at that moment, or sooner.
    Soon(Instant),
    /// Everybody is being answered.
    Never,
}

struct Inner {
    most: usize,
    next: u64,
    taken: BTreeMap<u64, (Arc<Turn>, Option<AbortHandle>)>,
}

/// Gives a place back when it is dropped.
pub(super) struct Leaving {
    places: Places,
    place: u64,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.places.inner().taken.remove(&self.place);
        self.places.left.notify_one();
    }
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        let inner = Inner { most, next: 0, taken: BTreeMap::new() };
        Self { inner: Arc::new(Mutex::new(inner)), left: Arc::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, if need be that of somebody who only waits.
    pub(super) fn take(&self, turn: &Arc<Turn>) -> Asked {
        let mut inner = self.inner();
        if inner.taken.len() >= inner.most {
            match inner.evict(Instant::now()) {
                Evicted::Somebody => {}
                Evicted::NobodyBefore(then) => return Asked::Soon(then),
                Evicted::Nobody => return Asked::Never,
            }
        }
        let place = inner.next;
        inner.next += 1;
        inner.taken.insert(place, (Arc::clone(turn), None));
        Asked::Place(place)
    }

    /// Until somebody has left, perhaps before this was asked.
    pub(super) async fn left(&self) {
        self.left.notified().await;
    }

    /// Keeps what ends the connection of a place, unless it has ended already.
    pub(super) fn hold(&self, place: u64, task: AbortHandle) {
        if let Some((_, held)) = self.inner().taken.get_mut(&place) {
            *held = Some(task);
        }
    }

    pub(super) fn leaving(&self, place: u64) -> Leaving {
        Leaving { places: self.clone(), place }
    }

    /// Drops the connection that has waited longest without being answered, if there is one that may be dropped.
    pub(super) fn evict(&self) {
        self.inner().evict(Instant::now());
    }
}

/// Whether somebody made room.
enum Evicted {
    Somebody,
    NobodyBefore(Instant),
    Nobody,
}

impl Inner {
    fn evict(&mut self, now: Instant) -> Evicted {
        let waiting = self.taken.iter().filter(|(_, (_, task))| task.is_some());
        let first = waiting.filter_map(|(place, (turn, _))| turn.may_go_from().map(|then| (then, *place))).min();
        match first {
            None => Evicted::Nobody,
            Some((then, _)) if then > now => Evicted::NobodyBefore(then),
            Some((_, place)) => {
                if let Some((_, Some(task))) = self.taken.remove(&place) {
                    task.abort();
                }
                Evicted::Somebody
            }
        }
    }
}
