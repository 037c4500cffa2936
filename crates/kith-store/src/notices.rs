//! What staff said of entries that others keep, and what became of it.

use jiff::Timestamp;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{CommunityService, Notice};
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::enquiries::{laid, proposed};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, NO_SERVICE, Saved, Table};

/// The table.
pub(crate) static TABLE: Table = Table {
    name: "entry_notice",
    columns: &[
        "community_service_id",
        "kept_by",
        "told_in",
        "said_by",
        "words",
        "at",
        "done",
        "done_by",
        "answer",
        "is_open",
        "proposed",
    ],
};

impl Saved for Notice {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.entry.into(),
            self.kept_by.into(),
            self.told_in.into(),
            self.by.into(),
            text(&self.words),
            self.at.into(),
            self.done.map(|(at, ..)| at).into(),
            self.done.map(|(_, by, _)| by).into(),
            self.done.map(|(_, _, answer)| answer.code()).into(),
            self.done.is_none().into(),
            laid(&self.proposed),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let done = match row.moment_opt("done")? {
            Some(at) => Some((
                at,
                row.needed("done_by", row.id_opt("done_by")?)?,
                row.needed("answer", row.code_opt("answer", Answer::from_code)?)?,
            )),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            entry: row.id("community_service_id")?,
            kept_by: row.id_opt("kept_by")?,
            told_in: row.id("told_in")?,
            by: row.id_opt("said_by")?,
            words: row.words_opt("words")?,
            proposed: proposed(row.get("proposed")?).ok_or_else(|| damaged("proposed", "what no rule allows"))?,
            at: row.moment("at")?,
            done,
        })
    }
}

statements! {
    /// What was said of entries that a service keeps and nobody has dealt with, oldest first.
    list OPEN = "SELECT n.id AS id, n.version AS version, n.service_id AS service_id, n.community_service_id AS community_service_id,
            n.kept_by AS kept_by, n.told_in AS told_in, n.said_by AS said_by, n.words AS words, n.at AS at, n.done AS done,
            n.done_by AS done_by, n.answer AS answer, n.proposed AS proposed, s.name AS entry_name
        FROM entry_notice n JOIN community_service s ON s.id = n.community_service_id
        WHERE n.is_open = $2 AND (n.kept_by = $1 OR n.kept_by IS NULL) ORDER BY n.at, n.id LIMIT 50";
    /// What was said of an entry, as far as a service said it or keeps the entry, latest first.
    list OF_ENTRY = "SELECT id, version, service_id, community_service_id, kept_by, told_in, said_by, words, at, done, done_by, answer, proposed
        FROM entry_notice WHERE community_service_id = $2 AND (told_in = $1 OR kept_by = $1 OR kept_by IS NULL)
        ORDER BY at DESC, id DESC LIMIT 20";
    /// What became of what somebody said, since a moment, latest first.
    list OF_TELLER = "SELECT n.community_service_id AS community_service_id, n.done AS done, n.answer AS answer, s.name AS entry_name
        FROM entry_notice n JOIN community_service s ON s.id = n.community_service_id
        WHERE n.said_by = $1 AND n.done >= $2 ORDER BY n.done DESC, n.id DESC LIMIT 20";
    /// The same for what only the own service was told.
    list OF_TELLER_AT_HOME = "SELECT e.community_service_id AS community_service_id, e.done AS done, e.answer AS answer, s.name AS entry_name
        FROM entry_suggestion e JOIN community_service s ON s.id = e.community_service_id
        WHERE e.said_by = $1 AND e.done >= $2 ORDER BY e.done DESC, e.id DESC LIMIT 20";
}

/// Something said of an entry, with the entry's name.
#[derive(Debug, Clone)]
pub struct NoticeLine {
    /// What was said.
    pub kept: Kept<Notice>,
    /// Name of the entry.
    pub entry: String,
}

/// What was said of entries that a service keeps and nobody has dealt with, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn open(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<NoticeLine>, DbError> {
    tx.fetch_all(&OPEN, &[service.into(), true.into()], |row| {
        Ok(NoticeLine {
            kept: Kept { version: row.get("version")?, it: Notice::read(row)? },
            entry: row.get("entry_name")?,
        })
    })
}

/// What was said of an entry, as far as a service said it or keeps the entry, latest first; at most 20.
///
/// # Errors
/// When the database cannot answer.
pub fn of_entry(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    entry: Id<CommunityService>,
) -> Result<Vec<Notice>, DbError> {
    tx.fetch_all(&OF_ENTRY, &[service.into(), entry.into()], Notice::read)
}

/// What became of something that somebody said of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Became {
    /// The entry.
    pub entry: Id<CommunityService>,
    /// Its name.
    pub name: String,
    /// What became of it. Nothing for what was dealt with before this was asked.
    pub answer: Option<Answer>,
    /// When.
    pub at: Timestamp,
}

/// What became of what somebody said, since a moment, latest first; at most 20 of each kind.
///
/// # Errors
/// When the database cannot answer.
pub fn became(tx: &mut ReadTx<'_>, by: Id<Account>, since: Timestamp) -> Result<Vec<Became>, DbError> {
    let read = |row: &Row<'_>| {
        Ok(Became {
            entry: row.id("community_service_id")?,
            name: row.get("entry_name")?,
            answer: row.code_opt("answer", Answer::from_code)?,
            at: row.moment("done")?,
        })
    };
    let mut all = tx.fetch_all(&OF_TELLER, &[by.into(), since.into()], read)?;
    all.extend(tx.fetch_all(&OF_TELLER_AT_HOME, &[by.into(), since.into()], read)?);
    all.sort_by(|a, b| b.at.cmp(&a.at).then(a.entry.uuid().cmp(&b.entry.uuid())));
    Ok(all)
}
