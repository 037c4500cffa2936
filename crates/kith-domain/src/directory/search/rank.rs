//! In which order a search shows what it found.
//!
//! First how well the words are met, in three bands. Within a band each thing that makes an entry less useful is a step
//! down, and the fewest steps stand first: [`Steps`] is the whole of the rules. Then the finer points of the words, then
//! the name, then the identifier, so that the order is always the same.
//!
//! # Invariants
//! - Nothing is ordered by who pays, who is asked most, or who clicked on what.
//! - A card that steps down because it is full, closed or not made sure of says so ([`whys`]).

use jiff::civil::Date;

use super::asked::Asked;
use super::facts::{Facts, Times};
use crate::directory::access::AccessNeed;
use crate::directory::{Capacity, CommunityService, Intake, STALE_AFTER_DAYS, Status};
use crate::time::date_in_words;

/// How a word that was sought is met by a word of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is that word, or the word without its ending.
    Word,
    /// It begins so.
    Begins,
    /// It is another everyday word for the same thing.
    Alike,
}

/// The points of a word that is met, by the weight that the word has in the entry.
#[must_use]
pub const fn points(weight: u8, how: How) -> u16 {
    let times = match how {
        How::Word => 4,
        How::Begins => 3,
        How::Alike => 2,
    };
    weight as u16 * times
}

/// From how many points a word on a mean: in the name.
const NAMED: u32 = 24;
/// From how many: in the organisation's name or the kind of service, or as another word in the name.
const CLOSE: u32 = 8;

/// How many steps down each thing is.
pub struct Steps;

impl Steps {
    /// Full, or closed for now or not running.
    pub const FULL: u32 = 6;
    /// Ended for good, or no longer listed by its feed.
    pub const GONE: u32 = 12;
    /// There is a waiting list.
    pub const WAIT: u32 = 1;
    /// The waiting list is a quarter of a year or longer.
    pub const LONG_WAIT: u32 = 3;
    /// Not made sure of for three months, or never.
    pub const STALE: u32 = 2;
    /// For each access need of the person that the entry does not say it meets.
    pub const UNMET: u32 = 2;
    /// The farthest: more than 25 miles.
    pub const FAR: u32 = 5;
    /// It does not say where it is.
    pub const NOWHERE: u32 = 3;
    /// It does not say whether it is open on the day, or in the part of the day, that is asked for.
    pub const NO_TIMES: u32 = 4;
}

/// The steps for a distance in metres.
const fn far(metres: u32) -> u32 {
    match metres {
        0..=1_609 => 0,
        1_610..=4_828 => 1,
        4_829..=8_047 => 2,
        8_048..=16_093 => 3,
        16_094..=40_233 => 4,
        _ => Steps::FAR,
    }
}

/// The steps for a distance in metres, or for none where nobody says where an entry is; `comes` is whether it comes to
/// people or is from afar.
#[must_use]
pub(super) const fn of_distance(metres: Option<u32>, comes: bool) -> u32 {
    match metres {
        Some(metres) => far(metres),
        None if comes => 0,
        None => Steps::NOWHERE,
    }
}

/// The steps down of an entry.
#[must_use]
pub fn steps(asked: &Asked, facts: &Facts, today: Date) -> u32 {
    standing(facts) + passing(facts.days(), day_number(today)) + for_whom(asked, facts, today)
}

/// The steps that are the entry's own whoever asks: room, and whether it goes on.
#[must_use]
pub const fn standing(facts: &Facts) -> u32 {
    let room = match facts.capacity {
        Capacity::Full => Steps::FULL,
        Capacity::Wait { weeks: Some(13..) } => Steps::LONG_WAIT,
        Capacity::Wait { .. } => Steps::WAIT,
        Capacity::Room | Capacity::NotSaid => 0,
    };
    let goes_on = match facts.status {
        Status::Active => 0,
        Status::Inactive | Status::TemporarilyClosed => Steps::FULL,
        Status::Defunct => Steps::GONE,
    };
    room + goes_on
}

