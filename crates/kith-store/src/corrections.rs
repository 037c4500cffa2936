//! Corrections of single fields of a feed's entries.

use kith_domain::directory::correction::{Correction, Ended, Field, How, Word};
use kith_domain::directory::{CommunityService, Entry};
use kith_domain::id::Id;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, NO_SERVICE, Saved, Table};

/// The table of corrections.
pub(crate) static TABLE: Table = Table {
    name: "directory_correction",
    columns: &[
        "community_service_id",
        "field",
        "ours",
        "theirs",
        "made_in",
        "made_by",
        "at",
        "is_overtaken",
        "ended",
        "ended_by",
        "how",
        "proposed",
    ],
};

impl Saved for Correction {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    // The directory is everybody's: whoever finds an entry sees what was corrected of it.
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.entry.into(),
            self.field.code().into(),
            text(&self.ours),
            text(&self.theirs),
            self.service.into(),
            self.by.into(),
            self.at.into(),
            self.is_overtaken.into(),
            self.ended.map(|it| it.at).into(),
            self.ended.and_then(|it| it.by).into(),
            self.ended.map(|it| it.how.code()).into(),
            self.word.proposed().into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let ended = match row.moment_opt("ended")? {
            Some(at) => {
                let how = row.needed("how", row.code_opt("how", How::from_code)?)?;
                Some(Ended { at, by: row.id_opt("ended_by")?, how })
            }
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            entry: row.id("community_service_id")?,
            field: row.code("field", Field::from_code)?,
            ours: row.words_opt("ours")?,
            theirs: row.words_opt("theirs")?,
            service: row.id("made_in")?,
            by: row.id("made_by")?,
            at: row.moment("at")?,
            is_overtaken: row.get("is_overtaken")?,
            ended,
            word: row.moment_opt("proposed")?.map_or(Word::Team, Word::Organisation),
        })
    }
}

statements! {
    /// The corrections of an entry, oldest first.
    list OF_ENTRY = "SELECT id, version, service_id, community_service_id, field, ours, theirs, made_in, made_by, at, is_overtaken,
            ended, ended_by, how, proposed
        FROM directory_correction WHERE community_service_id = $1 ORDER BY at, id";
    /// The corrections of a service of which the feed has said something else since, oldest first.
    list OVERTAKEN = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id,
            c.community_service_id AS community_service_id, c.field AS field, c.ours AS ours, c.theirs AS theirs,
            c.made_in AS made_in, c.made_by AS made_by, c.at AS at, c.is_overtaken AS is_overtaken, c.ended AS ended,
            c.ended_by AS ended_by, c.how AS how, c.proposed AS proposed, s.name AS entry_name, s.theirs AS entry_theirs
        FROM directory_correction c JOIN community_service s ON s.id = c.community_service_id
        WHERE c.is_overtaken = $1 AND c.made_in = $2 ORDER BY c.at, c.id LIMIT 50";
}

fn kept(row: &Row<'_>) -> Result<Kept<Correction>, DbError> {
    Ok(Kept { version: row.get("version")?, it: Correction::read(row)? })
}

/// The corrections of an entry, those that have ended too, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_entry(tx: &mut ReadTx<'_>, entry: Id<CommunityService>) -> Result<Vec<Kept<Correction>>, DbError> {
    tx.fetch_all(&OF_ENTRY, &[entry.into()], kept)
}

/// A correction that the feed has overtaken.
#[derive(Debug, Clone)]
pub struct OvertakenLine {
    /// The correction.
    pub kept: Kept<Correction>,
    /// Name of the entry, as it is shown.
    pub entry: String,
    /// What the feed says now in that field.
    pub now: Option<Words>,
}

/// The corrections of a service of which the feed has said something else since, oldest first, at most fifty.
///
/// # Errors
/// When the database cannot answer.
pub fn overtaken(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<OvertakenLine>, DbError> {
    tx.fetch_all(&OVERTAKEN, &[true.into(), service.into()], |row| {
        let kept = kept(row)?;
        let theirs: Option<serde_json::Value> = row.get("entry_theirs")?;
        let theirs: Option<Entry> = theirs.as_ref().and_then(crate::directory_record::read_entry);
        let now = theirs.and_then(|entry| kept.it.field.of(&entry));
        Ok(OvertakenLine { entry: row.get("entry_name")?, now, kept })
    })
}
