//! The numbers for a risk, as every page shows them: what is missing is said, with who can set it.

use askama::Template;
use kith_domain::practice::Practice;
use kith_domain::settings::RiskNumbers;

use crate::components::html_safe;

/// The numbers, drawn.
#[derive(Template, Debug, Clone)]
#[template(path = "concerns/risk.html")]
pub(crate) struct Risk {
    rows: Vec<(String, Option<String>)>,
    words: Option<String>,
}
html_safe!(Risk);

impl Risk {
    /// Draws the numbers.
    pub(crate) fn new(numbers: &RiskNumbers, practice: Option<&Practice>) -> Self {
        Self { rows: rows(numbers, practice), words: numbers.urgent.words.as_ref().map(ToString::to_string) }
    }

    /// With what a scope agreement says of whom to reach at the practice, in place of the service's own number.
    pub(crate) fn agreed(mut self, words: Option<String>) -> Self {
        if let (Some(words), Some((_, number))) = (words, self.rows.get_mut(1)) {
            *number = Some(words);
        }
        self
    }

    fn lacks_any(&self) -> bool {
        self.rows.iter().any(|(_, number)| number.is_none())
    }
}

/// Each number with what it is for; `None` where nobody has set one.
fn rows(numbers: &RiskNumbers, practice: Option<&Practice>) -> Vec<(String, Option<String>)> {
    let said = |line: &Option<kith_domain::text::Line>| line.as_ref().map(ToString::to_string);
    let today = match practice {
        Some(practice) => format!("Somebody at {} on the same day", practice.name),
        None => "Somebody at a practice on the same day".to_owned(),
    };
    vec![
        ("In an emergency".to_owned(), Some("999".to_owned())),
        (today, said(&numbers.same_day)),
        ("A mental-health crisis".to_owned(), said(&numbers.urgent.crisis)),
        ("Safeguarding, for an adult".to_owned(), said(&numbers.urgent.safeguarding_adults)),
        ("Safeguarding, for a child".to_owned(), said(&numbers.urgent.safeguarding_children)),
    ]
}
