//! File 7 of the English Indices of Deprivation: small areas with ranks and tenths.

use std::borrow::Cow;

use super::columns::{Columns, cell};
use super::{AreaDraft, Fault, Wrong, area};

/// Small areas of England by the census of 2011, which the indices of 2015 and 2019 rank.
pub const AREAS_2011: u32 = 32_844;
/// Small areas of England by the census of 2021, which the indices of 2025 rank.
pub const AREAS_2021: u32 = 33_755;

/// The longest name, in characters.
const MOST_NAME: usize = 200;

/// The tenth in which a rank lies among so many areas: 1 holds the most deprived tenth of them.
#[must_use]
pub fn tenth(rank: u32, areas: u32) -> Option<u8> {
    if rank == 0 || rank > areas {
        return None;
    }
    u8::try_from((u64::from(rank) * 10).div_ceil(u64::from(areas))).ok()
}

/// Which column holds what.
#[derive(Debug)]
pub(super) struct Layout {
    wide: usize,
    code: usize,
    name: Option<usize>,
    district: Option<usize>,
    district_name: Option<usize>,
    rank: usize,
    decile: Option<usize>,
    pub(super) census: u16,
    pub(super) areas: u32,
}

impl Layout {
    /// The layout of a file that has these columns, with its edition; `None` when it is no deprivation file. The workbook's
    /// headings are cut short, so they are known by their beginnings.
    pub(super) fn of(columns: &Columns) -> Result<Option<(Self, Option<String>)>, Fault> {
        let Some((code, census)) = columns.with_year("lsoa code ")? else { return Ok(None) };
        let index = |rest: &str| {
            let short = format!("index of multiple deprivation imd {rest}");
            columns.one(move |name| name.starts_with(&short))
        };
        let Some(rank) = index("rank")? else { return Ok(None) };
        let areas = match census {
            2011 => AREAS_2011,
            2021 => AREAS_2021,
            _ => return Err(Fault::Edition),
        };
        let district = columns.with_year("local authority district code ")?;
        let layout = Self {
            wide: columns.count(),
            code,
            name: columns.with_year("lsoa name ")?.map(|(at, _)| at),
            district: district.map(|(at, _)| at),
            district_name: columns.with_year("local authority district name ")?.map(|(at, _)| at),
            rank,
            decile: index("decile")?,
            census,
            areas,
        };
        // No heading names the year of the indices; that of their districts tells which it is.
        let edition = match (census, district.map(|(_, year)| year)) {
            (2021, Some(2024 | 2025)) => Some("2025".to_owned()),
            (2011, Some(2019)) => Some("2019".to_owned()),
            (2011, Some(2013)) => Some("2015".to_owned()),
            (_, Some(year)) => Some(format!("districts of {year}")),
            _ => None,
        };
        Ok(Some((layout, edition)))
    }

    pub(super) fn read(&self, cells: &[Cow<'_, str>]) -> Result<AreaDraft, Wrong> {
        if cells.len() != self.wide {
            return Err(Wrong::Columns);
        }
        let code = area(cell(cells, Some(self.code)))?.filter(|code| code.starts_with("E01")).ok_or(Wrong::Area)?;
        let rank = whole(cell(cells, Some(self.rank))).ok_or(Wrong::Rank)?;
        let worked_out = tenth(rank, self.areas).ok_or(Wrong::Rank)?;
        if let Some(at) = self.decile
            && cell(cells, Some(at)).parse() != Ok(worked_out)
        {
            return Err(Wrong::Tenth);
        }
        let district = area(cell(cells, self.district))?;
        let district_name = name(cell(cells, self.district_name))?;
        Ok(AreaDraft {
            code,
            name: name(cell(cells, self.name))?,
            district: district.map(|code| (code, district_name)),
            rank,
            tenth: worked_out,
        })
    }
}

/// A whole number, which a workbook may have parted by commas.
fn whole(cell: &str) -> Option<u32> {
    let digits: String = cell.chars().filter(|sign| *sign != ',').collect();
    (!digits.is_empty() && digits.bytes().all(|sign| sign.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn name(cell: &str) -> Result<Option<String>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    let fits = cell.chars().count() <= MOST_NAME && !cell.chars().any(char::is_control);
    if fits { Ok(Some(cell.to_owned())) } else { Err(Wrong::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_those_of_the_published_files() {
        // The first and last rank of tenths, as ceil(rank × 10 / areas) has them.
        for (rank, areas, expected) in [
            (1, AREAS_2021, Some(1)),
            (3_375, AREAS_2021, Some(1)),
            (3_376, AREAS_2021, Some(2)),
            (33_755, AREAS_2021, Some(10)),
            (3_284, AREAS_2011, Some(1)),
            (3_285, AREAS_2011, Some(2)),
            (32_844, AREAS_2011, Some(10)),
            (0, AREAS_2011, None),
            (32_845, AREAS_2011, None),
        ] {
            assert_eq!(tenth(rank, areas), expected, "{rank} of {areas}");
        }
    }
}
