//! What is let through by words and facts, in the order of identifiers and paged by number, as the standard of the
//! published directory asks: by what entries are published by. What is skipped is counted and never gathered.

use kith_domain::directory::search::{Facts, Sought};
use uuid::Uuid;

use crate::Index;
use crate::find::Held;

impl Index {
    /// The entries that hold every word and are let through, each `times` over: after the first `skip` lines at most
    /// `most`, each with the number of the line within its entry; and how many lines there are in all.
    #[must_use]
    pub fn listed(
        &self,
        words: &[Sought],
        lets: impl Fn(&Facts) -> bool,
        times: impl Fn(&Facts) -> usize,
        (skip, most): (usize, usize),
    ) -> (Vec<(Uuid, usize)>, usize) {
        let mut readers: Vec<_> = self
            .parts
            .iter()
            .map(|part| {
                let held = Held::of(&part.segment, words);
                let lets = &lets;
                let fits = move |document: usize| {
                    let (facts, holds) = match part.segment.published(document) {
                        Some(it) => (&it.facts, words.iter().all(|sought| sought.is_met_by(&it.words))),
                        None => (part.segment.facts(document)?, held.holds(document, words.len())),
                    };
                    (holds && part.is_live(document) && lets(facts)).then_some(facts)
                };
                (0..part.segment.len())
                    .filter_map(move |document| Some((part.segment.id(document)?, fits(document)?)))
                    .peekable()
            })
            .collect();
        let (mut lines, mut total) = (Vec::new(), 0);
        loop {
            let heads = readers.iter_mut().enumerate().filter_map(|(at, reader)| Some((reader.peek()?.0, at)));
            let Some((_, at)) = heads.min() else { break };
            let Some((id, facts)) = readers.get_mut(at).and_then(Iterator::next) else { break };
            for number in 0..times(facts) {
                if total >= skip && lines.len() < most {
                    lines.push((id, number));
                }
                total += 1;
            }
        }
        (lines, total)
    }
}
