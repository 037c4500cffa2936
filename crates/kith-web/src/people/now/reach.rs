//! How to reach the person.

use askama::Template;
use kith_app::people::Story;
use kith_domain::person::reaching::{Channel, Safe};
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
    let (rules, identity) = (format!("/people/{}/contact-rules", person.id), format!("/people/{}/identity", person.id));
    let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing noted".to_owned());
    let row = |key: &str, value: Option<String>, (action, href, what): (Action, &str, &str)| {
        let row = Row::new(key, &said(value));
        if may.allows(action) { row.change(href, what) } else { row }
    };
    let facts = &story.reaching;
    let safely = facts.warnings().join(" ");
    // What was said of a channel stands beside the place from which it would be used.
    let with = |value: Option<String>, channel: Channel| {
        let safe = match facts.channel(channel) {
            Some(Safe::Never) => " (never use it)",
            Some(Safe::Arranged) => " (only when arranged before)",
            Some(Safe::Yes) | None => "",
        };
        value.map(|value| format!("{value}{safe}"))
    };
    let address = story.address.as_ref().map(|it| &it.parts);
    let lines = address.map(|parts| {
        let lines = parts.lines.iter().map(ToString::to_string).chain(parts.postcode.iter().map(ToString::to_string));
        lines.collect::<Vec<_>>().join(", ")
    });
    let email = address.and_then(|parts| parts.email.as_ref()).map(ToString::to_string);
    let correct = |what| (Action::CorrectIdentity, identity.as_str(), what);
    let change = |what| (Action::ChangeContactRules, rules.as_str(), what);
    vec![
        row("Safely", (!safely.is_empty()).then_some(safely), change("how to reach them safely")),
        row("Phone", with(person.phone.as_ref().map(ToString::to_string), Channel::Phone), correct("the phone number")),
        row("E-mail", with(email, Channel::Email), correct("the e-mail address")),
        row("Address", with(lines.filter(|lines| !lines.is_empty()), Channel::Letter), correct("the address")),
        row("Communication", facts.communication_in_short(), change("how they communicate")),
    ]
}
