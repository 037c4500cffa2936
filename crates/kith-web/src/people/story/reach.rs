//! How to reach the person, each time it changed.

use kith_app::people::Story;
use kith_app::store::Happened;
use kith_domain::person::reaching::{Adjustment, Channel, Format, Message, Safe, Support};

use super::{Entry, Filter};
use crate::people::may::May;

/// Every change of how to reach them.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| entry(story, it)).collect()
}

fn entry(story: &Story, it: &Happened) -> Option<Entry> {
    let (who, called) = (story.who_did(it), story.person.it.identity.called());
    let of = |what: String| Entry::new(it.at, Filter::All, what);
    Some(match it.kind.as_str() {
        // The first is of stores that are older than the facts.
        "person.contact_rules_changed" | "person.reaching_changed" => Entry {
            lines: RULES
                .into_iter()
                .filter_map(|(heading, name)| said(it, heading, name))
                .chain(CODED.into_iter().filter_map(|(heading, name, label)| in_words(it, heading, name, label)))
                .collect(),
            // Nobody of the staff: it came with the form or the file that brought them.
            ..of(match it.account {
                Some(_) => format!("{who} changed how to reach {called}."),
                None => format!("How to reach {called}, as it was said when they came."),
            })
        },
        // What was said is asked for fairness and stands on its own page alone.
        "person.equality_said" => of(format!("{who} wrote down what {called} says of themselves, for fairness.")),
        "person.identity_corrected" | "person.address_changed" => Entry {
            lines: it.text("why").map(|why| format!("Why: {why}")).into_iter().collect(),
            link: Some((
                format!("/people/{}/identity-history", story.person.it.id),
                "See what it said before",
                format!("of who {called} is"),
            )),
            ..of(format!("{who} corrected who {called} is or where they live."))
        },
        "around.added" => {
            of(format!("{who} wrote down that {} is around {called}.", it.text("name").unwrap_or("somebody")))
        }
        "around.ended" => {
            of(format!("{who} wrote down that {} is no longer around {called}.", it.text("name").unwrap_or("somebody")))
        }
        "protection.changed" => {
            let restricted = it.text("named").is_some_and(|named| !named.is_empty());
            let how = if restricted { "restricted the record to named people" } else { "said who may see the record" };
            of(format!("{who} {how}."))
        }
        _ => return None,
    })
}

/// What is told of a change of how to reach somebody.
const RULES: [(&str, &str); 5] = [
    ("Reaching them safely", "safe_contact"),
    ("Who may answer", "who_answers"),
    ("When", "when"),
    ("Language", "language"),
    ("Communication", "communication"),
];

/// A code in words; nothing when it is not known.
type Said = fn(&str) -> Option<String>;

/// What is told of it in codes, with how each is said.
const CODED: [(&str, &str, Said); 5] = [
    ("Safe or not", "channels", channel),
    ("A message may be left", "message", |code| Some(Message::from_code(code)?.label().to_lowercase())),
    ("What or who is needed to talk", "supports", |code| Some(Support::from_code(code)?.label().to_lowercase())),
    ("Form of information", "formats", |code| Some(Format::from_code(code)?.label().to_lowercase())),
    ("What makes it easier", "adjustments", |code| Some(Adjustment::from_code(code)?.label().to_lowercase())),
];

fn channel(code: &str) -> Option<String> {
    let (channel, safe) = code.split_once('=')?;
    Some(format!("{} {}", Channel::from_code(channel)?.label(), Safe::from_code(safe)?.label()).to_lowercase())
}

fn in_words(it: &Happened, heading: &str, name: &str, label: Said) -> Option<String> {
    let all: Vec<String> = it.text(name)?.split(' ').filter_map(label).collect();
    (!all.is_empty()).then(|| format!("{heading}: {}", all.join(", ")))
}

fn said(it: &Happened, heading: &str, name: &str) -> Option<String> {
    Some(format!("{heading}: {}", it.text(name)?))
}
