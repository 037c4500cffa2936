//! How earlier runs of a feed went: derived, and about nobody.

use jiff::Timestamp;
use kith_domain::directory::feed::Feed;
use kith_domain::id::Id;

use crate::db::{DbError, ReadTx, Tx, Value, statements};
use crate::feeds::Run;
use crate::rows::Typed;

/// So many runs of each feed are kept.
const MOST: i64 = 50;

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub run: i64,
    /// When it began.
    pub began: Option<Timestamp>,
    /// When it ended.
    pub ended: Timestamp,
    /// New entries.
    pub taken: u32,
    /// Changed entries.
    pub changed: u32,
    /// Entries as they were.
    pub unchanged: u32,
    /// Refused records.
    pub refused: u32,
    /// Entries that were no longer in the feed.
    pub vanished: u32,
    /// Why it ended before the end of the feed.
    pub stopped: Option<String>,
    /// Why nothing was marked as no longer listed.
    pub unmarked: Option<String>,
}

statements! {
    /// Keeps how a run went; one that was gone on with is one.
    KEEP = "INSERT INTO directory_feed_past (feed_id, run, began, ended, taken, changed, unchanged, refused, vanished, stopped, unmarked)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (feed_id, run) DO UPDATE SET began = excluded.began, ended = excluded.ended, taken = excluded.taken,
            changed = excluded.changed, unchanged = excluded.unchanged, refused = excluded.refused, vanished = excluded.vanished,
            stopped = excluded.stopped, unmarked = excluded.unmarked";
    /// Forgets runs that are long past.
    FORGET = "DELETE FROM directory_feed_past WHERE feed_id = $1 AND run <= $2";
    /// The runs of a feed, latest first.
    list LATEST = "SELECT run, began, ended, taken, changed, unchanged, refused, vanished, stopped, unmarked
        FROM directory_feed_past WHERE feed_id = $1 ORDER BY run DESC LIMIT $2";
}

/// Keeps how a run went. One that has not ended is not kept.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut Tx<'_>, feed: Id<Feed>, it: &Run) -> Result<(), DbError> {
    let Some(ended) = it.ended else { return Ok(()) };
    let count = |number: u32| Value::from(i64::from(number));
    let values = [
        feed.into(),
        it.run.into(),
        it.began.into(),
        ended.into(),
        count(it.taken),
        count(it.changed),
        count(it.unchanged),
        count(it.refused),
        count(it.vanished),
        it.stopped.clone().into(),
        it.unmarked.clone().into(),
    ];
    tx.execute(&KEEP, &values)?;
    tx.execute(&FORGET, &[feed.into(), (it.run - MOST).into()])?;
    Ok(())
}

/// The latest runs of a feed that have ended, latest first.
///
/// # Errors
/// When the database cannot answer.
pub fn latest(tx: &mut ReadTx<'_>, feed: Id<Feed>, most: u32) -> Result<Vec<Past>, DbError> {
    tx.fetch_all(&LATEST, &[feed.into(), i64::from(most).into()], |row| {
        let count = |name| Ok::<_, DbError>(row.count(name)?.unwrap_or(0));
        Ok(Past {
            run: row.get("run")?,
            began: row.moment_opt("began")?,
            ended: row.moment("ended")?,
            taken: count("taken")?,
            changed: count("changed")?,
            unchanged: count("unchanged")?,
            refused: count("refused")?,
            vanished: count("vanished")?,
            stopped: row.get("stopped")?,
            unmarked: row.get("unmarked")?,
        })
    })
}
