//! About Me, when the person has said something there: displayed where everybody who supports them reads it.

use askama::Template;
use kith_app::people::Story;

use crate::components::{Slot, html_safe};
use crate::people::may::May;
use crate::planning::{about_me, words};

#[derive(Template)]
#[template(path = "people/now/about_me.html")]
struct AboutMe {
    called: String,
    parts: Vec<(&'static str, String)>,
    by: String,
    href: String,
}
html_safe!(AboutMe);

/// The section.
pub(super) fn section(story: &Story, _may: &May) -> Option<Slot> {
    let latest = story.about_me.first()?;
    Some(Slot::of(&AboutMe {
        called: story.person.it.identity.called().into_owned(),
        parts: about_me::parts(latest),
        by: words::about_me_by(story, latest),
        href: format!("/people/{}/about-me", story.person.it.id),
    }))
}
