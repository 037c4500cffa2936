//! Searches of the directory that found nothing, by day: words of Kith's own list, and a count of all others.
//!
//! # Invariants
//! - Nothing of who searched or for whom is here, and no two words of one search are kept together.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::staff::Service;

use crate::db::{DbError, ReadTx, Row, Tx, statements};

statements! {
    /// Counts a word.
    COUNT = "INSERT INTO sought_nothing (service_id, day, word, times) VALUES ($1, $2, $3, 1)
        ON CONFLICT (service_id, day, word) DO UPDATE SET times = sought_nothing.times + 1";
    /// What was counted from a day on.
    COUNTED = "SELECT word, CAST(sum(times) AS BIGINT) AS times FROM sought_nothing
        WHERE service_id = $1 AND day >= $2 GROUP BY word ORDER BY times DESC, word LIMIT 200";
}

/// Counts a word of the list that found nothing on a day; an empty one for every other word.
///
/// # Errors
/// When the database cannot take it.
pub fn count(tx: &mut Tx<'_>, service: Id<Service>, day: Date, word: &str) -> Result<(), DbError> {
    tx.execute(&COUNT, &[service.into(), day.into(), word.into()])?;
    Ok(())
}

/// How often each word found nothing from a day on, the most frequent first; the empty word stands for all others.
///
/// # Errors
/// When the database cannot answer.
pub fn since(tx: &mut ReadTx<'_>, service: Id<Service>, from: Date) -> Result<Vec<(String, i64)>, DbError> {
    tx.fetch_all(&COUNTED, &[service.into(), from.into()], |row: &Row<'_>| Ok((row.get("word")?, row.get("times")?)))
}
