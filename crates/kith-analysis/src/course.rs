//! The course of a series: whether it went up or down steadily, and whether it stepped at a place that was named before
//! anybody looked.
//!
//! Weighted least squares on a constant, time, and one step (segmented regression of interrupted time series, without a
//! change of slope; Wagner and others 2002). Three models stand beside each other: a line, a step, and both. A place must
//! be declared before looking: the dates of context events are. Values are shares with variances that follow from their
//! numbers; the variance is taken to be at least that, so that a series which is smooth by luck is not believed more than
//! its numbers allow, and larger where the values scatter more, as they do when contacts of one worker are alike.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::NotComputable;

/// On each side of a step there must be so many values (evaluation.md 4.2).
pub const EACH_SIDE: usize = 8;
/// For a line there must be so many values.
pub const FOR_A_LINE: usize = 12;

/// A value with the variance that it would have by its numbers alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// Its variance, above 0.
    pub variance: f64,
}

impl Point {
    /// A share of so many. None and all are given the variance of half an event, so that they do not count without end.
    #[must_use]
    pub fn of_share(events: u64, total: u64) -> Self {
        let n = (total as f64).max(1.0);
        let p = ((events as f64 + 0.5) / (n + 1.0)).clamp(0.0, 1.0);
        Self { value: events as f64 / n, variance: p * (1.0 - p) / n }
    }
}

/// A change with how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// How much: of a line, from one value to the next; of a step, from before it to after it.
    pub estimate: f64,
    /// How often chance alone would make one at least as large.
    pub p: f64,
}

/// What a series did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// A line, if it did that.
    pub line: Option<Term>,
    /// A step and the position of the first value after it, if it did that.
    pub step: Option<(usize, Term)>,
    /// The place of a step that would tell the series about as well as the line does: which of the two it was cannot be
    /// told.
    pub or_step: Option<usize>,
}

/// A line and a step of which neither fits better by more than this (in the sum of squared errors, each measured in its own
/// variance) cannot be told apart. Twice the logarithm of a likelihood ratio of about 20.
const APART: f64 = 6.0;

/// A model with its fit.
struct Fit {
    terms: Vec<Term>,
    rss: f64,
}

/// Finds what a series did, of a line and of steps at declared places, that chance would make no more often than `level`.
///
/// Places with fewer than [`EACH_SIDE`] values on a side are passed over. With both a line and a step, both must hold
/// beside each other; otherwise the one that fits better is told.
///
/// # Errors
/// [`NotComputable::TooFew`] below [`FOR_A_LINE`] values, [`NotComputable::NotFinite`] for a value or variance that is
/// none.
pub fn course(points: &[Point], places: &[usize], level: f64) -> Result<Course, NotComputable> {
    if points.len() < FOR_A_LINE {
        return Err(NotComputable::TooFew(FOR_A_LINE));
    }
    let fits = |it: &Point| it.value.is_finite() && it.variance.is_finite() && it.variance > 0.0;
    if let Some(at) = points.iter().position(|it| !fits(it)) {
        return Err(NotComputable::NotFinite(at + 1));
    }
    let middle = (points.len() as f64 - 1.0) / 2.0;
    let time = |at: usize| at as f64 - middle;
    let line = fit(points, |at| vec![1.0, time(at)]);
    let may = |place: &&usize| **place >= EACH_SIDE && points.len() - (**place).min(points.len()) >= EACH_SIDE;
    let is_sure = |term: &Term| term.p <= level;
    let mut best: Option<(usize, Fit)> = None;
    for &place in places.iter().filter(may) {
        let after = |at: usize| if at >= place { 1.0 } else { 0.0 };
        if let Some(both) = fit(points, |at| vec![1.0, time(at), after(at)])
            && let [_, slope, step] = both.terms.as_slice()
            && is_sure(slope)
            && is_sure(step)
        {
            return Ok(Course { line: Some(*slope), step: Some((place, *step)), or_step: None });
        }
        if let Some(step) = fit(points, |at| vec![1.0, after(at)])
            && best.as_ref().is_none_or(|(_, known)| step.rss < known.rss)
        {
            best = Some((place, step));
        }
    }
    let nothing = Course { line: None, step: None, or_step: None };
    let slope = line.as_ref().and_then(|fit| fit.terms.get(1).copied()).filter(is_sure);
    let step = best.as_ref().and_then(|(place, fit)| Some((*place, *fit.terms.get(1)?)));
    let step = step.filter(|(_, term)| is_sure(term));
    if let (Some(line), Some((_, by_step)), Some(slope), Some((place, _))) = (&line, &best, slope, step) {
        // What scatters more than its numbers say counts for less.
        let scale = (line.rss.min(by_step.rss) / (points.len() as f64 - 2.0)).max(1.0);
        if (line.rss - by_step.rss).abs() / scale < APART {
            return Ok(Course { line: Some(slope), or_step: Some(place), ..nothing });
        }
    }
    let steps_better = match (&line, &best) {
        (Some(line), Some((_, step))) => step.rss < line.rss,
        (None, step) => step.is_some(),
        (Some(_), None) => false,
    };
    let found = if steps_better { Course { step, ..nothing } } else { Course { line: slope, ..nothing } };
    Ok(found)
}

