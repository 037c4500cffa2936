//! A contact as sentences: for the story, for its earlier versions, and for what the record says now.

use kith_app::people::Story;
use kith_app::store::{ConnectionLine, Happened};
use kith_app::what_we_did::label;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::support::contact::{Details, Mode, Place, Reached, StartedBy};
use kith_domain::support::{WayList, WayOfWorking};
use kith_domain::text::{Line, Note};

/// What happened, as one sentence.
pub(crate) fn sentence(who: &str, called: &str, it: &Details) -> String {
    let happened = match (it.mode, it.reached) {
        (Mode::Phone, Reached::Yes) => format!("{who} and {called} spoke by phone"),
        (Mode::Phone, Reached::NoAnswer) => format!("{who} phoned; no answer"),
        (Mode::Phone, Reached::DidNotAttend) => {
            format!("{who} had arranged to speak with {called} by phone; {called} did not attend")
        }
        (Mode::FaceToFace, Reached::Yes) => format!("{who} and {called} met"),
        (Mode::FaceToFace, Reached::NoAnswer) => format!("{who} went to see {called}; no answer"),
        (Mode::FaceToFace, Reached::DidNotAttend) => {
            format!("{who} had arranged to meet {called}; {called} did not attend")
        }
        (Mode::Video, Reached::Yes) => format!("{who} and {called} spoke by video"),
        (Mode::Video, Reached::NoAnswer) => format!("{who} tried to reach {called} by video; no answer"),
        (Mode::Video, Reached::DidNotAttend) => {
            format!("{who} had arranged to speak with {called} by video; {called} did not attend")
        }
        (Mode::Behalf, Reached::Yes) => format!("{who} was in touch with someone else for {called}"),
        (Mode::Behalf, Reached::NoAnswer) => format!("{who} tried to reach someone else for {called}; no answer"),
        (Mode::Behalf, Reached::DidNotAttend) => {
            format!("{called} did not attend; {who} was in touch with someone else for them")
        }
        (Mode::Text | Mode::Email | Mode::Letter, reached) => {
            let by = match it.mode {
                Mode::Text => "text message",
                Mode::Email => "e-mail",
                _ => "letter",
            };
            match reached {
                Reached::Yes => format!("{who} and {called} were in touch by {by}"),
                Reached::NoAnswer => format!("{who} wrote to {called} by {by}; no answer"),
                Reached::DidNotAttend => format!("{called} did not attend; {who} wrote by {by}"),
            }
        }
    };
    let place = it.place.map(|place| match place {
        Place::Home => "at their home",
        Place::Practice => "at the GP practice",
        Place::Venue => "at a community service",
        Place::Community => "in a café, library, park or similar",
        Place::Office => "at our office",
    });
    let minutes =
        it.minutes.map(|minutes| if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") });
    match (it.reached, place, minutes) {
        (_, None, None) => format!("{happened}."),
        (Reached::Yes, Some(place), Some(minutes)) => format!("{happened} {place} for {minutes}."),
        (Reached::Yes, Some(place), None) => format!("{happened} {place}."),
        (Reached::Yes, None, Some(minutes)) => format!("{happened} for {minutes}."),
        (_, Some(place), Some(minutes)) => format!("{happened} ({place}, {minutes})."),
        (_, Some(place), None) => format!("{happened} ({place})."),
        (_, None, Some(minutes)) => format!("{happened} ({minutes})."),
    }
}

/// Everything else a contact says but its note.
pub(crate) fn lines(
    it: &Details,
    (ways, lists): (&[WayOfWorking], &[WayList]),
    connections: &[ConnectionLine],
) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(others) = &it.others {
        lines.push(format!("Also there: {others}"));
    }
    if let Some(id) = it.accompanied {
        let to = connections.iter().find(|line| line.kept.it.id == id).map(|line| line.to.as_str());
        lines.push(format!("They went together to {}.", to.unwrap_or("a community service")));
    }
    if let Some(started_by) = it.started_by {
        lines.push(format!("Who started it: {}.", started_by.label().to_lowercase()));
    }
    // What an older contact or its history holds of the worker herself is hers, and not said here.
    let is_own = |id: &Id<WayOfWorking>| ways.iter().any(|way| way.id == *id && way.is_own());
    let did: Vec<&str> = it.ways.iter().filter(|id| !is_own(id)).map(|id| label(*id, it.list, ways, lists)).collect();
    if !did.is_empty() {
        // Which version was read is worth a word only where there are several.
        let version = if lists.is_empty() { String::new() } else { format!(" (list {})", it.list) };
        lines.push(format!("What we did{version}: {}.", did.join("; ")));
    }
    if let Some(next) = &it.next {
        lines.push(format!("Agreed next: {next}"));
    }
    lines
}

/// The words for the story's own lists.
pub(crate) fn lines_in(story: &Story, it: &Details) -> Vec<String> {
    lines(it, (&story.ways, &story.lists), &story.connections)
}

/// What a contact said when this happened, from the facts of the event.
pub(crate) fn details_of(happened: &Happened) -> Option<Details> {
    let at = happened.facts.iter().find_map(|(name, fact)| match fact {
        Fact::Moment(at) if name == "at" => Some(*at),
        _ => None,
    })?;
    let number = |of: &str| {
        happened.facts.iter().find_map(|(name, fact)| match fact {
            Fact::Int(number) if name == of => u32::try_from(*number).ok(),
            _ => None,
        })
    };
    let ways = happened.facts.iter().filter_map(|(name, fact)| match fact {
        Fact::Id(id) if name == "way" => Some(Id::from_uuid(*id)),
        _ => None,
    });
    Some(Details {
        at,
        mode: Mode::from_code(happened.text("mode")?)?,
        place: happened.text("place").and_then(Place::from_code),
        started_by: happened.text("started_by").and_then(StartedBy::from_code),
        reached: Reached::from_code(happened.text("reached")?)?,
        others: happened.text("others").and_then(|text| Line::new(text).ok()),
        minutes: number("minutes"),
        note: happened.text("note").and_then(|text| Note::new(text).ok()),
        ways: ways.collect(),
        list: number("list").unwrap_or(1),
        accompanied: happened.id("accompanied").map(Id::from_uuid),
        next: happened.text("next").and_then(|text| Line::new(text).ok()),
    })
}
