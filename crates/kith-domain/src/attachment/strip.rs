//! Takes out of a picture what it tells besides the picture: where and when it was taken, by whose telephone.

use super::Kind;

/// The bytes to keep; nothing when the file is not whole.
pub(super) fn strip(kind: Kind, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match kind {
        Kind::Jpeg => jpeg(&bytes),
        Kind::Png => png(&bytes),
        Kind::Pdf | Kind::Docx | Kind::Text => Some(bytes),
    }
}

/// A JPEG without its application segments and comments, but for those that say how its colours are meant.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        // A marker may be preceded by any number of fill bytes.
        while *bytes.get(at + 1)? == 0xFF {
            at += 1;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xD9 => {
                out.extend_from_slice(&[0xFF, 0xD9]);
                return Some(out);
            }
            0xD0..=0xD7 | 0x01 => {
                out.extend_from_slice(bytes.get(at..at + 2)?);
                at += 2;
                continue;
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        if length < 2 {
            return None;
        }
        let segment = bytes.get(at..at + 2 + length)?;
        // APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe's colours) stay.
        let tells = matches!(marker, 0xE1 | 0xE3..=0xED | 0xEF | 0xFE);
        if !tells {
            out.extend_from_slice(segment);
        }
        at += 2 + length;
        if marker == 0xDA {
            // The picture itself, up to the next marker that is neither stuffing nor a restart.
            let start = at;
            loop {
                let found = bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
                at += found;
                match *bytes.get(at + 1)? {
                    0x00 | 0xD0..=0xD7 => at += 2,
                    0xFF => at += 1,
                    _ => break,
                }
            }
            out.extend_from_slice(bytes.get(start..at)?);
        }
    }
}

/// A PNG without its texts, times and camera data.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..8)?.to_vec();
    let mut at: usize = 8;
    loop {
        let length = bytes.get(at..at + 4)?;
        let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let chunk = bytes.get(at..end)?;
        let kind = chunk.get(4..8)?;
        if !matches!(kind, b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"tIME") {
            out.extend_from_slice(chunk);
        }
        at = end;
        if kind == b"IEND" {
            return Some(out);
        }
    }
}
