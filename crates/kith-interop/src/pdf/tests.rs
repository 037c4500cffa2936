use std::collections::BTreeMap;

use super::*;

fn at() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().expect("a moment")
}

fn letter() -> Document {
    let mut blocks = vec![Block::heading(Level::One, "A letter in support of Rosa Okafor’s application")];
    blocks.extend(Block::paragraphs(
        "12 Quay Street\nHarbour\n\nDear housing team,\n\nIt costs £38 — each way. Zażółć gęślą jaźń.",
    ));
    blocks.push(Block::heading(Level::Two, "What would help"));
    blocks.push(Block::List(vec!["A flat on the ground floor".to_owned(), "Room for a wheelchair".to_owned()]));
    blocks.push(Block::Table {
        head: vec!["When".to_owned(), "What".to_owned()],
        rows: vec![vec!["3 December".to_owned(), "A visit together".to_owned()], vec!["later".to_owned()]],
    });
    Document { title: "Letter of support".to_owned(), language: "en-GB".to_owned(), blocks }
}

/// A file whose content is not compressed, as text.
fn plain(document: &Document) -> String {
    plain_in(Setting::Roomy, document)
}

fn plain_in(setting: Setting, document: &Document) -> String {
    let bytes = write_as(document, setting, at(), draw::Streams::Plain).expect("written");
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// What a reader takes out again: every glyph that is shown, by the table that the file has for it.
fn text_of(file: &str) -> String {
    // Each typeface has its own table; which one a glyph is of depends on the one chosen before it.
    let mut out = String::new();
    let tables: Vec<BTreeMap<u32, String>> = file.split("begincmap").skip(1).map(table).collect();
    for stream in file.split("stream\n").filter(|part| part.contains(" Tf")) {
        let mut font = 0;
        for token in stream.split_inclusive("Tf").flat_map(|part| part.split_inclusive("TJ")) {
            if let Some(name) = token.trim_end().strip_suffix("Tf") {
                let name = name.rsplit('/').next().unwrap_or_default();
                font = name.trim_start_matches('f').split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            }
            out.push_str(&shown(token, tables.get(font)));
        }
    }
    out
}

fn table(cmap: &str) -> BTreeMap<u32, String> {
    let cmap = cmap.split("endcmap").next().unwrap_or_default();
    let mut known = BTreeMap::new();
    for block in cmap.split("beginbfchar").skip(1) {
        for line in block.split("endbfchar").next().unwrap_or_default().lines() {
            let mut parts = line.split(['<', '>']).filter(|part| !part.trim().is_empty());
            let (Some(glyph), Some(text)) = (parts.next(), parts.next()) else { continue };
            let units: Vec<u16> = text
                .as_bytes()
                .chunks(4)
                .filter_map(|four| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok())
                .collect();
            if let Ok(glyph) = u32::from_str_radix(glyph, 16) {
                known.insert(glyph, String::from_utf16_lossy(&units));
            }
        }
    }
    known
}

/// The glyphs of one operator, which are written as bytes between brackets or as hexadecimal digits.
fn shown(token: &str, table: Option<&BTreeMap<u32, String>>) -> String {
    let Some(table) = table else { return String::new() };
    let mut glyphs: Vec<u8> = Vec::new();
    let mut chars = token.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '<' => {
                let digits: String = chars.by_ref().take_while(|c| *c != '>').collect();
                let pairs = digits.as_bytes().chunks(2);
                glyphs.extend(pairs.filter_map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()));
            }
            '(' => literal(&mut chars, &mut glyphs),
            _ => {}
        }
    }
    glyphs
        .chunks(2)
        .filter_map(|pair| match pair {
            [high, low] => table.get(&(u32::from(*high) << 8 | u32::from(*low))).cloned(),
            _ => None,
        })
        .collect()
}

