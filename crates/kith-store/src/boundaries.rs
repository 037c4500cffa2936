//! Boundary entries, each its owner's.

use jiff::civil::Date;
use kith_domain::boundary::entry::{Again, Answer, Asker, BoundaryEntry, Kind, Says, Why};
use kith_domain::id::Id;
use kith_domain::policy::OwnFacts;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::discretion::shown;
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table = Table {
    name: "boundary_entry",
    columns: &[
        "owner_id",
        "day",
        "kind",
        "asker",
        "practice_id",
        "answer",
        "minutes",
        "why",
        "cost",
        "again",
        "words",
        "person_id",
        "at",
        "gone",
        "shown_with",
        "shown_at",
    ],
};

impl Saved for BoundaryEntry {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let it = &self.says;
        vec![
            self.owner.into(),
            it.on.into(),
            it.kind.code().into(),
            it.asker.map(Asker::code).into(),
            it.practice.into(),
            it.answer.code().into(),
            it.minutes.into(),
            it.why.map(Why::code).into(),
            text(&it.cost),
            it.again.map(Again::code).into(),
            text(&it.words),
            it.person.into(),
            self.at.into(),
            self.gone.into(),
            self.shown.map(|it| it.with).into(),
            self.shown.map(|it| it.at).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let says = Says {
            on: row.get("day")?,
            kind: row.code("kind", Kind::from_code)?,
            asker: row.code_opt("asker", Asker::from_code)?,
            practice: row.id_opt("practice_id")?,
            answer: row.code("answer", Answer::from_code)?,
            minutes: row.count("minutes")?,
            why: row.code_opt("why", Why::from_code)?,
            cost: row.line_opt("cost")?,
            again: row.code_opt("again", Again::from_code)?,
            words: row.words_opt("words")?,
            person: row.id_opt("person_id")?,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            says,
            at: row.moment("at")?,
            gone: row.moment_opt("gone")?,
            shown: shown(row)?,
        })
    }
}

statements! {
    /// What decides about an entry.
    FACTS = "SELECT service_id, owner_id FROM boundary_entry WHERE id = $1";
    /// The entries of an owner, latest day first.
    list OF_OWNER = "SELECT id, version, service_id, owner_id, day, kind, asker, practice_id, answer, minutes, why, cost, again,
            words, person_id, at, gone, shown_with, shown_at
        FROM boundary_entry WHERE service_id = $1 AND owner_id = $2 AND (day, id) < ($3, $4)
        ORDER BY day DESC, id DESC LIMIT $5";
    /// The entries that are shown to somebody, latest day first.
    list SHOWN_TO = "SELECT id, version, service_id, owner_id, day, kind, asker, practice_id, answer, minutes, why, cost, again,
            words, person_id, at, gone, shown_with, shown_at
        FROM boundary_entry WHERE service_id = $1 AND shown_with = $2
        ORDER BY day DESC, id DESC LIMIT $3";
}

/// What decides about an entry; nothing where there is none.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<BoundaryEntry>) -> Result<Option<OwnFacts>, DbError> {
    tx.fetch_optional(&FACTS, &[id.into()], |row| {
        Ok(OwnFacts { service: row.id("service_id")?, owner: row.id("owner_id")? })
    })
}

/// The entries of an owner before a day and an identifier, latest day first, with those that were taken away.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    (service, owner): (Id<Service>, Id<Account>),
    before: (Date, Uuid),
    most: u32,
) -> Result<Vec<Kept<BoundaryEntry>>, DbError> {
    let values = [service.into(), owner.into(), before.0.into(), before.1.into(), most.into()];
    tx.fetch_all(&OF_OWNER, &values, |row| Ok(Kept { version: row.get("version")?, it: BoundaryEntry::read(row)? }))
}

/// The entries that are shown to somebody, latest day first.
///
/// # Errors
/// When the database cannot answer.
pub fn shown_to(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    with: Id<Account>,
    most: u32,
) -> Result<Vec<BoundaryEntry>, DbError> {
    tx.fetch_all(&SHOWN_TO, &[service.into(), with.into(), most.into()], BoundaryEntry::read)
}
