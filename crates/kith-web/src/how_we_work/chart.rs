//! One small chart: a point for each month with its interval, the mean and its natural limits, and context events as flags,
//! with the table of the same numbers beside it.
//!
//! Directions are neutral: a point that meets a rule of *Making Data Count* is a filled square instead of an open ring,
//! whichever way it points. Colours are grey and the ink of the text; nothing is green or red, and no line is a target.

use askama::Template;
use jiff::civil::Date;
use kith_app::how_we_work::{Figure, Grain, Noted, Point, Rule, Series, Way};
use kith_domain::measure::Month;
use kith_domain::text::thousands;

use crate::components::{Cell, Table};

/// Where the axes lie on a drawing of 340 by 176.
const LEFT: f64 = 34.0;
const RIGHT: f64 = 332.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 146.0;

/// The months that every chart of a page shows, and the events on them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Axis {
    first: i32,
    last: i32,
    /// The events within it, numbered from 1 in the order of time.
    flags: Vec<(usize, f64)>,
}

fn number(month: Month) -> i32 {
    let day = month.first_day();
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

impl Axis {
    /// From the first month that any series shows to the last.
    pub(crate) fn of<'s>(series: impl Iterator<Item = &'s Series>, events: &[Numbered]) -> Self {
        let months: Vec<i32> = series
            .flat_map(|it| &it.points)
            .flat_map(|point| [number(point.months.0), number(point.months.1)])
            .collect();
        let (first, last) = (months.iter().min().copied().unwrap_or(0), months.iter().max().copied().unwrap_or(0));
        let mut it = Self { first, last, flags: Vec::new() };
        it.flags = events
            .iter()
            .filter_map(|event| {
                let x = it.day(event.event.on)?;
                Some((event.number, x))
            })
            .collect();
        it
    }

    fn step(&self) -> f64 {
        (RIGHT - LEFT) / f64::from((self.last - self.first + 1).max(1))
    }

    /// Where the middle of a month lies, counted from the first with parts.
    fn x(&self, month: f64) -> f64 {
        LEFT + (month - f64::from(self.first) + 0.5) * self.step()
    }

    /// Where a day lies; nothing outside the axis.
    fn day(&self, day: Date) -> Option<f64> {
        let month = number(Month::of(day));
        let part = f64::from(day.day() - 1) / f64::from(day.days_in_month());
        ((self.first..=self.last).contains(&month)).then(|| self.x(f64::from(month) + part - 0.5))
    }
}

/// A context event with its number on the page.
#[derive(Debug, Clone)]
pub(crate) struct Numbered {
    pub(crate) number: usize,
    pub(crate) event: Noted,
}

/// Numbers the events that lie within some months.
pub(crate) fn numbered(events: &[Noted], months: Option<(Month, Month)>) -> Vec<Numbered> {
    let Some((first, last)) = months else { return Vec::new() };
    let is_in = |it: &&Noted| first.first_day() <= it.on && it.on <= last.last_day();
    let within = events.iter().filter(is_in).enumerate();
    within.map(|(at, event)| Numbered { number: at + 1, event: event.clone() }).collect()
}

/// A line across, with its words.
pub(crate) struct Grid {
    y: String,
    label: String,
    /// Where the words stand.
    text_y: String,
}

/// A month that is named below.
pub(crate) struct Tick {
    x: String,
    label: String,
    anchor: &'static str,
}

/// An event.
pub(crate) struct Flag {
    x: String,
    number: usize,
}

/// A point.
pub(crate) struct Dot {
    x: String,
    y: String,
    /// The corner of the square of a marked point.
    corner: (String, String),
    low: String,
    high: String,
    has_interval: bool,
    /// From where to where it reaches, where it is more than a month.
    reach: Option<(String, String)>,
    is_marked: bool,
}

/// The lines of the mean and the limits.
pub(crate) struct Lines {
    mean: String,
    lower: String,
    upper: String,
}