fn literal(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, into: &mut Vec<u8>) {
    let mut depth = 0;
    while let Some(c) = chars.next() {
        let byte = match c {
            '\\' => match chars.next() {
                Some('n') => b'\n',
                Some('r') => b'\r',
                Some('t') => b'\t',
                Some('b') => 8,
                Some('f') => 12,
                Some(digit) if digit.is_digit(8) => {
                    let mut octal = digit.to_digit(8).unwrap_or(0);
                    for _ in 0..2 {
                        let Some(next) = chars.peek().and_then(|next| next.to_digit(8)) else { break };
                        octal = octal * 8 + next;
                        chars.next();
                    }
                    u8::try_from(octal & 255).unwrap_or(0)
                }
                Some(other) => u8::try_from(u32::from(other)).unwrap_or(0),
                None => return,
            },
            '(' => {
                depth += 1;
                b'('
            }
            ')' if depth == 0 => return,
            ')' => {
                depth -= 1;
                b')'
            }
            other => u8::try_from(u32::from(other)).unwrap_or(0),
        };
        into.push(byte);
    }
}

/// The sizes of letters that a file of this print sets.
fn sizes(file: &str) -> Vec<String> {
    let mut all: Vec<String> = file
        .split(" Tf")
        .filter_map(|before| before.rsplit(' ').next().map(str::to_owned))
        .filter(|size| size.parse::<f32>().is_ok())
        .collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn every_word_can_be_taken_out_again() {
    let text = text_of(&plain(&letter()));
    for words in [
        "A letter in support of Rosa Okafor’s application",
        "12 Quay Street",
        "Dear housing team,",
        "It costs £38 — each way. Zażółć gęślą jaźń.",
        "• A flat on the ground floor",
        "3 December",
        "A visit together",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
}

#[test]
fn the_structure_title_and_language_stand_in_the_file() {
    let file = plain(&letter());
    for needed in [
        "/StructTreeRoot",
        "/Marked true",
        "/Lang(en-GB)",
        "/S/H1",
        "/S/H2",
        "/S/P",
        "/S/L/",
        "/S/LI",
        "/S/LBody",
        "/S/Table",
        "/S/TH",
        "/S/TD",
        "/DisplayDocTitle true",
        "Letter of support",
        "pdfuaid:part",
    ] {
        assert!(file.contains(needed), "{needed} is not in the file");
    }
    // Nothing in it runs, opens or fetches anything.
    for forbidden in ["/JavaScript", "/JS ", "/Launch", "/URI", "/EmbeddedFile", "/OpenAction"] {
        assert!(!file.contains(forbidden), "{forbidden} is in the file");
    }
}

#[test]
fn a_long_letter_goes_over_pages_and_loses_nothing() {
    let words: Vec<String> = (0..3000).map(|n| format!("word{n}")).collect();
    let rows = (0..120).map(|n| vec![format!("row{n}"), words[..20].join(" ")]).collect();
    let blocks = vec![
        Block::Paragraph(words.join(" ")),
        Block::Table { head: vec!["A".to_owned(), "B".to_owned()], rows },
        Block::Paragraph("x".repeat(2000)),
    ];
    let document = Document { title: "Long".to_owned(), language: "en-GB".to_owned(), blocks };
    let file = plain(&document);
    let text = text_of(&file);
    for n in [0, 1, 1499, 2999] {
        assert!(text.contains(&format!("word{n} ")) || text.contains(&format!("word{n}")), "word{n}");
    }
    assert!(text.contains("row119") && text.contains("Page 2 of "));
    assert_eq!(text.matches('x').count(), 2000);
}

#[test]
fn large_print_is_half_as_large_again_and_says_the_same() {
    let (usual, large) = (plain(&letter()), plain_in(Setting::Large, &letter()));
    assert_eq!(sizes(&usual), ["12", "14.5", "18"]);
    assert_eq!(sizes(&large), ["18", "21.75", "27"]);
    let words = |file: &str| text_of(file).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&usual), words(&large), "only its lines are broken elsewhere");
    let long = Document { blocks: Block::paragraphs(&"We met at the café. ".repeat(600)), ..letter() };
    assert!(pages(&long, Setting::Large).expect("laid") > pages(&long, Setting::Roomy).expect("laid"));
}

