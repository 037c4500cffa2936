//! Things to read.

use askama::Template;

use super::field::Size;
use super::{Slot, html_safe};

/// A short text that opens. With markup inside, use the macro `kit::details`.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"{% import "components/kit.html" as kit %}{% call kit::details(summary) %}{{ text }}{% endcall %}"#,
    ext = "html"
)]
pub struct Details<'a> {
    /// What is always read.
    pub summary: &'a str,
    /// What opens.
    pub text: &'a str,
}
html_safe!(Details<'_>);

impl<'a> Details<'a> {
    /// Closed.
    #[must_use]
    pub const fn new(summary: &'a str, text: &'a str) -> Self {
        Self { summary, text }
    }
}

/// One thing with a heading, perhaps leading to its own page.
#[derive(Template, Clone, Debug)]
#[template(path = "components/card.html")]
pub struct Card<'a> {
    /// Its heading.
    pub heading: Option<&'a str>,
    /// Level of the heading, 2 to 6.
    pub level: u8,
    /// How large the heading is drawn.
    pub size: Option<Size>,
    /// Element id of the heading.
    pub id: Option<&'a str>,
    /// Where the heading leads.
    pub href: Option<&'a str>,
    /// What it says.
    pub description: Option<Slot>,
    /// Whether the whole card leads there.
    pub is_clickable: bool,
    /// `feature`, `secondary` or `warning`; plain when `None`.
    pub variant: Option<&'a str>,
}
html_safe!(Card<'_>);

impl<'a> Card<'a> {
    /// A plain card.
    #[must_use]
    pub const fn new(heading: &'a str) -> Self {
        Self {
            heading: Some(heading),
            level: 2,
            size: None,
            id: None,
            href: None,
            description: None,
            is_clickable: false,
            variant: None,
        }
    }

    /// The whole card leads to this address.
    #[must_use]
    pub const fn leads_to(mut self, href: &'a str) -> Self {
        self.href = Some(href);
        self.is_clickable = true;
        self.size = Some(Size::M);
        self
    }

    /// What it says.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.description = Some(Slot::text(text));
        self
    }

    /// Level of the heading, 2 to 6.
    #[must_use]
    pub const fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }
}

/// One line of a summary list.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is told.
    pub key: Slot,
    /// What it is.
    pub value: Slot,
    /// Links to change it: address, words, and words for screen readers only.
    pub actions: Vec<(String, String, String)>,
}

impl Row {
    /// A line of plain text.
    #[must_use]
    pub fn new(key: &str, value: &str) -> Self {
        Self { key: Slot::text(key), value: Slot::text(value), actions: Vec::new() }
    }

    /// A line whose value is markup.
    #[must_use]
    pub fn with(key: &str, value: Slot) -> Self {
        Self { key: Slot::text(key), value, actions: Vec::new() }
    }

    /// A link "Open", with what it opens for screen readers.
    #[must_use]
    pub fn open(mut self, href: &str, what: &str) -> Self {
        self.actions.push((href.to_owned(), "Open".to_owned(), what.to_owned()));
        self
    }

    /// A link "Change", with what it changes for screen readers.
    #[must_use]
    pub fn change(mut self, href: &str, what: &str) -> Self {
        self.actions.push((href.to_owned(), "Change".to_owned(), what.to_owned()));
        self
    }
}

/// Pairs of what and value.
#[derive(Template, Clone, Debug)]
#[template(path = "components/summary_list.html")]
pub struct SummaryList<'a> {
    /// The lines.
    pub rows: &'a [Row],
    /// Whether lines are drawn between them.
    pub has_border: bool,
}
html_safe!(SummaryList<'_>);

impl<'a> SummaryList<'a> {
    /// With lines between the rows.
    #[must_use]
    pub const fn new(rows: &'a [Row]) -> Self {
        Self { rows, has_border: true }
    }

    fn some_can_change(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.is_empty())
    }
}

/// A state in one or two words. The words say it; the colour only helps.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<strong class="nhsuk-tag{% if let Some(colour) = colour %} nhsuk-tag--{{ colour }}{% endif %}{% if !has_border %} nhsuk-tag--no-border{% endif %}">{{ text }}</strong>"#,
    ext = "html"
)]
pub struct Tag<'a> {
    /// The words.
    pub text: &'a str,
    /// White, grey, green, aqua-green, blue, purple, pink, red, orange or yellow.
    pub colour: Option<&'a str>,
    /// Whether it has an outline.
    pub has_border: bool,
}
html_safe!(Tag<'_>);

impl<'a> Tag<'a> {
    /// A tag in a colour of the design system.
    #[must_use]
    pub const fn new(text: &'a str, colour: &'a str) -> Self {
        Self { text, colour: Some(colour), has_border: true }
    }
}
