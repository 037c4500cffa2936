//! What a person typed, what was wrong with it, and where the form belongs.

use super::choices::{Checkboxes, Choice, Radios};
use super::date_input::DateInput;
use super::feedback::{ErrorSummary, Problem};
use super::field::Field;
use super::file::FileInput;
use super::input::{Input, Select, Textarea};
use super::{Slot, html_safe};

/// A form being filled in: a page drawn from it again shows everything as typed, with each error at its question and
/// a summary that leads there.
///
/// Invariants: nothing typed is lost by an error; every error in the summary is a link to a question that is there;
/// hidden fields (nonce, service, record) go with every form made by [`Form::hidden`].
#[derive(Clone, Debug, Default)]
pub struct Form {
    typed: Vec<(String, String)>,
    problems: Vec<FieldProblem>,
    hidden: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct FieldProblem {
    name: String,
    target: Option<String>,
    message: String,
}

/// The number of a date that an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// All three: the date as a whole is missing or impossible.
    Whole,
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DatePart {
    const fn suffix(self) -> &'static str {
        match self {
            Self::Whole | Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

impl Form {
    /// Nothing typed yet.
    #[must_use]
    pub fn blank() -> Self {
        Self::default()
    }

    /// Everything that was sent, in its order; a name may come several times.
    #[must_use]
    pub fn typed(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { typed: pairs.into_iter().collect(), ..Self::default() }
    }

    /// Fills one answer in beforehand, unless the person has given one.
    #[must_use]
    pub fn prefill(mut self, name: &str, value: &str) -> Self {
        if !self.typed.iter().any(|(known, _)| known == name) {
            self.typed.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Fills several answers of one question in beforehand, unless the person has given any.
    #[must_use]
    pub fn prefill_all(mut self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        if !self.typed.iter().any(|(known, _)| known == name) {
            self.typed.extend(values.into_iter().map(|value| (name.to_owned(), value)));
        }
        self
    }

    /// Sets a hidden field that goes with the form: its nonce, the service and the record it was opened for.
    #[must_use]
    pub fn carrying(mut self, name: &str, value: &str) -> Self {
        self.hidden.retain(|(known, _)| known != name);
        self.hidden.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without what was sent under this name, for what the page carries anew itself.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.typed.retain(|(known, _)| known != name);
        self
    }

    /// What was typed under this name, as typed; empty when nothing was.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or("")
    }

    /// Everything sent under this name, for checkboxes.
    pub fn values<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        self.typed.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Says what is wrong with an answer, in a sentence that says how to fix it.
    pub fn problem(&mut self, name: &str, message: impl Into<String>) {
        self.push(name, Some(name.to_owned()), message.into());
    }

    /// Says what is wrong with a date.
    pub fn date_problem(&mut self, name: &str, part: DatePart, message: impl Into<String>) {
        let target = format!("{name}-{}", part.suffix());
        self.push(name, Some(target.clone()), message.into());
        let parts: &[&str] = match part {
            DatePart::Whole => &["day", "month", "year"],
            DatePart::Day | DatePart::Month | DatePart::Year => &[part.suffix()],
        };
        for part in parts {
            self.push(&format!("{name}-{part}"), None, String::new());
        }
    }

    /// Says what is wrong with the form as a whole, where no single answer is to blame.
    pub fn general_problem(&mut self, message: impl Into<String>) {
        self.push("", None, message.into());
    }

    fn push(&mut self, name: &str, target: Option<String>, message: String) {
        self.problems.push(FieldProblem { name: name.to_owned(), target, message });
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether something is wrong with this answer, to open what hides it.
    #[must_use]
    pub fn has_problem(&self, name: &str) -> bool {
        self.problems.iter().any(|problem| problem.name == name)
    }

    /// What is wrong with this answer, for a group of questions that is drawn by hand.
    #[must_use]
    pub fn message_of(&self, name: &str) -> Option<&str> {
        let of_it = |problem: &&FieldProblem| problem.name == name && !problem.message.is_empty();
        self.problems.iter().find(of_it).map(|problem| problem.message.as_str())
    }

    /// Every error as a link to its question. Draws nothing when nothing is wrong.
    #[must_use]
    pub fn error_summary(&self) -> ErrorSummary {
        let listed = self.problems.iter().filter(|problem| !problem.message.is_empty());
        ErrorSummary::new(
            listed
                .map(|problem| Problem {
                    text: Slot::text(&problem.message),
                    href: problem.target.as_ref().map(|target| format!("#{target}")),
                })
                .collect(),
        )
    }

    /// The hidden fields; belongs into every form element.
    #[must_use]
    pub fn hidden(&self) -> Hidden<'_> {
        Hidden { fields: &self.hidden }
    }

    /// A line of text.
    #[must_use]
    pub fn input<'f>(&'f self, name: &'f str, title: &'f str) -> Input<'f> {
        let mut input = Input::new(name, title).value(self.value(name));
        self.attach(&mut input.field);
        input
    }

    /// Several lines of text.
    #[must_use]
    pub fn textarea<'f>(&'f self, name: &'f str, title: &'f str) -> Textarea<'f> {
        let mut textarea = Textarea::new(name, title).value(self.value(name));
        self.attach(&mut textarea.field);
        textarea
    }

