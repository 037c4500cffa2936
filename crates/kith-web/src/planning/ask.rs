//! A page that asks a few questions about somebody's record and nothing else: the frame of every form of this room.

use askama::Template;
use kith_domain::person::Person;

use crate::components::{BackLink, Button, Form, Frame, Row, Slot, SummaryList};
use crate::error::Problem;
use crate::people::Back;
use crate::people::draft::Drafting;
use crate::reply::Reply;
use crate::taken::Taken;

/// The page.
#[derive(Template)]
#[template(path = "planning/ask.html")]
pub(crate) struct AskPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    lead: Option<String>,
    /// What it is about, in the words that stand there now.
    quote: Option<String>,
    questions: Vec<Slot>,
    /// Questions behind a heading that opens.
    more: Option<(&'static str, bool, Vec<Slot>)>,
    save: &'static str,
    /// A second way of saving: what it says, and what it sends.
    also: Option<(&'static str, &'static str, &'static str)>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
    /// What is there already, under its heading.
    below: Option<(String, Vec<Below>)>,
    /// Where it keeps a draft, and the one there is.
    drafting: Option<Drafting>,
}

/// One thing that is there already.
#[derive(Debug, Clone)]
pub(crate) struct Below {
    /// In the person's or the worker's words.
    pub(crate) words: Option<String>,
    /// More, a sentence each.
    pub(crate) lines: Vec<String>,
    /// Who wrote it down, and when.
    pub(crate) by: String,
    /// Where to correct it.
    pub(crate) correct: Option<String>,
}

impl AskPage {
    /// A form sent to an address, which leads back to the person.
    pub(crate) fn new(frame: Frame, person: &Person, to: String, form: Form) -> Self {
        Self {
            frame,
            form,
            to,
            back: Back::to(person),
            lead: None,
            quote: None,
            questions: Vec::new(),
            more: None,
            save: "Save",
            also: None,
            says_now: Vec::new(),
            below: None,
            drafting: None,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
    }

    /// Leads back elsewhere.
    pub(crate) fn back(mut self, href: String, text: &str) -> Self {
        self.back = Back { href, text: text.to_owned() };
        self
    }

    /// A sentence under the heading.
    pub(crate) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// What it is about.
    pub(crate) fn quote(mut self, quote: &str) -> Self {
        self.quote = Some(quote.to_owned());
        self
    }

    /// The questions.
    pub(crate) fn asks(mut self, questions: impl FnOnce(&Form) -> Vec<Slot>) -> Self {
        self.questions = questions(&self.form);
        self
    }

    /// Questions that most leave closed; open when one of these fields holds something.
    pub(crate) fn more(
        mut self,
        heading: &'static str,
        fields: &[&str],
        questions: impl FnOnce(&Form) -> Vec<Slot>,
    ) -> Self {
        let holds = |name: &&str| {
            let parts = ["", "-day", "-month", "-year"];
            self.form.has_problem(name)
                || parts.iter().any(|part| !self.form.value(&format!("{name}{part}")).is_empty())
        };
        let is_open = fields.iter().any(holds);
        self.more = Some((heading, is_open, questions(&self.form)));
        self
    }

    /// What the button says.
    pub(crate) const fn saves(mut self, label: &'static str) -> Self {
        self.save = label;
        self
    }

    /// What the form carries with it.
    pub(crate) fn sends(mut self, name: &str, value: &str) -> Self {
        self.form = self.form.carrying(name, value);
        self
    }

    /// A second way of saving.
    pub(crate) fn also(mut self, label: &'static str, name: &'static str, value: &'static str) -> Self {
        self.also = Some((label, name, value));
        self
    }

    /// What the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, rows: Vec<(&str, Option<String>)>) -> Self {
        let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing".to_owned());
        self.says_now = rows.into_iter().map(|(key, value)| Row::new(key, &said(value))).collect();
        self
    }

    /// What is there already.
    pub(crate) fn below(mut self, heading: impl Into<String>, entries: Vec<Below>) -> Self {
        self.below = (!entries.is_empty()).then(|| (heading.into(), entries));
        self
    }
}

/// Answers with a form that was not taken. `page` draws it, `beside` adds what the record says now, and `version` is
/// the version that the next attempt begins from.
pub(crate) fn answer(
    taken: Taken,
    version: i64,
    page: impl FnOnce(Form) -> AskPage,
    beside: impl FnOnce(AskPage) -> AskPage,
) -> Result<Reply, Problem> {
    taken.answer(|back| {
        let (form, is_overtaken) = back.at(version);
        let page = page(form);
        let page = AskPage { frame: Frame { error_title: true, ..page.frame }, ..page };
        Ok(if is_overtaken { beside(page) } else { page })
    })
}
