//! What became of rows, in words.

use kith_domain::import::Counts;

/// "12 new, 3 taken before, 1 left out because something was wrong."
pub(crate) fn counts_in_words(counts: &Counts) -> String {
    let mut parts = vec![format!("{} new", counts.taken)];
    if counts.known > 0 {
        parts.push(format!("{} taken before", counts.known));
    }
    if counts.changed > 0 {
        parts.push(format!("{} taken before that say something else now", counts.changed));
    }
    if counts.refused > 0 {
        parts.push(format!("{} left out because something is wrong with them", counts.refused));
    }
    format!("{}.", parts.join(", "))
}

/// "1 row", "12 rows".
pub(crate) fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}
