//! The versions of the list of what we did, and what workers tap about themselves, each their own.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::OwnFacts;
use kith_domain::staff::{Account, Service};
use kith_domain::support::way_list::ListLine;
use kith_domain::support::way_of_working::{Heading, OWN as OWN_CODES};
use kith_domain::support::{Contact, OwnTap, WayList, WayOfWorking};
use kith_domain::text::Line;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::support::{list_number, list_of, tapped, taps};
use crate::table::{Kept, Saved, Table};

/// The versions of the list.
pub(crate) static LIST: Table = Table { name: "way_list", columns: &["number", "lines", "author_id", "at"] };
/// Taps of one's own.
pub(crate) static OWN: Table =
    Table { name: "own_tap", columns: &["owner_id", "contact_id", "day", "ways", "list", "at"] };

impl Saved for WayList {
    const TABLE: &'static Table = &LIST;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let line = |it: &ListLine| {
            json!([it.way.to_string(), it.code.as_str(), it.label.as_str(), it.heading.code(), it.is_offered])
        };
        let lines: Json = self.lines.iter().map(line).collect();
        vec![self.number.into(), lines.into(), self.author.into(), self.at.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let lines: Json = row.get("lines")?;
        let lines = lines.as_array().and_then(|lines| lines.iter().map(line).collect());
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            number: row.needed("number", row.count("number")?)?,
            lines: lines.ok_or_else(|| damaged("lines", "not a list as Kith writes it"))?,
            author: row.id_opt("author_id")?,
            at: row.moment("at")?,
        })
    }
}

fn line(line: &Json) -> Option<ListLine> {
    let [way, code, label, heading, is_offered] = line.as_array()?.as_slice() else { return None };
    Some(ListLine {
        way: way.as_str()?.parse().ok()?,
        code: Line::new(code.as_str()?).ok()?,
        label: Line::new(label.as_str()?).ok()?,
        heading: Heading::from_code(heading.as_str()?)?,
        is_offered: is_offered.as_bool()?,
    })
}

impl Saved for OwnTap {
    const TABLE: &'static Table = &OWN;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.owner.into(),
            self.contact.into(),
            self.day.into(),
            tapped(&self.ways),
            list_number(self.list),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            contact: row.id("contact_id")?,
            day: row.get("day")?,
            ways: taps(row)?,
            list: list_of(row)?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// The versions of a service's list, newest first.
    list VERSIONS = "SELECT id, version, service_id, number, lines, author_id, at
        FROM way_list WHERE service_id = $1 ORDER BY number DESC LIMIT 1000";
    /// The number of the version that holds now.
    NUMBER = "SELECT CAST(max(number) AS BIGINT) AS number FROM way_list WHERE service_id = $1";
    /// How many contacts an author logged about a person in a span of time.
    LOGGED = "SELECT CAST(count(*) AS BIGINT) AS logged FROM contact
        WHERE person_id = $1 AND author_id = $2 AND logged >= $3 AND logged < $4";
    /// The lines of every list that are about the worker herself.
    OWN_LINES = "SELECT id FROM way_of_working WHERE code IN (SELECT value FROM {each}($1)) ORDER BY id LIMIT 100000";
    /// Contacts after an identifier, for what is done once to all of them.
    AFTER = "SELECT id, version, service_id, person_id, case_id, author_id, at, mode, place, reached, others, minutes, note,
            accompanied_id, next, ways, logged, started_by, asked, list
        FROM contact WHERE id > $1 ORDER BY id LIMIT $2";
    /// What decides about taps of one's own.
    FACTS = "SELECT service_id, owner_id FROM own_tap WHERE id = $1";
    /// What an owner tapped beside a contact.
    BESIDE = "SELECT id, version, service_id, owner_id, contact_id, day, ways, list, at
        FROM own_tap WHERE contact_id = $1 AND owner_id = $2";
    /// What an owner tapped, latest day first.
    list OF_OWNER = "SELECT id, version, service_id, owner_id, contact_id, day, ways, list, at
        FROM own_tap WHERE service_id = $1 AND owner_id = $2 AND (day, id) < ($3, $4)
        ORDER BY day DESC, id DESC LIMIT $5";
}

/// The versions of a service's list, newest first; none until it changes it.
///
/// # Errors
/// When the database cannot answer.
pub fn versions(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<WayList>, DbError> {
    tx.fetch_all(&VERSIONS, &[service.into()], WayList::read)
}

/// The number of the version of the list that holds now.
///
/// # Errors
/// When the database cannot answer.
pub fn number(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<u32, DbError> {
    let number = tx.fetch_optional(&NUMBER, &[service.into()], |row| row.count("number"))?;
    Ok(number.flatten().unwrap_or(1))
}

/// The lines of every list that are about the worker herself.
///
/// # Errors
/// When the database cannot answer.
pub fn own_lines(tx: &mut ReadTx<'_>) -> Result<Vec<Id<WayOfWorking>>, DbError> {
    let codes: Json = OWN_CODES.into_iter().collect();
    tx.fetch_all(&OWN_LINES, &[codes.into()], |row| row.id("id"))
}

/// Some contacts after an identifier, of every service.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts_after(tx: &mut ReadTx<'_>, after: Uuid, most: u32) -> Result<Vec<Kept<Contact>>, DbError> {
    let read = |row: &Row<'_>| Ok(Kept { version: row.get("version")?, it: Contact::read(row)? });
    tx.fetch_all(&AFTER, &[after.into(), most.into()], read)
}

/// How many contacts an author logged about a person from one moment to another.
///
/// # Errors
/// When the database cannot answer.
pub fn logged(
    tx: &mut ReadTx<'_>,
    (person, author): (Id<Person>, Id<Account>),
    (from, to): (Timestamp, Timestamp),
) -> Result<u32, DbError> {
    let values = [person.into(), author.into(), from.into(), to.into()];
    let logged = tx.fetch_optional(&LOGGED, &values, |row| row.count("logged"))?;
    Ok(logged.flatten().unwrap_or(0))
}

/// What decides about taps of one's own; nothing where there are none.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<OwnTap>) -> Result<Option<OwnFacts>, DbError> {
    tx.fetch_optional(&FACTS, &[id.into()], |row| {
        Ok(OwnFacts { service: row.id("service_id")?, owner: row.id("owner_id")? })
    })
}

fn kept(row: &Row<'_>) -> Result<Kept<OwnTap>, DbError> {
    Ok(Kept { version: row.get("version")?, it: OwnTap::read(row)? })
}

/// What an owner tapped about herself beside a contact; nobody else finds anything.
///
/// # Errors
/// When the database cannot answer.
pub fn beside(tx: &mut ReadTx<'_>, contact: Id<Contact>, owner: Id<Account>) -> Result<Option<Kept<OwnTap>>, DbError> {
    tx.fetch_optional(&BESIDE, &[contact.into(), owner.into()], kept)
}

/// What an owner tapped about herself before a day and an identifier, latest day first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    (service, owner): (Id<Service>, Id<Account>),
    before: (Date, Uuid),
    most: u32,
) -> Result<Vec<Kept<OwnTap>>, DbError> {
    let values = [service.into(), owner.into(), before.0.into(), before.1.into(), most.into()];
    tx.fetch_all(&OF_OWNER, &values, kept)
}
