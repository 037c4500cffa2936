//! How the cells of a cube are numbered: table after table, and within one the first dimension fastest.

use std::collections::{BTreeMap, BTreeSet};

use super::{CELLS, DIMENSIONS, NoCube, WIDTH};

/// The filters that fix the same dimensions.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The number of its first cell.
    begins: usize,
    cells: usize,
    /// Each dimension it fixes, in order, with how far apart two neighbouring values lie.
    axes: Vec<(usize, usize)>,
    mask: usize,
}

impl Table {
    /// The cell of a row that has a known value in each dimension.
    pub(super) fn cell(&self, values: &[usize]) -> usize {
        let far = self.axes.iter().map(|(dimension, stride)| values.get(*dimension).copied().unwrap_or(0) * stride);
        self.begins + far.sum::<usize>()
    }
}

/// A table, and the one that fixes one dimension more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Breakdown {
    /// The table of the totals.
    pub(super) table: usize,
    /// The table of the parts.
    pub(super) parts: usize,
    /// Which of the dimensions of that one the parts differ in.
    pub(super) at: usize,
    dimension: usize,
}

/// The parts of one total.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    first: usize,
    stride: usize,
    size: usize,
}

impl Line {
    /// Their numbers.
    pub(super) fn cells(self) -> impl Iterator<Item = usize> {
        (0..self.size).map(move |value| self.first + value * self.stride)
    }
}

/// All tables.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// How many values each dimension has.
    pub(super) sizes: Vec<usize>,
    /// The tables: whatever is part of one is another.
    pub(super) tables: Vec<Table>,
    /// How many cells there are.
    pub(super) cells: usize,
    /// The number of the table that fixes these dimensions, by them as bits.
    by_mask: BTreeMap<usize, usize>,
}

impl Shape {
    pub(super) fn of(sizes: &[usize], widest: &[&[usize]]) -> Result<Self, NoCube> {
        if sizes.is_empty() || sizes.len() > WIDTH || sizes.contains(&0) {
            return Err(NoCube::Dimensions);
        }
        let mut masks = BTreeSet::new();
        for table in widest {
            if table.len() > DIMENSIONS || table.iter().any(|dimension| *dimension >= sizes.len()) {
                return Err(NoCube::Dimensions);
            }
            let whole = table.iter().fold(0_usize, |mask, dimension| mask | 1 << dimension);
            // Every part of it, from the whole down to nothing.
            let mut part = whole;
            masks.insert(part);
            while part > 0 {
                part = (part - 1) & whole;
                masks.insert(part);
            }
        }
        let (mut tables, mut by_mask, mut cells) = (Vec::new(), BTreeMap::new(), 0_usize);
        for mask in masks {
            let (mut axes, mut own) = (Vec::new(), 1_usize);
            for (dimension, size) in sizes.iter().enumerate().filter(|(dimension, _)| mask & (1 << dimension) != 0) {
                axes.push((dimension, own));
                own = own.checked_mul(*size).filter(|cells| *cells <= CELLS).ok_or(NoCube::Cells)?;
            }
            by_mask.insert(mask, tables.len());
            tables.push(Table { begins: cells, cells: own, axes, mask });
            cells = cells.checked_add(own).filter(|cells| *cells <= CELLS).ok_or(NoCube::Cells)?;
        }
        Ok(Self { sizes: sizes.to_vec(), tables, cells, by_mask })
    }

    /// Whether a row has one known value in each dimension.
    pub(super) fn fits(&self, values: &[usize]) -> bool {
        values.len() == self.sizes.len() && values.iter().zip(&self.sizes).all(|(value, size)| value < size)
    }

