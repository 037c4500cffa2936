//! A small table of numbers out of a CSV file, with errors that name the row and the column.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A file larger than this is refused, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The rows of a file, under their headings.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file with a line of headings.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let name = || path.display().to_string();
        if !std::fs::metadata(path).with_context(name)?.is_file() {
            bail!("{} is not a file", name());
        }
        let mut bytes = Vec::new();
        File::open(path).with_context(name)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(name)?;
        if bytes.len() as u64 > MOST_BYTES {
            bail!("{} is larger than {} MB", name(), MOST_BYTES >> 20);
        }
        Self::parse(&bytes).with_context(name)
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).context("the file is not UTF-8; save it as CSV UTF-8")?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headings: Vec<String> = reader.headers()?.iter().map(str::to_lowercase).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            rows.push(record?.iter().map(str::to_owned).collect());
        }
        if rows.is_empty() {
            bail!("the file has no rows below its headings");
        }
        Ok(Self { headings, rows })
    }

    fn column(&self, name: &str) -> Result<Vec<&str>> {
        let mut places = self.headings.iter().enumerate().filter(|(_, heading)| *heading == name);
        let Some((at, _)) = places.next() else {
            bail!("there is no column called {name}; the first line must name it");
        };
        if places.next().is_some() {
            bail!("two columns are called {name}; rename one of them");
        }
        Ok(self.rows.iter().map(|row| row.get(at).map_or("", String::as_str)).collect())
    }

    /// A column of finite numbers.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        self.parsed(name, "a number, like 12 or 3.5", |text| text.parse().ok().filter(|value: &f64| value.is_finite()))
    }

    /// A column of whole numbers.
    pub(super) fn counts(&self, name: &str) -> Result<Vec<u64>> {
        // Larger ones would not all be told apart as the numbers they are worked with.
        self.parsed(name, "a whole number, like 12", |text| text.parse().ok().filter(|value| *value < 1 << 53))
    }

    fn parsed<T>(&self, name: &str, wanted: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
        let each = self.column(name)?.into_iter().enumerate();
        each.map(|(at, text)| {
            parse(text).with_context(|| format!("row {}, column {name}: this must be {wanted}", at + 1))
        })
        .collect()
    }

    /// The labels of the rows; empty where there is no such column.
    pub(super) fn labels(&self) -> Vec<&str> {
        self.column("label").unwrap_or_else(|_| vec![""; self.rows.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8], column: &str) -> String {
        let table = match Table::parse(bytes) {
            Ok(table) => table,
            Err(error) => return format!("{error:#}"),
        };
        table.numbers(column).map_or_else(|error| format!("{error:#}"), |numbers| format!("{numbers:?}"))
    }

    #[test]
    fn a_table_is_read_as_people_save_it() {
        assert_eq!(said("\u{feff}Label, VALUE \r\nMay,1\r\nJune, 2.5 \r\n".as_bytes(), "value"), "[1.0, 2.5]");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(said(b"value\n1\nmany\n", "value"), "row 2, column value: this must be a number, like 12 or 3.5");
        assert_eq!(said(b"value\n1\ninf\n", "value"), "row 2, column value: this must be a number, like 12 or 3.5");
        assert!(said(b"amount\n1\n", "value").contains("no column called value"));
        assert!(said(b"value,value\n1,2\n", "value").contains("two columns"));
        assert!(said(b"value\n", "value").contains("no rows"));
        assert!(said(b"", "value").contains("no rows"));
        assert!(said(b"value,label\n1\n", "value").contains("2 fields"));
        assert!(said(b"value\n\xff\n", "value").contains("UTF-8"));
    }
}
