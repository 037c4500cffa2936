//! The published directory: what it is filtered and paged by. Derived from the entries in the same transaction.
//!
//! The standard counts pages and names them by number, so that here, and nowhere else, a list is paged by offset; what
//! is skipped is an index of identifiers.

use std::collections::BTreeSet;

use jiff::civil::{Time, Weekday};
use kith_domain::directory::record::Term;
use kith_domain::directory::search::{Facts, Opening, Sought, words};
use kith_domain::directory::{CommunityService, Organisation};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::directory_rows::{minutes, until};
use crate::table;

statements! {
    /// How many entries are published.
    COUNT = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_facet WHERE is_open = $1";
    /// The published entries.
    list ENTRIES = "SELECT community_service_id FROM directory_facet
        WHERE is_open = $4 AND community_service_id > $3 ORDER BY community_service_id LIMIT $1 OFFSET $2";
    /// Which of some entries are published.
    OPEN_OF = "SELECT community_service_id FROM directory_facet
        WHERE is_open = $2 AND community_service_id IN (SELECT {each_id} FROM {each}($1)) ORDER BY community_service_id";
    /// The entry that is published under an identifier.
    BY_PUBLISHED = "SELECT community_service_id FROM directory_facet WHERE published = $1 AND is_open = $2";
    /// Entries for nobody younger.
    list FROM_AGE = "SELECT community_service_id FROM directory_facet WHERE minimum_age >= $1
        ORDER BY minimum_age, community_service_id";
    /// Entries for nobody older.
    list TO_AGE = "SELECT community_service_id FROM directory_facet WHERE maximum_age <= $1
        ORDER BY maximum_age, community_service_id";
    /// Entries that open on a day within times.
    list ON_DAY = "SELECT community_service_id FROM directory_opening WHERE day = $1 AND opens >= $2 AND closes <= $3
        ORDER BY day, opens, closes, community_service_id";
    /// Entries that open on a day.
    list ON_ANY_TIME = "SELECT community_service_id FROM directory_opening WHERE day = $1
        ORDER BY day, opens, closes, community_service_id";
    /// Entries that open on any day within times.
    list WITHIN = "SELECT community_service_id FROM directory_opening WHERE opens >= $1 AND closes <= $2
        ORDER BY opens, closes, community_service_id";
    /// Entries with a term.
    list WITH_TERM = "SELECT community_service_id FROM directory_term_held WHERE term_id = $1 ORDER BY community_service_id";
    /// Entries with any term of a taxonomy.
    WITH_TAXONOMY = "SELECT h.community_service_id AS community_service_id FROM directory_term_known t
        JOIN directory_term_held h ON h.term_id = t.id WHERE t.taxonomy_id = $1";
    /// Entries with a correction that holds.
    CORRECTED = "SELECT DISTINCT community_service_id FROM directory_correction WHERE ended IS NULL
        ORDER BY community_service_id";
    /// How many places are published.
    COUNT_PLACES = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_place WHERE is_open = $1";
    /// The published places.
    list PLACES = "SELECT community_service_id, number FROM directory_place
        WHERE is_open = $4 AND community_service_id > $3 ORDER BY community_service_id, number LIMIT $1 OFFSET $2";
    /// The places of some entries.
    PLACES_OF = "SELECT community_service_id, number FROM directory_place
        WHERE is_open = $2 AND community_service_id IN (SELECT {each_id} FROM {each}($1)) ORDER BY community_service_id, number";
    /// The place that is published under an identifier.
    PLACE_BY_PUBLISHED = "SELECT community_service_id, number FROM directory_place WHERE published = $1 AND is_open = $2
        ORDER BY community_service_id, number LIMIT 1";
    /// How many terms are known.
    COUNT_TERMS = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_term_known";
    /// The terms.
    list KNOWN = "SELECT id, taxonomy_id, taxonomy, name, code, words, uri FROM directory_term_known
        WHERE id > $3 ORDER BY id LIMIT $1 OFFSET $2";
    /// A term.
    KNOWN_BY_ID = "SELECT id, taxonomy_id, taxonomy, name, code, words, uri FROM directory_term_known WHERE id = $1";
    /// The taxonomies.
    list TAXONOMIES = "SELECT taxonomy_id, max(taxonomy) AS taxonomy FROM directory_term_known
        WHERE taxonomy_id > $1 GROUP BY taxonomy_id ORDER BY taxonomy_id LIMIT 1000";
}

