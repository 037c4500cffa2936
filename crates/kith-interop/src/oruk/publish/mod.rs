//! Writing Open Referral UK 3.0: what [`read`](super::read) reads, from the entries of the directory.
//!
//! # Invariants
//! - Total: every entry can be written. What the standard would not take (an address that is none) is left out.
//! - What is empty is left out, except where the standard requires a text: then it is empty.
//! - What is written and read again says the same.
//!
//! Beyond the UK profile, and as HSDS has them: `eligibility_description`, `application_process`, `phones`, `capacities`,
//! and the name, code and note of a language, for which the profile has no place.

mod place;
mod service;
mod term;

pub use place::service_at_location;
pub use service::service;
pub use term::{taxonomy, taxonomy_term};

use kith_domain::directory::record::derived_id;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{html, link};

/// What the API says of itself.
#[must_use]
pub fn api() -> Value {
    serde_json::json!({
        "version": "HSDS-UK-3.0",
        "profile": "https://docs.openreferraluk.org/en/latest/",
        "openapi_url": "https://docs.openreferraluk.org/en/latest/openapi30.json",
    })
}

/// A page of a list: `number` counts from 1, and a page holds at most `most` records.
#[must_use]
pub fn page(contents: Vec<Value>, number: u32, most: u32, total: u64) -> Value {
    let pages = total.div_ceil(u64::from(most.max(1)));
    serde_json::json!({
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": contents.len(),
        "first_page": number <= 1,
        "last_page": u64::from(number) >= pages,
        "empty": contents.is_empty(),
        "contents": contents,
    })
}

/// An object whose empty members are left out.
struct Object(Map<String, Value>);

impl Object {
    /// An object with its identifier.
    fn new(id: Uuid) -> Self {
        let mut members = Map::new();
        members.insert("id".to_owned(), Value::String(id.to_string()));
        Self(members)
    }

    /// An object whose identifier is made from that of what it belongs to.
    fn part(of: Uuid, what: &str) -> Self {
        Self::new(derived_id(of, what))
    }

    fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// A text.
    fn text(&mut self, key: &str, text: Option<impl ToString>) {
        if let Some(text) = text {
            self.set(key, plain(&text.to_string()));
        }
    }

    /// A text that the standard requires.
    fn required(&mut self, key: &str, text: Option<impl ToString>) {
        self.set(key, text.map_or_else(String::new, |text| plain(&text.to_string())));
    }

    /// A web address, if it can stand in a file.
    fn address(&mut self, key: &str, text: Option<impl ToString>) {
        let is_fine = |text: &String| {
            text.contains(':') && text.chars().all(|c| c.is_ascii_graphic() && !"<>\"\\^`{|}".contains(c))
        };
        if let Some(text) = text.map(|it| it.to_string()).filter(is_fine) {
            self.set(key, text);
        }
    }

    /// An e-mail address, if it is one.
    fn email(&mut self, key: &str, text: Option<impl ToString>) {
        if let Some(text) = text.map(|it| it.to_string()).filter(|text| text.is_ascii() && link::is_email(text)) {
            self.set(key, text);
        }
    }

    fn number(&mut self, key: &str, number: Option<impl Into<Value>>) {
        if let Some(number) = number {
            self.set(key, number);
        }
    }

    fn list(&mut self, key: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.set(key, list);
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// A text that reads as itself: readers of this standard, ours among them, take a text with tags in it for HTML.
fn plain(text: &str) -> String {
    let escaped = || text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if html::to_plain(text).is_some() { escaped() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counters_of_a_page_agree() {
        let of = |contents: usize, number, total| page(vec![Value::Null; contents], number, 10, total);
        let empty = of(0, 1, 0);
        assert_eq!(
            empty,
            serde_json::json!({ "total_items": 0, "total_pages": 0, "page_number": 1, "size": 0, "first_page": true,
                "last_page": true, "empty": true, "contents": [] })
        );
        let middle = of(10, 2, 21);
        assert_eq!(middle.get("total_pages"), Some(&3.into()));
        assert_eq!((middle.get("first_page"), middle.get("last_page")), (Some(&false.into()), Some(&false.into())));
        let last = of(1, 3, 21);
        assert_eq!((last.get("size"), last.get("last_page")), (Some(&1.into()), Some(&true.into())));
        let exact = of(10, 2, 20);
        assert_eq!((exact.get("total_pages"), exact.get("last_page")), (Some(&2.into()), Some(&true.into())));
    }

    #[test]
    fn a_text_with_signs_of_html_in_it_is_read_as_itself() {
        for text in ["Tea & talk", "a <b> c", "&lt;", "5 < 6", "&amp;amp;", "plain"] {
            let written = plain(text);
            let read = html::to_plain(&written).unwrap_or_else(|| written.clone());
            assert_eq!(read, text, "{written}");
        }
    }
}
