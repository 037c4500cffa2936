//! Needs, and the gaps where nothing answered them; what each said before it was put right, and what was said of where
//! a need stands.

use kith_app::people::Story;
use kith_app::store::Happened;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::need::gap::{Instead, Kind, Reason, Structure};
use kith_domain::need::{Domain, Gap, Known, Need, Origin, Stand};
use kith_domain::policy::Action;
use kith_domain::support::Contact;
use kith_domain::time;
use uuid::Uuid;

use super::{Earlier, Entry, Filter};
use crate::connections::words::weeks_in_words;
use crate::people::may::May;

/// Every need.
pub(super) fn needs(story: &Story, may: &May) -> Vec<Entry> {
    story.needs.iter().map(|it| need(story, may, it)).collect()
}

/// Every gap.
pub(super) fn gaps(story: &Story, may: &May) -> Vec<Entry> {
    story.gaps.iter().map(|it| gap(story, may, it)).collect()
}

/// That gaps were answered after all, or are open again.
pub(super) fn answers(story: &Story, _may: &May) -> Vec<Entry> {
    let told = |it: &Happened| {
        let gap = story.gaps.iter().find(|gap| gap.id.uuid() == it.subject)?;
        let what = match it.kind.as_str() {
            "gap.answered" => "was found after all",
            "gap.opened_again" => "was not found after all, or is there no longer",
            _ => return None,
        };
        let sentence = format!("{} wrote down that this {what}: {}", story.who_did(it), gap.sought);
        Some(Entry { note: it.text("words").map(str::to_owned), ..Entry::new(it.at, Filter::Gaps, sentence) })
    };
    story.happened.iter().filter_map(told).collect()
}

/// What was said of where needs stand.
pub(super) fn standings(story: &Story, _may: &May) -> Vec<Entry> {
    let said = |it: &Happened| {
        let stand = Stand::from_code(it.text("stand")?)?;
        let need = story.needs.iter().find(|need| need.id.uuid() == it.subject)?;
        Some(Entry {
            note: it.text("words").map(str::to_owned),
            lines: vec![format!("The need: “{}”", need.stated)],
            ..Entry::new(
                it.at,
                Filter::Gaps,
                format!("{} said where a need stands: {}.", story.who_did(it), stand.label().to_lowercase()),
            )
        })
    };
    story.happened.iter().filter(|it| it.kind == "need.said").filter_map(said).collect()
}

/// What a record said before it was put right, newest first: every telling of these kinds but the latest.
pub(super) fn before(
    story: &Story,
    subject: Uuid,
    kinds: [&str; 2],
    tell: impl Fn(&Happened) -> Option<Earlier>,
) -> Vec<Earlier> {
    let tellings = story.happened.iter().filter(|it| it.subject == subject && kinds.contains(&it.kind.as_str()));
    tellings.skip(1).filter_map(tell).collect()
}

/// "Written on … by …".
pub(super) fn written(story: &Story, it: &Happened) -> String {
    format!("Written on {} by {}", time::moment_in_words(it.at), story.who_did(it))
}

fn lines_of_need(
    story: &Story,
    domain: Option<Domain>,
    known: Option<Known>,
    heard: Option<Id<Contact>>,
) -> Vec<String> {
    let mut lines: Vec<String> = domain
        .into_iter()
        .map(|domain| format!("It is about: {}.", story.settings.need_domain(domain).to_lowercase()))
        .collect();
    lines.extend(known.map(|known| format!("{}.", known.label())));
    let contact = heard.and_then(|heard| story.contacts.iter().find(|kept| kept.it.id == heard));
    lines.extend(contact.map(|kept| format!("Heard at the contact of {}.", time::moment_in_words(kept.it.details.at))));
    lines
}

