//! The rows of a file as text.

use super::encoding::{Encoding, decode};

/// Largest file, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most rows of one file, headings apart.
pub const MOST_ROWS: usize = 5_000;
/// Most columns.
const MOST_COLUMNS: usize = 200;
/// Longest cell, in characters: the longest note with room to say that it is too long.
const MOST_CELL: usize = 100_000;

/// Why a file cannot be read at all. Each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing in it.
    #[error("The file is empty. Choose the file with the people in it.")]
    Empty,
    /// There is only a line of headings.
    #[error("The file has headings and no rows below them. Choose the file with the people in it.")]
    NoRows,
    /// It is larger than any that is taken.
    #[error("The file is larger than 10 MB. Split it into several files and bring them in one after another.")]
    TooLarge,
    /// It has more rows.
    #[error("The file has more than 5,000 rows. Split it into several files and bring them in one after another.")]
    TooManyRows,
    /// It has more columns.
    #[error(
        "The file has more than 200 columns. Take out those that are not needed, and check that each row ends with a line end."
    )]
    TooManyColumns,
    /// A cell is longer than any text here.
    #[error("A cell in row {0} holds more than 100,000 characters. Look whether a quotation mark is missing there.")]
    LongCell(usize),
    /// A quotation mark opens and never closes.
    #[error(
        "A quotation mark opens in row {0} and is never closed. Close it, or take it out, and save the file again."
    )]
    OpenQuote(usize),
    /// It is an Excel workbook.
    #[error(
        "This is an Excel workbook. Open it, choose “Save as”, then “CSV UTF-8 (comma delimited)”, and choose that file."
    )]
    Workbook,
    /// Two-byte characters without a mark.
    #[error(
        "The characters of this file cannot be told (it may be UTF-16 without a mark). Save it again as “CSV UTF-8” and choose that file."
    )]
    Unmarked,
    /// Neither UTF-8 nor Windows-1252 nor UTF-16.
    #[error("The characters of this file cannot be read. Save it again as “CSV UTF-8” and choose that file.")]
    Unreadable,
    /// No column has a heading.
    #[error(
        "The first row has no headings. Put a heading above each column, such as “Family name”, and save the file again."
    )]
    NoHeadings,
}

/// One row, with the number that a spreadsheet shows beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// From 2: the headings are row 1.
    pub number: usize,
    /// Its cells, as many as there are headings.
    pub cells: Vec<String>,
    /// Whether it had another number of cells than there are headings, and how many.
    pub ragged: Option<usize>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({}, {} cells)", self.number, self.cells.len())
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// How its characters were written.
    pub encoding: Encoding,
    /// What parts its columns.
    pub separator: char,
    /// The headings. Each is called differently, and none is empty.
    pub headings: Vec<String>,
    /// The rows that hold anything.
    pub lines: Vec<Line>,
    /// What was noticed and does not stand in the way.
    pub remarks: Vec<String>,
}

