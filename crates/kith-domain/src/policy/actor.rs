//! Who acts.

use crate::directory::Organisation;
use crate::id::Id;
use crate::link::Opens;
use crate::list_link::ListLink;
use crate::practice::Practice;
use crate::staff::{Account, Role, Service, Standing};
use crate::text::Line;

/// Who acts, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody has signed in.
    Nobody,
    /// Somebody who signed in, in one standing.
    Staff(Staff),
    /// Whoever holds a link that was e-mailed: may do one thing to one record, and is known to nobody.
    Holder(Holder),
    /// Whoever holds a link to everything that one service asks of an organisation.
    ListHolder(ListHolder),
    /// Whoever runs commands on the machine. Reads no records; audited as *operator*.
    Operator,
}

/// Whoever holds a link that was e-mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The service that sent it.
    pub service: Id<Service>,
    /// What it opens.
    pub opens: Opens,
}

/// Whoever holds a link to everything that one service asks of an organisation at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHolder {
    /// The service that asks.
    pub service: Id<Service>,
    /// The link.
    pub link: Id<ListLink>,
    /// The organisation.
    pub organisation: Id<Organisation>,
    /// The address that the link went to, and the requests that it opens.
    pub address: Line,
}

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The account.
    pub account: Id<Account>,
    /// The standing it acts in.
    pub standing: Id<Standing>,
    /// What it may be.
    pub post: Post,
    /// The services it may reach: its own, or those its practice has a relationship with.
    pub services: Vec<Id<Service>>,
    /// The colleagues whom they cover today (*team cover, dated*): read anew at every request, so that it
    /// ends by itself with its last day.
    pub covers: Vec<Id<Account>>,
}

/// A role with the place it is held at. A role without its place cannot be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// A link worker of a service.
    LinkWorker(Id<Service>),
    /// A team lead of a service.
    TeamLead(Id<Service>),
    /// The manager of a service.
    ServiceManager(Id<Service>),
    /// Somebody at a GP practice.
    Practice(Id<Practice>),
    /// Somebody at a community organisation.
    Organisation(Id<Organisation>),
    /// A commissioner.
    Commissioner,
    /// An evaluator.
    Evaluator,
    /// Whoever keeps a service's system running.
    Administrator(Id<Service>),
}

impl Post {
    /// Reads a post out of a standing; `None` when the standing lacks the place its role needs.
    #[must_use]
    pub fn of(standing: &Standing) -> Option<Self> {
        match standing.role {
            Role::LinkWorker => standing.service.map(Self::LinkWorker),
            Role::TeamLead => standing.service.map(Self::TeamLead),
            Role::ServiceManager => standing.service.map(Self::ServiceManager),
            Role::Practice => standing.practice.map(Self::Practice),
            Role::Organisation => standing.organisation.map(Self::Organisation),
            Role::Commissioner => Some(Self::Commissioner),
            Role::Evaluator => Some(Self::Evaluator),
            Role::Administrator => standing.service.map(Self::Administrator),
        }
    }

    /// The role.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::LinkWorker(_) => Role::LinkWorker,
            Self::TeamLead(_) => Role::TeamLead,
            Self::ServiceManager(_) => Role::ServiceManager,
            Self::Practice(_) => Role::Practice,
            Self::Organisation(_) => Role::Organisation,
            Self::Commissioner => Role::Commissioner,
            Self::Evaluator => Role::Evaluator,
            Self::Administrator(_) => Role::Administrator,
        }
    }
}

impl Actor {
    /// The account, when somebody has signed in.
    #[must_use]
    pub const fn account(&self) -> Option<Id<Account>> {
        match self {
            Self::Staff(staff) => Some(staff.account),
            Self::Nobody | Self::Operator | Self::Holder(_) | Self::ListHolder(_) => None,
        }
    }

    /// The post, when somebody has signed in.
    #[must_use]
    pub const fn post(&self) -> Option<Post> {
        match self {
            Self::Staff(staff) => Some(staff.post),
            Self::Nobody | Self::Operator | Self::Holder(_) | Self::ListHolder(_) => None,
        }
    }

    /// The services within reach.
    #[must_use]
    pub fn services(&self) -> &[Id<Service>] {
        match self {
            Self::Staff(staff) => &staff.services,
            Self::Holder(holder) => std::slice::from_ref(&holder.service),
            Self::ListHolder(holder) => std::slice::from_ref(&holder.service),
            Self::Nobody | Self::Operator => &[],
        }
    }

    /// The word for the audit trail.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Staff(_) => "staff",
            Self::Holder(_) | Self::ListHolder(_) => "link",
            Self::Operator => "operator",
        }
    }
}
