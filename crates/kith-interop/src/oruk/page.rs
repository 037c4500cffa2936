//! The envelope around a page of records, and whether its counters are true.
//!
//! No JSON schema can check that the counters agree with the records, and
//! published feeds exist in which they do not. A reader that trusted them would
//! stop early or never.

use super::node::{Members, Node};

/// What a page says about itself. The names are those of 3.0; those of 1.0 are
/// read as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Records in the whole feed.
    pub total_items: Option<u64>,
    /// Pages in the whole feed.
    pub total_pages: Option<u64>,
    /// Which page this is, counted from 1.
    pub number: Option<u64>,
    /// Records on this page. Of 1.0 it is not kept: there it is what was asked
    /// for, or what the page holds.
    pub size: Option<u64>,
    /// Whether this is the first page.
    pub first: Option<bool>,
    /// Whether this is the last page.
    pub last: Option<bool>,
    /// Whether the page holds no records.
    pub empty: Option<bool>,
}

impl Page {
    pub(super) fn read(members: &Members) -> Page {
        let count = |names: [&str; 2]| {
            names.iter().find_map(|name| match members.get(*name) {
                Some(Node::Number(number)) => number.as_u64(),
                _ => None,
            })
        };
        let flag = |names: [&str; 2]| {
            names.iter().find_map(|name| match members.get(*name) {
                Some(Node::Bool(flag)) => Some(*flag),
                _ => None,
            })
        };
        Page {
            total_items: count(["total_items", "totalElements"]),
            total_pages: count(["total_pages", "totalPages"]),
            number: count(["page_number", "page_number"]).or_else(|| Page::number_of_one(members)),
            size: count(["size", "size"]).filter(|_| !Page::is_one(members)),
            first: flag(["first_page", "first"]),
            last: flag(["last_page", "last"]),
            empty: flag(["empty", "empty"]),
        }
    }

    /// Whether the counters are named as in 1.0.
    pub(super) fn is_one(members: &Members) -> bool {
        ["totalElements", "totalPages", "numberOfElements"].iter().any(|key| members.contains_key(*key))
    }

    /// The number of a page of 1.0, counted from 1. Some of its feeds count
    /// from 0, and nothing says so but a first page with the number 0, a page 1
    /// that is not the first, or a last page that is one short of the last.
    fn number_of_one(members: &Members) -> Option<u64> {
        let count = |name: &str| match members.get(name) {
            Some(Node::Number(number)) => number.as_u64(),
            _ => None,
        };
        let is = |name: &str, flag| members.get(name) == Some(&Node::Bool(flag));
        let number = count("number")?;
        let short = count("totalPages").is_some_and(|pages| number.checked_add(1) == Some(pages));
        let from_zero = number == 0 || (number == 1 && is("first", false)) || (is("last", true) && short);
        number.checked_add(u64::from(from_zero))
    }

    /// One sentence for each counter that disagrees with the `records` found.
    pub(super) fn faults(&self, records: u64) -> Vec<String> {
        let mut notes = Vec::new();
        let mut unless = |agrees: bool, note: String| {
            if !agrees {
                notes.push(note);
            }
        };
        if let Some(size) = self.size {
            unless(size == records, format!("The page says it holds {size} records and holds {records}."));
        }
        if let Some(total) = self.total_items {
            unless(
                total >= records,
                format!("The feed says it holds {total} records in all, and this page alone holds {records}."),
            );
            unless(
                self.total_pages != Some(1) || total == records,
                format!("The feed says it is one page of {total} records, and the page holds {records}."),
            );
        }
        if let Some(empty) = self.empty {
            unless(
                empty == (records == 0),
                format!("The page says it is {}empty and holds {records} records.", if empty { "" } else { "not " }),
            );
        }
        if let (Some(number), Some(pages)) = (self.number, self.total_pages) {
            unless(number <= pages.max(1), format!("The page says it is number {number} of {pages}."));
            if let Some(last) = self.last {
                unless(
                    last == (number >= pages),
                    format!(
                        "The page says it is number {number} of {pages} and {}the last.",
                        if last { "" } else { "not " }
                    ),
                );
            }
        }
        if let (Some(number), Some(first)) = (self.number, self.first) {
            unless(
                first == (number <= 1),
                format!("The page says it is number {number} and {}the first.", if first { "" } else { "not " }),
            );
        }
        notes
    }
}
