//! Reading a form that carries files (`multipart/form-data`, RFC 7578), whole and bounded.
//!
//! A page that takes a file needs three things, and nothing else of this room:
//! 1. In `router/table.rs` its line is `upload(path, Action::…, "resource", handler)` instead of `post(…)`. Such an
//!    address takes up to [`MOST_UPLOAD_BYTES`], reads nothing from somebody who has not signed in, and lets a few
//!    in at once (`Site::uploads`).
//! 2. In its template the form says `enctype="multipart/form-data"` and draws the question with
//!    `form.file("file", "…")`; the hidden fields go with it as with any form. It works without JavaScript.
//! 3. In its handler `visit.file("file")` gives the [`Sent`] file, or `None` when none was chosen;
//!    `visit.field(…)`, `visit.submit::<…>(…)` and the nonce work as for any form. The digest under which a form
//!    has one effect covers the bytes of its files.
//!
//! # Invariants
//! - Nothing is written to disk here, and no file name is ever used as a path: it is text to show.
//! - The type that a browser claims is not believed; whoever takes a file looks at its bytes.
//! - Every limit is met by a plain refusal: too many parts, a head that is too long, no end, no name.
//!
//! *Deliberately absent:* parts within parts, transfer encodings and `filename*`, which browsers do not send.

use std::fmt;

use bytes::Bytes;

/// Largest form with files, in bytes (reliability.md section 7).
pub(crate) const MOST_UPLOAD_BYTES: usize = 25 * 1024 * 1024;
/// Most parts of one form.
const MOST_PARTS: usize = 200;
/// Longest head of a part, in bytes.
const MOST_HEAD_BYTES: usize = 8 * 1024;
/// Longest boundary (RFC 2046).
const MOST_BOUNDARY: usize = 70;
/// Most characters kept of a file's name.
const MOST_NAME: usize = 150;

/// A file that somebody sent.
#[derive(Clone)]
pub(crate) struct Sent {
    /// The name of the question that it answers.
    pub(crate) field: String,
    /// Its name where it came from, for people to read: the last part of any path, without control characters.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Bytes,
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sent({}, {} bytes)", self.field, self.bytes.len())
    }
}

/// What a form sent: its answers in order, and its files.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Names and values.
    pub(crate) fields: Vec<(String, String)>,
    /// Files that were chosen.
    pub(crate) files: Vec<Sent>,
}

/// Why a form could not be read, as a sentence for whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends in the middle, or is none.
    Broken,
    /// A limit was met.
    TooMany,
    /// An answer is not text.
    NotText,
}

impl Fault {
    /// The sentence.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::Broken => {
                "The form with the file did not arrive whole. Go back, choose the file again and send it once more."
            }
            Self::TooMany => {
                "The form holds more parts than any form here has. Open the page again and send it from there."
            }
            Self::NotText => "The form holds characters that cannot be read. Type them again.",
        }
    }
}

/// The boundary that a content type names.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim())
    })?;
    let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&b);
    let fits = (1..=MOST_BOUNDARY).contains(&value.len()) && !value.ends_with(' ') && value.bytes().all(is_sign);
    fits.then_some(value)
}

