//! A date that somebody knows, in three parts: typing one is quicker and surer than finding it in a calendar.

use askama::Template;

use super::field::{Field, field_methods};
use super::html_safe;

/// One of the three numbers.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// What it is called.
    pub title: &'static str,
    /// Ending of its element id: `day`, `month` or `year`.
    pub suffix: &'static str,
    /// Name it is sent under.
    pub name: String,
    /// What the person typed.
    pub value: &'a str,
    /// Width in characters.
    pub width: u8,
    /// Whether this number is wrong.
    pub is_wrong: bool,
    /// What browsers may fill in.
    pub autocomplete: Option<&'a str>,
}

/// Day, month and year, sent as `<name>-day`, `<name>-month` and `<name>-year`.
#[derive(Template, Clone, Debug)]
#[template(path = "components/date_input.html")]
pub struct DateInput<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// Day, month, year.
    pub parts: [Part<'a>; 3],
}
html_safe!(DateInput<'_>);
field_methods!(DateInput);

impl<'a> DateInput<'a> {
    /// An empty date.
    #[must_use]
    pub fn new(name: &'a str, title: &'a str) -> Self {
        let part = |title, suffix, width| Part {
            title,
            suffix,
            name: format!("{name}-{suffix}"),
            value: "",
            width,
            is_wrong: false,
            autocomplete: None,
        };
        Self {
            field: Field::new(name, title),
            parts: [part("Day", "day", 2), part("Month", "month", 2), part("Year", "year", 4)],
        }
    }

    /// The three numbers as typed.
    #[must_use]
    pub fn values(mut self, day: &'a str, month: &'a str, year: &'a str) -> Self {
        for (part, value) in self.parts.iter_mut().zip([day, month, year]) {
            part.value = value;
        }
        self
    }

    fn has_error(&self) -> bool {
        self.field.error.is_some() || self.parts.iter().any(|part| part.is_wrong)
    }
}
