//! About Me, the plan with its changes and their reasons, and what changed.
//!
//! That something was tried, did not suit and was adjusted is the work itself (Mol's tinkering; domain.md P17), so each
//! change stands in the story with its reason and with what it said before.

use kith_app::people::Story;
use kith_app::store::Happened;
use kith_domain::event::Fact;
use kith_domain::policy::Action as Right;
use kith_domain::support::changed::{Direction, Gain, Meant, Telling, Whom};
use kith_domain::support::plan::ChangeReason;
use kith_domain::support::plan::action::{self, Owner};
use kith_domain::support::plan::goal;
use kith_domain::text::Words;
use kith_domain::time::day_in_words;

use super::needs::{before, written};
use super::{Earlier, Entry, Filter};
use crate::people::may::May;
use crate::planning::words;

/// About Me, each time it was written.
pub(super) fn about_me(story: &Story, _may: &May) -> Vec<Entry> {
    let entry = |it: &kith_domain::support::AboutMe| {
        let parts = crate::planning::about_me::parts(it);
        Entry {
            lines: parts.into_iter().map(|(heading, words)| format!("{heading}: {words}")).collect(),
            link: Some((format!("/people/{}/about-me", it.person), "Open About me", String::new())),
            ..Entry::new(
                it.at,
                Filter::Plan,
                format!(
                    "{} wrote down About me. {}.",
                    story.name_of(it.author),
                    crate::planning::about_me::written(it)
                ),
            )
        }
    };
    story.about_me.iter().map(entry).collect()
}

/// Goals and actions: set, changed with the reason, and what became of them.
pub(super) fn steps(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| step(story, it)).collect()
}

/// What changed, with what it said before it was put right.
pub(super) fn changed(story: &Story, may: &May) -> Vec<Entry> {
    let entry = |kept: &kith_app::store::Kept<kith_domain::support::Changed>| {
        let it = &kept.it;
        let earlier = before(story, it.id.uuid(), ["changed.recorded", "changed.corrected"], |it| {
            let telling = Telling {
                direction: it.text("direction").and_then(Direction::from_code),
                meant: it.text("meant").and_then(Meant::from_code),
                whom: it.text("whom").and_then(Whom::from_code),
                gain: it.text("gain").and_then(Gain::from_code),
                words: it.text("words").and_then(|words| Words::new(words).ok()),
            };
            Some(Earlier {
                when: written(story, it),
                what: words::changed_in_words(&telling).join(" "),
                note: telling.words.as_ref().map(ToString::to_string),
                lines: Vec::new(),
            })
        });
        let correct = may.allows(Right::RecordChange);
        Entry {
            note: it.telling.words.as_ref().map(ToString::to_string),
            lines: words::changed_in_words(&it.telling),
            is_corrected: !earlier.is_empty(),
            earlier,
            link: correct.then(|| {
                let on = kith_domain::time::moment_in_words(it.at);
                (format!("/changed/{}/correct", it.id), "Correct", format!("what changed, written on {on}"))
            }),
            ..Entry::new(it.at, Filter::Plan, format!("{} wrote down what changed.", story.name_of(it.author)))
        }
    };
    story.changed.iter().map(entry).collect()
}

fn reason(it: &Happened) -> Option<String> {
    let reason = ChangeReason::from_code(it.text("reason")?)?;
    Some(match it.text("more") {
        Some(more) => format!("Why: {}. {more}", reason.label().to_lowercase()),
        None => format!("Why: {}.", reason.label().to_lowercase()),
    })
}

/// What this record said just before this event, as its events tell it.
fn last_before<'a>(story: &'a Story, it: &Happened, kinds: [&str; 2]) -> Option<&'a Happened> {
    let same = |other: &&Happened| other.subject == it.subject && kinds.contains(&other.kind.as_str());
    story.happened.iter().filter(same).skip_while(|other| other.at >= it.at).find(|other| other.at < it.at)
}