impl Sheet {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Fault`], which says what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooLarge);
        }
        let (text, encoding) = decode(bytes)?;
        // A mark may stand twice, and Excel may be told the separator in a line of its own.
        let text = text.trim_start_matches('\u{FEFF}');
        let (text, skipped, told) = match text.lines().next().and_then(told_separator) {
            Some(sign) => {
                (text.split_once(['\n', '\r']).map_or("", |(_, rest)| rest.trim_start_matches('\n')), 1, Some(sign))
            }
            None => (text, 0, None),
        };
        if text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\0')).is_empty() {
            return Err(Fault::Empty);
        }
        let separator = told.unwrap_or_else(|| guess_separator(text));
        let starts = row_starts(text, separator).map_err(|row| Fault::OpenQuote(row + skipped))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .from_reader(text.as_bytes());
        let mut remarks = Vec::new();
        let mut headings: Vec<String> = Vec::new();
        let mut lines = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                // Only text can come out of text; whatever else is wrong is not this file's fault alone.
                Err(_) => return Err(Fault::Unreadable),
            }
            let at = record.position().map_or(at, |position| usize::try_from(position.byte()).unwrap_or(at));
            // A record begins with the empty rows before it; its number is that of the row in which it stands.
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let at = at.saturating_add(empty);
            let number = starts.partition_point(|start| *start <= at) + skipped;
            if record.len() > MOST_COLUMNS {
                return Err(Fault::TooManyColumns);
            }
            if record.iter().any(|cell| cell.len() > MOST_CELL && cell.chars().count() > MOST_CELL) {
                return Err(Fault::LongCell(number));
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if headings.is_empty() {
                headings = named(&record, &mut remarks)?;
                continue;
            }
            if lines.len() >= MOST_ROWS {
                return Err(Fault::TooManyRows);
            }
            lines.push(fitted(&record, headings.len(), number));
        }
        if headings.is_empty() {
            return Err(Fault::NoHeadings);
        }
        if lines.is_empty() {
            return Err(Fault::NoRows);
        }
        Ok(Self { encoding, separator, headings, lines, remarks })
    }

    /// The separator in words.
    #[must_use]
    pub const fn separator_in_words(&self) -> &'static str {
        match self.separator {
            ';' => "semicolons",
            '\t' => "tabs",
            _ => "commas",
        }
    }
}

/// `sep=;`, which tells Excel the separator.
fn told_separator(line: &str) -> Option<char> {
    let sign = line.trim().trim_matches('"').strip_prefix("sep=")?;
    let mut signs = sign.chars();
    signs.next().filter(|sign| matches!(sign, ',' | ';' | '\t')).filter(|_| signs.next().is_none())
}

/// The separator that stands most often in the first row, outside quotation marks.
fn guess_separator(text: &str) -> char {
    let mut within = false;
    let (mut commas, mut semicolons, mut tabs) = (0_u32, 0_u32, 0_u32);
    for sign in text.chars() {
        match sign {
            '"' => within = !within,
            '\n' | '\r' if !within => break,
            ',' if !within => commas += 1,
            ';' if !within => semicolons += 1,
            '\t' if !within => tabs += 1,
            _ => {}
        }
    }
    if tabs > commas.max(semicolons) {
        '\t'
    } else if semicolons > commas {
        ';'
    } else {
        ','
    }
}

/// Where each row of the spreadsheet begins, in bytes, empty ones too; or the row in which a quotation mark opens
/// that is never closed. Follows the same rules as the reader.
fn row_starts(text: &str, separator: char) -> Result<Vec<usize>, usize> {
    #[derive(PartialEq)]
    enum At {
        Begin,
        Plain,
        Quoted,
        Closing,
    }
    let mut starts = vec![0];
    let mut at = At::Begin;
    let mut opened = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((place, sign)) = signs.next() {
        at = match (at, sign) {
            (At::Begin, '"') => {
                opened = starts.len();
                At::Quoted
            }
            (At::Quoted, '"') => At::Closing,
            (At::Closing, '"') => At::Quoted,
            (At::Quoted, _) => At::Quoted,
            (_, '\r' | '\n') => {
                let mut next = place + 1;
                if sign == '\r' && signs.peek().is_some_and(|(_, sign)| *sign == '\n') {
                    signs.next();
                    next += 1;
                }
                starts.push(next);
                At::Begin
            }
            (_, sign) if sign == separator => At::Begin,
            _ => At::Plain,
        };
    }
    if at == At::Quoted { Err(opened) } else { Ok(starts) }
}

/// The headings, each with a name of its own.
fn named(record: &csv::StringRecord, remarks: &mut Vec<String>) -> Result<Vec<String>, Fault> {
    let mut headings: Vec<String> = Vec::new();
    for (place, cell) in (1..).zip(record) {
        let shown: String = cell.chars().filter(|c| !c.is_control() && *c != '\u{FEFF}').take(80).collect();
        let name = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            headings.push(format!("Column {place}"));
            continue;
        }
        let mut own = name.clone();
        let mut copy = 1;
        while headings.iter().any(|known| known.eq_ignore_ascii_case(&own)) {
            copy += 1;
            own = format!("{name} ({copy})");
        }
        if copy == 2 {
            remarks.push(format!("Two columns are called “{name}”. The second is shown here as “{own}”."));
        }
        headings.push(own);
    }
    // Columns without headings at the end are what Excel leaves behind; rows may still fill them.
    if headings.iter().all(|name| name.starts_with("Column ")) { Err(Fault::NoHeadings) } else { Ok(headings) }
}

/// A row with as many cells as there are headings.
fn fitted(record: &csv::StringRecord, wanted: usize, number: usize) -> Line {
    let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
    let surplus = cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
    let ragged = (cells.len() < wanted || surplus).then_some(cells.len());
    cells.resize(wanted, String::new());
    Line { number, cells, ragged }
}
