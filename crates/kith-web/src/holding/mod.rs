//! Holding, readiness and going beyond a guide: for a link worker who stays with somebody and writes it down in a press.

pub(crate) mod begin;
pub(crate) mod beyond;
pub(crate) mod correct;
pub(crate) mod readiness;
pub(crate) mod review;
pub(crate) mod words;

use kith_app::holding::CauseLine;
use kith_domain::support::holding::{Function, Went};

use crate::components::Choice;

/// What holding may be for.
pub(crate) fn functions() -> Vec<Choice> {
    Function::ALL.iter().map(|it| Choice::new(it.code(), it.in_a_word()).hint(it.label())).collect()
}

/// Where it may have gone.
pub(crate) fn went() -> Vec<Choice> {
    Went::ALL.iter().filter(|it| **it != Went::SupportEnded).map(|it| Choice::new(it.code(), it.label())).collect()
}

/// What may cause it, where anything does.
pub(crate) fn causes(lines: &[CauseLine], more: Option<Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = lines.iter().map(|it| Choice::new(&it.code(), &it.words)).collect();
    choices.extend(more);
    if !choices.is_empty() {
        choices.push(Choice::new("", "None of these"));
    }
    choices
}