/// Weighted least squares by the normal equations; nothing where the columns say the same.
fn fit(points: &[Point], columns: impl Fn(usize) -> Vec<f64>) -> Option<Fit> {
    let rows: Vec<Vec<f64>> = (0..points.len()).map(columns).collect();
    let width = rows.first()?.len();
    let mut normal = vec![vec![0.0; width]; width];
    let mut right = vec![0.0; width];
    for (row, point) in rows.iter().zip(points) {
        for (i, a) in row.iter().enumerate() {
            *right.get_mut(i)? += a * point.value / point.variance;
            for (j, b) in row.iter().enumerate() {
                *normal.get_mut(i)?.get_mut(j)? += a * b / point.variance;
            }
        }
    }
    let inverse = inverted(normal)?;
    let by = |row: &[f64], other: &[f64]| row.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    let found: Vec<f64> = inverse.iter().map(|row| by(row, &right)).collect();
    let rss: f64 = rows.iter().zip(points).map(|(row, it)| (it.value - by(row, &found)).powi(2) / it.variance).sum();
    let free = points.len() as f64 - width as f64;
    // Never less than the numbers alone would scatter.
    let scale = (rss / free).max(1.0);
    let student = StudentsT::new(0.0, 1.0, free).ok()?;
    let terms = found
        .iter()
        .enumerate()
        .map(|(at, estimate)| {
            let spread = (inverse.get(at)?.get(at)? * scale).sqrt();
            let p = if spread > 0.0 { 2.0 * student.cdf(-(estimate / spread).abs()) } else { 1.0 };
            Some(Term { estimate: *estimate, p })
        })
        .collect::<Option<Vec<Term>>>()?;
    Some(Fit { terms, rss })
}

