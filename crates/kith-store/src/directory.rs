//! The public directory: organisations, community services, and the words they are found by.

use std::collections::{BTreeMap, BTreeSet};

use kith_domain::directory::search::words;
use kith_domain::directory::{Capacity, CommunityService, Entry, Here, Organisation, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::text::{Line, fold};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
pub use crate::directory_words::{Held, MOST_WORDS, held, holds, meant, search, with_any};
use crate::page::Page;
use crate::rows::{Typed, damaged, text};
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, NO_SERVICE, Saved, Table};
use crate::{directory_follow, directory_record};

/// The table of organisations.
pub(crate) static ORGANISATION: Table =
    Table { name: "organisation", columns: &["source", "name", "description", "email", "url"] };
/// The table of community services.
pub(crate) static SERVICE: Table = Table {
    name: "community_service",
    columns: &[
        "organisation_id",
        "source",
        "name",
        "description",
        "status",
        "audience",
        "times",
        "place",
        "cost",
        "access",
        "languages",
        "phone",
        "email",
        "url",
        "capacity",
        "capacity_weeks",
        "checked",
        "vanished",
        "sort_name",
        "record",
        "theirs",
        "is_open",
        "checked_by",
    ],
};

impl Saved for Organisation {
    const TABLE: &'static Table = &ORGANISATION;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![self.source.into(), (&self.name).into(), text(&self.description), text(&self.email), text(&self.url)]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            source: row.get("source")?,
            name: row.line("name")?,
            description: row.words_opt("description")?,
            email: row.line_opt("email")?,
            url: row.line_opt("url")?,
        })
    }
}

impl Saved for CommunityService {
    const TABLE: &'static Table = &SERVICE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        let it = &self.entry;
        let weeks = match self.capacity {
            Capacity::Wait { weeks } => weeks,
            _ => None,
        };
        vec![
            self.organisation.into(),
            self.source.into(),
            (&it.name).into(),
            text(&it.description),
            it.status.code().into(),
            text(&it.audience),
            text(&it.times),
            text(&it.place),
            text(&it.cost),
            text(&it.access),
            text(&it.languages),
            text(&it.phone),
            text(&it.email),
            text(&it.url),
            self.capacity.code().into(),
            weeks.into(),
            self.checked.into(),
            self.vanished.into(),
            fold(it.name.as_str()).into(),
            directory_record::laid(&it.record),
            self.here.theirs.as_deref().map_or(Value::Null, directory_record::entry),
            self.here.is_open.into(),
            self.here.checked_by.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let capacity: String = row.get("capacity")?;
        let capacity = match capacity.as_str() {
            "not-said" => Capacity::NotSaid,
            "room" => Capacity::Room,
            "wait" => Capacity::Wait { weeks: row.count("capacity_weeks")? },
            "full" => Capacity::Full,
            _ => return Err(damaged("capacity", "an unknown code")),
        };
        Ok(Self {
            id: row.id("id")?,
            organisation: row.id("organisation_id")?,
            source: row.get("source")?,
            entry: Entry {
                name: row.line("name")?,
                description: row.words_opt("description")?,
                status: row.code("status", Status::from_code)?,
                audience: row.line_opt("audience")?,
                times: row.words_opt("times")?,
                place: row.words_opt("place")?,
                cost: row.line_opt("cost")?,
                access: row.words_opt("access")?,
                languages: row.line_opt("languages")?,
                phone: row.line_opt("phone")?,
                email: row.line_opt("email")?,
                url: row.line_opt("url")?,
                record: directory_record::read(row.get::<Option<serde_json::Value>>("record")?.as_ref())
                    .ok_or_else(|| damaged("record", "what no rule allows"))?,
            },
            capacity,
            checked: row.get("checked")?,
            vanished: row.moment_opt("vanished")?,
            here: Here {
                theirs: row
                    .get::<Option<serde_json::Value>>("theirs")?
                    .map(|json| {
                        let entry = directory_record::read_entry(&json);
                        entry.map(Box::new).ok_or_else(|| damaged("theirs", "what no rule allows"))
                    })
                    .transpose()?,
                is_open: row.get("is_open")?,
                checked_by: row.id_opt("checked_by")?,
            },
        })
    }
}