/// Reads a whole body. File contents are slices of it, not copies.
pub(crate) fn read(body: &Bytes, boundary: &str) -> Result<Parts, Fault> {
    let opening = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut parts = Parts::default();
    // What stands before the first boundary is for readers that know no multipart, and nobody sends it.
    let mut at = if body.starts_with(opening.as_bytes()) {
        opening.len()
    } else {
        find(body, between.as_bytes(), 0).ok_or(Fault::Broken)? + between.len()
    };
    for _ in 0..=MOST_PARTS {
        let rest = body.get(at..).ok_or(Fault::Broken)?;
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        // Blanks may stand between a boundary and the end of its line.
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let begin = at + blanks + 2;
        if body.get(at + blanks..begin) != Some(b"\r\n") {
            return Err(Fault::Broken);
        }
        // A part without any head begins with the empty line itself.
        let limit = body.len().min(begin + MOST_HEAD_BYTES);
        let window = body.get(..limit).ok_or(Fault::Broken)?;
        let head_end = match find(window, b"\r\n\r\n", begin) {
            Some(end) => end,
            None if body.len() > limit => return Err(Fault::TooMany),
            None => return Err(Fault::Broken),
        };
        let content_begin = head_end + 4;
        let content_end = find(body, between.as_bytes(), content_begin.saturating_sub(2)).ok_or(Fault::Broken)?;
        let head = body.get(begin..head_end).ok_or(Fault::Broken)?;
        // An empty part's boundary follows at once, its line end being that of the head.
        let content = body.slice(content_begin.min(content_end)..content_end.max(content_begin.min(content_end)));
        keep(&mut parts, head, content)?;
        at = content_end + between.len();
    }
    Err(Fault::TooMany)
}

/// Keeps one part.
fn keep(parts: &mut Parts, head: &[u8], content: Bytes) -> Result<(), Fault> {
    let head = String::from_utf8_lossy(head);
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then(|| value.trim())
    });
    let disposition = disposition.ok_or(Fault::Broken)?;
    if !disposition.to_ascii_lowercase().starts_with("form-data") {
        return Err(Fault::Broken);
    }
    let name = parameter(disposition, "name").filter(|name| (1..=200).contains(&name.len())).ok_or(Fault::Broken)?;
    match parameter(disposition, "filename") {
        None => {
            let value = String::from_utf8(content.to_vec()).map_err(|_| Fault::NotText)?;
            parts.fields.push((name, value));
        }
        // A question to which no file was chosen is sent without name and content.
        Some(file) if file.is_empty() && content.is_empty() => {}
        Some(file) => parts.files.push(Sent { field: name, name: shown(&file), bytes: content }),
    }
    Ok(())
}

/// A parameter in quotes, with the escapes that browsers write (WHATWG: `%22`, `%0D`, `%0A`).
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition;
    while let Some((_, after)) = rest.split_once(';') {
        let after = after.trim_start();
        let (name, value) = after.split_once('=')?;
        let Some(quoted) = value.trim_start().strip_prefix('"') else {
            // Without quotes: up to the next semicolon.
            let end = value.find(';').unwrap_or(value.len());
            if name.trim().eq_ignore_ascii_case(wanted) {
                return value.get(..end).map(|value| value.trim().to_owned());
            }
            rest = value;
            continue;
        };
        let end = quoted.find('"')?;
        let text = quoted.get(..end)?;
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = quoted.get(end + 1..)?;
    }
    None
}

/// A file's name as people may read it.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let kept: String = last.chars().filter(|c| !hides(*c)).take(MOST_NAME).collect();
    let kept = kept.trim();
    if kept.is_empty() { "a file without a name".to_owned() } else { kept.to_owned() }
}

