//! The case: accepted, allocated, ended, opened again; and a referral that was given back.

use kith_app::people::Story;
use kith_app::store::Happened;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::referral::LinkReason;
use kith_domain::support::case::ClosureReason;
use kith_domain::time::date_in_words;

use super::{Entry, Filter};
use crate::people::may::May;

/// Everything that happened to the case.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| entry(story, it)).collect()
}

fn entry(story: &Story, it: &Happened) -> Option<Entry> {
    let who = story.who_did(it);
    let worker = || it.id("worker").map_or("somebody", |id| story.name_of(Id::from_uuid(id)));
    let of_case = |what: String| Entry::new(it.at, Filter::All, what);
    Some(match it.kind.as_str() {
        "case.opened" => of_case(format!("{who} accepted the referral.")),
        "case.allocated" if it.account == it.id("worker").map(Id::from_uuid) => {
            of_case(format!("{who} took the case."))
        }
        "case.allocated" => of_case(format!("{who} gave the case to {}.", worker())),
        "case.reopened" => {
            of_case(format!("{who} opened the case again, with {}. No new referral was needed.", worker()))
        }
        "case.ended" => {
            let reason = it.text("reason").and_then(ClosureReason::from_code).unwrap_or(ClosureReason::Unknown);
            let reason = story.settings.closing_reason(reason);
            let door = it.facts.iter().any(|(name, fact)| name == "door_open" && *fact == Fact::Bool(true));
            let what = if door { "ended the case with the door open." } else { "closed the case." };
            let policy = it.facts.iter().find_map(|(name, fact)| match fact {
                Fact::Day(day) if name == "policy" => Some(*day),
                _ => None,
            });
            let mut lines = vec![format!("Reason: {reason}.")];
            lines.extend(policy.map(|day| format!("By the closing policy of {}.", date_in_words(day))));
            Entry { note: it.text("words").map(str::to_owned), lines, ..of_case(format!("{who} {what}")) }
        }
        "case.ending_corrected" => {
            let reason = it.text("reason").and_then(ClosureReason::from_code).unwrap_or(ClosureReason::Unknown);
            let reason = story.settings.closing_reason(reason);
            Entry {
                note: it.text("words").map(str::to_owned),
                lines: vec![format!("Reason now: {reason}."), "What was said first stands below.".to_owned()],
                ..of_case(format!("{who} corrected why support ended."))
            }
        }
        "referral.returned" => Entry {
            quote: it.text("reason").map(str::to_owned),
            lines: by_link(it),
            ..of_case(format!("{who} gave the referral back."))
        },
        "referral.redirected" => Entry {
            quote: it.text("words").map(str::to_owned),
            lines: by_link(it),
            ..of_case(format!("{who} pointed them to {}.", it.text("to").unwrap_or("somebody else")))
        },
        _ => return None,
    })
}

/// What the link of the receipt says of why, where something was chosen for it.
fn by_link(it: &Happened) -> Vec<String> {
    let said = it.text("link_reason").and_then(LinkReason::from_code);
    said.map(|why| format!("The link of the receipt says: {}", why.label())).into_iter().collect()
}
