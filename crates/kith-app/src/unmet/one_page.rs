//! The case for investment on one page of A4, as a tagged PDF: whoever decides about money reads one page.
//!
//! # Invariants
//! - It is one page, whatever is needed, wherever, however long the names are and however much was said.
//! - Figures come first and are never left out. What is asked for comes next, then as many statements as there is room
//!   for, the shortest, by the alphabet. What has no room is named, with where it stands.
//! - Where nothing is asked for yet, there are lines to write on.

use jiff::Timestamp;
use kith_interop::pdf::{self, Block, Document, Level, PdfError, Setting};

use super::Tabled;
use super::case::Case;
use super::files::of_what;
use super::paper::{
    self, ASK, NOT_WRITTEN, PROTECTED, TABLES, VOICES, beginning, costs, no_voices, of_case, quoted, rows,
};

/// How many letters of a name are printed where it would take the room of what matters.
const NAME: usize = 80;
/// The lines to write on: at least, and at most.
const ROOM: (usize, usize) = (4, 14);
/// The longest statement that room is kept for before what is asked for is set.
const KEPT: usize = 300;

/// The one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePage {
    document: Document,
    /// How many statements stand on it, and how many there are.
    pub voices: (usize, usize),
    /// Whether only the beginning of what is asked for stands on it.
    pub is_cut: bool,
}

/// What is on the page.
#[derive(Debug, Clone)]
struct Draft<'a> {
    case: &'a Case,
    service: String,
    place: Option<String>,
    /// Those that are printed.
    voices: Vec<&'a str>,
    /// As much of it as is printed.
    ask: &'a str,
    room: usize,
}

/// A name, or its beginning.
fn beginning_of(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((at, _)) => format!("{}…", name.get(..at).unwrap_or_default().trim_end()),
        None => name.to_owned(),
    }
}

/// The table of the page: what it is of stands over its first column.
fn table(it: &Tabled) -> Option<Block> {
    let rows = rows(it);
    let mut label = it.by.label().to_owned();
    if !it.left.is_empty() {
        label = format!("{label} ({})", of_what(&it.left));
    }
    (!rows.is_empty()).then(|| Block::Table { head: vec![label, "People".to_owned()], rows })
}

impl<'a> Draft<'a> {
    fn of(case: &'a Case, service: &str) -> Self {
        let (_, place) = case.report.in_words();
        Self { case, service: service.to_owned(), place, voices: Vec::new(), ask: "", room: 0 }
    }

    /// What was written to be asked for; empty where nothing was.
    fn asked(&self) -> &'a str {
        self.case.ask.as_ref().map_or("", |kept| kept.it.words.as_str())
    }

    fn is_cut(&self) -> bool {
        self.ask.len() < self.asked().len()
    }

    fn document(&self) -> Document {
        let it = &self.case.report;
        let title = paper::titled(self.case, self.place.clone());
        let first = format!("{}. {}", self.service, beginning(self.case));
        let mut blocks = vec![Block::heading(Level::One, title), Block::Paragraph(first)];
        let of = |by| of_case(it, by);
        let [reason, wait, instead] = TABLES.map(of);
        let left = [it.trend.as_ref(), wait, instead].into_iter().flatten().filter_map(table).collect();
        let right: Vec<Block> = reason.into_iter().filter_map(table).collect();
        blocks.push(Block::Beside(left, right));
        blocks.extend(costs(self.case));
        blocks.push(Block::heading(Level::Two, VOICES));
        blocks.extend(no_voices(self.case).map(|why| Block::Paragraph(why.to_owned())));
        if !self.case.voices.is_empty() {
            if !self.voices.is_empty() {
                blocks.push(Block::List(self.voices.iter().map(|words| quoted(words)).collect()));
            }
            blocks.extend(self.more().map(Block::Paragraph));
        }
        blocks.push(Block::heading(Level::Two, ASK));
        if self.asked().is_empty() {
            blocks.push(Block::Paragraph(NOT_WRITTEN.to_owned()));
            blocks.push(Block::Room(self.room));
        } else {
            blocks.extend(Block::paragraphs(&self.printed()));
        }
        blocks.push(Block::Paragraph(self.foot()));
        Document { title: "A case for investment".to_owned(), language: "en-GB".to_owned(), blocks }
    }

    /// What is printed of what is asked for.
    fn printed(&self) -> String {
        if !self.is_cut() {
            return self.ask.to_owned();
        }
        let begins = if self.ask.is_empty() { String::new() } else { format!("{} … ", self.ask.trim_end()) };
        format!("{begins}(The whole of what we ask for stands in the text of this case.)")
    }

    /// How many statements have no room, and where they stand.
    fn more(&self) -> Option<String> {
        let more = self.case.voices.len() - self.voices.len();
        match (more, self.voices.is_empty()) {
            (0, _) => None,
            (1, true) => Some("One statement has no room here. It stands in the text of this case.".to_owned()),
            (more, true) => Some(format!("{more} statements have no room here. They stand in the text of this case.")),
            (1, false) => Some("One more stands in the text of this case.".to_owned()),
            (more, false) => Some(format!("{more} more stand in the text of this case.")),
        }
    }

    fn foot(&self) -> String {
        let it = &self.case.report;
        let is_coarser = it.trend.iter().chain(&it.tables).any(|table| table.is_coarser() && is_printed(table));
        let why = if is_coarser {
            " A table “of every place” or “of every need” is of more people than was asked, since most of its figures would \
             be too small to show."
        } else {
            ""
        };
        format!("{PROTECTED}{why}")
    }

    /// Whether it is one page.
    fn fits(&self) -> Result<bool, PdfError> {
        Ok(pdf::pages(&self.document(), Setting::Close)? == 1)
    }
}

