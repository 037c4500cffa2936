//! What stands in a zipped file, such as a workbook: for tests that read what a spreadsheet would.

use std::collections::BTreeMap;
use std::io::Read as _;

fn number(bytes: &[u8], at: usize, wide: usize) -> usize {
    bytes[at..at + wide].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// Every part by its name, as text.
///
/// # Panics
/// When it is no zipped file, or a part of it is no text.
#[must_use]
pub fn texts(bytes: &[u8]) -> BTreeMap<String, String> {
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").expect("the end of a zipped file");
    let (many, mut at) = (number(bytes, end + 10, 2), number(bytes, end + 16, 4));
    let mut parts = BTreeMap::new();
    for _ in 0..many {
        let (way, packed) = (number(bytes, at + 10, 2), number(bytes, at + 20, 4));
        let names = [28, 30, 32].map(|place| number(bytes, at + place, 2));
        let name = String::from_utf8(bytes[at + 46..at + 46 + names[0]].to_vec()).expect("a name");
        let begins = number(bytes, at + 42, 4);
        let data = begins + 30 + number(bytes, begins + 26, 2) + number(bytes, begins + 28, 2);
        let held = &bytes[data..data + packed];
        let mut text = String::new();
        match way {
            0 => text.push_str(std::str::from_utf8(held).expect("text")),
            8 => drop(flate2::read::DeflateDecoder::new(held).read_to_string(&mut text).expect("a packed text")),
            way => panic!("packed in way {way}"),
        }
        parts.insert(name, text);
        at += 46 + names.iter().sum::<usize>();
    }
    parts
}
