//! The case for investment on paper: one document, as tagged PDF and as a text that a word processor opens.

use jiff::Timestamp;
use kith_domain::measure::unmet::{By, Figure};
use kith_interop::pdf::{Block, Document, Level, PdfError};

use super::case::{Case, minutes_in_words};
use super::files::{heading, why_coarser};
use super::{Shown, Tabled};

/// The tables of a case, in order: how it went, why, how long the waits, what was tried instead.
const TABLES: [By; 3] = [By::Reason, By::Wait, By::Instead];

/// What the case is called.
#[must_use]
pub fn title(case: &Case) -> String {
    let (need, place) = case.report.in_words();
    let need = need.unwrap_or_else(|| "Every need".to_owned());
    match place {
        Some(place) => format!("A case for investment: {need}, in {place}"),
        None => format!("A case for investment: {need}"),
    }
}

/// The sentence that it begins with.
fn beginning(case: &Case) -> String {
    let period = case.report.asked.period.in_words();
    let so_far = if case.report.is_over { "" } else { " so far" };
    match case.report.affected {
        Shown::Count(0) => {
            format!("From {period}{so_far} it was recorded of nobody that this was needed and not there.")
        }
        Shown::Count(many) => format!("From {period}{so_far}, about {many} people needed this, and it was not there."),
        Shown::Hidden => {
            format!("From {period}{so_far}, too few people needed this to say how many without pointing at them.")
        }
    }
}

/// The lines of a table that say something.
fn rows(table: &Tabled) -> Vec<Vec<String>> {
    let some = table.parts.iter().filter(|part| part.shown != Shown::Count(0));
    some.map(|part| vec![part.words.clone(), part.shown.to_string()]).collect()
}

fn table(blocks: &mut Vec<Block>, it: &Tabled, name: &str) {
    let rows = rows(it);
    if rows.is_empty() {
        return;
    }
    blocks.push(Block::heading(Level::Two, name));
    blocks.push(Block::Table { head: vec![it.by.label().to_owned(), "People".to_owned()], rows });
    if let Some((left, why)) = &it.coarser {
        blocks.push(Block::Paragraph(why_coarser(left, why)));
    }
}

/// The case as a document.
#[must_use]
pub fn document(case: &Case, service: &str) -> Document {
    let it = &case.report;
    let mut blocks =
        vec![Block::heading(Level::One, title(case)), Block::Paragraph(format!("{service}. {}", beginning(case)))];
    if let Some(trend) = &it.trend {
        table(&mut blocks, trend, "Quarter by quarter");
    }
    for by in TABLES {
        if let Some(found) = it.tables.iter().find(|table| table.by == by) {
            table(&mut blocks, found, &heading(by));
        }
    }
    blocks.push(Block::heading(Level::Two, "What it costs the service meanwhile"));
    blocks.push(Block::List(vec![
        minutes_in_words(Figure::Holding, case.holding),
        minutes_in_words(Figure::Substituting, case.substituting),
    ]));
    if !case.voices.is_empty() {
        blocks.push(Block::heading(Level::Two, "What would have helped, in people’s own words"));
        blocks.push(Block::List(case.voices.iter().map(|words| format!("“{words}”")).collect()));
    }
    blocks.push(Block::heading(Level::Two, "What we ask for"));
    match &case.ask {
        Some(kept) => blocks.extend(Block::paragraphs(kept.it.words.as_str())),
        None => blocks.push(Block::Paragraph("(Not written yet.)".to_owned())),
    }
    blocks.push(Block::Paragraph(
        "People are counted, each once in a line. 1 to 7 people are shown as *, and so is what a small number could be \
         worked out from; other counts are rounded to the nearest 5. Restricted records are not counted."
            .to_owned(),
    ));
    Document { title: "A case for investment".to_owned(), language: "en-GB".to_owned(), blocks }
}

/// The words that a PDF has no letters for: the text is taken instead.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn cannot_be_set(case: &Case, service: &str) -> Result<Vec<String>, PdfError> {
    kith_interop::pdf::cannot_be_set(&document(case, service))
}

/// The case as a tagged PDF.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn pdf(case: &Case, service: &str, made: Timestamp) -> Result<Vec<u8>, PdfError> {
    kith_interop::pdf::write(&document(case, service), made)
}

/// The case as a text to go on writing in, which a word processor opens.
#[must_use]
pub fn text(case: &Case, service: &str) -> Vec<u8> {
    kith_interop::html::write(&document(case, service))
}
