//! Every figure that a set of filters can ask for, decided together.
//!
//! A cube has dimensions, such as quarter, place and reason. A filter fixes one value of some of them and
//! leaves the others open, so that all the filters there are can be written down: each is a cell. All cells
//! are counted from the same rows, and hidden until no allowed question gives a small number back.
//!
//! A report of many dimensions does not offer every filter. [`Cube::of_tables`] takes the sets of dimensions that
//! may be fixed at once; whatever is part of such a set may be fixed too, and nothing else may be asked.
//!
//! # Invariants
//! - Missing is a value like any other; a row without a value in each dimension is refused.
//! - Whoever belongs to several values (a person with two gaps) is counted once in each and once in the total.
//! - Of two shown figures, one of which holds the other, the difference is never 1 to 7. Nor is what two or
//!   more filters leave over when they are taken off and added back (inclusion and exclusion).
//! - Whoever takes the shown parts of a breakdown off its shown total is left with nobody, or with at least two
//!   hidden figures and with nothing from 1 to 7.
//! - The levels of a hierarchy (practice, district) go in as dimensions of the same cube, and some table of it fixes
//!   both: two cubes of the same people know nothing of each other.

mod lines;
mod shape;

use lines::Lines;
use shape::{Line, Shape};

use super::{Shown, is_small, rounded};

/// The largest cube there may be, so that a report asks for a bounded amount of work.
pub const CELLS: usize = 3 << 19;

/// The most dimensions that a filter may fix at once: a filter of `n` values has 2 to the power of `n` wider ones.
pub const DIMENSIONS: usize = 6;

/// The most dimensions of a cube whose filters fix only some of them.
pub const WIDTH: usize = 20;

/// Why there is no cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCube {
    /// A dimension without values, or more of them than can be looked after.
    #[error("a filter fixes up to {DIMENSIONS} of {WIDTH} dimensions, each with at least one value")]
    Dimensions,
    /// Too many filters.
    #[error("a cube has up to {CELLS} cells: leave out a dimension, or make one coarser")]
    Cells,
    /// A row that does not fit.
    #[error("row {0} does not have one known value for each dimension")]
    Row(usize),
}

/// One fact: whom it counts, and its value in each dimension, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whom it counts: the same number is the same person.
    pub unit: u64,
    /// One value for each dimension.
    pub values: Vec<usize>,
}

/// The figures that may be shown, for every filter.
#[derive(Debug, Clone)]
pub struct Cube {
    shape: Shape,
    counts: Vec<u64>,
    hidden: Vec<bool>,
}

impl Cube {
    /// Counts the rows for every filter and hides what must be hidden. `sizes` says how many values each
    /// dimension has.
    ///
    /// # Errors
    /// [`NoCube`] for dimensions that are too many or too large, and for a row that does not fit.
    pub fn count(sizes: &[usize], rows: &[Row]) -> Result<Self, NoCube> {
        if sizes.len() > DIMENSIONS {
            return Err(NoCube::Dimensions);
        }
        Self::of_tables(sizes, &[(0..sizes.len()).collect::<Vec<_>>().as_slice()], rows)
    }

    /// Counts the rows for the filters that fix dimensions of one of these sets, and hides what must be hidden.
    ///
    /// # Errors
    /// [`NoCube`] for dimensions or tables that are too many or too large, and for a row that does not fit.
    pub fn of_tables(sizes: &[usize], tables: &[&[usize]], rows: &[Row]) -> Result<Self, NoCube> {
        Self::of_levels(sizes, tables, &[], rows)
    }

