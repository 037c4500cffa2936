//! Finding and ranking.

use std::collections::BinaryHeap;

use jiff::civil::Date;
use kith_domain::directory::search::glimpse::{Glance, Told};
use kith_domain::directory::search::rank::{day_number, for_whom, passing, points};
use kith_domain::directory::search::{Asked, How, Rank, Sought};
use uuid::Uuid;

use crate::segment::Segment;
use crate::{Index, Part};

/// Where a page of what was found begins: after the entry with this rank, name and identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The rank.
    pub rank: Rank,
    /// The folded name.
    pub name: String,
    /// The identifier.
    pub id: Uuid,
}

/// One entry that was found.
pub type Hit = Mark;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The entries of the page, best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
}

impl Index {
    /// The best entries after a mark, at most `most`. Each holds at least `least` of the words.
    #[must_use]
    pub fn find(&self, asked: &Asked, least: usize, today: Date, after: Option<&Mark>, most: usize) -> Found {
        let mut found = Found::default();
        for part in &self.parts {
            let (best, total) = best(part, asked, least, today, after, most);
            found.total += total;
            found.hits.extend(best);
        }
        found.hits.sort_unstable();
        found.hits.truncate(most);
        found
    }
}

/// What each entry of a segment has of the words that are asked for.
pub(crate) struct Held {
    /// The points of all words.
    points: Vec<u16>,
    /// How many of the words it holds.
    words: Vec<u8>,
}

impl Held {
    /// Goes through the postings of every word once.
    pub(crate) fn of(segment: &Segment, words: &[Sought]) -> Self {
        let count = segment.len();
        let mut all = Self { points: vec![0; count], words: vec![0; count] };
        if words.is_empty() {
            return all;
        }
        let mut best: Vec<u16> = vec![0; if words.len() > 1 { count } else { 0 }];
        for (number, word) in words.iter().enumerate() {
            // What the first word brings is what there is so far.
            let of_word = if number == 0 { &mut all.points } else { &mut best };
            let mut take = |begin: &str, whole: How, rest: Option<How>| {
                for (document, weight, is_whole) in segment.with_beginning(begin) {
                    let Some(how) = (if is_whole { Some(whole) } else { rest }) else { break };
                    let points = points(weight, how);
                    if let Some(so_far) = of_word.get_mut(document) {
                        *so_far = points.max(*so_far);
                    }
                }
            };
            word.begins.iter().for_each(|begin| take(begin, How::Word, Some(How::Begins)));
            word.alike.iter().for_each(|begin| take(begin, How::Alike, Some(How::Alike)));
            // The entries with the word itself stand first among those with what begins so.
            word.whole.iter().for_each(|word| take(word, How::Alike, None));
            if number == 0 {
                for (points, words) in all.points.iter().zip(&mut all.words) {
                    *words = u8::from(*points > 0);
                }
                continue;
            }
            for ((points, words), best) in all.points.iter_mut().zip(&mut all.words).zip(&mut best) {
                *points += *best;
                *words += u8::from(*best > 0);
                *best = 0;
            }
        }
        all
    }

    /// Whether an entry holds at least so many of the words.
    pub(crate) fn holds(&self, document: usize, least: usize) -> bool {
        self.words.get(document).is_some_and(|held| usize::from(*held) >= least)
    }
}

/// The best of one segment, and how many there are in it.
fn best(part: &Part, asked: &Asked, least: usize, today: Date, after: Option<&Mark>, most: usize) -> (Vec<Hit>, usize) {
    let segment = &*part.segment;
    let held = Held::of(segment, &asked.words);
    let of_need = any_of(segment, asked.any_of());
    let before = after.map(|mark| (mark.rank, segment.up_to(&mark.name, mark.id)));
    let glance = (asked.filters() || asked.is_for_somebody()).then(|| Glance::of(asked));
    let (now, filters, is_whole) = (day_number(today), asked.filters(), part.is_whole());
    let mut total = 0;
    // The worst of the best is on top, and goes when a better one comes.
    let mut heap: BinaryHeap<(Rank, u32, u32)> = BinaryHeap::with_capacity(most + 1);
    let mut worst: Option<Rank> = None;
    let lines = held.points.iter().zip(&held.words).zip(segment.standings()).zip(0_u32..);
    for (((points, words), (standing, days)), number) in lines {
        let document = number as usize;
        let words = usize::from(*words);
        if words < least {
            continue;
        }
        let Some(standing) = standing else { continue };
        if !is_whole && !part.is_live(document) || of_need.as_ref().is_some_and(|it| it.get(document) != Some(&true)) {
            continue;
        }
        let mut steps = u32::from(standing) + passing(days, now);
        let rank = |steps: u32| Rank::new(asked.words.len(), words, u32::from(*points), steps);
        // What nothing leaves out and what stands too low already need not be looked at for whom it is.
        if !filters && worst.is_some_and(|worst| rank(steps) > worst) {
            total += 1;
            continue;
        }
        if let Some(glance) = &glance {
            match told(segment, document, glance, asked, today) {
                Some(more) => steps += more,
                None => continue,
            }
        }
        total += 1;
        let rank = rank(steps);
        if worst.is_some_and(|worst| rank > worst) {
            continue;
        }
        let line = (rank, segment.order(document), number);
        if before.is_some_and(|(rank, order)| (line.0, line.1) < (rank, order)) {
            continue;
        }
        if heap.len() < most {
            heap.push(line);
        } else if let Some(mut worst) = heap.peek_mut()
            && line < *worst
        {
            *worst = line;
        }
        if heap.len() >= most {
            worst = heap.peek().map(|(rank, ..)| *rank);
        }
    }
    let hit = |(rank, _, number): (Rank, u32, u32)| {
        let document = number as usize;
        Some(Hit { rank, name: segment.name(document).to_owned(), id: segment.id(document)? })
    };
    (heap.into_iter().filter_map(hit).collect(), total)
}

/// The steps down of an entry for whoever it is for; nothing when what is asked leaves it out.
fn told(segment: &Segment, document: usize, glance: &Glance<'_>, asked: &Asked, today: Date) -> Option<u32> {
    match glance.at(segment.glimpse(document)?) {
        Told::In(steps) => Some(steps),
        Told::Out => None,
        Told::Unsure => {
            let facts = segment.facts(document)?;
            asked.allows(facts, today).then(|| for_whom(asked, facts, today))
        }
    }
}

/// Which entries of a segment have a word with any of some beginnings; nothing when there are no beginnings.
fn any_of(segment: &Segment, beginnings: &[&str]) -> Option<Vec<bool>> {
    if beginnings.is_empty() {
        return None;
    }
    let mut any = vec![false; segment.len()];
    for begin in beginnings {
        for (document, ..) in segment.with_beginning(begin) {
            if let Some(has) = any.get_mut(document) {
                *has = true;
            }
        }
    }
    Some(any)
}
