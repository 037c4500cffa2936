//! At most two passwords are hashed at once, and at most a few more wait: each takes 19 MiB and a core.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::refusal::Refusal;

/// Passwords hashed at once.
pub(super) const AT_ONCE: usize = 2;
/// Passwords that wait for their turn; whoever comes then is told to come again.
pub(super) const MOST_WAITING: usize = 32;

/// The turns at hashing of one process.
#[derive(Debug, Default)]
pub struct Hashing {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    waiting: usize,
}

/// The right to hash, until it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    of: &'a Hashing,
}

impl Hashing {
    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when too many wait already.
    pub fn turn(&self) -> Result<Turn<'_>, Refusal> {
        let mut state = self.state();
        if state.running >= AT_ONCE {
            if state.waiting >= MOST_WAITING {
                return Err(Refusal::Busy);
            }
            state.waiting += 1;
            while state.running >= AT_ONCE {
                state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.waiting -= 1;
        }
        state.running += 1;
        Ok(Turn { of: self })
    }

    /// How many hash and how many wait.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let state = self.state();
        (state.running, state.waiting)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.of.state().running -= 1;
        self.of.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn two_hash_thirty_two_wait_and_the_next_is_told_to_come_again() {
        let hashing = Arc::new(Hashing::default());
        let held = [hashing.turn().expect("a turn"), hashing.turn().expect("a turn")];
        let most = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..MOST_WAITING)
            .map(|_| {
                let (hashing, most) = (Arc::clone(&hashing), Arc::clone(&most));
                std::thread::spawn(move || {
                    let _turn = hashing.turn().expect("a turn");
                    let (running, _) = hashing.counts();
                    let mut most = most.lock().expect("whole");
                    *most = running.max(*most);
                })
            })
            .collect();
        while hashing.counts() != (AT_ONCE, MOST_WAITING) {
            std::thread::yield_now();
        }
        assert!(matches!(hashing.turn(), Err(Refusal::Busy)));
        drop(held);
        for thread in threads {
            thread.join().expect("hashed");
        }
        assert!(*most.lock().expect("whole") <= AT_ONCE);
        assert_eq!(hashing.counts(), (0, 0));
    }
}