    /// The cell of a filter, if there is one.
    pub(super) fn cell(&self, filter: &[Option<usize>]) -> Option<usize> {
        if filter.len() != self.sizes.len() {
            return None;
        }
        let mut mask = 0;
        for (dimension, (value, size)) in filter.iter().zip(&self.sizes).enumerate() {
            match value {
                Some(value) if value >= size => return None,
                Some(_) => mask |= 1 << dimension,
                None => {}
            }
        }
        let table = self.tables.get(*self.by_mask.get(&mask)?)?;
        Some(table.cell(&filter.iter().map(|value| value.unwrap_or(0)).collect::<Vec<_>>()))
    }

    /// The table that a cell is one of.
    pub(super) fn table_of(&self, cell: usize) -> usize {
        self.tables.partition_point(|table| table.begins <= cell).saturating_sub(1)
    }

    /// The first cell of a table, how many it has, and how many dimensions it fixes.
    pub(super) fn range(&self, table: usize) -> Option<(usize, usize, usize)> {
        self.tables.get(table).map(|table| (table.begins, table.cells, table.axes.len()))
    }

    /// Which dimensions of a table are levels of each other: both as bits, in the order of its own.
    pub(super) fn pairs(&self, table: usize, levels: &[(usize, usize)]) -> Vec<usize> {
        let Some(table) = self.tables.get(table) else { return Vec::new() };
        let bit = |wanted: usize| table.axes.iter().position(|(dimension, _)| *dimension == wanted).map(|at| 1 << at);
        levels.iter().filter_map(|(finer, coarser)| Some(bit(*finer)? | bit(*coarser)?)).collect()
    }

    /// The values that a cell of a table fixes, in the order of its dimensions.
    pub(super) fn values(&self, table: usize, cell: usize, values: &mut Vec<usize>) {
        values.clear();
        let Some(table) = self.tables.get(table) else { return };
        let within = cell - table.begins;
        values.extend(
            table
                .axes
                .iter()
                .map(|(dimension, stride)| within / stride % self.sizes.get(*dimension).copied().unwrap_or(1)),
        );
    }

    /// The cell with some of its dimensions left open: bits in the order of the table's own.
    pub(super) fn freed(&self, table: usize, freed: usize, values: &[usize]) -> usize {
        let Some(from) = self.tables.get(table) else { return 0 };
        let kept = |at: usize| freed & (1 << at) == 0;
        let axes = from.axes.iter().enumerate().filter(|(at, _)| kept(*at));
        let mask = axes.fold(0_usize, |mask, (_, (dimension, _))| mask | 1 << dimension);
        let Some(to) = self.by_mask.get(&mask).and_then(|at| self.tables.get(*at)) else { return 0 };
        let values = values.iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, value)| value);
        to.begins + to.axes.iter().zip(values).map(|((_, stride), value)| stride * value).sum::<usize>()
    }

    /// Every table with every dimension by which it is broken down.
    pub(super) fn breakdowns(&self) -> Vec<Breakdown> {
        let mut all = Vec::new();
        for (table, it) in self.tables.iter().enumerate() {
            for dimension in (0..self.sizes.len()).filter(|dimension| it.mask & (1 << dimension) == 0) {
                let parts = self.by_mask.get(&(it.mask | 1 << dimension)).copied();
                let at = (it.mask & ((1 << dimension) - 1)).count_ones() as usize;
                all.extend(parts.map(|parts| Breakdown { table, parts, at, dimension }));
            }
        }
        all
    }

    /// The parts of the total that fixes these values.
    pub(super) fn line(&self, breakdown: Breakdown, values: &[usize]) -> Line {
        let size = self.sizes.get(breakdown.dimension).copied().unwrap_or(0);
        let Some(parts) = self.tables.get(breakdown.parts) else { return Line { first: 0, stride: 0, size: 0 } };
        let mut values = values.iter();
        let (mut first, mut stride) = (parts.begins, 0);
        for (dimension, far) in &parts.axes {
            if *dimension == breakdown.dimension {
                stride = *far;
            } else {
                first += values.next().copied().unwrap_or(0) * far;
            }
        }
        Line { first, stride, size }
    }
}
