//! How to reach the person.

use askama::Template;
use kith_app::people::Story;
use kith_domain::policy::Action;

use crate::components::{Row, Slot, SummaryList, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/reach.html")]
struct Reach {
    called: String,
    rows: Vec<Row>,
}
html_safe!(Reach);

/// The section.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let called = story.person.it.identity.called().into_owned();
    Some(Slot::of(&Reach { called, rows: rows(story, may) }))
}

fn rows(story: &Story, may: &May) -> Vec<Row> {
    let person = &story.person.it;
    let href = format!("/people/{}/contact-rules", person.id);
    let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing noted".to_owned());
    let row = |key: &str, value: Option<String>, what: &str| {
        let row = Row::new(key, &said(value));
        if may.allows(Action::ChangeContactRules) { row.change(&href, what) } else { row }
    };
    vec![
        Row::new("Phone", &said(person.phone.as_ref().map(ToString::to_string))),
        row("Safely", person.safe_contact.as_ref().map(ToString::to_string), "how to reach them safely"),
        row("Communication", person.communication.as_ref().map(ToString::to_string), "how they communicate"),
    ]
}
