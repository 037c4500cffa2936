//! Who was asked on the same day, and what came of it, a sentence each.

use kith_app::people::Story;
use kith_app::store::Kept;
use kith_domain::boundary::same_day::SameDayAsk;
use kith_domain::policy::Action;
use kith_domain::time::moment_in_words;

use super::{Entry, Filter};
use crate::people::may::May;
use crate::same_day::lines;

/// Every ask that was not taken back.
pub(super) fn entries(story: &Story, may: &May) -> Vec<Entry> {
    let asks = story.same_day.iter().filter(|kept| kept.it.taken_back.is_none());
    asks.map(|kept| entry(story, may, kept)).collect()
}

fn entry(story: &Story, may: &May, kept: &Kept<SameDayAsk>) -> Entry {
    let it = &kept.it;
    let asker = story.name_of(it.asker);
    let what = match &it.answered {
        Some(answer) => {
            let at = moment_in_words(answer.at);
            format!("{asker} asked {} on the same day. They answered on {at}.", it.whom)
        }
        None => format!("{asker} asked {} on the same day. Nobody has answered yet.", it.whom),
    };
    let about = format!("who was asked {}", moment_in_words(it.asked));
    Entry {
        lines: it.answered.as_ref().map(lines).unwrap_or_default(),
        is_corrected: story.happened.iter().any(|was| was.kind == "same_day.corrected" && was.subject == it.id.uuid()),
        link: may.allows(Action::AskSameDay).then(|| (format!("/same-day/{}", it.id), "Put it right", about)),
        ..Entry::new(it.asked, Filter::Contacts, what)
    }
}
