//! Questions answered by picking.

use askama::Template;

use super::field::{Field, field_methods};
use super::{Slot, html_safe};

/// One thing to pick, in radios, checkboxes and lists.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// A line that helps to choose.
    pub hint: Option<String>,
    /// Questions that belong to this choice, shown when it is picked (and always, without scripts).
    pub reveals: Option<Slot>,
    /// Whether it can be picked.
    pub is_disabled: bool,
    /// Whether picking it unpicks the others, as "none of these" does.
    pub is_exclusive: bool,
    divider: bool,
}

impl Choice {
    /// A choice.
    #[must_use]
    pub fn new(value: &str, text: &str) -> Self {
        Self { value: value.to_owned(), text: text.to_owned(), ..Self::default() }
    }

    /// A word between choices, usually "or".
    #[must_use]
    pub fn divider(word: &str) -> Self {
        Self { text: word.to_owned(), divider: true, ..Self::default() }
    }

    /// Choices from pairs of value and words.
    #[must_use]
    pub fn list(pairs: &[(&str, &str)]) -> Vec<Self> {
        pairs.iter().map(|(value, text)| Self::new(value, text)).collect()
    }

    /// A line that helps to choose.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// Questions that belong to this choice.
    #[must_use]
    pub fn reveals(mut self, questions: Slot) -> Self {
        self.reveals = Some(questions);
        self
    }

    /// Picking it unpicks the others.
    #[must_use]
    pub fn exclusive(mut self) -> Self {
        self.is_exclusive = true;
        self
    }

    pub(crate) fn is_divider(&self) -> bool {
        self.divider
    }
}

/// Whether choices stand under one another, and how large.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Side by side.
    pub is_inline: bool,
    /// Drawn small, for forms used all day.
    pub is_small: bool,
    /// Where the page's keyboard order begins: on what is picked, or on the first.
    pub is_focused: bool,
}

/// Pick one.
#[derive(Template, Clone, Debug)]
#[template(path = "components/choices.html")]
pub struct Radios<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// What can be picked.
    pub choices: &'a [Choice],
    /// Values of what is picked.
    pub picked: Vec<&'a str>,
    /// How it is drawn.
    pub look: Look,
    kind: &'static str,
    block: &'static str,
}
html_safe!(Radios<'_>);
field_methods!(Radios);

/// Pick any number.
#[derive(Template, Clone, Debug)]
#[template(path = "components/choices.html")]
pub struct Checkboxes<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// What can be picked.
    pub choices: &'a [Choice],
    /// Values of what is picked.
    pub picked: Vec<&'a str>,
    /// How it is drawn.
    pub look: Look,
    kind: &'static str,
    block: &'static str,
}
html_safe!(Checkboxes<'_>);
field_methods!(Checkboxes);

macro_rules! choice_methods {
    ($name:ident, $kind:literal, $block:literal) => {
        impl<'a> $name<'a> {
            /// The question with nothing picked.
            #[must_use]
            pub fn new(name: &'a str, title: &'a str, choices: &'a [Choice]) -> Self {
                let field = Field::new(name, title);
                Self { field, choices, picked: Vec::new(), look: Look::default(), kind: $kind, block: $block }
            }

            /// Picks the choice with this value.
            #[must_use]
            pub fn pick(mut self, value: &'a str) -> Self {
                self.picked.push(value);
                self
            }

            /// Side by side: for two or three short choices.
            #[must_use]
            pub fn inline(mut self) -> Self {
                self.look.is_inline = true;
                self
            }

            /// Small: for forms used all day. Targets stay larger than 24 px.
            #[must_use]
            pub fn small(mut self) -> Self {
                self.look.is_small = true;
                self
            }

            /// The keyboard begins here. At most one question of a page, and only one that nothing precedes.
            #[must_use]
            pub fn focused(mut self) -> Self {
                self.look.is_focused = true;
                self
            }

            fn takes_focus(&self, choice: &Choice, is_first: &bool) -> bool {
                self.look.is_focused && if self.picked.is_empty() { *is_first } else { self.is_picked(choice) }
            }

            fn item_id(&self, index: &usize) -> String {
                match index {
                    0 => self.field.id.to_owned(),
                    _ => format!("{}-{}", self.field.id, index + 1),
                }
            }

            fn is_picked(&self, choice: &Choice) -> bool {
                self.picked.contains(&choice.value.as_str())
            }
        }
    };
}
choice_methods!(Radios, "radio", "nhsuk-radios");
choice_methods!(Checkboxes, "checkbox", "nhsuk-checkboxes");
