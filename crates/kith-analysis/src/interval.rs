//! Intervals for shares, and for the difference of two shares.
//!
//! Wilson's score interval (Wilson 1927) keeps within 0 and 1 and is honest for small numbers, where the
//! textbook interval is not; the difference uses Newcombe's hybrid of two score intervals (Newcombe 1998,
//! method 10). Both take the observations as independent. Contacts of one worker are not: [`clustered`] allows for that.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::NotComputable;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    events: u64,
    total: u64,
}

impl Share {
    /// `events` of `total`.
    ///
    /// # Errors
    /// [`NotComputable::NoTotal`] for a share of nothing, [`NotComputable::MoreThanAll`] when the part is
    /// larger than the whole.
    pub const fn of(events: u64, total: u64) -> Result<Self, NotComputable> {
        match total {
            0 => Err(NotComputable::NoTotal),
            _ if events > total => Err(NotComputable::MoreThanAll),
            _ => Ok(Self { events, total }),
        }
    }

    /// The share, from 0 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.events as f64 / self.total as f64
    }
}

/// A level of confidence, such as 0.95, with the normal quantile that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    level: f64,
    z: f64,
}

impl Level {
    /// A level between 0 and 1.
    ///
    /// # Errors
    /// [`NotComputable::Level`] for anything else.
    pub fn new(level: f64) -> Result<Self, NotComputable> {
        // A level so near to 1 that its quantile is endless is as useless as 1 itself.
        if !(level > 0.0 && level < 1.0) {
            return Err(NotComputable::Level);
        }
        let z = Normal::standard().inverse_cdf(0.5 + level / 2.0);
        if z.is_finite() { Ok(Self { level, z }) } else { Err(NotComputable::Level) }
    }

    /// The level, between 0 and 1.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.level
    }
}

/// From here to there, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// A difference with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first share less the second, from -1 to 1.
    pub value: f64,
    /// The interval around it.
    pub interval: Interval,
}

/// Wilson's score interval of a share.
///
/// ```
/// use kith_analysis::interval::{Level, Share, wilson};
/// let interval = wilson(Share::of(81, 263)?, Level::new(0.95)?);
/// assert!((interval.lower - 0.2553).abs() < 5e-5 && (interval.upper - 0.3662).abs() < 5e-5);
/// # Ok::<(), kith_analysis::NotComputable>(())
/// ```
#[must_use]
pub fn wilson(share: Share, level: Level) -> Interval {
    score(share, share.total as f64, level.z)
}

/// The score interval of a share that is as good as one of `n` independent observations, `z` standard errors wide.
fn score(share: Share, n: f64, z: f64) -> Interval {
    let (p, z2) = (share.value(), z * z);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // None and all have ends of their own, which rounding would miss by a hair.
    let lower = if share.events == 0 { 0.0 } else { (centre - half).max(0.0) };
    let upper = if share.events == share.total { 1.0 } else { (centre + half).min(1.0) };
    Interval { lower, upper }
}

/// A share over several clusters, with an interval that allows for those of one cluster being alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clustered {
    /// The share over all clusters.
    pub share: Share,
    /// How many times as large its variance is as that of independent observations; at least 1.
    pub design_effect: f64,
    /// The interval around it.
    pub interval: Interval,
}

/// The share of all clusters together, such as the contacts of several workers.
///
/// The variance is that of a ratio between clusters (Cochran 1977, section 11.7 and 9A); the score interval is then taken
/// at the number of independent observations that would vary as much, with the quantile of Student's distribution for one
/// fewer than there are clusters (as Korn and Graubard 1998 propose for few clusters). It is never narrower than
/// [`wilson`].
///
/// # Errors
/// [`NotComputable::TooFew`] for a single cluster, which tells nothing of how clusters differ.
pub fn clustered(clusters: &[Share], level: Level) -> Result<Clustered, NotComputable> {
    if clusters.len() < 2 {
        return Err(NotComputable::TooFew(2));
    }
    let events = clusters.iter().map(|one| one.events).sum();
    let total = clusters.iter().map(|one| one.total).sum();
    let share = Share::of(events, total)?;
    let (p, n, k) = (share.value(), total as f64, clusters.len() as f64);
    let squares: f64 = clusters.iter().map(|one| (one.events as f64 - p * one.total as f64).powi(2)).sum();
    let between = k / (k - 1.0) * squares / (n * n);
    let independent = p * (1.0 - p) / n;
    let design_effect = if independent > 0.0 { (between / independent).max(1.0) } else { 1.0 };
    let student = StudentsT::new(0.0, 1.0, k - 1.0).map_err(|_| NotComputable::TooFew(2))?;
    let t = student.inverse_cdf(0.5 + level.level / 2.0);
    Ok(Clustered { share, design_effect, interval: score(share, n / design_effect, t.max(level.z)) })
}

