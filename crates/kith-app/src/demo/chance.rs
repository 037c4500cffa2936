//! The tree of chance: every branch grows from the seed and its own name, so that adding one thing
//! leaves all others as they were.

use kith_domain::nhs_number::NhsNumber;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// The root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree(pub(super) u64);

impl Tree {
    /// Thirty-two bytes for a label, for a context to begin from.
    pub(super) fn seed(self, label: &str) -> [u8; 32] {
        let mut sha = Sha256::new();
        sha.update(b"kith-demo-1");
        sha.update(self.0.to_be_bytes());
        sha.update(label.as_bytes());
        sha.finalize().into()
    }

    /// A stream of chance for a label.
    pub(super) fn branch(self, label: &str) -> ChaCha8Rng {
        ChaCha8Rng::from_seed(self.seed(label))
    }

    /// A number below `most`, which is small, so that the slight preference for low ones is of no matter.
    pub(super) fn below(self, label: &str, most: u32) -> u32 {
        self.branch(label).next_u32().checked_rem(most).unwrap_or(0)
    }

    /// A working hour: 9am to 4.55pm, in steps of five minutes.
    pub(super) fn hour(self, label: &str) -> (i8, i8) {
        let slot = self.below(label, 96);
        let small = |n: u32| i8::try_from(n).unwrap_or(0);
        (small(9 + slot / 12), small(slot % 12 * 5))
    }

    /// A made-up NHS number of the 999 range.
    pub(super) fn nhs_number(self, label: &str) -> String {
        let mut branch = self.branch(label);
        loop {
            // About one serial in eleven has no check digit.
            if let Some(number) = NhsNumber::synthetic(branch.next_u32()) {
                return number.digits();
            }
        }
    }

    /// A telephone number of the range that is kept free for drama.
    pub(super) fn phone(self, label: &str) -> String {
        format!("07700 900{:03}", self.below(label, 1_000))
    }

    /// A password of twenty letters and digits that are not easily taken for one another.
    pub(super) fn password(self) -> String {
        const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
        let mut branch = self.branch("password");
        let mut sign = || SIGNS.get(branch.next_u32() as usize % SIGNS.len()).map_or('x', |sign| char::from(*sign));
        (0..20).map(|_| sign()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_differ_by_seed_and_label_and_never_by_their_neighbours() {
        let tree = Tree(7);
        assert_eq!(tree.seed("a"), Tree(7).seed("a"));
        assert_ne!(tree.seed("a"), tree.seed("b"));
        assert_ne!(tree.seed("a"), Tree(8).seed("a"));
    }

    #[test]
    fn what_it_gives_is_usable() {
        for seed in 0..200 {
            let tree = Tree(seed);
            assert!(NhsNumber::parse(&tree.nhs_number("x")).is_ok_and(NhsNumber::is_synthetic));
            let (hour, minute) = tree.hour("x");
            assert!((9..17).contains(&hour) && (0..60).contains(&minute));
            assert!(crate::accounts::check_password(&tree.password(), "a@example.org", "Amina").is_ok());
        }
    }
}
