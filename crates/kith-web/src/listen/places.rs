//! The places for connections: when all are taken, whoever has waited longest without being answered makes room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;

use super::turn::Turn;

/// All places.
#[derive(Clone)]
pub(super) struct Places {
    inner: Arc<Mutex<Inner>>,
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
    }
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { most, next: 0, taken: BTreeMap::new() })) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, if need be that of somebody who only waits. `None` when everybody is being answered.
    pub(super) fn take(&self, turn: &Arc<Turn>) -> Option<u64> {
        let mut inner = self.inner();
        if inner.taken.len() >= inner.most && !inner.evict() {
            return None;
        }
        let place = inner.next;
        inner.next += 1;
        inner.taken.insert(place, (Arc::clone(turn), None));
        Some(place)
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

    /// Drops the connection that has waited longest without being answered, if there is one.
    pub(super) fn evict(&self) -> bool {
        self.inner().evict()
    }
}

impl Inner {
    fn evict(&mut self) -> bool {
        let waiting = self.taken.iter().filter(|(_, (_, task))| task.is_some());
        let longest = waiting
            .filter_map(|(place, (turn, _))| turn.waits_since().map(|since| (since, *place)))
            .min_by_key(|(since, place)| (*since, *place));
        let Some((_, place)) = longest else { return false };
        if let Some((_, Some(task))) = self.taken.remove(&place) {
            task.abort();
        }
        true
    }
}
