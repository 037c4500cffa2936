//! The least number of workers behind anything that is shown of how they work.
//!
//! Whoever reads of a team shall learn of no single worker. What a reader can see of a worker anyway (because it is their
//! own, or was shared with them) is no cover for the others: it can be subtracted. So in each month only workers are
//! counted whose own series of that month this reader has never been able to see.
//!
//! # Invariants
//! - Months are put together into spans that never overlap. A reader is given one set of spans, so that no two figures
//!   differ by a month of too few.
//! - Whether a month stands by itself is decided by this month alone; whether what is left of a quarter stands together,
//!   by this quarter, once it is over; and so with a year. What was shown once therefore stays as it was shown, and a
//!   later figure takes no earlier one apart.
//! - The least numbers are constants of the program. Nothing that a service can set lowers them.

use std::collections::BTreeSet;

/// How many workers there must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Least(usize);

impl Least {
    /// For whoever works with the team: three.
    pub const TEAM: Self = Self(3);
    /// For whoever pays for it: five.
    pub const COMMISSIONER: Self = Self(5);

    /// The number.
    #[must_use]
    pub const fn number(self) -> usize {
        self.0
    }

    /// Whether there are so many.
    #[must_use]
    pub fn is_met<W>(self, unseen: &BTreeSet<W>) -> bool {
        unseen.len() >= self.0
    }

    /// Whether a total may be told part by part. Each part is given as those who took part in it, with those of them whom
    /// the reader cannot see one by one: every part in which anybody took part must have enough of these. Where one has
    /// too few none is told, since the others and the total would tell it.
    #[must_use]
    pub fn may_be_split<W>(self, parts: &[(BTreeSet<W>, BTreeSet<W>)]) -> bool {
        parts.iter().filter(|(took_part, _)| !took_part.is_empty()).all(|(_, unseen)| self.is_met(unseen))
    }
}

/// A month with those who took part in it and whose own series of it the reader has never been able to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month<W> {
    /// The year.
    pub year: i16,
    /// The month of the year, 1 to 12.
    pub month: u8,
    /// Who took part unseen.
    pub unseen: BTreeSet<W>,
}

/// What a span is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A month.
    Month,
    /// The months of a quarter that have too few each.
    Quarter,
    /// The months of a year that have too few each, and too few in their quarter.
    Year,
}

/// Months that are shown as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it is made of.
    pub grain: Grain,
    /// Positions of its months in what was given, in order.
    pub months: Vec<usize>,
}

/// One part of what a month tells: who took part in it, and who of them the reader has never been able to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<W> {
    /// Who took part.
    pub took_part: BTreeSet<W>,
    /// Who took part unseen.
    pub unseen: BTreeSet<W>,
}

/// A month whose total is told beside its parts, such as contacts that were asked and contacts that were not. Every month
/// has the same parts, in the same order; a part in which nobody took part is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthInParts<W> {
    /// The year.
    pub year: i16,
    /// The month of the year, 1 to 12.
    pub month: u8,
    /// Its parts.
    pub parts: Vec<Part<W>>,
}

/// The spans that may be shown, in the order of their last months; months that are in none are hidden.
///
/// `months` are whole months that are over, in order and without holes.
#[must_use]
pub fn spans<W: Ord + Clone>(months: &[Month<W>], least: Least) -> Vec<Span> {
    let places: Vec<(i16, u8)> = months.iter().map(|it| (it.year, it.month)).collect();
    spans_where(&places, |group| {
        let together: BTreeSet<W> =
            group.iter().filter_map(|at| months.get(*at)).flat_map(|month| month.unseen.iter().cloned()).collect();
        least.is_met(&together)
    })
}

