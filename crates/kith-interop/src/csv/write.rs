//! Writing a table that a spreadsheet opens as text and never runs.

/// A cell that no spreadsheet takes for a formula: one that begins like one, also after blanks or characters that
/// cannot be seen, gets an apostrophe in front (OWASP ASVS 1.2.10). Reading it back, take the apostrophe off.
#[must_use]
pub fn safe(cell: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let begins = cell.chars().next().is_some_and(|c| matches!(c, '\t' | '\r' | '\n' | '\0'));
    let runs = cell.trim_start_matches(unseen).starts_with(|c| {
        matches!(c, '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠' | '−' | '﹢' | '﹣' | '﹦' | '﹫')
    });
    let kept: String = cell.chars().filter(|c| *c != '\0').collect();
    if begins || runs { format!("'{kept}") } else { kept }
}

/// A table as CSV: UTF-8 with its mark, so that Excel shows every letter; commas; rows end as Windows ends them.
#[must_use]
pub fn write<'a>(rows: impl IntoIterator<Item = Vec<std::borrow::Cow<'a, str>>>) -> Vec<u8> {
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(&mut bytes);
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| safe(cell)).collect();
        // Writing into memory cannot fail.
        let _ = writer.write_record(&cells);
    }
    let _ = writer.flush();
    drop(writer);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// reliability.md H5 and section 6, line 18.
    #[test]
    fn nothing_that_looks_like_a_formula_can_run() {
        for cell in [
            "=HYPERLINK(\"http://x\",\"y\")",
            "+1+1",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\u{0}=1",
            "＝1",
            " \u{200B}=1",
            "\u{FEFF}@x",
            "\r\n=1",
            "|cmd",
        ] {
            assert!(safe(cell).starts_with('\''), "{cell:?} becomes {:?}", safe(cell));
        }
        for cell in ["", "O'Neill", "24/11/2026", "01632 960001", "a=b", "'quoted'", "née", "1-2"] {
            assert_eq!(safe(cell), cell);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = [["Name", "Note"], ["Ó Súilleabháin", "two\nlines, and \"quotes\""], ["=1+1", "plain"]];
        let bytes = write(rows.iter().map(|row| row.iter().map(|cell| (*cell).into()).collect()));
        let sheet = crate::csv::Sheet::read(&bytes).unwrap();
        assert_eq!(sheet.headings, ["Name", "Note"]);
        let cells: Vec<&[String]> = sheet.lines.iter().map(|line| line.cells.as_slice()).collect();
        assert_eq!(cells, [["Ó Súilleabháin", "two\nlines, and \"quotes\""], ["'=1+1", "plain"]]);
    }
}
