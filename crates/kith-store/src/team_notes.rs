//! What teams know of entries, each for itself.

use kith_domain::directory::CommunityService;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::id::Id;
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table};

/// How many notes of one entry are read at most.
pub const MOST: usize = 200;

/// The table of what teams know.
pub(crate) static TABLE: Table = Table {
    name: "team_note",
    columns: &["community_service_id", "matter", "words", "author_id", "at", "gone", "gone_by"],
};

impl Saved for TeamNote {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.entry.into(),
            self.matter.code().into(),
            (&self.words).into(),
            self.author.into(),
            self.at.into(),
            self.gone.map(|(at, _)| at).into(),
            self.gone.map(|(_, by)| by).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let gone = match row.moment_opt("gone")? {
            Some(at) => Some((at, row.needed("gone_by", row.id_opt("gone_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            entry: row.id("community_service_id")?,
            matter: row.code("matter", Matter::from_code)?,
            words: row.words("words")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            gone,
        })
    }
}

statements! {
    /// What a team knows of an entry, latest first.
    list OF_ENTRY = "SELECT id, version, service_id, community_service_id, matter, words, author_id, at, gone, gone_by
        FROM team_note WHERE service_id = $1 AND community_service_id = $2 ORDER BY at DESC, id DESC LIMIT 200";
}

/// What a team knows of an entry, latest first, with what was taken away; at most [`MOST`].
///
/// # Errors
/// When the database cannot answer.
pub fn of_entry(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    entry: Id<CommunityService>,
) -> Result<Vec<Kept<TeamNote>>, DbError> {
    tx.fetch_all(&OF_ENTRY, &[service.into(), entry.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: TeamNote::read(row)? })
    })
}
