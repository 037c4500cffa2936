//! What is true now: the right-hand side of a person's page.

use kith_app::people::Story;
use kith_app::store::ConnectionLine;
use kith_domain::directory::connection::State as Connected;
use kith_domain::need::Need;
use kith_domain::policy::Action;
use kith_domain::support::case::State;
use kith_domain::time;
use kith_domain::time::{day_in_words, day_of};

use super::may::May;
use crate::components::Row;

/// Everything that is true now.
#[derive(Debug, Clone)]
pub(crate) struct Now {
    /// What matters, in the person's words, and who wrote it down.
    pub(crate) matters: Option<(String, String)>,
    /// Earlier tellings of it.
    pub(crate) matters_before: Vec<(String, String)>,
    /// How to reach them.
    pub(crate) reach: Vec<Row>,
    /// Needs and where they stand.
    pub(crate) needs: Vec<NeedView>,
    /// Connections and where they stand.
    pub(crate) connections: Vec<ConnectionView>,
    /// What is agreed next, and when that was said.
    pub(crate) next: Option<(String, String)>,
    /// The case's state in a word, and in sentences.
    pub(crate) case: (&'static str, Vec<String>),
}

/// A need and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct NeedView {
    /// As the person stated it.
    pub(crate) stated: String,
    /// What it is about, as coded.
    pub(crate) domain: Option<&'static str>,
    /// States with the colour of their tag.
    pub(crate) states: Vec<(&'static str, &'static str)>,
    /// What that rests on.
    pub(crate) why: Vec<String>,
    /// Where to look for something.
    pub(crate) find: Option<String>,
    /// Where to record that there is nothing.
    pub(crate) gap: Option<String>,
}

/// A connection and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionView {
    /// Its page.
    pub(crate) href: String,
    /// The community service.
    pub(crate) to: String,
    /// Its organisation.
    pub(crate) organisation: String,
    /// Where it stands and since when.
    pub(crate) standing: String,
}

/// Works out what is true now.
pub(crate) fn now(story: &Story, may: &May) -> Now {
    let mut tellings = story.what_matters.iter().map(|it| {
        let by = format!("Written down by {} on {}", story.name_of(it.author), day_in_words(day_of(it.at)));
        (it.words.to_string(), by)
    });
    Now {
        matters: tellings.next(),
        matters_before: tellings.collect(),
        reach: reach(story, may),
        needs: story.needs.iter().map(|need| need_view(story, may, need)).collect(),
        connections: story.connections.iter().map(connection_view).collect(),
        next: story.contacts.iter().find_map(|kept| {
            let said = format!("Said on {}", day_in_words(day_of(kept.it.details.at)));
            Some((kept.it.details.next.as_ref()?.to_string(), said))
        }),
        case: case(story),
    }
}

fn reach(story: &Story, may: &May) -> Vec<Row> {
    let person = &story.person.it;
    let href = format!("/people/{}/contact-rules", person.id);
    let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing noted".to_owned());
    let row = |key: &str, value: Option<String>, what: &str| {
        let row = Row::new(key, &said(value));
        if may.allows(Action::ChangeContactRules) { row.change(&href, what) } else { row }
    };
    vec![
        Row::new("Phone", &said(person.phone.as_ref().map(ToString::to_string))),
        row("Safely", person.safe_contact.as_ref().map(ToString::to_string), "how to reach them safely"),
        row("Communication", person.communication.as_ref().map(ToString::to_string), "how they communicate"),
    ]
}

/// Whether a connection is helping, still waited for, or no longer going on.
fn going_on(state: &Connected) -> Option<(&'static str, &'static str)> {
    match state {
        Connected::Accepted | Connected::Introduced | Connected::Started | Connected::Attending => {
            Some(("Being helped", "green"))
        }
        Connected::Suggested
        | Connected::Chosen
        | Connected::Asked
        | Connected::WaitListed { .. }
        | Connected::NotAnswered => Some(("Waiting", "blue")),
        Connected::DeclinedByService { .. }
        | Connected::Ended
        | Connected::DidNotStart { .. }
        | Connected::PersonDeclined
        | Connected::PersonNotReady => None,
    }
}

fn need_view(story: &Story, may: &May, need: &Need) -> NeedView {
    let mut states = Vec::new();
    let mut why = Vec::new();
    for line in story.connections.iter().filter(|line| line.kept.it.need == Some(need.id)) {
        let Some(state) = going_on(&line.kept.it.state) else { continue };
        if !states.contains(&state) {
            states.push(state);
        }
        why.push(format!("{}: {}.", line.to, line.kept.it.state.in_words().to_lowercase()));
    }
    for gap in story.gaps.iter().filter(|gap| gap.need == need.id) {
        let state = ("Gap recorded", "grey");
        if !states.contains(&state) {
            states.push(state);
        }
        why.push(format!("{}: {}.", gap.sought, gap.reason.label().to_lowercase()));
    }
    if states.is_empty() {
        states.push(("Nothing yet", "white"));
    }
    let find = format!("/people/{}/connect?need={}", need.person, need.id);
    NeedView {
        stated: need.stated.to_string(),
        domain: need.domain.map(kith_domain::need::Domain::label),
        states,
        why,
        find: may.allows(Action::Connect).then_some(find),
        gap: may.allows(Action::RecordGap).then(|| format!("/needs/{}/gap", need.id)),
    }
}

fn connection_view(line: &ConnectionLine) -> ConnectionView {
    let it = &line.kept.it;
    ConnectionView {
        href: format!("/connections/{}", it.id),
        to: line.to.clone(),
        organisation: line.organisation.clone(),
        standing: format!("{}, since {}", it.state.in_words(), day_in_words(day_of(it.since))),
    }
}

/// The case in a word and in sentences.
fn case(story: &Story) -> (&'static str, Vec<String>) {
    let Some(case) = story.current_case() else {
        return ("No case yet", vec!["The referral has not been accepted yet.".to_owned()]);
    };
    let on = |at| day_in_words(day_of(at));
    let ended = |ending: &kith_domain::support::case::Ending, again: &str| {
        let mut lines = vec![
            format!("Ended on {} by {}.", on(ending.at), story.name_of(ending.worker)),
            format!("Reason: {}.", ending.reason.label()),
        ];
        lines.extend(ending.words.as_ref().map(ToString::to_string));
        lines.push(again.to_owned());
        lines
    };
    let lines = match &case.it.state {
        State::Waiting => vec![format!("Accepted on {}. Nobody has the case yet.", on(case.it.opened))],
        State::New { worker, since } => vec![format!(
            "With {} since {}. {}",
            story.name_of(*worker),
            on(*since),
            if story.contacts.is_empty() { "No contact yet." } else { "No contact since then yet." },
        )],
        State::Active { worker, since, first_contact } => vec![
            format!("With {} since {}.", story.name_of(*worker), on(*since)),
            format!("First contact made or tried on {}.", on(*first_contact)),
        ],
        State::DoorOpen { ending } => ended(ending, "They know that they can come back without a new referral."),
        State::Closed { ending } => ended(ending, "It can be opened again without a new referral."),
    };
    (case.it.state.label(), lines)
}

/// "Born 14 March 1951".
pub(crate) fn born_in_words(born: jiff::civil::Date) -> String {
    format!("Born {}", time::date_in_words(born))
}