fn step(story: &Story, it: &Happened) -> Option<Entry> {
    let who = story.who_did(it);
    let called = story.person.it.identity.called();
    let of = |what: String| Entry::new(it.at, Filter::Plan, what);
    let plan = || Some((format!("/people/{}/plan", story.person.it.id), "Open the plan", String::new()));
    Some(match it.kind.as_str() {
        "goal.set" => Entry {
            quote: it.text("words").map(str::to_owned),
            lines: why(it),
            link: plan(),
            ..of(format!("{who} wrote down what {called} would like."))
        },
        "goal.changed" => Entry {
            quote: it.text("words").map(str::to_owned),
            lines: why(it).into_iter().chain(reason(it)).collect(),
            earlier: last_before(story, it, ["goal.set", "goal.changed"])
                .map(|before| Earlier {
                    when: written(story, before),
                    what: format!("“{}”", before.text("words").unwrap_or_default()),
                    note: None,
                    lines: why(before),
                })
                .into_iter()
                .collect(),
            link: plan(),
            ..of(format!("{who} changed a goal."))
        },
        "goal.stood" => {
            let state = goal::State::from_code(it.text("state")?)?;
            let words =
                story.plan.goals.iter().find(|kept| kept.it.id.uuid() == it.subject)?.it.wording.words.to_string();
            Entry {
                quote: Some(words),
                lines: outcome(it),
                link: plan(),
                ..of(format!("What became of a goal, by {who}: {}.", state.label().to_lowercase()))
            }
        }
        "action.agreed" => Entry {
            lines: terms(&called, it),
            link: plan(),
            ..of(format!("{who} wrote down something to do: {}", it.text("what")?))
        },
        "action.changed" => Entry {
            lines: terms(&called, it).into_iter().chain(reason(it)).collect(),
            earlier: last_before(story, it, ["action.agreed", "action.changed"])
                .map(|before| Earlier {
                    when: written(story, before),
                    what: before.text("what").unwrap_or_default().to_owned(),
                    note: None,
                    lines: terms(&called, before),
                })
                .into_iter()
                .collect(),
            link: plan(),
            ..of(format!("{who} changed what is to be done: {}", it.text("what")?))
        },
        "action.stood" => {
            let state = action::State::from_code(it.text("state")?)?;
            let what =
                story.plan.actions.iter().find(|kept| kept.it.id.uuid() == it.subject)?.it.terms.what.to_string();
            Entry { lines: outcome(it), link: plan(), ..of(format!("{}, {who} says: {what}", state.label())) }
        }
        "plan.written" => {
            Entry { lines: around(it), link: plan(), ..of(format!("{who} wrote down what surrounds the plan.")) }
        }
        _ => return None,
    })
}

fn why(it: &Happened) -> Vec<String> {
    it.text("why").map(|why| format!("Why it matters: {why}")).into_iter().collect()
}

fn outcome(it: &Happened) -> Vec<String> {
    it.text("outcome").map(|words| format!("What came of it: {words}")).into_iter().collect()
}

fn day(it: &Happened, name: &str) -> Option<String> {
    it.facts.iter().find_map(|(found, fact)| match fact {
        Fact::Day(day) if found == name => Some(day_in_words(*day)),
        _ => None,
    })
}

fn terms(called: &str, it: &Happened) -> Vec<String> {
    let owner = it.text("owner").and_then(Owner::from_code);
    let mut lines: Vec<String> = owner
        .map(|owner| format!("Who: {}.", words::owner_in_words(called, owner, it.text("who"))))
        .into_iter()
        .collect();
    lines.extend(day(it, "due").map(|due| format!("By {due}.")));
    lines.extend(it.text("strategies").map(|words| format!("What might help: {words}")));
    lines.extend(it.facts.iter().find_map(|(name, fact)| match fact {
        Fact::Int(said) if name == "confidence" => {
            Some(format!("How confident they feel about it: {said} of 10, they say."))
        }
        _ => None,
    }));
    lines
}

fn around(it: &Happened) -> Vec<String> {
    let parts = [
        ("Strengths", "strengths"),
        ("Who sees to another look", "reviewer"),
        ("Who pays", "funding"),
        ("Other plans", "documents"),
        ("If things get harder, signs", "harder_signs"),
        ("If things get harder, what should happen", "harder_do"),
        ("If things get harder, whom to ask", "harder_who"),
    ];
    let agreed = it.text("agreed").and_then(kith_domain::support::plan::Agreed::from_code);
    let mut lines: Vec<String> =
        agreed.map(|agreed| format!("Agreed: {}.", agreed.label().to_lowercase())).into_iter().collect();
    lines.extend(day(it, "review").map(|day| format!("Looked at again on {day}.")));
    lines.extend(parts.into_iter().filter_map(|(heading, name)| Some(format!("{heading}: {}", it.text(name)?))));
    lines
}
