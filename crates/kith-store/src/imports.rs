//! Files that are brought in: what each is, its bytes while it is looked at and taken, and a key for every row that
//! was taken, so that the same row makes no second record.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::import::{Counts, Import, Kind, State};
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::Service;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::page::{Mark, Page};
use crate::rows::{Typed, damaged};
use crate::table::{Kept, Saved, Table};

/// The table of files that were brought in.
pub(crate) static TABLE: Table = Table {
    name: "import",
    columns: &["kind", "name", "by_id", "at", "row_count", "state", "since", "taken", "known", "changed", "refused"],
};

impl Saved for Import {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let (since, counts) = match &self.state {
            State::Looking => (None, None),
            State::Taking { since } => (Some(*since), None),
            State::Taken { at, counts } => (Some(*at), Some(*counts)),
            State::ThrownAway { at } => (Some(*at), None),
        };
        let count = |of: fn(&Counts) -> u32| counts.as_ref().map(|counts| i64::from(of(counts))).into();
        vec![
            self.kind.code().into(),
            (&self.name).into(),
            self.by.into(),
            self.at.into(),
            i64::from(self.rows).into(),
            self.state.name().into(),
            since.into(),
            count(|it| it.taken),
            count(|it| it.known),
            count(|it| it.changed),
            count(|it| it.refused),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let since = || row.needed("since", row.moment_opt("since")?);
        let count = |column| row.needed(column, row.count(column)?);
        let state = match name.as_str() {
            "looking" => State::Looking,
            "taking" => State::Taking { since: since()? },
            "taken" => State::Taken {
                at: since()?,
                counts: Counts {
                    taken: count("taken")?,
                    known: count("known")?,
                    changed: count("changed")?,
                    refused: count("refused")?,
                },
            },
            "thrown-away" => State::ThrownAway { at: since()? },
            _ => return Err(damaged("state", "an unknown state")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            kind: row.code("kind", Kind::from_code)?,
            name: row.line("name")?,
            by: row.id_opt("by_id")?,
            at: row.moment("at")?,
            rows: row.needed("row_count", row.count("row_count")?)?,
            state,
        })
    }
}

statements! {
    /// The files of a service, newest first.
    list OF_SERVICE = "SELECT id, version, service_id, kind, name, by_id, at, row_count, state, since, taken, known, changed, refused
        FROM import WHERE service_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4";
    /// The files that one account brought into a service, newest first.
    list OF_ACCOUNT = "SELECT id, version, service_id, kind, name, by_id, at, row_count, state, since, taken, known, changed, refused
        FROM import WHERE service_id = $1 AND by_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5";
    /// Every file, for the property test of lists.
    EVERY = "SELECT id, service_id, by_id FROM import ORDER BY id";
    /// What decides about a file.
    FACTS = "SELECT service_id, by_id FROM import WHERE id = $1";
    /// Keeps the bytes of a file.
    KEEP = "INSERT INTO import_file (import_id, service_id, content, choices, at, done, touched) VALUES ($1, $2, $3, $4, $5, 0, $5)";
    /// The bytes of a file and how far it has come.
    FILE = "SELECT content, choices, at, done, touched FROM import_file WHERE import_id = $1";
    /// How far a file has come, without its bytes.
    PROGRESS = "SELECT done, touched FROM import_file WHERE import_id = $1";
    /// Changes what was chosen for a file.
    CHOOSE = "UPDATE import_file SET choices = $2 WHERE import_id = $1";
    /// Notes how far a file has come.
    DONE = "UPDATE import_file SET done = $2, touched = $3 WHERE import_id = $1";
    /// Deletes the bytes of a file.
    FORGET = "DELETE FROM import_file WHERE import_id = $1";
    /// Deletes the bytes of files that were brought in before a moment.
    FORGET_OLD = "DELETE FROM import_file WHERE service_id = $1 AND at < $2";
    /// Files whose bytes were brought in before a moment, whoever's they are.
    OLD = "SELECT import_id FROM import_file WHERE at < $1 ORDER BY import_id LIMIT 100";
    /// What was chosen for the last file of a kind.
    CHOSEN = "SELECT columns FROM import_columns WHERE service_id = $1 AND kind = $2";
    /// Remembers what was chosen for a file of a kind.
    REMEMBER = "INSERT INTO import_columns (service_id, kind, columns) VALUES ($1, $2, $3)
        ON CONFLICT (service_id, kind) DO UPDATE SET columns = excluded.columns";
    /// The rows with these keys that were taken before.
    KNOWN = "SELECT key, content, import_id FROM import_row WHERE service_id = $1 AND kind = $2
        AND key IN (SELECT value FROM {each}($3))";
    /// Notes that a row was taken.
    TOOK = "INSERT INTO import_row (service_id, kind, key, content, import_id, person_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

fn kept(row: &Row<'_>) -> Result<Kept<Import>, DbError> {
    Ok(Kept { version: row.get("version")?, it: Import::read(row)? })
}

/// The files within a scope, newest first, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn within(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    before: Option<Mark>,
    most: u32,
) -> Result<Page<Kept<Import>>, DbError> {
    let before = before.unwrap_or_else(Mark::last);
    let limit = Value::from(i64::from(most) + 1);
    let rows = match scope {
        Scope::Service { service, .. } => {
            tx.fetch_all(&OF_SERVICE, &[(*service).into(), before.at.into(), before.id.into(), limit], kept)?
        }
        // What one brought in oneself.
        Scope::Worker { service, worker, .. } => tx.fetch_all(
            &OF_ACCOUNT,
            &[(*service).into(), (*worker).into(), before.at.into(), before.id.into(), limit],
            kept,
        )?,
        _ => Vec::new(),
    };
    Ok(Page::cut(rows, most, |line| Mark { at: line.it.at, id: line.it.id.uuid() }))
}

