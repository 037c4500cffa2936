//! About Me, the plan, what changed, and putting an ending or what matters right: pages that are offered and never asked
//! for. Nothing here is needed to save or close anything (principle 2).
//!
//! What the person says comes first and in their words; a change says why, and what was written before stays readable
//! in the story. What is printed for the person is in plain words, in large print where it is wanted.

pub(crate) mod about_me;
pub(crate) mod action;
pub(crate) mod ask;
pub(crate) mod changed;
pub(crate) mod ending;
pub(crate) mod goal;
pub(crate) mod matters;
pub(crate) mod paper;
pub(crate) mod plan;
pub(crate) mod sheet;
pub(crate) mod words;

use kith_app::people::{self, Story};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};

use crate::error::Problem;
use crate::visit::Visit;

/// The story, for somebody who may do `A` to the record.
fn story<A: Act>(visit: &Visit, id: Id<Person>) -> Result<Story, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<A>(look.tx(), ctx, id)?;
        people::head(look, &permit)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        people::story(look, &permit)
    })
}

/// Day, month and year as a form sent them.
fn day_of(visit: &Visit, name: &str) -> (String, String, String) {
    let part = |part: &str| visit.field(&format!("{name}-{part}"));
    (part("day"), part("month"), part("year"))
}

/// Fills a date into a form.
fn with_day(form: crate::components::Form, name: &str, day: Option<jiff::civil::Date>) -> crate::components::Form {
    let Some(day) = day else { return form };
    form.prefill(&format!("{name}-day"), &day.day().to_string())
        .prefill(&format!("{name}-month"), &day.month().to_string())
        .prefill(&format!("{name}-year"), &day.year().to_string())
}

/// Text of an optional answer.
fn text<T: ToString>(maybe: &Option<T>) -> String {
    maybe.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::about_me::{AboutMePage, filled as about_me_filled, page as about_me_page};
    pub(crate) use super::action::{
        filled as action_filled, new_page as action_page, outcome_page as action_outcome, page as action_change,
    };
    pub(crate) use super::changed::{filled as changed_filled, page as changed_page};
    pub(crate) use super::ending::{filled as ending_filled, page as ending_page};
    pub(crate) use super::goal::{
        filled as goal_filled, new_page as goal_page, outcome_page as goal_outcome, page as goal_change,
    };
    pub(crate) use super::matters::{filled as matters_filled, page as matters_page};
    pub(crate) use super::paper::{Paper, Print};
    pub(crate) use super::plan::PlanPage;
    pub(crate) use super::sheet::{filled as sheet_filled, page as sheet_page};
}
