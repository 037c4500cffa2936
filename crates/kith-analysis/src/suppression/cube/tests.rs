//! The attacks, against an oracle that counts the raw rows by itself.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

type Filter = Vec<Option<usize>>;

/// What is hidden by asking every subtraction and every breakdown again until none tells anything: the definition, of
/// which [`Cube::of_tables`] leaves out what cannot have changed.
fn hidden_by_asking_everything_again(sizes: &[usize], tables: &[&[usize]], rows: &[Row]) -> Vec<bool> {
    let mut cube = Cube::of_tables(sizes, tables, rows).expect("a cube");
    cube.hidden = cube.counts.iter().map(|count| is_small(*count)).collect();
    loop {
        let before = cube.hidden.clone();
        cube.hide_subtractions(&[]);
        let mut values = Vec::new();
        for breakdown in cube.shape.breakdowns() {
            let (begins, cells, _) = cube.shape.range(breakdown.table).expect("a table");
            for total in begins..begins + cells {
                cube.shape.values(breakdown.table, total, &mut values);
                let line = cube.shape.line(breakdown, &values);
                while let Some(next) = cube.next_in_line(line, total) {
                    cube.hide(next);
                }
            }
        }
        if cube.hidden == before {
            return cube.hidden;
        }
    }
}

/// Whom a filter holds, counted without the cube.
fn raw(rows: &[Row], filter: &[Option<usize>]) -> BTreeSet<u64> {
    let holds = |row: &&Row| filter.iter().zip(&row.values).all(|(wanted, value)| wanted.is_none_or(|v| v == *value));
    rows.iter().filter(holds).map(|row| row.unit).collect()
}

/// Both filters at once, if they do not contradict each other.
fn both(a: &[Option<usize>], b: &[Option<usize>]) -> Option<Filter> {
    a.iter()
        .zip(b)
        .map(|(a, b)| match (a, b) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => Some(a.or(*b)),
        })
        .collect()
}

fn is_shown(cube: &Cube, filter: &[Option<usize>]) -> bool {
    !cube.figure(filter).expect("a filter of the cube").is_hidden()
}