/// What a list of the published directory asks for. What is `None` filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which must be found.
    pub words: Vec<Sought>,
    /// A term.
    pub term: Option<Uuid>,
    /// A taxonomy.
    pub taxonomy: Option<Uuid>,
    /// The youngest age served is at least this.
    pub minimum_age: Option<u8>,
    /// The oldest age served is at most this.
    pub maximum_age: Option<u8>,
    /// It opens at this time or later.
    pub opens: Option<Time>,
    /// It closes at this time or earlier.
    pub closes: Option<Time>,
    /// It is open on this day.
    pub day: Option<Weekday>,
}

impl Filter {
    /// Whether it filters nothing.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether what is asked beside the words lets a published entry through; the same that the statements here ask.
    #[must_use]
    pub fn lets(&self, facts: &Facts) -> bool {
        let at_least = |age: Option<u8>, least: Option<u8>| least.is_none_or(|least| age.is_some_and(|it| it >= least));
        let at_most = |age: Option<u8>, most: Option<u8>| most.is_none_or(|most| age.is_some_and(|it| it <= most));
        let is_timed = self.opens.is_some() || self.closes.is_some();
        let (from, to) = (self.opens.map_or(0, minutes), self.closes.map_or(24 * 60, until));
        let fits = |it: &Opening| {
            let within =
                it.opens.is_some_and(|at| i64::from(at) >= from) && it.closes.is_some_and(|at| i64::from(at) <= to);
            self.day.is_none_or(|day| it.day == Some(day)) && (!is_timed || within)
        };
        facts.is_published
            && self.term.is_none_or(|term| facts.terms.contains(&term))
            && self.taxonomy.is_none_or(|taxonomy| facts.taxonomies.contains(&taxonomy))
            && at_least(facts.minimum_age, self.minimum_age)
            && at_most(facts.maximum_age, self.maximum_age)
            && ((self.day.is_none() && !is_timed) || facts.openings.iter().any(fits))
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// How many are skipped.
    pub skip: i64,
    /// How many are shown at most.
    pub most: i64,
}

/// A part of a list and how long the whole is.
#[derive(Debug, Clone)]
pub struct Part<T> {
    /// What is shown.
    pub lines: Vec<T>,
    /// How many there are in all.
    pub total: i64,
}

/// A taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// Its identifier.
    pub id: Uuid,
    /// Its name, where a term gave one.
    pub name: Option<String>,
}

