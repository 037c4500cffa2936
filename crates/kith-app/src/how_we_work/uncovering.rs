//! Uncovering: what became known that had not stood in the referral, by practice, over one year.
//!
//! A medical frame may leave need uncovered that is not medical (Tierney, Westlake and others); so what practices wrote in
//! referrals stands beside what people told once they were met.
//!
//! # Invariants
//! - Years do not overlap, and a year is told when it is over: no two tables differ by a month.
//! - Only months are counted that are told for the service as a whole; a practice with too few link workers or people is
//!   put together with others until there are enough.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_analysis::minimum::Least;
use kith_domain::id::Id;
use kith_domain::measure::working::{NeedFact, Signal};
use kith_domain::measure::{Month, Period};
use kith_domain::need::{Domain, Known};
use kith_domain::person::Person;
use kith_domain::practice::Practice;
use kith_domain::staff::Account;
use kith_domain::time;

use super::facts::Facts;
use super::series::{Figure, series};
use super::viewer::{Eyes, View, Viewer};

/// People are counted from so many; fewer could point at somebody (reliability.md P1).
const FEWEST_PEOPLE: usize = 8;
/// So many kinds of need are named.
const NAMED: usize = 3;

/// One line: a practice, or several put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The practices; nothing among them stands for people whom no practice referred.
    pub practices: Vec<Option<Id<Practice>>>,
    /// How many needs, to the nearest five.
    pub needs: usize,
    /// How many of a hundred had not stood in the referral.
    pub uncovered: usize,
    /// What practices wrote most, by how many people: of at least eight people each.
    pub stated: Vec<Domain>,
    /// What became known later most.
    pub told: Vec<Domain>,
}

/// The table of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovering {
    /// The year.
    pub period: Period,
    /// Its lines; none where too few link workers or people are behind them.
    pub lines: Vec<Line>,
}

/// What is known of a part while it is put together.
#[derive(Debug, Clone, Default)]
struct Part {
    practices: Vec<Option<Id<Practice>>>,
    unseen: BTreeSet<Id<Account>>,
    people: BTreeSet<Id<Person>>,
    stated: HashMap<Domain, BTreeSet<Id<Person>>>,
    told: HashMap<Domain, BTreeSet<Id<Person>>>,
    needs: usize,
    uncovered: usize,
}

impl Part {
    fn has_enough(&self, least: Least) -> bool {
        least.is_met(&self.unseen) && self.people.len() >= FEWEST_PEOPLE
    }

    fn add(&mut self, need: &NeedFact, viewer: &Viewer) {
        if !viewer.has_seen(need.worker, Month::of(time::day_of(need.at))) {
            self.unseen.insert(need.worker);
        }
        self.people.insert(need.person);
        let is_uncovered = need.known != Known::Referral;
        self.needs += 1;
        self.uncovered += usize::from(is_uncovered);
        if let Some(domain) = need.domain {
            let of = if is_uncovered { &mut self.told } else { &mut self.stated };
            of.entry(domain).or_default().insert(need.person);
        }
    }

    fn take_in(&mut self, other: Self) {
        self.practices.extend(other.practices);
        self.unseen.extend(other.unseen);
        self.people.extend(other.people);
        for (into, from) in [(&mut self.stated, other.stated), (&mut self.told, other.told)] {
            for (domain, people) in from {
                into.entry(domain).or_default().extend(people);
            }
        }
        self.needs += other.needs;
        self.uncovered += other.uncovered;
    }

    fn line(self) -> Line {
        let most = |of: HashMap<Domain, BTreeSet<Id<Person>>>| {
            let mut all: Vec<(usize, Domain)> = of
                .into_iter()
                .map(|(domain, people)| (people.len(), domain))
                .filter(|(people, _)| *people >= FEWEST_PEOPLE)
                .collect();
            all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.code().cmp(b.1.code())));
            all.into_iter().take(NAMED).map(|(_, domain)| domain).collect()
        };
        Line {
            practices: self.practices,
            needs: (self.needs + 2) / 5 * 5,
            uncovered: (self.uncovered * 100 + self.needs / 2).checked_div(self.needs).unwrap_or(0),
            stated: most(self.stated),
            told: most(self.told),
        }
    }
}

/// The table of the last year that is over.
pub(super) fn uncovering(view: &View, facts: &Facts) -> Option<Uncovering> {
    let Eyes::Team(viewer) = &view.eyes else { return None };
    let last = view.window.months.last()?;
    let period = Period::last_year_before(last.last_day().tomorrow().ok()?);
    let figure = [Figure::Signal(Signal::Uncovered)];
    let lens = kith_domain::lens::ours(Id::from_parts(0, [0; 10]));
    let told = series(view, facts, &lens, &figure);
    let is_in = |month: Month| period.first_day() <= month.first_day() && month.last_day() <= period.last_day();
    // Months that are told by themselves or together within the year; what was put into quarters for being few is the same.
    let months: BTreeSet<usize> = told
        .iter()
        .flat_map(|it| &it.points)
        .filter(|it| is_in(it.months.0) && is_in(it.months.1))
        .flat_map(|it| it.places.iter().copied())
        .collect();
    let mut parts: BTreeMap<Option<Id<Practice>>, Part> = BTreeMap::new();
    for need in &facts.needs {
        if view.window.place(need.at).is_some_and(|at| months.contains(&at)) {
            let part = parts.entry(need.practice).or_default();
            part.practices = vec![need.practice];
            part.add(need, viewer);
        }
    }
    Some(Uncovering { period, lines: pooled(parts.into_values().collect(), viewer.least) })
}

/// Puts parts that have too few together, with the smallest of the others until there are enough.
fn pooled(parts: Vec<Part>, least: Least) -> Vec<Line> {
    let (mut enough, few): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.has_enough(least));
    enough.sort_by_key(|part| std::cmp::Reverse(part.needs));
    let mut few = few.into_iter();
    if let Some(mut pool) = few.next() {
        few.for_each(|part| pool.take_in(part));
        while !pool.has_enough(least) {
            let Some(smallest) = enough.pop() else { return Vec::new() };
            pool.take_in(smallest);
        }
        enough.push(pool);
    }
    enough.into_iter().map(Part::line).collect()
}
