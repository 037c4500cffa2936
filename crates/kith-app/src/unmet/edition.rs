//! One year of the report: the cube, and how its tables are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kith_analysis::suppression::cube::{Cube, NoCube, Row};
use kith_analysis::suppression::{Shown, is_mostly_hidden};
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, EndedFact, GapFact, ended_unmet};
use kith_domain::person::Person;
use kith_domain::staff::Service;
use kith_store::{ReadTx, staff, unmet};

use super::axes::{self, Axis};
use super::decided::Decided;
use crate::refusal::Refusal;

/// A filter: the values that are fixed.
pub(super) type Filter = Vec<(By, usize)>;

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The code of its value.
    pub code: String,
    /// The words.
    pub words: String,
    /// How many people.
    pub shown: Shown,
}

/// A table as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tabled {
    /// By what.
    pub by: By,
    /// Its lines; what is not recorded last.
    pub parts: Vec<Part>,
    /// Everybody in it.
    pub total: Shown,
    /// The filters that were left out, where it is of more people than was asked.
    pub left: Vec<By>,
    /// What was asked for, where it is told by a coarser level of it.
    pub stands_for: Option<By>,
    /// Whether most of it is hidden even so: nothing coarser is told.
    pub is_sparse: bool,
}

impl Tabled {
    /// Whether it is coarser than what was asked.
    #[must_use]
    pub const fn is_coarser(&self) -> bool {
        !self.left.is_empty() || self.stands_for.is_some()
    }
}

/// One year of the report.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The year.
    pub year: Period,
    pub(super) axes: Vec<Axis>,
    pub(super) cube: Arc<Cube>,
    endings: Cube,
    /// Whether postcodes were imported, so that it can be known where people live.
    pub has_places: bool,
    /// Whether there are more practices than are told apart.
    pub too_many_practices: bool,
    /// Where each district lies, by its code.
    pub middles: BTreeMap<String, (i64, i64)>,
}

impl From<NoCube> for Refusal {
    fn from(_: NoCube) -> Self {
        Self::Rejected(vec![kith_domain::rejection::Rejection::new(
            "report.size",
            "There are too many places for this report. Tell us, so that it can be made coarser.",
        )])
    }
}

impl Edition {
    /// Reads the facts of a year and decides what may be shown; with the gaps it was decided from.
    pub(super) fn read(
        tx: &mut ReadTx<'_>,
        decided: &Decided,
        service: Id<Service>,
        (year, today): (Period, Date),
    ) -> Result<(Self, Vec<GapFact>), Refusal> {
        let span = year.moments();
        let facts = unmet::gaps(tx, service, span, today)?;
        let ended = unmet::ended(tx, service, span)?;
        let practices = staff::practices_ever(tx, service)?;
        let mut names: BTreeMap<String, String> =
            practices.into_iter().map(|it| (it.id.to_string(), it.name.to_string())).collect();
        let mut middles = BTreeMap::new();
        let districts: BTreeSet<&str> = facts.iter().filter_map(|it| it.district.as_deref()).collect();
        for code in districts.into_iter().take(axes::MOST_PLACES + 1) {
            let known = unmet::district(tx, code)?;
            middles.extend(known.middle.map(|at| (code.to_owned(), at)));
            names.insert(code.to_owned(), known.name);
        }
        let has_places = unmet::has_places(tx)?;
        let edition = Self::decide(decided, year, (&facts, &ended), &names, (middles, has_places))?;
        Ok((edition, facts))
    }

    /// Decides what may be shown of these facts.
    ///
    /// # Errors
    /// When there are more cells than a report can have.
    pub fn of(
        year: Period,
        facts: &[GapFact],
        ended: &[EndedFact],
        names: &BTreeMap<String, String>,
        middles: BTreeMap<String, (i64, i64)>,
        has_places: bool,
    ) -> Result<Self, Refusal> {
        Self::decide(&Decided::default(), year, (facts, ended), names, (middles, has_places))
    }

    /// The same, out of what was decided before where nothing is different.
    fn decide(
        decided: &Decided,
        year: Period,
        (facts, ended): (&[GapFact], &[EndedFact]),
        names: &BTreeMap<String, String>,
        (middles, has_places): (BTreeMap<String, (i64, i64)>, bool),
    ) -> Result<Self, Refusal> {
        let axes = axes::axes(year, facts, names);
        let mut units: HashMap<Id<Person>, u64> = HashMap::new();
        let mut rows = Vec::with_capacity(facts.len());
        for fact in facts {
            let next = units.len() as u64;
            let unit = *units.entry(fact.person).or_insert(next);
            rows.push(Row { unit, values: axes.iter().map(|axis| axis.place(&fact.value(axis.by))).collect() });
        }
        let sizes: Vec<usize> = axes.iter().map(|axis| axis.values.len()).collect();
        let tables = axes::tables(&axes);
        let tables: Vec<&[usize]> = tables.iter().map(Vec::as_slice).collect();
        let cube = decided.cube(&sizes, &tables, &axes::levels(&axes), &rows)?;
        let endings = endings(year, ended)?;
        let practices: BTreeSet<_> = facts.iter().filter_map(|it| it.practice).collect();
        let too_many_practices = practices.len() > axes::MOST_PLACES;
        Ok(Self { year, axes, cube, endings, has_places, too_many_practices, middles })
    }

