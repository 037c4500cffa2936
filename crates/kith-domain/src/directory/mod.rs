//! The directory of community services, and connections to them.

pub mod access;
pub mod chase;
pub mod connection;
pub mod correction;
pub mod dealings;
mod distance;
pub mod enquiry;
pub mod favourite;
pub mod feed;
pub mod intake;
pub mod notice;
pub mod proposal;
pub mod record;
pub mod search;
pub mod suggestion;
pub mod team_note;

pub use connection::Connection;
pub use correction::Correction;
pub use dealings::{AskedBy, Dealing, Dealings};
pub use distance::distance_in_words;
pub use enquiry::Enquiry;
pub use feed::Feed;
pub use intake::Intake;
pub use notice::Notice;
pub use proposal::Proposal;
pub use record::Record;
pub use suggestion::Suggestion;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::staff::Account;
use crate::support::contact::coded;
use crate::text::{Line, Words};

/// A community organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Identifier.
    pub id: Id<Organisation>,
    /// Identifier in the feed it came from; `None` for one kept by the team.
    pub source: Option<uuid::Uuid>,
    /// Name.
    pub name: Line,
    /// What it is, in its own words.
    pub description: Option<Words>,
    /// Where requests go.
    pub email: Option<Line>,
    /// Web address (http or https).
    pub url: Option<Line>,
}

/// A service that a community organisation offers. In Kith *service* alone is the employer of link
/// workers, so this is always a *community service*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityService {
    /// Identifier.
    pub id: Id<CommunityService>,
    /// Whose it is.
    pub organisation: Id<Organisation>,
    /// Identifier in the feed it came from.
    pub source: Option<uuid::Uuid>,
    /// What can be said of it.
    pub entry: Entry,
    /// Whether there is room.
    pub capacity: Capacity,
    /// When somebody last made sure that the entry is right.
    pub checked: Option<Date>,
    /// When the feed stopped listing it; never deleted for that.
    pub vanished: Option<Timestamp>,
    /// What was done with it here.
    pub here: Here,
}

/// What was done here with an entry, beside what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Here {
    /// What its feed says, where something of it is corrected here: what the entry says is then both together.
    pub theirs: Option<Box<Entry>>,
    /// Whether an entry written by hand stands in the open directory. Nothing for one that was written before that was
    /// asked: it does not, until somebody says so.
    pub is_open: Option<bool>,
    /// Who of the staff made sure of it last.
    pub checked_by: Option<Id<Account>>,
}

impl Here {
    /// An entry by hand that stands in the open directory.
    #[must_use]
    pub const fn published() -> Self {
        Self { theirs: None, is_open: Some(true), checked_by: None }
    }
}

impl CommunityService {
    /// Whether the directory says that it is not there any more, or not now.
    #[must_use]
    pub const fn has_closed(&self) -> bool {
        self.vanished.is_some() || !matches!(self.entry.status, Status::Active)
    }
}

/// A directory entry in plain words, and what it says in structured form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name.
    pub name: Line,
    /// What it is.
    pub description: Option<Words>,
    /// Whether it is going on.
    pub status: Status,
    /// Who it is for, such as "adults" or "aged 16 to 25".
    pub audience: Option<Line>,
    /// When, in words: "Every Tuesday, 10am to 12pm".
    pub times: Option<Words>,
    /// Where, in words, with the postcode.
    pub place: Option<Words>,
    /// What it costs, in words.
    pub cost: Option<Line>,
    /// Access, such as "step-free".
    pub access: Option<Words>,
    /// Languages.
    pub languages: Option<Line>,
    /// Telephone number.
    pub phone: Option<Line>,
    /// E-mail address.
    pub email: Option<Line>,
    /// Web address (http or https).
    pub url: Option<Line>,
    /// The same and more in structured form.
    pub record: Record,
}

coded!(/** Whether a community service is going on (Open Referral UK 3.0 `status`). */ Status {
    /** Going on. */ Active = "active", "Running";
    /** Not running now. */ Inactive = "inactive", "Not running";
    /** Ended for good. */ Defunct = "defunct", "Ended";
    /** Closed for a time. */ TemporarilyClosed = "temporarily-closed", "Closed for now";
});