/// The chart.
#[derive(Template)]
#[template(path = "how_we_work/chart.html")]
pub(crate) struct Chart {
    id: String,
    label: String,
    of: String,
    grids: Vec<Grid>,
    ticks: Vec<Tick>,
    flags: Vec<Flag>,
    lines: Option<Lines>,
    path: String,
    dots: Vec<Dot>,
    desc: String,
    table: Table,
    notes: Vec<String>,
    definition: Option<&'static str>,
}
impl askama::filters::HtmlSafe for Chart {}

/// A number of the drawing, to a tenth.
fn written(number: f64) -> String {
    format!("{number:.1}")
}

/// A share as a whole number of a hundred.
pub(crate) fn hundred(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// What a rule says, in words.
const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Outside => "outside the limits",
        Rule::Trend => "one of seven that go the same way",
        Rule::TwoOfThree => "one of two in three near a limit",
        Rule::Shift => "one of seven on one side of the mean",
    }
}

/// The rules that a point meets, in words.
fn marks(point: &Point) -> String {
    let of = |(it, way): &(Rule, Way)| {
        let way = if *way == Way::Up { "high" } else { "low" };
        format!("{} ({way})", rule(*it))
    };
    point.signals.iter().map(of).collect::<Vec<_>>().join(", ")
}

impl Chart {
    /// The chart of a series. `id` is unique on the page.
    pub(crate) fn of(series: &Series, axis: &Axis, id: &str) -> Self {
        let label = series.group.map_or_else(|| series.figure.label().to_owned(), str::to_owned);
        let most = series.points.iter().map(Point::value).chain(series.limits.map(|it| it.upper)).fold(0.0, f64::max);
        // A scale that is easily read. An interval that goes beyond it is cut; the table holds it whole.
        let top = [0.1, 0.2, 0.5].into_iter().find(|top| most <= *top).unwrap_or(1.0);
        let y = |share: f64| BOTTOM - (share.clamp(0.0, top) / top) * (BOTTOM - TOP);
        let grids = [0.0, top / 2.0, top]
            .into_iter()
            .map(|share| Grid { y: written(y(share)), label: hundred(share), text_y: written(y(share) + 5.0) })
            .collect();
        let middle = |point: &Point| (f64::from(number(point.months.0)) + f64::from(number(point.months.1))) / 2.0;
        let dots: Vec<Dot> = series
            .points
            .iter()
            .map(|point| {
                let (x, at) = (axis.x(middle(point)), y(point.value()));
                let (low, high) = point.interval.map_or((at, at), |it| (y(it.lower), y(it.upper)));
                let reach = (point.months.0 != point.months.1).then(|| {
                    let half = axis.step() / 2.0;
                    (
                        written(axis.x(f64::from(number(point.months.0))) - half),
                        written(axis.x(f64::from(number(point.months.1))) + half),
                    )
                });
                Dot {
                    x: written(x),
                    y: written(at),
                    corner: (written(x - 4.0), written(at - 4.0)),
                    low: written(low),
                    high: written(high),
                    has_interval: point.interval.is_some(),
                    reach,
                    is_marked: !point.signals.is_empty(),
                }
            })
            .collect();
        let path = dots
            .iter()
            .enumerate()
            .map(|(at, dot)| format!("{} {} {}", if at == 0 { "M" } else { "L" }, dot.x, dot.y))
            .collect::<Vec<_>>()
            .join(" ");
        let lines = series.limits.map(|it| Lines {
            mean: written(y(it.mean)),
            lower: written(y(it.lower)),
            upper: written(y(it.upper)),
        });
        let flags = axis.flags.iter().map(|(number, x)| Flag { x: written(*x), number: *number }).collect();
        let desc = series
            .points
            .iter()
            .map(|it| format!("{}: {} in 100", it.when(), hundred(it.value())))
            .collect::<Vec<_>>()
            .join("; ");
        let definition = match &series.figure {
            Figure::Signal(signal) if series.group.is_none() => Some(signal.definition()),
            _ => None,
        };
        Self {
            id: id.to_owned(),
            of: of_words(series),
            label,
            grids,
            ticks: ticks(axis),
            flags,
            lines,
            path,
            dots,
            desc,
            table: table(series, id),
            notes: notes(series),
            definition,
        }
    }
}

