//! Discretion notes, each its owner's: what is proven of them, and apart from it what they say, which can be deleted.

use jiff::civil::Date;
use kith_domain::boundary::discretion::{DiscretionNote, Told};
use kith_domain::boundary::entry::Again;
use kith_domain::boundary::shown::Shown;
use kith_domain::id::Id;
use kith_domain::policy::OwnFacts;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table =
    Table { name: "discretion_note", columns: &["owner_id", "day", "at", "until", "shown_with", "shown_at", "gone"] };

/// To whom something is shown, as it was stored.
pub(crate) fn shown(row: &Row<'_>) -> Result<Option<Shown>, DbError> {
    Ok(match row.id_opt("shown_with")? {
        Some(with) => Some(Shown { with, at: row.needed("shown_at", row.moment_opt("shown_at")?)? }),
        None => None,
    })
}

impl Saved for DiscretionNote {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.owner.into(),
            self.on.into(),
            self.at.into(),
            self.until.into(),
            self.shown.map(|it| it.with).into(),
            self.shown.map(|it| it.at).into(),
            self.gone.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            on: row.get("day")?,
            at: row.moment("at")?,
            until: row.get("until")?,
            shown: shown(row)?,
            gone: row.moment_opt("gone")?,
        })
    }
}

/// A note with what it says.
macro_rules! with_told {
    () => {
        "SELECT n.id AS id, n.version AS version, n.service_id AS service_id, n.owner_id AS owner_id, n.day AS day, n.at AS at,
            n.until AS until, n.shown_with AS shown_with, n.shown_at AS shown_at, n.gone AS gone,
            t.what AS what, t.why AS why, t.again AS again
        FROM discretion_note n JOIN discretion_told t ON t.note_id = n.id"
    };
}

statements! {
    /// What decides about a note.
    FACTS = "SELECT service_id, owner_id FROM discretion_note WHERE id = $1";
    /// What a note says.
    TOLD = "SELECT what, why, again FROM discretion_told WHERE note_id = $1";
    /// The notes of an owner that are there, latest day first.
    list OF_OWNER = concat!(with_told!(), " WHERE n.service_id = $1 AND n.owner_id = $2 AND (n.day, n.id) < ($3, $4)
        ORDER BY n.day DESC, n.id DESC LIMIT $5");
    /// The notes that are shown to somebody, latest day first.
    list SHOWN_TO = concat!(with_told!(), " WHERE n.service_id = $1 AND n.shown_with = $2
        ORDER BY n.day DESC, n.id DESC LIMIT $3");
    /// Notes whose time is over.
    list OVER = "SELECT id, version, service_id, owner_id, day, at, until, shown_with, shown_at, gone
        FROM discretion_note WHERE until <= $1 AND gone IS NULL ORDER BY until, id LIMIT 100";
    /// Writes what a note says, over what it said before.
    TELL = "INSERT INTO discretion_told (note_id, service_id, what, why, again) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (note_id) DO UPDATE SET what = excluded.what, why = excluded.why, again = excluded.again";
    /// Deletes what a note said.
    FORGET = "DELETE FROM discretion_told WHERE note_id = $1";
}

fn told_of(row: &Row<'_>) -> Result<Told, DbError> {
    Ok(Told { what: row.words("what")?, why: row.words_opt("why")?, again: row.code_opt("again", Again::from_code)? })
}

fn with_told(row: &Row<'_>) -> Result<(Kept<DiscretionNote>, Told), DbError> {
    Ok((Kept { version: row.get("version")?, it: DiscretionNote::read(row)? }, told_of(row)?))
}

/// What decides about a note; nothing where there is none.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<DiscretionNote>) -> Result<Option<OwnFacts>, DbError> {
    tx.fetch_optional(&FACTS, &[id.into()], |row| {
        Ok(OwnFacts { service: row.id("service_id")?, owner: row.id("owner_id")? })
    })
}

/// What a note says; nothing once it was deleted.
///
/// # Errors
/// When the database cannot answer.
pub fn told(tx: &mut ReadTx<'_>, id: Id<DiscretionNote>) -> Result<Option<Told>, DbError> {
    tx.fetch_optional(&TOLD, &[id.into()], told_of)
}

/// The notes of an owner before a day and an identifier, latest day first, without those that were deleted.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    (service, owner): (Id<Service>, Id<Account>),
    before: (Date, Uuid),
    most: u32,
) -> Result<Vec<(Kept<DiscretionNote>, Told)>, DbError> {
    let values = [service.into(), owner.into(), before.0.into(), before.1.into(), most.into()];
    tx.fetch_all(&OF_OWNER, &values, with_told)
}

/// The notes that are shown to somebody, latest day first.
///
/// # Errors
/// When the database cannot answer.
pub fn shown_to(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    with: Id<Account>,
    most: u32,
) -> Result<Vec<(DiscretionNote, Told)>, DbError> {
    let notes = tx.fetch_all(&SHOWN_TO, &[service.into(), with.into(), most.into()], with_told)?;
    Ok(notes.into_iter().map(|(kept, told)| (kept.it, told)).collect())
}

/// Notes whose time is over on a day, of every service within reach; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn over(tx: &mut ReadTx<'_>, on: Date) -> Result<Vec<Kept<DiscretionNote>>, DbError> {
    tx.fetch_all(&OVER, &[on.into()], |row| Ok(Kept { version: row.get("version")?, it: DiscretionNote::read(row)? }))
}

/// Writes what a note says, over what it said before.
///
/// # Errors
/// When the database refuses or fails.
pub fn tell(tx: &mut Tx<'_>, note: &DiscretionNote, told: &Told) -> Result<(), DbError> {
    let values =
        [note.id.into(), note.service.into(), (&told.what).into(), text(&told.why), told.again.map(Again::code).into()];
    tx.execute(&TELL, &values)?;
    Ok(())
}

/// Deletes what a note said.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, note: Id<DiscretionNote>) -> Result<(), DbError> {
    tx.execute(&FORGET, &[note.into()])?;
    Ok(())
}
