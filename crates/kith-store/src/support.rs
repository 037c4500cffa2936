//! Contacts, what was done, what matters and needs.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::need::{Domain, Known, Need, Said, Stand};
use kith_domain::person::Person;
use kith_domain::staff::Service;
use kith_domain::support::contact::{Asked, Contact, Details, Mode, Place, Reached, StartedBy};
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{WayOfWorking, WhatMatters};
use kith_domain::text::Note;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::page::{Mark, Page};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of contacts.
pub(crate) static CONTACT: Table = Table {
    name: "contact",
    columns: &[
        "person_id",
        "case_id",
        "author_id",
        "at",
        "mode",
        "place",
        "reached",
        "others",
        "minutes",
        "note",
        "accompanied_id",
        "next",
        "ways",
        "logged",
        "started_by",
        "asked",
        "list",
    ],
};
/// The table of what the service does.
pub(crate) static WAY: Table = Table { name: "way_of_working", columns: &["code", "label", "heading", "position"] };
/// The table of what matters.
pub(crate) static MATTERS: Table = Table { name: "what_matters", columns: &["person_id", "words", "author_id", "at"] };
/// The table of needs.
pub(crate) static NEED: Table = Table {
    name: "need",
    columns: &[
        "person_id",
        "stated",
        "domain",
        "known",
        "author_id",
        "at",
        "heard_id",
        "said",
        "said_words",
        "said_by",
        "said_at",
    ],
};
/// Taps, as a column.
pub(crate) fn tapped(ways: &[Id<WayOfWorking>]) -> Value {
    serde_json::Value::Array(ways.iter().map(|way| way.to_string().into()).collect()).into()
}

/// Reads taps.
pub(crate) fn taps(row: &Row<'_>) -> Result<Vec<Id<WayOfWorking>>, DbError> {
    let ways: serde_json::Value = row.get("ways")?;
    ways.as_array()
        .and_then(|list| list.iter().map(|way| way.as_str()?.parse().ok()).collect::<Option<Vec<_>>>())
        .ok_or_else(|| damaged("ways", "not a list of identifiers"))
}

/// The number of a version of the list, as a column: the first is not written.
pub(crate) fn list_number(list: u32) -> Value {
    Some(list).filter(|list| *list > 1).into()
}

/// Reads the number of a version of the list.
pub(crate) fn list_of(row: &Row<'_>) -> Result<u32, DbError> {
    Ok(row.count("list")?.unwrap_or(1))
}

impl Saved for Contact {
    const TABLE: &'static Table = &CONTACT;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.details;
        vec![
            self.person.into(),
            self.case.into(),
            self.author.into(),
            it.at.into(),
            it.mode.code().into(),
            it.place.map(Place::code).into(),
            it.reached.code().into(),
            text(&it.others),
            it.minutes.into(),
            text(&it.note),
            it.accompanied.into(),
            text(&it.next),
            tapped(&it.ways),
            self.logged.into(),
            it.started_by.map(StartedBy::code).into(),
            self.asked.map(Asked::code).into(),
            list_number(it.list),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            case: row.id("case_id")?,
            author: row.id("author_id")?,
            details: Details {
                at: row.moment("at")?,
                mode: row.code("mode", Mode::from_code)?,
                place: row.code_opt("place", Place::from_code)?,
                started_by: row.code_opt("started_by", StartedBy::from_code)?,
                reached: row.code("reached", Reached::from_code)?,
                others: row.line_opt("others")?,
                minutes: row.count("minutes")?,
                note: row.note_opt("note")?,
                ways: taps(row)?,
                list: list_of(row)?,
                accompanied: row.id_opt("accompanied_id")?,
                next: row.line_opt("next")?,
            },
            logged: row.moment("logged")?,
            asked: row.code_opt("asked", Asked::from_code)?,
        })
    }
}

impl Saved for WayOfWorking {
    const TABLE: &'static Table = &WAY;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![(&self.code).into(), (&self.label).into(), self.heading.code().into(), self.position.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            code: row.line("code")?,
            label: row.line("label")?,
            heading: row.code("heading", Heading::from_code)?,
            position: row.get("position")?,
        })
    }
}

