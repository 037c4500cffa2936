//! The directory by its words, as the database answers it: until the index is ready, and where there is none.
//!
//! # Invariants
//! - Every entry with a word is read, however many there are; a slice at a time.
//! - Words, points and what counts as alike are the domain's, so that the index and the database find the same.

use std::collections::{BTreeMap, BTreeSet};

use kith_domain::directory::CommunityService;
use kith_domain::directory::search::rank::points;
use kith_domain::directory::search::{Asked, How, Sought};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, statements};

statements! {
    /// Entries that hold a word with a beginning, after a word and an entry.
    list WITH_WORD = "SELECT word, community_service_id, weight FROM directory_word
        WHERE (word, community_service_id) > ($1, $2) AND word < $3
        ORDER BY word, community_service_id LIMIT 5000";
    /// The words that begin so.
    list TERMS = "SELECT word FROM directory_term WHERE word >= $1 AND word < $2 ORDER BY word LIMIT 20000";
    /// The words that begin so after their first letter.
    list TERMS_BY_TAIL = "SELECT word FROM directory_term WHERE tail >= $1 AND tail < $2 ORDER BY tail, word LIMIT 5000";
}

/// At most this many words of a search are looked up; the rest is ignored and the page says so.
pub const MOST_WORDS: usize = Asked::MOST_WORDS;

/// What an entry has of the words of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// How many of the words it holds.
    pub words: usize,
    /// Their points.
    pub points: u32,
}

/// The entries that hold every word of a search, words that begin so, or another everyday word for the same thing; best
/// first, at most `most`.
///
/// # Errors
/// When the database cannot answer.
pub fn search(tx: &mut ReadTx<'_>, words: &[Sought], most: usize) -> Result<Vec<CommunityService>, DbError> {
    let all = words.len().min(MOST_WORDS);
    let held = held(tx, words)?.into_iter().filter(|(_, held)| held.words == all && all > 0);
    let mut best: Vec<(u32, Uuid)> = held.map(|(id, held)| (held.points, id)).collect();
    best.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut services = Vec::new();
    for (_, id) in best {
        if services.len() >= most {
            break;
        }
        // What is no longer in its feed is found on a page of its own.
        let entry = crate::table::find::<CommunityService>(tx, id)?;
        services.extend(entry.map(|kept| kept.it).filter(|it| it.vanished.is_none()));
    }
    Ok(services)
}

/// What each entry has of the words of a search that holds any of them.
///
/// # Errors
/// When the database cannot answer.
pub fn held(tx: &mut ReadTx<'_>, words: &[Sought]) -> Result<BTreeMap<Uuid, Held>, DbError> {
    let mut found: BTreeMap<Uuid, Held> = BTreeMap::new();
    for word in words.iter().take(MOST_WORDS) {
        // An entry may hold several words with this beginning; the one with the most points counts.
        let mut hits: BTreeMap<Uuid, u16> = BTreeMap::new();
        let begins = word.begins.iter().map(|begin| (begin, How::Word, Some(How::Begins)));
        let alike = word.alike.iter().map(|begin| (begin, How::Alike, Some(How::Alike)));
        let only = word.whole.iter().map(|word| (word, How::Alike, None));
        for (begin, whole, rest) in begins.chain(alike).chain(only) {
            with_beginning(tx, begin, rest.is_none(), |is_whole, id, weight| {
                let Some(how) = (if is_whole { Some(whole) } else { rest }) else { return };
                let points = points(weight, how);
                let best = hits.entry(id).or_insert(points);
                *best = points.max(*best);
            })?;
        }
        for (id, points) in hits {
            let held = found.entry(id).or_default();
            held.words += 1;
            held.points += u32::from(points);
        }
    }
    Ok(found)
}

/// The entries that hold a word with any of some beginnings.
///
/// # Errors
/// When the database cannot answer.
pub fn with_any(tx: &mut ReadTx<'_>, beginnings: &[&str]) -> Result<BTreeSet<Uuid>, DbError> {
    let mut all = BTreeSet::new();
    for begin in beginnings {
        with_beginning(tx, begin, false, |_, id, _| {
            all.insert(id);
        })?;
    }
    Ok(all)
}

/// Every entry that holds a word with a beginning, or that word alone: whether the word is that very beginning, the
/// entry, and the weight.
fn with_beginning(
    tx: &mut ReadTx<'_>,
    begin: &str,
    is_alone: bool,
    mut take: impl FnMut(bool, Uuid, u8),
) -> Result<(), DbError> {
    // Nothing that an entry holds lies between a word and the word with a first character.
    let end = if is_alone { format!("{begin}\u{1}") } else { after(begin) };
    // No entry has the identifier of nothing, so that this is the very beginning.
    let (mut word, mut id) = (begin.to_owned(), Uuid::nil());
    loop {
        let from = [word.as_str().into(), id.into(), end.as_str().into()];
        let rows: Vec<(String, Uuid, i64)> = tx.fetch_all(&WITH_WORD, &from, |row| {
            Ok((row.get("word")?, row.get("community_service_id")?, row.get("weight")?))
        })?;
        let is_last = rows.len() < SLICE;
        for (held, entry, weight) in &rows {
            take(held == begin, *entry, u8::try_from(*weight).unwrap_or(u8::MAX));
        }
        match rows.into_iter().next_back() {
            Some(last) if !is_last => (word, id) = (last.0, last.1),
            _ => return Ok(()),
        }
    }
}

/// As many rows as are read at once.
const SLICE: usize = 5000;

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
    let begins = word.begins.iter().chain(&word.alike).map(|begin| (begin, false));
    for (begin, is_alone) in begins.chain(word.whole.iter().map(|word| (word, true))) {
        let mut is_there = false;
        with_beginning(tx, begin, is_alone, |is_whole, _, _| is_there |= is_whole || !is_alone)?;
        if is_there {
            return Ok(true);
        }
    }
    Ok(false)
}
