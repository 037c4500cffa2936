//! Where a community service is held.

use uuid::Uuid;

use super::{Contact, Phone, Schedule, derived_id};
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

/// A British postcode as it is written: "ne14lp" is "NE1 4LP". The shape is checked, not whether it exists.
#[must_use]
pub fn postcode(typed: &str) -> Option<Line> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (outward, inward) = bare.split_at_checked(bare.len().checked_sub(3)?)?;
    let shape = |part: &str| -> String {
        let kind = |c: char| {
            if c.is_ascii_uppercase() {
                'A'
            } else if c.is_ascii_digit() {
                '9'
            } else {
                '?'
            }
        };
        part.chars().map(kind).collect()
    };
    let is_outward = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape(outward).as_str());
    (shape(inward) == "9AA" && is_outward).then(|| Line::new(&format!("{outward} {inward}")).ok())?
}

#[cfg(test)]
mod tests {
    use super::postcode;

    #[test]
    fn a_postcode_is_known_by_its_shape() {
        for (typed, read) in [
            (" ne1  4lp ", Some("NE1 4LP")),
            ("SW1A1AA", Some("SW1A 1AA")),
            ("ZZ99 3VZ", Some("ZZ99 3VZ")),
            ("12345", None),
            ("", None),
            ("é9AA", None),
            ("NE1 4Lé", None),
        ] {
            assert_eq!(postcode(typed).as_ref().map(|it| it.as_str()), read, "{typed}");
        }
    }
}
