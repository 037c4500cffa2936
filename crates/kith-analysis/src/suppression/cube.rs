//! Every figure that a set of filters can ask for, decided together.
//!
//! A cube has dimensions, such as quarter, place and reason. A filter fixes one value of some of them and
//! leaves the others open, so that all the filters there are can be written down: each is a cell. All cells
//! are counted from the same rows, and hidden until no allowed question gives a small number back.
//!
//! # Invariants
//! - Missing is a value like any other; a row without a value in each dimension is refused.
//! - Whoever belongs to several values (a person with two gaps) is counted once in each and once in the total.
//! - Of two shown figures, one of which holds the other, the difference is never 1 to 7. Nor is what two or
//!   more filters leave over when they are taken off and added back (inclusion and exclusion).
//! - Whoever takes the shown parts of a breakdown off its shown total is left with nobody, or with at least two
//!   hidden figures and with nothing from 1 to 7.
//! - The levels of a hierarchy (practice, district) go in as dimensions of the same cube: two cubes of the same
//!   people know nothing of each other.

use super::{Shown, is_small, rounded};

/// The largest cube there may be, so that a report asks for a bounded amount of work.
pub const CELLS: usize = 1 << 20;

/// The most dimensions: a filter of `n` values has 2 to the power of `n` wider ones.
pub const DIMENSIONS: usize = 6;

/// Why there is no cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCube {
    /// A dimension without values, or more of them than can be looked after.
    #[error("a cube has up to {DIMENSIONS} dimensions with at least one value each")]
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
        let shape = Shape::of(sizes)?;
        let mut seen = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let cell = shape.cell(&row.values.iter().copied().map(Some).collect::<Vec<_>>());
            let cell = cell.ok_or(NoCube::Row(number + 1))?;
            seen.extend(shape.masks().map(|freed| (shape.freed(cell, freed), row.unit)));
        }
        seen.sort_unstable();
        seen.dedup();
        let mut counts = vec![0; shape.cells];
        for (cell, _) in seen {
            if let Some(count) = counts.get_mut(cell) {
                *count += 1;
            }
        }
        let hidden = counts.iter().map(|count| is_small(*count)).collect();
        let mut cube = Self { shape, counts, hidden };
        while cube.hide_subtractions() | cube.hide_in_lines() {}
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
        let total = self.shape.cell(filter)?;
        let axis = self.shape.axes.get(dimension).filter(|axis| axis.is_open(total))?;
        Some(axis.children(total).map(|cell| self.shown(cell)).collect())
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

    /// Hides the narrower of two figures that differ by few, and the smallest of those whose sum and difference
    /// leave few over. Says whether anything changed.
    fn hide_subtractions(&mut self) -> bool {
        let mut has_changed = false;
        for cell in 0..self.shape.cells {
            let fixed = self.shape.fixed(cell);
            for freed in self.shape.masks().filter(|freed| *freed != 0 && freed & !fixed == 0) {
                if self.is_hidden(cell) {
                    break;
                }
                let wider = self.shape.freed(cell, freed);
                let is_near = !self.is_hidden(wider) && is_small(self.at(wider).saturating_sub(self.at(cell)));
                if is_near {
                    self.hide(cell);
                    has_changed = true;
                } else if self.left_over(cell, freed).is_some_and(is_small) {
                    // All of them are shown. Where nobody meets every condition, a wider one has to be hidden.
                    let parts = self.shape.masks().filter(|open| open & !freed == 0 && *open != freed);
                    let parts = parts.map(|open| self.shape.freed(cell, open)).filter(|part| self.at(*part) > 0);
                    if let Some(smallest) = parts.min_by_key(|part| self.at(*part)) {
                        self.hide(smallest);
                        has_changed = true;
                    }
                }
            }
        }
        has_changed
    }

    /// Who is left of the wider figure when each of the freed conditions is denied, if all the figures that
    /// it is worked out from are shown.
    fn left_over(&self, cell: usize, freed: usize) -> Option<u64> {
        let mut sum = 0_i128;
        for open in self.shape.masks().filter(|open| open & !freed == 0) {
            let part = self.shape.freed(cell, open);
            if self.is_hidden(part) {
                return None;
            }
            let sign = if (freed ^ open).count_ones().is_multiple_of(2) { 1 } else { -1 };
            sum += sign * i128::from(self.at(part));
        }
        u64::try_from(sum).ok()
    }

    /// Hides more of each breakdown that would give a hidden figure back. Says whether anything changed.
    fn hide_in_lines(&mut self) -> bool {
        let mut has_changed = false;
        for axis in self.shape.axes.clone() {
            for total in (0..self.shape.cells).filter(|cell| axis.is_open(*cell)) {
                while let Some(next) = self.next_in_line(axis, total) {
                    self.hide(next);
                    has_changed = true;
                }
            }
        }
        has_changed
    }

    /// What has to be hidden next in a breakdown, if anything: its smallest shown part, otherwise its total.
    fn next_in_line(&self, axis: Axis, total: usize) -> Option<usize> {
        let hidden = axis.children(total).filter(|cell| self.is_hidden(*cell)).count();
        let is_safe = if self.is_hidden(total) {
            hidden >= 1
        } else {
            let shown: u64 = axis.children(total).filter(|cell| !self.is_hidden(*cell)).map(|cell| self.at(cell)).sum();
            hidden == 0 || (hidden >= 2 && !is_small(self.at(total).saturating_sub(shown)))
        };
        if is_safe {
            return None;
        }
        let part = axis.children(total).filter(|cell| !self.is_hidden(*cell) && self.at(*cell) > 0);
        part.min_by_key(|cell| self.at(*cell)).or((!self.is_hidden(total)).then_some(total))
    }
}