    /// The axis of something that people are told apart by.
    #[must_use]
    pub fn axis(&self, by: By) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.by == by)
    }

    pub(super) fn filled(&self, filter: &[(By, usize)]) -> Vec<Option<usize>> {
        self.axes.iter().map(|axis| filter.iter().find(|(by, _)| *by == axis.by).map(|(_, at)| *at)).collect()
    }

    /// Whether a filter counts a gap.
    pub(super) fn counts(&self, filter: &[(By, usize)], fact: &GapFact) -> bool {
        filter.iter().all(|(by, at)| self.axis(*by).is_some_and(|axis| axis.place(&fact.value(*by)) == *at))
    }

    /// The number of people of a filter, as it may be shown; hidden where the report does not offer the filter.
    #[must_use]
    pub fn figure(&self, filter: &[(By, usize)]) -> Shown {
        self.cube.figure(&self.filled(filter)).unwrap_or(Shown::Hidden)
    }

    /// A table of a filter. Where most of it would be hidden, the next coarser level stands in its place; where that is
    /// not enough, more people: of every quarter, then of every place, then of every need.
    #[must_use]
    pub fn table(&self, filter: &[(By, usize)], by: By) -> Option<Tabled> {
        self.axis(by).filter(|axis| axis.tells())?;
        let mut filters = vec![filter.to_vec()];
        for leave in [&[By::Quarter][..], &[By::District, By::Practice], &[By::Sector, By::Domain]] {
            let wider: Filter =
                filters.last().into_iter().flatten().filter(|(by, _)| !leave.contains(by)).copied().collect();
            if filters.last() != Some(&wider) {
                filters.push(wider);
            }
        }
        let mut coarsest = None;
        for wider in &filters {
            for level in std::iter::once(by).chain(by.coarser().map(|(coarser, _)| coarser)) {
                let Some((parts, figures)) = self.parts(wider, level) else { continue };
                let left = filter.iter().map(|(by, _)| *by).filter(|by| !wider.iter().any(|(it, _)| it == by));
                let it = Tabled {
                    by: level,
                    parts,
                    total: self.figure(wider),
                    left: left.collect(),
                    stands_for: (level != by).then_some(by),
                    is_sparse: is_mostly_hidden(&figures),
                };
                if !it.is_sparse {
                    return Some(it);
                }
                coarsest = Some(it);
            }
        }
        coarsest
    }

    /// The lines of a filter, and their figures; nothing where the report does not tell it apart like this.
    fn parts(&self, filter: &Filter, by: By) -> Option<(Vec<Part>, Vec<Shown>)> {
        let dimension = self.axes.iter().position(|axis| axis.by == by && axis.tells())?;
        let axis = self.axes.get(dimension)?;
        let figures = self.cube.breakdown(&self.filled(filter), dimension)?;
        let part = |((code, words), shown): (&(String, String), &Shown)| Part {
            code: code.clone(),
            words: words.clone(),
            shown: *shown,
        };
        Some((axis.values.iter().zip(&figures).map(part).collect(), figures))
    }

    /// People whose support ended with a need that was not met, those of them with such a need without a gap, and the
    /// share of the others in whole percent, of a quarter or of the year.
    #[must_use]
    pub fn ended(&self, quarter: Option<usize>) -> (Shown, Shown, Option<u64>) {
        let shown = |value| self.endings.figure(&[quarter, value]).unwrap_or(Shown::Hidden);
        let (all, without) = (shown(None), shown(Some(1)));
        (all, without, without.percent_of(all).map(|percent| 100 - percent))
    }
}

/// The cube of endings: quarter, and whether a need that was not met has no gap.
fn endings(year: Period, facts: &[EndedFact]) -> Result<Cube, NoCube> {
    let mut units: HashMap<Id<Person>, u64> = HashMap::new();
    let mut rows = Vec::new();
    for (number, quarter) in year.quarters().into_iter().enumerate() {
        let (all, without) = ended_unmet(facts, quarter);
        for person in all {
            let next = units.len() as u64;
            let unit = *units.entry(person).or_insert(next);
            rows.push(Row { unit, values: vec![number, usize::from(without.contains(&person))] });
        }
    }
    Cube::count(&[4, 2], &rows)
}
