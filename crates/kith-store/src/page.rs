//! Pages of lists, cut by key and never by offset.

use jiff::Timestamp;
use uuid::Uuid;

/// Where a page begins: the sort key of the last line before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The moment in the sort key.
    pub at: Timestamp,
    /// The identifier that parts equal moments.
    pub id: Uuid,
}

impl Mark {
    /// Before everything.
    #[must_use]
    pub fn first() -> Self {
        Self { at: Timestamp::UNIX_EPOCH, id: Uuid::nil() }
    }

    /// After everything (the end of the year 9998).
    #[must_use]
    pub fn last() -> Self {
        let at = Timestamp::from_second(253_370_764_800).unwrap_or(Timestamp::MAX);
        Self { at, id: Uuid::max() }
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T, K = Mark> {
    /// The lines.
    pub lines: Vec<T>,
    /// Where the next page begins, when there is one.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// A page without lines.
    #[must_use]
    pub const fn empty() -> Self {
        Self { lines: Vec::new(), next: None }
    }

    /// Cuts a page out of one line more than it holds.
    pub fn cut(mut lines: Vec<T>, most: u32, key: impl Fn(&T) -> K) -> Self {
        let most = most as usize;
        if lines.len() > most {
            lines.truncate(most);
            let next = lines.last().map(key);
            Self { lines, next }
        } else {
            Self { lines, next: None }
        }
    }
}
