//! The report to take away: the figures of the page with their definitions and what was done to protect people.

use jiff::Timestamp;
use kith_analysis::suppression::{Shown, WHY_COARSER};
use kith_domain::measure::unmet::{By, Figure};
use kith_domain::time;
use kith_interop::xlsx::{Cell, NoWorkbook, Sheet};

use super::{Report, Tabled};

/// What was done to protect people, in sentences, for the page and for every file.
pub const NOTES: [&str; 6] = [
    "People are counted, each once in each line, and never gaps, visits or money.",
    "0 is shown. From 1 to 7 people, * is shown. All other counts are rounded to the nearest 5, and percentages are worked out from rounded counts.",
    "More figures are shown as * where a small one could otherwise be worked out by taking one figure from another, also across filters and quarters.",
    "Where most figures of a table would be hidden, the next coarser level stands in its place: whose part it would be for what the need was about, districts for practices, fifths for tenths of deprivation, broader bands for ages. Where that is not enough, the table is of more people: of every quarter of the year, of every place or of every need. It then says so.",
    "Restricted records are not counted, for anybody.",
    "Lines may add up to more than the total, since somebody may have needed several things; and, by rounding, to a little more or less.",
];

/// The heading of a table.
#[must_use]
pub fn heading(by: By) -> String {
    match by {
        By::District | By::Practice => format!("Where: by {}", by.label().to_lowercase()),
        by => by.label().to_owned(),
    }
}

/// What a coarser table is of: "of every place and of every need".
pub(super) fn of_what(left: &[By]) -> String {
    let of = left.iter().map(|by| match by {
        By::Quarter => "of every quarter of the year",
        By::District | By::Practice => "of every place",
        _ => "of every need",
    });
    of.collect::<Vec<_>>().join(" and ")
}

/// What stands over a table: what it tells, and where it is of more people than was asked, of whom.
#[must_use]
pub fn title_of(table: &Tabled, name: &str) -> String {
    if table.left.is_empty() { name.to_owned() } else { format!("{name}, {}", of_what(&table.left)) }
}

/// Where most of a table is hidden and nothing coarser is told.
const SPARSE: &str = "Most figures of this table are too small to show without pointing at people, and there is no coarser \
                      level to show in their place.";
/// The same of a table that is the coarser one already.
const SPARSE_TOO: &str = "Most of these are too small as well.";

/// What a coarser table is, and in one sentence why; that most of a table is hidden; nothing of a table that is what was
/// asked for.
#[must_use]
pub fn why_coarser(table: &Tabled) -> Option<String> {
    let of = (!table.left.is_empty()).then(|| format!("This table is {}.", of_what(&table.left)));
    let level = table.stands_for.and_then(By::coarser).map(|(_, words)| words.to_owned());
    let why = table.is_coarser().then(|| WHY_COARSER.to_owned());
    let sparse = table.is_sparse.then(|| if table.is_coarser() { SPARSE_TOO } else { SPARSE }.to_owned());
    let all: Vec<String> = of.into_iter().chain(level).chain(why).chain(sparse).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// A line of the report in a file.
struct Line {
    /// Period, need and place that it is of: those of its table, which may be of more than was asked.
    of: [String; 3],
    table: String,
    line: String,
    people: String,
    note: String,
}

/// Every line of the report.
fn lines(it: &Report) -> Vec<Line> {
    let all = Line {
        of: of(it),
        table: "All".to_owned(),
        line: Figure::Affected.label().to_owned(),
        people: it.affected.to_string(),
        note: String::new(),
    };
    let mut lines = vec![all];
    // Quarter by quarter is of the year, whichever quarter was asked for.
    let trend = it.trend.iter().map(|table| (table, [&table.left[..], &[By::Quarter]].concat()));
    for (table, left) in trend.chain(it.tables.iter().map(|table| (table, table.left.clone()))) {
        let note = why_coarser(table).unwrap_or_default();
        let line = |line: &str, shown: Shown| Line {
            of: of_more(it, &left),
            table: heading(table.by),
            line: line.to_owned(),
            people: shown.to_string(),
            note: note.clone(),
        };
        lines.extend(table.parts.iter().map(|part| line(&part.words, part.shown)));
        lines.push(line("Together, each person once", table.total));
    }
    let [ended, without_gap] = [it.beside.ended, it.beside.without_gap].map(|shown| shown.to_string());
    let beside = [
        (Figure::EndedUnmet, ended),
        (Figure::WithoutGap, without_gap),
        (Figure::RecordingRate, rate_in_words(it.beside.rate)),
    ];
    lines.extend(beside.map(|(figure, people)| Line {
        of: of_more(it, &[By::Sector, By::Domain, By::District, By::Practice]),
        table: "Beside it: what was not recorded".to_owned(),
        line: figure.label().to_owned(),
        people,
        note: "Of every need and place.".to_owned(),
    }));
    lines
}

/// What the file is of: period, need, place.
fn of(it: &Report) -> [String; 3] {
    of_more(it, &[])
}

/// What a table is of that leaves some filters out: period, need, place.
fn of_more(it: &Report, left: &[By]) -> [String; 3] {
    let (need, place) = it.in_words();
    let is_left = |of: [By; 2]| left.iter().any(|by| of.contains(by));
    let period = if left.contains(&By::Quarter) { it.asked.period.year() } else { it.asked.period };
    let period = if it.is_over { period.in_words() } else { format!("{}, so far", period.in_words()) };
    let need = need.filter(|_| !is_left([By::Sector, By::Domain]));
    let place = place.filter(|_| !is_left([By::District, By::Practice]));
    [period, need.unwrap_or_else(|| "Every need".to_owned()), place.unwrap_or_else(|| "Every place".to_owned())]
}

/// Definitions and notes, each with what it is about.
fn definitions(it: &Report) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        [Figure::Affected, Figure::EndedUnmet, Figure::WithoutGap, Figure::RecordingRate]
            .into_iter()
            .map(|figure| (figure.label().to_owned(), figure.definition().to_owned()))
            .collect();
    let tables = it.tables.iter().filter_map(|table| Some((table.by.label().to_owned(), table.by.note()?.to_owned())));
    all.extend(tables);
    all.extend(NOTES.iter().map(|note| ("How people are protected".to_owned(), (*note).to_owned())));
    all
}

