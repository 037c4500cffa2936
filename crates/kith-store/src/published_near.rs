//! The published places within a distance of a position: a box by an index, then the exact distance.

use kith_domain::directory::record::Position;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Tx, Value, statements};
use crate::published::{Cut, Filter, Listed, Part, listed, matching};

statements! {
    /// The places within a box, and which of them are published: asked for in the box, so that the box is what is sought.
    list WITHIN_BOX = "SELECT community_service_id, number, latitude, longitude, is_open FROM directory_place
        WHERE latitude >= $1 AND latitude <= $2 AND longitude >= $3 AND longitude <= $4
        ORDER BY latitude, longitude, community_service_id, number";
    /// Puts places that have a postcode and no position of their own where their postcode is now; nowhere, when it is not
    /// known any more.
    LOCATE = "UPDATE directory_place SET
            latitude = (SELECT p.latitude FROM postcode p WHERE p.code = replace(directory_place.postcode, ' ', '')),
            longitude = (SELECT p.longitude FROM postcode p WHERE p.code = replace(directory_place.postcode, ' ', ''))
        WHERE postcode IS NOT NULL AND (latitude IS NULL OR is_by_postcode = $1)";
}

/// A position and how far from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// From where.
    pub at: Position,
    /// How many metres at most.
    pub metres: u32,
}

/// Metres of a degree of latitude, a little too few, so that the box is a little too large.
const DEGREE: f64 = 111_000.0;

impl Near {
    /// The corners of a box that holds everything within the distance: south, north, west, east.
    fn corners(self) -> [Value; 4] {
        let metres = f64::from(self.metres) + 1.0;
        let north = metres / DEGREE * 1e6;
        // Towards the pole a degree of longitude grows shorter; the widest part of the box is its northern edge.
        let edge = (f64::from(self.at.latitude).abs() + north) / 1e6;
        let narrow = edge.min(89.0).to_radians().cos();
        let east = north / narrow;
        let side = |middle: i32, half: f64| {
            let half = half.ceil() as i64;
            (i64::from(middle) - half, i64::from(middle) + half)
        };
        let (south, north) = side(self.at.latitude, north);
        let (west, east) = side(self.at.longitude, east);
        [south.into(), north.into(), west.into(), east.into()]
    }
}

/// The published places that lie near and that a filter lets through, the nearest first.
///
/// # Errors
/// When the database cannot answer.
pub fn places(tx: &mut ReadTx<'_>, filter: &Filter, near: Near, part: Cut) -> Result<Part<(Listed, usize)>, DbError> {
    let of_filter = matching(tx, filter)?;
    let boxed = tx.fetch_all(&WITHIN_BOX, &near.corners(), |row| {
        let side = |column| -> Result<i32, DbError> { Ok(i32::try_from(row.get::<i64>(column)?).unwrap_or(0)) };
        let at = Position { latitude: side("latitude")?, longitude: side("longitude")? };
        let is_open: bool = row.get("is_open")?;
        let place = (near.at.metres_to(at), row.get::<Uuid>("community_service_id")?, row.get::<i64>("number")?);
        // What is kept in is neither shown nor counted.
        Ok(is_open.then_some(place))
    })?;
    let mut found: Vec<_> = boxed
        .into_iter()
        .flatten()
        .filter(|(metres, id, _)| *metres <= near.metres && of_filter.as_ref().is_none_or(|ids| ids.contains(id)))
        .collect();
    found.sort_unstable();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(part.skip).unwrap_or(usize::MAX);
    let most = usize::try_from(part.most).unwrap_or(0);
    let mut lines = Vec::new();
    for (_, id, number) in found.into_iter().skip(skip).take(most) {
        if let (Some(listed), Ok(number)) = (listed(tx, id)?, usize::try_from(number)) {
            lines.push((listed, number));
        }
    }
    Ok(Part { lines, total })
}

/// Puts the places of entries that have a postcode and no position of their own where their postcode is, and says how
/// many there were.
///
/// # Errors
/// When the database fails.
pub fn locate(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    tx.execute(&LOCATE, &[true.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_holds_everything_within_the_distance() {
        for latitude in [49_900_000, 54_970_000, 60_800_000] {
            for metres in [1, 500, 10_000, 100_000] {
                let at = Position { latitude, longitude: -1_610_000 };
                let corners: Vec<i64> = Near { at, metres }
                    .corners()
                    .into_iter()
                    .map(|it| if let Value::Int(it) = it { it } else { 0 })
                    .collect();
                // The furthest point within the distance in each of sixty directions lies in the box.
                for step in 0..60 {
                    let angle = f64::from(step) * std::f64::consts::TAU / 60.0;
                    let north = angle.sin() * f64::from(metres) / 111_195.0;
                    let narrow = (f64::from(latitude) / 1e6 + north).to_radians().cos();
                    let east = angle.cos() * f64::from(metres) / 111_195.0 / narrow;
                    let (y, x) = (f64::from(latitude) + north * 1e6, f64::from(at.longitude) + east * 1e6);
                    let within = y >= corners[0] as f64
                        && y <= corners[1] as f64
                        && x >= corners[2] as f64
                        && x <= corners[3] as f64;
                    assert!(within, "{latitude} {metres} {step}: {y} {x} {corners:?}");
                }
            }
        }
    }
}
