//! The public directory: organisations, community services, and the words they are found by.

use std::collections::{BTreeMap, BTreeSet};

use kith_domain::directory::search::Sought;
use kith_domain::directory::{Capacity, CommunityService, Entry, Here, Organisation, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::text::{Line, fold};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::directory_record;
use crate::page::Page;
use crate::rows::{Typed, damaged, text};
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, NO_SERVICE, Saved, Table};

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
    /// Entries that hold a word with a beginning.
    list WITH_WORD = "SELECT community_service_id, weight FROM directory_word
        WHERE word >= $1 AND word < $2 ORDER BY word, community_service_id LIMIT 5000";
    /// Forgets the words of an entry.
    FORGET_WORDS = "DELETE FROM directory_word WHERE community_service_id = $1";
    /// Notes a word of an entry.
    WORD = "INSERT INTO directory_word (word, community_service_id, weight) VALUES ($1, $2, $3)";
    /// Notes a word that the directory knows.
    TERM = "INSERT INTO directory_term (word, tail) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING";
    /// The words that begin so.
    list TERMS = "SELECT word FROM directory_term WHERE word >= $1 AND word < $2 ORDER BY word LIMIT 20000";
    /// The words that begin so after their first letter.
    list TERMS_BY_TAIL = "SELECT word FROM directory_term WHERE tail >= $1 AND tail < $2 ORDER BY tail, word LIMIT 5000";
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
    save::new(tx, writ, service, event)?;
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
    save::change(tx, writ, version, service, event)?;
    index(tx, service, organisation)?;
    Ok(())
}

fn index(tx: &mut Tx<'_>, service: &CommunityService, organisation: &Organisation) -> Result<(), DbError> {
    tx.execute(&FORGET_WORDS, &[service.id.into()])?;
    let it = &service.entry;
    let mut words: BTreeMap<String, i64> = BTreeMap::new();
    let mut take = |text: &str, weight: i64| {
        for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
            let word: String = word.chars().take(60).collect();
            let best = words.entry(word).or_insert(0);
            *best = weight.max(*best);
        }
    };
    take(it.name.as_str(), 8);
    take(organisation.name.as_str(), 4);
    for line in [&it.audience, &it.languages].into_iter().flatten() {
        take(line.as_str(), 2);
    }
    for text in [&it.description, &it.place, &it.times, &it.access].into_iter().flatten() {
        take(text.as_str(), 1);
    }
    let tail = |word: &str| word.chars().skip(1).collect::<String>();
    let terms: Vec<Vec<Value>> =
        words.keys().map(|word| vec![word.as_str().into(), tail(word).as_str().into()]).collect();
    tx.batch(&TERM, &terms)?;
    let rows: Vec<Vec<Value>> =
        words.into_iter().map(|(word, weight)| vec![word.into(), service.id.into(), weight.into()]).collect();
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

/// At most this many words of a search are looked up; the rest is ignored and the page says so.
pub const MOST_WORDS: usize = 8;

/// The entries that hold every word of a search, words that begin so, or another everyday word for the same thing,
/// which counts half; best first, at most `most`.
///
/// # Errors
/// When the database cannot answer.
pub fn search(tx: &mut ReadTx<'_>, words: &[Sought], most: usize) -> Result<Vec<CommunityService>, DbError> {
    let mut best: Vec<(i64, Uuid)> = weighed(tx, words)?.into_iter().map(|(id, weight)| (weight, id)).collect();
    best.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut services = Vec::new();
    for (_, id) in best {
        if services.len() >= most {
            break;
        }
        match crate::table::find::<CommunityService>(tx, id)? {
            // What is no longer in its feed is found by itself.
            Some(kept) if kept.it.vanished.is_none() => services.push(kept.it),
            _ => {}
        }
    }
    Ok(services)
}

/// The entries that hold every word of a search, each with its weight.
pub(crate) fn weighed(tx: &mut ReadTx<'_>, words: &[Sought]) -> Result<BTreeMap<Uuid, i64>, DbError> {
    let mut found: Option<BTreeMap<Uuid, i64>> = None;
    for word in words.iter().take(MOST_WORDS) {
        // An entry may hold several words with this beginning; the weightiest counts.
        let mut hits: BTreeMap<Uuid, i64> = BTreeMap::new();
        let beginnings = word.begins.iter().map(|begin| (begin, 2)).chain(word.alike.iter().map(|begin| (begin, 1)));
        for (begin, times) in beginnings {
            for (id, weight) in with_beginning(tx, begin)? {
                let weight = weight * times;
                let best = hits.entry(id).or_insert(weight);
                *best = weight.max(*best);
            }
        }
        found = Some(match found {
            None => hits,
            Some(so_far) => so_far.into_iter().filter_map(|(id, weight)| Some((id, weight + hits.get(&id)?))).collect(),
        });
    }
    Ok(found.unwrap_or_default())
}

/// The entries that hold a word with a beginning, each word with its weight.
fn with_beginning(tx: &mut ReadTx<'_>, begin: &str) -> Result<Vec<(Uuid, i64)>, DbError> {
    tx.fetch_all(&WITH_WORD, &[begin.into(), after(begin).into()], |row| {
        Ok((row.get("community_service_id")?, row.get("weight")?))
    })
}

/// Every string that begins with a word lies before the word followed by the last character.
fn after(word: &str) -> String {
    format!("{word}\u{10FFFF}")
}

/// The word of the directory's own that was probably meant by a folded word that nothing holds; nothing when none is near.
///
/// # Errors
/// When the database cannot answer.
pub fn meant(tx: &mut ReadTx<'_>, typed: &str) -> Result<Option<String>, DbError> {
    let mut letters = typed.chars();
    let Some(first) = letters.next() else { return Ok(None) };
    let first = first.to_string();
    let word = |row: &Row<'_>| row.get::<String>("word");
    let mut known = tx.fetch_all(&TERMS, &[first.as_str().into(), after(&first).into()], word)?;
    // The first letter itself may be the wrong one.
    let tail: String = letters.take(3).collect();
    if tail.chars().count() == 3 {
        known.extend(tx.fetch_all(&TERMS_BY_TAIL, &[tail.as_str().into(), after(&tail).into()], word)?);
    }
    Ok(kith_domain::directory::search::meant(typed, known.iter().map(String::as_str)).map(str::to_owned))
}

/// Whether anything holds a word, or another for the same thing.
///
/// # Errors
/// When the database cannot answer.
pub fn holds(tx: &mut ReadTx<'_>, word: &Sought) -> Result<bool, DbError> {
    for begin in word.begins.iter().chain(&word.alike) {
        if !with_beginning(tx, begin)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
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
