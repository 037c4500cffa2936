//! Series: the share of each span, with its interval, its limits, and the points that meet a rule.

use kith_analysis::interval::{Interval, Level, Share, clustered, wilson};
use kith_analysis::minimum::{Grain, Span};
use kith_analysis::spc::{self, Rule, Way};
use kith_domain::lens::{LensVersion, Read};
use kith_domain::measure::Month;
use kith_domain::measure::working::{ContactFact, Fact, Mix, Signal, Whole};
use kith_domain::support::WayOfWorking;

use super::facts::Facts;
use super::viewer::{Tally, View};

/// What a series is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// What was done: a tap, among contacts that were asked and answered.
    Way {
        /// Its code.
        code: String,
        /// Its words.
        label: String,
    },
    /// The same tap, among contacts that were not asked and tapped all the same. It stands apart.
    Unasked {
        /// Its code.
        code: String,
        /// Its words.
        label: String,
    },
    /// How contacts that were asked and answered read through a lens.
    Read(Read),
    /// A signal of the record.
    Signal(Signal),
}

impl Figure {
    /// A code that no other figure has.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Way { code, .. } => format!("way-{code}"),
            Self::Unasked { code, .. } => format!("unasked-{code}"),
            Self::Read(read) => format!("reads-{}", read.code()),
            Self::Signal(signal) => signal.code().to_owned(),
        }
    }

    /// The words.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Way { label, .. } | Self::Unasked { label, .. } => label,
            Self::Read(read) => read.label(),
            Self::Signal(signal) => signal.label(),
        }
    }

    /// What its denominator is called.
    #[must_use]
    pub const fn of(&self) -> &'static str {
        match self {
            Self::Way { .. } | Self::Read(_) => "contacts that were asked and answered",
            Self::Unasked { .. } => "contacts that were not asked and tapped all the same",
            Self::Signal(signal) => signal.of(),
        }
    }

    /// Whether contacts are counted, which can be told apart by case mix.
    #[must_use]
    pub fn is_of_contacts(&self) -> bool {
        match self {
            Self::Way { .. } | Self::Unasked { .. } | Self::Read(_) => true,
            Self::Signal(signal) => signal.whole() == Whole::Contacts,
        }
    }

    /// Whether a contact is counted, and as what.
    fn of_contact(&self, it: &ContactFact, tried: Option<bool>, lens: &LensVersion) -> Option<bool> {
        match self {
            Self::Way { code, .. } => it.is_answered().then(|| it.ways.contains(code)),
            Self::Unasked { code, .. } => (it.asked.is_none() && !it.ways.is_empty()).then(|| it.ways.contains(code)),
            Self::Read(read) => it.is_answered().then(|| lens.reads(it) == *read),
            Self::Signal(Signal::TriedAgain) => tried,
            Self::Signal(signal) => signal.counts(Fact::Contact(it)),
        }
    }
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its first and last month.
    pub months: (Month, Month),
    /// What it is made of.
    pub grain: Grain,
    /// How many.
    pub events: u64,
    /// Of how many.
    pub total: u64,
    /// The interval around the share.
    pub interval: Option<Interval>,
    /// The rules that it meets, and which way.
    pub signals: Vec<(Rule, Way)>,
    /// The positions of its months.
    pub(super) places: Vec<usize>,
}

impl Point {
    /// The share, from 0 to 1.
    #[must_use]
    pub fn value(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.events as f64 / self.total as f64 }
    }

    /// "March 2026", "January to March 2026".
    #[must_use]
    pub fn when(&self) -> String {
        in_words(self.months)
    }
}

/// "March 2026", "January to March 2026", "December 2025 to March 2026".
#[must_use]
pub fn in_words((first, last): (Month, Month)) -> String {
    if first == last {
        return first.in_words();
    }
    let (from, until) = (first.first_day(), last.first_day());
    if from.year() == until.year() {
        format!("{} to {}", from.strftime("%B"), last.in_words())
    } else {
        format!("{} to {}", first.in_words(), last.in_words())
    }
}

/// The mean and the limits of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The mean.
    pub mean: f64,
    /// The lower natural limit, not below 0.
    pub lower: f64,
    /// The upper natural limit, not above 1.
    pub upper: f64,
    /// Whether there are fewer than twelve points.
    pub is_trial: bool,
}

/// A series.
#[derive(Debug, Clone)]
pub struct Series {
    /// What it is of.
    pub figure: Figure,
    /// Of which group of the case mix, where it is told apart.
    pub group: Option<&'static str>,
    /// Its points, in order.
    pub points: Vec<Point>,
    /// How many spans are not told, because too few workers are behind them.
    pub untold: usize,
    /// Its limits, where it has two points of one kind or more.
    pub limits: Option<Limits>,
    /// Whether months were put together into quarters because they have fewer than ten each.
    pub is_quarterly: bool,
    /// Whether each interval allows for contacts of one worker being alike.
    pub allows_for_workers: bool,
    pub(super) tally: Tally,
}

