//! Tagged PDF from a small document: headings, paragraphs, lists and tables, for letters and messages on paper.
//!
//! The document says what things are and never how they look; it is set roomily, or closely where it has to stay on one
//! page ([`Setting`]). Everything is made
//! in this process: no other program, no network, and a typeface that is part of the program and may be embedded
//! (docs/adr/0026).
//!
//! # Invariants
//! - Every word on a page belongs to the structure that screen readers follow, in reading order; page numbers do not.
//! - The text can be taken out again: each line of a paragraph ends with the space that parts it from the next.
//! - Title and language stand in the file. It claims PDF/UA-1 only when the typeface has a glyph for everything in it.
//! - The same document at the same moment gives the same bytes.

mod draw;
mod face;
mod layout;

use jiff::Timestamp;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What the file is called in a window's title: no name of a person need be in it.
    pub title: String,
    /// Its language, such as `en-GB`.
    pub language: String,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// One part of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// How deep it lies.
        level: Level,
        /// Its words.
        text: String,
    },
    /// A paragraph. A line end in it begins a new line and no new paragraph, as in an address.
    Paragraph(String),
    /// Points, each after a dot.
    List(Vec<String>),
    /// A table with a heading over each column.
    Table {
        /// The headings.
        head: Vec<String>,
        /// The rows. A cell that is missing is empty.
        rows: Vec<Vec<String>>,
    },
    /// Two parts side by side where there is the width for it; the first is read first.
    Beside(Vec<Block>, Vec<Block>),
    /// Empty lines to write on by hand.
    Room(usize),
}

/// How closely a document is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// Letters of 12 points with room around them: what people read on paper.
    #[default]
    Roomy,
    /// Letters of 10 points, closely set: what has to be on one page.
    Close,
    /// Letters half as large again, of 18 points, for whoever takes in information in large print.
    Large,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What people wrote never shows itself in a log.
        f.write_str(match self {
            Self::Heading { .. } => "Heading(…)",
            Self::Paragraph(_) => "Paragraph(…)",
            Self::List(_) => "List(…)",
            Self::Table { .. } => "Table(…)",
            Self::Beside(..) => "Beside(…)",
            Self::Room(_) => "Room",
        })
    }
}

/// How deep a heading lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Of the document.
    One,
    /// Of a part.
    Two,
    /// Of a part of a part.
    Three,
}

impl Block {
    /// Everything that it says.
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Heading { text, .. } | Self::Paragraph(text) => vec![text],
            Self::List(points) => points.iter().map(String::as_str).collect(),
            Self::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(String::as_str).collect(),
            Self::Beside(left, right) => left.iter().chain(right).flat_map(Self::texts).collect(),
            Self::Room(_) => Vec::new(),
        }
    }

    /// A heading.
    #[must_use]
    pub fn heading(level: Level, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// The paragraphs of a text in which an empty line parts them.
    #[must_use]
    pub fn paragraphs(text: &str) -> Vec<Self> {
        let text = text.replace("\r\n", "\n");
        text.split("\n\n")
            .map(|part| part.trim_matches('\n'))
            .filter(|part| !part.trim().is_empty())
            .map(|part| Self::Paragraph(part.to_owned()))
            .collect()
    }
}

/// Why no file was made. Nothing in a document causes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// The typeface built into the program cannot be read.
    #[error("the typeface could not be read")]
    Typeface,
    /// The file could not be put together.
    #[error("the PDF could not be written: {0}")]
    Writer(String),
}

/// The words of a document that the typeface has no letters for, each once, in their order: Bengali, Punjabi, Chinese. They
/// would be boxes in the file. Whoever offers a PDF asks first.
///
/// # Errors
/// [`PdfError::Typeface`], which is a fault of the program.
pub fn cannot_be_set(document: &Document) -> Result<Vec<String>, PdfError> {
    let faces = face::Faces::load()?;
    let mut words: Vec<String> = Vec::new();
    for text in document.blocks.iter().flat_map(Block::texts) {
        for word in text.split_whitespace().filter(|word| !faces.can_set(word)) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    Ok(words)
}

/// How many pages a document takes.
///
/// # Errors
/// [`PdfError::Typeface`], which is a fault of the program.
pub fn pages(document: &Document, setting: Setting) -> Result<usize, PdfError> {
    Ok(layout::lay(document, setting, &face::Faces::load()?).pages)
}

/// Writes a document as a tagged PDF, set roomily.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn write(document: &Document, made: Timestamp) -> Result<Vec<u8>, PdfError> {
    write_as(document, Setting::Roomy, made, draw::Streams::Compressed)
}

/// Writes a document as a tagged PDF, set as is said.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn write_in(setting: Setting, document: &Document, made: Timestamp) -> Result<Vec<u8>, PdfError> {
    write_as(document, setting, made, draw::Streams::Compressed)
}

fn write_as(
    document: &Document,
    setting: Setting,
    made: Timestamp,
    streams: draw::Streams,
) -> Result<Vec<u8>, PdfError> {
    let faces = face::Faces::load()?;
    let laid = layout::lay(document, setting, &faces);
    draw::draw(document, &laid, &faces, made, streams)
}

#[cfg(test)]
mod tests;
