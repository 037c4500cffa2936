//! *How we work*: what a service makes easy, month by month, beside the events that surround it; one's own series; lenses;
//! context events.
//!
//! # Invariants
//! - No page of this room has a target, a threshold, a rank or a colour that praises or blames, and none offers one.
//! - No figure of a single worker leaves as a file, and none is shown but to herself and to whomever she shares it with.

mod chart;
mod context;
mod lens;
mod one;
mod team;

pub(crate) use context::{correct, list as context_list, new as context_new, show as context_show, stand, write};
pub(crate) use lens::{
    change as lens_change, change_form as lens_change_form, compare, copy as lens_copy, lenses, show as lens_show,
};
pub(crate) use one::{mine, share, shared, take_back};
pub(crate) use team::{csv, show};

#[cfg(test)]
pub(crate) use {
    context::{ListPage as ContextPage, WritePage as ContextWritePage},
    lens::{ChangePage, ComparePage, LensPage, LensesPage},
    one::OnePage,
    team::TeamPage,
};

use kith_app::how_we_work::Which;
use kith_domain::lens::LensVersion;

use crate::components::Choice;
use crate::error::Problem;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "How we work";
/// What stands at the head of every page of figures.
pub(crate) const SENTENCE: &str = "Both ways of working can be right. This shows what the service makes easy.";

/// The place in the navigation that the pages lie in.
pub(crate) fn place(visit: &Visit) -> &'static str {
    use kith_domain::staff::Role;
    match visit.staff().map(|staff| staff.role()) {
        Ok(Role::TeamLead | Role::ServiceManager) => "/team",
        _ => "/reports",
    }
}

/// Every version of every lens, to choose from.
fn choices(lenses: &[LensVersion]) -> Vec<Choice> {
    lenses.iter().map(|it| Choice::new(&Which::of(it).code(), &called(it))).collect()
}

/// "Of our team, version 3".
fn called(it: &LensVersion) -> String {
    match Which::of(it) {
        Which::Ours => it.name.to_string(),
        Which::Own(_, number) => format!("{}, version {number}", it.name),
    }
}

/// The lens of an address; the one that comes with Kith where none is named.
fn which(text: Option<&str>) -> Result<Which, Problem> {
    match text {
        None | Some("") => Ok(Which::Ours),
        Some(text) => Which::parse(text).ok_or(Problem::NotFound),
    }
}
