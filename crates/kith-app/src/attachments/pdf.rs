//! What a PDF would do when it is opened. Its names are read as they stand, written in numbers, or packed into streams
//! of objects; its pages are never drawn.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Most bytes that all streams of objects are unpacked to.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Most streams of objects that are looked into.
const MOST_STREAMS: usize = 20_000;

/// Why a PDF is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It runs a script, starts a program, sends a form, plays something, or opens an address by itself.
    Acts,
    /// Another file is embedded in it.
    Embeds,
    /// It is locked, so that nobody can say what is in it.
    Locked,
    /// It would unpack to far more than it is.
    Bomb,
}

/// What no letter needs. A script has both `/JavaScript` and `/JS`; the shorter is met by chance in a large picture.
const ACTS: [&[u8]; 7] = [b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"RichMedia", b"Movie", b"Rendition"];
const EMBEDS: [&[u8]; 3] = [b"EmbeddedFile", b"EmbeddedFiles", b"GoToE"];

/// Looks into a PDF.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refused> {
    look(bytes)?;
    let (mut left, mut streams) = (MOST_BYTES, 0);
    for (at, _) in names(bytes).filter(|(_, name)| *name == *b"ObjStm") {
        streams += 1;
        if streams > MOST_STREAMS {
            return Err(Refused::Bomb);
        }
        let Some(packed) = stream_after(bytes, at) else { continue };
        let mut held = Vec::new();
        // What is damaged is read as far as it goes, as a reader would.
        let _ = ZlibDecoder::new(packed).take(left.saturating_add(1)).read_to_end(&mut held);
        left = left.checked_sub(u64::try_from(held.len()).unwrap_or(u64::MAX)).ok_or(Refused::Bomb)?;
        look(&held)?;
    }
    Ok(())
}

/// Looks through one run of bytes for names that do something.
fn look(bytes: &[u8]) -> Result<(), Refused> {
    for (at, name) in names(bytes) {
        if ACTS.contains(&name.as_slice()) {
            return Err(Refused::Acts);
        }
        if EMBEDS.contains(&name.as_slice()) {
            return Err(Refused::Embeds);
        }
        if name == b"Encrypt" {
            return Err(Refused::Locked);
        }
        // To open at a page is what many letters do. To open an address is not.
        if name == b"OpenAction" || name == b"AA" {
            let action = bytes.get(at..).unwrap_or_default();
            if acts_by_itself(bytes, action) {
                return Err(Refused::Acts);
            }
        }
    }
    Ok(())
}

/// Whether what stands after `/OpenAction`, or what it refers to, opens an address or another file.
fn acts_by_itself(all: &[u8], action: &[u8]) -> bool {
    let near = |bytes: &[u8]| {
        let near = bytes.get(..bytes.len().min(400)).unwrap_or_default();
        let near = match near.windows(2).position(|two| two == b">>") {
            Some(end) => near.get(..end).unwrap_or_default(),
            None => near,
        };
        names(near).any(|(_, name)| matches!(name.as_slice(), b"URI" | b"GoToR" | b"Thread" | b"Sound" | b"Named"))
    };
    let text = action.get(..action.len().min(64)).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    let mut words = text.split_ascii_whitespace();
    let number = words.next().filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()));
    match number {
        None => near(action),
        Some(number) => {
            let head = format!("{number} 0 obj");
            let found = all.windows(head.len()).position(|part| part == head.as_bytes());
            found.is_some_and(|at| near(all.get(at..).unwrap_or_default()))
        }
    }
}

/// The names in a run of bytes, each with where it ends; `#4a` is read as `J`.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = bytes.get(at..)?.iter().position(|byte| *byte == b'/')? + at + 1;
        let (mut name, mut next) = (Vec::new(), begin);
        while let Some(&byte) = bytes.get(next) {
            if byte == b'#'
                && let Some(code) = bytes.get(next + 1..next + 3).and_then(hex)
            {
                name.push(code);
                next += 3;
                continue;
            }
            // No name that is looked for is longer than this; a long one is read past all the same.
            if byte.is_ascii_whitespace() || byte == 0 || b"/<>[](){}%".contains(&byte) || name.len() > 64 {
                break;
            }
            name.push(byte);
            next += 1;
        }
        at = next;
        Some((next, name))
    })
}

fn hex(two: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()
}

/// What is packed in the stream whose dictionary names something at a place.
fn stream_after(bytes: &[u8], at: usize) -> Option<&[u8]> {
    const WORD: &[u8] = b"stream";
    let after = bytes.get(at..)?;
    let found = after.get(..after.len().min(4096))?.windows(WORD.len()).position(|part| part == WORD)?;
    let begin = after.get(found + WORD.len()..)?;
    let begin = begin.strip_prefix(b"\r\n").or_else(|| begin.strip_prefix(b"\n")).unwrap_or(begin);
    Some(begin)
}
