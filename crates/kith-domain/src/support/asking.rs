//! Which contacts ask what was done: about one in five, by chance that can be reckoned again.
//!
//! Asking every time would be paperwork and would be answered by mood; asking by chance is neither (domain.md 2.3).
//!
//! # Invariants
//! - The same service, worker, person, day and place among that day's contacts give the same answer: opening the form
//!   again, or without JavaScript, changes nothing.
//! - Nothing of a person or of what happened enters it.

use jiff::civil::Date;

use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};

/// How many contacts in a hundred ask what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// What holds until a service says otherwise: one in five.
    pub const USUAL: Self = Self(20);

    /// What a service may choose, with the words on the page.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self(0), "Never"),
        (Self(5), "One contact in twenty"),
        (Self(10), "One contact in ten"),
        (Self(20), "One contact in five"),
        (Self(25), "One contact in four"),
        (Self(33), "About one contact in three"),
        (Self(50), "Every second contact"),
        (Self(100), "Every contact"),
    ];

    /// A share of so many in a hundred.
    ///
    /// # Errors
    /// When it is none that is offered.
    pub fn of(hundredths: u32) -> Result<Self, Rejection> {
        Self::ALL.iter().map(|(share, _)| *share).find(|share| share.0 == hundredths).ok_or_else(|| {
            Rejection::of_field("asking", "settings.asking", "Choose from the list how often a contact asks.")
        })
    }

    /// In a hundred.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// The words on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(share, _)| *share == self).map_or("", |(_, label)| label)
    }
}

/// Which contact it is, of those that a worker logs about a person on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The day on which it is logged.
    pub day: Date,
    /// How many she has logged before it on that day.
    pub before: u32,
}

impl Turn {
    /// As a form carries it: "2026-11-24.0".
    #[must_use]
    pub fn code(self) -> String {
        format!("{}.{}", self.day, self.before)
    }

    /// Reads what a form carried.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (day, before) = code.split_once('.')?;
        Some(Self { day: day.parse().ok()?, before: before.parse().ok()? })
    }
}

/// Whether a contact asks what was done.
#[must_use]
pub fn asks(share: Share, (service, worker, person): (Id<Service>, Id<Account>, Id<Person>), turn: Turn) -> bool {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(b"kith-asks-1");
    bytes.extend_from_slice(service.uuid().as_bytes());
    bytes.extend_from_slice(worker.uuid().as_bytes());
    bytes.extend_from_slice(person.uuid().as_bytes());
    bytes.extend_from_slice(turn.day.to_string().as_bytes());
    bytes.extend_from_slice(&turn.before.to_be_bytes());
    // Whoever asks more often still asks those who were asked before: a share only adds.
    u64::from(share.0) * (u64::MAX / 100) > chance(&bytes) || share.0 == 100
}

/// Sixty-four bits that depend on every byte (the mixing of SplitMix64, Steele and others 2014).
fn chance(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0x9e37_79b9_7f4a_7c15, |state, part| {
        let word = part.iter().fold(u64::from(part.len() < 8), |word, byte| (word << 8) | u64::from(*byte));
        mixed(state.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ mixed(word))
    })
}

const fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
