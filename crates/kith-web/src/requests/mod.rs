//! *Requests to us* and *Our services*: an organisation's own side, by a link to everything that one service asks of it,
//! or by an account of its own.
//!
//! For whoever reads a community group's mail: they see in one page what waits, say yes in one press, and say whether
//! they have room.
//!
//! Invariants: a page holds what was sent to whoever came, and nothing of anybody else's; a link that does not work, for
//! whatever reason, is an address that is not there; opening a page changes nothing.

mod entries;
mod entry;
mod list;
mod one;

pub(crate) use entries::show as services;
pub(crate) use entry::{change, right, room, show as service};
pub(crate) use list::show as list;
pub(crate) use one::{answer, question, show as one};

use kith_app::asking::lists;
use kith_domain::policy::Actor;

use crate::components::Frame;
use crate::error::Problem;
use crate::visit::Visit;

/// Who came, and where their pages are.
#[derive(Debug, Clone)]
pub(super) struct Came {
    /// Who.
    pub(super) actor: Actor,
    /// Whether by a link to the list; otherwise they signed in.
    pub(super) by_link: bool,
    /// Where the requests are.
    pub(super) requests: String,
    /// Where the entries are.
    pub(super) services: String,
}

impl Came {
    /// Who comes with the secret of the address, or signed in.
    pub(super) fn of(visit: &Visit) -> Result<Self, Problem> {
        let secret = visit.param("secret");
        if secret.is_empty() {
            visit.staff()?;
            return Ok(Self {
                actor: visit.actor(),
                by_link: false,
                requests: "/requests-to-us".to_owned(),
                services: "/our-services".to_owned(),
            });
        }
        Ok(Self {
            actor: lists::holder(&visit.site.app, secret)?,
            by_link: true,
            requests: format!("/asked-of-us/{secret}"),
            services: format!("/asked-of-us/{secret}/services"),
        })
    }

    /// Where one request is.
    pub(super) fn request(&self, id: impl std::fmt::Display) -> String {
        if self.by_link { format!("{}/requests/{id}", self.requests) } else { format!("{}/{id}", self.requests) }
    }

    /// The frame of a page: of whoever signed in, or in the name of the service that asks.
    pub(super) fn frame(&self, visit: &Visit, title: &str, service: &str) -> Frame {
        if self.by_link {
            visit.public_frame(title, service)
        } else {
            let place = if visit.path.starts_with("/our-services") { &self.services } else { &self.requests };
            visit.frame(title, Some(place))
        }
    }
}

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::entries::EntriesPage;
    pub(crate) use super::entry::{EntryForms, OwnEntryPage};
    pub(crate) use super::list::ListPage;

    /// Where the pages of a link are.
    pub(crate) fn by_link() -> super::Came {
        super::Came {
            actor: kith_domain::policy::Actor::Nobody,
            by_link: true,
            requests: "/asked-of-us/5e".to_owned(),
            services: "/asked-of-us/5e/services".to_owned(),
        }
    }

    /// Where the pages of an account are.
    pub(crate) fn signed_in() -> super::Came {
        super::Came {
            actor: kith_domain::policy::Actor::Nobody,
            by_link: false,
            requests: "/requests-to-us".to_owned(),
            services: "/our-services".to_owned(),
        }
    }
}
