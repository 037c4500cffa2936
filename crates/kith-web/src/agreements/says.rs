//! What an agreement says, as every page shows it: whole on its own page, and the two lists where a request crosses it.

use askama::Template;
use kith_domain::boundary::agreement::{Access, ScopeAgreement};
use kith_domain::text::Line;
use kith_domain::time::date_in_words;

use crate::components::{Row, SummaryList, html_safe};

/// What an agreement says.
#[derive(Template, Debug, Clone)]
#[template(path = "agreements/says.html")]
pub(crate) struct Says {
    /// The practice, and where all of it stands; nothing on the agreement's own page.
    of: Option<(String, String)>,
    is: Vec<String>,
    is_not: Vec<String>,
    facts: Vec<(&'static str, String)>,
    /// Whether it is one line that opens, where several stand under each other.
    folded: bool,
}
html_safe!(Says);

impl Says {
    /// All of it.
    pub(crate) fn whole(it: &ScopeAgreement) -> Self {
        let terms = &it.terms;
        let lines = |all: &[Line]| all.iter().map(ToString::to_string).collect();
        let said = |line: &Option<Line>| line.as_ref().map(ToString::to_string);
        let since = |what: Option<String>, day: Option<jiff::civil::Date>| match (what, day) {
            (Some(what), Some(day)) => Some(format!("{what}, since {}", date_in_words(day))),
            (Some(what), None) => Some(what),
            (None, day) => day.map(|day| format!("Since {}", date_in_words(day))),
        };
        let meetings = match (said(&terms.meetings), said(&terms.often)) {
            (Some(which), Some(often)) => Some(format!("{which}, {often}")),
            (one, other) => one.or(other),
        };
        let facts = [
            ("Whom to reach on the same day", said(&terms.reach.who)),
            ("Telephone", said(&terms.reach.phone)),
            ("When", said(&terms.reach.hours)),
            ("If they do not answer", said(&terms.reach.deputy)),
            ("The practice’s records", since(terms.access.map(Access::label).map(str::to_owned), terms.access_since)),
            ("Meetings the link worker is invited to", since(meetings, terms.invited_since)),
            ("Clinical supervisor", said(&terms.clinical)),
            ("Supervisor as a manager", said(&terms.managerial)),
        ];
        Self {
            of: None,
            is: lines(&terms.is),
            is_not: lines(&terms.is_not),
            facts: facts.into_iter().filter_map(|(what, how)| Some((what, how?))).collect(),
            folded: false,
        }
    }

    /// The two lists, where a request crosses them.
    pub(crate) fn of(it: &ScopeAgreement, practice: &str) -> Self {
        let of = Some((practice.to_owned(), format!("/practices/{}/agreement", it.practice)));
        Self { of, facts: Vec::new(), ..Self::whole(it) }
    }

    /// The same as one line that opens.
    pub(crate) fn folded(self) -> Self {
        Self { folded: true, ..self }
    }

    /// The lists that say anything, each with its heading.
    pub(crate) fn lists(&self) -> Vec<(&'static str, &[String])> {
        let all: [(&'static str, &[String]); 2] =
            [("What the role is", &self.is), ("What the role is not", &self.is_not)];
        all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
    }

    /// What else is agreed.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        self.facts.clone()
    }

    fn rows(&self) -> Vec<Row> {
        self.facts.iter().map(|(what, how)| Row::new(what, how)).collect()
    }
}
