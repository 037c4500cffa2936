//! Where things are, from the postcodes that the operator imported: of a person's postcode, and of a place that was
//! typed.
//!
//! # Invariants
//! - A position is worked with and never shown: [`Spot`] has no words for its numbers, and a distance is said in round
//!   miles ([`distance_in_words`]).
//! - A person's postcode is looked up with a permit for that person's record only.
//! - Without imported postcodes nothing is guessed: the answer says that there are none.

use kith_domain::directory::record::Position;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Act;
use kith_domain::text::{fold, thousands};
use kith_domain::time::date_in_words;
use kith_interop::places::Kind as FileKind;
use kith_store::{NO_SERVICE, Reach, ReadTx, address, house, places, places_held};

use crate::app::App;
use crate::import::places::setting;
use crate::permit::Permit;
use crate::refusal::Refusal;

pub use kith_domain::directory::distance_in_words;
pub use kith_store::places_held::Held;

/// Where something is. Its numbers stand in no text and no answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Spot(Position);

impl std::fmt::Debug for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spot(…)")
    }
}

impl Spot {
    /// A spot at a position.
    #[must_use]
    pub const fn at(position: Position) -> Self {
        Self(position)
    }

    /// How far it is to a position, in metres, for ranking and comparing. Say it with [`Spot::words_to`].
    #[must_use]
    pub fn metres_to(self, other: Position) -> u32 {
        self.0.metres_to(other)
    }

    /// How far it is to a position, in words.
    #[must_use]
    pub fn words_to(self, other: Position) -> String {
        distance_in_words(self.metres_to(other))
    }

    /// The position itself, for a search that stays within the program.
    #[must_use]
    pub const fn position(self) -> Position {
        self.0
    }
}

/// What is known of where a person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfPerson {
    /// No postcodes have been imported.
    NoPlaces,
    /// Their record has no postcode.
    NoPostcode,
    /// Their postcode is not among those imported, or has no position.
    NotKnown,
    /// Here.
    At(Spot),
}

/// What is known of a place that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// No postcodes have been imported.
    NoPlaces,
    /// Nothing is called so.
    NotKnown,
    /// Several districts are called so; these are their names, at most eight.
    Several(Vec<String>),
    /// Here, and what the place is called.
    At(Spot, String),
}

/// What is known of the place in which a postcode lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lies {
    /// The small area, and of which census it is: 2011 or 2021.
    pub area: Option<(String, i64)>,
    /// The code of the district, and its name where it is known.
    pub district: Option<(String, Option<String>)>,
    /// The tenth of deprivation of the small area, 1 the most deprived.
    pub tenth: Option<u8>,
}

/// Whether postcodes have been imported.
///
/// # Errors
/// When the store cannot answer.
pub fn is_any(tx: &mut ReadTx<'_>) -> Result<bool, Refusal> {
    Ok(places_held::is_any(tx)?)
}

/// Where a person lives, by the middle of their postcode.
///
/// # Errors
/// When the store cannot answer.
pub fn of_person<A: Act>(tx: &mut ReadTx<'_>, permit: &Permit<A, Id<Person>>) -> Result<OfPerson, Refusal> {
    if !places_held::is_any(tx)? {
        return Ok(OfPerson::NoPlaces);
    }
    let address = address::of_person(tx, permit.key())?;
    let Some(postcode) = address.and_then(|kept| kept.it.parts.postcode) else { return Ok(OfPerson::NoPostcode) };
    let known = places::find(tx, postcode.as_str())?;
    Ok(known.and_then(|it| it.position).map_or(OfPerson::NotKnown, |at| OfPerson::At(Spot(at))))
}

/// Where a typed place is: a postcode, the first half of one, or the name of a district.
///
/// # Errors
/// When the store cannot answer.
pub fn of_typed(tx: &mut ReadTx<'_>, typed: &str) -> Result<Typed, Refusal> {
    if !places_held::is_any(tx)? {
        return Ok(Typed::NoPlaces);
    }
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > 100 {
        return Ok(Typed::NotKnown);
    }
    if let Some(postcode) = kith_domain::directory::record::postcode(typed) {
        let at = places::find(tx, postcode.as_str())?.and_then(|it| it.position);
        if let Some(at) = at {
            return Ok(Typed::At(Spot(at), postcode.to_string()));
        }
    }
    if let Some(outward) = outward(typed)
        && let Some(at) = places_held::middle_of_outward(tx, &outward)?
    {
        return Ok(Typed::At(Spot(at), outward));
    }
    of_district(tx, &fold(typed))
}