fn is_printed(table: &Tabled) -> bool {
    TABLES.contains(&table.by) || table.by == kith_domain::measure::unmet::By::Quarter
}

/// The largest number up to one at which something fits; nought where nothing does.
fn most(up_to: usize, fits: impl Fn(usize) -> Result<bool, PdfError>) -> Result<usize, PdfError> {
    let (mut least, mut beyond) = (0, up_to + 1);
    while least + 1 < beyond {
        let middle = least.midpoint(beyond);
        if fits(middle)? {
            least = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(least)
}

/// The beginning of a text up to so many letters, back to the end of a word where there is one near.
fn cut(text: &str, letters: usize) -> &str {
    let Some((at, _)) = text.char_indices().nth(letters) else { return text };
    let begins = text.get(..at).unwrap_or_default();
    match begins.rfind(char::is_whitespace) {
        Some(space) if at - space <= 60 => begins.get(..space).unwrap_or_default(),
        _ => begins,
    }
}

/// Sets the case on one page.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn one_page(case: &Case, service: &str) -> Result<OnePage, PdfError> {
    let mut draft = Draft::of(case, service);
    // Statements that the typeface has letters for, the shortest first.
    let mut voices: Vec<&str> = Vec::new();
    for words in &case.voices {
        let only = Document { blocks: vec![Block::Paragraph(words.clone())], ..draft.document() };
        if pdf::cannot_be_set(&only)?.is_empty() {
            voices.push(words);
        }
    }
    voices.sort_by_key(|words| words.chars().count());
    let kept = usize::from(voices.first().is_some_and(|words| words.chars().count() <= KEPT));
    draft.voices = voices.iter().take(kept).copied().collect();
    draft.room = ROOM.0;
    if !draft.fits()? {
        draft.place = draft.place.as_deref().map(beginning_of);
        draft.service = beginning_of(&draft.service);
    }
    if !draft.fits()? {
        draft.voices.clear();
    }
    let asked = draft.asked();
    let with_ask = |letters: usize| Draft { ask: cut(asked, letters), ..draft.clone() };
    draft.ask = cut(asked, most(asked.chars().count(), |letters| with_ask(letters).fits())?);
    let with_voices = |many: usize| {
        let mut some: Vec<&str> = voices.iter().take(many).copied().collect();
        some.sort_unstable();
        Draft { voices: some, ..draft.clone() }
    };
    draft = with_voices(most(voices.len(), |many| with_voices(many).fits())?);
    let with_room = |room: usize| Draft { room, ..draft.clone() };
    draft.room = most(ROOM.1, |room| with_room(room).fits())?;
    Ok(OnePage { document: draft.document(), voices: (draft.voices.len(), case.voices.len()), is_cut: draft.is_cut() })
}

impl OnePage {
    /// What has no room on it, in one sentence; nothing where everything has.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        let (some, all) = self.voices;
        let voices = (some < all).then(|| format!("{some} of {all} statements"));
        let ask = self.is_cut.then(|| "the beginning of what is asked for".to_owned());
        let both: Vec<String> = voices.into_iter().chain(ask).collect();
        (!both.is_empty()).then(|| {
            format!("The one page of the PDF has room for {}. The text holds everything.", both.join(" and for "))
        })
    }

    /// Whether the typeface has letters for all of it.
    ///
    /// # Errors
    /// [`PdfError`], which is a fault of the program.
    pub fn can_be_set(&self) -> Result<bool, PdfError> {
        Ok(pdf::cannot_be_set(&self.document)?.is_empty())
    }

    /// How many pages it has, which is one.
    ///
    /// # Errors
    /// [`PdfError`], which is a fault of the program.
    pub fn pages(&self) -> Result<usize, PdfError> {
        pdf::pages(&self.document, Setting::Close)
    }

    /// As a tagged PDF.
    ///
    /// # Errors
    /// [`PdfError`], which is a fault of the program.
    pub fn pdf(&self, made: Timestamp) -> Result<Vec<u8>, PdfError> {
        pdf::write_in(Setting::Close, &self.document, made)
    }
}

#[cfg(test)]
mod tests;
