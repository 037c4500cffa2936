//! Markup brought into one form, so that only differences that matter are left.

/// One line per tag and text: attributes sorted, white space around text dropped, entities decoded.
pub(super) fn normal(html: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_text(&mut lines, &rest[..open]);
        let close = open + rest[open..].find('>').expect("a tag is closed");
        lines.push(tag(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    push_text(&mut lines, rest);
    lines
}

fn push_text(lines: &mut Vec<String>, text: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    if !words.is_empty() {
        lines.push(decoded(&words.join(" ")));
    }
}

fn tag(inside: &str) -> String {
    let inside = inside.trim().trim_end_matches('/').trim_end();
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = &rest[end..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let close = value.find('"').expect("an attribute is closed");
            attributes.push(format!("{key}={:?}", decoded(value[..close].trim())));
            rest = &value[close + 1..];
        } else {
            attributes.push(key.to_owned());
        }
    }
    attributes.sort();
    format!("<{name} {}>", attributes.join(" "))
}

fn decoded(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#60;", "<")
        .replace("&lt;", "<")
        .replace("&#62;", ">")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// The first lines that differ, theirs and ours.
pub(super) fn difference(theirs: &[String], ours: &[String]) -> String {
    let at = theirs.iter().zip(ours).position(|(a, b)| a != b).unwrap_or(theirs.len().min(ours.len()));
    let some = |lines: &[String]| lines.iter().skip(at).take(3).cloned().collect::<Vec<_>>().join("\n    ");
    format!("  at line {at}\n  theirs {}\n  ours   {}", some(theirs), some(ours))
}

#[test]
fn order_and_white_space_do_not_matter_but_words_classes_and_nesting_do() {
    let base = normal("<a class=\"x\" href=\"/\">\n  Go &amp; see\n</a>");
    assert_eq!(base, normal("<a href=\"/\"  class=\"x\">Go &#38; see</a>"));
    for other in [
        "<a class=\"y\" href=\"/\">Go &amp; see</a>",
        "<a class=\"x\" href=\"/\" id=\"z\">Go &amp; see</a>",
        "<a class=\"x\" href=\"/\">Go and see</a>",
        "<a class=\"x\" href=\"/\"><b>Go &amp; see</b></a>",
    ] {
        assert_ne!(base, normal(other), "{other}");
    }
}
