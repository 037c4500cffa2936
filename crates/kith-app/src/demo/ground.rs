//! The ground of the demo: a town that is not there, with postcodes, small areas and districts of its own.
//!
//! The town lies in the North Sea, and its letters are those of no postcode area, so that nothing of it can be taken
//! for a place where somebody lives.

use kith_domain::directory::record::Position;
use kith_store::places::{self, Area, Postcode};
use kith_store::{DbError, Tx};

/// The census that the areas are of.
const EDITION: i64 = 2021;

/// What is known of one outward code: its district, and the tenths of deprivation of its four small areas.
struct Ward {
    outward: &'static str,
    district: (&'static str, &'static str),
    at: Position,
    tenths: [i64; 4],
}

const LANTERNFIELD: (&str, &str) = ("E07999001", "Lanternfield");
const SALTMARSH: (&str, &str) = ("E07999002", "Saltmarsh");

const WARDS: [Ward; 5] = [
    Ward { outward: "LF1", district: LANTERNFIELD, at: at(55_000_000, 2_000_000), tenths: [1, 2, 2, 4] },
    Ward { outward: "LF2", district: LANTERNFIELD, at: at(55_012_000, 2_019_000), tenths: [1, 1, 3, 5] },
    Ward { outward: "LF3", district: LANTERNFIELD, at: at(54_985_000, 1_972_000), tenths: [3, 5, 6, 8] },
    Ward { outward: "LF4", district: SALTMARSH, at: at(55_051_000, 2_087_000), tenths: [2, 4, 7, 9] },
    Ward { outward: "LF5", district: SALTMARSH, at: at(54_931_000, 1_894_000), tenths: [5, 7, 8, 10] },
];

const fn at(latitude: i32, longitude: i32) -> Position {
    Position { latitude, longitude }
}

/// How many small areas the town has.
const AREAS: i64 = 20;

/// Letters of the last part of a postcode; those that are never used stay out.
const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// The small areas, in order of the wards.
fn areas() -> impl Iterator<Item = Area> {
    (0_i64..).zip(WARDS.iter().flat_map(|ward| ward.tenths.map(|tenth| (ward, tenth)))).map(
        |(number, (ward, tenth))| Area {
            code: code(number),
            edition: EDITION,
            name: Some(format!("{} {:03}", ward.district.1, number + 1)),
            district: Some(ward.district.0.to_owned()),
            // Ranks of a country of twenty areas would put every tenth in two of them; the town has its own order.
            rank: Some(tenth * AREAS / 10),
            tenth: Some(tenth),
        },
    )
}

fn code(number: i64) -> String {
    format!("E01999{:03}", number + 1)
}

/// A postcode of the town: which ward, and any number.
pub(super) fn postcode(ward: u32, number: u32) -> String {
    let ward = WARDS.get(ward as usize % WARDS.len()).map_or("LF1", |ward| ward.outward);
    let letter = |n: u32| LETTERS.get(n as usize % LETTERS.len()).map_or('A', |letter| char::from(*letter));
    format!("{ward} {}{}{}", number % 8 + 1, letter(number / 8), letter(number / 8 / 5))
}

/// Lays the town out: every postcode that the demo gives to somebody, and those of its directory.
pub(super) fn lay(tx: &mut Tx<'_>, of_entries: impl Iterator<Item = String>) -> Result<(), DbError> {
    for (code, name) in [LANTERNFIELD, SALTMARSH] {
        places::put_district(tx, code, name)?;
    }
    for area in areas() {
        places::put_area(tx, &area)?;
    }
    let of_people = (0..5).flat_map(|ward| (0..PEOPLE_LIVE_IN).map(move |number| postcode(ward, number)));
    for written in of_people.chain(of_entries) {
        if let Some(row) = placed(&written) {
            places::put_postcode(tx, &row)?;
        }
    }
    Ok(())
}

/// In how many postcodes of a ward people live.
pub(super) const PEOPLE_LIVE_IN: u32 = 160;

/// Where a postcode of the town lies: the digit says which small area and how far north, the letters how far east.
fn placed(written: &str) -> Option<Postcode> {
    let code = places::key(written);
    let (number, ward) = WARDS.iter().enumerate().find(|(_, ward)| code.starts_with(ward.outward))?;
    let mut inward = code.get(ward.outward.len()..)?.bytes();
    let digit = i32::from(inward.next()?.checked_sub(b'0')?);
    let east = inward.fold(0_i32, |east, letter| east * 5 + i32::from(letter.saturating_sub(b'A')));
    let position = Position { latitude: ward.at.latitude + digit * 1_100, longitude: ward.at.longitude + east * 90 };
    let area = i64::try_from(number).ok()? * 4 + i64::from(digit % 4);
    Some(Postcode {
        code,
        position: Some(position),
        area: Some((self::code(area), EDITION)),
        district: Some(ward.district.0.to_owned()),
        ended: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_postcode_of_the_town_lies_in_one_of_its_areas_and_in_the_sea() {
        let codes: Vec<String> = areas().map(|area| area.code).collect();
        assert_eq!(codes.len() as i64, AREAS);
        for ward in 0..5 {
            for number in 0..PEOPLE_LIVE_IN {
                let written = postcode(ward, number);
                let read = kith_domain::person::identity::postcode(&written).map(|it| it.to_string());
                assert_eq!(read.as_deref(), Some(written.as_str()), "a postcode is written as the record writes it");
                let row = placed(&written).unwrap();
                assert!(codes.contains(&row.area.unwrap().0));
                let at = row.position.unwrap();
                assert!((54_900_000..55_100_000).contains(&at.latitude) && at.longitude > 1_800_000, "{at:?}");
            }
        }
    }
}