/// What decides about a file: its service, and who brought it.
pub type ImportFacts = (Id<Service>, Option<Id<kith_domain::staff::Account>>);

/// The facts that decide about a file.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, import: Id<Import>) -> Result<Option<ImportFacts>, DbError> {
    tx.fetch_optional(&FACTS, &[import.into()], |row| Ok((row.id("service_id")?, row.id_opt("by_id")?)))
}

/// Every file within reach with what decides about it. For the property test of lists.
///
/// # Errors
/// When the database cannot answer.
pub fn every(tx: &mut ReadTx<'_>) -> Result<Vec<(Id<Import>, ImportFacts)>, DbError> {
    tx.fetch_all(&EVERY, &[], |row| Ok((row.id("id")?, (row.id("service_id")?, row.id_opt("by_id")?))))
}

/// The bytes of a file while it is looked at and taken.
#[derive(Clone)]
pub struct File {
    /// The bytes.
    pub content: Vec<u8>,
    /// What was chosen for it.
    pub choices: Json,
    /// How many rows have been gone through.
    pub done: u32,
    /// When it last moved.
    pub touched: Timestamp,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({} bytes, {} rows done)", self.content.len(), self.done)
    }
}

/// Keeps the bytes of a file that was brought in.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut Tx<'_>, import: &Import, content: &[u8], choices: &Json) -> Result<(), DbError> {
    let values =
        [import.id.into(), import.service.into(), content.to_vec().into(), choices.clone().into(), import.at.into()];
    tx.execute(&KEEP, &values)?;
    Ok(())
}

/// The bytes of a file; `None` when they have been deleted.
///
/// # Errors
/// When the database cannot answer.
pub fn file(tx: &mut ReadTx<'_>, import: Id<Import>) -> Result<Option<File>, DbError> {
    tx.fetch_optional(&FILE, &[import.into()], |row| {
        Ok(File {
            content: row.get("content")?,
            choices: row.get("choices")?,
            done: row.needed("done", row.count("done")?)?,
            touched: row.moment("touched")?,
        })
    })
}

