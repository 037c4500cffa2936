//! The values of each dimension of the report, and which dimensions may be fixed at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, GapFact, MISSING};

/// The most districts and practices that are told apart: more would be too many cells, and most of them too small.
pub(super) const MOST_PLACES: usize = 40;

/// One dimension: what people are told apart by, and the values, what is missing last.
#[derive(Debug, Clone)]
pub struct Axis {
    /// By what.
    pub by: By,
    /// Code and words of each value.
    pub values: Vec<(String, String)>,
    at: HashMap<String, usize>,
}

impl Axis {
    fn new(by: By, values: Vec<(String, String)>) -> Self {
        let at = values.iter().enumerate().map(|(at, (code, _))| (code.clone(), at)).collect();
        Self { by, values, at }
    }

    /// An axis whose values the catalogue closes.
    fn closed(by: By) -> Self {
        let mut values: Vec<(String, String)> = by
            .values()
            .unwrap_or_default()
            .into_iter()
            .map(|(code, words)| (code.to_owned(), words.to_owned()))
            .collect();
        values.push((MISSING.to_owned(), by.missing().to_owned()));
        Self::new(by, values)
    }

    /// An axis of places: those that anybody comes from, by name; none of them where there are too many.
    fn of_places(by: By, facts: &[GapFact], names: &BTreeMap<String, String>) -> Self {
        let codes: BTreeSet<String> = facts.iter().map(|it| it.value(by)).filter(|code| code != MISSING).collect();
        let mut values: Vec<(String, String)> =
            codes.into_iter().map(|code| (names.get(&code).unwrap_or(&code).clone(), code)).collect();
        values.sort();
        if values.len() > MOST_PLACES {
            values.clear();
        }
        let missing = (MISSING.to_owned(), by.missing().to_owned());
        Self::new(by, values.into_iter().map(|(words, code)| (code, words)).chain([missing]).collect())
    }

    /// The place of a value; what is not known is missing.
    pub(super) fn place(&self, code: &str) -> usize {
        self.at.get(code).copied().unwrap_or(self.values.len() - 1)
    }

    /// The place of a value that is one of these.
    pub(super) fn known(&self, code: &str) -> Option<usize> {
        self.at.get(code).copied()
    }

    /// Whether it tells anything apart: more than what is missing.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.values.len() > 1
    }
}

/// What is told of the gap alone: one of these may be fixed beside a quarter, a need and a place.
const OF_GAP: [By; 3] = [By::Reason, By::Wait, By::Instead];
/// How long somebody was held because of the gap: told beside a quarter and a need, of every place, since few people stand
/// behind it.
const HELD: By = By::Held;
/// What is told of the person: one of these may be fixed beside two of a quarter, a need and a place.
pub(super) const OF_PERSON: [By; 7] =
    [By::Sex, By::Age, By::Ethnic, By::Tenth, By::Language, By::Disability, By::Route];

/// The coarser level, where each of its values is made of whole values of the finer.
fn nested(by: By) -> Option<By> {
    by.coarser().map(|(coarser, _)| coarser).filter(|coarser| !matches!(coarser, By::Sector | By::District))
}

/// The dimensions that are levels of each other, the finer first: of any filter the report shows one of the two.
pub(super) fn levels(axes: &[Axis]) -> Vec<(usize, usize)> {
    let at = |by: By| axes.iter().position(|axis| axis.by == by);
    OF_GAP.into_iter().chain(OF_PERSON).filter_map(|by| Some((at(by)?, at(nested(by)?)?))).collect()
}

/// All dimensions in the order of the catalogue. `names` are those of practices and districts.
pub(super) fn axes(year: Period, facts: &[GapFact], names: &BTreeMap<String, String>) -> Vec<Axis> {
    let axis = |by: &By| match by {
        By::Quarter => {
            let quarters = year.quarters().map(|it| (it.code(), it.in_words()));
            Axis::new(By::Quarter, quarters.to_vec())
        }
        By::District | By::Practice => Axis::of_places(*by, facts, names),
        by => Axis::closed(*by),
    };
    By::ALL.iter().map(axis).collect()
}

/// The tables of needs and places alone, of a whole year.
pub(super) fn needs_and_places(axes: &[Axis]) -> Vec<Vec<usize>> {
    let tells = |by: By| axes.iter().position(|axis| axis.by == by && axis.tells());
    let wanted = [
        [By::Sector, By::Domain, By::District],
        [By::Sector, By::Domain, By::Practice],
        [By::Sector, By::District, By::Practice],
        [By::Domain, By::District, By::Practice],
    ];
    wanted.into_iter().map(|table| table.into_iter().filter_map(tells).collect()).collect()
}

/// Which dimensions may be fixed at once. Whatever is part of one of these may be, too.
pub(super) fn tables(axes: &[Axis]) -> Vec<Vec<usize>> {
    let tells = |by: By| axes.iter().position(|axis| axis.by == by && axis.tells());
    let mut wanted: Vec<Vec<By>> = vec![
        vec![By::Quarter, By::Sector, By::Domain, By::District],
        vec![By::Quarter, By::Sector, By::Domain, By::Practice],
        vec![By::Quarter, By::Sector, By::District, By::Practice],
        vec![By::Quarter, By::Domain, By::District, By::Practice],
    ];
    for by in OF_GAP {
        for need in [By::Sector, By::Domain] {
            for place in [By::District, By::Practice] {
                wanted.push(vec![By::Quarter, need, place, by]);
            }
        }
        // In broad terms it is told of one quarter, need or place at a time: four at once would be too many cells.
        let one = [By::Quarter, By::Sector, By::Domain, By::District, By::Practice];
        wanted.extend(nested(by).into_iter().flat_map(|level| one.map(|of| vec![of, by, level])));
    }
    for by in OF_PERSON {
        // A coarser level of the same stands beside it everywhere: what one shows, the other could be worked out from.
        let level = nested(by);
        let of = |table: &[By]| table.iter().copied().chain([by]).chain(level).collect::<Vec<By>>();
        for need in [By::Sector, By::Domain] {
            for other in [By::Quarter, By::District, By::Practice] {
                wanted.push(of(&[need, other]));
            }
        }
        wanted.push(of(&[By::Quarter, By::District]));
        wanted.push(of(&[By::Quarter, By::Practice]));
    }
    wanted.push(vec![By::Quarter, By::Sector, By::Domain, HELD]);
    // The levels of a hierarchy stand in the same cube, and so does whoever is told apart by either.
    for by in OF_GAP.into_iter().chain(OF_PERSON) {
        for levels in [[By::Sector, By::Domain], [By::District, By::Practice]] {
            wanted.push(levels.into_iter().chain([by]).chain(nested(by)).collect());
        }
    }
    let mut tables: Vec<Vec<usize>> =
        wanted.into_iter().map(|table| table.into_iter().filter_map(tells).collect()).collect();
    tables.sort();
    tables.dedup();
    tables
}
