//! Files that are broken, huge or meant to harm (reliability.md section 6, lines 18 and 69).

use kith_domain::import::Kind;
use kith_interop::csv::{Columns, Encoding, Fault, MOST_BYTES, Order, Sheet, draft};
use proptest::prelude::{any, proptest};

fn read(text: &str) -> Result<Sheet, Fault> {
    Sheet::read(text.as_bytes())
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let many_columns = vec!["a"; 100_000].join(",");
    let many_rows = format!("Name\n{}", "x\n".repeat(50_000));
    let long_cell = format!("Name,Note\nOkafor,{}\n", "y".repeat(9 << 20));
    let cases: Vec<(String, Fault)> = vec![
        (String::new(), Fault::Empty),
        ("\n\n , ; \n".to_owned(), Fault::Empty),
        ("Name,Born\n".to_owned(), Fault::NoRows),
        ("Name,Born".to_owned(), Fault::NoRows),
        (",,\nOkafor,1951,x\n".to_owned(), Fault::NoRows),
        ("Name,Note\nOkafor,\"never closed\nShah,2\n".to_owned(), Fault::OpenQuote(2)),
        ("\"Name,Note\nOkafor,x\n".to_owned(), Fault::OpenQuote(1)),
        (many_columns, Fault::TooManyColumns),
        (many_rows, Fault::TooManyRows),
        (long_cell, Fault::LongCell(2)),
    ];
    for (text, fault) in cases {
        let found = read(&text).map(|sheet| sheet.lines.len());
        assert_eq!(found, Err(fault), "{}", text.chars().take(40).collect::<String>());
        assert!(fault.to_string().ends_with('.'), "{fault}");
    }
    assert_eq!(Sheet::read(&vec![b'a'; MOST_BYTES + 1]).map(drop), Err(Fault::TooLarge));
    let (workbook, utf16): (&[u8], Vec<u8>) =
        (b"PK\x03\x04\x14\x00", "Name,Born\nOkafor,1951".encode_utf16().flat_map(u16::to_be_bytes).collect());
    assert_eq!(Sheet::read(workbook).map(drop), Err(Fault::Workbook));
    assert_eq!(Sheet::read(&utf16).map(drop), Err(Fault::Unmarked));
}

#[test]
fn odd_files_are_read_and_numbered_as_a_spreadsheet_numbers_them() {
    for (text, separator) in [
        ("Name;Note\r\nOkafor;\"two\r\nlines; and \"\"more\"\"\"\r\n\r\n;\r\nShah;x", ';'),
        ("Name\tNote\nOkafor\t\"two\r\nlines; and \"\"more\"\"\"\n\n\t\nShah\tx\n", '\t'),
        ("\u{FEFF}Name,Note\rOkafor,\"two\r\nlines; and \"\"more\"\"\"\r\r,\rShah,x\r", ','),
        ("sep=;\nName;Note\nOkafor;\"two\r\nlines; and \"\"more\"\"\"\n\nShah;x\n", ';'),
    ] {
        let sheet = read(text).unwrap();
        assert_eq!(sheet.separator, separator);
        assert_eq!(sheet.headings, ["Name", "Note"]);
        assert_eq!(sheet.lines.len(), 2, "{text:?}");
        assert_eq!(sheet.lines[0].cells, ["Okafor", "two\r\nlines; and \"more\""]);
        assert_eq!(sheet.lines[1].cells, ["Shah", "x"]);
        let first = if text.starts_with("sep") { 3 } else { 2 };
        assert_eq!(
            (sheet.lines[0].number, sheet.lines[1].number),
            (first, first + if text.starts_with("sep") { 2 } else { 3 })
        );
    }
}

#[test]
fn headings_twice_and_rows_of_another_length_are_said() {
    let sheet = read("Name,Name,,Name\nOkafor,a,b,c\nShah,a\nNg,a,b,c,,\nObi,a,b,c,d\n").unwrap();
    assert_eq!(sheet.headings, ["Name", "Name (2)", "Column 3", "Name (3)"]);
    assert_eq!(sheet.remarks.len(), 1, "{:?}", sheet.remarks);
    let ragged: Vec<Option<usize>> = sheet.lines.iter().map(|line| line.ragged).collect();
    assert_eq!(ragged, [None, Some(2), None, Some(5)], "empty cells at the end do no harm");
}

#[test]
fn a_cell_stays_text_whatever_it_looks_like() {
    let cells = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "＝1",
        "\"'><x-kith-7 onmouseover=1>",
        "Null",
        "O'Neill-Ó Súilleabháin",
        "a\u{0}b",
        "\u{202E}exe.fdp",
        "\u{1b}[2J",
        "' OR 1=1--",
    ];
    for cell in cells {
        let quoted = cell.replace('"', "\"\"");
        let sheet = read(&format!("Family name,DOB\n\"{quoted}\",27/3/1951\n")).unwrap();
        assert_eq!(sheet.lines[0].cells[0], cell);
        let columns = Columns::guess(Kind::Referrals, &sheet.headings);
        let today = jiff::civil::date(2026, 11, 26);
        let result = draft(Kind::Referrals, &sheet.lines[0], &sheet.headings, &columns, Order::DayFirst, today);
        let issues = result.unwrap_err();
        // The reason is missing from the file; a NUL is said beside it, and nothing else is wrong.
        assert_eq!(
            issues.iter().any(|issue| issue.sentence.contains("NUL")),
            cell.contains('\0'),
            "{cell:?} {issues:?}"
        );
    }
}

#[test]
fn western_files_of_excel_are_read_as_they_were_written() {
    let sheet = Sheet::read(b"Family name;Note\nS\xFAilleabh\xE1in;\x93M\xE1ire\x94 \x96 \x80 5\n").unwrap();
    assert_eq!(sheet.encoding, Encoding::Windows1252);
    assert_eq!(sheet.lines[0].cells, ["Súilleabháin", "“Máire” – € 5"]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(sheet) = Sheet::read(&bytes) {
            for kind in Kind::ALL {
                let columns = Columns::guess(*kind, &sheet.headings);
                for line in &sheet.lines {
                    let _ = draft(*kind, line, &sheet.headings, &columns, Order::DayFirst, jiff::civil::date(2026, 11, 26));
                }
            }
        }
    }

    #[test]
    fn no_text_of_a_table_makes_it_fall(text in "[a-zA-Z0-9,;\t\"\n\r/ é=]{0,300}") {
        if let Ok(sheet) = read(&text) {
            for line in &sheet.lines {
                assert_eq!(line.cells.len(), sheet.headings.len());
                assert!(line.number >= 2);
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(cells in proptest::collection::vec("[a-z][a-zA-Z0-9,;\"\n é]{0,20}x", 1..30)) {
        let head = vec!["One".into(), "Two".into()];
        let rows = cells.iter().map(|cell| vec![cell.as_str().into(), "y".into()]);
        let bytes = kith_interop::csv::write(std::iter::once(head).chain(rows));
        let sheet = Sheet::read(&bytes).unwrap();
        let back: Vec<&str> = sheet.lines.iter().map(|line| line.cells[0].as_str()).collect();
        assert_eq!(back, cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
