//! Chance for one life: a stream that grows from the life's own label.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

/// A stream of chance.
pub(super) struct Dice(pub(super) ChaCha8Rng);

impl Dice {
    /// A whole number from `least` to `most`, both included. The slight preference for low ones is of no matter.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        let width = most.saturating_sub(least).saturating_add(1);
        least + self.0.next_u32().checked_rem(width).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, times: u32) -> bool {
        self.between(1, 100) <= times
    }

    /// One of several, each as likely as the others.
    pub(super) fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        let last = u32::try_from(of.len()).unwrap_or(u32::MAX).saturating_sub(1);
        of.get(self.between(0, last) as usize).copied().unwrap_or_default()
    }

    /// One of several by weight; none when there is no weight at all.
    pub(super) fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let all: u32 = of.iter().map(&weight).sum();
        let mut drawn = self.between(1, all.max(1));
        of.iter().find(|one| {
            let found = drawn <= weight(one);
            drawn = drawn.saturating_sub(weight(one));
            found
        })
    }
}
