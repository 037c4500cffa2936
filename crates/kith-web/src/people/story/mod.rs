//! The story: everything that happened, newest first, as sentences.
//!
//! Each room tells its own part in a file of its own: a function from the story to its entries, named in [`PARTS`].
//! A new room adds its file and its line; where none of the filters fits, a filter too.

mod appointments;
mod case;
mod connections;
mod contacts;
mod handover;
mod holding;
mod letters;
mod messages;
mod needs;
mod plan;
mod reach;
mod same_day;
mod sharing;
mod turn;
mod what_matters;

pub(crate) use messages::{message_lines, read_in_words};
pub(crate) use turn::{Turn, Turned, turned};

use jiff::Timestamp;
use kith_app::people::Story;
use kith_domain::attachment::Parent;
use kith_domain::policy::Action;
use kith_domain::time;

use super::may::May;
use crate::error::Problem;
use crate::files::{Line, line};

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
    /// About Me, the plan and what changed.
    Plan,
    /// Holding, readiness and guides.
    Holding,
}

impl Filter {
    /// Every filter with its code and words, in the order offered.
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::All, "all", "Everything"),
        (Self::Contacts, "contacts", "Contacts"),
        (Self::Connections, "connections", "Connections"),
        (Self::Gaps, "gaps", "Needs and gaps"),
        (Self::Messages, "messages", "Messages"),
        (Self::Plan, "plan", "Plan and changes"),
        (Self::Holding, "holding", "Holding"),
    ];

    /// Reads the filter of an address. One that is not known is an error, never "everything".
    pub(crate) fn read(code: Option<&str>) -> Result<Self, Problem> {
        let Some(code) = code else { return Ok(Self::All) };
        Self::ALL.into_iter().find(|(_, known, _)| *known == code).map(|(filter, ..)| filter).ok_or(Problem::Bad(
            "The address asks for a part of the story that there is not. Go back to the person's page.",
        ))
    }

    /// The code of this filter.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.into_iter().find(|(filter, ..)| *filter == self).map_or("all", |(_, code, _)| code)
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
            Self::Plan => "No plan and no change has been written, and none need be.",
            Self::Holding => "Nothing has been written of holding or of how ready they are.",
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
    /// What that is called.
    pub(crate) earlier_title: &'static str,
    /// Where to do something about it: address, words, words for screen readers.
    pub(crate) link: Option<(String, &'static str, String)>,
    /// A second thing to do about it.
    pub(crate) also: Option<(String, &'static str, String)>,
    /// Files that belong to it, and where another is attached.
    pub(crate) files: Files,
}

/// The files of one entry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    /// Those there are.
    pub(crate) lines: Vec<Line>,
    /// Where another is attached: address, and words for screen readers.
    pub(crate) attach: Option<(String, String)>,
}

impl Files {
    /// Of a contact or a letter; `about` tells it from others.
    fn of(story: &Story, may: &May, parent: Parent, about: String) -> Self {
        let to = format!("/{}s/{}/files", parent.kind(), parent.uuid());
        Self {
            lines: story
                .files
                .iter()
                .filter(|file| file.parent == parent)
                .map(|file| line(file, may.take_away(file.author), |account| story.name_of(account)))
                .collect(),
            attach: may.allows(Action::AttachFile).then_some((to, about)),
        }
    }
}

/// What an entry said before it was put right.
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
    /// A thing that happened, with nothing but its sentence. The rest is filled in by `..`.
    pub(crate) fn new(at: Timestamp, part: Filter, what: String) -> Self {
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
            earlier_title: "What it said before",
            link: None,
            also: None,
            files: Files::default(),
        }
    }
}

/// A room's part of the story, in any order.
type Part = fn(&Story, &May) -> Vec<Entry>;

/// Every part. At equal moments what stands first here stands above.
static PARTS: &[Part] = &[
    contacts::entries,
    appointments::entries,
    letters::entries,
    needs::gaps,
    needs::answers,
    needs::needs,
    needs::standings,
    messages::messages,
    messages::replies,
    what_matters::entries,
    plan::about_me,
    plan::steps,
    plan::changed,
    messages::referrals,
    messages::questions,
    connections::entries,
    case::entries,
    handover::entries,
    holding::holding,
    holding::readiness,
    holding::beyond,
    same_day::entries,
    reach::entries,
    sharing::entries,
];

/// The story within a filter, newest first.
pub(crate) fn entries(story: &Story, may: &May, filter: Filter) -> Vec<Entry> {
    let mut all: Vec<Entry> = PARTS.iter().flat_map(|part| part(story, may)).collect();
    all.retain(|entry| filter == Filter::All || entry.part == filter);
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}
