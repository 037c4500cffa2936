//! The index of the directory that one process holds: made from the store, and following it.
//!
//! A search compares the number of the last change in the database with the one that the index stands at, and takes in
//! what is missing first; so it finds what anybody saved a moment ago, in this process or another. When much is missing,
//! as while a feed is taken in, the database answers until the jobs have taken it in.
//!
//! # Invariants
//! - What is held was read from entries and organisations alone.
//! - Whatever goes wrong here, the database answers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kith_domain::directory::CommunityService;
use kith_domain::directory::record::Position;
use kith_domain::directory::search::{Facts, words};
use kith_domain::text::fold;
use kith_search::{Document, Index, Published};
use kith_store::{Reach, ReadTx, directory, directory_follow, intakes, places};
use uuid::Uuid;

use crate::app::App;
use crate::refusal::Refusal;

/// How many entries are read at once while the index is made.
const SLICE: u32 = 1000;
/// How many changes a search takes in before it searches; of more it leaves the answer to the database.
const MOST_MISSING: u32 = 200;

/// An index and the number of the last change that is in it.
#[derive(Debug)]
pub(crate) struct Followed {
    /// The index.
    pub(crate) index: Index,
    number: i64,
}

/// The index of the directory, where there is one.
#[derive(Debug, Default)]
pub struct Directory {
    now: RwLock<Option<Arc<Followed>>>,
    /// Held by whoever makes or follows; nobody searches under it.
    following: Mutex<()>,
    is_wanted: AtomicBool,
}

impl Directory {
    /// Whether there is an index.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.get().is_some()
    }

    /// About how much memory it takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.get().map_or(0, |it| it.index.bytes())
    }

    fn get(&self) -> Option<Arc<Followed>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another in its place, unless one that is further on is there.
    fn put(&self, next: Followed) -> Arc<Followed> {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        match &*now {
            Some(there) if there.number >= next.number => Arc::clone(there),
            _ => Arc::clone(now.insert(Arc::new(next))),
        }
    }

    /// Takes it away: the database answers until it is made again.
    pub fn drop_index(&self) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The index as the database stands, when there is one that can be brought there at once.
    pub(crate) fn up_to_date(&self, tx: &mut ReadTx<'_>) -> Result<Option<Arc<Followed>>, Refusal> {
        let Some(there) = self.get() else { return Ok(None) };
        let version = directory_follow::version(tx)?;
        if there.number >= version.number {
            return Ok(Some(there));
        }
        if there.number < version.anew {
            return Ok(None);
        }
        let changed = directory_follow::since(tx, there.number, MOST_MISSING + 1)?;
        if changed.len() > MOST_MISSING as usize {
            return Ok(None);
        }
        let changed = changed.into_iter().map(|(_, id)| id).collect();
        let index = there.index.with(documents(tx, changed)?);
        Ok(Some(self.put(Followed { index, number: version.number })))
    }
}

/// Says that this process searches, and makes the index. Gives how many entries it holds.
///
/// # Errors
/// When the store cannot answer; it is tried again at the next turn of the jobs.
pub fn make(app: &App) -> Result<usize, Refusal> {
    let directory = app.directory();
    directory.is_wanted.store(true, Ordering::Relaxed);
    let _held = directory.following.lock().unwrap_or_else(PoisonError::into_inner);
    let reach = Reach::maintenance();
    // Whatever changes from here on is taken in afterwards, once more if need be.
    let number = app.store().read(&reach, |tx| Ok::<_, Refusal>(directory_follow::version(tx)?.number))?;
    let (mut index, mut last) = (Index::default(), Uuid::nil());
    loop {
        let slice = app.store().read(&reach, |tx| {
            let services = directory_follow::after(tx, last, SLICE)?;
            let last = services.last().map(|it| it.id.uuid());
            Ok::<_, Refusal>(last.zip(Some(described(tx, services)?)))
        })?;
        let Some((reached, documents)) = slice else { break };
        last = reached;
        index = index.with(documents);
    }
    Ok(directory.put(Followed { index, number }).index.len())
}

/// Takes in what has changed, however much; makes the index where one is wanted and there is none. Gives how many
/// entries were read.
///
/// # Errors
/// When the store cannot answer.
pub fn follow(app: &App) -> Result<usize, Refusal> {
    let directory = app.directory();
    if !directory.is_wanted.load(Ordering::Relaxed) {
        return Ok(0);
    }
    let anew = app.store().read(&Reach::maintenance(), |tx| Ok::<_, Refusal>(directory_follow::version(tx)?.anew))?;
    if directory.get().is_none_or(|there| there.number < anew) {
        return make(app);
    }
    let Ok(_held) = directory.following.try_lock() else { return Ok(0) };
    let mut read = 0;
    while let Some(there) = directory.get() {
        let next = app.store().read(&Reach::maintenance(), |tx| {
            let version = directory_follow::version(tx)?;
            if there.number >= version.number {
                return Ok(None);
            }
            let numbered = directory_follow::since(tx, there.number, SLICE)?;
            // Each change of an entry has a number of its own, so that a full slice ends between two.
            let number = match numbered.last() {
                Some((number, _)) if numbered.len() >= SLICE as usize => *number,
                _ => version.number,
            };
            let changed = numbered.into_iter().map(|(_, id)| id).collect();
            Ok::<_, Refusal>(Some((number, documents(tx, changed)?)))
        })?;
        let Some((number, documents)) = next else { break };
        read += documents.len();
        directory.put(Followed { index: there.index.with(documents), number });
    }
    Ok(read)
}

/// What the index takes in of some entries.
fn documents(tx: &mut ReadTx<'_>, ids: Vec<Uuid>) -> Result<Vec<Document>, Refusal> {
    let services = directory_follow::some(tx, ids)?;
    described(tx, services)
}

/// The same of entries that were read.
fn described(tx: &mut ReadTx<'_>, services: Vec<CommunityService>) -> Result<Vec<Document>, Refusal> {
    let organisations = directory::organisations_of(tx, &services)?;
    let paused = intakes::of_entries(tx, services.iter().map(|it| it.id))?;
    let mut located = Located::default();
    let mut documents = Vec::with_capacity(services.len());
    for service in services {
        let organisation = organisations.get(&service.organisation).map_or("", |it| it.name.as_str());
        let facts = Facts {
            paused_until: paused.get(&service.id).and_then(|intake| intake.paused_until),
            ..located.facts(tx, &service)?
        };
        let (id, name) = (service.id.uuid(), fold(service.entry.name.as_str()));
        let words = words::of_entry(&service, organisation);
        // What was corrected here is published as its feed has it, and found there by that alone.
        let published = if service.here.theirs.is_some() {
            let service = service.as_published();
            Some(Published { words: words::of_entry(&service, organisation), facts: located.facts(tx, &service)? })
        } else {
            None
        };
        documents.push(Document { id, name, words, facts, published });
    }
    Ok(documents)
}

/// Where the postcodes of some entries lie, each looked up once.
#[derive(Debug, Default)]
pub(crate) struct Located(BTreeMap<String, Option<Position>>);

impl Located {
    /// The facts of an entry.
    pub(crate) fn facts(&mut self, tx: &mut ReadTx<'_>, service: &CommunityService) -> Result<Facts, Refusal> {
        for code in service.entry.record.postcodes_to_locate() {
            if !self.0.contains_key(code) {
                let at = places::find(tx, code)?.and_then(|known| known.position);
                self.0.insert(code.to_owned(), at);
            }
        }
        Ok(Facts::of(service, |code| self.0.get(code).copied().flatten()))
    }
}
