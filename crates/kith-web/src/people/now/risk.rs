//! Whom to telephone when it cannot wait: always here, also when nobody has set a number.

use askama::Template;
use kith_app::people::Story;

use crate::components::{Slot, html_safe};
use crate::concerns;
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/risk.html")]
struct Risk {
    risk: concerns::Risk,
}
html_safe!(Risk);

/// The section.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let (numbers, practice) = &story.risk;
    Some(Slot::of(&Risk { risk: concerns::Risk::new(numbers, practice.as_ref()) }))
}
