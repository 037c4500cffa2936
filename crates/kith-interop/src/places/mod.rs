//! Files of postcodes and of small areas as they are published: postcode directories (NSPL, ONSPD), Code-Point Open,
//! and File 7 of the English Indices of Deprivation.
//!
//! [`open`] reads the beginning of any bytes, tells which of them it is by its columns and not by its name, and gives
//! a [`Reader`] of its rows, each of which is something to take or one sentence why not.
//!
//! # Invariants
//! - Any bytes: a clear answer, bounded memory however large the file is, no panic.
//! - A faulty row never costs the rows after it: a quotation mark that never closes ends with its line.
//! - Columns are known by what their names begin and end with, because their years change; what would have to be
//!   guessed is not read.
//! - A small area is one of a census. What was ranked on areas of one census is never put to those of another.
//! - Rows are counted as a spreadsheet counts them: the headings, where there are any, are row 1.

mod code_point;
mod columns;
mod deprivation;
mod directory;
mod grid;
mod lines;

use std::io::BufRead;

pub use deprivation::{AREAS_2011, AREAS_2021, tenth};
pub use grid::{GridPoint, wgs84};

use columns::Columns;
use lines::{Line, Lines};

/// What a file turned out to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Postcodes with their areas: NSPL or ONSPD.
    PostcodeDirectory,
    /// Postcodes with their positions on the national grid: Code-Point Open.
    CodePoint,
    /// Small areas with their deprivation: File 7 of the Indices of Deprivation.
    Deprivation,
}

impl Kind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PostcodeDirectory => "postcode-directory",
            Self::CodePoint => "code-point-open",
            Self::Deprivation => "deprivation",
        }
    }

    /// Its name in a list.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::PostcodeDirectory => "Postcode directory",
            Self::CodePoint => "Code-Point Open",
            Self::Deprivation => "Indices of Deprivation",
        }
    }

    /// The words for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PostcodeDirectory => "a postcode directory (NSPL or ONSPD)",
            Self::CodePoint => "Code-Point Open",
            Self::Deprivation => "the Indices of Deprivation, File 7",
        }
    }
}

/// Why a file cannot be read at all. Each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing in it.
    #[error("The file is empty. Choose the CSV file as it was published.")]
    Empty,
    /// It is an archive or a workbook.
    #[error(
        "This is a ZIP archive or an Excel workbook. Unpack an archive and give the CSV file in it; save a workbook as \
         CSV UTF-8 and give that file."
    )]
    Packed,
    /// Two-byte characters.
    #[error(
        "The characters of this file are not UTF-8. Give the CSV file as it was published, or save it as CSV UTF-8."
    )]
    NotUtf8,
    /// Its columns are none that are known.
    #[error(
        "The columns of this file are not known. Give a postcode directory (NSPL or ONSPD), Code-Point Open, or File 7 \
         of the Indices of Deprivation, as CSV and with the headings it was published with."
    )]
    Unknown,
    /// It has a postcode and nothing else that is used.
    #[error(
        "This file has postcodes and no positions: neither “lat” and “long” nor eastings and northings. Give the file \
         as it was published."
    )]
    NoPosition,
    /// Parted by something other than commas.
    #[error("The columns of this file are not parted by commas. Give the CSV file as it was published.")]
    NotCommas,
    /// One heading that is needed stands twice.
    #[error("Two columns of this file hold the same thing. Give the file with the headings it was published with.")]
    Twice,
    /// Deprivation of an edition whose number of areas is not known.
    #[error(
        "This is a deprivation file on small areas that are neither those of 2011 nor of 2021. This version of Kith \
         does not know how many there are, so it cannot check the tenths."
    )]
    Edition,
    /// It could not be read further.
    #[error("The file could not be read to its end.")]
    Unreadable,
}

/// A postcode as a row gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostcodeDraft {
    /// In capitals, without its space.
    pub code: String,
    /// Latitude and longitude in whole millionths of a degree (WGS 84).
    pub position: Option<(i32, i32)>,
    /// The small area.
    pub area: Option<String>,
    /// The local authority district.
    pub district: Option<String>,
    /// The month it was ended, as `2019-06`.
    pub ended: Option<String>,
    /// The rank of its small area in the index of deprivation, where it can be relied upon.
    pub rank: Option<u32>,
}

/// A small area as a row gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaDraft {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// Its district: the code, and the name where it has one.
    pub district: Option<(String, Option<String>)>,
    /// Its rank, 1 the most deprived.
    pub rank: u32,
    /// The tenth it lies in, 1 the most deprived.
    pub tenth: u8,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Draft {
    /// A postcode.
    Postcode(PostcodeDraft),
    /// A small area.
    Area(AreaDraft),
}

