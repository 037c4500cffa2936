//! What every question of a form has: a title, perhaps a hint, perhaps an error.

use askama::Template;

use super::{Slot, html_safe};

/// How large a title is drawn, and in the design system's letter for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
}

impl Size {
    /// The letter used in class names.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
        }
    }
}

/// The words of a label or legend. When the question is the page's title it is also the page's heading.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a> {
    /// What is asked.
    pub text: &'a str,
    /// How large; body size when `None`.
    pub size: Option<Size>,
    /// Whether it is the page's only `h1`.
    pub is_page_heading: bool,
    /// Whether only screen readers get it, where the surroundings say it to the eye.
    pub is_hidden: bool,
}

impl<'a> Title<'a> {
    /// A title of body size.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, size: None, is_page_heading: false, is_hidden: false }
    }

    /// Classes of a label (`nhsuk-label`) or legend (`nhsuk-fieldset__legend`).
    pub(crate) fn classes(&self, base: &str) -> String {
        let mut classes = base.to_owned();
        if let Some(size) = self.size {
            classes.push_str(&format!(" {base}--{}", size.letter()));
        }
        if self.is_hidden {
            classes.push_str(" nhsuk-u-visually-hidden");
        }
        classes
    }
}

/// A line that helps to answer.
#[derive(Template)]
#[template(
    source = r#"<div class="nhsuk-hint"{% if let Some(id) = id %} id="{{ id }}"{% endif %}>{{ content }}</div>"#,
    ext = "html"
)]
#[derive(Clone, Debug)]
pub struct Hint {
    /// Element id, so that the question can refer to it.
    pub id: Option<String>,
    /// What it says.
    pub content: Slot,
}
html_safe!(Hint);

/// The parts shared by every question. `id` is also the start of the ids of its hint and error.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Name it is sent under.
    pub name: &'a str,
    /// Element id; the name unless the page has the same question twice.
    pub id: &'a str,
    /// What is asked; none where a question inside another needs no words of its own.
    pub title: Option<Title<'a>>,
    /// A line that helps to answer.
    pub hint: Option<Slot>,
    /// What was wrong, as a sentence that says how to fix it.
    pub error: Option<Slot>,
    /// Whether it can be changed.
    pub is_disabled: bool,
}

impl<'a> Field<'a> {
    pub(crate) fn new(name: &'a str, title: &'a str) -> Self {
        Self { name, id: name, title: Some(Title::new(title)), hint: None, error: None, is_disabled: false }
    }

    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }
}

/// The builder methods of everything that holds a [`Field`] called `field`.
macro_rules! field_methods {
    ($name:ident) => {
        impl<'a> $name<'a> {
            /// A line that helps to answer.
            #[must_use]
            pub fn hint(mut self, text: &str) -> Self {
                self.field.hint = Some($crate::components::Slot::text(text));
                self
            }

            /// Another element id, for a page that asks the same thing twice.
            #[must_use]
            pub fn id(mut self, id: &'a str) -> Self {
                self.field.id = id;
                self
            }

            /// A medium title, for a page with several questions.
            #[must_use]
            pub fn medium(mut self) -> Self {
                if let Some(title) = &mut self.field.title {
                    title.size = Some($crate::components::Size::M);
                }
                self
            }

            /// The question is what the page is about: its title is the page's heading.
            #[must_use]
            pub fn page_heading(mut self) -> Self {
                if let Some(title) = &mut self.field.title {
                    title.size = Some($crate::components::Size::L);
                    title.is_page_heading = true;
                }
                self
            }

            /// The title is for screen readers only, because the surroundings say it to the eye.
            #[must_use]
            pub fn title_hidden(mut self) -> Self {
                if let Some(title) = &mut self.field.title {
                    title.is_hidden = true;
                }
                self
            }
        }
    };
}
pub(crate) use field_methods;
