//! Small numbers, and what may be shown of them to whoever may not see the people behind them.
//!
//! The rule is the one that NHS England has used for counts of hospital and emergency care since September
//! 2018: 0 is shown, 1 to 7 are hidden, everything else is rounded to the nearest 5. A percentage is worked
//! out from rounded figures, so that it gives no more away than they do.
//!
//! One figure at a time is not enough: 20 people in all, of whom 15 are women, say something of the men.
//! [`cube`] decides for every figure of a report at once which of them may stand beside each other.
//!
//! # Invariants
//! - What is hidden carries no number: [`Shown::Hidden`] holds nothing that could be printed by mistake.
//! - The same raw data give the same answer, whoever asks and in whatever order: nothing is remembered of
//!   earlier questions, and no chance is involved.
//! - A figure of people is decided from the exact numbers, and shown from the rounded ones.

pub mod cube;

/// The largest count that is hidden.
pub const SMALL: u64 = 7;

/// What counts are rounded to.
pub const STEP: u64 = 5;

/// Why a coarser level stands where a finer one was asked for.
pub const WHY_COARSER: &str = "Most figures at the finer level are too small to show without pointing at people, so the next coarser level is shown.";

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Nought, or a count rounded to the nearest 5.
    Count(u64),
    /// Too small to show, or hidden so that a small one cannot be worked out.
    Hidden,
}

impl Shown {
    /// A count that stands alone: one of a table or of several filters is decided by [`cube`].
    #[must_use]
    pub const fn alone(count: u64) -> Self {
        if is_small(count) { Self::Hidden } else { Self::Count(rounded(count)) }
    }

    /// This figure as whole percent of another, from the rounded figures; of nothing there is no percentage.
    #[must_use]
    pub const fn percent_of(self, whole: Self) -> Option<u64> {
        match (self, whole) {
            (Self::Count(part), Self::Count(whole)) if whole > 0 => {
                let percent = (part as u128 * 200 + whole as u128) / (whole as u128 * 2);
                // A part is not larger than its whole, but rounding may make it look so by a step.
                Some(if percent > 100 { 100 } else { percent as u64 })
            }
            _ => None,
        }
    }

    /// A mean, rate or middle worked out over this many: shown only where the count itself is, and not of none.
    #[must_use]
    pub const fn figure<T: Copy>(self, worked_out: T) -> Option<T> {
        match self {
            Self::Count(count) if count > 0 => Some(worked_out),
            _ => None,
        }
    }

    /// Whether it is hidden.
    #[must_use]
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden)
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Hidden => f.pad("*"),
        }
    }
}

/// Whether a count is one of those that point at people.
#[must_use]
pub const fn is_small(count: u64) -> bool {
    1 <= count && count <= SMALL
}

/// To the nearest 5; the largest counts there are stay below their end.
const fn rounded(count: u64) -> u64 {
    count.saturating_add(STEP / 2) / STEP * STEP
}

/// Whether more than half of the figures that are not nought are hidden.
#[must_use]
pub fn is_mostly_hidden(figures: &[Shown]) -> bool {
    let hidden = figures.iter().filter(|figure| figure.is_hidden()).count();
    let something = figures.iter().filter(|figure| **figure != Shown::Count(0)).count();
    hidden * 2 > something
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_is_shown_one_to_seven_hidden_and_the_rest_rounded() {
        for (count, words) in [
            (0, "0"),
            (1, "*"),
            (7, "*"),
            (8, "10"),
            (12, "10"),
            (13, "15"),
            (17, "15"),
            (18, "20"),
            (1_002, "1000"),
            (1_003, "1005"),
        ] {
            assert_eq!(Shown::alone(count).to_string(), words, "{count}");
        }
        assert_eq!(Shown::alone(u64::MAX), Shown::Count(u64::MAX / 5 * 5));
        assert_eq!(format!("{:>3}", Shown::Hidden), "  *");
    }

    #[test]
    fn percentages_come_from_rounded_figures() {
        // 8 of 12 are 67 %, but both are shown as 10.
        assert_eq!(Shown::alone(8).percent_of(Shown::alone(12)), Some(100));
        assert_eq!(Shown::alone(13).percent_of(Shown::alone(41)), Some(38));
        assert_eq!(Shown::alone(0).percent_of(Shown::alone(41)), Some(0));
        assert_eq!(Shown::alone(3).percent_of(Shown::alone(41)), None);
        assert_eq!(Shown::alone(41).percent_of(Shown::alone(3)), None);
        assert_eq!(Shown::alone(0).percent_of(Shown::alone(0)), None);
        assert_eq!(Shown::Count(15).percent_of(Shown::Count(10)), Some(100));
    }

    #[test]
    fn a_mean_of_few_or_of_nobody_is_not_shown() {
        assert_eq!(Shown::alone(7).figure(12.5), None);
        assert_eq!(Shown::alone(0).figure(0.0), None);
        assert_eq!(Shown::alone(8).figure(12.5), Some(12.5));
    }

    #[test]
    fn a_table_is_mostly_hidden_when_more_than_half_of_what_is_not_nought_is() {
        assert!(is_mostly_hidden(&[3, 2, 9, 0].map(Shown::alone)) && !is_mostly_hidden(&[14, 0].map(Shown::alone)));
        assert!(!is_mostly_hidden(&[]) && !is_mostly_hidden(&[Shown::Count(0)]));
        assert!(!is_mostly_hidden(&[Shown::Hidden, Shown::Count(10)]));
    }
}
