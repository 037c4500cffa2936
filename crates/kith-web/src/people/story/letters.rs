//! Letters written for or with the person.

use kith_app::people::Story;

use kith_domain::attachment::Parent;

use super::{Entry, Files, Filter};
use crate::directory::short_list::in_story;
use crate::letters::one::together_in_words;
use crate::people::may::May;

/// Every letter, at the moment it was written. What it said before a correction stands on its own page.
pub(super) fn entries(story: &Story, may: &May) -> Vec<Entry> {
    let called = story.person.it.identity.called();
    let entry = |kept: &kith_app::store::Kept<kith_domain::support::Letter>| {
        let it = &kept.it;
        let to = it.content.to.as_str().lines().next().unwrap_or_default();
        Entry {
            lines: vec![format!("To: {to}"), format!("About: {}", it.content.subject)],
            files: Files::of(story, may, Parent::Letter(it.id), format!("to the letter about {}", it.content.subject)),
            is_corrected: kept.version > 1,
            link: Some((format!("/letters/{}", it.id), "Open the letter", format!("about {}", it.content.subject))),
            ..Entry::new(
                it.made,
                Filter::Contacts,
                format!(
                    "{} {} {}.",
                    story.name_of(it.author),
                    in_story(it).unwrap_or("wrote a letter"),
                    together_in_words(it.content.together, &called)
                ),
            )
        }
    };
    story.letters.iter().map(entry).collect()
}
