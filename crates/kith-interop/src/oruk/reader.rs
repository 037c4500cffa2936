//! Taking typed values out of one JSON object, noting every fault on the way.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use uuid::Uuid;

use super::issue::{Issues, Severity};
use super::limits;
use super::link::{self, Address};
use super::node::{Members, Node};
use super::one;
use super::schedule_parse;
use super::text::{self, Shape};

/// One object of a record, where it stands in the file, and where faults go.
///
/// A method that takes a key gives `None` when the member is absent, `null` or
/// empty (no issue) and when it is unusable (an issue).
pub(super) struct Reader<'a> {
    members: &'a Members,
    path: String,
    record: Option<&'a str>,
    issues: &'a mut Issues,
}

impl<'a> Reader<'a> {
    pub(super) fn over(members: &'a Members, path: String, record: Option<&'a str>, issues: &'a mut Issues) -> Self {
        Reader { members, path, record, issues }
    }

    /// Notes a fault of the member `key`, or of this object when `key` is empty.
    pub(super) fn note(&mut self, severity: Severity, key: &str, message: impl Into<String>) {
        let path = join(&self.path, self.named(key));
        self.issues.add(severity, path, self.record, message.into());
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &str) -> Option<&'a Node> {
        self.under(self.named(key))
    }

    fn under(&self, key: &str) -> Option<&'a Node> {
        self.members.get(key).filter(|node| !matches!(node, Node::Null))
    }

    /// The name under which `key` stands in this object: its own, or the one it had in 1.0.
    fn named<'k>(&self, key: &'k str) -> &'k str {
        // Some programs write both names, one of them with an empty list.
        let says =
            |name: &&str| self.under(name).is_some_and(|node| !matches!(node, Node::List(all) if all.is_empty()));
        if says(&key) {
            return key;
        }
        one::names(key).iter().copied().find(says).unwrap_or(key)
    }

    /// A text of one line.
    pub(super) fn line(&mut self, key: &str, limit: usize) -> Option<String> {
        self.text(key, Shape::Line, limit)
    }

    /// A text that may have several lines.
    pub(super) fn block(&mut self, key: &str) -> Option<String> {
        self.text(key, Shape::Block, limits::DESCRIPTION)
    }

    fn text(&mut self, key: &str, shape: Shape, limit: usize) -> Option<String> {
        let raw = match self.get(key)? {
            Node::Text(raw) => raw.clone(),
            Node::Number(number) => {
                self.note(
                    Severity::Changed,
                    key,
                    "This is a number where text is expected, and was read as text; \
                     put it in quotation marks.",
                );
                number.to_string()
            }
            other => {
                let message = format!(
                    "This should be text but is {}, so it was left out; give text in quotation marks.",
                    other.kind()
                );
                self.note(Severity::Ignored, key, message);
                return None;
            }
        };
        let cleaned = text::clean(&raw, shape, limit);
        if cleaned.stripped {
            self.note(
                Severity::Changed,
                key,
                "The text held control characters that cannot be seen, which were taken out; \
                 type the text again without them.",
            );
        }
        if cleaned.markup {
            self.note(Severity::Changed, key, "The text held HTML, which was turned into plain text; give plain text.");
        }
        if cleaned.cut {
            let message = format!("The text is longer than {limit} characters and was cut there; give a shorter text.");
            self.note(Severity::Changed, key, message);
        }
        cleaned.text
    }

    pub(super) fn email(&mut self, key: &str) -> Option<String> {
        let text = self.line(key, limits::LINE)?;
        let bare = text.strip_prefix("mailto:").unwrap_or(&text);
        if link::is_email(bare) {
            return Some(bare.to_owned());
        }
        self.note(
            Severity::Ignored,
            key,
            "This is not one e-mail address, so it was left out; \
             give one address such as office@example.org.",
        );
        None
    }

    pub(super) fn link(&mut self, key: &str) -> Option<String> {
        // Not by `line`: a cut or cleaned address would lead elsewhere.
        let raw = self.get(key)?;
        let Some(raw) = raw.as_text().map(str::trim) else {
            let message = format!(
                "This should be a web address but is {}, so it was left out; \
                 give an address in quotation marks.",
                raw.kind()
            );
            self.note(Severity::Ignored, key, message);
            return None;
        };
        if raw.is_empty() {
            return None;
        }
        match link::web(raw) {
            Address::Good(address) => Some(address),
            Address::Corrected(address) => {
                self.note(
                    Severity::Changed,
                    key,
                    "The web address did not say https:// and was completed; \
                     give the full address.",
                );
                Some(address)
            }
            Address::Bad(why) => {
                self.note(Severity::Ignored, key, format!("This {why}. It was left out."));
                None
            }
        }
    }

    pub(super) fn uuid(&mut self, key: &str) -> Option<Uuid> {
        let text = self.line(key, limits::LINE)?;
        let uuid = Uuid::try_parse(&text).ok().filter(|uuid| !uuid.is_nil());
        if uuid.is_none() {
            self.note(
                Severity::Ignored,
                key,
                "This is not a UUID, so it was left out; give an identifier such as \
                 ac148810-d857-441c-9679-408f346de14b that never changes.",
            );
        }
        uuid
    }

    /// The identifier of a thing of a kind: a UUID, or what stands for another identifier of this feed.
    pub(super) fn identifier(&mut self, key: &str, kind: &str) -> Option<Uuid> {
        if self.issues.origin.is_none() {
            return self.uuid(key);
        }
        let made = self.raw(key).and_then(|raw| self.issues.identifier(kind, &raw));
        // What is none at all is said as before.
        made.or_else(|| self.uuid(key))
    }

    /// An identifier as the feed writes it.
    pub(super) fn raw(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Node::Text(raw) => Some(raw.trim().to_owned()),
            Node::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether the record says anything of a member, be it that it is empty. `null` says nothing.
    pub(super) fn states(&self, key: &str) -> bool {
        self.under(key).is_some() || one::names(key).iter().any(|name| self.under(name).is_some())
    }

    /// A number, also when it was written as text.
    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        let number = match self.get(key)? {
            Node::Number(number) => number.as_f64(),
            Node::Text(text) if text.trim().is_empty() => return None,
            Node::Text(text) => {
                let number = text.trim().parse().ok();
                if number.is_some_and(f64::is_finite) {
                    self.note(
                        Severity::Changed,
                        key,
                        "This is text where a number is expected, and was read as a number; \
                         take the quotation marks away.",
                    );
                }
                number
            }
            _ => None,
        };
        let number = number.filter(|number| number.is_finite());
        if number.is_none() {
            self.note(
                Severity::Ignored,
                key,
                "This should be a number, so it was left out; \
                 give a number without quotation marks or units.",
            );
        }
        number
    }

    /// A whole number of at most `most`.
    pub(super) fn whole(&mut self, key: &str, most: u32) -> Option<u32> {
        let number = self.number(key)?;
        if number.fract() == 0.0 && number >= 0.0 && number <= f64::from(most) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the range was checked on the line above"
            )]
            return Some(number as u32);
        }
        let message = format!("This should be a whole number from 0 to {most}, so it was left out.");
        self.note(Severity::Ignored, key, message);
        None
    }

    /// A date. A time after it is dropped; a year from 2200 on, with which some
    /// systems mean "no end", counts as no date.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let text = self.line(key, limits::LINE)?;
        let day = text.get(..10).unwrap_or(&text);
        match day.parse::<Date>().or_else(|error| day_first(day).ok_or(error)) {
            Ok(date) if date.year() >= 2200 => {
                self.note(
                    Severity::Ignored,
                    key,
                    "The year is 2200 or later, which was read as no date; \
                     leave the date out when there is none.",
                );
                None
            }
            Ok(date) if date.year() >= 1900 => {
                if day.contains('/') {
                    self.note(Severity::Changed, key, "The date was read day first; give YYYY-MM-DD.");
                } else if text.len() > 10 {
                    self.note(
                        Severity::Changed,
                        key,
                        "There is more than a date here, and only the date was kept; \
                         give YYYY-MM-DD.",
                    );
                }
                Some(date)
            }
            _ => {
                self.note(
                    Severity::Ignored,
                    key,
                    "This is not a date, so it was left out; give YYYY-MM-DD, \
                     for example 2026-03-31.",
                );
                None
            }
        }
    }

    /// A moment. Without an offset from UTC it is taken as UTC.
    pub(super) fn instant(&mut self, key: &str) -> Option<Timestamp> {
        let text = self.line(key, limits::LINE)?;
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(instant);
        }
        let civil = text.parse::<DateTime>().ok();
        let instant = civil.and_then(|civil| jiff::tz::Offset::UTC.to_timestamp(civil).ok());
        if instant.is_some() {
            self.note(
                Severity::Changed,
                key,
                "The time does not say its offset from UTC and was read as UTC; \
                 end it with Z, for example 2026-03-31T10:30:00Z.",
            );
        } else {
            self.note(
                Severity::Ignored,
                key,
                "This is not a date and time, so it was left out; \
                 give one such as 2026-03-31T10:30:00Z.",
            );
        }
        instant
    }

    /// A time on the clock of the place. An offset is dropped: people who
    /// maintain entries mean the hour on the door, summer and winter.
    pub(super) fn time(&mut self, key: &str) -> Option<Time> {
        let text = self.line(key, limits::LINE)?;
        let time = schedule_parse::clock(&text);
        if time.is_none() {
            self.note(
                Severity::Ignored,
                key,
                "This is not a time of day, so it was left out; give HH:MM, for example 14:30.",
            );
        }
        time
    }

    /// The object under `key`.
    pub(super) fn child<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
        let node = self.get(key)?;
        let path = join(&self.path, self.named(key));
        self.descend(node, path, read)
    }

    /// The objects of the list under `key`, without those `read` gave up.
    pub(super) fn each<T>(&mut self, key: &str, mut read: impl FnMut(&mut Reader<'_>) -> Option<T>) -> Vec<T> {
        let list = match self.get(key) {
            None => return Vec::new(),
            Some(Node::List(list)) => list,
            Some(other) => {
                let message =
                    format!("This should be a list but is {}, so it was left out; give a list in [ ].", other.kind());
                self.note(Severity::Ignored, key, message);
                return Vec::new();
            }
        };
        if list.len() > limits::ENTRIES {
            let message = format!(
                "The list has {} entries; the first {} were read and the rest left out. \
                 Check whether entries are repeated.",
                list.len(),
                limits::ENTRIES
            );
            self.note(Severity::Ignored, key, message);
        }
        let base = join(&self.path, self.named(key));
        list.iter()
            .take(limits::ENTRIES)
            .enumerate()
            .filter_map(|(index, node)| self.descend(node, format!("{base}[{index}]"), &mut read))
            .collect()
    }

    fn descend<T>(&mut self, node: &Node, path: String, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
        let Node::Object(members) = node else {
            let message = format!(
                "This should be an object but is {}, so it was left out; give an object in {{ }}.",
                node.kind()
            );
            self.issues.add(Severity::Ignored, path, self.record, message);
            return None;
        };
        read(&mut Reader { members, path, record: self.record, issues: self.issues })
    }
}

/// `a.b` from `a` and `b`, where either may be empty.
pub(super) fn join(path: &str, key: &str) -> String {
    match (path.is_empty(), key.is_empty()) {
        (true, _) => key.to_owned(),
        (_, true) => path.to_owned(),
        _ => format!("{path}.{key}"),
    }
}

/// `31/03/2026`, as some programs of 1.0 write a day in the United Kingdom.
fn day_first(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || ![day, month, year].into_iter().all(is_plain) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
