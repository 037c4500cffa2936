//! Text that people wrote: bounded, free of control characters, and silent in `Debug`.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Why a text was not taken. The sentence for the person is made by whoever knows the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Nothing was written (white space and invisible characters count as nothing).
    #[error("nothing is written here")]
    Empty,
    /// More characters than the field holds.
    #[error("this is {length} characters long; at most {most} fit")]
    TooLong {
        /// Characters written.
        length: usize,
        /// Characters that fit.
        most: usize,
    },
    /// A NUL character, which no database text can hold.
    #[error("this holds a character that cannot be stored (NUL)")]
    Nul,
}

/// Line ends become `\n`; other control characters and direction overrides (which can disguise
/// what a text says) go; the ends are trimmed.
fn clean(raw: &str, lines: bool) -> Result<String, NotText> {
    if raw.contains('\0') {
        return Err(NotText::Nul);
    }
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' if lines => Some(c),
            '\n' | '\t' => Some(' '),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    let trimmed = kept.trim();
    let visible = trimmed.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'));
    if visible { Ok(trimmed.to_owned()) } else { Err(NotText::Empty) }
}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $most:expr, $lines:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The most characters it holds.
            pub const MOST: usize = $most;

            /// Takes what was written, or says why not.
            ///
            /// # Errors
            /// [`NotText`] when nothing visible is written, too much is, or NUL is in it.
            pub fn new(raw: &str) -> Result<Self, NotText> {
                let text = clean(raw, $lines)?;
                let length = text.chars().count();
                if length > Self::MOST {
                    return Err(NotText::TooLong { length, most: Self::MOST });
                }
                Ok(Self(text))
            }

            /// Like [`Self::new`], but nothing written is `None`, not an error.
            ///
            /// # Errors
            /// [`NotText`] when too much is written or NUL is in it.
            pub fn optional(raw: &str) -> Result<Option<Self>, NotText> {
                match Self::new(raw) {
                    Ok(text) => Ok(Some(text)),
                    Err(NotText::Empty) => Ok(None),
                    Err(other) => Err(other),
                }
            }

            /// The text itself, for a page or the store.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(…{} characters)", stringify!($name), self.0.chars().count())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

bounded!(/** One line: a name, a place, a subject. 200 characters. */ Line, 200, false);
bounded!(/** A few sentences: a reason, what matters. 4,000 characters. */ Words, 4_000, true);
bounded!(/** A note in full. 64,000 characters, within the 64 KiB limit of a note. */ Note, 64_000, true);

/// A number of things as people write it: "12", "5,000".
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// Folds a name or a search word so that spellings meet: compatibility-decomposed, without accents,
/// lower case, letters and digits only, words parted by one space.
/// `O'Neill-Ó Súilleabháin` and `o neill o suilleabhain` fold to the same text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        if ('\u{0300}'..='\u{036F}').contains(&c) {
            continue;
        }
        if let Some(plain) = plain(c) {
            out.push_str(plain);
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if matches!(c, '\'' | '\u{2019}') {
            // An apostrophe joins: O'Neill is one word to those who search for it.
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Letters whose stroke or hook is no accent that could be taken off, as people write them without it.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ə' | 'Ə' => "e",
        _ => return None,
    })
}

/// Whether a text has the shape of an e-mail address: one at sign with something before it and a name with a dot behind it,
/// and nothing that would end an address in a letter's head. Whether anybody reads there is never known.
#[must_use]
pub fn looks_like_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let ends = |c: char| c.is_whitespace() || c.is_control() || ",;<>\"()".contains(c);
    let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    !name.is_empty() && is_host && !text.contains(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_sign_and_nothing_that_ends_it() {
        for text in ["name@example.org", "o'brien+tea@mail.example.org", "名@例.example"] {
            assert!(looks_like_email(text), "{text}");
        }
        for text in [
            "",
            "name",
            "@example.org",
            "name@",
            "name@example",
            "name@.org",
            "name@example.",
            "a@b@example.org",
            "a name@example.org",
            "name@exam ple.org",
            "one@example.org,two@example.org",
            "one@example.org;",
            "<name@example.org>",
            "\"name\"@example.org",
            "name(home)@example.org",
            "name@example.org\n",
            "na\0me@example.org",
        ] {
            assert!(!looks_like_email(text), "{text}");
        }
    }

    #[test]
    fn what_people_write_is_kept_and_what_deceives_is_not() {
        assert_eq!(Line::new("  Ng ").map(|t| t.to_string()), Ok("Ng".to_owned()));
        assert_eq!(Line::new("a\u{202E}exe.fdp").map(|t| t.to_string()), Ok("aexe.fdp".to_owned()));
        assert_eq!(Words::new("one\r\ntwo").map(|t| t.to_string()), Ok("one\ntwo".to_owned()));
        assert_eq!(Line::new("\u{200B}\u{FEFF} \t"), Err(NotText::Empty));
        assert_eq!(Line::new("a\0b"), Err(NotText::Nul));
        assert_eq!(Line::new(&"é".repeat(201)), Err(NotText::TooLong { length: 201, most: 200 }));
        assert!(Line::new(&"é".repeat(200)).is_ok());
        assert_eq!(Note::optional(" \n "), Ok(None));
    }

    #[test]
    fn debug_shows_nothing_of_the_text() {
        let note = Note::new("She told me about her brother").map(|n| format!("{n:?}"));
        assert_eq!(note, Ok("Note(…29 characters)".to_owned()));
    }

    #[test]
    fn spellings_meet_when_folded() {
        assert_eq!(fold("Ó Súilleabháin"), fold("o suilleabhain"));
        assert_eq!(fold("O'Neill"), "oneill");
        for (written, typed) in [
            ("Sørensen", "sorensen"),
            ("Wałęsa", "walesa"),
            ("Đặng", "dang"),
            ("Groß", "gross"),
            ("Þóra Ægisdóttir", "thora aegisdottir"),
            ("Işık", "isik"),
            ("İpek", "ipek"),
            ("Əliyev", "eliyev"),
        ] {
            assert_eq!(fold(written), typed);
        }
        assert_eq!(fold("Jo\u{0308}rg"), fold("J\u{00F6}rg"));
        assert_eq!(fold("  Smith - Jones "), "smith jones");
    }

    #[test]
    fn thousands_are_parted_by_commas() {
        let said: Vec<String> = [0, 12, 999, 1_000, 5_000, 1_234_567].into_iter().map(thousands).collect();
        assert_eq!(said, ["0", "12", "999", "1,000", "5,000", "1,234,567"]);
    }
}
