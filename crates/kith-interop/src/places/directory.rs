//! Postcode directories: the National Statistics Postcode Lookup and the ONS Postcode Directory, whose columns carry
//! the year of the boundaries in their names since 2025 and another one in each August.

use std::borrow::Cow;

use super::columns::{Columns, cell};
use super::deprivation::{AREAS_2011, AREAS_2021};
use super::grid::{GridPoint, wgs84};
use super::{Fault, PostcodeDraft, Wrong, area, position, postcode};

/// Which column holds what.
#[derive(Debug)]
pub(super) struct Layout {
    wide: usize,
    postcode: usize,
    ended: Option<usize>,
    quality: Option<usize>,
    district: Option<usize>,
    small_area: Option<(usize, u16)>,
    degrees: Option<(usize, usize)>,
    grid: Option<(usize, usize)>,
    /// The rank, and how many areas are ranked.
    rank: Option<(usize, u32)>,
}

/// A layout with what is said of it.
pub(super) struct Found {
    pub(super) layout: Layout,
    pub(super) edition: Option<String>,
    pub(super) remarks: Vec<&'static str>,
}

impl Layout {
    /// The layout of a file that has these columns; `None` when it is no postcode directory.
    pub(super) fn of(columns: &Columns) -> Result<Option<Found>, Fault> {
        let Some(code) = columns.named(&["pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode"])? else { return Ok(None) };
        let degrees = columns.named(&["lat", "latitude"])?.zip(columns.named(&["long", "longitude"])?);
        let grid = columns.named(&["east1m", "oseast1m", "eastings"])?.zip(columns.named(&[
            "north1m",
            "osnrth1m",
            "northings",
        ])?);
        let district = columns.of_year("lad", "cd");
        let small_area = columns.of_year("lsoa", "cd").or_else(|| columns.of_year("lsoa", ""));
        let small_area = small_area.filter(|(_, census)| [2011, 2021].contains(census));
        let older = columns.named(&["laua"])?;
        if degrees.is_none() && grid.is_none() {
            return Err(Fault::NoPosition);
        }
        let mut remarks = Vec::new();
        if small_area.is_none() {
            remarks.push("it names no small areas of 2011 or 2021, so it says nothing of deprivation");
        }
        if district.is_none() && older.is_none() {
            remarks.push("it names no districts");
        }
        // The rank is one of areas of a census: of 2011 in the indices to 2019 (`imd20ind`), of 2021 in those of 2025.
        let ranks = columns.of_year("imd", "ind");
        let rank = match (ranks, small_area) {
            (Some((at, year)), Some((_, 2021))) if year >= 2025 => Some((at, AREAS_2021)),
            (Some((at, year)), Some((_, 2011))) if year < 2025 => Some((at, AREAS_2011)),
            (Some(_), Some(_)) => {
                remarks.push(
                    "its ranks of deprivation are of another census than its small areas, and were left out; take the \
                     deprivation file beside it",
                );
                None
            }
            _ => None,
        };
        let edition = district.map(|(_, year)| format!("districts of {year}"));
        let layout = Self {
            wide: columns.count(),
            postcode: code,
            ended: columns.named(&["doterm"])?,
            quality: columns.named(&["gridind", "osgrdind"])?,
            district: district.map(|(at, _)| at).or(older),
            small_area,
            degrees,
            grid,
            rank,
        };
        Ok(Some(Found { layout, edition, remarks }))
    }

    pub(super) fn census(&self) -> Option<u16> {
        self.small_area.map(|(_, census)| census)
    }

    pub(super) fn ranked(&self) -> Option<u32> {
        self.rank.map(|(_, areas)| areas)
    }

    pub(super) fn read(&self, cells: &[Cow<'_, str>]) -> Result<PostcodeDraft, Wrong> {
        if cells.len() != self.wide {
            return Err(Wrong::Columns);
        }
        let code = postcode(cell(cells, Some(self.postcode))).ok_or(Wrong::Postcode)?;
        let small_area = area(cell(cells, self.small_area.map(|(at, _)| at)))?;
        let rank = match self.rank {
            // The ranks of Wales, Scotland and Northern Ireland are their own, and count to other numbers.
            Some((at, areas)) if small_area.as_ref().is_some_and(|code| code.starts_with("E01")) => {
                match cell(cells, Some(at)) {
                    "" | "0" => None,
                    text => {
                        let rank: u32 = text.parse().map_err(|_| Wrong::Rank)?;
                        Some(rank).filter(|rank| (1..=areas).contains(rank)).ok_or(Wrong::Rank).map(Some)?
                    }
                }
            }
            _ => None,
        };
        Ok(PostcodeDraft {
            position: self.position(cells, &code)?,
            area: small_area,
            district: area(cell(cells, self.district))?,
            ended: month(cell(cells, self.ended))?,
            rank,
            code,
        })
    }

    /// Where it is. Quality 9 says that nobody knows; the file then has 99.999999 and 0 for it.
    fn position(&self, cells: &[Cow<'_, str>], code: &str) -> Result<Option<(i32, i32)>, Wrong> {
        if cell(cells, self.quality) == "9" {
            return Ok(None);
        }
        if let Some((north, east)) = self.degrees {
            let (north, east) = (cell(cells, Some(north)), cell(cells, Some(east)));
            if north.is_empty() && east.is_empty() {
                return Ok(None);
            }
            let latitude: f64 = north.parse().map_err(|_| Wrong::Position)?;
            let longitude: f64 = east.parse().map_err(|_| Wrong::Position)?;
            if (latitude - 99.999_999).abs() < 1e-5 {
                return Ok(None);
            }
            return position(latitude, longitude).map(Some);
        }
        let Some((east, north)) = self.grid else { return Ok(None) };
        // Northern Ireland's are on the Irish grid, the islands' on others.
        if ["BT", "JE", "GY"].iter().any(|area| code.starts_with(area)) {
            return Ok(None);
        }
        let (east, north) = (cell(cells, Some(east)), cell(cells, Some(north)));
        if east.is_empty() && north.is_empty() {
            return Ok(None);
        }
        GridPoint::parse(east, north).and_then(wgs84).ok_or(Wrong::Position).map(Some)
    }
}

/// `201906` as `2019-06`; empty for a postcode that is in use.
fn month(cell: &str) -> Result<Option<String>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    let is_month = cell.len() == 6 && cell.bytes().all(|digit| digit.is_ascii_digit());
    let (year, month) = cell.split_at_checked(4).filter(|_| is_month).ok_or(Wrong::Month)?;
    let fits = (1973..=2199).contains(&year.parse::<u16>().unwrap_or(0)) && matches!(month.parse::<u8>(), Ok(1..=12));
    if fits { Ok(Some(format!("{year}-{month}"))) } else { Err(Wrong::Month) }
}
