//! Questions answered by writing, or by picking from a closed list.

use askama::Template;

use super::field::{Field, field_methods};
use super::{Choice, Slot, html_safe};

/// One line of text.
#[derive(Template, Clone, Debug)]
#[template(path = "components/input.html")]
pub struct Input<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// What the person typed or what is known.
    pub value: &'a str,
    /// The kind of input, `text` unless another keyboard or check is wanted.
    pub kind: &'a str,
    /// Width in characters: 2, 3, 4, 5, 10, 20 or 30; the column's width when `None`.
    pub width: Option<u8>,
    /// What browsers may fill in, in the words of the HTML standard.
    pub autocomplete: Option<&'a str>,
    /// Which keyboard a phone shows.
    pub inputmode: Option<&'a str>,
    /// Whether the browser checks spelling; its own choice when `None`.
    pub spellcheck: Option<bool>,
    /// Drawn with even spacing, for codes and numbers read digit by digit.
    pub is_code: bool,
    /// The list of suggestions that belongs to it, by element id.
    pub list: Option<&'a str>,
    /// A sign before the input, such as a currency.
    pub prefix: Option<Slot>,
    /// A sign after the input, such as a unit.
    pub suffix: Option<Slot>,
}
html_safe!(Input<'_>);
field_methods!(Input);

impl<'a> Input<'a> {
    /// An empty line of text.
    #[must_use]
    pub fn new(name: &'a str, title: &'a str) -> Self {
        Self {
            field: Field::new(name, title),
            value: "",
            kind: "text",
            width: None,
            autocomplete: None,
            inputmode: None,
            spellcheck: None,
            is_code: false,
            list: None,
            prefix: None,
            suffix: None,
        }
    }

    /// What it holds before the person writes.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// The HTML type: `email`, `tel`, `search`, `password`, `time`.
    #[must_use]
    pub fn kind(mut self, kind: &'a str) -> Self {
        self.kind = kind;
        self
    }

    /// Width in characters: 2, 3, 4, 5, 10, 20 or 30.
    #[must_use]
    pub fn width(mut self, characters: u8) -> Self {
        self.width = Some(characters);
        self
    }

    /// What browsers may fill in; `off` for anything about another person.
    #[must_use]
    pub fn autocomplete(mut self, token: &'a str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Whole numbers: a phone shows digits, and no spin buttons or silent rounding as `type="number"` has.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.inputmode = Some("numeric");
        self.spellcheck = Some(false);
        self
    }

    /// A number read digit by digit, such as an NHS number.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.is_code = true;
        self.digits()
    }

    /// Suggestions, in a `datalist` with this id.
    #[must_use]
    pub fn list(mut self, id: &'a str) -> Self {
        self.list = Some(id);
        self
    }

    /// A unit after the input.
    #[must_use]
    pub fn suffix(mut self, text: &str) -> Self {
        self.suffix = Some(Slot::text(text));
        self
    }

    fn classes(&self) -> String {
        let mut classes = String::from("nhsuk-input");
        if self.is_code {
            classes.push_str(" nhsuk-input--code");
        }
        if self.field.error.is_some() {
            classes.push_str(" nhsuk-input--error");
        }
        if let Some(width) = self.width {
            classes.push_str(&format!(" nhsuk-input--width-{width}"));
        }
        classes
    }
}

/// Several lines of text.
#[derive(Template, Clone, Debug)]
#[template(path = "components/textarea.html")]
pub struct Textarea<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// What the person typed or what is known.
    pub value: &'a str,
    /// Height in lines.
    pub rows: u16,
    /// What browsers may fill in.
    pub autocomplete: Option<&'a str>,
}
html_safe!(Textarea<'_>);
field_methods!(Textarea);

impl<'a> Textarea<'a> {
    /// Five empty lines.
    #[must_use]
    pub fn new(name: &'a str, title: &'a str) -> Self {
        Self { field: Field::new(name, title), value: "", rows: 5, autocomplete: None }
    }

    /// What it holds before the person writes.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// Height in lines.
    #[must_use]
    pub fn rows(mut self, rows: u16) -> Self {
        self.rows = rows;
        self
    }
}

/// A closed list that opens. Radios are kinder while they fit on the page.
#[derive(Template, Clone, Debug)]
#[template(path = "components/select.html")]
pub struct Select<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// The choices; dividers become lines.
    pub choices: &'a [Choice],
    /// Value of the chosen one.
    pub value: &'a str,
}
html_safe!(Select<'_>);
field_methods!(Select);

impl<'a> Select<'a> {
    /// A list with its first choice shown.
    #[must_use]
    pub fn new(name: &'a str, title: &'a str, choices: &'a [Choice]) -> Self {
        Self { field: Field::new(name, title), choices, value: "" }
    }

    /// Value of the chosen one.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }
}
