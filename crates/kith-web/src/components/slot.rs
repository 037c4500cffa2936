//! A hole in a component that another component fills.

use std::fmt;

use askama::Template;
use askama::filters::{Escaper, Html, HtmlSafe};

/// Finished, safe markup. Made only from escaped text or from components, so no raw text can become markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot(String);

impl Slot {
    /// The text, escaped.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        // Writing to a String cannot fail.
        let _ = Html.write_escaped_str(&mut out, text);
        Self(out)
    }

    /// A component, drawn.
    #[must_use]
    pub fn of<T: Template + HtmlSafe>(component: &T) -> Self {
        // Drawing into a String fails only if a part's own Display does, and ours do not.
        Self(component.render().unwrap_or_default())
    }

    /// A link, both parts escaped.
    #[must_use]
    pub fn link(href: &str, text: &str) -> Self {
        Self(format!("<a href=\"{}\">{}</a>", Self::text(href), Self::text(text)))
    }

    /// A link whose text says more to screen readers than it shows.
    #[must_use]
    pub fn link_about(href: &str, text: &str, about: &str) -> Self {
        Self(format!(
            "<a href=\"{}\">{}<span class=\"nhsuk-u-visually-hidden\"> {}</span></a>",
            Self::text(href),
            Self::text(text),
            Self::text(about)
        ))
    }

    /// This markup, then the other.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Markup from a design-system example, in tests only.
    #[cfg(test)]
    pub(super) fn from_example(html: &str) -> Self {
        Self(html.to_owned())
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Slot {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_links_are_escaped() {
        assert_eq!(Slot::text("a < b & \"c\"").to_string(), "a &#60; b &#38; &#34;c&#34;");
        assert_eq!(Slot::link("/x?\"y", "<b>").to_string(), "<a href=\"/x?&#34;y\">&#60;b&#62;</a>");
    }
}