#[test]
fn whatever_is_written_gives_a_file_and_the_claim_is_dropped_where_a_glyph_is_missing() {
    let texts = [
        "",
        " ",
        "\n\n\n",
        "(brackets) \\ and <x-kith-7>",
        "שלום עולם",
        "日本語 and 👩🏽\u{200D}🦽",
        "e\u{301}\u{301}\u{301}",
        "a\u{0}b\u{7}c",
        "\u{202E}exe.fdp",
        "﷽﷽",
    ];
    for text in texts {
        let blocks = vec![
            Block::heading(Level::Three, text),
            Block::Paragraph(text.to_owned()),
            Block::List(vec![text.to_owned()]),
            Block::Table { head: vec![], rows: vec![vec![text.to_owned(); 9]] },
        ];
        let document = Document { title: text.to_owned(), language: "en-GB".to_owned(), blocks };
        let written = write(&document, at());
        assert!(written.is_ok(), "{text:?}: {written:?}");
    }
    let foreign = Document { blocks: vec![Block::Paragraph("日本語".to_owned())], ..letter() };
    let file = plain(&foreign);
    assert!(!file.contains("pdfuaid:part") && file.contains("/StructTreeRoot"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(write(&letter(), at()), write(&letter(), at()));
}

#[test]
fn words_without_letters_in_the_typeface_are_named_once_and_nothing_else_is() {
    let words = |text: &str| {
        let blocks = vec![
            Block::heading(Level::One, "Zoë’s letter"),
            Block::Paragraph(text.to_owned()),
            Block::List(vec![text.to_owned()]),
            Block::Table { head: vec!["Naïve".to_owned()], rows: vec![vec![text.to_owned()]] },
        ];
        super::cannot_be_set(&Document { title: String::new(), language: "en-GB".to_owned(), blocks }).unwrap()
    };
    assert_eq!(words("Dear রহিমা, dear ਗੁਰਪ੍ਰੀਤ and 李明, রহিমা, ends."), ["রহিমা,", "ਗੁਰਪ੍ਰੀਤ", "李明,"]);
    assert_eq!(words("Siân Ó Súilleabháin, Łukasz, Ψ, Жанна – “£5” … a\u{200D}b\u{FEFF}"), Vec::<String>::new());
    assert_eq!(words(""), Vec::<String>::new());
}

#[test]
fn what_stands_side_by_side_is_read_one_after_the_other_and_takes_the_room_of_the_longer() {
    let lines = |name: &str, many: usize| -> Vec<Block> {
        (0..many).map(|n| Block::Paragraph(format!("{name}{n} of a few words"))).collect()
    };
    let of = |blocks: Vec<Block>| Document { blocks, ..letter() };
    let beside = of(vec![Block::Beside(lines("left", 3), lines("right", 20)), Block::Paragraph("after".to_owned())]);
    let text = text_of(&plain(&beside));
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(at("left2") < at("right0") && at("right19") < at("after"), "{text}");
    assert_eq!(pages(&beside, Setting::Roomy), Ok(1));
    // Under one another they would take more than the page.
    let under = of([lines("left", 20), lines("right", 20)].concat());
    assert_eq!(pages(&under, Setting::Roomy), Ok(2));
    let beside = of(vec![Block::Beside(lines("left", 20), lines("right", 20))]);
    assert_eq!(pages(&beside, Setting::Roomy), Ok(1));
    assert_eq!(pages(&of(vec![Block::Room(60)]), Setting::Close), Ok(2));
    assert_eq!(pages(&of(vec![Block::Room(20)]), Setting::Close), Ok(1));
}

#[test]
fn what_is_set_closely_takes_fewer_pages_and_says_the_same() {
    let blocks = (0..40).map(|n| Block::Paragraph(format!("word{n} {}", "and so on ".repeat(8)))).collect();
    let document = Document { blocks, ..letter() };
    assert_eq!((pages(&document, Setting::Roomy), pages(&document, Setting::Close)), (Ok(3), Ok(1)));
    let bytes = write_as(&document, Setting::Close, at(), draw::Streams::Plain).expect("written");
    let file: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let text = text_of(&file);
    assert!((0..40).all(|n| text.contains(&format!("word{n} "))), "{text}");
    // No letter of the text is smaller than 10 points.
    let sizes = file.split(" Tf").filter_map(|part| part.rsplit(' ').next()?.parse::<f32>().ok());
    assert!(sizes.clone().count() > 0 && sizes.clone().filter(|size| *size < 10.0).all(|size| size == 9.0));
}