/// Below so many per point, months are put together into quarters (evaluation.md 4.1).
const FEW: u64 = 10;

/// The series of figures.
#[must_use]
pub(super) fn series(view: &View, facts: &Facts, lens: &LensVersion, figures: &[Figure]) -> Vec<Series> {
    let wholes = Wholes::of(view, facts);
    let of = |figure: &Figure| {
        let tally = tally(view, facts, lens, figure, |_| true);
        let rest = tally.rest_of(wholes.of_figure(figure));
        drawn(view, figure, None, tally, |view, span, tally| view.tells(span, &[tally, &rest]))
    };
    figures.iter().map(of).collect()
}

/// One figure, told apart by case mix: a series for each group. A span is told only where every group has enough, both of
/// what is in the denominator and of the contacts of the group that are not.
#[must_use]
pub(super) fn apart(view: &View, facts: &Facts, lens: &LensVersion, figure: &Figure, mix: Mix) -> Vec<Series> {
    let groups: Vec<(Tally, Tally)> = (0..mix.groups().len())
        .map(|group| {
            let counted = tally(view, facts, lens, figure, |it| mix.group(it) == group);
            let mut whole = Tally::default();
            for it in facts.contacts.iter().filter(|it| mix.group(it) == group) {
                if let Some(month) = view.window.place(it.at) {
                    whole.add(month, it.worker, false);
                }
            }
            let rest = counted.rest_of(&whole);
            (counted, rest)
        })
        .collect();
    let parts: Vec<&Tally> = groups.iter().flat_map(|(counted, rest)| [counted, rest]).collect();
    let of = |((tally, _), label): (&(Tally, Tally), &&'static str)| {
        drawn(view, figure, Some(label), tally.clone(), |view, span, _| view.tells(span, &parts))
    };
    groups.iter().zip(mix.groups()).map(of).collect()
}

/// All records of each kind.
struct Wholes {
    contacts: Tally,
    endings: Tally,
    steps: Tally,
    needs: Tally,
}

impl Wholes {
    fn of(view: &View, facts: &Facts) -> Self {
        let mut it = Self {
            contacts: Tally::default(),
            endings: Tally::default(),
            steps: Tally::default(),
            needs: Tally::default(),
        };
        for fact in facts.contacts.iter().map(Fact::Contact).chain(facts.others()) {
            let Some(month) = view.window.place(fact.at()) else { continue };
            let tally = match fact {
                Fact::Contact(_) => &mut it.contacts,
                Fact::Ending(_) => &mut it.endings,
                Fact::Step(_) => &mut it.steps,
                Fact::Need(_) => &mut it.needs,
            };
            tally.add(month, fact.worker(), false);
        }
        it
    }

    const fn of_figure(&self, figure: &Figure) -> &Tally {
        match figure {
            Figure::Way { .. } | Figure::Unasked { .. } | Figure::Read(_) => &self.contacts,
            Figure::Signal(signal) => match signal.whole() {
                Whole::Contacts => &self.contacts,
                Whole::Steps => &self.steps,
                Whole::Endings => &self.endings,
                Whole::Needs => &self.needs,
            },
        }
    }
}

fn tally(
    view: &View,
    facts: &Facts,
    lens: &LensVersion,
    figure: &Figure,
    is_in: impl Fn(&ContactFact) -> bool,
) -> Tally {
    let mut tally = Tally::default();
    if figure.is_of_contacts() {
        for (it, tried) in facts.contacts.iter().zip(&facts.tried).filter(|(it, _)| is_in(it)) {
            if let (Some(month), Some(is_event)) = (view.window.place(it.at), figure.of_contact(it, *tried, lens)) {
                tally.add(month, it.worker, is_event);
            }
        }
    } else if let Figure::Signal(signal) = figure {
        for fact in facts.others() {
            if let (Some(month), Some(is_event)) = (view.window.place(fact.at()), signal.counts(fact)) {
                tally.add(month, fact.worker(), is_event);
            }
        }
    }
    tally
}

/// How many of how many, with the interval around the share and whether it allows for workers.
pub(super) fn summed(workers: &[(u64, u64)]) -> (u64, u64, Option<Interval>, bool) {
    let events = workers.iter().map(|(events, _)| events).sum();
    let total = workers.iter().map(|(_, total)| total).sum();
    let Ok(level) = Level::new(0.95) else { return (events, total, None, false) };
    let shares: Vec<Share> = workers.iter().filter_map(|(events, total)| Share::of(*events, *total).ok()).collect();
    if let Ok(found) = clustered(&shares, level) {
        return (events, total, Some(found.interval), true);
    }
    (events, total, Share::of(events, total).ok().map(|share| wilson(share, level)), false)
}