/// Rows of a skewed world: most have the first values, so that small remainders are common.
fn rows(one_each: bool) -> impl Strategy<Value = Vec<Row>> {
    let value = |size: usize| prop_oneof![3 => Just(0), 1 => 0..size];
    prop::collection::vec((0_u64..90, value(2), value(3), value(4)), 0..140).prop_map(move |rows| {
        let row = |(at, (unit, a, b, c)): (usize, (u64, usize, usize, usize))| Row {
            unit: if one_each { at as u64 } else { unit },
            values: vec![a, b, c],
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let open = prop::option::of;
    (open(0..2_usize), open(0..3_usize), open(0..4_usize)).prop_map(|(a, b, c)| vec![a, b, c])
}

const SIZES: [usize; 3] = [2, 3, 4];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn subtracting_overlapping_filters_never_leaves_one_to_seven(
        rows in prop_oneof![rows(true), rows(false)], a in filter(), b in filter(),
    ) {
        let cube = Cube::count(&SIZES, &rows).expect("a cube");
        let all = vec![None; 3];
        let Some(common) = both(&a, &b) else { return Ok(()) };
        let (in_a, in_b, in_all) = (raw(&rows, &a), raw(&rows, &b), raw(&rows, &all));
        let in_common = raw(&rows, &common);
        for (one, other, wide) in [(&a, &common, &in_a), (&b, &common, &in_b), (&all, &a, &in_all), (&all, &common, &in_all)] {
            if is_shown(&cube, one) && is_shown(&cube, other) {
                let left = wide.len() - raw(&rows, other).len();
                // Taking nobody off leaves the wider figure, which is not small if it is shown.
                prop_assert!(!is_small(left as u64), "{one:?} less {other:?} leaves {left}");
            }
        }
        // Neither the one nor the other, when the two fix different dimensions.
        let is_apart = a.iter().zip(&b).all(|(a, b)| a.is_none() || b.is_none());
        if is_apart && [&all, &a, &b, &common].into_iter().all(|f| is_shown(&cube, f)) {
            let left = in_all.len() as i64 - in_a.len() as i64 - in_b.len() as i64 + in_common.len() as i64;
            prop_assert!(!(1..=7).contains(&left), "neither {a:?} nor {b:?} leaves {left}");
        }
    }

    #[test]
    fn no_breakdown_gives_a_hidden_part_back(
        rows in prop_oneof![rows(true), rows(false)], filter in filter(), dimension in 0..3_usize,
    ) {
        let cube = Cube::count(&SIZES, &rows).expect("a cube");
        let mut open = filter;
        open[dimension] = None;
        let parts = cube.breakdown(&open, dimension).expect("an open dimension");
        let size = |value| { let mut part = open.clone(); part[dimension] = Some(value); raw(&rows, &part).len() as i64 };
        let hidden = parts.iter().filter(|part| part.is_hidden()).count();
        if is_shown(&cube, &open) {
            let shown: i64 = (0..parts.len()).filter(|at| !parts[*at].is_hidden()).map(size).sum();
            let left = raw(&rows, &open).len() as i64 - shown;
            prop_assert!(hidden != 1, "one hidden part of {open:?} by {dimension}: {parts:?}");
            prop_assert!(hidden == 0 || !(1..=7).contains(&left), "the hidden parts of {open:?} are {left}: {parts:?}");
        } else {
            prop_assert!(hidden >= 1, "the hidden total {open:?} is the sum of {parts:?}");
        }
    }

    #[test]
    fn nothing_has_to_be_asked_again_that_is_not(rows in prop_oneof![rows(true), rows(false)]) {
        for tables in [vec![&[0, 1, 2][..]], vec![&[0, 1], &[1, 2]], vec![&[0], &[1, 2]], vec![&[0, 2], &[0, 1], &[1, 2]]] {
            let cube = Cube::of_tables(&SIZES, &tables, &rows).expect("a cube");
            prop_assert_eq!(&cube.hidden, &hidden_by_asking_everything_again(&SIZES, &tables, &rows), "{:?}", tables);
        }
    }

    #[test]
    fn what_is_shown_is_the_rounded_count_and_nothing_small(rows in rows(false), filter in filter()) {
        let cube = Cube::count(&SIZES, &rows).expect("a cube");
        let count = raw(&rows, &filter).len() as u64;
        match cube.figure(&filter).expect("a filter of the cube") {
            Shown::Count(shown) => prop_assert_eq!(Shown::Count(shown), Shown::alone(count)),
            Shown::Hidden => prop_assert!(count > 0),
        }
        // In whatever order the rows come.
        let turned: Vec<Row> = rows.iter().rev().cloned().collect();
        let again = Cube::count(&SIZES, &turned).expect("a cube");
        prop_assert_eq!(again.hidden, cube.hidden);
    }
}

fn people(groups: &[(usize, &[usize])]) -> Vec<Row> {
    let each = groups.iter().flat_map(|(many, values)| std::iter::repeat_n(values.to_vec(), *many));
    each.enumerate().map(|(unit, values)| Row { unit: unit as u64, values }).collect()
}

#[test]
fn a_margin_does_not_give_a_hidden_cell_back() {
    //        b0  b1 | all         b0  b1 | all
    //  a0    40   3 |  43          *   * |  45
    //  a1    20  30 |  50   →      *   * |  50
    //  all   60  33 |  93         60  35 |  95
    let rows = people(&[(40, &[0, 0]), (3, &[0, 1]), (20, &[1, 0]), (30, &[1, 1])]);
    let cube = Cube::count(&[2, 2], &rows).expect("a cube");
    for (a, b, shown) in [
        (Some(0), Some(0), "*"),
        (Some(0), Some(1), "*"),
        (Some(0), None, "45"),
        (Some(1), Some(0), "*"),
        (Some(1), Some(1), "*"),
        (Some(1), None, "50"),
        (None, Some(0), "60"),
        (None, Some(1), "35"),
        (None, None, "95"),
    ] {
        assert_eq!(cube.figure(&[a, b]).expect("a filter").to_string(), shown, "{a:?} {b:?}");
    }
}

#[test]
fn large_tables_without_small_numbers_hide_nothing() {
    let rows = people(&[(40, &[0, 0]), (30, &[0, 1]), (20, &[1, 0]), (30, &[1, 1])]);
    let cube = Cube::count(&[2, 2], &rows).expect("a cube");
    assert!(cube.hidden.iter().all(|hidden| !hidden));
    assert!(Cube::count(&[2, 2], &[]).expect("a cube").hidden.iter().all(|hidden| !hidden));
}

#[test]
fn whoever_has_two_gaps_is_one_person_in_the_total() {
    let twice = |unit| [0, 1].map(|value| Row { unit, values: vec![value] });
    let rows: Vec<Row> = (0..10).flat_map(twice).collect();
    let cube = Cube::count(&[2], &rows).expect("a cube");
    let shown = [None, Some(0), Some(1)].map(|value| cube.figure(&[value]).expect("a filter").to_string());
    assert_eq!(shown, ["10", "10", "10"]);
}

#[test]
fn what_is_no_cube_or_no_filter_of_it_is_refused() {
    let row = |values: &[usize]| Row { unit: 1, values: values.to_vec() };
    assert_eq!(Cube::count(&[], &[]).err(), Some(NoCube::Dimensions));
    assert_eq!(Cube::count(&[2, 0], &[]).err(), Some(NoCube::Dimensions));
    assert_eq!(Cube::count(&[1; DIMENSIONS + 1], &[]).err(), Some(NoCube::Dimensions));
    assert_eq!(Cube::of_tables(&[1; WIDTH + 1], &[&[0]], &[]).err(), Some(NoCube::Dimensions));
    assert_eq!(Cube::of_tables(&[1, 1], &[&[2]], &[]).err(), Some(NoCube::Dimensions));
    assert_eq!(Cube::count(&[CELLS], &[]).err(), Some(NoCube::Cells));
    assert_eq!(Cube::count(&[usize::MAX, usize::MAX], &[]).err(), Some(NoCube::Cells));
    for wrong in [&[0][..], &[0, 2], &[0, 0, 0], &[usize::MAX, 0]] {
        assert_eq!(Cube::count(&[2, 2], &[row(&[0, 0]), row(wrong)]).err(), Some(NoCube::Row(2)), "{wrong:?}");
    }
    let cube = Cube::count(&[2, 2], &[row(&[0, 0])]).expect("a cube");
    assert_eq!(cube.figure(&[Some(2), None]), None);
    assert_eq!(cube.figure(&[None]), None);
    assert_eq!(cube.breakdown(&[Some(0), None], 0), None);
    assert_eq!(cube.breakdown(&[None, None], 2), None);
}

#[test]
fn who_is_in_neither_of_two_filters_without_overlap_cannot_be_worked_out() {
    // 30 are a0 and 30 are b0, nobody is both; the 3 who are neither would be 63 less 30 less 30.
    let rows = people(&[(15, &[0, 1]), (15, &[0, 2]), (15, &[1, 0]), (15, &[2, 0]), (3, &[1, 1])]);
    let cube = Cube::count(&[3, 3], &rows).expect("a cube");
    let all_shown = [[None, None], [Some(0), None], [None, Some(0)]].iter().all(|filter| is_shown(&cube, filter));
    assert!(!all_shown);
}

#[test]
fn two_conditions_at_once_that_leave_few_out_are_hidden() {
    // 43 in all, of whom 40 meet both conditions: the 3 others would be told by subtraction.
    let rows = people(&[(40, &[0, 0]), (1, &[1, 0]), (2, &[0, 1])]);
    let cube = Cube::count(&[2, 2], &rows).expect("a cube");
    assert!(is_shown(&cube, &[None, None]));
    assert!(!is_shown(&cube, &[Some(0), Some(0)]));
}

/// A cube of four dimensions of which only some may be fixed at once.
const SOME: [&[usize]; 3] = [&[0, 1, 2], &[1, 2, 3], &[0, 3]];

fn four() -> impl Strategy<Value = Vec<Row>> {
    let value = |size: usize| prop_oneof![3 => Just(0), 1 => 0..size];
    let row = (0_u64..120, value(2), value(3), value(4), value(3));
    prop::collection::vec(row, 0..180)
        .prop_map(|rows| rows.into_iter().map(|(unit, a, b, c, d)| Row { unit, values: vec![a, b, c, d] }).collect())
}

fn filter_of_four() -> impl Strategy<Value = Filter> {
    let open = prop::option::of;
    (open(0..2_usize), open(0..3_usize), open(0..4_usize), open(0..3_usize)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn filters_of_some_tables_are_as_safe_and_the_others_cannot_be_asked(
        rows in four(), a in filter_of_four(), b in filter_of_four(), dimension in 0..4_usize,
    ) {
        let sizes = [2, 3, 4, 3];
        let cube = Cube::of_tables(&sizes, &SOME, &rows).expect("a cube");
        let fixed = |filter: &Filter| (0..4).filter(|at| filter[*at].is_some()).collect::<Vec<_>>();
        let is_asked = |filter: &Filter| SOME.iter().any(|table| fixed(filter).iter().all(|at| table.contains(at)));
        let count = |filter: &Filter| raw(&rows, filter).len() as i64;
        let shown = |filter: &Filter| cube.figure(filter).is_some_and(|it| !it.is_hidden());
        for filter in [&a, &b] {
            prop_assert_eq!(cube.figure(filter).is_some(), is_asked(filter), "{:?}", filter);
        }
        if let Some(common) = both(&a, &b) {
            for wide in [&a, &b, &vec![None; 4]] {
                if shown(wide) && shown(&common) {
                    let left = count(wide) - count(&common);
                    prop_assert!(!(1..=7).contains(&left), "{wide:?} less {common:?} leaves {left}");
                }
            }
        }
        let mut open = a;
        open[dimension] = None;
        let parts: Vec<Filter> = (0..sizes[dimension]).map(|value| { let mut part = open.clone(); part[dimension] = Some(value); part }).collect();
        prop_assume!(is_asked(&parts[0]));
        let hidden = parts.iter().filter(|part| !shown(part)).count();
        if shown(&open) {
            let left = count(&open) - parts.iter().filter(|part| shown(part)).map(count).sum::<i64>();
            prop_assert!(hidden != 1, "one hidden part of {open:?}");
            prop_assert!(hidden == 0 || !(1..=7).contains(&left), "the hidden parts of {open:?} are {left}");
        } else {
            prop_assert!(hidden >= 1, "the hidden total {open:?} is the sum of its parts");
        }
    }
}
