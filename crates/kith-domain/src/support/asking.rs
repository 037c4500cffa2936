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

/// Which contact it is, of those that a worker logs about a person on one day, and how often contacts asked when its form
/// was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The day on which the form was opened.
    pub day: Date,
    /// How many she had logged before it on that day.
    pub before: u32,
    /// How often a contact asked then: a change since does not make a form that did not ask one that went unanswered.
    pub share: Share,
}

impl Turn {
    /// As a form carries it: "2026-11-24.0.20".
    #[must_use]
    pub fn code(self) -> String {
        format!("{}.{}.{}", self.day, self.before, self.share.0)
    }

    /// Reads what a form carried.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let mut parts = code.split('.');
        let (day, before, share) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let share = Share::of(share.parse().ok()?).ok()?;
        Some(Self { day: day.parse().ok()?, before: before.parse().ok()?, share })
    }
}

/// Whether a contact asks what was done.
#[must_use]
pub fn asks((service, worker, person): (Id<Service>, Id<Account>, Id<Person>), turn: Turn) -> bool {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(b"kith-asks-1");
    bytes.extend_from_slice(service.uuid().as_bytes());
    bytes.extend_from_slice(worker.uuid().as_bytes());
    bytes.extend_from_slice(person.uuid().as_bytes());
    bytes.extend_from_slice(turn.day.to_string().as_bytes());
    bytes.extend_from_slice(&turn.before.to_be_bytes());
    // The share does not enter the chance: asking more often asks again where it asked before, and adds to it.
    turn.share.0 == 100 || u64::from(turn.share.0) * (u64::MAX / 100) > chance(&bytes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn id<T>(seed: u64, number: u64) -> Id<T> {
        let mut chance = [0; 10];
        chance[..8].copy_from_slice(&(seed ^ number.rotate_left(17)).to_be_bytes());
        Id::from_parts(number, chance)
    }

    /// The chance of at most `k` of `n`, each with `p`: the exact binomial distribution, summed from below.
    fn at_most(k: i64, n: i64, p: f64) -> f64 {
        let ln_choose = |k: i64| -> f64 { (1..=k).map(|i| ((n - k + i) as f64 / i as f64).ln()).sum() };
        (0..=k).map(|i| (ln_choose(i) + i as f64 * p.ln() + (n - i) as f64 * (1.0 - p).ln()).exp()).sum()
    }

    fn shares() -> impl Strategy<Value = Share> {
        prop::sample::select(Share::ALL.iter().map(|(share, _)| *share).collect::<Vec<_>>())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

        /// Whatever the service and the share: of 2,000 contacts of several workers, people, days and turns, as many ask as
        /// the exact binomial distribution allows once in ten million times.
        #[test]
        fn as_many_contacts_ask_as_the_share_says(seed in any::<u64>(), share in shares()) {
            let service = id(seed, 1);
            let mut asked = 0_i64;
            for n in 0..2_000_u64 {
                let (worker, person) = (id(seed, 100 + n % 8), id(seed, 1_000 + n / 4));
                let day = date(2026, 1, 5).saturating_add(i64::try_from(n % 250).unwrap_or(0).days());
                let turn = Turn { day, before: u32::try_from(n % 3).unwrap_or(0), share };
                asked += i64::from(asks((service, worker, person), turn));
            }
            let p = f64::from(share.hundredths()) / 100.0;
            match share.hundredths() {
                0 => prop_assert_eq!(asked, 0),
                100 => prop_assert_eq!(asked, 2_000),
                _ => {
                    let (below, above) = (at_most(asked, 2_000, p), 1.0 - at_most(asked - 1, 2_000, p));
                    prop_assert!(below > 5e-8 && above > 5e-8, "{asked} of 2,000 at {p}: {below} {above}");
                }
            }
        }

        /// The same form asks the same, whoever opens it how often; and its code says the same turn.
        #[test]
        fn the_same_contact_asks_the_same_each_time(seed in any::<u64>(), share in shares(), days in 0_i64..2_000, before in 0_u32..20) {
            let whose = (id(seed, 1), id(seed, 2), id(seed, 3));
            let turn = Turn { day: date(2024, 1, 1).saturating_add(days.days()), before, share };
            let read = Turn::from_code(&turn.code());
            prop_assert_eq!(read, Some(turn));
            prop_assert_eq!(read.map(|turn| asks(whose, turn)), Some(asks(whose, turn)));
        }

        /// Asking more often asks again wherever it asked before.
        #[test]
        fn a_larger_share_only_adds(seed in any::<u64>(), days in 0_i64..2_000) {
            let whose = (id(seed, 1), id(seed, 2), id(seed, 3));
            let day = date(2024, 1, 1).saturating_add(days.days());
            let all = Share::ALL.map(|(share, _)| asks(whose, Turn { day, before: 0, share }));
            prop_assert!(all.is_sorted(), "{all:?}");
        }
    }

    /// One worker's next contact with the same person on the same day has a chance of its own, and so has the next day.
    #[test]
    fn neither_the_turn_nor_the_day_nor_the_person_settles_it() {
        let share = Share::of(50).expect("offered");
        let answers = |f: &dyn Fn(u64) -> bool| (0..400_u64).filter(|n| f(*n)).count();
        let day = date(2026, 3, 2);
        let small = |n: u64| u32::try_from(n).unwrap_or(0);
        let of_turns = answers(&|n| asks((id(1, 1), id(1, 2), id(1, 3)), Turn { day, before: small(n), share }));
        let of_people = answers(&|n| asks((id(1, 1), id(1, 2), id(1, 30 + n)), Turn { day, before: 0, share }));
        let of_workers = answers(&|n| asks((id(1, 1), id(1, 30 + n), id(1, 3)), Turn { day, before: 0, share }));
        let of_services = answers(&|n| asks((id(1, 30 + n), id(1, 2), id(1, 3)), Turn { day, before: 0, share }));
        for count in [of_turns, of_people, of_workers, of_services] {
            // Of 400 at a half: beyond this once in ten million times.
            assert!((147..=253).contains(&count), "{of_turns} {of_people} {of_workers} {of_services}");
        }
    }

    #[test]
    fn what_no_form_carries_is_no_turn() {
        for code in [
            "",
            "2026-11-24",
            "2026-11-24.0",
            "2026-11-24.0.17",
            "2026-11-24.-1.20",
            "2026-13-24.0.20",
            "x.0.20",
            "2026-11-24.0.20.1",
        ] {
            assert_eq!(Turn::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn a_service_chooses_from_never_to_always_and_one_in_five_is_usual() {
        assert_eq!(Share::of(17).map_err(|it| it.code), Err("settings.asking"));
        assert_eq!(Share::USUAL.label(), "One contact in five");
        assert_eq!((Share::ALL[0].0.hundredths(), Share::ALL[7].0.hundredths()), (0, 100));
    }
}
