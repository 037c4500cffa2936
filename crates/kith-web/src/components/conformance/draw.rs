//! Turns an example's options into one of our components, or `None` where we deliberately do not support one of them.

mod questions;
mod reading;

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::components::Slot;
use crate::components::field::{Size, Title};

/// An example's options; remembers which were read, so that one we do not know is never passed over.
pub(super) struct Options<'v> {
    value: &'v Value,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'v> Options<'v> {
    pub(super) fn new(value: &'v Value) -> Self {
        Self { value, read: RefCell::default() }
    }

    fn get(&self, key: &'static str) -> Option<&'v Value> {
        self.read.borrow_mut().insert(key);
        self.value.get(key).filter(|value| !value.is_null())
    }

    fn str(&self, key: &'static str) -> Option<&'v str> {
        self.get(key).and_then(Value::as_str)
    }

    fn flag(&self, key: &'static str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    fn list(&self, key: &'static str) -> Option<&'v Vec<Value>> {
        self.get(key).and_then(Value::as_array)
    }

    /// Whether every option was read: otherwise we would compare something else than was drawn.
    fn all_read(&self) -> bool {
        let read = self.read.borrow();
        self.value.as_object().is_none_or(|map| map.keys().all(|key| read.contains(key.as_str())))
    }
}

type Draw = fn(&Options<'_>, &Value) -> Option<String>;

/// Every component that is compared, by the design system's name.
pub(super) const DRAWERS: &[(&str, Draw)] = &[
    ("back-link", reading::back_link),
    ("button", reading::button),
    ("card", reading::card),
    ("checkboxes", questions::checkboxes),
    ("date-input", questions::date_input),
    ("details", reading::details),
    ("error-message", reading::error_message),
    ("error-summary", reading::error_summary),
    ("fieldset", reading::fieldset),
    ("header", reading::header_navigation),
    ("hint", reading::hint),
    ("input", questions::input),
    ("inset-text", reading::inset_text),
    ("notification-banner", reading::notification_banner),
    ("pagination", reading::pagination),
    ("panel", reading::panel),
    ("radios", questions::radios),
    ("select", questions::select),
    ("skip-link", reading::skip_link),
    ("summary-list", reading::summary_list),
    ("tables", reading::table),
    ("tag", reading::tag),
    ("textarea", questions::textarea),
    ("warning-callout", reading::warning_callout),
];

/// Components that take markup inside; the others' examples with markup are left out.
pub(super) const TAKE_BLOCKS: &[&str] = &["card", "details", "fieldset", "inset-text", "warning-callout"];

/// Of the header only the navigation is compared: ours carries no NHS logo.
pub(super) fn part_of(component: &str, html: &str) -> String {
    match (component, html.find("<nav class=\"nhsuk-header__navigation\"")) {
        ("header", Some(at)) => html[at..html[at..].find("</nav>").map_or(html.len(), |end| at + end + 6)].to_owned(),
        _ => html.to_owned(),
    }
}

/// Escaped text, or an example's markup.
fn slot(value: &Value) -> Option<Slot> {
    if let Some(text) = value.as_str() {
        return Some(Slot::text(text));
    }
    let options = Options::new(value);
    let slot = match (options.str("html"), options.str("text")) {
        (Some(html), _) => Slot::from_example(html),
        (None, Some(text)) => Slot::text(text),
        (None, None) => return None,
    };
    options.all_read().then_some(slot)
}

/// The words alone, from a string or an object with nothing but text.
fn words(value: &Value) -> Option<&str> {
    if let Some(text) = value.as_str() {
        return Some(text);
    }
    let options = Options::new(value);
    let text = options.str("text")?;
    options.all_read().then_some(text)
}

fn size(letter: &str) -> Option<Size> {
    [Size::S, Size::M, Size::L, Size::Xl].into_iter().find(|size| size.letter() == letter)
}

fn title(value: &Value) -> Option<Title<'_>> {
    if let Some(text) = value.as_str() {
        return Some(Title::new(text));
    }
    let options = Options::new(value);
    let mut title = match (options.str("heading"), options.str("text")) {
        (Some(heading), _) => Title { is_page_heading: true, ..Title::new(heading) },
        (None, Some(text)) => Title::new(text),
        (None, None) => return None,
    };
    if let Some(letter) = options.str("size") {
        title.size = Some(size(letter)?);
    }
    options.all_read().then_some(title)
}

fn done(options: &Options<'_>, drawn: String) -> Option<String> {
    options.all_read().then_some(drawn)
}