/// Newcombe's hybrid score interval of the difference of two independent shares.
#[must_use]
pub fn newcombe(of: Share, against: Share, level: Level) -> Difference {
    let (a, b) = (of.value(), against.value());
    let (ia, ib) = (wilson(of, level), wilson(against, level));
    let value = a - b;
    let down = (a - ia.lower).hypot(ib.upper - b);
    let up = (ia.upper - a).hypot(b - ib.lower);
    Difference { value, interval: Interval { lower: (value - down).max(-1.0), upper: (value + up).min(1.0) } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn level() -> Level {
        Level::new(0.95).unwrap()
    }

    fn near(found: f64, known: f64, places: i32) {
        assert!((found - known).abs() <= 0.5 * 10_f64.powi(-places) + 1e-12, "{found} is not {known}");
    }

    /// Published figures: Newcombe 1998, tables of single and of paired proportions.
    #[test]
    fn single_shares_have_the_published_intervals() {
        for (events, total, lower, upper) in [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0)] {
            let found = wilson(Share::of(events, total).unwrap(), level());
            near(found.lower, lower, 4);
            near(found.upper, upper, 4);
        }
    }

    #[test]
    fn differences_have_the_published_intervals() {
        for (a, b, value, lower, upper) in
            [((56, 70), (48, 80), 0.200, 0.0524, 0.3339), ((9, 10), (3, 10), 0.600, 0.1705, 0.8090)]
        {
            let found = newcombe(Share::of(a.0, a.1).unwrap(), Share::of(b.0, b.1).unwrap(), level());
            near(found.value, value, 4);
            near(found.interval.lower, lower, 4);
            near(found.interval.upper, upper, 4);
        }
    }

    #[test]
    fn what_is_no_share_or_no_level_is_refused() {
        assert_eq!(Share::of(0, 0), Err(NotComputable::NoTotal));
        assert_eq!(Share::of(3, 2), Err(NotComputable::MoreThanAll));
        for wrong in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY, 1.0 - f64::EPSILON / 2.0] {
            assert_eq!(Level::new(wrong), Err(NotComputable::Level), "{wrong}");
        }
    }

    /// Worked out by hand: three workers with 2 of 10, 5 of 10 and 8 of 10. The share is 0.5; the squares of 2 - 5, 5 - 5
    /// and 8 - 5 add up to 18; 3/2 × 18 / 900 = 0.03; 0.25 / 30 = 0.00833; the effect is 3.6, so that 30 contacts count
    /// as 8.33. Student's quantile for 2 degrees is 4.3027, its square 18.513.
    #[test]
    fn clusters_widen_an_interval_as_worked_out_by_hand() {
        let workers = [2, 5, 8].map(|events| Share::of(events, 10).unwrap());
        let found = clustered(&workers, level()).unwrap();
        near(found.design_effect, 3.6, 9);
        let half =
            4.302_653 / (1.0 + 18.512_82 / 8.333_333) * (0.25 / 8.333_333 + 18.512_82 / (4.0 * 69.444_444_f64)).sqrt();
        near(found.interval.lower, 0.5 - half, 5);
        near(found.interval.upper, 0.5 + half, 5);
        assert_eq!(clustered(&workers[..1], level()), Err(NotComputable::TooFew(2)));
    }

    proptest! {
        #[test]
        fn clusters_never_make_an_interval_narrower(
            workers in prop::collection::vec((0_u64..40, 0_u64..40), 2..9),
        ) {
            let workers: Vec<Share> =
                workers.into_iter().map(|(events, rest)| Share::of(events, (events + rest).max(1)).unwrap()).collect();
            let found = clustered(&workers, level()).unwrap();
            let alone = wilson(found.share, level());
            prop_assert!(found.interval.lower <= alone.lower + 1e-12 && alone.upper <= found.interval.upper + 1e-12);
            prop_assert!(0.0 <= found.interval.lower && found.interval.upper <= 1.0);
        }

        #[test]
        fn an_interval_holds_its_share_and_stays_within_bounds(total in 1_u64..1_000_000, part in 0.0..=1.0_f64) {
            let share = Share::of((part * total as f64) as u64, total).unwrap();
            let found = wilson(share, level());
            prop_assert!(0.0 <= found.lower && found.lower <= share.value());
            prop_assert!(share.value() <= found.upper && found.upper <= 1.0);
        }

        #[test]
        fn turning_a_difference_round_turns_its_interval_round(
            a in 0_u64..=40, b in 0_u64..=60, level in 0.5..0.999_f64,
        ) {
            let (a, b, level) = (Share::of(a, 40).unwrap(), Share::of(b, 60).unwrap(), Level::new(level).unwrap());
            let (one, other) = (newcombe(a, b, level), newcombe(b, a, level));
            prop_assert!((one.interval.lower + other.interval.upper).abs() < 1e-12);
            prop_assert!((one.interval.upper + other.interval.lower).abs() < 1e-12);
            prop_assert!(one.interval.lower <= one.value && one.value <= one.interval.upper);
        }
    }
}
