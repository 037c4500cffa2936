//! A small scanner that tells SQL code from quoted text and comments.
//!
//! Both the rewriting of parameters and the expansion of type words must leave quoted text alone:
//! `'$1'` is four characters somebody wants stored, and `'{}'` is an empty JSON object.

/// One stretch of an SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Keywords, names, numbers, parameters.
    Code(&'t str),
    /// A string literal or a quoted name, quotes included.
    Quoted(&'t str),
    /// A comment of either form, without the line's end.
    Comment(&'t str),
}

/// Cuts a text into its pieces; concatenated they give the text again.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, length) = first(rest);
        found.push(piece);
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}

fn first(rest: &str) -> (Piece<'_>, usize) {
    if rest.starts_with("--") {
        let length = rest.find('\n').unwrap_or(rest.len());
        return (Piece::Comment(part(rest, length)), length);
    }
    if rest.starts_with("/*") {
        let length = rest.find("*/").map_or(rest.len(), |at| at + 2);
        return (Piece::Comment(part(rest, length)), length);
    }
    for quote in ['\'', '"'] {
        if let Some(inside) = rest.strip_prefix(quote) {
            // A doubled quote ends one piece and begins the next, which comes to the same.
            let length = inside.find(quote).map_or(rest.len(), |at| at + 2);
            return (Piece::Quoted(part(rest, length)), length);
        }
    }
    let length = ["--", "/*", "'", "\""].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    (Piece::Code(part(rest, length)), length)
}

fn part(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text)
}

/// Replaces every `{word}` of a stretch of code by what `meaning` says.
///
/// # Errors
/// A sentence naming the word, when it has no meaning; braces have no other use in our SQL.
pub(super) fn expand_words(code: &str, meaning: impl Fn(&str) -> Option<&'static str>) -> Result<String, String> {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, tail)) = after.split_once('}') else {
            return Err("a brace is opened and not closed".to_owned());
        };
        let Some(text) = meaning(word) else {
            return Err(format!("the word {{{word}}} is not known"));
        };
        out.push_str(before);
        out.push_str(text);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_and_comments_are_told_from_code() {
        let text = "SELECT 'it''s $1', \"a--b\" -- not $2\nFROM t /* '{x}' */ WHERE a = $1";
        assert_eq!(
            pieces(text),
            vec![
                Piece::Code("SELECT "),
                Piece::Quoted("'it'"),
                Piece::Quoted("'s $1'"),
                Piece::Code(", "),
                Piece::Quoted("\"a--b\""),
                Piece::Code(" "),
                Piece::Comment("-- not $2"),
                Piece::Code("\nFROM t "),
                Piece::Comment("/* '{x}' */"),
                Piece::Code(" WHERE a = $1"),
            ]
        );
    }

    #[test]
    fn an_unclosed_quote_runs_to_the_end_and_nothing_is_lost() {
        for text in ["SELECT 'é", "a /* b", "--", "'", "x\"é"] {
            let again: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Code(t) | Piece::Quoted(t) | Piece::Comment(t) => t,
                })
                .collect();
            assert_eq!(again, text);
        }
    }

    #[test]
    fn an_unknown_word_is_an_error() {
        let meaning = |word: &str| (word == "id").then_some("uuid");
        assert_eq!(expand_words("a {id}, b {id}", meaning), Ok("a uuid, b uuid".to_owned()));
        assert!(expand_words("a {uuid}", meaning).is_err());
        assert!(expand_words("a {id", meaning).is_err());
    }
}