/// The district that is called so, or begins so where nothing is called so.
fn of_district(tx: &mut ReadTx<'_>, wanted: &str) -> Result<Typed, Refusal> {
    if wanted.is_empty() {
        return Ok(Typed::NotKnown);
    }
    let all: Vec<(String, String, String)> =
        places_held::districts(tx)?.into_iter().map(|(code, name)| (fold(&name), code, name)).collect();
    let exact: Vec<_> = all.iter().filter(|(folded, ..)| folded == wanted).collect();
    let starting = || all.iter().filter(|(folded, ..)| wanted.chars().count() >= 3 && begins(folded, wanted)).collect();
    let found: Vec<_> = if exact.is_empty() { starting() } else { exact };
    match found.as_slice() {
        [] => Ok(Typed::NotKnown),
        [(_, code, name)] => {
            let at = places_held::middle_of_district(tx, code)?;
            Ok(at.map_or(Typed::NotKnown, |at| Typed::At(Spot(at), name.clone())))
        }
        several => Ok(Typed::Several(several.iter().take(8).map(|(.., name)| name.clone()).collect())),
    }
}

/// Whether a folded name begins with the words typed, or has them after its first word ("upon Tyne").
fn begins(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted) || name.contains(&format!(" {wanted}"))
}

/// The first half of a postcode, such as `NE1` or `SW1A`, in capitals.
fn outward(typed: &str) -> Option<String> {
    let code = typed.to_ascii_uppercase();
    // With an inward code behind it, it would have the shape of a postcode.
    kith_domain::directory::record::postcode(&format!("{code}1AA"))?;
    (!code.contains(char::is_whitespace)).then_some(code)
}

/// In what small area and district a postcode lies, and how deprived the area is. `None` when it is not known.
///
/// # Errors
/// When the store cannot answer.
pub fn lies_in(tx: &mut ReadTx<'_>, postcode: &str) -> Result<Option<Lies>, Refusal> {
    Ok(places::find(tx, postcode)?.map(|it| Lies {
        area: it.area.zip(it.edition),
        district: it.district.map(|code| (code, it.district_name)),
        tenth: it.tenth.and_then(|tenth| u8::try_from(tenth).ok()),
    }))
}

/// What is held, and the last file of each kind: what it is, the day it was taken, its name with its edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many of everything.
    pub held: Held,
    /// The files.
    pub files: Vec<(FileKind, String, String)>,
}

/// What is held, for whoever runs the machine and for an administrator. It says nothing of anybody.
///
/// # Errors
/// When the store cannot answer.
pub fn standing(app: &App) -> Result<Standing, Refusal> {
    app.peek(&Reach { services: vec![NO_SERVICE], purpose: "public" }, |tx| {
        let mut files = Vec::new();
        for kind in [FileKind::PostcodeDirectory, FileKind::CodePoint, FileKind::Deprivation] {
            let noted = house::setting(tx, setting(kind))?;
            if let Some((day, name)) = noted.as_deref().and_then(|noted| noted.split_once('\t')) {
                files.push((kind, day.to_owned(), name.to_owned()));
            }
        }
        Ok(Standing { held: places_held::held(tx)?, files })
    })
}

impl Standing {
    /// In a sentence for each: how many postcodes and areas, and from which files.
    #[must_use]
    pub fn in_words(&self) -> (String, String, String) {
        let number = |many: i64| thousands(u64::try_from(many).unwrap_or(0));
        let postcodes = match self.held.postcodes {
            0 => "None. Take a file with kith import places.".to_owned(),
            many => number(many),
        };
        let areas: Vec<String> = self
            .held
            .areas
            .iter()
            .map(|(census, many, ranked)| {
                format!("{} of {census}, {} of them with a tenth of deprivation", number(*many), number(*ranked))
            })
            .collect();
        let areas = if areas.is_empty() { "None".to_owned() } else { areas.join("; ") };
        let files: Vec<String> = self
            .files
            .iter()
            .map(|(kind, day, name)| {
                let day = day.parse().map_or_else(|_| day.clone(), date_in_words);
                format!("{}: {name}, taken on {day}", kind.short())
            })
            .collect();
        (postcodes, areas, if files.is_empty() { "None".to_owned() } else { files.join("; ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_half_of_a_postcode_is_known_by_its_shape() {
        for (typed, found) in [
            ("ne1", Some("NE1")),
            ("SW1A", Some("SW1A")),
            ("B31", Some("B31")),
            ("Leeds", None),
            ("N", None),
            ("NE1 ", None),
            ("NE1 4", None),
            ("NE1 4LP", None),
        ] {
            assert_eq!(outward(typed).as_deref(), found, "{typed}");
        }
    }

    #[test]
    fn a_spot_shows_no_numbers() {
        let spot = Spot::at(Position { latitude: 54_973_321, longitude: -1_613_961 });
        assert_eq!(format!("{spot:?}"), "Spot(…)");
        assert_eq!(spot.words_to(Position { latitude: 54_973_321, longitude: -1_623_961 }), "0.4 miles");
    }
}
