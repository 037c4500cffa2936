//! Tables as a workbook for spreadsheets.
//!
//! # Invariants
//! - A number is a number and everything else is text: no cell is a formula, and what a spreadsheet might take for one
//!   begins with an apostrophe, as in CSV (reliability.md H5).
//! - The file names nobody: no author, no company, and the moment it was made is given.
//! - The same sheets at the same moment give the same bytes.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::csv::safe;

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called: up to 31 letters, none of `[]:*?/\`.
    pub name: String,
    /// The headings of its columns.
    pub head: Vec<String>,
    /// How wide each column is, in letters.
    pub widths: Vec<u16>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Number(u64),
}

impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
        })
    }
}

/// A workbook that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("a workbook could not be written")]
pub struct NoWorkbook(#[from] XlsxError);

/// Writes a workbook.
///
/// # Errors
/// [`NoWorkbook`] for a name that no sheet may have, or more rows than a sheet holds.
pub fn write(title: &str, sheets: &[Sheet], made: Timestamp) -> Result<Vec<u8>, NoWorkbook> {
    let mut book = Workbook::new();
    let moment = ExcelDateTime::from_timestamp(made.as_second())?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&moment));
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, width) in (0_u16..).zip(&sheet.widths) {
            page.set_column_width(column, f64::from(*width))?;
        }
        for (column, head) in (0_u16..).zip(&sheet.head) {
            page.write_string_with_format(0, column, safe(head), &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => page.write_string_with_format(row, column, safe(text), &wrapped)?,
                    // Counts of people are far below what a spreadsheet's numbers hold exactly.
                    Cell::Number(number) => page.write_number_with_format(row, column, *number as f64, &wrapped)?,
                };
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet {
            name: "Figures".to_owned(),
            head: vec!["What".to_owned(), "People".to_owned()],
            widths: vec![40, 10],
            rows: vec![vec![Cell::Text(text.to_owned()), Cell::Number(15)]],
        }
    }

    #[test]
    fn the_same_sheets_give_the_same_bytes_and_name_nobody() {
        let made: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        let book = write("What was missing", &[sheet("=1+1")], made).unwrap();
        assert_eq!(book, write("What was missing", &[sheet("=1+1")], made).unwrap());
        assert!(book.starts_with(b"PK"));
        assert!(write("x", &[Sheet { name: "a/b".to_owned(), ..sheet("x") }], made).is_err());
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        let made: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        let text = |cell: &str| format!("{:?}", Cell::Text(cell.to_owned()));
        assert_eq!(text("=SUM(A1)"), "Text(…)");
        // Nothing is refused, whatever people wrote; and no sheet holds a formula or a link.
        for cell in ["=SUM(A1)", "+1+1", "-2+3", "@x", "\t=1", "\u{0}@x", "\"'><x-kith-7>", &"x".repeat(30_000)] {
            let parts = kith_testkit::zip::texts(&write("x", &[sheet(cell)], made).unwrap());
            let all: String = parts.values().map(String::as_str).collect();
            assert!(!all.contains("<f>") && !all.contains("<hyperlink"), "{cell}: {all}");
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\0']);
            let strings = &parts["xl/sharedStrings.xml"];
            let bare = strings.split("<t").filter(|it| it.contains(">'")).count();
            assert_eq!(bare > 0, runs, "{cell:?}: {strings}");
        }
    }
}