/// Where some bytes stand in others, from a place on.
fn find(body: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = from;
    loop {
        let rest = body.get(at..)?;
        at += rest.iter().position(|b| *b == first)?;
        if body.get(at..)?.starts_with(wanted) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(parts: &[(&str, &str)]) -> Bytes {
        let mut text = String::new();
        for (disposition, content) in parts {
            text.push_str(&format!("--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n"));
        }
        text.push_str("--x--\r\n");
        Bytes::from(text)
    }

    #[test]
    fn answers_and_files_come_out_as_they_were_sent() {
        let sent = body(&[
            ("name=\"nonce\"", "0123"),
            ("name=\"note\"", "two\r\nlines --x within"),
            ("name=\"empty\"", ""),
            ("name=\"none\"; filename=\"\"", ""),
            ("name=\"file\"; filename=\"C:\\people\\list.csv\"", "a,b\r\n1,2\r\n"),
        ]);
        let parts = read(&sent, "x").unwrap();
        assert_eq!(
            parts.fields,
            [("nonce", "0123"), ("note", "two\r\nlines --x within"), ("empty", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(parts.files.len(), 1);
        assert_eq!((parts.files[0].field.as_str(), parts.files[0].name.as_str()), ("file", "list.csv"));
        assert_eq!(parts.files[0].bytes, "a,b\r\n1,2\r\n");
    }

    #[test]
    fn a_boundary_is_short_and_plain() {
        let long = format!("multipart/form-data; boundary={}", "x".repeat(5_000));
        for (kind, expected) in [
            ("multipart/form-data; boundary=abc", Some("abc")),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/mixed; boundary=abc", None),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; boundary=a\u{1}b", None),
            (long.as_str(), None),
        ] {
            assert_eq!(boundary(kind), expected, "{kind}");
        }
    }

    #[test]
    fn names_of_files_are_only_ever_text() {
        for (sent, expected) in [
            ("../../etc/passwd", "passwd"),
            ("a%0D%0ASet-Cookie:x", "aSet-Cookie:x"),
            ("\u{202E}exe.fdp", "exe.fdp"),
            ("\u{200B}", "a file without a name"),
            (".html", ".html"),
            ("con.txt", "con.txt"),
        ] {
            let disposition = format!("name=\"file\"; filename=\"{sent}\"");
            let parts = read(&body(&[(&disposition, "x")]), "x").unwrap();
            assert_eq!(parts.files[0].name, expected, "{sent:?}");
        }
        let long = format!("name=\"file\"; filename=\"{}\"", "n".repeat(300));
        assert_eq!(read(&body(&[(&long, "x")]), "x").unwrap().files[0].name.chars().count(), MOST_NAME);
    }

    /// reliability.md section 6, line 79.
    #[test]
    fn what_is_no_whole_form_is_refused_in_words() {
        let many: Vec<(&str, &str)> = std::iter::repeat_n(("name=\"a\"", "b"), 10_000).collect();
        let cases: [(Bytes, Fault); 9] = [
            (Bytes::new(), Fault::Broken),
            (Bytes::from_static(b"--x\r\n"), Fault::Broken),
            (Bytes::from_static(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end"), Fault::Broken),
            (Bytes::from_static(b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--"), Fault::Broken),
            (Bytes::from_static(b"--x\r\nContent-Type: text/plain\r\n\r\nno disposition\r\n--x--"), Fault::Broken),
            (
                Bytes::from_static(b"--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--x--"),
                Fault::Broken,
            ),
            (body(&many), Fault::TooMany),
            (Bytes::from(format!("--x\r\nX: {}\r\n\r\nb\r\n--x--", "h".repeat(1 << 20))), Fault::TooMany),
            (
                Bytes::from_static(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\xfe\r\n--x--"),
                Fault::NotText,
            ),
        ];
        for (sent, expected) in cases {
            let found = read(&sent, "x").map(|_| ()).unwrap_err();
            assert_eq!(found, expected, "{:?}", sent.slice(..sent.len().min(80)));
            assert!(found.sentence().ends_with('.'));
        }
        // A form within a form is content.
        let nested = body(&[("name=\"a\"", "--y\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nc\r\n--y--")]);
        assert_eq!(read(&nested, "x").unwrap().fields.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_fall(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let mut framed = b"--x\r\n".to_vec();
            framed.extend_from_slice(&bytes);
            let _ = read(&Bytes::from(framed.clone()), "x");
            framed.extend_from_slice(b"\r\n--x--");
            let _ = read(&Bytes::from(framed), "x");
        }

        #[test]
        fn any_file_comes_back_as_it_was(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..2000)) {
            let mut sent = b"--edge\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n".to_vec();
            sent.extend_from_slice(&bytes);
            sent.extend_from_slice(b"\r\n--edge--\r\n");
            // The boundary itself cannot stand in the file: a browser chooses one that does not.
            proptest::prop_assume!(find(&bytes, b"\r\n--edge", 0).is_none());
            let parts = read(&Bytes::from(sent), "edge").unwrap();
            proptest::prop_assert_eq!(&parts.files[0].bytes[..], &bytes[..]);
        }
    }
}
