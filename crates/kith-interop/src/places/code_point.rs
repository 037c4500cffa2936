//! Code-Point Open: ten columns without headings, positions in metres on the national grid.

use std::borrow::Cow;

use super::columns::cell;
use super::grid::{GridPoint, wgs84};
use super::{PostcodeDraft, Wrong, area, postcode};

/// Postcode, quality, eastings, northings, country, two health authorities, county, district, ward.
const WIDE: usize = 10;

/// Whether a first line is a row of it: ten cells, a postcode, a quality of two digits, two numbers, a country.
pub(super) fn is_row(cells: &[Cow<'_, str>]) -> bool {
    let digits =
        |at: usize| cells.get(at).is_some_and(|it| !it.is_empty() && it.bytes().all(|sign| sign.is_ascii_digit()));
    cells.len() == WIDE
        && cells.first().is_some_and(|it| postcode(it).is_some())
        && (1..=3).all(digits)
        && cells.get(4).is_some_and(|it| matches!(area(it), Ok(Some(_))))
}

pub(super) fn read(cells: &[Cow<'_, str>]) -> Result<PostcodeDraft, Wrong> {
    if cells.len() != WIDE {
        return Err(Wrong::Columns);
    }
    let code = postcode(cell(cells, Some(0))).ok_or(Wrong::Postcode)?;
    let (east, north) = (cell(cells, Some(2)), cell(cells, Some(3)));
    // Quality 90 says that there is no position; both numbers are then nought.
    let position = if cell(cells, Some(1)) == "90" || (east == "0" && north == "0") {
        None
    } else {
        Some(GridPoint::parse(east, north).and_then(wgs84).ok_or(Wrong::Position)?)
    };
    Ok(PostcodeDraft { code, position, area: None, district: area(cell(cells, Some(8)))?, ended: None, rank: None })
}