/// One dimension within the numbering of the cells; the value after the last is "all".
#[derive(Debug, Clone, Copy)]
struct Axis {
    size: usize,
    stride: usize,
}

impl Axis {
    const fn value(self, cell: usize) -> usize {
        cell / self.stride % (self.size + 1)
    }

    const fn is_open(self, cell: usize) -> bool {
        self.value(cell) == self.size
    }

    /// The cells of an open one by each value.
    fn children(self, total: usize) -> impl Iterator<Item = usize> {
        (1..=self.size).rev().map(move |down| total - down * self.stride)
    }
}

#[derive(Debug, Clone)]
struct Shape {
    axes: Vec<Axis>,
    cells: usize,
}

impl Shape {
    fn of(sizes: &[usize]) -> Result<Self, NoCube> {
        if sizes.is_empty() || sizes.len() > DIMENSIONS || sizes.contains(&0) {
            return Err(NoCube::Dimensions);
        }
        let (mut axes, mut cells) = (Vec::new(), 1_usize);
        for size in sizes.iter().copied() {
            axes.push(Axis { size, stride: cells });
            let more = size.checked_add(1).and_then(|values| cells.checked_mul(values));
            cells = more.filter(|cells| *cells <= CELLS).ok_or(NoCube::Cells)?;
        }
        Ok(Self { axes, cells })
    }

    fn cell(&self, filter: &[Option<usize>]) -> Option<usize> {
        if filter.len() != self.axes.len() {
            return None;
        }
        let mut cell = 0;
        for (axis, value) in self.axes.iter().zip(filter) {
            let value = value.map_or(Some(axis.size), |value| (value < axis.size).then_some(value))?;
            cell += value * axis.stride;
        }
        Some(cell)
    }

    /// Every choice of dimensions, as bits.
    const fn masks(&self) -> std::ops::Range<usize> {
        0..1 << self.axes.len()
    }

    /// The dimensions that a cell fixes.
    fn fixed(&self, cell: usize) -> usize {
        self.axes.iter().enumerate().filter(|(_, axis)| !axis.is_open(cell)).map(|(at, _)| 1 << at).sum()
    }

    /// The cell with these dimensions left open.
    fn freed(&self, cell: usize, freed: usize) -> usize {
        let open = self.axes.iter().enumerate().filter(|(at, _)| freed & (1 << at) != 0);
        open.fold(cell, |cell, (_, axis)| cell + (axis.size - axis.value(cell)) * axis.stride)
    }
}

#[cfg(test)]
mod tests;
