//! What a reader asks of the report, and what they are shown.

use jiff::Timestamp;
use kith_analysis::suppression::Shown;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, MISSING};

use super::edition::{Edition, Filter, Tabled};

/// What is asked: codes as they stand in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// A year or a quarter.
    pub period: Period,
    /// `sector-health`, `domain-housing`, or empty for all.
    pub need: String,
    /// `district-…`, `practice-…`, or empty for all.
    pub place: String,
}

impl Asked {
    /// The need and the place, by what and their codes: whatever is no such thing is left out.
    #[must_use]
    pub fn fixed(&self) -> Vec<(By, &str)> {
        let read = |text, of: [By; 2]| of.into_iter().find_map(|by| Some((by, value_of(text, by)?)));
        let need = read(&self.need, [By::Sector, By::Domain]);
        need.into_iter().chain(read(&self.place, [By::District, By::Practice])).collect()
    }

    /// What a table is of that leaves some filters out.
    #[must_use]
    pub fn without(&self, left: &[By]) -> Self {
        let is_left = |of: [By; 2]| left.iter().any(|by| of.contains(by));
        let mut wider = self.clone();
        if left.contains(&By::Quarter) {
            wider.period = self.period.year();
        }
        if is_left([By::Sector, By::Domain]) {
            wider.need.clear();
        }
        if is_left([By::District, By::Practice]) {
            wider.place.clear();
        }
        wider
    }
}

/// The code behind `by-`.
fn value_of(text: &str, by: By) -> Option<&str> {
    text.strip_prefix(by.code())?.strip_prefix('-')
}

/// Why there is no such report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadAsk {
    /// A period that is not over, has not begun or lies too far back.
    Period,
    /// No need of the report.
    Need,
    /// No place of the report.
    Place,
    /// No figure of the report.
    Figure,
}

impl BadAsk {
    /// What to do about it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Period => "The report is not made for this period. Choose one on the page.",
            Self::Need => "The report does not know this need. Choose one on the page.",
            Self::Figure => "The report has no such figure. Open it from the page.",
            Self::Place => "Nobody in this period is from this place. Choose one on the page.",
        }
    }
}

/// A choice of a need or a place: what stands in the address, and the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// What stands in the address.
    pub code: String,
    /// The words.
    pub words: String,
}

/// What is printed beside the figures of gaps, so that a reader knows how far to trust them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// People whose support ended with a need that was not met.
    pub ended: Shown,
    /// Those of them with such a need for which no gap was recorded.
    pub without_gap: Shown,
    /// The share of the others, in whole percent.
    pub rate: Option<u64>,
}

/// The report as it may be shown.
#[derive(Debug, Clone)]
pub struct Report {
    /// The year it is part of.
    pub edition: Edition,
    /// What was asked.
    pub asked: Asked,
    /// The periods that are offered, newest first.
    pub periods: Vec<Period>,
    /// Whether the period is over.
    pub is_over: bool,
    /// Whether its year is over, so that everybody who may see the report sees it.
    pub is_told: bool,
    /// Everybody who is counted.
    pub affected: Shown,
    /// By quarter of the year.
    pub trend: Option<Tabled>,
    /// Every other table.
    pub tables: Vec<Tabled>,
    /// What is printed beside them.
    pub beside: Beside,
    filter: Filter,
}

/// The tables in the order in which they are read: what was missing first, then for whom.
const ORDER: [By; 15] = [
    By::Sector,
    By::Domain,
    By::Reason,
    By::District,
    By::Practice,
    By::Wait,
    By::Instead,
    By::Held,
    By::Sex,
    By::Age,
    By::Ethnic,
    By::Tenth,
    By::Language,
    By::Disability,
    By::Route,
];

