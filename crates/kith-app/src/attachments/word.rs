//! What a Word file says of itself: whether it carries macros, holds other files, or fetches something from elsewhere.

use super::zip::{self, Odd};

/// Most bytes of one part that is read as text.
const MOST_TEXT: u64 = 2 * 1024 * 1024;

/// Why a Word file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is no whole Word file.
    Odd(Odd),
    /// It carries macros.
    Macros,
    /// It fetches its template, a picture or something else from elsewhere when it is opened.
    Fetches,
    /// Another file or a control is embedded in it.
    Embeds,
}

impl From<Odd> for Refused {
    fn from(odd: Odd) -> Self {
        Self::Odd(odd)
    }
}

/// Looks into a Word file.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refused> {
    let parts = zip::parts(bytes)?;
    let named = |wanted: &str| parts.iter().find(|part| part.name.eq_ignore_ascii_case(wanted));
    let types = named("[Content_Types].xml").ok_or(Odd::Damaged)?.text(MOST_TEXT)?;
    named("word/document.xml").ok_or(Odd::Damaged)?;
    let mut is_document = false;
    for tag in tags(&types)? {
        let Some(kind) = tag.value("ContentType") else { continue };
        let kind = kind.to_ascii_lowercase();
        if kind.contains("macroenabled") || kind.contains("vba") {
            return Err(Refused::Macros);
        }
        if kind.contains("oleobject") || kind.contains("activex") {
            return Err(Refused::Embeds);
        }
        is_document |= kind.ends_with("wordprocessingml.document.main+xml");
    }
    if !is_document {
        return Err(Odd::Damaged.into());
    }
    for part in &parts {
        let name = part.name.to_lowercase();
        if name.contains("vbaproject") || name.contains("vbadata") {
            return Err(Refused::Macros);
        }
        if name.contains("/embeddings/") || name.contains("/activex/") {
            return Err(Refused::Embeds);
        }
        if !name.ends_with(".rels") {
            continue;
        }
        for tag in tags(&part.text(MOST_TEXT)?)?.iter().filter(|tag| tag.name.eq_ignore_ascii_case("Relationship")) {
            relationship(tag)?;
        }
    }
    Ok(())
}

/// What one part has to do with another, or with something elsewhere.
fn relationship(tag: &Tag) -> Result<(), Refused> {
    let kind = tag.value("Type").unwrap_or_default().to_ascii_lowercase();
    let last = kind.rsplit('/').next().unwrap_or_default();
    if last.contains("vbaproject") || last.contains("vbadata") {
        return Err(Refused::Macros);
    }
    if matches!(last, "oleobject" | "package" | "control" | "afchunk" | "activexcontrolbinary") {
        return Err(Refused::Embeds);
    }
    let is_outside = tag.value("TargetMode").is_some_and(|mode| mode.trim().eq_ignore_ascii_case("External"));
    // A link that somebody follows is no harm; everything else outside is fetched when the file is opened.
    let target = tag.value("Target").unwrap_or_default().trim().to_ascii_lowercase();
    let leads_outside =
        is_outside || target.contains("://") || target.starts_with("\\\\") || target.starts_with("file:");
    if leads_outside && last != "hyperlink" {
        return Err(Refused::Fetches);
    }
    Ok(())
}

/// A tag of XML: its name without its prefix, and its attributes.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The opening tags of a small XML text. What could hide something from this reader, and has no place in such a text,
/// is damage: a document type, an entity of its own, a section of raw text.
fn tags(text: &str) -> Result<Vec<Tag>, Odd> {
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") || text.contains("<![CDATA[") || text.contains('\0') {
        return Err(Odd::Damaged);
    }
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("!--") {
            let end = comment.find("-->").ok_or(Odd::Damaged)?;
            rest = comment.get(end + 3..).unwrap_or_default();
            continue;
        }
        let end = end_of_tag(rest).ok_or(Odd::Damaged)?;
        let inside = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        if !inside.starts_with(['/', '?', '!']) {
            tags.push(tag(inside)?);
        }
    }
    Ok(tags)
}

/// Where a tag ends: a `>` within quotes is none.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), sign) if open == sign => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(inside: &str) -> Result<Tag, Odd> {
    let inside = inside.trim_end_matches('/').trim();
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (key, after) = rest.split_once('=').ok_or(Odd::Damaged)?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|sign| matches!(sign, '"' | '\'')).ok_or(Odd::Damaged)?;
        let value = after.get(1..).unwrap_or_default();
        let end = value.find(quote).ok_or(Odd::Damaged)?;
        attributes.push((local(key.trim()).to_owned(), decoded(value.get(..end).unwrap_or_default())?));
        rest = value.get(end + 1..).unwrap_or_default();
    }
    Ok(Tag { name: local(name).to_owned(), attributes })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A value with its references read: a name may be written in numbers to look like none.
fn decoded(value: &str) -> Result<String, Odd> {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        let end = after.find(';').ok_or(Odd::Damaged)?;
        let name = after.get(..end).unwrap_or_default();
        let sign = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => match (name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")), name.strip_prefix('#')) {
                (Some(hex), _) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                (None, Some(decimal)) => decimal.parse().ok().and_then(char::from_u32),
                (None, None) => None,
            },
        };
        out.push(sign.ok_or(Odd::Damaged)?);
        rest = after.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(out)
}