/// "Of 412 contacts that were asked and answered, 12 to 40 a month."
fn of_words(series: &Series) -> String {
    let totals: Vec<u64> = series.points.iter().map(|it| it.total).collect();
    let sum = thousands(totals.iter().sum());
    let each = if series.points.iter().all(|it| it.grain == Grain::Month) { " a month" } else { " at a time" };
    match (totals.iter().min(), totals.iter().max()) {
        (Some(least), Some(most)) if least != most => {
            format!("Of {sum} {}, {least} to {most}{each}.", series.figure.of())
        }
        (Some(_), Some(_)) => format!("Of {sum} {}.", series.figure.of()),
        _ => format!("Of {}.", series.figure.of()),
    }
}

fn notes(series: &Series) -> Vec<String> {
    let mut notes = Vec::new();
    if series.is_quarterly {
        notes.push("Fewer than ten a month: put together into quarters.".to_owned());
    }
    if series.limits.is_some_and(|it| it.is_trial) {
        notes.push("Fewer than twelve points: the limits are trial limits.".to_owned());
    }
    if series.untold > 0 {
        let months = if series.untold == 1 { "One span is".to_owned() } else { format!("{} spans are", series.untold) };
        notes.push(format!("{months} left out here: too few link workers."));
    }
    if series.points.len() < 2 {
        notes.push("Two points are needed for limits.".to_owned());
    }
    notes
}

/// The first and last month by name, and each January.
fn ticks(axis: &Axis) -> Vec<Tick> {
    let name = |at: i32| {
        let (year, month) = (at.div_euclid(12), at.rem_euclid(12));
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let name = usize::try_from(month).ok().and_then(|at| names.get(at)).copied().unwrap_or_default();
        format!("{name} {year}")
    };
    let tick = |at: i32, anchor| Tick { x: written(axis.x(f64::from(at))), label: name(at), anchor };
    let mut ticks = vec![tick(axis.first, "start")];
    if axis.last - axis.first > 2 {
        ticks.push(tick(axis.last, "end"));
    }
    // A January far enough from both ends to be read.
    if let Some(january) = (axis.first + 5..axis.last - 4).find(|at| at.rem_euclid(12) == 0)
        && axis.step() * 5.0 > 60.0
    {
        ticks.push(tick(january, "middle"));
    }
    ticks
}

fn table(series: &Series, id: &str) -> Table {
    let head = vec![
        Cell::text("When"),
        Cell::number("How many"),
        Cell::number("Of how many"),
        Cell::number("Of 100"),
        Cell::number("Between"),
        Cell::text("Marked"),
    ];
    let rows = series
        .points
        .iter()
        .map(|it| {
            let between = it.interval.map_or_else(String::new, |between| {
                format!("{} and {}", hundred(between.lower), hundred(between.upper))
            });
            vec![
                Cell::text(&it.when()),
                Cell::number(&it.events.to_string()),
                Cell::number(&it.total.to_string()),
                Cell::number(&hundred(it.value())),
                Cell::number(&between),
                Cell::text(&marks(it)),
            ]
        })
        .collect();
    // Each table of a page has a name of its own.
    let group = series.group.map_or_else(String::new, |group| format!(", {group}"));
    let unasked = if matches!(series.figure, Figure::Unasked { .. }) { ", tapped without being asked" } else { "" };
    let caption = format!("{}{group}{unasked}: the same in numbers", series.figure.label());
    let mut table = Table::new(&format!("{id}-table"), &caption, head, rows);
    table.is_compact = true;
    table.size = Some(crate::components::Size::S);
    table
}
