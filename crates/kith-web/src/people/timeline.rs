//! The story: everything that happened, newest first, as sentences.

use jiff::Timestamp;
use kith_app::people::Story;
use kith_app::store::{Happened, Kept};
use kith_domain::id::Id;
use kith_domain::message::MessageBack;
use kith_domain::need::{Gap, Need};
use kith_domain::referral::Route;
use kith_domain::support::Contact;
use kith_domain::support::case::ClosureReason;
use kith_domain::time;

use super::contact_words;
use super::may::May;
use crate::connections::words::{Parties, told, weeks_in_words};
use crate::error::Problem;

/// Which part of the story is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Everything.
    All,
    /// Contacts.
    Contacts,
    /// Connections and what became of them.
    Connections,
    /// Needs and gaps.
    Gaps,
    /// Referrals in and messages back.
    Messages,
}

impl Filter {
    /// Every filter with its code and words, in the order offered.
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "all", "Everything"),
        (Self::Contacts, "contacts", "Contacts"),
        (Self::Connections, "connections", "Connections"),
        (Self::Gaps, "gaps", "Needs and gaps"),
        (Self::Messages, "messages", "Messages"),
    ];

    /// Reads the filter of an address. One that is not known is an error, never "everything".
    pub(crate) fn read(code: Option<&str>) -> Result<Self, Problem> {
        let Some(code) = code else { return Ok(Self::All) };
        Self::ALL.into_iter().find(|(_, known, _)| *known == code).map(|(filter, ..)| filter).ok_or(Problem::Bad(
            "The address asks for a part of the story that there is not. Go back to the person's page.",
        ))
    }

    /// Links to every filter: address, words, whether it is this one.
    pub(crate) fn links(self, person: &str) -> Vec<(String, &'static str, bool)> {
        let link = |(filter, code, words)| (format!("{person}?show={code}#story"), words, filter == self);
        Self::ALL.into_iter().map(link).collect()
    }

    /// What is said when there is nothing.
    pub(crate) const fn nothing(self) -> &'static str {
        match self {
            Self::All => "Nothing has been written yet.",
            Self::Contacts => "No contact has been logged yet.",
            Self::Connections => "No connection has been made yet.",
            Self::Gaps => "No need and no gap has been recorded yet.",
            Self::Messages => "No message has been sent yet.",
        }
    }
}

/// One thing that happened, ready to show.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    at: Timestamp,
    part: Filter,
    /// When, in words.
    pub(crate) when: String,
    /// What, as a sentence.
    pub(crate) what: String,
    /// Words of the person or the practice.
    pub(crate) quote: Option<String>,
    /// The worker's note.
    pub(crate) note: Option<String>,
    /// More, a sentence each.
    pub(crate) lines: Vec<String>,
    /// Whether it was corrected.
    pub(crate) is_corrected: bool,
    /// What it said before, newest first.
    pub(crate) earlier: Vec<Earlier>,
    /// Where to do something about it: address, words, words for screen readers.
    pub(crate) link: Option<(String, &'static str, String)>,
}

/// What a contact said before it was corrected.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    /// "Written on Tuesday …".
    pub(crate) when: String,
    /// The sentence.
    pub(crate) what: String,
    /// The note.
    pub(crate) note: Option<String>,
    /// The rest.
    pub(crate) lines: Vec<String>,
}

impl Entry {
    fn new(at: Timestamp, part: Filter, what: String) -> Self {
        Self {
            at,
            part,
            when: time::moment_in_words(at),
            what,
            quote: None,
            note: None,
            lines: Vec::new(),
            is_corrected: false,
            earlier: Vec::new(),
            link: None,
        }
    }
}

/// The story within a filter, newest first.
pub(crate) fn entries(story: &Story, may: &May, filter: Filter) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    all.extend(story.contacts.iter().map(|kept| contact(story, may, kept)));
    all.extend(story.gaps.iter().map(|it| gap(story, it)));
    all.extend(story.needs.iter().map(|it| need(story, it)));
    all.extend(story.messages.iter().map(|kept| message(story, &kept.it)));
    all.extend(story.what_matters.iter().map(|it| Entry {
        quote: Some(it.words.to_string()),
        ..Entry::new(it.at, Filter::All, format!("{} wrote down what matters.", story.name_of(it.author)))
    }));
    all.extend(referrals(story));
    all.extend(story.happened.iter().filter_map(|it| happened(story, it)));
    all.retain(|entry| filter == Filter::All || entry.part == filter);
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}

fn contact(story: &Story, may: &May, kept: &Kept<Contact>) -> Entry {
    let it = &kept.it;
    let called = story.person.it.identity.called();
    let who = story.name_of(it.author);
    let mut lines = contact_words::lines_in(story, &it.details);
    if time::day_of(it.logged) != time::day_of(it.details.at) {
        lines.push(format!("Written down on {}.", time::day_in_words(time::day_of(it.logged))));
    }
    // The newest telling is what stands above; the others are what it said before.
    let earlier: Vec<Earlier> = story
        .happened
        .iter()
        .filter(|it| {
            it.subject == kept.it.id.uuid() && matches!(it.kind.as_str(), "contact.logged" | "contact.corrected")
        })
        .skip(1)
        .filter_map(|happened| {
            let details = contact_words::details_of(happened)?;
            Some(Earlier {
                when: format!("Written on {}", time::moment_in_words(happened.at)),
                what: format!(
                    "{}: {}",
                    time::moment_in_words(details.at),
                    contact_words::sentence(who, &called, &details)
                ),
                note: details.note.as_ref().map(ToString::to_string),
                lines: contact_words::lines_in(story, &details),
            })
        })
        .collect();
    let link = may.correct(it.author).then(|| {
        (
            format!("/contacts/{}/correct", it.id),
            "Correct",
            format!("the contact of {}", time::moment_in_words(it.details.at)),
        )
    });
    Entry {
        note: it.details.note.as_ref().map(ToString::to_string),
        lines,
        is_corrected: kept.version > 1,
        earlier,
        link,
        ..Entry::new(it.details.at, Filter::Contacts, contact_words::sentence(who, &called, &it.details))
    }
}

