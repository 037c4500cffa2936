//! Entries that were taken in together: their words, facts and names, in the order of their identifiers.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_domain::directory::search::glimpse::Glimpse;
use kith_domain::directory::search::rank::standing;
use kith_domain::directory::search::{Facts, apart};
use kith_domain::person::spelling::slips;
use uuid::Uuid;

use crate::vocabulary::Vocabulary;
use crate::{Document, Part, Published};

/// How many bits of a posting hold the weight; the others hold the number of the entry.
const WEIGHT_BITS: u32 = 4;

/// A segment.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    /// In order.
    ids: Vec<Uuid>,
    facts: Vec<Facts>,
    /// What some are published by that is something else.
    published: BTreeMap<usize, Arc<Published>>,
    /// The steps down that are the entry's own, and the days that others hang on, beside each other: they are read for
    /// every entry that is found. Nothing where its feed no longer lists it: it is not found.
    standing: Vec<Option<u8>>,
    days: Vec<(i32, i32)>,
    /// The facts at a glance, beside each other for the same reason.
    glimpses: Vec<Glimpse>,
    /// The folded names, in one text, and where each ends.
    names: String,
    name_ends: Vec<u32>,
    /// The entries in the order of their names, and where each stands in it.
    by_name: Vec<u32>,
    order: Vec<u32>,
    words: Vocabulary,
    /// Where the postings of each word end.
    ends: Vec<u32>,
    /// An entry and the weight of the word in it.
    postings: Vec<u32>,
}

