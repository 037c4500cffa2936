//! The words by which the database finds entries, when a newer program finds them by others: every entry that was saved
//! before is laid out anew, some at each turn of the jobs, until all are.
//!
//! # Invariants
//! - Nothing of an entry changes but what is derived from it; no version, no event.
//! - What is done is written down with it, so that a restart goes on where it was.
//! - The index is made of the entries themselves at every start, and needs none of this.

use kith_domain::directory::search::words::EDITION;
use kith_store::{Isolation, Reach, directory, house};
use uuid::Uuid;

use crate::app::App;
use crate::refusal::Refusal;

/// Under which name the store remembers how far it is: the edition, and the last entry while not all are done.
const NAME: &str = "directory:laid-out";
/// The lock: one process at a time.
const LAYING_OUT: i64 = 4;
/// How many entries at a turn.
const SLICE: u32 = 200;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    All,
    /// This one, in the order of identifiers.
    Entry(Uuid),
}

fn read(noted: Option<&str>) -> Reached {
    let mut parts = noted.unwrap_or_default().split(' ');
    let is_this = parts.next().and_then(|edition| edition.parse::<u32>().ok()) == Some(EDITION);
    match parts.next().map(str::parse) {
        _ if !is_this => Reached::Entry(Uuid::nil()),
        None => Reached::All,
        Some(last) => Reached::Entry(last.unwrap_or(Uuid::nil())),
    }
}

/// Lays out the next entries that were saved by an older program. Gives whether there may be more.
///
/// # Errors
/// When the store cannot do it; it is tried again at the next turn.
pub fn lay_out(app: &App) -> Result<bool, Refusal> {
    let reach = Reach::maintenance();
    let noted = app.store().read(&reach, |tx| house::setting(tx, NAME))?;
    if read(noted.as_deref()) == Reached::All {
        return Ok(false);
    }
    let more = app.store().write(&reach, Isolation::Ordinary, |tx| {
        tx.lock(LAYING_OUT)?;
        let Reached::Entry(after) = read(house::setting(tx, NAME)?.as_deref()) else { return Ok(false) };
        let last = directory::lay_out(tx, after, SLICE)?;
        let note = last.map_or_else(|| EDITION.to_string(), |last| format!("{EDITION} {last}"));
        house::set(tx, NAME, &note)?;
        Ok::<_, kith_store::DbError>(last.is_some())
    })?;
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_program_noted_begins_anew() {
        let id = Uuid::from_u128(7);
        for (noted, reached) in [
            (None, Reached::Entry(Uuid::nil())),
            (Some("1".to_owned()), Reached::Entry(Uuid::nil())),
            (Some(format!("1 {id}")), Reached::Entry(Uuid::nil())),
            (Some("nonsense".to_owned()), Reached::Entry(Uuid::nil())),
            (Some(format!("{EDITION} nonsense")), Reached::Entry(Uuid::nil())),
            (Some(format!("{EDITION} {id}")), Reached::Entry(id)),
            (Some(EDITION.to_string()), Reached::All),
        ] {
            assert_eq!(read(noted.as_deref()), reached, "{noted:?}");
        }
    }
}
