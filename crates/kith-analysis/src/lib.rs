//! Statistics, and nothing of Kith: numbers go in, numbers come out.
//!
//! Anyone can check the statistics against their own tools: `kith analyse` runs each of them on a plain
//! CSV file. Each function names the source of its formula.
//!
//! # Invariants
//! - No other crate of ours is used, and no clock, file or network.
//! - Chance is a parameter: the same seed gives the same answer.
//! - What cannot be computed is [`NotComputable`] with its reason, never a number that looks like one.
//! - Nothing here knows what is good or bad: a signal is a statement about a series, not a judgement.

pub mod changepoint;
pub mod course;
pub mod interval;
pub mod minimum;
pub mod spc;
pub mod suppression;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotComputable {
    /// A share of nothing.
    #[error("a share of nothing cannot be computed: the total must be at least 1")]
    NoTotal,
    /// More events than there were occasions.
    #[error("there are more events than the total")]
    MoreThanAll,
    /// A level of confidence outside the open interval from 0 to 1.
    #[error("the level must lie between 0 and 1, such as 0.95")]
    Level,
    /// Too few values.
    #[error("at least {0} values are needed")]
    TooFew(usize),
    /// A value that is no finite number.
    #[error("value {0} is not a finite number")]
    NotFinite(usize),
    /// A new group that does not begin inside the series.
    #[error("a new group must begin after the first value and not after the last")]
    Rebase,
    /// A shortest segment of fewer than two values.
    #[error("a segment needs at least two values")]
    Segment,
}

/// Refuses the first value that is no finite number, counted from 1.
fn finite(values: &[f64]) -> Result<(), NotComputable> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(NotComputable::NotFinite(at + 1)),
        None => Ok(()),
    }
}

/// The arithmetic mean of at least one value; exact for equal values, whatever their size.
fn mean(values: &[f64]) -> f64 {
    let Some(first) = values.first() else { return 0.0 };
    first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64
}