impl Segment {
    /// Of entries, each of which is there once.
    pub(crate) fn of(mut documents: Vec<Document>) -> Self {
        documents.sort_unstable_by_key(|it| it.id);
        let mut segment = Self::default();
        let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, document) in documents.into_iter().enumerate() {
            segment.push(document.id, document.facts, document.published.map(Arc::new), &document.name);
            for (word, weight) in document.words {
                words.entry(word).or_default().push(posting(number, weight));
            }
        }
        for (word, postings) in words {
            segment.push_word(&word, &postings);
        }
        segment.finish()
    }

    /// Of what is live in others.
    pub(crate) fn joined(parts: &[&Part]) -> Self {
        let mut all: Vec<(Uuid, usize, usize)> = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let live = part.segment.ids.iter().enumerate().filter(|(at, _)| part.is_live(*at));
            all.extend(live.map(|(at, id)| (*id, number, at)));
        }
        all.sort_unstable();
        let mut segment = Self::default();
        let mut moved: Vec<Vec<u32>> = parts.iter().map(|part| vec![u32::MAX; part.segment.len()]).collect();
        for (now, (id, number, at)) in all.into_iter().enumerate() {
            if let Some(part) = parts.get(number)
                && let Some(facts) = part.segment.facts.get(at)
            {
                segment.push(id, facts.clone(), part.segment.published.get(&at).cloned(), part.segment.name(at));
            }
            if let Some(place) = moved.get_mut(number).and_then(|of| of.get_mut(at)) {
                *place = u32::try_from(now).unwrap_or(u32::MAX);
            }
        }
        let mut next: Vec<usize> = vec![0; parts.len()];
        let mut postings: Vec<u32> = Vec::new();
        loop {
            let words = parts.iter().zip(&next).filter(|(part, next)| **next < part.segment.words.len());
            let Some(word) = words.map(|(part, next)| part.segment.words.word(*next)).min() else { break };
            postings.clear();
            for ((part, next), moved) in parts.iter().zip(&mut next).zip(&moved) {
                if *next < part.segment.words.len() && part.segment.words.word(*next) == word {
                    for old in part.segment.of_word(*next) {
                        let now = moved.get((old >> WEIGHT_BITS) as usize).copied().unwrap_or(u32::MAX);
                        if now != u32::MAX {
                            postings.push(now << WEIGHT_BITS | old & ((1 << WEIGHT_BITS) - 1));
                        }
                    }
                    *next += 1;
                }
            }
            if !postings.is_empty() {
                segment.push_word(word, &postings);
            }
        }
        segment.finish()
    }

    fn push(&mut self, id: Uuid, facts: Facts, published: Option<Arc<Published>>, name: &str) {
        if let Some(published) = published {
            self.published.insert(self.ids.len(), published);
        }
        self.ids.push(id);
        self.standing.push(facts.is_listed.then(|| u8::try_from(standing(&facts)).unwrap_or(u8::MAX)));
        self.days.push(facts.days());
        self.glimpses.push(Glimpse::of(&facts));
        self.facts.push(facts);
        self.names.push_str(name);
        self.name_ends.push(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
    }

    fn push_word(&mut self, word: &str, postings: &[u32]) {
        self.words.push(word);
        self.postings.extend_from_slice(postings);
        self.ends.push(u32::try_from(self.postings.len()).unwrap_or(u32::MAX));
    }

    fn finish(mut self) -> Self {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let mut by_name: Vec<u32> = (0..count).collect();
        by_name.sort_unstable_by(|a, b| self.key(*a as usize).cmp(&self.key(*b as usize)));
        self.order = vec![0; by_name.len()];
        for (place, document) in (0_u32..).zip(&by_name) {
            if let Some(order) = self.order.get_mut(*document as usize) {
                *order = place;
            }
        }
        self.by_name = by_name;
        self.postings.shrink_to_fit();
        self
    }

    /// How many entries there are, those that are gone among them.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// An entry's identifier.
    pub(crate) fn id(&self, document: usize) -> Option<Uuid> {
        self.ids.get(document).copied()
    }

    /// Its facts.
    pub(crate) fn facts(&self, document: usize) -> Option<&Facts> {
        self.facts.get(document)
    }

    /// For each entry the steps down that are its own, and the days that others hang on.
    pub(crate) fn standings(&self) -> impl Iterator<Item = (Option<u8>, (i32, i32))> {
        self.standing.iter().copied().zip(self.days.iter().copied())
    }

    /// What an entry is published by, where that is something else than its words and facts.
    pub(crate) fn published(&self, document: usize) -> Option<&Published> {
        self.published.get(&document).map(Arc::as_ref)
    }

    /// The facts of an entry at a glance.
    pub(crate) fn glimpse(&self, document: usize) -> Option<&Glimpse> {
        self.glimpses.get(document)
    }

    /// Its folded name.
    pub(crate) fn name(&self, document: usize) -> &str {
        let from = document.checked_sub(1).and_then(|before| self.name_ends.get(before)).copied().unwrap_or(0);
        let to = self.name_ends.get(document).copied().unwrap_or(from);
        self.names.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Where it stands by name.
    pub(crate) fn order(&self, document: usize) -> u32 {
        self.order.get(document).copied().unwrap_or(u32::MAX)
    }

    /// What entries are ordered by: name, then identifier.
    fn key(&self, document: usize) -> (&str, Option<Uuid>) {
        (self.name(document), self.id(document))
    }

    /// How many entries stand by name up to a key, with it.
    pub(crate) fn up_to(&self, name: &str, id: Uuid) -> u32 {
        let many = self.by_name.partition_point(|document| self.key(*document as usize) <= (name, Some(id)));
        u32::try_from(many).unwrap_or(u32::MAX)
    }

    /// Where an entry stands.
    pub(crate) fn position(&self, id: Uuid) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The postings of a word.
    fn of_word(&self, number: usize) -> &[u32] {
        let from = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(number).copied().unwrap_or(from);
        self.postings.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The entries with a word that begins so: each with its weight, and whether the word is that very beginning.
    pub(crate) fn with_beginning(&self, begin: &str) -> impl Iterator<Item = (usize, u8, bool)> {
        let range = self.words.beginning(begin);
        let is_whole = self.words.word(range.start) == begin;
        let whole = if is_whole { range.start..range.start + 1 } else { range.start..range.start };
        let rest = whole.end..range.end;
        let read = |is_whole: bool| move |it: &u32| ((it >> WEIGHT_BITS) as usize, (it & 15) as u8, is_whole);
        self.run(&whole).iter().map(read(true)).chain(self.run(&rest).iter().map(read(false)))
    }

    /// The postings of the words of a range: they lie beside each other.
    fn run(&self, words: &std::ops::Range<usize>) -> &[u32] {
        let end = |number: usize| {
            number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0) as usize
        };
        self.postings.get(end(words.start)..end(words.end)).unwrap_or_default()
    }

    /// The nearest of its words to what was typed, when one is near: in how many letters they differ, how long it is,
    /// and the word.
    pub(crate) fn nearest(&self, typed: &str, is_live: impl Fn(usize) -> bool) -> Option<(usize, usize, &str)> {
        // Most slips are one letter, and few words are that near.
        (1..=slips(typed.chars().count())).find_map(|most| self.within(typed, most, &is_live))
    }

    /// The nearest of its words that differs in at most so many letters.
    fn within(&self, typed: &str, most: usize, is_live: impl Fn(usize) -> bool) -> Option<(usize, usize, &str)> {
        let mut best: Option<(usize, usize, &str)> = None;
        for number in self.words.maybe_near(typed, u32::try_from(most).unwrap_or(0)) {
            let word = self.words.word(number);
            if word.len() + most < typed.len() {
                continue;
            }
            let most = best.map_or(most, |(apart, ..)| apart);
            if let Some(apart) = apart(typed, word, most) {
                let found = (apart, word.len(), word);
                let is_there = || self.of_word(number).iter().any(|it| is_live((it >> WEIGHT_BITS) as usize));
                if best.is_none_or(|best| found < best) && is_there() {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// How much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let of_facts = |it: &Facts| {
            size_of::<Facts>()
                + size_of_val(&*it.openings)
                + size_of_val(&*it.told)
                + size_of_val(&*it.places)
                + size_of_val(&*it.terms)
                + size_of_val(&*it.taxonomies)
                + it.languages.len()
        };
        (16 + size_of::<Option<u8>>() + size_of::<(i32, i32)>() + size_of::<Glimpse>()) * self.ids.len()
            + self.facts.iter().map(of_facts).sum::<usize>()
            + self.names.len()
            + 4 * (self.name_ends.len() + self.by_name.len() + self.order.len() + self.ends.len() + self.postings.len())
            + self.words.bytes()
    }
}

/// A posting. Weights are at most 15.
fn posting(document: usize, weight: u8) -> u32 {
    u32::try_from(document).unwrap_or(u32::MAX) << WEIGHT_BITS | u32::from(weight.min(15))
}
