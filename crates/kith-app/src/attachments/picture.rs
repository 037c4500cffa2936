//! How large a picture is when it is drawn.

/// Most points of a picture: fifty million (reliability.md section 7).
const MOST_POINTS: u64 = 50_000_000;

/// Whether a picture is larger than is drawn anywhere; `None` when it does not say how large it is.
pub(super) fn is_too_large(bytes: &[u8]) -> Option<bool> {
    let (wide, high) = if bytes.starts_with(b"\x89PNG") { png(bytes)? } else { jpeg(bytes)? };
    Some(u64::from(wide) * u64::from(high) > MOST_POINTS)
}

/// A PNG says it in its first chunk.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let at = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
    Some((at(16)?, at(20)?))
}

/// A JPEG says it at the head of its frame; the largest counts, should there be several.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut found: Option<(u32, u32)> = None;
    while let Some(from) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xFF)) {
        at += from;
        let Some(&marker) = bytes.get(at + 1) else { break };
        match marker {
            0x00 | 0x01 | 0xD0..=0xD9 => at += 2,
            0xFF => at += 1,
            _ => {
                let two = |at: usize| bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_be_bytes);
                let Some(length) = two(at + 2) else { break };
                // Every kind of frame, but not the tables that have their numbers among them.
                if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
                    let size = (u32::from(two(at + 7)?), u32::from(two(at + 5)?));
                    let points = |(wide, high): (u32, u32)| u64::from(wide) * u64::from(high);
                    found = Some(found.map_or(size, |known| if points(known) > points(size) { known } else { size }));
                }
                at += 2 + usize::from(length.max(2));
            }
        }
    }
    found
}
