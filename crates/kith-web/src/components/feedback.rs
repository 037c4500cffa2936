//! What Kith says back: errors, receipts, warnings and notes.

use askama::Template;

use super::{Slot, html_safe};

/// One line of an error summary.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong and how to fix it.
    pub text: Slot,
    /// The question it is about.
    pub href: Option<String>,
}

/// Everything that is wrong with a form, first on the page. Draws nothing when nothing is wrong.
#[derive(Template, Clone, Debug)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// Its heading.
    pub heading: Slot,
    /// A sentence before the list.
    pub description: Option<Slot>,
    /// The list.
    pub problems: Vec<Problem>,
}
html_safe!(ErrorSummary);

impl ErrorSummary {
    /// A summary under the usual heading.
    #[must_use]
    pub fn new(problems: Vec<Problem>) -> Self {
        Self { heading: Slot::text("There is a problem"), description: None, problems }
    }
}

/// What is wrong with one answer.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">Error: </span>{{ text }}</span>"#,
    ext = "html"
)]
pub struct ErrorMessage {
    /// What is wrong and how to fix it.
    pub text: Slot,
}
html_safe!(ErrorMessage);

/// Something that was done, or that somebody must know now. At most one on a page.
#[derive(Template, Clone, Debug)]
#[template(path = "components/notification_banner.html")]
pub struct NotificationBanner {
    /// Its title; "Success" or "Important" when `None`.
    pub title: Option<Slot>,
    /// What it says.
    pub text: Slot,
    /// Whether it confirms something done, which screen readers then say at once.
    pub is_success: bool,
}
html_safe!(NotificationBanner);

impl NotificationBanner {
    /// Confirms something done.
    #[must_use]
    pub fn success(text: &str) -> Self {
        Self { title: None, text: Slot::text(text), is_success: true }
    }

    /// Says something to know now.
    #[must_use]
    pub fn important(text: &str) -> Self {
        Self { title: None, text: Slot::text(text), is_success: false }
    }
}

/// A note that stands apart.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"{% import "components/kit.html" as kit %}{% call kit::inset() %}<p>{{ text }}</p>{% endcall %}"#,
    ext = "html"
)]
pub struct InsetText<'a> {
    /// What it says.
    pub text: &'a str,
}
html_safe!(InsetText<'_>);

impl<'a> InsetText<'a> {
    /// A note.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text }
    }
}

/// Something that must not be overlooked.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"{% import "components/kit.html" as kit %}{% call kit::warning(heading) %}<p class="nhsuk-card__description">{{ text }}</p>{% endcall %}"#,
    ext = "html"
)]
pub struct WarningCallout<'a> {
    /// Its heading; "Important" is said before any other, for screen readers.
    pub heading: &'a str,
    /// What it says.
    pub text: &'a str,
}
html_safe!(WarningCallout<'_>);

impl<'a> WarningCallout<'a> {
    /// A warning.
    #[must_use]
    pub const fn new(heading: &'a str, text: &'a str) -> Self {
        Self { heading, text }
    }
}

/// A receipt: what was done, and its reference. The page's heading.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<div class="nhsuk-panel"><h1 class="nhsuk-panel__heading">{{ heading }}</h1><div class="nhsuk-panel__body">{{ body }}</div></div>"#,
    ext = "html"
)]
pub struct Panel {
    /// What was done.
    pub heading: Slot,
    /// The reference, or what follows.
    pub body: Slot,
}
html_safe!(Panel);

impl Panel {
    /// A receipt.
    #[must_use]
    pub fn new(heading: &str, body: &str) -> Self {
        Self { heading: Slot::text(heading), body: Slot::text(body) }
    }
}