/// Why a row was not read. The sentence names what is wrong and never repeats the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Wrong {
    /// Longer than any row of such a file.
    #[error("it is longer than any row of such a file")]
    Long,
    /// Not UTF-8.
    #[error("its characters are not UTF-8")]
    Characters,
    /// A quotation mark opens and is not closed.
    #[error("a quotation mark opens and is not closed")]
    Quote,
    /// Another number of columns.
    #[error("it has another number of columns than the headings")]
    Columns,
    /// Not a postcode.
    #[error("what stands for a postcode is none")]
    Postcode,
    /// A position that is none.
    #[error("its position is no number, or lies outside the United Kingdom")]
    Position,
    /// A code of an area that is none.
    #[error("the code of an area is none")]
    Area,
    /// A month that is none.
    #[error("the month in which it was ended is none")]
    Month,
    /// A rank that is none.
    #[error("its rank is no whole number, or larger than the number of areas")]
    Rank,
    /// Rank and tenth contradict each other.
    #[error("its rank and its tenth contradict each other")]
    Tenth,
    /// A name that is too long.
    #[error("a name is empty or longer than 200 characters")]
    Name,
}

/// A row that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, as a spreadsheet shows it.
    pub number: u64,
    /// How many bytes of the file have been read with it.
    pub bytes: u64,
    /// What it holds, or why it was not read.
    pub draft: Result<Draft, Wrong>,
}

/// The rows of a file whose columns are known.
#[derive(Debug)]
pub struct Reader<R> {
    lines: Lines<R>,
    layout: Layout,
    kind: Kind,
    census: Option<u16>,
    edition: Option<String>,
    remarks: Vec<&'static str>,
    /// The first line, where it is no heading.
    first: bool,
    line: Line,
}

#[derive(Debug)]
enum Layout {
    Directory(directory::Layout),
    CodePoint,
    Deprivation(deprivation::Layout),
}

/// Reads the beginning of a file and tells what it is.
///
/// # Errors
/// [`Fault`], which says what to do.
pub fn open<R: BufRead>(mut from: R) -> Result<Reader<R>, Fault> {
    let start = from.fill_buf().map_err(|_| Fault::Unreadable)?;
    if start.starts_with(b"PK") || start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) || start.starts_with(&[0x1F, 0x8B]) {
        return Err(Fault::Packed);
    }
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(Fault::NotUtf8);
    }
    let mut lines = Lines::new(from);
    let mut line = Line::default();
    loop {
        if !lines.next(&mut line).map_err(|_| Fault::Unreadable)? {
            return Err(Fault::Empty);
        }
        if !line.is_blank() {
            break;
        }
    }
    let cells = match line.cells() {
        Ok(cells) => cells,
        Err(Wrong::Characters) => return Err(Fault::NotUtf8),
        Err(_) => return Err(Fault::Unknown),
    };
    let made = |layout, kind, census, edition, remarks, first| (layout, kind, census, edition, remarks, first);
    let (layout, kind, census, edition, remarks, first) = if code_point::is_row(&cells) {
        made(Layout::CodePoint, Kind::CodePoint, None, None, Vec::new(), true)
    } else {
        if let [one] = cells.as_slice()
            && (one.contains(';') || one.contains('\t'))
        {
            return Err(Fault::NotCommas);
        }
        let columns = Columns::of(&cells);
        if let Some((layout, edition)) = deprivation::Layout::of(&columns)? {
            let census = Some(layout.census);
            made(Layout::Deprivation(layout), Kind::Deprivation, census, edition, Vec::new(), false)
        } else if let Some(found) = directory::Layout::of(&columns)? {
            let directory::Found { layout, edition, remarks } = found;
            let census = layout.census();
            made(Layout::Directory(layout), Kind::PostcodeDirectory, census, edition, remarks, false)
        } else {
            return Err(Fault::Unknown);
        }
    };
    Ok(Reader { lines, layout, kind, census, edition, remarks, first, line })
}

impl<R: BufRead> Reader<R> {
    /// What the file holds.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The census whose small areas it names: 2011 or 2021.
    #[must_use]
    pub const fn census(&self) -> Option<u16> {
        self.census
    }

    /// What its columns say of its edition.
    #[must_use]
    pub fn edition(&self) -> Option<&str> {
        self.edition.as_deref()
    }

    /// What is to be said of its columns.
    #[must_use]
    pub fn remarks(&self) -> &[&'static str] {
        &self.remarks
    }

    /// How many areas the ranks of a postcode directory count to.
    #[must_use]
    pub fn ranked(&self) -> Option<u32> {
        match &self.layout {
            Layout::Directory(layout) => layout.ranked(),
            Layout::Deprivation(layout) => Some(layout.areas),
            Layout::CodePoint => None,
        }
    }