/// Whether there is room (HSDS 3.1 `service_capacity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// Nobody has said.
    NotSaid,
    /// There is room.
    Room,
    /// There is a wait.
    Wait {
        /// Weeks, when known.
        weeks: Option<u32>,
    },
    /// Full.
    Full,
}

impl Capacity {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSaid => "not-said",
            Self::Room => "room",
            Self::Wait { .. } => "wait",
            Self::Full => "full",
        }
    }

    /// In words.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::NotSaid => "Room not known".to_owned(),
            Self::Room => "Has room".to_owned(),
            Self::Wait { weeks: Some(1) } => "Waiting list, about 1 week".to_owned(),
            Self::Wait { weeks: Some(weeks) } => format!("Waiting list, about {weeks} weeks"),
            Self::Wait { weeks: None } => "Waiting list".to_owned(),
            Self::Full => "Full".to_owned(),
        }
    }
}

/// After how many days without a check an entry is shown as stale (Open Referral UK asks for an
/// assured date of less than three months).
pub const STALE_AFTER_DAYS: i64 = 92;

impl CommunityService {
    /// Whether the entry should be made sure of before it is relied on.
    #[must_use]
    pub fn is_stale(&self, today: Date) -> bool {
        let number = search::rank::day_number;
        search::rank::is_stale(self.checked.map_or(i32::MIN, number), number(today))
    }

    /// What its feed says of it; for an entry by hand, what it says.
    #[must_use]
    pub fn theirs(&self) -> &Entry {
        self.here.theirs.as_deref().unwrap_or(&self.entry)
    }

    /// The entry as it is published: what its feed says, and nothing of what was corrected here.
    #[must_use]
    pub fn as_published(self) -> Self {
        match self.here.theirs.clone() {
            Some(theirs) => Self { entry: *theirs, ..self },
            None => self,
        }
    }

    /// Whether it stands in the open directory: while its feed lists it, or when whoever wrote it by hand wants that.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.vanished.is_none() && if self.is_by_hand() { self.here.is_open == Some(true) } else { true }
    }

    /// Whether the team keeps the entry itself: what came from a feed is what the feed says.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        self.source.is_none()
    }

    /// The event of an entry that the team wrote or changed: all that it says, so that what it said before is never
    /// lost.
    #[must_use]
    pub fn written(&self, kind: &'static str, organisation: &Organisation) -> Event {
        let it = &self.entry;
        let hand = record::ByHand::of(&it.record);
        let listed = self.listed(kind);
        Event { version: 2, ..listed }
            .with("run_by", &organisation.name)
            .with("room", self.capacity.in_words())
            .with("description", it.description.as_ref().map(Words::as_str))
            .with("audience", it.audience.as_ref())
            .with("times", it.times.as_ref().map(Words::as_str))
            .with("place", it.place.as_ref().map(Words::as_str))
            .with("cost", it.cost.as_ref())
            .with("access", it.access.as_ref().map(Words::as_str))
            .with("languages", it.languages.as_ref())
            .with("phone", it.phone.as_ref())
            .with("email", it.email.as_ref())
            .with("url", it.url.as_ref())
            .with("ages", hand.ages_in_words())
            .with("price", hand.price_in_words())
            .with("opening", hand.times_in_words())
            .with("postcode", hand.postcode.as_ref())
            .with("how_to_refer", hand.how_to_refer.as_ref().map(Words::as_str))
            .with("published", self.here.is_open)
    }

    /// The identifier under which it is published: that of the feed it came from, so that whoever reads both knows it
    /// again, or its own.
    #[must_use]
    pub fn published_id(&self) -> uuid::Uuid {
        self.source.unwrap_or_else(|| self.id.uuid())
    }

    /// The event of an entry taken or changed by an import or the team.
    #[must_use]
    pub fn listed(&self, kind: &'static str) -> Event {
        Event::new(kind)
            .with("organisation", self.organisation)
            .with("name", &self.entry.name)
            .with("status", self.entry.status.code())
            .with("capacity", self.capacity.code())
            .with("checked", self.checked)
            .with("vanished", self.vanished)
    }
}

impl Organisation {
    /// The event of an organisation taken or changed.
    #[must_use]
    pub fn listed(&self, kind: &'static str) -> Event {
        Event::new(kind).with("name", &self.name).with("email", self.email.as_ref().map(Line::as_str))
    }
}
