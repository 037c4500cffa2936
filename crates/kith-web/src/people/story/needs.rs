//! Needs, and the gaps where nothing answered them.

use kith_app::people::Story;
use kith_domain::need::{Gap, Need};

use super::{Entry, Filter};
use crate::connections::words::weeks_in_words;
use crate::people::may::May;

/// Every need.
pub(super) fn needs(story: &Story, _may: &May) -> Vec<Entry> {
    story.needs.iter().map(|it| need(story, it)).collect()
}

/// Every gap.
pub(super) fn gaps(story: &Story, _may: &May) -> Vec<Entry> {
    story.gaps.iter().map(|it| gap(story, it)).collect()
}

fn need(story: &Story, it: &Need) -> Entry {
    let domain = it.domain.map(|domain| format!("It is about: {}.", story.settings.need_domain(domain).to_lowercase()));
    Entry {
        quote: Some(it.stated.to_string()),
        lines: domain.into_iter().chain([format!("{}.", it.known.label())]).collect(),
        ..Entry::new(it.at, Filter::Gaps, format!("{} recorded a need.", story.name_of(it.author)))
    }
}

fn gap(story: &Story, it: &Gap) -> Entry {
    let mut lines = vec![format!("Why it was not there: {}.", it.reason.label())];
    if let Some(weeks) = it.weeks {
        lines.push(format!("Wait quoted: {}.", weeks_in_words(weeks.into())));
    }
    if let Some(need) = story.needs.iter().find(|need| need.id == it.need) {
        lines.push(format!("The need: “{}”", need.stated));
    }
    if let Some(instead) = it.instead {
        lines.push(format!("Meanwhile: {}.", instead.label().to_lowercase()));
    }
    Entry {
        note: it.words.as_ref().map(ToString::to_string),
        lines,
        ..Entry::new(
            it.at,
            Filter::Gaps,
            format!("{} recorded a gap. What was looked for: {}", story.name_of(it.author), it.sought),
        )
    }
}
