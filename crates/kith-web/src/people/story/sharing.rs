//! What the person decided about sharing, each time.

use kith_app::people::Story;
use kith_domain::person::sharing::{Recipient, SharingDecision};

use super::{Entry, Filter};
use crate::people::may::May;

/// Every decision.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.sharing.decisions.iter().map(|it| entry(story, it)).collect()
}

fn entry(story: &Story, it: &SharingDecision) -> Entry {
    let called = story.person.it.identity.called();
    let name = story.sharing.name_of(it.recipient);
    // Names keep their letters; what stands for several is a part of the sentence.
    let recipient = match it.recipient {
        Recipient::Organisations | Recipient::Family | Recipient::Study => lower_first(&name),
        Recipient::Practice(_) | Recipient::Organisation(_) => name,
    };
    let what = format!("{called} decided what {recipient} may be told. {} wrote it down.", story.name_of(it.author));
    Entry {
        lines: vec![format!("{}.", it.terms.says.label())],
        note: it.terms.what.as_ref().map(ToString::to_string),
        ..Entry::new(it.at, Filter::Messages, what)
    }
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}