impl Report {
    /// The report of an edition, for what is asked, as it stands at a moment.
    ///
    /// # Errors
    /// [`BadAsk`] for a need or place that the edition does not know.
    pub fn of(edition: Edition, asked: Asked, periods: Vec<Period>, now: Timestamp) -> Result<Self, BadAsk> {
        let need = fixed(&edition, &asked.need, &[By::Sector, By::Domain], BadAsk::Need)?;
        let place = fixed(&edition, &asked.place, &[By::District, By::Practice], BadAsk::Place)?;
        let quarter = asked.period.quarter().map(|at| (By::Quarter, at));
        let whole_year: Filter = need.into_iter().chain(place).collect();
        let filter: Filter = quarter.into_iter().chain(whole_year.iter().copied()).collect();
        let affected = edition.figure(&filter);
        let mut trend = edition.table(&whole_year, By::Quarter);
        if let Some(trend) = &mut trend {
            trend.parts.retain(|part| periods.iter().any(|it| it.code() == part.code));
        }
        let tables = ORDER
            .iter()
            .filter(|by| !filter.iter().any(|(fixed, _)| fixed == *by))
            .filter_map(|by| edition.table(&filter, *by))
            .collect();
        let tables = each_once(tables);
        let (ended, without_gap, rate) = edition.ended(asked.period.quarter());
        let beside = Beside { ended, without_gap, rate };
        let (is_over, is_told) = (asked.period.is_over(now), asked.period.year().is_over(now));
        Ok(Self { edition, asked, periods, is_over, is_told, affected, trend, tables, beside, filter })
    }

    /// The needs that may be chosen: first whose part, then what about.
    #[must_use]
    pub fn needs(&self) -> Vec<(By, Vec<Offered>)> {
        self.offered(&[By::Sector, By::Domain])
    }

    /// The places that may be chosen.
    #[must_use]
    pub fn places(&self) -> Vec<(By, Vec<Offered>)> {
        self.offered(&[By::District, By::Practice])
    }

    fn offered(&self, of: &[By]) -> Vec<(By, Vec<Offered>)> {
        let axes = of.iter().filter_map(|by| self.edition.axis(*by)).filter(|axis| axis.tells());
        let values = |axis: &super::Axis| {
            let each = axis
                .values
                .iter()
                .map(|(code, words)| Offered { code: format!("{}-{code}", axis.by.code()), words: words.clone() });
            (axis.by, each.collect())
        };
        axes.map(values).collect()
    }

    /// The need and the place that were chosen, in words.
    #[must_use]
    pub fn in_words(&self) -> (Option<String>, Option<String>) {
        let of = |wanted: [By; 2]| {
            let (by, at) = self.filter.iter().find(|(by, _)| wanted.contains(by))?;
            Some(self.edition.axis(*by)?.values.get(*at)?.1.clone())
        };
        (of([By::Sector, By::Domain]), of([By::District, By::Practice]))
    }

    /// The values that are fixed, by their codes, with what is not recorded left out: what a list of rows is asked for.
    #[must_use]
    pub fn fixed(&self) -> Option<Vec<(By, String)>> {
        let of = |(by, at): &(By, usize)| {
            let code = &self.edition.axis(*by)?.values.get(*at)?.0;
            (code != MISSING).then(|| (*by, code.clone()))
        };
        self.filter.iter().map(of).collect()
    }
}

/// A coarser table that stands here anyway stands here once, and says for what else it stands.
fn each_once(mut tables: Vec<Tabled>) -> Vec<Tabled> {
    let is_same = |one: &Tabled, other: &Tabled| one.by == other.by && one.left == other.left;
    let (second, mut kept): (Vec<Tabled>, Vec<Tabled>) = {
        let firsts: Vec<Tabled> = tables.iter().filter(|it| it.stands_for.is_none()).cloned().collect();
        tables.drain(..).partition(|it| it.stands_for.is_some() && firsts.iter().any(|first| is_same(it, first)))
    };
    for it in second {
        if let Some(first) = kept.iter_mut().find(|first| is_same(&it, first)) {
            first.stands_for = it.stands_for;
        }
    }
    kept
}

impl Report {
    /// The filter, for what is worked out beside the tables.
    pub(super) const fn filter(&self) -> &Filter {
        &self.filter
    }
}

/// Reads `by-value` of one of some dimensions; nothing of an empty text.
fn fixed(edition: &Edition, text: &str, of: &[By], why: BadAsk) -> Result<Option<(By, usize)>, BadAsk> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = of.iter().find_map(|by| {
        let value = value_of(text, *by)?;
        edition.axis(*by).filter(|axis| axis.tells())?.known(value).map(|at| (*by, at))
    });
    found.map(Some).ok_or(why)
}
