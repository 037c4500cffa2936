//! The index of the directory: entries by word, held in memory and made from the store alone.
//!
//! It answers in well under a millisecond what the database answers in some hundred: for every word its entries lie
//! beside each other with the weight of the word, so that a search runs through memory once and looks nothing up. Words
//! are kept in order, so that all words with a beginning are one run of that memory.
//!
//! An [`Index`] never changes. Taking in entries gives a new one, which shares with the old one all that is the same; so
//! a search that has begun sees one directory, and nobody waits for anybody. The entries of one taking are a segment;
//! segments are joined when a later one has grown to half of the one before it, so that there are never more of them than
//! the logarithm of the directory.
//!
//! # Invariants
//! - Only entries of the public directory are in it: this crate knows the domain and no store, no person and no file.
//! - Nothing is written to a disk; what is lost is made again.
//! - The order of what is found depends on the entries alone, and not on when they were taken in.

mod find;
mod listed;
mod segment;
mod vocabulary;

pub use find::{Found, Hit, Mark};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kith_domain::directory::search::{Facts, Sought};
use uuid::Uuid;

use segment::Segment;

/// An entry as it is taken in.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its identifier.
    pub id: Uuid,
    /// Its folded name, by which equals are ordered.
    pub name: String,
    /// Its words with their weights, at most 15.
    pub words: BTreeMap<String, u8>,
    /// What is asked of it beside its words.
    pub facts: Facts,
    /// What it is published by, where that is something else.
    pub published: Option<Published>,
}

/// What an entry is published by that is shown otherwise here: the words and facts of its feed.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its words.
    pub words: BTreeMap<String, u8>,
    /// Its facts.
    pub facts: Facts,
}

/// A segment and which of its entries were replaced or taken out since.
#[derive(Debug, Clone)]
struct Part {
    segment: Arc<Segment>,
    gone: Arc<[u64]>,
    live: usize,
}

impl Part {
    fn new(segment: Segment) -> Self {
        let live = segment.len();
        Self { segment: Arc::new(segment), gone: vec![0; live.div_ceil(64)].into(), live }
    }

    /// Whether nothing of it is gone.
    fn is_whole(&self) -> bool {
        self.live == self.segment.len()
    }

    fn is_live(&self, document: usize) -> bool {
        self.gone.get(document / 64).is_some_and(|bits| bits & (1 << (document % 64)) == 0)
    }

    /// Without these entries; nothing where none of them is in it.
    fn without(&self, ids: &[Uuid]) -> Option<Self> {
        // Named twice, an entry goes once.
        let there: BTreeSet<usize> =
            ids.iter().filter_map(|id| self.segment.position(*id)).filter(|it| self.is_live(*it)).collect();
        if there.is_empty() {
            return None;
        }
        let mut gone = self.gone.to_vec();
        for document in &there {
            if let Some(bits) = gone.get_mut(document / 64) {
                *bits |= 1 << (document % 64);
            }
        }
        Some(Self { segment: Arc::clone(&self.segment), gone: gone.into(), live: self.live - there.len() })
    }
}

/// The index.
#[derive(Debug, Clone, Default)]
pub struct Index {
    parts: Vec<Part>,
}

impl Index {
    /// With these entries, in place of what was known of them. Of two for the same entry the last counts.
    #[must_use]
    pub fn with(&self, documents: Vec<Document>) -> Self {
        let unique: BTreeMap<Uuid, Document> = documents.into_iter().map(|it| (it.id, it)).collect();
        let ids: Vec<Uuid> = unique.keys().copied().collect();
        let mut index = self.without(&ids);
        if !unique.is_empty() {
            index.parts.push(Part::new(Segment::of(unique.into_values().collect())));
            index.join();
        }
        index
    }

    /// Without these entries.
    #[must_use]
    pub fn without(&self, ids: &[Uuid]) -> Self {
        let mut parts: Vec<Part> =
            self.parts.iter().map(|part| part.without(ids).unwrap_or_else(|| part.clone())).collect();
        parts.retain(|part| part.live > 0);
        for part in &mut parts {
            if part.live * 2 < part.segment.len() {
                *part = Part::new(Segment::joined(&[part]));
            }
        }
        Self { parts }
    }

    /// Joins the last segments while the later one has grown to half of the one before it.
    fn join(&mut self) {
        while let Some([.., before, last]) = self.parts.get(..)
            && last.live * 2 >= before.live
        {
            let joined = Part::new(Segment::joined(&[before, last]));
            self.parts.truncate(self.parts.len() - 2);
            self.parts.push(joined);
        }
    }

    /// How many entries it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.live).sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// About how much memory it takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.segment.bytes()).sum()
    }

    /// Whether an entry holds a word, or another for the same thing.
    #[must_use]
    pub fn holds(&self, sought: &Sought) -> bool {
        let is_there = |begin: &String, is_all: bool| {
            self.parts.iter().any(|part| {
                let mut with = part.segment.with_beginning(begin).filter(|(.., is_whole)| is_all || *is_whole);
                with.any(|(document, ..)| part.is_live(document))
            })
        };
        sought.begins.iter().chain(&sought.alike).any(|begin| is_there(begin, true))
            || sought.whole.iter().any(|word| is_there(word, false))
    }

    /// The word of some entry that was probably meant by a folded word that none holds; nothing when none is near.
    #[must_use]
    pub fn meant(&self, typed: &str) -> Option<String> {
        let near = self.parts.iter().filter_map(|part| part.segment.nearest(typed, |it| part.is_live(it)));
        near.min().map(|(_, _, word)| word.to_owned())
    }
}
