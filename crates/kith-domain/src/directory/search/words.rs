//! The words that an entry is found by, each with how much it weighs.

use std::collections::BTreeMap;

use super::joined;
use crate::directory::CommunityService;
use crate::text::fold;

/// Which edition of the words of entries this program writes. Raise it whenever [`of_entry`] gives other words than before,
/// or `joined` joins others: the entries that were saved before are then laid out anew, beside the pages.
pub const EDITION: u32 = 2;

/// A longer word is kept by its beginning.
const MOST_LETTERS: usize = 60;

/// The weight of a word in the name of an entry; the heaviest.
pub const NAME: u8 = 8;
/// In the name of its organisation.
pub const ORGANISATION: u8 = 4;
/// In what kind of service it is.
pub const TERM: u8 = 3;
/// In whom it is for, and its languages.
pub const AUDIENCE: u8 = 2;
/// Anywhere else.
pub const ANYWHERE: u8 = 1;

/// The folded words of an entry with the weight of each where it weighs most, and those that some of them make together:
/// "food bank" is "foodbank" too. The index and the database are written
/// from these, so that both find the same.
#[must_use]
pub fn of_entry(service: &CommunityService, organisation: &str) -> BTreeMap<String, u8> {
    let it = &service.entry;
    let mut words: BTreeMap<String, u8> = BTreeMap::new();
    let mut take = |text: &str, weight: u8| {
        let mut put = |word: &str| {
            let word: String = word.chars().take(MOST_LETTERS).collect();
            let best = words.entry(word).or_insert(0);
            *best = weight.max(*best);
        };
        let folded = fold(text);
        let mut before = "";
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            put(word);
            if let Some(joined) = joined::of_entry(before, word) {
                put(&joined);
            }
            before = word;
        }
    };
    take(it.name.as_str(), NAME);
    take(organisation, ORGANISATION);
    for term in &it.record.terms {
        take(term.name.as_str(), TERM);
    }
    for line in [&it.audience, &it.languages].into_iter().flatten() {
        take(line.as_str(), AUDIENCE);
    }
    for text in [&it.description, &it.place, &it.times, &it.access].into_iter().flatten() {
        take(text.as_str(), ANYWHERE);
    }
    words
}
