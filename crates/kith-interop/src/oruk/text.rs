//! Cleaning of text that strangers wrote.

use super::html;

/// Whether a text is one line or may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Line,
    Block,
}

/// A cleaned text, and what had to be done to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned {
    /// `None` when nothing that can be seen is left.
    pub(super) text: Option<String>,
    /// Control or text-direction characters were taken out.
    pub(super) stripped: bool,
    /// HTML was turned into plain text.
    pub(super) markup: bool,
    /// The text was longer than the limit and was cut.
    pub(super) cut: bool,
}

/// Cleans `raw` and keeps at most `limit` characters of it.
pub(super) fn clean(raw: &str, shape: Shape, limit: usize) -> Cleaned {
    let plain = html::to_plain(raw);
    let markup = plain.is_some();
    let mut stripped = false;
    let mut out = String::new();
    let mut kept = 0;
    let mut cut = false;
    // White space is held back until something follows it, so that the end is
    // trimmed and runs collapse without a second pass.
    let mut newlines = 0;
    let mut spaces = 0;
    for c in plain.as_deref().unwrap_or(raw).chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => newlines += 1,
            '\r' => {}
            c if c.is_whitespace() => spaces += 1,
            c if is_hostile(c) => stripped = true,
            c => {
                let gap = gap(shape, kept > 0, newlines, spaces);
                (newlines, spaces) = (0, 0);
                let width = gap.chars().count() + 1;
                if kept + width > limit {
                    cut = true;
                    break;
                }
                out.push_str(gap);
                out.push(c);
                kept += width;
            }
        }
    }
    let text = out.chars().any(is_visible).then_some(out);
    Cleaned { text, stripped, markup, cut }
}

fn gap(shape: Shape, started: bool, newlines: u32, spaces: u32) -> &'static str {
    match (started, shape, newlines, spaces) {
        (false, ..) | (true, _, 0, 0) => "",
        (true, Shape::Block, 1, _) => "\n",
        (true, Shape::Block, 2.., _) => "\n\n",
        _ => " ",
    }
}

/// Characters that show nothing and can only mislead: controls, direction
/// overrides, and the byte order mark. The joiners U+200C and U+200D stay,
/// because Persian, Hindi and emoji are written with them.
pub(super) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}' | '\u{00AD}' | '\u{034F}')
}

#[cfg(test)]
mod tests {
    use super::{Cleaned, Shape, clean};

    #[track_caller]
    fn check(raw: &str, shape: Shape, expected: Option<&str>) -> Cleaned {
        let cleaned = clean(raw, shape, 20);
        assert_eq!(cleaned.text.as_deref(), expected, "from {raw:?}");
        cleaned
    }

    #[test]
    fn white_space_is_tidied_without_remark() {
        for (raw, shape, expected) in [
            ("  Tea \t\u{a0} club \r\n", Shape::Line, Some("Tea club")),
            ("Tea\r\nclub", Shape::Line, Some("Tea club")),
            ("Tea \r\n club", Shape::Block, Some("Tea\nclub")),
            ("\n\nTea\n\n\n\nclub\n", Shape::Block, Some("Tea\n\nclub")),
            (" \n ", Shape::Block, None),
            ("", Shape::Line, None),
        ] {
            let cleaned = check(raw, shape, expected);
            assert!(!cleaned.stripped && !cleaned.cut && !cleaned.markup);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out_and_reported() {
        for (raw, expected) in [
            ("Tea\0club", Some("Teaclub")),
            ("\u{1b}[2JTea", Some("[2JTea")),
            ("\u{202e}exe.fdp", Some("exe.fdp")),
            ("&#0;Tea&#8238;", Some("Tea")),
            ("\u{200b}\u{feff}", None),
        ] {
            assert!(check(raw, Shape::Line, expected).stripped);
        }
        assert_eq!(check("\u{200d}\u{200d}", Shape::Line, None).text, None);
    }

    #[test]
    fn a_long_text_is_cut_at_the_limit_and_an_exact_one_is_not() {
        let exact = "é".repeat(20);
        assert!(!check(&exact, Shape::Line, Some(&exact)).cut);
        let long = "é".repeat(21);
        assert!(check(&long, Shape::Line, Some(&exact)).cut);
        let spaced = format!("{}{}x", "é".repeat(19), " ".repeat(9));
        assert!(check(&spaced, Shape::Line, Some(&"é".repeat(19))).cut);
    }
}
