//! A GP practice: the word practice always means one.

use crate::id::Id;
use crate::text::Line;

/// A GP practice, known by its ODS code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Identifier.
    pub id: Id<Practice>,
    /// ODS code, such as `A99001`.
    pub ods_code: OdsCode,
    /// Name.
    pub name: Line,
    /// Where notices go that name no person.
    pub email: Option<Line>,
}

/// An organisation code of the NHS Organisation Data Service: 3 to 10 capital letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OdsCode(String);

impl OdsCode {
    /// Reads a code; lower case is taken as upper case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().to_ascii_uppercase();
        let fits = (3..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        fits.then_some(Self(code))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_letters_and_digits() {
        assert_eq!(OdsCode::parse(" a81001 ").map(|c| c.as_str().to_owned()), Some("A81001".to_owned()));
        for wrong in ["A8", "A81001-99", "ÄB123", ""] {
            assert_eq!(OdsCode::parse(wrong), None, "{wrong}");
        }
    }
}
