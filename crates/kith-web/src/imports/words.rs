//! What became of rows, in words.

use kith_domain::import::Counts;
use kith_domain::text::thousands;

/// "12 new, 3 taken before, 1 left out because something was wrong."
pub(crate) fn counts_in_words(counts: &Counts) -> String {
    let mut parts = vec![format!("{} new", thousands(counts.taken.into()))];
    if counts.known > 0 {
        parts.push(format!("{} taken before", thousands(counts.known.into())));
    }
    if counts.changed > 0 {
        parts.push(format!("{} taken before that say something else now", thousands(counts.changed.into())));
    }
    if counts.refused > 0 {
        parts.push(format!("{} left out because something is wrong with them", thousands(counts.refused.into())));
    }
    format!("{}.", parts.join(", "))
}

/// "1 row", "12 rows", "5,000 rows".
pub(crate) fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(count as u64)) }
}