fn drawn(
    view: &View,
    figure: &Figure,
    group: Option<&'static str>,
    tally: Tally,
    tells: impl Fn(&View, &Span, &Tally) -> bool,
) -> Series {
    let mut untold = 0;
    let mut told: Vec<(Grain, Vec<usize>)> = Vec::new();
    for span in &view.spans {
        if tally.of_workers(&span.months).is_empty() {
            continue;
        }
        if tells(view, span, &tally) {
            told.push((span.grain, span.months.clone()));
        } else {
            untold += 1;
        }
    }
    let mut numbers: Vec<u64> =
        told.iter().map(|(_, months)| tally.of_workers(months).iter().map(|it| it.1).sum()).collect();
    numbers.sort_unstable();
    let is_quarterly = told.len() > 3 && numbers.get(numbers.len() / 2).is_some_and(|middle| *middle < FEW);
    let told = if is_quarterly { quarters(view, told) } else { told };
    let mut allows_for_workers = true;
    let mut points: Vec<Point> = told
        .into_iter()
        .filter_map(|(grain, places)| {
            let workers = tally.of_workers(&places);
            let (events, total, interval, allows) = summed(&workers);
            allows_for_workers &= allows;
            let months = view.ends(&Span { grain, months: places.clone() })?;
            Some(Point { months, grain, events, total, interval, signals: Vec::new(), places })
        })
        .collect();
    let limits = limited(&mut points);
    Series { figure: figure.clone(), group, points, untold, limits, is_quarterly, allows_for_workers, tally }
}

/// Puts what is told of each quarter together, once the quarter is over. Sums of what is told tell nothing new.
fn quarters(view: &View, told: Vec<(Grain, Vec<usize>)>) -> Vec<(Grain, Vec<usize>)> {
    let quarter = |months: &[usize]| {
        let last = months.last().and_then(|at| view.window.months.get(*at))?.first_day();
        Some((last.year(), (last.month() - 1) / 3))
    };
    let is_over = |key: (i16, i8)| {
        let last = view.window.months.last().map(|it| it.first_day());
        last.is_some_and(|last| (last.year(), last.month()) >= (key.0, key.1 * 3 + 3))
    };
    let mut all: Vec<(Grain, Vec<usize>)> = Vec::new();
    let mut now: Option<(i16, i8)> = None;
    for (grain, months) in told {
        let Some(key) = quarter(&months) else { continue };
        if grain == Grain::Year {
            all.push((grain, months));
            now = None;
        } else if !is_over(key) {
            continue;
        } else if now == Some(key)
            && let Some((_, last)) = all.last_mut()
        {
            last.extend(months);
        } else {
            all.push((Grain::Quarter, months));
            now = Some(key);
        }
    }
    all
}

/// The limits of the points of the finest grain that there is, which are marked where they meet a rule.
fn limited(points: &mut [Point]) -> Option<Limits> {
    let finest = points.iter().map(|it| it.grain).min()?;
    let of: Vec<usize> = (0..points.len()).filter(|at| points.get(*at).is_some_and(|it| it.grain == finest)).collect();
    let values: Vec<f64> = of.iter().filter_map(|at| points.get(*at)).map(Point::value).collect();
    let chart = spc::xmr(&values, &spc::Options::default()).ok()?;
    for (at, drawn) in of.iter().zip(&chart.points) {
        if let Some(point) = points.get_mut(*at) {
            point.signals.clone_from(&drawn.signals);
        }
    }
    let group = chart.groups.first()?;
    let (lower, upper) = (group.lower.max(0.0), group.upper.min(1.0));
    Some(Limits { mean: group.mean, lower, upper, is_trial: group.is_trial })
}

/// Every figure of a team: what was done, in the order of its list; how it reads; the signals. What a worker taps of
/// herself is hers alone and in none.
#[must_use]
pub(super) fn figures(ways: &[WayOfWorking]) -> (Vec<Figure>, Vec<Figure>, Vec<Figure>) {
    let way = |it: &WayOfWorking| Figure::Way { code: it.code.to_string(), label: it.label.to_string() };
    let done = ways.iter().filter(|it| !it.is_own()).map(way).collect();
    let reads = Read::ANSWERED.into_iter().map(Figure::Read).collect();
    let signals = Signal::ALL.iter().copied().map(Figure::Signal).collect();
    (done, reads, signals)
}
