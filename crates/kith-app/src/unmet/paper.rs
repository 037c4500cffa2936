//! The case for investment in full, for the page and as a text that a word processor opens. On paper it has one page
//! ([`mod@super::one_page`]).

use kith_domain::measure::unmet::{By, Figure};
use kith_interop::pdf::{Block, Document, Level};

use super::case::{Case, minutes_in_words, weeks_in_words};
use super::files::{heading, title_of, why_coarser};
use super::{Report, Shown, Tabled};

/// The tables of a case, in order: how it went, why, how long the waits, what was tried instead.
pub(super) const TABLES: [By; 3] = [By::Reason, By::Wait, By::Instead];

/// A table of a case, or what stands for it in broad terms.
pub(super) fn of_case(it: &Report, by: By) -> Option<&Tabled> {
    it.tables.iter().find(|table| table.by == by || table.stands_for == Some(by))
}

/// What stands over what people said.
pub(super) const VOICES: &str = "What would have helped, in people’s own words";
/// Why nobody's words stand on a case; nothing where somebody's do. It says neither whether anybody said something nor
/// how many did.
pub(super) fn no_voices(case: &Case) -> Option<&'static str> {
    match case.report.affected {
        _ if !case.voices.is_empty() => None,
        Shown::Count(0) => Some("Nobody is counted here, and so nobody is quoted."),
        Shown::Hidden => Some("Too few people are counted here to quote anybody without pointing at them."),
        Shown::Count(_) => Some(
            "Nobody is quoted. Words are printed only where the person agreed that they are used without their name, and \
             where so many share this need that they point at nobody.",
        ),
    }
}

/// What stands over what is asked for.
pub(super) const ASK: &str = "What we ask for";
/// Where nothing was asked for yet.
pub(super) const NOT_WRITTEN: &str = "(Not written yet.)";
/// How people are protected.
pub(super) const PROTECTED: &str = "People are counted, each once in a line. 1 to 7 people are shown as *, and so is what a small number could be \
     worked out from; other counts are rounded to the nearest 5. Restricted records are not counted.";

/// What the case is called.
#[must_use]
pub fn title(case: &Case) -> String {
    let (_, place) = case.report.in_words();
    titled(case, place)
}

/// The same with a place as it is written here.
pub(super) fn titled(case: &Case, place: Option<String>) -> String {
    let (need, _) = case.report.in_words();
    let need = need.unwrap_or_else(|| "Every need".to_owned());
    match place {
        Some(place) => format!("A case for investment: {need}, in {place}"),
        None => format!("A case for investment: {need}"),
    }
}

/// The sentence that it begins with.
pub(super) fn beginning(case: &Case) -> String {
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
pub(super) fn rows(table: &Tabled) -> Vec<Vec<String>> {
    let some = table.parts.iter().filter(|part| part.shown != Shown::Count(0));
    some.map(|part| vec![part.words.clone(), part.shown.to_string()]).collect()
}

fn table(blocks: &mut Vec<Block>, it: &Tabled, name: &str) {
    let rows = rows(it);
    if rows.is_empty() {
        return;
    }
    blocks.push(Block::heading(Level::Two, title_of(it, name)));
    blocks.extend(why_coarser(it).map(Block::Paragraph));
    blocks.push(Block::Table { head: vec![it.by.label().to_owned(), "People".to_owned()], rows });
}

/// The lines of what it costs the service meanwhile.
pub(super) fn costs(case: &Case) -> [Block; 2] {
    let minutes = vec![
        weeks_in_words(case.weeks_held),
        minutes_in_words(Figure::Holding, case.holding),
        minutes_in_words(Figure::Substituting, case.substituting),
    ];
    [Block::heading(Level::Two, "What it costs the service meanwhile"), Block::List(minutes)]
}

/// A statement as it is printed.
pub(super) fn quoted(words: &str) -> String {
    format!("“{words}”")
}

/// The case as a document, with so many statements at most.
fn full(case: &Case, service: &str, most: usize) -> Document {
    let it = &case.report;
    let mut blocks =
        vec![Block::heading(Level::One, title(case)), Block::Paragraph(format!("{service}. {}", beginning(case)))];
    if let Some(trend) = &it.trend {
        table(&mut blocks, trend, "Quarter by quarter");
    }
    for by in TABLES {
        if let Some(found) = of_case(it, by) {
            table(&mut blocks, found, &heading(found.by));
        }
    }
    blocks.extend(costs(case));
    blocks.push(Block::heading(Level::Two, VOICES));
    blocks.extend(no_voices(case).map(|why| Block::Paragraph(why.to_owned())));
    if !case.voices.is_empty() {
        blocks.push(Block::List(case.voices.iter().take(most).map(|words| quoted(words)).collect()));
        let more = case.voices.len().saturating_sub(most);
        if more > 0 {
            blocks.push(Block::Paragraph(format!("{more} more stand in the text to go on with.")));
        }
    }
    blocks.push(Block::heading(Level::Two, ASK));
    match &case.ask {
        Some(kept) => blocks.extend(Block::paragraphs(kept.it.words.as_str())),
        None => blocks.push(Block::Paragraph(NOT_WRITTEN.to_owned())),
    }
    blocks.push(Block::Paragraph(PROTECTED.to_owned()));
    Document { title: "A case for investment".to_owned(), language: "en-GB".to_owned(), blocks }
}

/// The most statements that stand on the page.
const ON_THE_PAGE: usize = 6;

/// The case as its page shows it.
#[must_use]
pub fn document(case: &Case, service: &str) -> Document {
    full(case, service, ON_THE_PAGE)
}

/// The case as a text to go on writing in, which a word processor opens: with everything.
#[must_use]
pub fn text(case: &Case, service: &str) -> Vec<u8> {
    kith_interop::html::write(&full(case, service, usize::MAX))
}
