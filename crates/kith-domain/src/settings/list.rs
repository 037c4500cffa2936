//! A service's own words for a list whose codes are Kith's.

use crate::rejection::Rejection;
use crate::text::{Line, NotText};

/// One line of a list as it is shown or sent: its code, its words, and whether it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The stable code.
    pub code: String,
    /// The words.
    pub label: String,
    /// Whether it is offered when something new is recorded.
    pub is_offered: bool,
}

/// A service's own words and order for a list. Empty means: as shipped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording(Vec<(String, Line, bool)>);

impl Wording {
    /// What was stored: code, words, whether it is offered.
    #[must_use]
    pub fn from_parts(parts: Vec<(String, Line, bool)>) -> Self {
        Self(parts)
    }

    /// The parts, for the store.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &Line, bool)> {
        self.0.iter().map(|(code, label, is_offered)| (code.as_str(), label, *is_offered))
    }

    /// The service's words for a code, when it has its own.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&Line> {
        self.0.iter().find(|(known, ..)| known == code).map(|(_, label, _)| label)
    }

    /// The whole list in the service's order and words. A shipped line that the service said nothing of
    /// (it came with a later version) stands at the end, as shipped.
    #[must_use]
    pub fn lines(&self, shipped: &[(&str, &str)]) -> Vec<Listed> {
        let own = self.0.iter().filter(|(code, ..)| shipped.iter().any(|(known, _)| known == code));
        let mut lines: Vec<Listed> = own
            .map(|(code, label, is_offered)| Listed {
                code: code.clone(),
                label: label.to_string(),
                is_offered: *is_offered,
            })
            .collect();
        for (code, label) in shipped {
            if lines.iter().all(|line| line.code != *code) {
                lines.push(Listed { code: (*code).to_owned(), label: (*label).to_owned(), is_offered: true });
            }
        }
        lines
    }

    /// Takes a list as sent, in its new order.
    ///
    /// # Errors
    /// When a code is none of the list's or comes twice, words are missing, or nothing would be offered.
    pub fn of(shipped: &[(&str, &str)], lines: &[Listed]) -> Result<Self, Rejection> {
        let mut parts: Vec<(String, Line, bool)> = Vec::new();
        for line in lines {
            let is_known = shipped.iter().any(|(code, _)| *code == line.code);
            if !is_known || parts.iter().any(|(code, ..)| *code == line.code) {
                return Err(Rejection::new(
                    "settings.other_list",
                    "The list has changed since the page was opened. Open it again. Nothing was saved.",
                ));
            }
            parts.push((line.code.clone(), words(&line.label)?, line.is_offered));
        }
        let it = Self(parts);
        if it.lines(shipped).iter().all(|line| !line.is_offered) {
            return Err(Rejection::of_field(
                "offered",
                "settings.nothing_offered",
                "At least one line must stay in use. Tick the ones that you want to offer.",
            ));
        }
        Ok(it)
    }

    /// The list in one line of words, for the history of changes.
    #[must_use]
    pub fn in_words(&self, shipped: &[(&str, &str)]) -> String {
        in_words(&self.lines(shipped))
    }
}

/// A list in one line of words: what is not offered stands in brackets.
#[must_use]
pub fn in_words(lines: &[Listed]) -> String {
    let said = |line: &Listed| if line.is_offered { line.label.clone() } else { format!("[{}]", line.label) };
    lines.iter().map(said).collect::<Vec<_>>().join(" · ")
}

/// Reads the words of a line.
///
/// # Errors
/// When there are none, or too many.
pub fn words(label: &str) -> Result<Line, Rejection> {
    Line::new(label).map_err(|why| match why {
        NotText::Empty => Rejection::of_field(
            "label",
            "settings.no_words",
            "A line has no words. Give every line its words, or untick it to stop offering it.",
        ),
        NotText::TooLong { .. } | NotText::Nul => Rejection::of_field(
            "label",
            "settings.too_many_words",
            "The words of a line are at most 200 characters. Shorten them.",
        ),
    })
}
