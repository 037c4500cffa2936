//! What is acted on: only the facts that decide.

use super::actor::Holder;
use crate::directory::Organisation;
use crate::id::Id;
use crate::practice::Practice;
use crate::staff::{Account, Service};
use crate::text::Line;

/// What is acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// A service as a whole: its queue, its team, its lists, its settings.
    Service(Id<Service>),
    /// A person's record, and everything in it: contacts, needs, connections, gaps.
    Person(PersonFacts),
    /// A referral in triage.
    Referral {
        /// The service asked.
        service: Id<Service>,
    },
    /// What a practice may read: its referral's status, or a message to it.
    Practice(PracticeRecord),
    /// What an e-mailed link opens: a request to an organisation.
    Linked(Holder),
    /// What an organisation is asked as a whole: its list of requests.
    Organisation(Id<Organisation>),
    /// One request, as whoever speaks for its organisation reads it.
    Request(RequestFacts),
    /// An entry of the directory, as whoever speaks for its organisation keeps it.
    OwnEntry(OwnEntryFacts),
    /// A safeguarding concern.
    Concern(ConcernFacts),
    /// What belongs to whoever wrote it, of their own work: a boundary entry, a discretion note.
    Own(OwnFacts),
    /// What a colleague shows somebody of their own: a series, an entry, a note.
    Shared(SharedFacts),
    /// The scope agreement of a service with a practice.
    Agreement(AgreementFacts),
    /// A visit alone, of which a colleague was told.
    Visit(VisitFacts),
    /// The restricted records of a service that nobody who is named can open any more.
    Lost(LostFacts),
    /// A file of people that was brought in, with its rows while they are there.
    Import {
        /// The service.
        service: Id<Service>,
        /// Who brought it in; `None` for the operator.
        by: Option<Id<Account>>,
    },
    /// The public door of a service: what can be sent without an account, and the receipt's link.
    Door {
        /// The service.
        service: Id<Service>,
    },
    /// The public directory.
    Directory,
    /// An account, for whoever it is: name, password, second factor, sessions.
    Account(Id<Account>),
    /// Somebody's role, or an invitation to one.
    Role(RoleFacts),
}

/// The facts about a request to an organisation that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFacts {
    /// The service that asks.
    pub service: Id<Service>,
    /// The organisation that is asked.
    pub organisation: Id<Organisation>,
    /// The addresses it was sent to by links that were not stopped. Nothing that was not sent is a request.
    pub addresses: Vec<Line>,
}

/// The facts about an entry that decide whether somebody speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEntryFacts {
    /// Whose it is.
    pub organisation: Id<Organisation>,
    /// The address that requests to it go to.
    pub address: Option<Line>,
}

/// The facts about a role that decide who may give, change or end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFacts {
    /// The services it is held at; for a role at a practice, those that the practice has a relationship with.
    pub services: Vec<Id<Service>>,
    /// Whose it is; nobody's yet, for an invitation.
    pub account: Option<Id<Account>>,
    /// Who sent it, for an invitation.
    pub sent_by: Option<Id<Account>>,
}

/// The facts about records that nobody can open that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostFacts {
    /// The service.
    pub service: Id<Service>,
    /// Who is named safeguarding lead of the service now.
    pub leads: Vec<Id<Account>>,
}

/// The facts about a safeguarding concern that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcernFacts {
    /// The service.
    pub service: Id<Service>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// Who is named safeguarding lead of the service now.
    pub leads: Vec<Id<Account>>,
}

/// The facts about what belongs to a member of staff that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnFacts {
    /// The service in which it was written.
    pub service: Id<Service>,
    /// Whose it is.
    pub owner: Id<Account>,
}

/// The facts about what somebody shared of their own that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedFacts {
    /// The service in which it was shared.
    pub service: Id<Service>,
    /// With whom it is shared; nobody any more, once it was taken back.
    pub with: Option<Id<Account>>,
}

/// The facts about a scope agreement that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementFacts {
    /// The service.
    pub service: Id<Service>,
    /// The practice.
    pub practice: Id<Practice>,
}

/// The facts about a visit alone that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitFacts {
    /// The service.
    pub service: Id<Service>,
    /// Who goes.
    pub owner: Id<Account>,
    /// Who was told, while the visit is open; nobody any more once its owner is back.
    pub told: Option<Id<Account>>,
}

/// The facts about a person's record that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// The service whose record it is.
    pub service: Id<Service>,
    /// The workers who have a case of the person, or had its last.
    pub workers: Vec<Id<Account>>,
    /// The only people who may know of the record, when it is restricted.
    pub restricted_to: Option<Vec<Id<Account>>>,
    /// Who wrote the entry in question, where it is one entry.
    pub author: Option<Id<Account>>,
}

/// The facts about what a practice may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeRecord {
    /// The service.
    pub service: Id<Service>,
    /// The practice that referred.
    pub practice: Id<Practice>,
}

impl Resource {
    /// The kind, for the policy page.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::Person(_) => "person",
            Self::Referral { .. } => "referral",
            Self::Practice(_) => "practice record",
            Self::Linked(_) => "linked",
            Self::Organisation(_) => "organisation",
            Self::Request(_) => "request",
            Self::OwnEntry(_) => "own entry",
            Self::Concern(_) => "concern",
            Self::Own(_) => "own record",
            Self::Shared(_) => "shared record",
            Self::Agreement(_) => "agreement",
            Self::Visit(_) => "visit",
            Self::Lost(_) => "lost record",
            Self::Import { .. } => "import",
            Self::Door { .. } => "door",
            Self::Directory => "directory",
            Self::Account(_) => "account",
            Self::Role(_) => "role",
        }
    }
}
