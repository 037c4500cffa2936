//! Files of postcodes and small areas, with made-up samples of each.

mod hostile;
mod samples;

use kith_interop::places::{Draft, Reader, Wrong, open};

/// Every row with its number.
fn rows(bytes: &[u8]) -> Vec<(u64, Result<Draft, Wrong>)> {
    let mut reader = open(bytes).unwrap();
    let mut all = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        all.push((row.number, row.draft));
    }
    all
}

fn reader(bytes: &[u8]) -> Reader<&[u8]> {
    open(bytes).unwrap()
}