/// The identifiers of the entries that a filter lets through; `None` when it filters nothing.
pub(crate) fn matching(tx: &mut ReadTx<'_>, filter: &Filter) -> Result<Option<BTreeSet<Uuid>>, DbError> {
    let mut found: Option<BTreeSet<Uuid>> = None;
    let mut keep = |hits: BTreeSet<Uuid>| {
        found = Some(match found.take() {
            None => hits,
            Some(so_far) => so_far.intersection(&hits).copied().collect(),
        });
    };
    let id = |row: &Row<'_>| row.get::<Uuid>("community_service_id");
    if !filter.words.is_empty() {
        let all = filter.words.len().min(crate::directory::MOST_WORDS);
        let held = crate::directory::held(tx, &filter.words)?.into_iter();
        let mut found: BTreeSet<Uuid> = held.filter(|(_, held)| held.words == all).map(|(id, _)| id).collect();
        // The rows of words are those of what is shown here. What was corrected is published, and found, as its feed has it.
        for id in tx.fetch_all(&CORRECTED, &[], |row| row.get::<Uuid>("community_service_id"))? {
            let Some((service, organisation)) = listed(tx, id)? else { continue };
            let words = words::of_entry(&service, organisation.name.as_str());
            if filter.words.iter().take(all).all(|sought| sought.is_met_by(&words)) {
                found.insert(id);
            } else {
                found.remove(&id);
            }
        }
        keep(found);
    }
    if let Some(term) = filter.term {
        keep(tx.fetch_all(&WITH_TERM, &[term.into()], id)?.into_iter().collect());
    }
    if let Some(taxonomy) = filter.taxonomy {
        keep(tx.fetch_all(&WITH_TAXONOMY, &[taxonomy.into()], id)?.into_iter().collect());
    }
    if let Some(age) = filter.minimum_age {
        keep(tx.fetch_all(&FROM_AGE, &[i64::from(age).into()], id)?.into_iter().collect());
    }
    if let Some(age) = filter.maximum_age {
        keep(tx.fetch_all(&TO_AGE, &[i64::from(age).into()], id)?.into_iter().collect());
    }
    let opens = filter.opens.map(minutes);
    let closes = filter.closes.map(until);
    let times: [Value; 2] = [opens.unwrap_or(0).into(), closes.unwrap_or(24 * 60).into()];
    let [from, to] = times;
    match (filter.day, opens.is_some() || closes.is_some()) {
        (None, false) => {}
        (None, true) => keep(tx.fetch_all(&WITHIN, &[from, to], id)?.into_iter().collect()),
        (Some(day), is_timed) => {
            let day = Value::from(i64::from(day.to_monday_zero_offset()));
            keep(if is_timed {
                tx.fetch_all(&ON_DAY, &[day, from, to], id)?.into_iter().collect()
            } else {
                tx.fetch_all(&ON_ANY_TIME, &[day], id)?.into_iter().collect()
            });
        }
    }
    Ok(found)
}

fn number(row: &Row<'_>) -> Result<i64, DbError> {
    row.get("number")
}

/// The parameters of a page: how many, after how many, from the first identifier on.
fn paged(part: Cut) -> [Value; 3] {
    [part.most.into(), part.skip.into(), Uuid::nil().into()]
}

/// The same of what is published.
fn open(part: Cut) -> [Value; 4] {
    let [most, skip, from] = paged(part);
    [most, skip, from, true.into()]
}

/// A part of what is there in memory.
fn cut<T: Copy>(all: &[T], part: Cut) -> Vec<T> {
    let skip = usize::try_from(part.skip).unwrap_or(usize::MAX);
    let most = usize::try_from(part.most).unwrap_or(0);
    all.iter().skip(skip).take(most).copied().collect()
}

/// An entry with whose it is.
pub type Listed = (CommunityService, Organisation);

pub(crate) fn listed(tx: &mut ReadTx<'_>, id: Uuid) -> Result<Option<Listed>, DbError> {
    let Some(service) = table::find::<CommunityService>(tx, id)? else { return Ok(None) };
    let organisation = table::find::<Organisation>(tx, service.it.organisation.uuid())?;
    // Under the feed's identifier stands what the feed says: what was corrected here is shown here.
    Ok(organisation.map(|organisation| (service.it.as_published(), organisation.it)))
}

/// Some entries with whose they are, in the order given; what is not there is left out.
///
/// # Errors
/// When the database cannot answer.
pub fn these(tx: &mut ReadTx<'_>, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Listed>, DbError> {
    ids.into_iter().filter_map(|id| listed(tx, id).transpose()).collect()
}

/// The published entries that a filter lets through.
///
/// # Errors
/// When the database cannot answer.
pub fn entries(tx: &mut ReadTx<'_>, filter: &Filter, part: Cut) -> Result<Part<Listed>, DbError> {
    let (ids, total) = match matching(tx, filter)? {
        None => {
            let total = tx.fetch_optional(&COUNT, &[true.into()], number)?.unwrap_or(0);
            let id = |row: &Row<'_>| row.get::<Uuid>("community_service_id");
            (tx.fetch_all(&ENTRIES, &open(part), id)?, total)
        }
        Some(found) => {
            // Rows are kept for what is not published too.
            let id = |row: &Row<'_>| row.get::<Uuid>("community_service_id");
            let all = tx.fetch_all(&OPEN_OF, &[Value::ids(found), true.into()], id)?;
            (cut(&all, part), i64::try_from(all.len()).unwrap_or(i64::MAX))
        }
    };
    let mut lines = Vec::new();
    for id in ids {
        lines.extend(listed(tx, id)?);
    }
    Ok(Part { lines, total })
}

