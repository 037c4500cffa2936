//! Which breakdowns have still to be looked at: all of them once, and then those of which something was hidden since.

use super::shape::{Breakdown, Line, Shape};

/// Every breakdown of every total, numbered one after the other.
#[derive(Debug)]
pub(super) struct Lines {
    /// Each breakdown of a table, with the number of its first line.
    breakdowns: Vec<(usize, Breakdown)>,
    /// By table: the breakdowns whose totals, and whose parts, stand in it.
    totals: Vec<Vec<usize>>,
    parts: Vec<Vec<usize>>,
    waiting: Vec<bool>,
    waits: usize,
    next: usize,
    values: Vec<usize>,
}

impl Lines {
    /// All of them, none looked at.
    pub(super) fn of(shape: &Shape) -> Self {
        let none = || vec![Vec::new(); shape.tables.len()];
        let (mut breakdowns, mut totals, mut parts, mut count) = (Vec::new(), none(), none(), 0);
        for (number, it) in shape.breakdowns().into_iter().enumerate() {
            breakdowns.push((count, it));
            count += shape.range(it.table).map_or(0, |(_, cells, _)| cells);
            for (of, table) in [(&mut totals, it.table), (&mut parts, it.parts)] {
                if let Some(of) = of.get_mut(table) {
                    of.push(number);
                }
            }
        }
        let waiting = vec![true; count];
        Self { breakdowns, totals, parts, waiting, waits: count, next: 0, values: Vec::new() }
    }

    /// Goes back to the first; says whether any is to be looked at.
    pub(super) fn begin_again(&mut self) -> bool {
        self.next = 0;
        self.waits > 0
    }

    /// The next that is to be looked at, which it then is.
    pub(super) fn next(&mut self) -> Option<usize> {
        let from = self.waiting.get(self.next..)?;
        let at = self.next + from.iter().position(|waits| *waits)?;
        *self.waiting.get_mut(at)? = false;
        self.waits -= 1;
        self.next = at + 1;
        Some(at)
    }

    /// The total of one of them, and its parts.
    pub(super) fn line(&mut self, shape: &Shape, at: usize) -> Option<(usize, Line)> {
        let number = self.breakdowns.partition_point(|(first, _)| *first <= at).checked_sub(1)?;
        let (first, breakdown) = *self.breakdowns.get(number)?;
        let (begins, ..) = shape.range(breakdown.table)?;
        let total = begins + (at - first);
        shape.values(breakdown.table, total, &mut self.values);
        Some((total, shape.line(breakdown, &self.values)))
    }

    /// A cell was hidden: whatever it is a total or a part of is looked at again.
    pub(super) fn look_again(&mut self, shape: &Shape, cell: usize) {
        let table = shape.table_of(cell);
        let Some((begins, ..)) = shape.range(table) else { return };
        shape.values(table, cell, &mut self.values);
        let first = |number: &usize| self.breakdowns.get(*number).copied();
        let as_total = self.totals.get(table).into_iter().flatten().filter_map(first);
        let as_total = as_total.map(|(first, _)| first + (cell - begins));
        let as_part = self.parts.get(table).into_iter().flatten().filter_map(first).filter_map(|(first, it)| {
            let (begins, ..) = shape.range(it.table)?;
            Some(first + (shape.freed(table, 1 << it.at, &self.values) - begins))
        });
        for line in as_total.chain(as_part) {
            if let Some(waits) = self.waiting.get_mut(line).filter(|waits| !**waits) {
                *waits = true;
                self.waits += 1;
            }
        }
    }
}
