//! What a search of the directory asks for.

use jiff::civil::{Date, Weekday};

use super::facts::{DayPart, Facts, Times};
use super::{Sought, everyday};
use crate::directory::access::{AccessNeed, Accesses};
use crate::directory::record::Position;
use crate::need::Domain;
use crate::support::contact::coded;

coded!(/** How far away at most. */ Within {
    /** One mile. */ One = "1", "Within 1 mile";
    /** Three. */ Three = "3", "Within 3 miles";
    /** Five. */ Five = "5", "Within 5 miles";
    /** Ten. */ Ten = "10", "Within 10 miles";
    /** Twenty-five. */ TwentyFive = "25", "Within 25 miles";
});

/// Metres of a mile, to the next whole one.
const MILE: u32 = 1_609;

impl Within {
    /// In metres.
    #[must_use]
    pub const fn metres(self) -> u32 {
        MILE * match self {
            Self::One => 1,
            Self::Three => 3,
            Self::Five => 5,
            Self::Ten => 10,
            Self::TwentyFive => 25,
        }
    }
}

/// A place from which distances are counted.
#[derive(Clone, Copy, PartialEq)]
pub struct Near {
    at: Position,
    /// Metres of a millionth of a degree to the east, at this latitude.
    east: f64,
}

impl std::fmt::Debug for Near {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Near(…)")
    }
}

/// Metres of a millionth of a degree to the north.
const NORTH: f64 = 0.111_195;

impl Near {
    /// Distances from a position.
    #[must_use]
    pub fn to(at: Position) -> Self {
        Self { at, east: NORTH * (f64::from(at.latitude) / 1_000_000.0).to_radians().cos() }
    }

    /// How far the nearest of some places is, in metres. On a plane, which within a county is right to a hundredth, and
    /// is some hundred times quicker than on a sphere.
    #[must_use]
    pub fn metres(&self, places: &[Position]) -> Option<u32> {
        let apart = |place: &Position| {
            let north = NORTH * f64::from(place.latitude.saturating_sub(self.at.latitude));
            let east = self.east * f64::from(place.longitude.saturating_sub(self.at.longitude));
            north.mul_add(north, east * east).sqrt() as u32
        };
        places.iter().map(apart).min()
    }
}

/// What is asked for. What is left out filters nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Words, each of which must be found.
    pub words: Vec<Sought>,
    /// Something for this need.
    pub need: Option<Domain>,
    /// Open on this day.
    pub day: Option<Weekday>,
    /// Open in this part of the day.
    pub part: Option<DayPart>,
    /// For somebody of this age.
    pub age: Option<u8>,
    /// Free alone.
    pub is_free: bool,
    /// From where distances are counted.
    pub near: Option<Near>,
    /// How far away at most; means nothing without a place.
    pub within: Option<Within>,
    /// What makes it easier for the person. It ranks, and never hides.
    pub access: Accesses,
    /// A language that the person speaks, folded. It ranks, and never hides.
    pub language: Option<String>,
}

impl Asked {
    /// At most this many words of a search are looked up; the rest is ignored and the page says so.
    pub const MOST_WORDS: usize = 8;

    /// For words alone.
    #[must_use]
    pub fn of_words(typed: &str) -> Self {
        let mut words = Sought::all(typed);
        words.truncate(Self::MOST_WORDS);
        Self { words, ..Self::default() }
    }

    /// Beginnings of words of which one must be found beside the words: those of the need.
    #[must_use]
    pub fn any_of(&self) -> &'static [&'static str] {
        self.need.map_or(&[], everyday::of_need)
    }

    /// Whether anything is asked for that leaves entries out or orders them.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anything beside the words leaves entries out.
    #[must_use]
    pub const fn filters(&self) -> bool {
        self.age.is_some()
            || self.is_free
            || self.day.is_some()
            || self.part.is_some()
            || (self.near.is_some() && self.within.is_some())
    }

    /// Whether the order hangs on whoever it is for.
    #[must_use]
    pub fn is_for_somebody(&self) -> bool {
        self.near.is_some() || !self.access.is_empty() || self.language.is_some()
    }

    /// Whether what is asked beside the words lets an entry through. An entry that does not say for what age it is may be
    /// for any, and one that does not say when it is open may be open: it stands further down and says so.
    #[must_use]
    pub fn allows(&self, facts: &Facts, today: Date) -> bool {
        let of_age = self.age.is_none_or(|age| {
            facts.minimum_age.is_none_or(|least| least <= age) && facts.maximum_age.is_none_or(|most| most >= age)
        });
        // What its feed no longer lists is found on a page of its own.
        facts.is_listed
            && of_age
            && (!self.is_free || facts.is_free)
            && self.times(facts, today) != Times::Shut
            && self.is_near_enough(facts)
    }

    /// What an entry tells of the day and the part of the day that are asked for; open, where none is.
    #[must_use]
    pub fn times(&self, facts: &Facts, today: Date) -> Times {
        if self.day.is_none() && self.part.is_none() {
            return Times::Open;
        }
        facts.tells(self.day, self.part, today)
    }

    fn is_near_enough(&self, facts: &Facts) -> bool {
        match (&self.near, self.within) {
            (Some(near), Some(within)) => {
                let reaches = facts.access.has(AccessNeed::Remote) || facts.access.has(AccessNeed::Home);
                near.metres(&facts.places).map_or(reaches, |metres| metres <= within.metres())
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plane_agrees_with_the_sphere_within_a_county() {
        let at = |latitude, longitude| Position { latitude, longitude };
        for (one, other) in [
            (at(54_978_000, -1_617_000), at(55_010_000, -1_580_000)),
            (at(51_500_000, -120_000), at(51_300_000, 300_000)),
            (at(58_000_000, -4_000_000), at(58_200_000, -4_400_000)),
        ] {
            let (plane, sphere) = (Near::to(one).metres(&[other]).expect("a distance"), one.metres_to(other));
            assert!(plane.abs_diff(sphere) * 100 < sphere, "{plane} {sphere}");
        }
        assert_eq!(Near::to(at(0, 0)).metres(&[]), None);
        assert_eq!(format!("{:?}", Near::to(at(54_978_000, 1))), "Near(…)", "no numbers");
    }
}
