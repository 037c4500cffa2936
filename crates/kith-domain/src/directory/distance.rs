//! How far away something is, in words: round enough that it points at no house.

/// Metres of a mile.
const MILE: f64 = 1_609.344;

/// A distance as the crow flies, in miles: a quarter of a mile at the finest, tenths up to five miles, then whole ones.
#[must_use]
pub fn distance_in_words(metres: u32) -> String {
    let miles = f64::from(metres) / MILE;
    if miles < 0.25 {
        return "less than a quarter of a mile".to_owned();
    }
    let tenths = (miles * 10.0).round();
    if tenths < 50.0 {
        return if (tenths - 10.0).abs() < 0.5 {
            "1 mile".to_owned()
        } else if tenths % 10.0 < 0.5 {
            format!("{:.0} miles", tenths / 10.0)
        } else {
            format!("{:.1} miles", tenths / 10.0)
        };
    }
    format!("{:.0} miles", miles.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_in_round_miles() {
        for (metres, words) in [
            (0, "less than a quarter of a mile"),
            (402, "less than a quarter of a mile"),
            (403, "0.3 miles"),
            (644, "0.4 miles"),
            (1_609, "1 mile"),
            (1_650, "1 mile"),
            (3_219, "2 miles"),
            (3_400, "2.1 miles"),
            (7_900, "4.9 miles"),
            (8_047, "5 miles"),
            (20_000, "12 miles"),
            (u32::MAX, "2668769 miles"),
        ] {
            assert_eq!(distance_in_words(metres), words, "{metres}");
        }
    }
}
