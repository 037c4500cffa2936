//! The NHS number: ten digits, the last a check digit by modulus 11 (NHS Data Model and Dictionary).

use std::fmt;

/// A number that passes the check digit. `Debug` and `Display` differ: only `Display` shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber([u8; 10]);

/// Why it is not an NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNhsNumber {
    /// Something other than digits, spaces and hyphens.
    #[error("An NHS number is 10 digits, like 999 123 4567. Remove letters and other signs.")]
    NotDigits,
    /// Not ten digits.
    #[error("An NHS number is 10 digits, like 999 123 4567. This has {0}.")]
    Length(usize),
    /// The last digit does not fit the first nine.
    #[error("This NHS number is not right: its last digit does not fit. Check it against the record.")]
    CheckDigit,
    /// Ten equal digits: passes or fails the arithmetic, but is never a real number.
    #[error("This is not a real NHS number. If it is not known, say why instead.")]
    Repeated,
}

impl NhsNumber {
    /// Reads a number as people write it, with spaces or hyphens.
    ///
    /// # Errors
    /// [`NotAnNhsNumber`], with a sentence for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, NotAnNhsNumber> {
        let mut digits = Vec::with_capacity(10);
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
            match c {
                '0'..='9' => digits.push(c as u8 - b'0'),
                _ => return Err(NotAnNhsNumber::NotDigits),
            }
        }
        let found = digits.len();
        let digits: [u8; 10] = digits.try_into().map_err(|_| NotAnNhsNumber::Length(found))?;
        let [first, rest @ ..] = &digits;
        if rest.iter().all(|d| d == first) {
            return Err(NotAnNhsNumber::Repeated);
        }
        let [stem @ .., check] = &digits;
        if Self::check_digit(stem) == Some(*check) { Ok(Self(digits)) } else { Err(NotAnNhsNumber::CheckDigit) }
    }

    /// The check digit of nine digits: weights 10 to 2, 11 less the remainder by 11; 11 is 0, and 10
    /// means that these nine digits have no number (`None`).
    #[must_use]
    pub fn check_digit(stem: &[u8; 9]) -> Option<u8> {
        let sum: u32 = stem.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        match 11 - sum % 11 {
            11 => Some(0),
            10 => None,
            digit => u8::try_from(digit).ok(),
        }
    }

    /// A synthetic number of the 999 range from a serial of six digits; `None` where the stem has no
    /// valid number (about one in eleven).
    #[must_use]
    pub fn synthetic(serial: u32) -> Option<Self> {
        let text = format!("999{:06}", serial % 1_000_000);
        let stem: [u8; 9] = text.bytes().map(|b| b - b'0').collect::<Vec<_>>().try_into().ok()?;
        let check = Self::check_digit(&stem)?;
        Self::parse(&format!("{text}{check}")).ok()
    }

    /// Whether it lies in the 999 range, which is used for synthetic people only.
    #[must_use]
    pub fn is_synthetic(self) -> bool {
        self.0.starts_with(&[9, 9, 9])
    }

    /// Ten digits without spaces, for the store.
    #[must_use]
    pub fn digits(self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }
}

impl fmt::Display for NhsNumber {
    /// 3-3-4, as the NHS asks: `999 123 4567`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        let (area, rest) = digits.split_at(3);
        let (middle, last) = rest.split_at(3);
        write!(f, "{area} {middle} {last}")
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

/// Why no NHS number is given (after the FHIR UK Core code list NHSNumberUnavailableReason). Care
/// never waits for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberMissing {
    /// The referrer does not have it to hand.
    NotToHand,
    /// The person has none or it cannot be found.
    NotKnown,
    /// The person lives abroad or is newly arrived.
    Overseas,
    /// The person has a number of Scotland or Northern Ireland.
    DevolvedNation,
    /// The person does not wish it used.
    PersonDeclined,
}

impl NumberMissing {
    /// Every reason, in the order offered.
    pub const ALL: [Self; 5] =
        [Self::NotToHand, Self::NotKnown, Self::Overseas, Self::DevolvedNation, Self::PersonDeclined];

    /// The stable code for forms and the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotToHand => "not-to-hand",
            Self::NotKnown => "not-known",
            Self::Overseas => "overseas",
            Self::DevolvedNation => "devolved-nation",
            Self::PersonDeclined => "person-declined",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotToHand => "I do not have it to hand",
            Self::NotKnown => "Not known, or the person has none",
            Self::Overseas => "The person lives abroad or is newly arrived",
            Self::DevolvedNation => "The person has a number from Scotland or Northern Ireland",
            Self::PersonDeclined => "The person does not want it used",
        }
    }

    /// The same as a fact of the record, whoever sent it: a practice, an organisation or the person.
    #[must_use]
    pub const fn as_fact(self) -> &'static str {
        match self {
            Self::NotToHand => "it was not to hand",
            Self::NotKnown => "not known, or there is none",
            Self::Overseas => "lives abroad or is newly arrived",
            Self::DevolvedNation => "has a number from Scotland or Northern Ireland",
            Self::PersonDeclined => "does not want it used",
        }
    }

    /// Finds a reason by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in ["9434765919", "943 476 5919", "943-476-5919", " 943 4765919 "] {
            assert_eq!(NhsNumber::parse(text).map(|n| n.to_string()), Ok("943 476 5919".to_owned()), "{text}");
        }
    }

    #[test]
    fn wrong_numbers_are_refused_with_the_reason() {
        let cases = [
            ("9434765918", NotAnNhsNumber::CheckDigit),
            ("943476591", NotAnNhsNumber::Length(9)),
            ("94347659190", NotAnNhsNumber::Length(11)),
            ("", NotAnNhsNumber::Length(0)),
            ("943476591X", NotAnNhsNumber::NotDigits),
            ("٩٤٣٤٧٦٥٩١٩", NotAnNhsNumber::NotDigits),
            ("0000000000", NotAnNhsNumber::Repeated),
            ("1111111111", NotAnNhsNumber::Repeated),
        ];
        for (text, why) in cases {
            assert_eq!(NhsNumber::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn synthetic_numbers_lie_in_the_999_range() {
        let made: Vec<_> = (0..1000).filter_map(NhsNumber::synthetic).collect();
        assert!(made.len() > 850 && made.len() < 950, "about one stem in eleven has no number: {}", made.len());
        assert!(made.iter().all(|n| n.is_synthetic()));
    }

    proptest::proptest! {
        #[test]
        fn changing_any_one_digit_is_noticed(serial in 0u32..1_000_000, place in 0usize..10, add in 1u8..10) {
            if let Some(number) = NhsNumber::synthetic(serial) {
                let mut digits: Vec<u8> = number.digits().bytes().map(|b| b - b'0').collect();
                digits[place] = (digits[place] + add) % 10;
                let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
                proptest::prop_assert!(NhsNumber::parse(&text).is_err());
            }
        }
    }
}
