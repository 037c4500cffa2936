use super::*;

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&length[..], kind, data, &[0, 0, 0, 0]].concat()
}

pub(super) fn png(extra: &[u8]) -> Vec<u8> {
    let parts = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0; 13]),
        extra.to_vec(),
        chunk(b"IDAT", b"x"),
        chunk(b"IEND", b""),
    ];
    parts.concat()
}

fn jpeg(extra: &[u8]) -> Vec<u8> {
    let app0 = [&[0xFF, 0xE0, 0, 7][..], b"JFIF\0"].concat();
    let scan = [&[0xFF, 0xDA, 0, 2][..], &[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4]].concat();
    [&[0xFF, 0xD8][..], &app0, extra, &scan, &[0xFF, 0xD9]].concat()
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("short").to_be_bytes();
    [&[0xFF, marker][..], &length, data].concat()
}

#[test]
fn a_file_is_what_its_bytes_say_and_its_name_must_agree() {
    let docx = b"PK\x03\x04....[Content_Types].xml....word/document.xml....".to_vec();
    let fine: [(&str, Vec<u8>, Kind); 6] = [
        ("letter.pdf", b"%PDF-1.7 x".to_vec(), Kind::Pdf),
        ("photo.JPG", jpeg(b""), Kind::Jpeg),
        ("photo.jpeg", jpeg(b""), Kind::Jpeg),
        ("scan.png", png(b""), Kind::Png),
        ("form.docx", docx.clone(), Kind::Docx),
        ("note.txt", "Ó hello\r\n".as_bytes().to_vec(), Kind::Text),
    ];
    for (name, bytes, kind) in fine {
        assert_eq!(Checked::check(name, bytes).map(|file| file.kind), Ok(kind), "{name}");
    }
    let macros = [docx.clone(), b"word/vbaProject.bin".to_vec()].concat();
    let refused: [(&str, Vec<u8>, &str); 13] = [
        ("empty.pdf", vec![], "attachment.empty"),
        ("page.pdf", b"<html><script>1</script>".to_vec(), "attachment.kind"),
        ("page.txt", b"  <svg onload=1>".to_vec(), "attachment.kind"),
        ("image.png", b"%PDF-1.7".to_vec(), "attachment.name"),
        ("macro.docx", macros, "attachment.kind"),
        ("zip.docx", b"PK\x03\x04nothing".to_vec(), "attachment.kind"),
        ("macro.docm", docx, "attachment.name"),
        ("run.exe", b"MZ\x90\0".to_vec(), "attachment.kind"),
        ("anim.gif", b"GIF89a/*\x01\x00".to_vec(), "attachment.kind"),
        ("no-ending", b"%PDF-1.7".to_vec(), "attachment.name"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "attachment.damaged"),
        ("cut.jpg", vec![0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 1], "attachment.damaged"),
        ("nul.txt", b"a\0b".to_vec(), "attachment.kind"),
    ];
    for (name, bytes, code) in refused {
        let found = Checked::check(name, bytes).map_err(|refused| (refused.code, refused.field));
        assert_eq!(found.map(drop), Err((code, Some("file"))), "{name}");
    }
    let large = [b"%PDF-".to_vec(), vec![b'x'; MOST_BYTES]].concat();
    assert_eq!(Checked::check("large.pdf", large).map_err(|r| r.code).map(drop), Err("attachment.too_large"));
}

#[test]
fn a_photograph_keeps_its_picture_and_forgets_where_it_was_taken() {
    let told = [segment(0xE1, b"Exif\0\0GPS 51.5"), segment(0xFE, b"by Ann"), segment(0xE2, b"ICC_PROFILE")].concat();
    let file = Checked::check("photo.jpg", jpeg(&told)).expect("taken");
    assert_eq!(file.bytes, jpeg(&segment(0xE2, b"ICC_PROFILE")));
    let told = [chunk(b"eXIf", b"GPS"), chunk(b"zTXt", b"bomb"), chunk(b"pHYs", b"x")].concat();
    let file = Checked::check("scan.png", png(&told)).expect("taken");
    assert_eq!(file.bytes, png(&chunk(b"pHYs", b"x")));
}

#[test]
fn no_name_can_do_harm_where_it_is_shown_or_saved() {
    let named = |raw: &str| FileName::new(raw, Kind::Pdf).map(|name| name.to_string());
    let cases = [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\letter.PDF", "letter.pdf"),
        ("con.pdf", "file.pdf"),
        (".pdf", ""),
        ("..hidden.pdf", "hidden.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\".html\".pdf", "html.pdf"),
        ("\u{202E}fdp.exe.pdf", "fdp.exe.pdf"),
        ("  spaced  .pdf", "spaced.pdf"),
        ("Ó Súilleabháin’s form.pdf", "Ó Súilleabháin’s form.pdf"),
    ];
    for (raw, expected) in cases {
        assert_eq!(named(raw).unwrap_or_default(), expected, "{raw:?}");
    }
    let long = named(&format!("{}.pdf", "é".repeat(300))).expect("a name");
    assert_eq!(long.chars().count(), FileName::MOST);
    assert!(FileName::kept(&long, Kind::Pdf).is_some(), "what was kept is read back");
    assert_eq!(named("letter.exe"), None);
}