/// How many rows of a file have been gone through, and when it last moved.
///
/// # Errors
/// When the database cannot answer.
pub fn progress(tx: &mut ReadTx<'_>, import: Id<Import>) -> Result<Option<(u32, Timestamp)>, DbError> {
    tx.fetch_optional(&PROGRESS, &[import.into()], |row| {
        Ok((row.needed("done", row.count("done")?)?, row.moment("touched")?))
    })
}

/// Changes what was chosen for a file.
///
/// # Errors
/// When the database fails.
pub fn choose(tx: &mut Tx<'_>, import: Id<Import>, choices: &Json) -> Result<(), DbError> {
    tx.execute(&CHOOSE, &[import.into(), choices.clone().into()])?;
    Ok(())
}

/// Notes how far a file has come.
///
/// # Errors
/// When the database fails.
pub fn note_progress(tx: &mut Tx<'_>, import: Id<Import>, done: u32, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&DONE, &[import.into(), i64::from(done).into(), at.into()])?;
    Ok(())
}

/// Deletes the bytes of a file.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, import: Id<Import>) -> Result<(), DbError> {
    tx.execute(&FORGET, &[import.into()])?;
    Ok(())
}

/// Deletes the bytes of files that were brought into a service before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_old(tx: &mut Tx<'_>, service: Id<Service>, before: Timestamp) -> Result<(), DbError> {
    tx.execute(&FORGET_OLD, &[service.into(), before.into()])?;
    Ok(())
}

/// Files whose bytes were brought in before a moment, of every service within reach; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn old(tx: &mut ReadTx<'_>, before: Timestamp) -> Result<Vec<Id<Import>>, DbError> {
    tx.fetch_all(&OLD, &[before.into()], |row| row.id("import_id"))
}

/// What was chosen for the last file of a kind.
///
/// # Errors
/// When the database cannot answer.
pub fn remembered(tx: &mut ReadTx<'_>, service: Id<Service>, kind: Kind) -> Result<Option<Json>, DbError> {
    tx.fetch_optional(&CHOSEN, &[service.into(), kind.code().into()], |row| row.get("columns"))
}

/// Remembers what was chosen for a file of a kind.
///
/// # Errors
/// When the database fails.
pub fn remember(tx: &mut Tx<'_>, service: Id<Service>, kind: Kind, columns: &Json) -> Result<(), DbError> {
    tx.execute(&REMEMBER, &[service.into(), kind.code().into(), columns.clone().into()])?;
    Ok(())
}

/// A row that was taken before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRow {
    /// Its key.
    pub key: String,
    /// Digest of what it said.
    pub content: String,
    /// The file that it came with.
    pub import: Id<Import>,
}

/// The rows with these keys that were taken before.
///
/// # Errors
/// When the database cannot answer.
pub fn known(tx: &mut ReadTx<'_>, service: Id<Service>, kind: Kind, keys: &[&str]) -> Result<Vec<TakenRow>, DbError> {
    let keys = Json::Array(keys.iter().map(|key| (*key).into()).collect());
    tx.fetch_all(&KNOWN, &[service.into(), kind.code().into(), keys.into()], |row| {
        Ok(TakenRow { key: row.get("key")?, content: row.get("content")?, import: row.id("import_id")? })
    })
}

/// A row that was taken.
#[derive(Debug, Clone)]
pub struct Took<'a> {
    /// Its file.
    pub import: &'a Import,
    /// Its key.
    pub key: &'a str,
    /// Digest of what it said.
    pub content: &'a str,
    /// The record that it made.
    pub person: Id<Person>,
    /// When.
    pub at: Timestamp,
}

/// Notes that a row was taken.
///
/// # Errors
/// [`DbError::Unique`] when a row with its key was taken before.
pub fn took(tx: &mut Tx<'_>, it: &Took<'_>) -> Result<(), DbError> {
    let of = it.import;
    let values = [
        of.service.into(),
        of.kind.code().into(),
        it.key.into(),
        it.content.into(),
        of.id.into(),
        it.person.into(),
        it.at.into(),
    ];
    tx.execute(&TOOK, &values)?;
    Ok(())
}
