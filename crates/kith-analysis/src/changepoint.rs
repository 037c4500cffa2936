//! One change of level in a series: where it fits best, whether a level that changes is the better account,
//! and how often chance alone does as well.
//!
//! Least squares over every place that leaves enough values on both sides; the two accounts are compared by
//! Schwarz's criterion; the probability comes from a moving-block bootstrap of the series without a change, so
//! that neighbouring values may hang together. It finds the place of one step. A drift, a season or several
//! steps look like a step too, so whoever shows it draws the series beside it.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::{NotComputable, finite, mean};

/// How the change is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The fewest values on either side.
    pub segment: usize,
    /// How many series chance makes.
    pub replicates: u32,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { segment: 6, replicates: 999, seed: 1 }
    }
}

/// The best place for a change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// How many values come before it.
    pub after: usize,
    /// Their mean.
    pub before_mean: f64,
    /// The mean of the others.
    pub after_mean: f64,
    /// Schwarz's criterion of one level; minus infinity when it fits without any remainder.
    pub bic_without: f64,
    /// Schwarz's criterion of two levels; the smaller of the two criteria is the better account.
    pub bic_with: f64,
    /// How often chance without a change fits as well: from 1 / (replicates + 1) to 1.
    pub probability: f64,
}

/// Finds the best place for one change of level.
///
/// # Errors
/// [`NotComputable::Segment`] below two values a segment, [`NotComputable::TooFew`] when the series cannot hold
/// two of them, [`NotComputable::NotFinite`] as it says.
pub fn one(values: &[f64], options: &Options) -> Result<Change, NotComputable> {
    finite(values)?;
    if options.segment < 2 {
        return Err(NotComputable::Segment);
    }
    let needed = options.segment.saturating_mul(2);
    if values.len() < needed {
        return Err(NotComputable::TooFew(needed));
    }
    let level = mean(values);
    let rest: Vec<f64> = values.iter().map(|value| value - level).collect();
    let (after, gain) = best(&rest, options.segment);
    let total: f64 = rest.iter().map(|value| value * value).sum();
    let (before, behind) = values.split_at(after);
    let (before_mean, after_mean) = (mean(before), mean(behind));
    let remainder = spread(before, before_mean) + spread(behind, after_mean);
    let (without, with) = (bic(values.len(), total, 2.0), bic(values.len(), remainder, 4.0));
    let probability = probability(&rest, share(gain, total), options);
    Ok(Change { after, before_mean, after_mean, bic_without: without, bic_with: with, probability })
}

/// The place where two levels take most of the spread away, and how much: for a series with mean 0 this is
/// `S² n / (k (n - k))`, `S` being the sum of the first `k` values.
fn best(rest: &[f64], segment: usize) -> (usize, f64) {
    let n = rest.len();
    let (mut sum, mut place, mut most) = (0.0, segment, -1.0);
    for (at, value) in rest.iter().enumerate() {
        sum += value;
        let k = at + 1;
        if (segment..=n - segment).contains(&k) {
            let gain = sum * sum * n as f64 / (k as f64 * (n - k) as f64);
            if gain > most {
                (place, most) = (k, gain);
            }
        }
    }
    (place, most)
}

fn spread(values: &[f64], mean: f64) -> f64 {
    values.iter().map(|value| (value - mean) * (value - mean)).sum()
}

/// Schwarz's criterion of a fit with this remainder.
fn bic(n: usize, remainder: f64, parameters: f64) -> f64 {
    let n = n as f64;
    n * (remainder.ln() + 1.0 - n.ln() + (2.0 * std::f64::consts::PI).ln()) + n.ln() * parameters
}

/// The share of the spread that two levels take away; nothing, when there is no spread.
fn share(gain: f64, total: f64) -> f64 {
    if total > 0.0 { gain / total } else { 0.0 }
}

