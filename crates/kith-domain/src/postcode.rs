//! British postcodes, as they are written.

use crate::text::Line;

/// The shapes that the first part may have, letters as `A` and digits as `9`.
const OUTWARD: [&str; 6] = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];

/// A postcode as it is written: "ne14lp" is "NE1 4LP". The shape is checked, not whether it exists; `None` when it can
/// be none. The one that fits no shape, GIR 0AA, is taken too.
#[must_use]
pub fn postcode(typed: &str) -> Option<Line> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (outward, inward) = bare.split_at_checked(bare.len().checked_sub(3)?)?;
    let fits = shape(inward) == "9AA" && (OUTWARD.contains(&shape(outward).as_str()) || outward == "GIR");
    fits.then(|| Line::new(&format!("{outward} {inward}")).ok())?
}

fn shape(part: &str) -> String {
    let kind = |c: char| match c {
        'A'..='Z' => 'A',
        '0'..='9' => '9',
        _ => '?',
    };
    part.chars().map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::postcode;

    #[test]
    fn postcodes_are_written_in_one_way_and_what_is_none_is_refused() {
        for (typed, want) in [
            ("zz993cz", "ZZ99 3CZ"),
            (" sw1a  1aa ", "SW1A 1AA"),
            ("SW1A1AA", "SW1A 1AA"),
            (" ne1  4lp ", "NE1 4LP"),
            ("M1 1AE", "M1 1AE"),
            ("bf1 2ab", "BF1 2AB"),
            ("ZZ99 3VZ", "ZZ99 3VZ"),
            ("GIR 0AA", "GIR 0AA"),
        ] {
            assert_eq!(postcode(typed).map(|it| it.to_string()).as_deref(), Some(want), "{typed}");
        }
        for typed in [
            "",
            "SW1A",
            "1AA SW1A",
            "SW1A 1A1",
            "ABCDEFG",
            "Ś1 1AA",
            "M1 1AE M1",
            "12345",
            "9AA",
            "ABC 1234",
            "é9AA",
            "NE1 4Lé",
            "ABC1 1AA",
        ] {
            assert_eq!(postcode(typed), None, "{typed}");
        }
    }
}
