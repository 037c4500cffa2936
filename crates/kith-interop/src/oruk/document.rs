//! From bytes to records: the outermost shape of a file.
//!
//! Records are kept as slices of the text, each to be read for itself, so that
//! one record that cannot be read does not cost the others.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::feed::FeedError;
use super::limits;

/// The outermost value of a file.
pub(super) enum Document<'a> {
    List(Slices<'a>),
    Object(BTreeMap<String, &'a RawValue>),
    /// Text, a number, true, false or null: nothing with records in it.
    Bare,
}

/// The records of a list, each as a slice of the text.
#[derive(Default)]
pub(super) struct Slices<'a> {
    /// The first of them, at most [`limits::RECORDS`].
    pub(super) held: Vec<&'a RawValue>,
    /// How many there are.
    pub(super) found: usize,
}

impl<'a> Slices<'a> {
    /// Reads them of a list that has begun. What is beyond all bounds is counted, and takes no memory.
    fn read<A: SeqAccess<'a>>(mut access: A) -> Result<Self, A::Error> {
        let mut all = Self::default();
        while all.found < limits::RECORDS
            && let Some(record) = access.next_element::<&'a RawValue>()?
        {
            all.held.push(record);
            all.found += 1;
        }
        if all.found == limits::RECORDS {
            while access.next_element::<IgnoredAny>()?.is_some() {
                all.found += 1;
            }
        }
        Ok(all)
    }

    /// All of them, when they are at most `most`.
    pub(super) fn at_most(self, most: usize) -> Result<Vec<&'a RawValue>, FeedError> {
        let most = most.min(limits::RECORDS);
        if self.found > most { Err(FeedError::TooMany { found: self.found, most }) } else { Ok(self.held) }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Slices<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Outermost)? {
            Document::List(slices) => Ok(slices),
            _ => Err(D::Error::custom("no list")),
        }
    }
}

/// The text of the file without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, FeedError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // JSON begins with two characters of ASCII, so a zero among the first two
    // bytes means UTF-16 or UTF-32 without a mark.
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..]) {
        return Err(FeedError::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| FeedError::NotUtf8 { position: error.valid_up_to() })?;
    match text.trim_start().chars().next() {
        None => Err(FeedError::Empty),
        Some('<') => Err(FeedError::WebPage),
        Some(_) => Ok(text),
    }
}

impl<'a> Document<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Document<'a>, FeedError> {
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            if let Some(key) = message.strip_prefix(REPEATED) {
                let key = key.rsplit_once(" at line ").map_or(key, |(key, _)| key);
                return FeedError::RepeatedKey { key: key.chars().take(80).collect() };
            }
            if error.is_eof() {
                return FeedError::CutShort;
            }
            FeedError::NotJson { line: error.line(), column: error.column() }
        })
    }
}

/// Marks our own error among the parser's, which carry only text.
const REPEATED: &str = "repeated key ";

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Outermost)
    }
}

struct Outermost;

impl<'de> Visitor<'de> for Outermost {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Document<'de>, E> {
        Ok(Document::Bare)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Document<'de>, A::Error> {
        Slices::read(access).map(Document::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Document<'de>, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((key, value)) = access.next_entry::<String, &'de RawValue>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{REPEATED}{key}")));
            }
            members.insert(key, value);
        }
        Ok(Document::Object(members))
    }
}

/// The slices of a list, or `None` if the value is no list.
pub(super) fn records(raw: &RawValue) -> Option<Slices<'_>> {
    serde_json::from_str(raw.get()).ok()
}
