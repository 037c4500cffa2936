//! What a schema file says about itself in the comment it begins with.
//!
//! ```text
//! -- Purpose: the tables of the directory.
//! -- Takes: less than a second.
//! ```

/// The purpose of a file and how long it takes. Without the two words, the first line is the
/// purpose and the rest how long it takes.
pub(super) fn read(text: &str) -> (String, String) {
    let comment =
        text.lines().map_while(|line| line.trim().strip_prefix("--")).map(str::trim).filter(|line| !line.is_empty());
    let mut purpose = String::new();
    let mut duration = String::new();
    let mut named = false;
    let mut into_duration = false;
    for line in comment {
        let (word, rest) = line.split_once(':').map_or(("", line), |(w, r)| (w.trim(), r.trim()));
        let said = match word.to_ascii_lowercase().as_str() {
            "purpose" => {
                (named, into_duration) = (true, false);
                rest
            }
            "takes" | "how long" | "duration" => {
                (named, into_duration) = (true, true);
                rest
            }
            _ => line,
        };
        let target = if into_duration { &mut duration } else { &mut purpose };
        if !target.is_empty() {
            target.push(' ');
        }
        target.push_str(said);
        into_duration |= !named;
    }
    (purpose, duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comment_at_the_top_is_read_with_and_without_words() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            read("-- Purpose: the house,\n-- all of it.\n-- Takes: a second.\n\n-- more\nCREATE"),
            pair("the house, all of it.", "a second.")
        );
        assert_eq!(read("-- The house.\n-- A second.\nCREATE"), pair("The house.", "A second."));
        assert_eq!(read("CREATE TABLE t (a int);"), pair("", ""));
    }
}