fn need(story: &Story, may: &May, it: &Need) -> Entry {
    let earlier = before(story, it.id.uuid(), ["need.recorded", "need.corrected"], |it| {
        Some(Earlier {
            when: written(story, it),
            what: format!("“{}”", it.text("stated")?),
            note: None,
            lines: lines_of_need(
                story,
                it.text("domain").and_then(Domain::from_code),
                it.text("known").and_then(Known::from_code),
                it.id("heard").map(Id::from_uuid),
            ),
        })
    });
    let correct = may.allows(Action::CorrectNeed);
    Entry {
        quote: Some(it.stated.to_string()),
        lines: lines_of_need(story, it.domain, Some(it.known), it.heard),
        is_corrected: !earlier.is_empty(),
        earlier,
        link: correct.then(|| (format!("/needs/{}/correct", it.id), "Correct", format!("the need “{}”", it.stated))),
        ..Entry::new(it.at, Filter::Gaps, format!("{} recorded a need.", story.name_of(it.author)))
    }
}

/// Why something was not there, as it was coded.
#[derive(Clone, Copy)]
struct Why {
    kind: Option<Kind>,
    reason: Option<Reason>,
    structure: Option<Structure>,
}

fn lines_of_gap(why: Why, weeks: Option<u32>, instead: Option<Instead>, need: Option<&Need>) -> Vec<String> {
    let kind = why.kind.map(|kind| format!("Where it was looked for: {}.", kind.label()));
    let reason = why.reason.map(|reason| format!("Why it was not there: {}.", reason.label()));
    let structure = why.structure.map(|structure| format!("What stands in the way: {}.", structure.label()));
    let mut lines: Vec<String> = kind.into_iter().chain(reason).chain(structure).collect();
    if let Some(weeks) = weeks {
        lines.push(format!("Wait quoted: {}.", weeks_in_words(weeks.into())));
    }
    if let Some(need) = need {
        lines.push(format!("The need: “{}”", need.stated));
    }
    if let Some(instead) = instead {
        lines.push(instead.sentence().to_owned());
    }
    lines
}

fn gap(story: &Story, may: &May, it: &Gap) -> Entry {
    let need = story.needs.iter().find(|need| need.id == it.need);
    let earlier = before(story, it.id.uuid(), ["gap.recorded", "gap.corrected"], |it| {
        let weeks = it.facts.iter().find_map(|(name, fact)| match fact {
            Fact::Int(weeks) if name == "weeks" => u32::try_from(*weeks).ok(),
            _ => None,
        });
        Some(Earlier {
            when: written(story, it),
            what: format!("What was looked for: {}", it.text("sought")?),
            note: it.text("words").map(str::to_owned),
            lines: lines_of_gap(
                Why {
                    kind: it.text("kind").and_then(Kind::from_code),
                    reason: it.text("reason").and_then(Reason::from_code),
                    structure: it.text("structure").and_then(Structure::from_code),
                },
                weeks,
                it.text("instead").and_then(Instead::from_code),
                None,
            ),
        })
    });
    let correct = may.allows(Action::CorrectGap);
    let why = Why { kind: it.kind, reason: Some(it.reason), structure: it.structure };
    let mut lines = lines_of_gap(why, it.weeks, it.instead, need);
    let from = it.from.and_then(|from| story.connections.iter().find(|line| line.kept.it.id == from));
    lines.extend(from.map(|line| format!("It came of the connection to {}.", line.to)));
    if from.is_none() && it.origin != Origin::Need {
        lines.push(format!("Noticed: {}.", it.origin.label().to_lowercase()));
    }
    if let Some(voice) = &it.voice {
        lines.push(format!("What would have helped, in their words: “{}” {}.", voice.words, voice.agreement.label()));
    }
    lines.extend(it.answered.as_ref().map(|it| format!("Found after all on {}.", time::moment_in_words(it.at))));
    Entry {
        note: it.words.as_ref().map(ToString::to_string),
        lines,
        is_corrected: !earlier.is_empty(),
        earlier,
        link: correct.then(|| (format!("/gaps/{}/correct", it.id), "Correct", format!("the gap: {}", it.sought))),
        also: Some((format!("/gaps/{}", it.id), "Open the gap", format!(": {}", it.sought))),
        ..Entry::new(
            it.at,
            Filter::Gaps,
            format!("{} recorded a gap. What was looked for: {}", story.name_of(it.author), it.sought),
        )
    }
}
