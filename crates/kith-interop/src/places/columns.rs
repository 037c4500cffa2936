//! The headings of a file, known by what they begin and end with.

use std::borrow::Cow;

use super::Fault;

/// The headings: their letters and digits in lower case, words parted by one space.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    pub(super) fn of(cells: &[Cow<'_, str>]) -> Self {
        let plain = |cell: &Cow<'_, str>| {
            let lower = cell.to_ascii_lowercase();
            let words: Vec<&str> =
                lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        Self { names: cells.iter().map(plain).collect() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// The one column that fits.
    ///
    /// # Errors
    /// [`Fault::Twice`] when two do.
    pub(super) fn one(&self, fits: impl Fn(&str) -> bool) -> Result<Option<usize>, Fault> {
        let mut found = (0..).zip(&self.names).filter(|(_, name)| fits(name)).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Fault::Twice),
            (first, None) => Ok(first),
        }
    }

    /// The first of several names that a column has.
    ///
    /// # Errors
    /// [`Fault::Twice`] when two columns have it.
    pub(super) fn named(&self, names: &[&str]) -> Result<Option<usize>, Fault> {
        for wanted in names {
            if let Some(at) = self.one(|name| name == *wanted)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The column of `before`, two digits of a year, `after`: the newest when there are several, with its year.
    pub(super) fn of_year(&self, before: &str, after: &str) -> Option<(usize, u16)> {
        let year = |name: &str| {
            let digits = name.strip_prefix(before)?.strip_suffix(after)?;
            (digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
        };
        let all = (0..).zip(&self.names).filter_map(|(at, name)| Some((at, year(name)?)));
        all.max_by_key(|(_, year): &(usize, u16)| *year).map(|(at, year)| (at, 2000 + year))
    }

    /// The column whose name begins so and goes on with a year of four digits, with that year.
    ///
    /// # Errors
    /// [`Fault::Twice`] when two do.
    pub(super) fn with_year(&self, before: &str) -> Result<Option<(usize, u16)>, Fault> {
        let year = |name: &str| name.strip_prefix(before)?.trim().split(' ').next()?.parse::<u16>().ok();
        let at = self.one(|name| year(name).is_some())?;
        Ok(at.and_then(|at| Some((at, year(self.names.get(at)?)?))))
    }
}

/// The cell of a column, empty where there is none.
pub(super) fn cell<'a>(cells: &'a [Cow<'_, str>], at: Option<usize>) -> &'a str {
    at.and_then(|at| cells.get(at)).map_or("", Cow::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_year() {
        let of = |names: &[&str]| Columns::of(&names.iter().map(|name| Cow::Borrowed(*name)).collect::<Vec<_>>());
        let columns = of(&["pcds", "LAD25CD", "lsoa11cd", "lsoa21cd", "lad25nm", "imd25ind"]);
        assert_eq!(columns.of_year("lad", "cd"), Some((1, 2025)));
        assert_eq!(columns.of_year("lsoa", "cd"), Some((3, 2021)));
        assert_eq!(columns.of_year("imd", "ind"), Some((5, 2025)));
        assert_eq!(columns.of_year("oac", "ind"), None);
        assert_eq!(columns.named(&["pcd", "pcds"]), Ok(Some(0)));
        let columns = of(&["LSOA code (2021)", "Local Authority District code (2024)", "a", "A"]);
        assert_eq!(columns.with_year("lsoa code "), Ok(Some((0, 2021))));
        assert_eq!(columns.with_year("local authority district code "), Ok(Some((1, 2024))));
        assert_eq!(columns.named(&["a"]), Err(Fault::Twice));
    }
}