fn need(story: &Story, it: &Need) -> Entry {
    let domain = it.domain.map(|domain| format!("It is about: {}.", domain.label().to_lowercase()));
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

/// Whether and when the practice read a message.
pub(crate) fn read_in_words(message: &MessageBack) -> String {
    match message.state {
        kith_domain::message::State::Sent => "Nobody at the practice has opened it yet.".to_owned(),
        kith_domain::message::State::Read { at, .. } => {
            format!("Opened at the practice on {}.", time::moment_in_words(at))
        }
    }
}

/// The parts of a message with their headings.
pub(crate) fn message_lines(message: &MessageBack) -> Vec<String> {
    let parts = [
        ("What mattered", &message.content.mattered),
        ("What happened", &message.content.happened),
        ("What could not be found", &message.content.missing),
    ];
    parts.into_iter().filter_map(|(heading, words)| Some(format!("{heading}: {}", words.as_ref()?))).collect()
}

fn message(story: &Story, it: &MessageBack) -> Entry {
    let mut lines = message_lines(it);
    lines.push(read_in_words(it));
    let practice = story
        .referrals
        .iter()
        .filter_map(|(_, practice)| practice.as_ref())
        .find(|practice| practice.id == it.practice)
        .map_or("the practice", |practice| practice.name.as_str());
    Entry {
        lines,
        ..Entry::new(it.sent, Filter::Messages, format!("{} wrote to {practice}.", story.name_of(it.author)))
    }
}

fn referrals(story: &Story) -> impl Iterator<Item = Entry> + '_ {
    story.referrals.iter().map(|(it, practice)| {
        let practice = practice.as_ref().map(|practice| practice.name.as_str());
        let called = story.person.it.identity.called();
        let what = match (&it.route, practice) {
            (Route::Practice { .. }, _) => format!("{} referred {called}.", practice.unwrap_or("A practice")),
            (Route::PracticeCode { sender, .. }, _) => {
                format!("{} referred {called}, by its code ({}).", practice.unwrap_or("A practice"), sender.name)
            }
            (Route::Agency(sender), _) => format!("{} ({}) referred {called}.", sender.from, sender.name),
            (Route::Oneself, _) => format!("{called} asked for support."),
            (Route::Friend(sender), _) => format!("{} ({}) asked for support for {called}.", sender.name, sender.from),
        };
        let told_words = it.told.words.as_ref().map(|words| format!("What was said to them: {words}"));
        Entry {
            quote: Some(it.reason.to_string()),
            lines: [format!("What the person was told: {}.", it.told.answer.label())]
                .into_iter()
                .chain(told_words)
                .collect(),
            ..Entry::new(it.received, Filter::Messages, what)
        }
    })
}

/// What has no record of its own: steps of connections, the case, contact rules.
fn happened(story: &Story, it: &Happened) -> Option<Entry> {
    let who = it.account.map_or("Kith", |account| story.name_of(account));
    let called = story.person.it.identity.called();
    let worker = || it.id("worker").map_or("somebody", |id| story.name_of(Id::from_uuid(id)));
    let of_case = |what: String| Entry::new(it.at, Filter::All, what);
    Some(match it.kind.as_str() {
        "connection.chosen" | "connection.moved" => {
            let line = story.connections.iter().find(|line| line.kept.it.id.uuid() == it.subject)?;
            let parties = Parties { called: &called, to: &line.to, organisation: &line.organisation };
            let (what, lines) = told(who, parties, it);
            let link = (format!("/connections/{}", it.subject), "Open the connection", format!("to {}", line.to));
            Entry { lines, link: Some(link), ..Entry::new(it.at, Filter::Connections, what) }
        }
        "case.opened" => of_case(format!("{who} accepted the referral.")),
        "case.allocated" if it.account == it.id("worker").map(Id::from_uuid) => {
            of_case(format!("{who} took the case."))
        }
        "case.allocated" => of_case(format!("{who} gave the case to {}.", worker())),
        "case.reopened" => {
            of_case(format!("{who} opened the case again, with {}. No new referral was needed.", worker()))
        }
        "case.ended" => {
            let reason = it.text("reason").and_then(ClosureReason::from_code).map_or("Not known", ClosureReason::label);
            let door = it
                .facts
                .iter()
                .any(|(name, fact)| name == "door_open" && *fact == kith_domain::event::Fact::Bool(true));
            let what = if door { "ended the case with the door open." } else { "closed the case." };
            Entry {
                note: it.text("words").map(str::to_owned),
                lines: vec![format!("Reason: {reason}.")],
                ..of_case(format!("{who} {what}"))
            }
        }
        "referral.returned" => {
            Entry { quote: it.text("reason").map(str::to_owned), ..of_case(format!("{who} gave the referral back.")) }
        }
        "person.contact_rules_changed" => {
            let rules = [("Reaching them safely", "safe_contact"), ("Communication", "communication")];
            Entry {
                lines: rules
                    .into_iter()
                    .filter_map(|(heading, name)| Some(format!("{heading}: {}", it.text(name)?)))
                    .collect(),
                ..of_case(format!("{who} changed how to reach {called}."))
            }
        }
        _ => return None,
    })
}