/// The spans that may be shown of something that is told in parts beside its total: each part in which anybody took part
/// has enough of its own, since each can be worked out from the others and the total.
///
/// `months` are whole months that are over, in order and without holes.
#[must_use]
pub fn spans_in_parts<W: Ord + Clone>(months: &[MonthInParts<W>], least: Least) -> Vec<Span> {
    let places: Vec<(i16, u8)> = months.iter().map(|it| (it.year, it.month)).collect();
    spans_where(&places, |group| {
        let number = months.iter().map(|it| it.parts.len()).max().unwrap_or(0);
        let together: Vec<(BTreeSet<W>, BTreeSet<W>)> = (0..number)
            .map(|at| {
                let of = group.iter().filter_map(|month| months.get(*month)?.parts.get(at));
                of.fold((BTreeSet::new(), BTreeSet::new()), |(mut took_part, mut unseen), part| {
                    took_part.extend(part.took_part.iter().cloned());
                    unseen.extend(part.unseen.iter().cloned());
                    (took_part, unseen)
                })
            })
            .collect();
        together.iter().any(|(took_part, _)| !took_part.is_empty()) && least.may_be_split(&together)
    })
}

/// Puts months together until each group has enough: alone, else with what is left of their quarter, else of their year.
fn spans_where(months: &[(i16, u8)], has_enough: impl Fn(&[usize]) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    let mut left: Vec<usize> = Vec::new();
    for at in 0..months.len() {
        if has_enough(&[at]) {
            found.push(Span { grain: Grain::Month, months: vec![at] });
        } else {
            left.push(at);
        }
    }
    for (grain, length) in [(Grain::Quarter, 3), (Grain::Year, 12)] {
        let mut still = Vec::new();
        for group in left.chunk_by(|one, other| place(months, *one, length) == place(months, *other, length)) {
            let is_over = group.last().is_some_and(|last| has_ended(months, *last, length));
            if is_over && has_enough(group) {
                found.push(Span { grain, months: group.to_vec() });
            } else {
                still.extend_from_slice(group);
            }
        }
        left = still;
    }
    found.sort_by_key(|span| span.months.last().copied());
    found
}

/// Which quarter or year a month lies in.
fn place(months: &[(i16, u8)], at: usize, length: u8) -> Option<(i16, u8)> {
    months.get(at).map(|(year, month)| (*year, month.saturating_sub(1) / length))
}