    /// The next row; `None` at the end. Empty rows are passed over.
    ///
    /// # Errors
    /// When the file cannot be read further.
    pub fn next_row(&mut self) -> std::io::Result<Option<Row>> {
        loop {
            if self.first {
                self.first = false;
            } else if !self.lines.next(&mut self.line)? {
                return Ok(None);
            }
            if !self.line.is_blank() {
                break;
            }
        }
        let draft = self.line.cells().and_then(|cells| match &self.layout {
            Layout::Directory(layout) => layout.read(&cells).map(Draft::Postcode),
            Layout::CodePoint => code_point::read(&cells).map(Draft::Postcode),
            Layout::Deprivation(layout) => layout.read(&cells).map(Draft::Area),
        });
        Ok(Some(Row { number: self.lines.number(), bytes: self.lines.bytes(), draft }))
    }
}

/// A postcode without its space, in capitals; `None` when it cannot be one.
fn postcode(cell: &str) -> Option<String> {
    let mut code = String::with_capacity(7);
    for sign in cell.chars().filter(|sign| *sign != ' ') {
        if code.len() == 7 || !sign.is_ascii_alphanumeric() {
            return None;
        }
        code.push(sign.to_ascii_uppercase());
    }
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(3)?)?;
    let [a, b, c] = inward.as_bytes() else { return None };
    let inward_fits = a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic();
    let outward_fits = match outward.as_bytes() {
        b"GIR" => true,
        [x, d, rest @ ..] if x.is_ascii_alphabetic() && d.is_ascii_digit() => rest.len() <= 1,
        [x, y, d, rest @ ..] if x.is_ascii_alphabetic() && y.is_ascii_alphabetic() && d.is_ascii_digit() => {
            rest.len() <= 1
        }
        _ => false,
    };
    (inward_fits && outward_fits).then_some(code)
}

/// A code of the Government Statistical Service, such as `E01000001`; an empty cell is none, a pseudo code (all nines
/// behind the letter) too: it stands for "nowhere of the kind".
fn area(cell: &str) -> Result<Option<String>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    let is_code = matches!(cell.as_bytes(), [letter, digits @ ..]
        if letter.is_ascii_uppercase() && digits.len() == 8 && digits.iter().all(u8::is_ascii_digit));
    // Northern Ireland's areas of 2011 are written 95AA01S1.
    let is_older = matches!(cell.as_bytes(), [b'9', b'5', ..]) && cell.len() <= 9 && is_plain(cell);
    match cell {
        code if is_code && code.get(1..).is_some_and(|digits| digits.bytes().all(|digit| digit == b'9')) => Ok(None),
        code if is_code || is_older => Ok(Some(code.to_owned())),
        _ => Err(Wrong::Area),
    }
}

fn is_plain(cell: &str) -> bool {
    cell.bytes().all(|sign| sign.is_ascii_alphanumeric())
}

/// A position within the United Kingdom and the islands around it, in whole millionths of a degree.
fn position(latitude: f64, longitude: f64) -> Result<(i32, i32), Wrong> {
    let within = (48.0..=62.0).contains(&latitude) && (-11.0..=3.0).contains(&longitude);
    if !within {
        return Err(Wrong::Position);
    }
    // Within those bounds a millionth of a degree fits.
    Ok(((latitude * 1e6).round() as i32, (longitude * 1e6).round() as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_known_by_its_shape() {
        for (typed, read) in [
            ("NE1 4LP", Some("NE14LP")),
            ("ne14lp", Some("NE14LP")),
            ("B1  1AA", Some("B11AA")),
            ("SW1A1AA", Some("SW1A1AA")),
            ("GIR 0AA", Some("GIR0AA")),
            ("ZZ99 3VZ", Some("ZZ993VZ")),
            ("", None),
            ("NE1", None),
            ("12345", None),
            ("NE1 4LPX", None),
            ("ÑE1 4LP", None),
            ("=NE14LP", None),
            ("'; DROP", None),
            ("NE1444LP", None),
        ] {
            assert_eq!(postcode(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn codes_of_areas_are_read_and_pseudo_codes_are_none() {
        assert_eq!(area("E01000001"), Ok(Some("E01000001".to_owned())));
        assert_eq!(area("95AA01S1"), Ok(Some("95AA01S1".to_owned())));
        assert_eq!(area("L99999999"), Ok(None));
        assert_eq!(area(""), Ok(None));
        for wrong in ["E0100001", "e01000001", "E01000001 ", "<b>", "E0100000é"] {
            assert_eq!(area(wrong), Err(Wrong::Area), "{wrong}");
        }
    }
}