/// How often a series put together from blocks of this one, without its change, does as well.
fn probability(rest: &[f64], found: f64, options: &Options) -> f64 {
    let n = rest.len();
    let block = ((n as f64).cbrt().ceil() as usize).clamp(1, n);
    let mut chance = ChaCha12Rng::seed_from_u64(options.seed);
    let mut as_good = 0_u32;
    let mut made: Vec<f64> = Vec::with_capacity(n + block);
    for _ in 0..options.replicates {
        made.clear();
        while made.len() < n {
            let from = below(&mut chance, n - block + 1);
            made.extend(rest.iter().skip(from).take(block));
        }
        made.truncate(n);
        let level = mean(&made);
        made.iter_mut().for_each(|value| *value -= level);
        let total: f64 = made.iter().map(|value| value * value).sum();
        let (_, gain) = best(&made, options.segment);
        // A series that differs by rounding alone does as well.
        as_good += u32::from(share(gain, total) >= found - 1e-12);
    }
    f64::from(as_good + 1) / (f64::from(options.replicates) + 1.0)
}

/// A number below `bound`, each as likely as the others.
fn below(chance: &mut ChaCha12Rng, bound: usize) -> usize {
    let bound = bound as u64;
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = chance.next_u64();
        if drawn < fair {
            return (drawn % bound) as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, without any short cut.
    fn by_definition(values: &[f64], segment: usize) -> f64 {
        let of = |k: usize| {
            let (a, b) = values.split_at(k);
            spread(a, mean(a)) + spread(b, mean(b))
        };
        (segment..=values.len() - segment).map(of).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_step_is_found_where_it_is() {
        let values: Vec<f64> = (0..40).map(|at| f64::from(at % 3) + if at < 17 { 0.0 } else { 6.0 }).collect();
        let change = one(&values, &Options::default()).unwrap();
        assert_eq!(change.after, 17);
        assert!(change.bic_with < change.bic_without && change.probability < 0.01, "{change:?}");
        assert!(change.after_mean - change.before_mean > 5.0);
    }

    /// Of 200 series without a change about one in twenty should look like one at a probability of 0.05: twenty
    /// and more would come up in one of five hundred such tests, and none at all in one of ten thousand.
    #[test]
    fn a_series_without_a_change_seldom_looks_like_one() {
        let options = Options { replicates: 199, ..Options::default() };
        let mut taken_for_one = 0;
        for seed in 0..200 {
            let mut chance = ChaCha12Rng::seed_from_u64(seed);
            let values: Vec<f64> = (0..40).map(|_| below(&mut chance, 1000) as f64).collect();
            taken_for_one += u32::from(one(&values, &options).unwrap().probability <= 0.05);
        }
        assert!((1..20).contains(&taken_for_one), "{taken_for_one} of 200");
    }

    #[test]
    fn a_series_that_never_changes_is_as_likely_as_can_be() {
        let constant = one(&[3.0; 20], &Options::default()).unwrap();
        assert!((constant.probability - 1.0).abs() < f64::EPSILON, "{constant:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_answer() {
        let values: Vec<f64> = (0..30).map(|at| f64::from((at * 7) % 11)).collect();
        let of = |seed| one(&values, &Options { seed, ..Options::default() }).unwrap();
        assert_eq!(of(5), of(5));
    }

    #[test]
    fn too_little_is_refused() {
        assert_eq!(one(&[1.0; 11], &Options::default()), Err(NotComputable::TooFew(12)));
        assert_eq!(one(&[1.0; 11], &Options { segment: 1, ..Options::default() }), Err(NotComputable::Segment));
        assert_eq!(one(&[f64::INFINITY; 12], &Options::default()), Err(NotComputable::NotFinite(1)));
    }

    proptest! {
        #[test]
        fn the_place_found_is_the_best_by_definition(
            values in proptest::collection::vec(-50_i32..50, 12..60), segment in 2_usize..6,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let options = Options { segment, replicates: 0, seed: 1 };
            let change = one(&values, &options).unwrap();
            let (a, b) = values.split_at(change.after);
            let found = spread(a, mean(a)) + spread(b, mean(b));
            prop_assert!((found - by_definition(&values, segment)).abs() < 1e-6);
            prop_assert!(a.len() >= segment && b.len() >= segment);
        }
    }
}