/// Whether the quarter or year that a month lies in is over: its last month was given.
fn has_ended(months: &[(i16, u8)], at: usize, length: u8) -> bool {
    let here = place(months, at, length);
    months.iter().enumerate().any(|(other, (_, month))| month % length == 0 && place(months, other, length) == here)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(of: &[u8]) -> BTreeSet<u8> {
        of.iter().copied().collect()
    }

    /// Months from January 2025, each with its workers.
    fn months(of: &[&[u8]]) -> Vec<Month<u8>> {
        let at = |(place, workers): (usize, &&[u8])| Month {
            year: 2025 + i16::try_from(place / 12).unwrap(),
            month: u8::try_from(place % 12).unwrap() + 1,
            unseen: set(workers),
        };
        of.iter().enumerate().map(at).collect()
    }

    fn shown(of: &[&[u8]]) -> Vec<(Grain, Vec<usize>)> {
        spans(&months(of), Least::TEAM).into_iter().map(|span| (span.grain, span.months)).collect()
    }

    #[test]
    fn a_month_of_three_stands_by_itself_and_what_is_left_of_a_quarter_stands_together() {
        let it = shown(&[&[1, 2, 3], &[1, 2], &[3]]);
        assert_eq!(it, [(Grain::Month, vec![0]), (Grain::Quarter, vec![1, 2])]);
    }

    #[test]
    fn a_quarter_that_goes_on_is_not_put_together_before_it_is_over() {
        assert_eq!(shown(&[&[1, 2], &[2, 3]]), []);
        assert_eq!(shown(&[&[1, 2], &[2, 3], &[]]), [(Grain::Quarter, vec![0, 1, 2])]);
    }

    #[test]
    fn a_year_holds_what_no_quarter_could_tell() {
        let one: &[u8] = &[1];
        let mut year = vec![one; 12];
        year[4] = &[2];
        year[10] = &[3];
        assert_eq!(shown(&year), [(Grain::Year, (0..12).collect())]);
        assert_eq!(shown(&year[..11]), [], "it goes on");
    }

    #[test]
    fn a_total_is_told_in_parts_only_where_each_part_has_enough() {
        let part = |took: &[u8], unseen: &[u8]| (set(took), set(unseen));
        let parts = [part(&[1, 2, 3], &[1, 2, 3]), part(&[2, 3, 4], &[2, 3, 4]), part(&[], &[])];
        assert!(Least::TEAM.may_be_split(&parts));
        assert!(!Least::COMMISSIONER.may_be_split(&parts));
        let parts = [part(&[1, 2, 3], &[1, 2, 3]), part(&[1, 2, 3, 4], &[1, 2])];
        assert!(!Least::TEAM.may_be_split(&parts), "two of the second can be subtracted");
    }

    #[test]
    fn a_month_in_parts_stands_by_itself_only_where_each_part_has_enough() {
        let part = |of: &[u8]| Part { took_part: set(of), unseen: set(of) };
        let month = |month, parts: &[&[u8]]| MonthInParts {
            year: 2025,
            month,
            parts: parts.iter().map(|of| part(of)).collect(),
        };
        let it = [
            month(1, &[&[1, 2, 3], &[1, 2, 3]]),
            month(2, &[&[1, 2, 3], &[1]]),
            month(3, &[&[4], &[2, 3]]),
            month(4, &[&[1, 2, 3], &[]]),
            month(5, &[&[], &[]]),
        ];
        let found: Vec<_> =
            spans_in_parts(&it, Least::TEAM).into_iter().map(|span| (span.grain, span.months)).collect();
        assert_eq!(found, [(Grain::Month, vec![0]), (Grain::Quarter, vec![1, 2]), (Grain::Month, vec![3])]);
    }

    fn any_months() -> impl Strategy<Value = Vec<Month<u8>>> {
        let workers = prop::collection::btree_set(0_u8..7, 0..7);
        prop::collection::vec(workers, 1..30).prop_map(|of| {
            let at = |(place, unseen): (usize, BTreeSet<u8>)| Month {
                year: 2025 + i16::try_from(place / 12).unwrap(),
                month: u8::try_from(place % 12).unwrap() + 1,
                unseen,
            };
            of.into_iter().enumerate().map(at).collect()
        })
    }

    proptest! {
        /// Every sum and difference of figures that stand beside each other is a union of spans, each of which has
        /// enough workers whom the reader cannot see; so no two figures together tell of fewer.
        #[test]
        fn spans_are_disjoint_and_each_has_enough(it in any_months()) {
            for least in [Least::TEAM, Least::COMMISSIONER] {
                let mut used = BTreeSet::new();
                for span in spans(&it, least) {
                    let mut unseen: BTreeSet<u8> = BTreeSet::new();
                    for at in &span.months {
                        prop_assert!(used.insert(*at), "month {} stands in two spans", at);
                        unseen.extend(it[*at].unseen.iter());
                    }
                    prop_assert!(unseen.len() >= least.number());
                }
            }
        }

        /// And so with what is told in parts: neither a part, nor the total less all other parts, tells of fewer.
        #[test]
        fn spans_in_parts_have_enough_in_each(one in any_months(), other in any_months()) {
            let it: Vec<MonthInParts<u8>> = one
                .iter()
                .zip(&other)
                .map(|(one, other)| MonthInParts {
                    year: one.year,
                    month: one.month,
                    parts: [one, other]
                        .map(|it| Part { took_part: it.unseen.clone(), unseen: it.unseen.clone() })
                        .to_vec(),
                })
                .collect();
            let last = spans_in_parts(&it, Least::TEAM);
            for span in &last {
                for part in 0..2 {
                    let who: BTreeSet<u8> =
                        span.months.iter().flat_map(|at| it[*at].parts[part].took_part.iter().copied()).collect();
                    prop_assert!(who.is_empty() || who.len() >= 3, "{:?} in {:?}", who, span);
                }
            }
            for end in 1..it.len() {
                for earlier in spans_in_parts(&it[..end], Least::TEAM) {
                    prop_assert!(last.contains(&earlier));
                }
            }
        }

        /// As time goes on nothing that was shown is taken apart or put together with more: a reader who kept an earlier
        /// page can subtract nothing.
        #[test]
        fn what_was_shown_stays_as_it_was(it in any_months()) {
            let last = spans(&it, Least::TEAM);
            for end in 1..it.len() {
                for earlier in spans(&it[..end], Least::TEAM) {
                    prop_assert!(last.contains(&earlier), "{:?} was shown after {} months", earlier, end);
                }
            }
        }
    }
}