statements! {
    /// The organisation with an identifier of a feed.
    ORGANISATION_BY_SOURCE = "SELECT id, version, service_id, source, name, description, email, url FROM organisation WHERE source = $1";
    /// The organisation with a name that the team wrote down itself.
    ORGANISATION_BY_HAND = "SELECT id, version, service_id, source, name, description, email, url FROM organisation
        WHERE source IS NULL AND name = $1 ORDER BY id LIMIT 1";
    /// The community service with an identifier of a feed.
    SERVICE_BY_SOURCE = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place, cost,
            access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE source = $1";
    /// The entries of an organisation after a name.
    list OF_ORGANISATION = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place,
            cost, access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE organisation_id = $1 AND (sort_name, id) > ($2, $3) ORDER BY sort_name, id LIMIT 200";
    /// The directory by name.
    list BY_NAME = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place, cost,
            access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE (sort_name, id) > ($1, $2) AND vanished IS NULL ORDER BY sort_name, id LIMIT $3";
    /// What is no longer in its feed, latest first.
    list VANISHED = "SELECT id, version, service_id, organisation_id, source, name, description, status, audience, times, place, cost,
            access, languages, phone, email, url, capacity, capacity_weeks, checked, vanished, sort_name, record,
            theirs, is_open, checked_by
        FROM community_service WHERE vanished > $1 ORDER BY vanished DESC, id DESC LIMIT $2";
    /// Forgets the words of an entry.
    FORGET_WORDS = "DELETE FROM directory_word WHERE community_service_id = $1";
    /// Notes a word of an entry.
    WORD = "INSERT INTO directory_word (word, community_service_id, weight) VALUES ($1, $2, $3)";
    /// Notes a word that the directory knows.
    TERM = "INSERT INTO directory_term (word, tail) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING";
    /// How large the directory is.
    COUNT = "SELECT CAST(count(*) AS BIGINT) AS entries FROM community_service";
}

/// The organisation with an identifier of a feed.
///
/// # Errors
/// When the database cannot answer.
pub fn organisation_by_source(tx: &mut ReadTx<'_>, source: Uuid) -> Result<Option<Kept<Organisation>>, DbError> {
    tx.fetch_optional(&ORGANISATION_BY_SOURCE, &[source.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Organisation::read(row)? })
    })
}

/// The organisation with a name that the team wrote down itself.
///
/// # Errors
/// When the database cannot answer.
pub fn organisation_by_hand(tx: &mut ReadTx<'_>, name: &Line) -> Result<Option<Kept<Organisation>>, DbError> {
    tx.fetch_optional(&ORGANISATION_BY_HAND, &[name.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Organisation::read(row)? })
    })
}

/// The community service with an identifier of a feed.
///
/// # Errors
/// When the database cannot answer.
pub fn service_by_source(tx: &mut ReadTx<'_>, source: Uuid) -> Result<Option<Kept<CommunityService>>, DbError> {
    tx.fetch_optional(&SERVICE_BY_SOURCE, &[source.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: CommunityService::read(row)? })
    })
}

/// Saves a new entry with the words it is found by.
///
/// # Errors
/// [`SaveError`] when the database refuses.
pub fn save_new(
    tx: &mut Tx<'_>,
    writ: &Writ,
    service: &CommunityService,
    organisation: &Organisation,
    event: &Event,
) -> Result<(), SaveError> {
    let number = directory_follow::next(tx)?;
    save::new(tx, writ, service, event)?;
    directory_follow::changed(tx, service.id.uuid(), number)?;
    index(tx, service, organisation)?;
    Ok(())
}

/// Saves a change of an entry with the words it is found by.
///
/// # Errors
/// [`SaveError::Stale`] when somebody else changed it.
pub fn save_change(
    tx: &mut Tx<'_>,
    writ: &Writ,
    version: i64,
    service: &CommunityService,
    organisation: &Organisation,
    event: &Event,
) -> Result<(), SaveError> {
    let number = directory_follow::next(tx)?;
    save::change(tx, writ, version, service, event)?;
    directory_follow::changed(tx, service.id.uuid(), number)?;
    index(tx, service, organisation)?;
    Ok(())
}

