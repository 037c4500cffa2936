//! What is there so far: the identifiers that later acts speak of by name.

use std::collections::BTreeMap;

use kith_domain::directory::{CommunityService, Connection, Organisation};
use kith_domain::id::Id;
use kith_domain::link::Link;
use kith_domain::need::Need;
use kith_domain::person::Person;
use kith_domain::policy::Staff;
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::WayOfWorking;
use kith_domain::support::plan::{Action, Goal};

use crate::refusal::Refusal;

/// Things by their names in the script.
pub(super) type Named<T> = BTreeMap<&'static str, T>;

/// Everything made so far. A batch of acts works on a copy, so that a retry begins where it began.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) service: Id<Service>,
    pub(super) practices: Named<Id<Practice>>,
    pub(super) staff: Named<Staff>,
    pub(super) organisations: Named<Id<Organisation>>,
    pub(super) services: Named<Id<CommunityService>>,
    pub(super) ways: BTreeMap<String, Id<WayOfWorking>>,
    pub(super) people: Named<Id<Person>>,
    pub(super) referrals: Named<Id<Referral>>,
    pub(super) needs: Named<Id<Need>>,
    pub(super) goals: Named<Id<Goal>>,
    pub(super) actions: Named<Id<Action>>,
    pub(super) connections: Named<Id<Connection>>,
    /// The secret of the latest link about a connection, and the link.
    pub(super) links: Named<(String, Id<Link>)>,
    pub(super) counts: Counts,
}

/// How much was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People.
    pub people: usize,
    /// Referrals.
    pub referrals: usize,
    /// Contacts.
    pub contacts: usize,
    /// Needs.
    pub needs: usize,
    /// Gaps.
    pub gaps: usize,
    /// Connections.
    pub connections: usize,
    /// Messages back.
    pub messages: usize,
    /// Entries of the directory.
    pub entries: usize,
}

impl World {
    /// Nothing but the service.
    pub(super) const fn of(service: Id<Service>) -> Self {
        Self {
            service,
            practices: BTreeMap::new(),
            staff: BTreeMap::new(),
            organisations: BTreeMap::new(),
            services: BTreeMap::new(),
            ways: BTreeMap::new(),
            people: BTreeMap::new(),
            referrals: BTreeMap::new(),
            needs: BTreeMap::new(),
            goals: BTreeMap::new(),
            actions: BTreeMap::new(),
            connections: BTreeMap::new(),
            links: BTreeMap::new(),
            counts: Counts {
                people: 0,
                referrals: 0,
                contacts: 0,
                needs: 0,
                gaps: 0,
                connections: 0,
                messages: 0,
                entries: 0,
            },
        }
    }
}

/// What a name of the script stands for. A name without a thing is a fault of the script, and is said.
pub(super) fn known<T: Clone>(things: &Named<T>, key: &str) -> Result<T, Refusal> {
    things.get(key).cloned().ok_or_else(|| {
        Rejection::new("demo.script", format!("The demo's script speaks of “{key}” before it is there.")).into()
    })
}
