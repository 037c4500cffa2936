//! Where a community service is held.

use uuid::Uuid;

use super::{Contact, Phone, Schedule, derived_id};
pub use crate::postcode::postcode;
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** What kind of place a location is. */ LocationKind {
    /** A place one can go to. */ Physical = "physical", "A place to go to";
    /** A place one can write to. */ Postal = "postal", "An address to write to";
    /** On line or by telephone. */ Virtual = "virtual", "On line or by telephone";
});

/// A position in whole millionths of a degree (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// North.
    pub latitude: i32,
    /// East.
    pub longitude: i32,
}

/// The mean radius of the earth in metres (IUGG).
const EARTH_METRES: f64 = 6_371_008.8;

impl Position {
    /// How far it is to another position in whole metres, as the crow flies: the haversine on a sphere, which is
    /// right to half of a hundredth.
    #[must_use]
    pub fn metres_to(self, other: Self) -> u32 {
        let radians = |millionths: i32| (f64::from(millionths) / 1_000_000.0).to_radians();
        let (from, to) = (radians(self.latitude), radians(other.latitude));
        let north = ((to - from) / 2.0).sin();
        let east = ((radians(other.longitude) - radians(self.longitude)) / 2.0).sin();
        let chord = (north * north + from.cos() * to.cos() * east * east).clamp(0.0, 1.0);
        // At most half of the way round the earth, which a u32 holds two hundred times over.
        (2.0 * EARTH_METRES * chord.sqrt().asin()).round() as u32
    }
}

/// A place at which it is held, with what holds only there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The place's identifier in the feed.
    pub id: Option<Uuid>,
    /// The identifier of "this service at this place" in the feed.
    pub link_id: Option<Uuid>,
    /// What kind of place.
    pub kind: LocationKind,
    /// What it is called.
    pub name: Option<Line>,
    /// What it is like, and how to get there.
    pub words: Option<Words>,
    /// Where it is.
    pub position: Option<Position>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// Its accessibility.
    pub access: Vec<Access>,
    /// Numbers that reach this place.
    pub phones: Vec<Phone>,
    /// Whom to ask there.
    pub contacts: Vec<Contact>,
    /// When it runs there.
    pub schedules: Vec<Schedule>,
}

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// For whose attention.
    pub attention: Option<Line>,
    /// Building and street.
    pub line_1: Option<Words>,
    /// A second line.
    pub line_2: Option<Words>,
    /// Town or city.
    pub city: Option<Line>,
    /// Region.
    pub region: Option<Line>,
    /// County.
    pub county: Option<Line>,
    /// Postcode; a British one in capitals with its space.
    pub postcode: Option<Line>,
    /// Two-letter code of the country.
    pub country: Option<Line>,
}

/// What is said of reaching and using a place with a disability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The arrangement.
    pub words: Words,
    /// More about it.
    pub details: Option<Words>,
    /// A page with more.
    pub link: Option<Words>,
}

impl Location {
    /// A place that is nothing yet but of a kind.
    #[must_use]
    pub const fn of(kind: LocationKind) -> Self {
        Self {
            id: None,
            link_id: None,
            kind,
            name: None,
            words: None,
            position: None,
            addresses: Vec::new(),
            access: Vec::new(),
            phones: Vec::new(),
            contacts: Vec::new(),
            schedules: Vec::new(),
        }
    }

    /// The identifier under which "this service at this place" is published: that of the feed, or one made from the
    /// service's and the place's.
    #[must_use]
    pub fn published_link(&self, service: Uuid, number: usize) -> Uuid {
        let made = || {
            self.id.map_or_else(
                || derived_id(service, &format!("at/{number}")),
                |id| derived_id(service, &format!("at/{id}")),
            )
        };
        self.link_id.unwrap_or_else(made)
    }

    /// The identifier under which the place itself is published.
    #[must_use]
    pub fn published_id(&self, service: Uuid, number: usize) -> Uuid {
        self.id.unwrap_or_else(|| derived_id(service, &format!("location/{number}")))
    }

    /// The first postcode of its addresses.
    #[must_use]
    pub fn postcode(&self) -> Option<&Line> {
        self.addresses.iter().find_map(|address| address.postcode.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn distances_are_those_of_the_sphere() {
        let at = |latitude, longitude| Position { latitude, longitude };
        // A degree of latitude, a degree of longitude at 60° north, the poles, and nowhere to go.
        assert_eq!(at(0, 0).metres_to(at(1_000_000, 0)), 111_195);
        assert_eq!(at(60_000_000, 0).metres_to(at(60_000_000, 1_000_000)), 55_597);
        assert_eq!(at(90_000_000, 0).metres_to(at(-90_000_000, 7)), 20_015_114);
        assert_eq!(at(51_500_000, -120_000).metres_to(at(51_500_000, -120_000)), 0);
        assert_eq!(at(51_500_000, 179_999_999).metres_to(at(51_500_000, -179_999_999)), 0);
    }
}