    /// The same where some dimensions are levels of each other, each pair the finer and the coarser, and a reader is shown
    /// one of the two of any filter: no filter with the other of a pair is then taken off and added back beside it.
    ///
    /// # Errors
    /// As [`Cube::of_tables`].
    pub fn of_levels(
        sizes: &[usize],
        tables: &[&[usize]],
        levels: &[(usize, usize)],
        rows: &[Row],
    ) -> Result<Self, NoCube> {
        let shape = Shape::of(sizes, tables)?;
        let mut seen = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            if !shape.fits(&row.values) {
                return Err(NoCube::Row(number + 1));
            }
            seen.push((row.unit, number));
        }
        // Of each person at once: whoever is in a cell by two facts is there once.
        seen.sort_unstable();
        let mut counts = vec![0; shape.cells];
        let mut of_unit: Vec<usize> = Vec::new();
        for unit in seen.chunk_by(|one, other| one.0 == other.0) {
            of_unit.clear();
            for row in unit.iter().filter_map(|(_, number)| rows.get(*number)) {
                of_unit.extend(shape.tables.iter().map(|table| table.cell(&row.values)));
            }
            of_unit.sort_unstable();
            of_unit.dedup();
            for cell in &of_unit {
                if let Some(count) = counts.get_mut(*cell) {
                    *count += 1;
                }
            }
        }
        let hidden = counts.iter().map(|count| is_small(*count)).collect();
        let mut cube = Self { shape, counts, hidden };
        // Once is enough: a subtraction tells something only while all its figures are shown, and nothing that is hidden
        // is shown again.
        cube.hide_subtractions(levels);
        cube.hide_in_lines();
        Ok(cube)
    }

    /// The figure of a filter: for each dimension one value, or `None` for all of them. `None` when the filter
    /// is not one of this cube.
    #[must_use]
    pub fn figure(&self, filter: &[Option<usize>]) -> Option<Shown> {
        self.shape.cell(filter).map(|cell| self.shown(cell))
    }

    /// The figures of a filter by each value of a dimension that it leaves open.
    #[must_use]
    pub fn breakdown(&self, filter: &[Option<usize>], dimension: usize) -> Option<Vec<Shown>> {
        self.shape.cell(filter)?;
        let mut filter = filter.to_vec();
        if filter.get(dimension)?.is_some() {
            return None;
        }
        let size = *self.shape.sizes.get(dimension)?;
        let mut parts = Vec::with_capacity(size);
        for value in 0..size {
            *filter.get_mut(dimension)? = Some(value);
            parts.push(self.shown(self.shape.cell(&filter)?));
        }
        Some(parts)
    }

    fn shown(&self, cell: usize) -> Shown {
        if self.is_hidden(cell) { Shown::Hidden } else { Shown::Count(rounded(self.at(cell))) }
    }

    fn at(&self, cell: usize) -> u64 {
        self.counts.get(cell).copied().unwrap_or_default()
    }

    fn is_hidden(&self, cell: usize) -> bool {
        self.hidden.get(cell).copied().unwrap_or(true)
    }

    fn hide(&mut self, cell: usize) {
        if let Some(hidden) = self.hidden.get_mut(cell) {
            *hidden = true;
        }
    }

    /// How many filters there are.
    #[must_use]
    pub const fn cells(&self) -> usize {
        self.shape.cells
    }

    /// Hides the narrower of two figures that differ by few, and the smallest of those whose sum and difference
    /// leave few over.
    fn hide_subtractions(&mut self, levels: &[(usize, usize)]) {
        let mut values = Vec::new();
        let mut wider = [0_usize; 1 << DIMENSIONS];
        for table in 0..self.shape.tables.len() {
            let Some((begins, cells, fixed)) = self.shape.range(table) else { continue };
            let pairs = self.shape.pairs(table, levels);
            for cell in begins..begins + cells {
                if self.is_hidden(cell) {
                    continue;
                }
                self.shape.values(table, cell, &mut values);
                // The cell with each choice of its dimensions left open; none of them first, all of them last.
                for freed in 0..1_usize << fixed {
                    if let Some(place) = wider.get_mut(freed) {
                        *place = self.shape.freed(table, freed, &values);
                    }
                }
                for freed in 1..1_usize << fixed {
                    if self.is_hidden(cell) {
                        break;
                    }
                    let is_of_one_level = pairs.iter().all(|pair| freed & pair != *pair);
                    self.hide_subtraction(&wider, freed, is_of_one_level);
                }
            }
        }
    }

    /// Hides what has to be hidden of one cell and one choice of its dimensions.
    fn hide_subtraction(&mut self, wider: &[usize; 1 << DIMENSIONS], freed: usize, is_of_one_level: bool) {
        let place = |open: usize| wider.get(open).copied().unwrap_or_default();
        let (cell, whole) = (place(0), place(freed));
        if !self.is_hidden(whole) && is_small(self.at(whole).saturating_sub(self.at(cell))) {
            self.hide(cell);
            return;
        }
        if !is_of_one_level {
            return;
        }
        let parts = || (0..=freed).filter(move |open| open & !freed == 0);
        // Who is left of the wider figure when each of the freed conditions is denied, if all the figures that it is
        // worked out from are shown.
        let mut left = 0_i128;
        for open in parts() {
            if self.is_hidden(place(open)) {
                return;
            }
            let sign = if (freed ^ open).count_ones().is_multiple_of(2) { 1 } else { -1 };
            left += sign * i128::from(self.at(place(open)));
        }
        if !u64::try_from(left).is_ok_and(is_small) {
            return;
        }
        // Where nobody meets every condition, a wider one has to be hidden.
        let some = parts().filter(|open| *open != freed).map(place).filter(|part| self.at(*part) > 0);
        if let Some(smallest) = some.min_by_key(|part| self.at(*part)) {
            self.hide(smallest);
        }
    }

    /// Hides more of each breakdown that would give a hidden figure back, until none does. A breakdown is looked at
    /// again when something of it was hidden, in the order in which all of them would be.
    fn hide_in_lines(&mut self) {
        let mut lines = Lines::of(&self.shape);
        while lines.begin_again() {
            while let Some(at) = lines.next() {
                let Some((total, line)) = lines.line(&self.shape, at) else { continue };
                while let Some(hidden) = self.next_in_line(line, total) {
                    self.hide(hidden);
                    lines.look_again(&self.shape, hidden);
                }
            }
        }
    }

    /// What has to be hidden next in a breakdown, if anything: its smallest shown part, otherwise its total.
    fn next_in_line(&self, line: Line, total: usize) -> Option<usize> {
        let (mut hidden, mut shown) = (0_u64, 0_u64);
        let mut smallest: Option<usize> = None;
        for cell in line.cells() {
            if self.is_hidden(cell) {
                hidden += 1;
                continue;
            }
            let count = self.at(cell);
            shown += count;
            if count > 0 && smallest.is_none_or(|known| count < self.at(known)) {
                smallest = Some(cell);
            }
        }
        let is_safe = if self.is_hidden(total) {
            hidden >= 1
        } else {
            hidden == 0 || (hidden >= 2 && !is_small(self.at(total).saturating_sub(shown)))
        };
        if is_safe {
            return None;
        }
        smallest.or((!self.is_hidden(total)).then_some(total))
    }
}

#[cfg(test)]
mod tests;
