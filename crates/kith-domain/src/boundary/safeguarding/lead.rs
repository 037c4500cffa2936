//! Who is named safeguarding lead of a service: a grant on an account, given and ended by the service's manager.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service, Standing};

/// The grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Identifier.
    pub id: Id<Lead>,
    /// The service.
    pub service: Id<Service>,
    /// Whose it is.
    pub account: Id<Account>,
    /// When it was given.
    pub since: Timestamp,
    /// When it ended; an ended grant opens nothing.
    pub ended: Option<Timestamp>,
}

impl Lead {
    /// Names somebody who works in the service.
    ///
    /// # Errors
    /// When they do not work there, or only keep the system running.
    pub fn name(
        id: Id<Self>,
        service: Id<Service>,
        standings: &[Standing],
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        use crate::staff::Role::{LinkWorker, ServiceManager, TeamLead};
        let fits = |it: &&Standing| {
            it.service == Some(service)
                && it.ended.is_none()
                && matches!(it.role, LinkWorker | TeamLead | ServiceManager)
        };
        let Some(standing) = standings.iter().find(fits) else {
            return Err(Rejection::of_field(
                "account",
                "safeguarding.not_here",
                "Choose a link worker, a team lead or the manager of this service.",
            ));
        };
        let event = Event::new("safeguarding.lead_named").with("account", standing.account);
        Ok((Self { id, service, account: standing.account, since: at, ended: None }, event))
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn end(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.ended.is_some() {
            return Err(Rejection::new("safeguarding.ended", "This has ended already. Nothing was changed."));
        }
        let event = Event::new("safeguarding.lead_ended").with("account", self.account);
        Ok((Self { ended: Some(at), ..self }, event))
    }
}
