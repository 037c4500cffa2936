//! Cubes that were decided already. The same rows give the same cube, whoever asks: it need not be worked out again.
//!
//! # Invariants
//! - A cube is known by everything that it is decided from: each row with whom it counts and every value, the sizes and
//!   the tables. The rows are read anew for each report, so that nothing can be shown that is no longer so: whatever is
//!   corrected, withdrawn or restricted is in the rows, or in none of the figures (ADR 0075).
//! - It holds cubes and digests, and neither names nor words of anybody; it is gone with the process.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use kith_analysis::suppression::cube::{Cube, NoCube, Row};
use sha2::{Digest, Sha256};

/// How many cells are kept together: some ten megabytes.
const CELLS: usize = 1 << 20;

/// A cube with the digest of what it was decided from.
type Known = ([u8; 32], Arc<Cube>);

/// The cubes that were asked for last.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    /// The one asked for last stands last.
    known: Mutex<VecDeque<Known>>,
}

/// The digest of everything that a cube is decided from.
fn digest(sizes: &[usize], tables: &[&[usize]], levels: &[(usize, usize)], rows: &[Row]) -> [u8; 32] {
    let mut digest = Sha256::new();
    list(&mut digest, sizes);
    list(&mut digest, &[tables.len(), levels.len(), rows.len()]);
    levels.iter().for_each(|(finer, coarser)| list(&mut digest, &[*finer, *coarser]));
    tables.iter().for_each(|table| list(&mut digest, table));
    for row in rows {
        list(&mut digest, &row.values);
        digest.update(row.unit.to_le_bytes());
    }
    digest.finalize().into()
}

/// Numbers, with how many there are, so that no two lists read alike.
fn list(digest: &mut Sha256, numbers: &[usize]) {
    digest.update((numbers.len() as u64).to_le_bytes());
    numbers.iter().for_each(|number| digest.update((*number as u64).to_le_bytes()));
}

impl Decided {
    /// The cube of these rows: as it was decided before, or decided now.
    pub(super) fn cube(
        &self,
        sizes: &[usize],
        tables: &[&[usize]],
        levels: &[(usize, usize)],
        rows: &[Row],
    ) -> Result<Arc<Cube>, NoCube> {
        let digest = digest(sizes, tables, levels, rows);
        if let Some(cube) = self.find(&digest) {
            return Ok(cube);
        }
        // Not under the lock: whoever asks for another cube need not wait.
        let cube = Arc::new(Cube::of_levels(sizes, tables, levels, rows)?);
        self.keep(digest, &cube);
        Ok(cube)
    }

    fn find(&self, digest: &[u8; 32]) -> Option<Arc<Cube>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().position(|(of, _)| of == digest)?;
        let found = known.remove(at)?;
        let cube = Arc::clone(&found.1);
        known.push_back(found);
        Some(cube)
    }

    fn keep(&self, digest: [u8; 32], cube: &Arc<Cube>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_back((digest, Arc::clone(cube)));
        let mut cells: usize = known.iter().map(|(_, cube)| cube.cells()).sum();
        while cells > CELLS && known.len() > 1 {
            cells -= known.pop_front().map_or(0, |(_, cube)| cube.cells());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [usize; 2] = [2, 3];
    const TABLES: [&[usize]; 1] = [&[0, 1]];

    fn rows() -> Vec<Row> {
        (0..60)
            .map(|n| Row { unit: n, values: vec![usize::from(n % 5 == 0), usize::try_from(n % 3).unwrap()] })
            .collect()
    }

    #[test]
    fn the_same_rows_are_decided_once() {
        let decided = Decided::default();
        let first = decided.cube(&SIZES, &TABLES, &[], &rows()).unwrap();
        let again = decided.cube(&SIZES, &TABLES, &[], &rows()).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
    }

    #[test]
    fn whatever_is_different_is_decided_anew() {
        let decided = Decided::default();
        let first = decided.cube(&SIZES, &TABLES, &[], &rows()).unwrap();
        let changed = |change: fn(&mut Vec<Row>)| {
            let mut rows = rows();
            change(&mut rows);
            rows
        };
        // One person less, another value of one fact, another person behind it, one fact more.
        for rows in [
            changed(|rows| drop(rows.pop())),
            changed(|rows| rows[7].values[1] = 2),
            changed(|rows| rows[7].unit = 8),
            changed(|rows| rows.push(Row { unit: 99, values: vec![0, 0] })),
        ] {
            let other = decided.cube(&SIZES, &TABLES, &[], &rows).unwrap();
            assert!(!Arc::ptr_eq(&first, &other));
        }
        assert!(!Arc::ptr_eq(&first, &decided.cube(&[3, 3], &TABLES, &[], &rows()).unwrap()));
        assert!(!Arc::ptr_eq(&first, &decided.cube(&SIZES, &TABLES, &[(0, 1)], &rows()).unwrap()));
        assert!(!Arc::ptr_eq(&first, &decided.cube(&SIZES, &[&[0], &[1]], &[], &rows()).unwrap()));
        assert!(Arc::ptr_eq(&first, &decided.cube(&SIZES, &TABLES, &[], &rows()).unwrap()), "and is still known");
    }

    #[test]
    fn what_was_asked_for_longest_ago_makes_room() {
        let decided = Decided::default();
        let large = [64, 64, 40];
        let tables: [&[usize]; 1] = [&[0, 1, 2]];
        let of = |unit| vec![Row { unit, values: vec![1, 1, 1] }, Row { unit: unit + 1, values: vec![0, 1, 1] }];
        let cubes: Vec<Arc<Cube>> = (0..9).map(|n| decided.cube(&large, &tables, &[], &of(n * 2)).unwrap()).collect();
        assert!(cubes[0].cells() * 9 > CELLS);
        let known = decided.known.lock().unwrap();
        assert!(known.len() < 9 && known.iter().map(|(_, cube)| cube.cells()).sum::<usize>() <= CELLS);
        assert!(known.iter().any(|(_, cube)| Arc::ptr_eq(cube, &cubes[8])));
        assert!(!known.iter().any(|(_, cube)| Arc::ptr_eq(cube, &cubes[0])));
    }
}
