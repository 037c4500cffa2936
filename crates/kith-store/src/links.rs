//! Links that were e-mailed, where they lead, and when they were opened.

use jiff::Timestamp;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::link::{Link, Opening, Opens, Promised, Way};
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged};
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of links.
pub(crate) static LINK: Table = Table {
    name: "key_link",
    columns: &[
        "person_id",
        "opens",
        "subject_id",
        "recipient",
        "digest",
        "promised",
        "sent_by",
        "sent",
        "expires",
        "stopped",
        "stopped_by",
        "by_hand",
    ],
};
/// The table of openings.
pub(crate) static OPENING: Table = Table { name: "link_opening", columns: &["person_id", "link_id", "at"] };

impl Saved for Link {
    const TABLE: &'static Table = &LINK;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.opens.code().into(),
            self.opens.uuid().into(),
            (&self.recipient).into(),
            self.digest.as_str().into(),
            (self.promised == Promised::Something).into(),
            self.sent_by.into(),
            self.sent.into(),
            self.expires.into(),
            self.stopped.map(|(at, _)| at).into(),
            self.stopped.map(|(_, by)| by).into(),
            (self.way == Way::ByHand).then_some(true).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let opens: String = row.get("opens")?;
        let stopped = match row.moment_opt("stopped")? {
            Some(at) => Some((at, row.needed("stopped_by", row.id_opt("stopped_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            opens: Opens::from_parts(&opens, row.get("subject_id")?)
                .ok_or_else(|| damaged("opens", "an unknown code"))?,
            recipient: row.line("recipient")?,
            digest: row.get("digest")?,
            promised: if row.get("promised")? { Promised::Something } else { Promised::Nothing },
            sent_by: row.id("sent_by")?,
            sent: row.moment("sent")?,
            expires: row.moment("expires")?,
            stopped,
            way: if row.get::<Option<bool>>("by_hand")?.unwrap_or(false) { Way::ByHand } else { Way::ByMail },
        })
    }
}

impl Saved for Opening {
    const TABLE: &'static Table = &OPENING;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![self.person.into(), self.link.into(), self.at.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            link: row.id("link_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// Where a link is to be looked for.
    DOOR = "SELECT service_id, link_id FROM link_door WHERE digest = $1";
    /// Notes where a link is to be looked for.
    PUT_DOOR = "INSERT INTO link_door (digest, service_id, link_id) VALUES ($1, $2, $3)";
    /// The links that open a record, newest first.
    list OF_SUBJECT = "SELECT id, version, service_id, person_id, opens, subject_id, recipient, digest, promised, sent_by, sent,
            expires, stopped, stopped_by, by_hand
        FROM key_link WHERE subject_id = $1 ORDER BY sent DESC, id DESC LIMIT 100";
    /// When a link was opened since a moment, latest first.
    list OPENED = "SELECT at FROM link_opening WHERE link_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 100";
}

/// The service that a link belongs to, and the link.
pub type Door = (Id<Service>, Id<Link>);

/// In which service the link with a digest is, and which it is. Whether it works is for the link itself to say.
///
/// # Errors
/// When the database cannot answer.
pub fn door(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Door>, DbError> {
    tx.fetch_optional(&DOOR, &[digest.into()], |row| Ok((row.id("service_id")?, row.id("link_id")?)))
}

/// Saves a link that is sent, with the way to it.
///
/// # Errors
/// [`SaveError::Db`] when the database refuses or fails.
pub fn save_new(tx: &mut Tx<'_>, writ: &Writ, link: &Link, event: &Event) -> Result<(), SaveError> {
    save::new(tx, writ, link, event)?;
    tx.execute(&PUT_DOOR, &[link.digest.as_str().into(), link.service.into(), link.id.into()])?;
    Ok(())
}

/// The links that open a record, newest first; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn of_subject(tx: &mut ReadTx<'_>, subject: Uuid) -> Result<Vec<Kept<Link>>, DbError> {
    tx.fetch_all(&OF_SUBJECT, &[subject.into()], |row| Ok(Kept { version: row.get("version")?, it: Link::read(row)? }))
}

/// When a link was opened since a moment, latest first; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn opened(tx: &mut ReadTx<'_>, link: Id<Link>, since: Timestamp) -> Result<Vec<Timestamp>, DbError> {
    tx.fetch_all(&OPENED, &[link.into(), since.into()], |row| row.moment("at"))
}
