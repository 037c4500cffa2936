//! What was wrong with a file, told so that somebody can put it right.

use kith_domain::directory::record::derived_id;
use uuid::Uuid;

use super::limits;

/// How much was lost by a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The whole record was left out.
    Refused,
    /// The value was kept in an altered form.
    Changed,
    /// This value or part was left out; the rest of the record was kept.
    Ignored,
}

/// One fault in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Where it is, for example
    /// `contents[3].service_at_locations[0].location.latitude`. Empty when the
    /// file is one single record and the fault is in the record as such.
    pub path: String,
    /// The name of the record, or its identifier where it has no name.
    pub record: Option<String>,
    /// What became of the record or the value.
    pub severity: Severity,
    /// What is wrong and how to put it right, in plain English.
    pub message: String,
}

/// The issues of one file, as they are found.
///
/// A hostile file can hold a million faults; only the first
/// [`limits::ISSUES`] are kept, the rest are counted.
#[derive(Debug, Default)]
pub(super) struct Issues {
    pub(super) listed: Vec<Issue>,
    pub(super) unlisted: usize,
    pub(super) refused: usize,
    /// Refused records whose identifier could be read all the same.
    pub(super) refused_ids: Vec<Uuid>,
    /// Refused records that nobody can tell from others.
    pub(super) unrecognised: usize,
    /// From what identifiers are made where the feed gives other ones than UUIDs.
    pub(super) origin: Option<Uuid>,
    /// Whether one was made.
    pub(super) made: bool,
}

impl Issues {
    /// The identifier that stands for another one of this feed, the same at every reading. Without the feed's address
    /// there is none: two feeds count their services from 1.
    pub(super) fn identifier(&mut self, kind: &str, text: &str) -> Option<Uuid> {
        let text = text.trim();
        if let Some(id) = Uuid::try_parse(text).ok().filter(|id| !id.is_nil()) {
            return Some(id);
        }
        let is_one = !text.is_empty()
            && text.len() <= limits::IDENTIFIER
            && Uuid::try_parse(text).is_err()
            && text.chars().all(|c| c.is_ascii_graphic());
        let made = self.origin.filter(|_| is_one).map(|origin| derived_id(origin, &format!("{kind}/{text}")));
        self.made |= made.is_some();
        made
    }

    pub(super) fn add(&mut self, severity: Severity, path: String, record: Option<&str>, message: String) {
        if severity == Severity::Refused {
            self.refused += 1;
        }
        if self.listed.len() < limits::ISSUES {
            self.listed.push(Issue { path, record: record.map(str::to_owned), severity, message });
        } else {
            self.unlisted += 1;
        }
    }
}
