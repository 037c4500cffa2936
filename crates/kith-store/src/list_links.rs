//! Links to everything that waits for an organisation, where they lead, and when they were opened; and which services
//! ask an organisation.

use jiff::Timestamp;
use kith_domain::directory::Organisation;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::list_link::{ListLink, ListOpening};
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::Typed;
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, Saved, Table};

/// The table of links to a list.
pub(crate) static LINK: Table = Table {
    name: "list_link",
    columns: &["organisation_id", "recipient", "digest", "asked_from", "sent", "expires", "stopped", "stopped_by"],
};
/// The table of openings.
pub(crate) static OPENING: Table = Table { name: "list_opening", columns: &["list_link_id", "request_id", "at"] };

impl Saved for ListLink {
    const TABLE: &'static Table = &LINK;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.organisation.into(),
            (&self.recipient).into(),
            self.digest.as_str().into(),
            self.asked_from.into(),
            self.sent.into(),
            self.expires.into(),
            self.stopped.map(|(at, _)| at).into(),
            self.stopped.map(|(_, by)| by).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let stopped = match row.moment_opt("stopped")? {
            Some(at) => Some((at, row.needed("stopped_by", row.id_opt("stopped_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            organisation: row.id("organisation_id")?,
            recipient: row.line("recipient")?,
            digest: row.get("digest")?,
            asked_from: row.id("asked_from")?,
            sent: row.moment("sent")?,
            expires: row.moment("expires")?,
            stopped,
        })
    }
}

impl Saved for ListOpening {
    const TABLE: &'static Table = &OPENING;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.link.into(), self.request.into(), self.at.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            link: row.id("list_link_id")?,
            request: row.id_opt("request_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// Where a link is to be looked for.
    DOOR = "SELECT service_id, list_link_id FROM list_link_door WHERE digest = $1";
    /// Notes where a link is to be looked for.
    PUT_DOOR = "INSERT INTO list_link_door (digest, service_id, list_link_id) VALUES ($1, $2, $3)";
    /// The links that a service sent to an organisation, newest first.
    list OF_ORGANISATION = "SELECT id, version, service_id, organisation_id, recipient, digest, asked_from, sent, expires,
            stopped, stopped_by
        FROM list_link WHERE service_id = $1 AND organisation_id = $2 ORDER BY sent DESC, id DESC LIMIT 20";
    /// When a link was opened since a moment, latest first.
    list OPENED = "SELECT at FROM list_opening WHERE list_link_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 200";
    /// Notes that a service asks an organisation.
    ASKS = "INSERT INTO service_organisation (organisation_id, service_id, since) VALUES ($1, $2, $3)
        ON CONFLICT (organisation_id, service_id) DO NOTHING";
    /// The services that ask an organisation.
    list THAT_ASK = "SELECT service_id FROM service_organisation WHERE organisation_id = $1 ORDER BY organisation_id, service_id";
}

/// The service that a link belongs to, and the link.
pub type Door = (Id<Service>, Id<ListLink>);

/// In which service the link with a digest is, and which it is. Whether it works is for the link itself to say.
///
/// # Errors
/// When the database cannot answer.
pub fn door(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Door>, DbError> {
    tx.fetch_optional(&DOOR, &[digest.into()], |row| Ok((row.id("service_id")?, row.id("list_link_id")?)))
}

/// Saves a link that is sent, with the way to it.
///
/// # Errors
/// [`SaveError::Db`] when the database refuses or fails.
pub fn save_new(tx: &mut Tx<'_>, writ: &Writ, link: &ListLink, event: &Event) -> Result<(), SaveError> {
    save::new(tx, writ, link, event)?;
    tx.execute(&PUT_DOOR, &[link.digest.as_str().into(), link.service.into(), link.id.into()])?;
    Ok(())
}

/// The links that a service sent to an organisation, newest first; at most 20.
///
/// # Errors
/// When the database cannot answer.
pub fn of_organisation(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    organisation: Id<Organisation>,
) -> Result<Vec<Kept<ListLink>>, DbError> {
    tx.fetch_all(&OF_ORGANISATION, &[service.into(), organisation.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: ListLink::read(row)? })
    })
}

/// When a link was opened since a moment, latest first; at most 200.
///
/// # Errors
/// When the database cannot answer.
pub fn opened(tx: &mut ReadTx<'_>, link: Id<ListLink>, since: Timestamp) -> Result<Vec<Timestamp>, DbError> {
    tx.fetch_all(&OPENED, &[link.into(), since.into()], |row| row.moment("at"))
}

/// Notes that a service asks an organisation: accounts of the organisation reach what it is asked there.
///
/// # Errors
/// When the database refuses or fails.
pub fn asks(tx: &mut Tx<'_>, service: Id<Service>, of: Id<Organisation>, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&ASKS, &[of.into(), service.into(), at.into()])?;
    Ok(())
}

/// The services that have asked an organisation.
///
/// # Errors
/// When the database cannot answer.
pub fn that_ask(tx: &mut ReadTx<'_>, of: Id<Organisation>) -> Result<Vec<Id<Service>>, DbError> {
    tx.fetch_all(&THAT_ASK, &[of.into()], |row| row.id("service_id"))
}
