//! Services, accounts and standings: who somebody is when they act.

use jiff::Timestamp;

use crate::id::Id;
use crate::practice::Practice;
use crate::text::Line;

/// The employer of link workers, and the tenant of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Identifier.
    pub id: Id<Service>,
    /// Short name for the command line: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Name shown in every header.
    pub name: Line,
    /// Telephone number that people are told.
    pub phone: Option<Line>,
}

/// Someone who can sign in. What they may do stands in their [`Standing`]s.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: Id<Account>,
    /// E-mail address as typed; [`fold_email`] of it is unique.
    pub email: Line,
    /// Name shown to colleagues.
    pub name: Line,
    /// Argon2id in PHC form; `None` until a password is set.
    pub password: Option<String>,
    /// From when the account may not be used any more.
    pub disabled: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    /// Neither address nor password, nor whether there is one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("disabled", &self.disabled).finish_non_exhaustive()
    }
}

/// E-mail addresses are compared without case. One that holds NUL, which no store takes, becomes another that nobody has.
#[must_use]
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase().replace('\0', "\u{fffd}")
}

/// A role somebody holds somewhere. One account may have several; a session acts in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Identifier.
    pub id: Id<Standing>,
    /// Whose it is.
    pub account: Id<Account>,
    /// What it is.
    pub role: Role,
    /// The service it belongs to; a practice's standing reaches services through relationships.
    pub service: Option<Id<Service>>,
    /// The practice, for [`Role::Practice`].
    pub practice: Option<Id<Practice>>,
    /// The community organisation, for [`Role::Organisation`].
    pub organisation: Option<Id<crate::directory::Organisation>>,
    /// Name as colleagues of this service see it.
    pub name: Line,
    /// When it ended; an ended standing opens nothing.
    pub ended: Option<Timestamp>,
}

/// The kinds of user (product.md section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Supports people.
    LinkWorker,
    /// Triages, allocates, supervises.
    TeamLead,
    /// Runs the service.
    ServiceManager,
    /// Refers from a GP practice (GP, nurse, receptionist).
    Practice,
    /// Speaks for a community organisation.
    Organisation,
    /// Commissions the service; sees aggregates only.
    Commissioner,
    /// Evaluates services in studies.
    Evaluator,
    /// Keeps the system running; has no access to records.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::LinkWorker,
        Self::TeamLead,
        Self::ServiceManager,
        Self::Practice,
        Self::Organisation,
        Self::Commissioner,
        Self::Evaluator,
        Self::Administrator,
    ];

    /// The stable code (product.md section 5).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LinkWorker => "link_worker",
            Self::TeamLead => "team_lead",
            Self::ServiceManager => "service_manager",
            Self::Practice => "practice",
            Self::Organisation => "organisation",
            Self::Commissioner => "commissioner",
            Self::Evaluator => "evaluator",
            Self::Administrator => "administrator",
        }
    }

    /// The words on a page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::LinkWorker => "link worker",
            Self::TeamLead => "team lead",
            Self::ServiceManager => "service manager",
            Self::Practice => "practice",
            Self::Organisation => "community organisation",
            Self::Commissioner => "commissioner",
            Self::Evaluator => "evaluator",
            Self::Administrator => "administrator",
        }
    }

    /// Finds a role by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