/// The steps that come and go with the day: whether somebody made sure of it lately, and whether its organisation takes
/// nobody for a while. The days are those of [`Facts::days`].
#[must_use]
pub const fn passing((checked, paused_until): (i32, i32), today: i32) -> u32 {
    let stale = if is_stale(checked, today) { Steps::STALE } else { 0 };
    let paused = if today < paused_until { Steps::FULL } else { 0 };
    stale + paused
}

/// The steps that hang on whoever it is for: distance, access, language, and whether it says when.
#[must_use]
pub fn for_whom(asked: &Asked, facts: &Facts, today: Date) -> u32 {
    let mut steps = Steps::UNMET * asked.access.missing_in(facts.access);
    if asked.times(facts, today) == Times::NotSaid {
        steps += Steps::NO_TIMES;
    }
    if let Some(near) = &asked.near {
        let comes = facts.access.has(AccessNeed::Remote) || facts.access.has(AccessNeed::Home);
        steps += of_distance(near.metres(&facts.places), comes);
    }
    if let Some(language) = &asked.language {
        let speaks = facts.languages.split(' ').any(|it| it == language);
        steps += if speaks { 0 } else { Steps::UNMET };
    }
    steps
}

/// A day as a number, so that days are compared without a calendar.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    let (year, month) = if day.month() > 2 { (day.year(), day.month() - 3) } else { (day.year() - 1, day.month() + 9) };
    let (year, month) = (i32::from(year), i32::from(month));
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + i32::from(day.day())
}

/// Whether what was last made sure of on a day is stale, both as numbers; `i32::MIN` is never.
#[must_use]
pub const fn is_stale(checked: i32, today: i32) -> bool {
    today.saturating_sub(checked) as i64 > STALE_AFTER_DAYS
}

/// Where an entry stands in what a search found; the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u64);

impl Rank {
    /// The rank of an entry: how many of the words it does not hold, the points of those it holds, the steps down.
    #[must_use]
    pub fn new(words: usize, held: usize, points: u32, steps: u32) -> Self {
        // Points a word, without a division: this runs for every entry that is found.
        let many = u32::try_from(words).unwrap_or(u32::MAX);
        let band = u64::from(points < NAMED.saturating_mul(many)) + u64::from(points < CLOSE.saturating_mul(many));
        let missed = u64::try_from(words.saturating_sub(held).min(255)).unwrap_or(255);
        let finer = u64::from(0x00FF_FFFF_u32.saturating_sub(points));
        Self(missed << 48 | band << 40 | u64::from(steps.min(255)) << 32 | finer)
    }

    /// As a number, for the address of the next page.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// From such a number.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }
}

/// Why an entry stands further down than its words alone would put it, a sentence each; with what the organisation itself
/// says of taking people.
#[must_use]
pub fn whys(service: &CommunityService, intake: Option<&Intake>, today: Date) -> Vec<String> {
    let mut whys = Vec::new();
    let said = service.entry.record.places.iter().filter_map(|it| it.updated).max();
    let said = said.map(crate::time::day_of).or(service.checked);
    // Whichever was later: what was said before it may have been that there is room.
    let said = said.max(intake.map(|it| it.said));
    if service.capacity == Capacity::Full {
        whys.push(
            said.map_or_else(|| "Full.".to_owned(), |day| format!("Full since {} or before.", date_in_words(day))),
        );
    }
    match service.entry.status {
        Status::Active => {}
        other => whys.push(format!("{}.", other.label())),
    }
    match service.checked {
        Some(day) if service.is_stale(today) => whys.push(format!("Not checked since {}.", date_in_words(day))),
        Some(_) => {}
        None => whys.push("Never checked by anybody.".to_owned()),
    }
    whys
}

#[cfg(test)]
mod tests;
