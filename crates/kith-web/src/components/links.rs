//! Things to press.

use askama::Template;

use super::html_safe;

/// Sends a form, or with an address leads on. One primary button on a page.
#[derive(Template, Clone, Debug)]
#[template(path = "components/button.html")]
pub struct Button<'a> {
    /// What pressing it does, as a verb.
    pub text: &'a str,
    /// `secondary`, `reverse` or `warning`; primary when `None`.
    pub variant: Option<&'a str>,
    /// Where it leads, when it sends nothing.
    pub href: Option<&'a str>,
    /// Name and value sent when a form has several buttons.
    pub sends: Option<(&'a str, &'a str)>,
    /// Another address that the form is sent to by this button.
    pub sent_to: Option<&'a str>,
    /// Words for screen readers that tell it from others like it.
    pub about: Option<&'a str>,
    /// Drawn small.
    pub is_small: bool,
    /// Whether it can be pressed.
    pub is_disabled: bool,
    /// Whether a second press within a second is ignored.
    pub prevents_double_press: bool,
    /// The letter that presses a button which leads on.
    pub key: Option<&'a str>,
}
html_safe!(Button<'_>);

impl<'a> Button<'a> {
    /// The primary button of a form.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            variant: None,
            href: None,
            sends: None,
            sent_to: None,
            about: None,
            is_small: false,
            is_disabled: false,
            prevents_double_press: true,
            key: None,
        }
    }

    /// Any other button.
    #[must_use]
    pub const fn secondary(text: &'a str) -> Self {
        let mut button = Self::new(text);
        button.variant = Some("secondary");
        button
    }

    /// A button that takes something away for good.
    #[must_use]
    pub const fn warning(text: &'a str) -> Self {
        let mut button = Self::new(text);
        button.variant = Some("warning");
        button
    }

    /// Leads to an address and sends nothing.
    #[must_use]
    pub const fn to(mut self, href: &'a str) -> Self {
        self.href = Some(href);
        self.prevents_double_press = false;
        self
    }

    /// This letter presses it too. Only where it leads on; a letter never sends anything.
    #[must_use]
    pub const fn key(mut self, letter: &'a str) -> Self {
        self.key = Some(letter);
        self
    }

    /// Sends this name and value, for a form with several buttons.
    #[must_use]
    pub const fn sends(mut self, name: &'a str, value: &'a str) -> Self {
        self.sends = Some((name, value));
        self
    }

    /// Sends the form to another address than its own.
    #[must_use]
    pub const fn sent_to(mut self, address: &'a str) -> Self {
        self.sent_to = Some(address);
        self
    }

    /// Words for screen readers that tell it from others like it on the page.
    #[must_use]
    pub const fn about(mut self, what: &'a str) -> Self {
        self.about = Some(what);
        self
    }

    /// Drawn small, for rows of a list.
    #[must_use]
    pub const fn small(mut self) -> Self {
        self.is_small = true;
        self
    }

    fn classes(&self) -> String {
        let mut classes = String::from("nhsuk-button");
        if let Some(variant) = self.variant {
            classes.push_str(&format!(" nhsuk-button--{variant}"));
        }
        if self.is_small {
            classes.push_str(" nhsuk-button--small");
        }
        classes
    }
}

/// Leads to the page before.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<a class="nhsuk-back-link{% if let Some(variant) = variant %} nhsuk-back-link--{{ variant }}{% endif %}" href="{{ href }}">{{ text }}</a>"#,
    ext = "html"
)]
pub struct BackLink<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// What it says.
    pub text: &'a str,
    /// `reverse` on a dark ground.
    pub variant: Option<&'a str>,
}
html_safe!(BackLink<'_>);

impl<'a> BackLink<'a> {
    /// Says where it leads, as in "Back to Today".
    #[must_use]
    pub const fn new(href: &'a str, text: &'a str) -> Self {
        Self { href, text, variant: None }
    }
}

/// Lets a keyboard pass the header.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<a class="nhsuk-skip-link" data-module="nhsuk-skip-link" href="{{ href }}">{{ text }}</a>"#,
    ext = "html"
)]
pub struct SkipLink<'a> {
    /// Where the page's content begins.
    pub href: &'a str,
    /// What it says.
    pub text: &'a str,
}
html_safe!(SkipLink<'_>);

/// A neighbouring page of a list.
#[derive(Clone, Debug)]
pub struct PageLink {
    /// Its address.
    pub href: String,
    /// What is there, such as "Older contacts".
    pub label: String,
}

impl PageLink {
    /// A link with words.
    #[must_use]
    pub fn new(href: &str, label: &str) -> Self {
        Self { href: href.to_owned(), label: label.to_owned() }
    }
}

/// Leads to the pages before and after. Lists page by key, so there are no page numbers.
#[derive(Template, Clone, Debug, Default)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// The page before.
    pub previous: Option<PageLink>,
    /// The page after.
    pub next: Option<PageLink>,
}
html_safe!(Pagination);
