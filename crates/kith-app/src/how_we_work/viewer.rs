//! Who looks, and what may be told to them: the minimum of workers, kept in one place for every figure.
//!
//! # Invariants
//! - One set of spans for everything that a reader is shown. Whatever is told apart further (a signal with a smaller
//!   denominator, a group of the case mix) is told within a span or not at all, so that no two figures differ by a span of
//!   too few.
//! - A figure is told in a span only where those in its denominator, and those of the same records who are not in it, each
//!   have enough workers whose own series this reader has never been able to see.

use std::collections::{BTreeMap, BTreeSet};

use kith_analysis::minimum::{Grain, Least, MonthInParts, Part, Span, spans_in_parts};
use kith_domain::id::Id;
use kith_domain::measure::Month;
use kith_domain::own_series::SeriesShare;
use kith_domain::staff::Account;

use super::facts::{Facts, Window};

/// Who looks at a team.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The least number of workers.
    pub least: Least,
    /// Who it is: their own series is seen by them.
    pub account: Id<Account>,
    /// What was ever shared with them.
    pub shares: Vec<SeriesShare>,
}

impl Viewer {
    /// Whether they have ever been able to see a worker's own series of a month.
    #[must_use]
    pub fn has_seen(&self, worker: Id<Account>, month: Month) -> bool {
        worker == self.account || self.shares.iter().any(|it| it.owner == worker && it.was_seen_in(month))
    }
}

/// How many of how many, by month and worker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(usize, Id<Account>), (u64, u64)>);

impl Tally {
    /// Counts one occasion.
    pub(super) fn add(&mut self, month: usize, worker: Id<Account>, is_event: bool) {
        let of = self.0.entry((month, worker)).or_default();
        of.0 += u64::from(is_event);
        of.1 += 1;
    }

    /// The workers of some months, each with how many of how many.
    pub(super) fn of_workers(&self, months: &[usize]) -> Vec<(u64, u64)> {
        let mut of: BTreeMap<Id<Account>, (u64, u64)> = BTreeMap::new();
        for ((month, worker), (events, total)) in &self.0 {
            if months.contains(month) {
                let sum = of.entry(*worker).or_default();
                sum.0 += events;
                sum.1 += total;
            }
        }
        of.into_values().filter(|(_, total)| *total > 0).collect()
    }

    /// What is in another tally and not in this one.
    pub(super) fn rest_of(&self, whole: &Self) -> Self {
        let rest = whole.0.iter().filter_map(|(key, (_, total))| {
            let here = self.0.get(key).map_or(0, |(_, total)| *total);
            total.checked_sub(here).filter(|rest| *rest > 0).map(|rest| (*key, (0, rest)))
        });
        Self(rest.collect())
    }

    /// Those who took part in some months, and those of them who did so unseen.
    fn who(&self, months: &[usize], window: &Window, viewer: &Viewer) -> Part<Id<Account>> {
        let mut part = Part { took_part: BTreeSet::new(), unseen: BTreeSet::new() };
        for ((at, worker), _) in self.0.iter().filter(|((at, _), (_, total))| months.contains(at) && *total > 0) {
            part.took_part.insert(*worker);
            if window.months.get(*at).is_some_and(|month| !viewer.has_seen(*worker, *month)) {
                part.unseen.insert(*worker);
            }
        }
        part
    }
}

/// How something is looked at.
#[derive(Debug, Clone)]
pub enum Eyes {
    /// A team, by somebody for whom the minimum holds.
    Team(Viewer),
    /// One worker's series, by herself or by the lead with whom she shares it: from this month on.
    One(Month),
}

/// What may be told: the months, put together into spans.
#[derive(Debug, Clone)]
pub struct View {
    /// The months.
    pub window: Window,
    /// The spans that may be shown.
    pub spans: Vec<Span>,
    /// How many months with contacts are in none of them.
    pub hidden: usize,
    /// Who looks.
    pub eyes: Eyes,
}

impl View {
    /// Decides the spans of everything.
    #[must_use]
    pub fn decide(window: Window, facts: &Facts, eyes: Eyes) -> Self {
        let (mut asked, mut not_asked) = (Tally::default(), Tally::default());
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for it in &facts.contacts {
            let Some(month) = window.place(it.at) else { continue };
            used.insert(month);
            if it.asked.is_some() { &mut asked } else { &mut not_asked }.add(month, it.worker, false);
        }
        let spans = match &eyes {
            Eyes::Team(viewer) => {
                let months: Vec<MonthInParts<Id<Account>>> = window
                    .months
                    .iter()
                    .enumerate()
                    .map(|(at, month)| MonthInParts {
                        year: month.first_day().year(),
                        month: month.first_day().month().unsigned_abs(),
                        parts: [&asked, &not_asked].map(|part| part.who(&[at], &window, viewer)).to_vec(),
                    })
                    .collect();
                spans_in_parts(&months, viewer.least)
            }
            Eyes::One(from) => {
                let is_there = |at: &usize| window.months.get(*at).is_some_and(|month| month >= from);
                used.iter().copied().filter(is_there).map(|at| Span { grain: Grain::Month, months: vec![at] }).collect()
            }
        };
        let shown: BTreeSet<usize> = spans.iter().flat_map(|span| span.months.iter().copied()).collect();
        let may = |at: &&usize| match &eyes {
            Eyes::Team(_) => true,
            Eyes::One(from) => window.months.get(**at).is_some_and(|month| month >= from),
        };
        let hidden = used.iter().filter(may).filter(|at| !shown.contains(at)).count();
        Self { window, spans, hidden, eyes }
    }

    /// Whether a span may be told in parts: each part of it in which anybody took part has enough workers.
    pub(super) fn tells(&self, span: &Span, parts: &[&Tally]) -> bool {
        let Eyes::Team(viewer) = &self.eyes else { return true };
        let who = |part: &&Tally| {
            let part = part.who(&span.months, &self.window, viewer);
            (part.took_part, part.unseen)
        };
        viewer.least.may_be_split(&parts.iter().map(who).collect::<Vec<_>>())
    }

    /// The month at which a span ends, and the one at which it begins.
    pub(super) fn ends(&self, span: &Span) -> Option<(Month, Month)> {
        let month = |at: Option<&usize>| at.and_then(|at| self.window.months.get(*at)).copied();
        month(span.months.first()).zip(month(span.months.last()))
    }
}