/// The share of endings with a gap, in words.
#[must_use]
pub fn rate_in_words(rate: Option<u64>) -> String {
    rate.map_or_else(|| "*".to_owned(), |rate| format!("{rate} %"))
}

/// The report as CSV.
#[must_use]
pub fn csv(it: &Report) -> Vec<u8> {
    let mut rows = vec![["Period", "Need", "Place", "Table", "Line", "People", "Note"].map(str::to_owned)];
    let row = |Line { of: [period, need, place], table, line, people, note }: Line| {
        [period, need, place, table, line, people, note]
    };
    rows.extend(lines(it).into_iter().map(row));
    rows.extend(definitions(it).into_iter().map(|(line, note)| {
        row(Line { of: of(it), table: "Definitions".to_owned(), line, people: String::new(), note })
    }));
    kith_interop::csv::write(rows.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()))
}

/// The report as a workbook: figures, and a sheet of definitions and notes.
///
/// # Errors
/// [`NoWorkbook`], which is a fault of the program.
pub fn workbook(it: &Report, made: Timestamp) -> Result<Vec<u8>, NoWorkbook> {
    // A hidden figure and a share are text.
    let shown = |people: String| people.parse().map_or_else(|_| Cell::Text(people.clone()), Cell::Number);
    let row = |Line { of: [period, need, place], table, line, people, note }: Line| {
        vec![
            Cell::Text(table),
            Cell::Text(line),
            shown(people),
            Cell::Text(period),
            Cell::Text(need),
            Cell::Text(place),
            Cell::Text(note),
        ]
    };
    let figures = Sheet {
        name: "Figures".to_owned(),
        head: ["Table", "Line", "People", "Period", "Need", "Place", "Note"].map(str::to_owned).to_vec(),
        widths: vec![30, 50, 10, 24, 24, 24, 60],
        rows: lines(it).into_iter().map(row).collect(),
    };
    let [period, need, place] = of(it);
    let about = [("Report", "What was missing".to_owned()), ("Period", period), ("Need", need), ("Place", place)];
    let about = about.map(|(what, words)| (what.to_owned(), words)).into_iter();
    let made_on = ("Made on".to_owned(), time::date_in_words(time::day_of(made)));
    let notes = Sheet {
        name: "Notes".to_owned(),
        head: ["About", "Note"].map(str::to_owned).to_vec(),
        widths: vec![40, 100],
        rows: about
            .chain([made_on])
            .chain(definitions(it))
            .map(|(what, note)| vec![Cell::Text(what), Cell::Text(note)])
            .collect(),
    };
    kith_interop::xlsx::write("What was missing", &[figures, notes], made)
}
