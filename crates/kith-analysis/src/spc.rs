//! XmR charts: a series, its mean, its natural limits, and where it does something that chance seldom does.
//!
//! As NHS England's *Making Data Count* draws them: limits at the mean and 2.66 times the mean moving range
//! (Wheeler), warning lines at two thirds of that, and four rules. Directions are neutral: a signal says that
//! something changed and which way, never that it got better.

use crate::{NotComputable, finite, mean};

/// Limits lie this many mean moving ranges from the mean (3 / 1.128).
const LIMIT: f64 = 2.66;
/// A moving range beyond this many mean moving ranges is left out when screening is asked for.
const SCREEN: f64 = 3.267;
/// So many values one way make a trend, and on one side a shift.
const RUN: usize = 7;
/// Limits of a group with fewer values are called trial limits.
const SETTLED: usize = 12;

/// How the limits are worked out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Positions, from 0, at which a new group with limits of its own begins.
    pub new_groups: Vec<usize>,
    /// What is done about single very large moving ranges.
    pub screening: Screening,
}

/// What is done about single very large moving ranges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Screening {
    /// Nothing: what boards that use the *Making Data Count* workbook see.
    #[default]
    Off,
    /// Ranges beyond 3.267 times their mean are left out, once.
    Once,
}

/// The mean and limits of one stretch of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The position, from 0, of its first value.
    pub from: usize,
    /// How many values it has.
    pub count: usize,
    /// The mean.
    pub mean: f64,
    /// The lower natural limit.
    pub lower: f64,
    /// The upper natural limit.
    pub upper: f64,
    /// Whether there are too few values for limits that stand.
    pub is_trial: bool,
}

/// A rule that points have met, in order of priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Outside the limits.
    Outside,
    /// One of seven values of which each is higher, or each lower, than the one before.
    Trend,
    /// One of two in three near the same limit, all three on one side of the mean.
    TwoOfThree,
    /// One of seven in a row on one side of the mean.
    Shift,
}

/// Which way a signal points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Higher.
    Up,
    /// Lower.
    Down,
}

/// One value with what it takes part in.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// The group it belongs to, as a position in [`Chart::groups`].
    pub group: usize,
    /// Every rule it meets, the one that counts first.
    pub signals: Vec<(Rule, Way)>,
}

/// A series with its limits and signals.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The stretches, in order.
    pub groups: Vec<Group>,
    /// The values, in order.
    pub points: Vec<Point>,
}

/// Draws up the chart of a series.
///
/// # Errors
/// [`NotComputable::TooFew`] below two values in a group, [`NotComputable::NotFinite`] and
/// [`NotComputable::Rebase`] as they say.
pub fn xmr(values: &[f64], options: &Options) -> Result<Chart, NotComputable> {
    finite(values)?;
    let mut starts = options.new_groups.clone();
    starts.sort_unstable();
    starts.dedup();
    if starts.iter().any(|&start| start == 0 || start >= values.len()) {
        return Err(NotComputable::Rebase);
    }
    let mut chart = Chart { groups: Vec::new(), points: Vec::with_capacity(values.len()) };
    let ends = starts.iter().copied().chain([values.len()]);
    for (from, end) in [0].into_iter().chain(starts.iter().copied()).zip(ends) {
        let stretch = values.get(from..end).unwrap_or_default();
        let group = limits(from, stretch, options.screening)?;
        let signals = signals(stretch, &group);
        let number = chart.groups.len();
        chart.points.extend(stretch.iter().zip(signals).map(|(&value, mut signals)| {
            signals.sort_unstable_by_key(|(rule, _)| *rule);
            Point { value, group: number, signals }
        }));
        chart.groups.push(group);
    }
    Ok(chart)
}

fn limits(from: usize, values: &[f64], screening: Screening) -> Result<Group, NotComputable> {
    if values.len() < 2 {
        return Err(NotComputable::TooFew(2));
    }
    let ranges: Vec<f64> = values.windows(2).map(|pair| pair.iter().fold(0.0, |a, b| b - a)).map(f64::abs).collect();
    let mut range = mean(&ranges);
    if screening == Screening::Once {
        let kept: Vec<f64> = ranges.iter().copied().filter(|&one| one <= SCREEN * range).collect();
        range = mean(&kept);
    }
    let mean = mean(values);
    let (lower, upper) = (mean - LIMIT * range, mean + LIMIT * range);
    Ok(Group { from, count: values.len(), mean, lower, upper, is_trial: values.len() < SETTLED })
}

