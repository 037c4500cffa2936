//! What of an entry's facts nearly every search asks, in two dozen bytes: a search that looks at every entry of a
//! directory reads them one after the other, and the facts themselves only where they alone can tell.
//!
//! # Invariants
//! - What a glimpse tells is what [`Asked::allows`] and [`for_whom`] tell of the facts it was taken of; where it cannot
//!   tell, it says so.
//!
//! [`for_whom`]: super::rank::for_whom

use jiff::civil::Weekday;

use super::asked::{Asked, Within};
use super::facts::{DayPart, Facts, Times};
use super::rank::{Steps, of_distance};
use crate::directory::access::{AccessNeed, Accesses};
use crate::directory::record::Position;

/// How many bits each day has: one for each part of it, and one for any time at all.
const BITS: u32 = 4;
/// The bit of any time, after those of the parts.
const ANY: u32 = 1 << (BITS - 1);

/// The facts of an entry at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glimpse {
    /// When it is open: for each day of the week, and for those that name none, [`BITS`].
    open: u32,
    /// When it does not say whether it is, in the same bits.
    not_said: u32,
    /// Where it is, if it is in one place.
    at: Position,
    access: Accesses,
    /// The ages it is for.
    ages: (u8, u8),
    is_listed: bool,
    is_free: bool,
    has_languages: bool,
    /// Some opening ends on a day, so that the day of asking decides.
    expires: bool,
    places: Places,
}

/// How many places there are to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    None,
    One,
    More,
}

impl Glimpse {
    /// Of facts.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let (mut open, mut not_said) = (0, 0);
        for it in facts.times() {
            let bits = |times: Times| {
                let parts = DayPart::ALL.iter().zip(0_u32..).filter(|(part, _)| it.tells_of(**part) == times);
                parts.fold(0, |bits, (_, at)| bits | 1 << at)
            };
            open |= (bits(Times::Open) | ANY) << (BITS * day(it.day));
            not_said |= bits(Times::NotSaid) << (BITS * day(it.day));
        }
        let places = match *facts.places {
            [] => Places::None,
            [_] => Places::One,
            _ => Places::More,
        };
        Self {
            open,
            not_said,
            at: facts.places.first().copied().unwrap_or(Position { latitude: 0, longitude: 0 }),
            access: facts.access,
            ages: (facts.minimum_age.unwrap_or(0), facts.maximum_age.unwrap_or(u8::MAX)),
            is_listed: facts.is_listed,
            is_free: facts.is_free,
            has_languages: !facts.languages.is_empty(),
            expires: facts.times().iter().any(|it| it.last.is_some()),
            places,
        }
    }
}

/// The place of a day among the bits; openings of no day stand behind Sunday.
fn day(day: Option<Weekday>) -> u32 {
    day.map_or(7, |day| day.to_monday_zero_offset().unsigned_abs().into())
}

/// What a glimpse tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// What is asked leaves the entry out.
    Out,
    /// The entry is let through, with this many steps down for whoever it is for.
    In(u32),
    /// Only the facts can tell.
    Unsure,
}

/// What is asked for beside words, put so that glimpses answer it.
#[derive(Debug)]
pub struct Glance<'a> {
    asked: &'a Asked,
    /// The bits of which one must be set; nothing when no time is asked for.
    open: Option<u32>,
    /// The bits of openings on no day, where a day is asked for: whether they are on that day is not said.
    dayless: u32,
    /// How far away at most, in metres; nothing when it is not asked for.
    within: Option<u32>,
}

impl<'a> Glance<'a> {
    /// For what is asked.
    #[must_use]
    pub fn of(asked: &'a Asked) -> Self {
        let part = asked.part.and_then(|part| DayPart::ALL.iter().position(|it| *it == part));
        let part = part.map_or(ANY, |at| 1 << at);
        let open = match asked.day {
            Some(_) => Some(part << (BITS * day(asked.day))),
            None => asked.part.map(|_| (0..8).fold(0, |all, at| all | part << (BITS * at))),
        };
        let dayless = if asked.day.is_some() { part << (BITS * day(None)) } else { 0 };
        let within = asked.within.map(Within::metres);
        Self { asked, open, dayless, within }
    }

    /// What a glimpse tells of it.
    #[must_use]
    pub fn at(&self, it: &Glimpse) -> Told {
        let of_age = self.asked.age.is_none_or(|age| (it.ages.0..=it.ages.1).contains(&age));
        let times = self.open.map_or(Times::Open, |bits| {
            if it.open & bits != 0 {
                Times::Open
            } else if it.open == 0 || it.not_said & bits != 0 || (it.open | it.not_said) & self.dayless != 0 {
                Times::NotSaid
            } else {
                Times::Shut
            }
        });
        if !it.is_listed || !of_age || times == Times::Shut || (self.asked.is_free && !it.is_free) {
            return Told::Out;
        }
        if it.expires && self.open.is_some() || it.has_languages && self.asked.language.is_some() {
            return Told::Unsure;
        }
        let mut steps = Steps::UNMET * self.asked.access.missing_in(it.access);
        if times == Times::NotSaid {
            steps += Steps::NO_TIMES;
        }
        if self.asked.language.is_some() {
            steps += Steps::UNMET;
        }
        if let Some(near) = &self.asked.near {
            let reaches = it.access.has(AccessNeed::Remote) || it.access.has(AccessNeed::Home);
            let metres = match it.places {
                Places::None => None,
                Places::One => near.metres(&[it.at]),
                Places::More => return Told::Unsure,
            };
            if self.within.is_some_and(|most| metres.map_or(!reaches, |metres| metres > most)) {
                return Told::Out;
            }
            steps += of_distance(metres, reaches);
        }
        Told::In(steps)
    }
}