    /// A closed list that opens.
    #[must_use]
    pub fn select<'f>(&'f self, name: &'f str, title: &'f str, choices: &'f [Choice]) -> Select<'f> {
        let mut select = Select::new(name, title, choices).value(self.value(name));
        self.attach(&mut select.field);
        select
    }

    /// Pick one.
    #[must_use]
    pub fn radios<'f>(&'f self, name: &'f str, title: &'f str, choices: &'f [Choice]) -> Radios<'f> {
        let mut radios = Radios::new(name, title, choices);
        radios.picked = self.values(name).collect();
        self.attach(&mut radios.field);
        radios
    }

    /// Pick any number.
    #[must_use]
    pub fn checkboxes<'f>(&'f self, name: &'f str, title: &'f str, choices: &'f [Choice]) -> Checkboxes<'f> {
        let mut checkboxes = Checkboxes::new(name, title, choices);
        checkboxes.picked = self.values(name).collect();
        self.attach(&mut checkboxes.field);
        checkboxes
    }

    /// A date in three numbers.
    #[must_use]
    pub fn date<'f>(&'f self, name: &'f str, title: &'f str) -> DateInput<'f> {
        let mut date = DateInput::new(name, title);
        for part in &mut date.parts {
            part.value = self.typed.iter().find(|(known, _)| *known == part.name).map_or("", |(_, value)| value);
            part.is_wrong = self.problems.iter().any(|problem| problem.name == part.name);
        }
        self.attach(&mut date.field);
        date
    }

    /// A file to choose; see [`FileInput`].
    #[must_use]
    pub fn file<'f>(&'f self, name: &'f str, title: &'f str) -> FileInput<'f> {
        let mut file = FileInput::new(name, title);
        self.attach(&mut file.field);
        file
    }

    fn attach(&self, field: &mut Field<'_>) {
        field.error = self
            .problems
            .iter()
            .find(|problem| problem.name == field.name && !problem.message.is_empty())
            .map(|problem| Slot::text(&problem.message));
    }
}

/// Hidden fields of a form.
#[derive(askama::Template, Clone, Copy, Debug)]
#[template(
    source = r#"{% for (name, value) in fields %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}"#,
    ext = "html"
)]
pub struct Hidden<'a> {
    fields: &'a [(String, String)],
}
html_safe!(Hidden<'_>);

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Form {
        Form::typed([
            ("name".to_owned(), "<Ada> \"O'Hara\"".to_owned()),
            ("born-day".to_owned(), "31".to_owned()),
            ("born-month".to_owned(), "13".to_owned()),
            ("way".to_owned(), "home".to_owned()),
            ("way".to_owned(), "phone".to_owned()),
        ])
    }

    #[test]
    fn everything_typed_is_drawn_again_and_escaped() {
        let form = sent();
        assert!(form.input("name", "Name").to_string().contains("value=\"&#60;Ada&#62; &#34;O&#39;Hara&#34;\""));
        assert!(form.date("born", "Born").to_string().contains("value=\"13\""));
        let ways = Choice::list(&[("home", "Home"), ("phone", "Phone"), ("letter", "Letter")]);
        assert_eq!(form.checkboxes("way", "Ways", &ways).to_string().matches(" checked").count(), 2);
    }

    #[test]
    fn an_error_stands_at_its_question_and_in_the_summary_with_a_link_to_it() {
        let mut form = sent();
        form.problem("name", "Enter the name");
        form.date_problem("born", DatePart::Month, "The month must be between 1 and 12");
        let summary = form.error_summary().to_string();
        assert!(summary.contains("href=\"#name\"") && summary.contains("href=\"#born-month\""), "{summary}");
        assert_eq!(summary.matches("<li>").count(), 2);
        let name = form.input("name", "Name").to_string();
        assert!(name.contains("id=\"name\"") && name.contains("aria-describedby=\"name-error\""), "{name}");
        let date = form.date("born", "Born").to_string();
        assert_eq!(date.matches("nhsuk-input--error").count(), 1, "{date}");
        assert!(date.contains("id=\"born-month\""));
    }

    #[test]
    fn a_form_without_problems_draws_no_summary() {
        assert_eq!(sent().error_summary().to_string(), "");
    }

    #[test]
    fn a_prefilled_answer_yields_to_what_was_typed() {
        let form = sent().prefill("name", "Known").prefill("place", "Hall");
        assert_eq!((form.value("name"), form.value("place")), ("<Ada> \"O'Hara\"", "Hall"));
    }

    #[test]
    fn hidden_fields_go_with_the_form() {
        let form = sent().carrying("nonce", "a\"b");
        assert_eq!(form.hidden().to_string(), "<input type=\"hidden\" name=\"nonce\" value=\"a&#34;b\">");
    }
}
