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

/// What a coarser table is, and in one sentence why; nothing of a table that is what was asked for.
#[must_use]
pub fn why_coarser(table: &Tabled) -> Option<String> {
    let of = (!table.left.is_empty()).then(|| format!("This table is {}.", of_what(&table.left)));
    let level = table.stands_for.and_then(By::coarser).map(|(_, words)| words.to_owned());
    table
        .is_coarser()
        .then(|| of.into_iter().chain(level).chain([WHY_COARSER.to_owned()]).collect::<Vec<_>>().join(" "))
}

/// Every line of the report: table, line, how many, what it is of.
fn lines(it: &Report) -> Vec<(String, String, Shown, String)> {
    let all = |words: &str| (String::from("All"), words.to_owned());
    let (table, line) = all(Figure::Affected.label());
    let mut lines = vec![(table, line, it.affected, String::new())];
    for table in it.trend.iter().chain(&it.tables) {
        let of = why_coarser(table).unwrap_or_default();
        let name = heading(table.by);
        lines.extend(table.parts.iter().map(|part| (name.clone(), part.words.clone(), part.shown, of.clone())));
        lines.push((name, "Together, each person once".to_owned(), table.total, of));
    }
    let beside = "Beside it: what was not recorded";
    for (figure, shown) in [(Figure::EndedUnmet, it.beside.ended), (Figure::WithoutGap, it.beside.without_gap)] {
        lines.push((beside.to_owned(), figure.label().to_owned(), shown, "Of every need and place.".to_owned()));
    }
    lines
}

/// What the file is of: period, need, place.
fn of(it: &Report) -> [String; 3] {
    let (need, place) = it.in_words();
    let period =
        if it.is_over { it.asked.period.in_words() } else { format!("{}, so far", it.asked.period.in_words()) };
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
    let [period, need, place] = of(it);
    let mut rows = vec![["Period", "Need", "Place", "Table", "Line", "People", "Note"].map(str::to_owned)];
    let row = |table: String, line: String, people: String, note: String| {
        [period.clone(), need.clone(), place.clone(), table, line, people, note]
    };
    rows.extend(lines(it).into_iter().map(|(table, line, shown, note)| row(table, line, shown.to_string(), note)));
    let rate = rate_in_words(it.beside.rate);
    rows.push(row(
        "Beside it: what was not recorded".to_owned(),
        Figure::RecordingRate.label().to_owned(),
        rate,
        String::new(),
    ));
    rows.extend(
        definitions(it).into_iter().map(|(what, note)| row("Definitions".to_owned(), what, String::new(), note)),
    );
    kith_interop::csv::write(rows.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()))
}

/// The report as a workbook: figures, and a sheet of definitions and notes.
///
/// # Errors
/// [`NoWorkbook`], which is a fault of the program.
pub fn workbook(it: &Report, made: Timestamp) -> Result<Vec<u8>, NoWorkbook> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let shown = |shown: Shown| match shown {
        Shown::Count(count) => Cell::Number(count),
        Shown::Hidden => text("*"),
    };
    let mut rows: Vec<Vec<Cell>> = lines(it)
        .into_iter()
        .map(|(table, line, people, note)| vec![Cell::Text(table), Cell::Text(line), shown(people), Cell::Text(note)])
        .collect();
    rows.push(vec![
        text("Beside it: what was not recorded"),
        text(Figure::RecordingRate.label()),
        Cell::Text(rate_in_words(it.beside.rate)),
        text(""),
    ]);
    let figures = Sheet {
        name: "Figures".to_owned(),
        head: ["Table", "Line", "People", "Note"].map(str::to_owned).to_vec(),
        widths: vec![30, 50, 10, 60],
        rows,
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