/// The inverse of a small square matrix by elimination with pivots; nothing where it has none.
fn inverted(mut of: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let width = of.len();
    for (at, row) in of.iter_mut().enumerate() {
        row.extend((0..width).map(|other| if other == at { 1.0 } else { 0.0 }));
    }
    for column in 0..width {
        let largest = (column..width).max_by(|a, b| {
            let size = |row: &usize| of.get(*row).and_then(|row| row.get(column)).map_or(0.0, |it| it.abs());
            size(a).total_cmp(&size(b))
        })?;
        of.swap(column, largest);
        let pivot = *of.get(column)?.get(column)?;
        if pivot.abs() < 1e-12 {
            return None;
        }
        let top: Vec<f64> = of.get(column)?.iter().map(|it| it / pivot).collect();
        for (at, row) in of.iter_mut().enumerate() {
            let factor = *row.get(column)?;
            if at == column {
                row.clone_from(&top);
            } else {
                row.iter_mut().zip(&top).for_each(|(it, above)| *it -= factor * above);
            }
        }
    }
    Some(of.into_iter().map(|row| row.into_iter().skip(width).collect()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Shares of 200 around the given ones.
    fn shares(of: &[f64]) -> Vec<Point> {
        of.iter().map(|it| Point::of_share((it * 200.0).round() as u64, 200)).collect()
    }

    /// Swings a little around a value, as counts do.
    fn swing(at: usize) -> f64 {
        [0.0, 0.02, -0.01, 0.01, -0.02, 0.015, -0.015].get(at % 7).copied().unwrap_or(0.0)
    }

    fn made(of: impl Fn(usize) -> f64) -> Vec<Point> {
        shares(&(0..18).map(|at| of(at) + swing(at)).collect::<Vec<f64>>())
    }

    const LEVEL: f64 = 0.001;

    #[test]
    fn a_step_at_a_declared_place_is_told_with_its_size() {
        let it = made(|at| if at < 9 { 0.3 } else { 0.5 });
        let found = course(&it, &[9], LEVEL).unwrap();
        let (place, step) = found.step.unwrap();
        assert!(place == 9 && (step.estimate - 0.2).abs() < 0.02 && found.line.is_none(), "{found:?}");
        assert_eq!(course(&it, &[], LEVEL).unwrap().step, None, "nobody declared it");
        assert_eq!(course(&it, &[12], LEVEL).unwrap().step, None, "six values after it are too few");
    }

    #[test]
    fn what_goes_down_slowly_is_a_line_and_no_step() {
        let it = made(|at| 0.6 - 0.02 * at as f64);
        let found = course(&it, &[9], LEVEL).unwrap();
        assert!(found.step.is_none(), "{found:?}");
        assert!((found.line.unwrap().estimate + 0.02).abs() < 0.003, "{found:?}");
    }

    #[test]
    fn what_may_be_a_line_or_a_step_is_told_as_either() {
        // A line that is steeper in the middle: both fit about as well.
        let it = made(|at| 0.55 - 0.01 * (at as f64) - if at < 9 { 0.0 } else { 0.08 });
        let found = course(&it, &[9], LEVEL).unwrap();
        assert!(found.line.is_some() && found.step.is_none(), "{found:?}");
        assert_eq!(found.or_step, Some(9), "{found:?}");
    }

    #[test]
    fn a_line_and_a_step_are_told_beside_each_other() {
        let it = made(|at| 0.3 + 0.02 * at as f64 - if at < 9 { 0.0 } else { 0.25 });
        let found = course(&it, &[9], LEVEL).unwrap();
        assert!(found.line.is_some_and(|line| line.estimate > 0.01), "{found:?}");
        assert!(found.step.is_some_and(|(_, step)| step.estimate < -0.15), "{found:?}");
    }

    #[test]
    fn what_only_swings_did_nothing() {
        assert_eq!(course(&made(|_| 0.4), &[9], LEVEL), Ok(Course { line: None, step: None, or_step: None }));
        let none = shares(&[0.0; 18]);
        assert_eq!(course(&none, &[9], LEVEL), Ok(Course { line: None, step: None, or_step: None }));
    }

    #[test]
    fn what_cannot_be_told_is_said() {
        assert_eq!(course(&made(|_| 0.4)[..11], &[], LEVEL), Err(NotComputable::TooFew(FOR_A_LINE)));
        let mut it = made(|_| 0.4);
        it[3].value = f64::NAN;
        assert_eq!(course(&it, &[], LEVEL), Err(NotComputable::NotFinite(4)));
    }

    /// By hand: two groups of equal weight with means 1 and 2; the difference of means has the standard error of
    /// sqrt(v/8 + v/8), and the values of each group scatter by less than v, so v itself is used.
    #[test]
    fn a_step_has_the_error_worked_out_by_hand() {
        let it: Vec<Point> =
            (0..16).map(|at| Point { value: if at < 8 { 1.0 } else { 2.0 }, variance: 0.04 }).collect();
        let (_, step) = course(&it, &[8], 0.05).unwrap().step.unwrap();
        // 1 / sqrt(0.04 / 4) = 10 with 14 degrees of freedom.
        let student = StudentsT::new(0.0, 1.0, 14.0).unwrap();
        assert!((step.estimate - 1.0).abs() < 1e-9);
        assert!((step.p - 2.0 * student.cdf(-10.0)).abs() < 1e-12, "{}", step.p);
    }

    proptest! {
        /// Shares that only chance moves are seldom said to have done anything: far seldomer than one in twenty, at a
        /// level of one in a thousand.
        #[test]
        fn chance_alone_is_not_believed(counts in prop::collection::vec(20_u64..60, 18)) {
            let it: Vec<Point> = counts.iter().map(|it| Point::of_share(*it, 100)).collect();
            let found = course(&it, &[9], 1e-6).unwrap();
            prop_assert_eq!(found, Course { line: None, step: None, or_step: None });
        }
    }
}