/// The entry that is published under an identifier.
///
/// # Errors
/// When the database cannot answer.
pub fn entry(tx: &mut ReadTx<'_>, published: Uuid) -> Result<Option<Listed>, DbError> {
    let id = tx.fetch_optional(&BY_PUBLISHED, &[published.into(), true.into()], |row| {
        row.get::<Uuid>("community_service_id")
    })?;
    id.map_or(Ok(None), |id| listed(tx, id))
}

fn place(row: &Row<'_>) -> Result<(Uuid, i64), DbError> {
    Ok((row.get("community_service_id")?, row.get("number")?))
}

/// The published places of the entries that a filter lets through: each entry with the number of its place.
///
/// # Errors
/// When the database cannot answer.
pub fn places(tx: &mut ReadTx<'_>, filter: &Filter, part: Cut) -> Result<Part<(Listed, usize)>, DbError> {
    let (keys, total) = match matching(tx, filter)? {
        None => {
            let total = tx.fetch_optional(&COUNT_PLACES, &[true.into()], number)?.unwrap_or(0);
            (tx.fetch_all(&PLACES, &open(part), place)?, total)
        }
        Some(found) => {
            let all = tx.fetch_all(&PLACES_OF, &[Value::ids(found), true.into()], place)?;
            (cut(&all, part), i64::try_from(all.len()).unwrap_or(i64::MAX))
        }
    };
    let mut lines = Vec::new();
    for (id, number) in keys {
        if let (Some(listed), Ok(number)) = (listed(tx, id)?, usize::try_from(number)) {
            lines.push((listed, number));
        }
    }
    Ok(Part { lines, total })
}

/// The place that is published under an identifier.
///
/// # Errors
/// When the database cannot answer.
pub fn place_of(tx: &mut ReadTx<'_>, published: Uuid) -> Result<Option<(Listed, usize)>, DbError> {
    let Some((id, number)) = tx.fetch_optional(&PLACE_BY_PUBLISHED, &[published.into(), true.into()], place)? else {
        return Ok(None);
    };
    Ok(listed(tx, id)?.zip(usize::try_from(number).ok()))
}

fn term(row: &Row<'_>) -> Result<Term, DbError> {
    use crate::rows::Typed;
    Ok(Term {
        id: Some(row.get("id")?),
        name: row.line("name")?,
        code: row.line_opt("code")?,
        words: row.words_opt("words")?,
        taxonomy: row.line_opt("taxonomy")?,
        taxonomy_id: row.get("taxonomy_id")?,
        uri: row.words_opt("uri")?,
        value: None,
    })
}

/// The terms.
///
/// # Errors
/// When the database cannot answer.
pub fn terms(tx: &mut ReadTx<'_>, part: Cut) -> Result<Part<Term>, DbError> {
    let total = tx.fetch_optional(&COUNT_TERMS, &[], number)?.unwrap_or(0);
    Ok(Part { lines: tx.fetch_all(&KNOWN, &paged(part), term)?, total })
}

/// A term.
///
/// # Errors
/// When the database cannot answer.
pub fn term_of(tx: &mut ReadTx<'_>, id: Uuid) -> Result<Option<Term>, DbError> {
    tx.fetch_optional(&KNOWN_BY_ID, &[id.into()], term)
}

/// The taxonomies, at most a thousand.
///
/// # Errors
/// When the database cannot answer.
pub fn taxonomies(tx: &mut ReadTx<'_>) -> Result<Vec<Taxonomy>, DbError> {
    tx.fetch_all(&TAXONOMIES, &[Uuid::nil().into()], |row| {
        Ok(Taxonomy { id: row.get("taxonomy_id")?, name: row.get("taxonomy")? })
    })
}