/// An organisation is called otherwise: its entries are found by its new name, and say nothing else than before.
///
/// # Errors
/// When the database fails.
pub fn follow_name(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<(), DbError> {
    let (mut name, mut id) = (String::new(), Uuid::nil());
    loop {
        let after = [organisation.id.into(), name.into(), id.into()];
        let entries = tx.fetch_all(&OF_ORGANISATION, &after, CommunityService::read)?;
        let Some(last) = entries.last() else { return Ok(()) };
        (name, id) = (fold(last.entry.name.as_str()), last.id.uuid());
        for entry in &entries {
            let number = directory_follow::next(tx)?;
            directory_follow::changed(tx, entry.id.uuid(), number)?;
            index(tx, entry, organisation)?;
        }
    }
}

/// Lays out the words and rows of some entries anew, as a save of each would, in the order of their identifiers. Gives the
/// last of them; nothing when there was none after `after`.
///
/// # Errors
/// When the database fails.
pub fn lay_out(tx: &mut Tx<'_>, after: Uuid, most: u32) -> Result<Option<Uuid>, DbError> {
    // Whoever saves an entry meanwhile waits here, so that nothing old is laid over what is new.
    directory_follow::next(tx)?;
    let entries = directory_follow::after(tx, after, most)?;
    let organisations = organisations_of(tx, &entries)?;
    for entry in &entries {
        if let Some(organisation) = organisations.get(&entry.organisation) {
            index(tx, entry, organisation)?;
        }
    }
    Ok(entries.last().map(|it| it.id.uuid()))
}

fn index(tx: &mut Tx<'_>, service: &CommunityService, organisation: &Organisation) -> Result<(), DbError> {
    tx.execute(&FORGET_WORDS, &[service.id.into()])?;
    let words = words::of_entry(service, organisation.name.as_str());
    let tail = |word: &str| word.chars().skip(1).collect::<String>();
    let terms: Vec<Vec<Value>> =
        words.keys().map(|word| vec![word.as_str().into(), tail(word).as_str().into()]).collect();
    tx.batch(&TERM, &terms)?;
    let rows: Vec<Vec<Value>> = words
        .into_iter()
        .map(|(word, weight)| vec![word.into(), service.id.into(), i64::from(weight).into()])
        .collect();
    tx.batch(&WORD, &rows)?;
    crate::directory_rows::follow(tx, service)
}

/// The directory by name, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn by_name(
    tx: &mut ReadTx<'_>,
    after: Option<(String, Uuid)>,
    most: u32,
) -> Result<Page<CommunityService, (String, Uuid)>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows =
        tx.fetch_all(&BY_NAME, &[name.into(), id.into(), (i64::from(most) + 1).into()], CommunityService::read)?;
    Ok(Page::cut(rows, most, |service| (fold(service.entry.name.as_str()), service.id.uuid())))
}

/// What is no longer in its feed, latest first.
///
/// # Errors
/// When the database cannot answer.
pub fn vanished(tx: &mut ReadTx<'_>, most: u32) -> Result<Vec<CommunityService>, DbError> {
    tx.fetch_all(&VANISHED, &[jiff::Timestamp::UNIX_EPOCH.into(), i64::from(most).into()], CommunityService::read)
}

/// Names of the organisations of some entries.
///
/// # Errors
/// When the database cannot answer.
pub fn organisations_of(
    tx: &mut ReadTx<'_>,
    services: &[CommunityService],
) -> Result<BTreeMap<Id<Organisation>, Organisation>, DbError> {
    let ids: BTreeSet<Id<Organisation>> = services.iter().map(|service| service.organisation).collect();
    let mut found = BTreeMap::new();
    for id in ids {
        if let Some(organisation) = crate::table::find::<Organisation>(tx, id.uuid())? {
            found.insert(id, organisation.it);
        }
    }
    Ok(found)
}

/// How many entries the directory has.
///
/// # Errors
/// When the database cannot answer.
pub fn count(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&COUNT, &[], |row| row.get("entries"))?.unwrap_or(0))
}
