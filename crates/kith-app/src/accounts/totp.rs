//! Codes that change every thirty seconds (RFC 6238 with SHA-1 and six digits, which every app knows).

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// How long a code is shown, in seconds.
const PERIOD: i64 = 30;
/// How many steps before and after this one are taken too, for clocks that differ.
const SKEW: i64 = 1;
/// Letters of base 32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a moment lies in.
fn step_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(PERIOD)
}

/// The code of a step.
fn code_of(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&u64::try_from(step).ok()?.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0x0f);
    let four: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// The step whose code was typed, if it is within reach and later than the latest that was used. Every
/// candidate is compared, and each in the same time whatever was typed.
pub(super) fn step_of_code(secret: &str, typed: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let secret = from_base32(secret)?;
    let typed = digits(typed)?;
    let this = step_of(now);
    let mut found = None;
    for step in this - SKEW..=this + SKEW {
        let right = code_of(&secret, step)?;
        if bool::from(right.as_bytes().ct_eq(typed.as_bytes())) && step > last_step {
            found = Some(step);
        }
    }
    found
}

/// Six digits, however they were grouped.
pub(super) fn digits(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (bare.len() == 6 && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

/// Bytes in base 32, five bits to a letter.
pub(super) fn to_base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.extend(LETTERS.get(((buffer >> bits) & 31) as usize).map(|letter| char::from(*letter)));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.extend(LETTERS.get(((buffer << (5 - bits)) & 31) as usize).map(|letter| char::from(*letter)));
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let five = LETTERS.iter().position(|known| *known == letter)?;
        buffer = (buffer << 5) | u32::try_from(five).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 255).ok()?);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    /// The vectors of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_of(SECRET, step_of(at(second))).as_deref(), Some(code), "{second}");
        }
    }

    /// The vectors of RFC 4226, appendix D: the first ten counters.
    #[test]
    fn codes_of_a_counter_are_those_of_the_standard_below() {
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, code) in (0..).zip(codes) {
            assert_eq!(code_of(SECRET, counter).as_deref(), Some(code), "{counter}");
        }
    }

    #[test]
    fn base_32_is_that_of_the_standard_and_comes_back() {
        // RFC 4648, section 10, without padding.
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(to_base32(bytes.as_bytes()), text);
            assert_eq!(from_base32(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base32("mzxw6"), None);
    }

    #[test]
    fn a_code_is_good_for_its_step_and_one_before_and_after_and_once() {
        let secret = to_base32(SECRET);
        let code = code_of(SECRET, 100).expect("a code");
        let tried = |second: i64, last: i64| step_of_code(&secret, &code, at(second), last);
        for second in [99 * 30, 100 * 30, 101 * 30 + 29] {
            assert_eq!(tried(second, 0), Some(100), "{second}");
        }
        for second in [98 * 30 + 29, 102 * 30] {
            assert_eq!(tried(second, 0), None, "{second}");
        }
        assert_eq!(tried(100 * 30, 99), Some(100));
        assert_eq!(tried(100 * 30, 100), None, "used already");
        assert_eq!(tried(100 * 30, 101), None, "older than one that was used");
    }

    #[test]
    fn a_code_may_be_grouped_and_nothing_else_is_one() {
        let secret = to_base32(SECRET);
        let code = code_of(SECRET, 100).expect("a code");
        let (first, last) = code.split_at(3);
        assert_eq!(step_of_code(&secret, &format!(" {first} {last}"), at(3000), 0), Some(100));
        for wrong in ["", "12345", "1234567", "abcdef", "\u{0661}\u{0662}\u{0663}\u{0664}\u{0665}\u{0666}", "287082\0"]
        {
            assert_eq!(step_of_code(&secret, wrong, at(3000), 0), None, "{wrong:?}");
        }
    }
}
