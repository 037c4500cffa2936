//! Which characters the bytes of a file are.

use super::sheet::Fault;

/// How a file's characters were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 that says so at its beginning, as Excel writes "CSV UTF-8".
    Utf8WithMark,
    /// Windows-1252, as Excel writes plain "CSV" in western Europe.
    Windows1252,
    /// UTF-16, as Excel writes "Unicode text".
    Utf16,
}

impl Encoding {
    /// The words for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8, marked as such",
            Self::Windows1252 => "Windows-1252 (plain CSV as Excel saves it)",
            Self::Utf16 => "UTF-16 (“Unicode text” as Excel saves it)",
        }
    }
}

/// Reads bytes as text, and says as what.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoding), Fault> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Fault::Workbook);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        let text = std::str::from_utf8(rest).map_err(|_| Fault::Unreadable)?;
        return Ok((text.to_owned(), Encoding::Utf8WithMark));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes);
    }
    // Many NULs and no mark: two-byte characters, or no text at all.
    let nuls = bytes.iter().filter(|byte| **byte == 0).count();
    if nuls > 16 && nuls > bytes.len() / 10 {
        return Err(Fault::Unmarked);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    let text: Option<String> = bytes.iter().map(|byte| windows_1252(*byte)).collect();
    Ok((text.ok_or(Fault::Unreadable)?, Encoding::Windows1252))
}

fn utf16(bytes: &[u8], read: impl Fn([u8; 2]) -> u16) -> Result<(String, Encoding), Fault> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Fault::Unreadable);
    }
    let units = pairs.iter().map(|pair| read(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    Ok((text.map_err(|_| Fault::Unreadable)?, Encoding::Utf16))
}

/// The character of a byte in Windows-1252; five bytes have none.
fn windows_1252(byte: u8) -> Option<char> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x81 | 0x8D | 0x8F | 0x90 | 0x9D => None,
        0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied(),
        other => Some(char::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_ways_in_which_spreadsheets_write_are_read_and_named() {
        let text = "Name\nÓ Súilleabháin, “Máire” – €\n";
        let le: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let western: Vec<u8> = text
            .chars()
            .map(|c| match c {
                '“' => 0x93,
                '”' => 0x94,
                '–' => 0x96,
                '€' => 0x80,
                c => u8::try_from(u32::from(c)).unwrap(),
            })
            .collect();
        let marked: Vec<u8> = b"\xEF\xBB\xBF".iter().copied().chain(text.bytes()).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8WithMark),
            (western, Encoding::Windows1252),
            (le, Encoding::Utf16),
            (be, Encoding::Utf16),
        ] {
            assert_eq!(decode(&bytes), Ok((text.to_owned(), encoding)));
        }
    }

    #[test]
    fn what_is_no_text_is_said_plainly() {
        let unmarked: Vec<u8> = "Name,Born\nOkafor,1951".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, fault) in [
            (&b"PK\x03\x04rest"[..], Fault::Workbook),
            (&[0xD0, 0xCF, 0x11, 0xE0, 1], Fault::Workbook),
            (&unmarked, Fault::Unmarked),
            (&[b'a', 0x81], Fault::Unreadable),
            (&[0xFF, 0xFE, b'a'], Fault::Unreadable),
            (&[0xFF, 0xFE, 0x00, 0xD8], Fault::Unreadable),
            (&[0xEF, 0xBB, 0xBF, 0xFF], Fault::Unreadable),
        ] {
            assert_eq!(decode(bytes).err(), Some(fault), "{bytes:?}");
        }
    }
}