impl Saved for WhatMatters {
    const TABLE: &'static Table = &MATTERS;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![self.person.into(), (&self.words).into(), self.author.into(), self.at.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            words: row.words("words")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

impl Saved for Need {
    const TABLE: &'static Table = &NEED;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let said = self.said.as_ref();
        vec![
            self.person.into(),
            (&self.stated).into(),
            self.domain.map(Domain::code).into(),
            self.known.code().into(),
            self.author.into(),
            self.at.into(),
            self.heard.into(),
            said.map(|said| said.stand.code()).into(),
            said.map_or(Value::Null, |said| text(&said.words)),
            said.map(|said| said.by).into(),
            said.map(|said| said.at).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let said = match row.code_opt("said", Stand::from_code)? {
            Some(stand) => Some(Said {
                stand,
                words: row.words_opt("said_words")?,
                by: row.needed("said_by", row.id_opt("said_by")?)?,
                at: row.needed("said_at", row.moment_opt("said_at")?)?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            stated: row.words("stated")?,
            domain: row.code_opt("domain", Domain::from_code)?,
            known: row.code("known", Known::from_code)?,
            heard: row.id_opt("heard_id")?,
            said,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// A person's contacts before a place, newest first.
    list CONTACTS = "SELECT id, version, service_id, person_id, case_id, author_id, at, mode, place, reached, others, minutes, note,
            accompanied_id, next, ways, logged, started_by, asked, list
        FROM contact WHERE person_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4";
    /// The latest note about each of some people.
    list LAST_NOTES = "SELECT p.id AS person_id, (SELECT k.note FROM contact k
            WHERE k.person_id = p.id AND k.note IS NOT NULL ORDER BY k.at DESC, k.id DESC LIMIT 1) AS note
        FROM person p WHERE p.id IN (SELECT {each_id} FROM {each}($1))";
    /// A service's list of what is done, in its order.
    list WAYS = "SELECT id, version, service_id, code, label, heading, position
        FROM way_of_working WHERE service_id = $1 ORDER BY position, id";
    /// What matters, newest first.
    list MATTERS_OF = "SELECT id, version, service_id, person_id, words, author_id, at
        FROM what_matters WHERE person_id = $1 ORDER BY at DESC, id DESC";
    /// A person's needs, oldest first.
    list NEEDS = "SELECT id, version, service_id, person_id, stated, domain, known, author_id, at, heard_id, said, said_words,
            said_by, said_at
        FROM need WHERE person_id = $1 ORDER BY at, id";
}

/// How many contacts are read at once.
const AT_ONCE: u32 = 500;

/// A page of a person's contacts, newest first, after a place.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts_after(
    tx: &mut ReadTx<'_>,
    person: Id<Person>,
    after: Mark,
    most: u32,
) -> Result<Page<Kept<Contact>>, DbError> {
    let values = [person.into(), after.at.into(), after.id.into(), (i64::from(most) + 1).into()];
    let rows =
        tx.fetch_all(&CONTACTS, &values, |row| Ok(Kept { version: row.get("version")?, it: Contact::read(row)? }))?;
    Ok(Page::cut(rows, most, |kept| Mark { at: kept.it.details.at, id: kept.it.id.uuid() }))
}

/// Every contact of a person, newest first, read by its place and never cut.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Contact>>, DbError> {
    let mut all = Vec::new();
    let mut after = Some(Mark::last());
    while let Some(mark) = after {
        let page = contacts_after(tx, person, mark, AT_ONCE)?;
        all.extend(page.lines);
        after = page.next;
    }
    Ok(all)
}

/// The latest note about each of some people; those without one are left out.
///
/// # Errors
/// When the database cannot answer.
pub fn last_notes(
    tx: &mut ReadTx<'_>,
    people: impl Iterator<Item = Id<Person>>,
) -> Result<BTreeMap<Id<Person>, Note>, DbError> {
    let rows = tx.fetch_all(&LAST_NOTES, &[Value::ids(people.map(Id::uuid))], |row| {
        Ok((row.id("person_id")?, row.note_opt("note")?))
    })?;
    Ok(rows.into_iter().filter_map(|(person, note)| Some((person, note?))).collect())
}

/// A service's list of what is done, in its order.
///
/// # Errors
/// When the database cannot answer.
pub fn ways(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<WayOfWorking>, DbError> {
    tx.fetch_all(&WAYS, &[service.into()], WayOfWorking::read)
}

/// The same list with the versions of its lines, for whoever changes it.
///
/// # Errors
/// When the database cannot answer.
pub fn kept_ways(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<WayOfWorking>>, DbError> {
    tx.fetch_all(&WAYS, &[service.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: WayOfWorking::read(row)? })
    })
}

/// What matters to a person, newest telling first.
///
/// # Errors
/// When the database cannot answer.
pub fn what_matters(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<WhatMatters>, DbError> {
    tx.fetch_all(&MATTERS_OF, &[person.into()], WhatMatters::read)
}

/// A person's needs, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn needs(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Need>, DbError> {
    tx.fetch_all(&NEEDS, &[person.into()], Need::read)
}