/// The rules that each value meets, not yet in order.
fn signals(values: &[f64], group: &Group) -> Vec<Vec<(Rule, Way)>> {
    let mut found: Vec<Vec<(Rule, Way)>> = vec![Vec::new(); values.len()];
    let mut mark = |at: usize, rule: Rule, way: Way| {
        if let Some(signals) = found.get_mut(at)
            && !signals.contains(&(rule, way))
        {
            signals.push((rule, way));
        }
    };
    let reach = group.upper - group.mean;
    let side = |value: f64, way: Way| match way {
        Way::Up => value - group.mean,
        Way::Down => group.mean - value,
    };
    for way in [Way::Up, Way::Down] {
        let is_outside = |value: f64| side(value, way) > reach;
        // A value outside the limits does not count as near them.
        let is_near = |value: f64| side(value, way) > reach * 2.0 / 3.0 && !is_outside(value);
        for (at, &value) in values.iter().enumerate() {
            if is_outside(value) {
                mark(at, Rule::Outside, way);
            }
        }
        for (at, three) in values.windows(3).enumerate() {
            let near: Vec<usize> = (at..).zip(three).filter(|(_, v)| is_near(**v)).map(|(at, _)| at).collect();
            if near.len() >= 2 && three.iter().all(|&value| side(value, way) > 0.0) {
                near.into_iter().for_each(|at| mark(at, Rule::TwoOfThree, way));
            }
        }
        for (at, run) in values.windows(RUN).enumerate() {
            if run.is_sorted_by(|a, b| side(*b, way) > side(*a, way)) {
                (at..at + RUN).for_each(|at| mark(at, Rule::Trend, way));
            }
            if run.iter().all(|&value| side(value, way) > 0.0) {
                (at..at + RUN).for_each(|at| mark(at, Rule::Shift, way));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chart(values: &[f64]) -> Chart {
        xmr(values, &Options::default()).unwrap()
    }

    fn rules(chart: &Chart, rule: Rule) -> Vec<usize> {
        let has = |point: &Point| point.signals.iter().any(|(found, _)| *found == rule);
        chart.points.iter().enumerate().filter(|(_, point)| has(point)).map(|(at, _)| at).collect()
    }

    /// Worked by hand: mean 12, moving ranges 2, 4, 4, 2, their mean 3.
    #[test]
    fn the_limits_are_those_worked_by_hand() {
        let group = chart(&[10.0, 12.0, 16.0, 12.0, 10.0]).groups[0];
        assert!((group.mean - 12.0).abs() < 1e-12 && (group.upper - 19.98).abs() < 1e-9);
        assert!((group.lower - 4.02).abs() < 1e-9 && group.is_trial);
    }

    #[test]
    fn screening_leaves_a_single_great_leap_out_of_the_limits() {
        let mut values = vec![10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0, 11.0];
        values.extend([31.0, 30.0, 31.0, 30.0, 31.0, 30.0]);
        let screened = Options { screening: Screening::Once, ..Options::default() };
        let (plain, screened) = (chart(&values), xmr(&values, &screened).unwrap());
        let width = |chart: &Chart| chart.groups[0].upper - chart.groups[0].mean;
        assert!((width(&screened) - 2.66).abs() < 1e-9, "{}", width(&screened));
        assert!(width(&plain) > 5.0 && !plain.groups[0].is_trial);
    }

    #[test]
    fn a_constant_series_has_its_mean_for_limits_and_no_signal() {
        for screening in [Screening::Off, Screening::Once] {
            let chart = xmr(&[0.1; 20], &Options { screening, ..Options::default() }).unwrap();
            let group = chart.groups[0];
            assert!(group.mean == 0.1 && group.lower == 0.1 && group.upper == 0.1);
            assert!(chart.points.iter().all(|point| point.signals.is_empty()));
        }
    }

    #[test]
    fn a_trend_needs_seven_values_and_marks_all_of_them() {
        let mut values = vec![5.0, 9.0, 4.0, 8.0, 5.0, 9.0, 4.0];
        assert!(rules(&chart(&values), Rule::Trend).is_empty());
        values.extend([4.5, 5.0, 5.5, 6.0, 6.5]);
        assert!(rules(&chart(&values), Rule::Trend).is_empty(), "six values, each higher, are no trend");
        values.push(7.0);
        assert_eq!(rules(&chart(&values), Rule::Trend), [6, 7, 8, 9, 10, 11, 12]);
        values.push(7.0);
        assert_eq!(rules(&chart(&values), Rule::Trend).len(), 7, "a value as high as the one before breaks it");
    }

    #[test]
    fn a_shift_needs_seven_on_one_side_and_the_mean_breaks_it() {
        // The mean is 0: seven above and seven below, far within the limits that the swings between make.
        let above = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        let values: Vec<f64> = above.iter().copied().chain(above.iter().map(|value| -value)).collect();
        assert_eq!(rules(&chart(&values), Rule::Shift).len(), 14);
        let mut broken = values.clone();
        broken[3] = 0.0;
        broken[10] = 0.0;
        assert!(rules(&chart(&broken), Rule::Shift).is_empty());
    }

    #[test]
    fn of_three_two_near_a_limit_are_marked_and_one_outside_is_not_near() {
        let noise = [0.0, 1.0, -1.0, 1.0, -1.0, 0.0, 1.0, -1.0, 1.0, -1.0, 0.0];
        let with = |three: [f64; 3]| chart(&[&noise[..], &three, &noise[..]].concat());
        let near = with([3.9, 1.0, 3.9]);
        let reach = near.groups[0].upper - near.groups[0].mean;
        assert!(3.9 - near.groups[0].mean < reach, "the values are meant to lie within the limits");
        assert_eq!(rules(&near, Rule::TwoOfThree), [11, 13]);
        let one_out = with([9.0, 1.0, 4.5]);
        assert_eq!(rules(&one_out, Rule::Outside), [11]);
        assert!(rules(&one_out, Rule::TwoOfThree).is_empty());
        assert!(rules(&with([3.9, -1.0, 3.9]), Rule::TwoOfThree).is_empty(), "all three on one side of the mean");
    }

    #[test]
    fn a_new_group_has_limits_of_its_own_and_no_rule_reaches_across() {
        let values: Vec<f64> = (0..24).map(|at| f64::from(at % 2) + if at < 12 { 0.0 } else { 50.0 }).collect();
        let chart = xmr(&values, &Options { new_groups: vec![12], ..Options::default() }).unwrap();
        assert_eq!(chart.groups.len(), 2);
        assert!((chart.groups[0].mean - 0.5).abs() < 1e-12 && (chart.groups[1].mean - 50.5).abs() < 1e-12);
        assert!(chart.points.iter().all(|point| point.signals.is_empty()));
        for wrong in [0, 24, 99] {
            let options = Options { new_groups: vec![wrong], ..Options::default() };
            assert_eq!(xmr(&values, &options), Err(NotComputable::Rebase));
        }
        assert_eq!(xmr(&[1.0], &Options::default()), Err(NotComputable::TooFew(2)));
        assert_eq!(xmr(&[1.0, f64::NAN], &Options::default()), Err(NotComputable::NotFinite(2)));
    }

    proptest! {
        #[test]
        fn turning_a_series_over_turns_its_signals_over(values in proptest::collection::vec(-20_i32..20, 2..60)) {
            let up: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let down: Vec<f64> = up.iter().map(|value| -value).collect();
            let count = |chart: &Chart, way: Way| -> Vec<Vec<Rule>> {
                let of = |point: &Point| point.signals.iter().filter(|(_, w)| *w == way).map(|(r, _)| *r).collect();
                chart.points.iter().map(of).collect()
            };
            prop_assert_eq!(count(&chart(&up), Way::Up), count(&chart(&down), Way::Down));
        }

        #[test]
        fn adding_the_same_to_every_value_changes_no_run(
            values in proptest::collection::vec(-20_i32..20, 2..60), more in -100_i32..100,
        ) {
            let plain: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let moved: Vec<f64> = plain.iter().map(|value| value + f64::from(more)).collect();
            prop_assert_eq!(rules(&chart(&plain), Rule::Trend), rules(&chart(&moved), Rule::Trend));
        }
    }
}
