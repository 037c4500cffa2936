//! Telephone numbers as people type them: digits, with what is written between and around them.

use crate::text::{Line, NotText};

/// What is said to whoever typed something else.
pub const HOW: &str = "Enter a telephone number in digits, like 01632 960 001. You may write +, brackets, and “ext” with a number. What else there is to know belongs into another box.";

/// Why a telephone number was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPhone {
    /// It is no text that can be stored.
    Text(NotText),
    /// It holds something else than a number.
    Other,
}

/// Reads a number; nothing typed is `None`.
///
/// # Errors
/// [`NotPhone`] when it holds anything but digits, `+`, spaces, brackets, hyphens, points, strokes and an extension, or
/// fewer than three digits.
pub fn read(raw: &str) -> Result<Option<Line>, NotPhone> {
    let Some(line) = Line::optional(raw).map_err(NotPhone::Text)? else { return Ok(None) };
    if is_number(line.as_str()) { Ok(Some(line)) } else { Err(NotPhone::Other) }
}

/// Whether a text is nothing but a telephone number. Several may stand beside each other with commas or “or”.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut digits = 0;
    let mut word = String::new();
    for c in lower.chars().chain([' ']) {
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        if !matches!(word.as_str(), "" | "ext" | "extn" | "extension" | "x" | "or") {
            return false;
        }
        word.clear();
        match c {
            '0'..='9' => digits += 1,
            ' ' | '+' | '(' | ')' | '[' | ']' | '-' | '\u{2010}'..='\u{2013}' | '.' | '/' | ',' | '\u{A0}' => {}
            _ => return false,
        }
    }
    digits >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for right in [
            "01632 960001",
            "+44 (0)1632 960-001",
            "01632 960 001 ext 12",
            "01632 960 001 x12",
            "01632.960.001",
            "999",
            "01632 960001 or 07700 900123",
            "01632/960001",
        ] {
            assert_eq!(
                read(right).map(|line| line.map(|line| line.to_string())),
                Ok(Some(right.to_owned())),
                "{right}"
            );
        }
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn what_is_no_number_is_not_taken() {
        for wrong in [
            "%00",
            "%00%00%00",
            "\"'><x-kith-7>",
            "no phone",
            "12",
            "+()",
            "٠١٢٣٤٥",
            "javascript:1234",
            "01632 960001;",
        ] {
            assert_eq!(read(wrong), Err(NotPhone::Other), "{wrong}");
        }
        assert_eq!(read("01632\0"), Err(NotPhone::Text(NotText::Nul)));
        assert!(matches!(read(&"1".repeat(201)), Err(NotPhone::Text(NotText::TooLong { .. }))));
    }
}
