//! HTML in a description becomes plain text: a directory entry is read aloud,
//! printed and searched, and another system's markup has no place on our pages.
//!
//! This is not a sanitiser whose output may be put into a page as markup; the
//! output is text, and pages escape it as they escape every other text.

/// The text without its markup, or `None` when there was no markup in it.
pub(super) fn to_plain(raw: &str) -> Option<String> {
    if !raw.contains(['<', '&']) {
        return None;
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    let mut found = false;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let step = if here.starts_with('<') { tag(here, &mut out) } else { entity(here, &mut out) };
        rest = match step {
            Some(after) => {
                found = true;
                after
            }
            None => {
                let mut chars = here.chars();
                out.extend(chars.next());
                chars.as_str()
            }
        };
    }
    out.push_str(rest);
    found.then_some(out)
}

/// Reads a tag or comment at the start of `here`; gives what follows it.
///
/// A `<` that begins no tag ("ages <18") is left alone, and so is a tag that
/// another `<` interrupts: looking only as far as the next bracket also keeps
/// the work proportional to the length of the text.
fn tag<'a>(here: &'a str, out: &mut String) -> Option<&'a str> {
    if let Some(comment) = here.strip_prefix("<!--") {
        return Some(comment.split_once("-->").map_or("", |(_, after)| after));
    }
    let body = here.strip_prefix('<')?;
    let first = body.chars().next()?;
    if !(first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')) {
        return None;
    }
    let end = body.find(['<', '>'])?;
    let (inner, after) = body.split_at(end);
    let after = after.strip_prefix('>')?;
    let closing = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    match name.as_str() {
        "script" | "style" if !closing => return Some(after_element(after, &name)),
        "li" if !closing => out.push_str("\n- "),
        "br" | "hr" | "li" | "tr" => out.push('\n'),
        "p" | "div" | "ul" | "ol" | "table" | "section" | "article" | "blockquote" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" => out.push_str("\n\n"),
        "td" | "th" => out.push(' '),
        _ => {}
    }
    Some(after)
}

/// What follows the end of an element whose content is not text for readers.
fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if let Some(head) = after.get(..name.len())
            && head.eq_ignore_ascii_case(name)
        {
            return after.split_once('>').map_or("", |(_, tail)| tail);
        }
        rest = after;
    }
    ""
}

/// Reads a character reference at the start of `here`; gives what follows it.
fn entity<'a>(here: &'a str, out: &mut String) -> Option<&'a str> {
    const LONGEST: usize = 10;
    let body = here.strip_prefix('&')?;
    let end = body.char_indices().take(LONGEST).find(|(_, c)| *c == ';').map(|(at, _)| at)?;
    let (name, after) = body.split_at(end);
    out.push(character(name)?);
    after.strip_prefix(';')
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "pound" => '£',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "bull" => '•',
        "eacute" => 'é',
        "copy" => '©',
        "deg" => '°',
        "frac12" => '½',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::to_plain;

    #[track_caller]
    fn check(raw: &str, expected: Option<&str>) {
        assert_eq!(to_plain(raw).as_deref(), expected, "from {raw:?}");
    }

    #[test]
    fn markup_becomes_text_and_text_stays() {
        check("Tea and talk", None);
        check("Ages <18 & >60, R&D; A < B", None);
        check("<b>Tea</b> &amp; talk", Some("Tea & talk"));
        check("One<br/>two", Some("One\ntwo"));
        check("<ul><li>Tea</li></ul>", Some("\n\n\n- Tea\n\n\n"));
        check("a<script>alert('</b>')</SCRIPT >b", Some("ab"));
        check("a<style>p{}", Some("a"));
        check("a<!-- <b>hidden</b> -->b", Some("ab"));
        check("&#163;2 &#x2014; caf&eacute;", Some("£2 — café"));
        check("<a <b>x", Some("<a x"));
        check("&amp;lt;script>", Some("&lt;script>"));
        check("&#1114112;&#xD800;&nosuch;", None);
    }

    #[test]
    fn a_megabyte_of_open_brackets_is_no_slower_than_text() {
        // Quadratic work here would not end within the life of the test run.
        let hostile = "<a".repeat(500_000);
        check(&hostile, None);
        let hostile = "<script></scrip".repeat(70_000);
        assert_eq!(to_plain(&hostile).as_deref(), Some(""));
    }
}
