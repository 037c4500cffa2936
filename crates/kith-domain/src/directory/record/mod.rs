//! What an entry says in structured form, beside the plain words that pages show: so that it can be searched by age,
//! day, cost and distance, and published again without loss.
//!
//! It follows Open Referral UK 3.0, with the capacity of HSDS 3.1, and is all optional: an entry without any of it is
//! complete.
//!
//! # Invariants
//! - Only what was said stands here; nothing is worked out from words.
//! - A position is whole millionths of a degree, so that it is the same after every reading and writing.

mod hand;
mod place;
mod schedule;

pub use hand::{ByHand, pounds};
pub use place::{Access, Address, Location, LocationKind, Position, postcode};
pub use schedule::{DayRule, Frequency, Schedule, weekday_code};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::text::{Line, Words};

/// What an entry says in structured form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The youngest age served, in completed years.
    pub minimum_age: Option<u8>,
    /// The oldest age served.
    pub maximum_age: Option<u8>,
    /// Who it is for, in words (HSDS).
    pub eligibility: Option<Words>,
    /// How to refer, or how one gets in.
    pub how_to_refer: Option<Words>,
    /// What it costs, in words.
    pub fees: Option<Words>,
    /// Accreditations.
    pub accreditations: Option<Words>,
    /// Something to know for the time being.
    pub alert: Option<Words>,
    /// When the feed says that somebody made sure of it. The entry's own day may be later: somebody here did.
    pub assured_on: Option<Date>,
    /// Who made sure of it then: an e-mail address.
    pub assured_by: Option<Line>,
    /// When the feed changed it last.
    pub modified: Option<Timestamp>,
    /// Prices.
    pub costs: Vec<Cost>,
    /// When it runs.
    pub schedules: Vec<Schedule>,
    /// Where.
    pub locations: Vec<Location>,
    /// Telephone numbers.
    pub phones: Vec<Phone>,
    /// Whom to ask.
    pub contacts: Vec<Contact>,
    /// Languages.
    pub languages: Vec<Language>,
    /// What kind of service it is.
    pub terms: Vec<Term>,
    /// For residents of which areas.
    pub areas: Vec<Area>,
    /// Places free and in all (HSDS 3.1 `service_capacity`).
    pub places: Vec<Places>,
}

/// A price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// In pence; 0 is free.
    pub pence: Option<u32>,
    /// For whom this price holds.
    pub option: Option<Words>,
    /// What it is for, or the price in words.
    pub words: Option<Words>,
    /// The first day of this price.
    pub valid_from: Option<Date>,
    /// The last day of this price.
    pub valid_to: Option<Date>,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// As the provider writes it.
    pub number: Line,
    /// An extension.
    pub extension: Option<Words>,
    /// What it is for.
    pub words: Option<Words>,
}

/// Whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: Option<Line>,
    /// Job title.
    pub title: Option<Line>,
    /// E-mail address.
    pub email: Option<Line>,
    /// Numbers.
    pub phones: Vec<Phone>,
}

/// A language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Its name.
    pub name: Line,
    /// Its code (ISO 639).
    pub code: Option<Words>,
    /// Anything to know, such as "only on Mondays".
    pub note: Option<Words>,
}

/// A term of a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its identifier in the feed.
    pub id: Option<Uuid>,
    /// The term.
    pub name: Line,
    /// Its code in the taxonomy.
    pub code: Option<Line>,
    /// What it means.
    pub words: Option<Words>,
    /// Name of the taxonomy.
    pub taxonomy: Option<Line>,
    /// Identifier of the taxonomy in the feed.
    pub taxonomy_id: Option<Uuid>,
    /// A persistent web identifier.
    pub uri: Option<Words>,
    /// The value of a labelled attribute without a taxonomy.
    pub value: Option<Words>,
}

/// An area whose residents it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// In words.
    pub name: Words,
    /// A persistent web identifier.
    pub uri: Option<Words>,
}

/// How many places there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Free now.
    pub available: Option<u32>,
    /// In all.
    pub maximum: Option<u32>,
    /// What is counted.
    pub unit: Option<Line>,
    /// In words.
    pub words: Option<Words>,
    /// When it was said.
    pub updated: Option<Timestamp>,
}

impl Record {
    /// Every schedule: of the service itself, then of each place.
    pub fn all_schedules(&self) -> impl Iterator<Item = &Schedule> {
        self.schedules.iter().chain(self.locations.iter().flat_map(|place| &place.schedules))
    }

    /// The postcodes of places of which nothing finer says where they are.
    pub fn postcodes_to_locate(&self) -> impl Iterator<Item = &str> {
        let unplaced = self.locations.iter().filter(|place| place.position.is_none());
        unplaced.flat_map(|place| &place.addresses).filter_map(|it| it.postcode.as_ref()).map(Line::as_str)
    }

    /// The lowest price that is said, in pence.
    #[must_use]
    pub fn cheapest(&self) -> Option<u32> {
        self.costs.iter().filter_map(|cost| cost.pence).min()
    }
}

/// An identifier that is always the same for the same thing, where the feed gave none: of a published part of an entry,
/// or of a taxonomy that has only a name.
#[must_use]
pub fn derived_id(whose: Uuid, what: &str) -> Uuid {
    // FNV-1a over 128 bits: it tells names apart; it keeps no secret and proves nothing.
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in whose.as_bytes().iter().chain(what.as_bytes()) {
        hash = (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
    }
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

impl Term {
    /// Identifier of its taxonomy: that of the feed, or one made from its name. A label without a taxonomy has none.
    #[must_use]
    pub fn taxonomy_key(&self) -> Option<Uuid> {
        let made = || self.taxonomy.as_ref().map(|name| derived_id(Uuid::nil(), &format!("taxonomy/{name}")));
        self.taxonomy_id.or_else(made)
    }

    /// Whether it is a label, of no taxonomy.
    #[must_use]
    pub const fn is_label(&self) -> bool {
        self.id.is_none() && self.taxonomy.is_none() && self.taxonomy_id.is_none()
    }

    /// Identifier of the term: that of the feed, or one made from its names.
    #[must_use]
    pub fn key(&self) -> Uuid {
        let whose = || self.taxonomy_key().unwrap_or_default();
        self.id.unwrap_or_else(|| derived_id(whose(), &format!("term/{}", self.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_identifier_is_the_same_every_time_and_another_for_anything_else() {
        let one = derived_id(Uuid::nil(), "taxonomy/Needs");
        assert_eq!(one, derived_id(Uuid::nil(), "taxonomy/Needs"));
        assert_eq!(one.get_version_num(), 8);
        for (whose, what) in
            [(Uuid::nil(), "taxonomy/needs"), (Uuid::from_u128(1), "taxonomy/Needs"), (Uuid::nil(), "")]
        {
            assert_ne!(one, derived_id(whose, what));
        }
        assert_eq!(one.to_string(), derived_id(Uuid::nil(), "taxonomy/Needs").to_string());
    }

    #[test]
    fn the_lowest_price_counts_and_words_are_no_price() {
        let price = |pence| Cost { pence, ..Cost::default() };
        let of = |costs| Record { costs, ..Record::default() }.cheapest();
        assert_eq!(of(vec![]), None);
        assert_eq!(of(vec![price(None)]), None);
        assert_eq!(of(vec![price(Some(350)), price(None), price(Some(0))]), Some(0));
    }
}
