//! How the directory forgives what is typed: plurals and "-ing", everyday words for the same thing, one wrong letter.
//!
//! The list of words is our own and short. It widens what is looked for and never hides what was asked for: what holds
//! the very words stands first.

pub mod alike;
pub mod asked;
pub mod everyday;
pub mod facts;
pub mod glimpse;
mod joined;
pub mod known;
pub mod rank;
mod slips;
pub mod told_times;
pub mod words;

pub use alike::everyday;
pub use asked::{Asked, Near, Within};
pub use facts::{DayPart, Facts, Opening, Times};
pub use rank::{How, Rank};

use std::collections::BTreeMap;

use crate::text::fold;

/// What one typed word is looked for by. All of it is folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// The word as typed.
    pub word: String,
    /// Beginnings of words that count as the word itself.
    pub begins: Vec<String>,
    /// Beginnings of other everyday words for the same thing, which count half.
    pub alike: Vec<String>,
    /// Other everyday words for the same thing that count half, and only as they stand: "tea" and not "teacher".
    pub whole: Vec<String>,
}

impl Sought {
    /// The words of what was typed, each as it is looked for; of a long text its beginning. What people say in several
    /// words is one, and words that say nothing are left out where others stand beside them.
    #[must_use]
    pub fn all(typed: &str) -> Vec<Self> {
        let typed: String = typed.chars().take(512).collect();
        let folded = everyday::shortened(&fold(&typed));
        let mut rest: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut all = Vec::new();
        while let Some((first, after)) = rest.split_first() {
            if let Some((sought, taken)) = Self::phrase(&rest) {
                all.push(sought);
                rest.drain(..taken);
            } else if let Some(joined) = after.first().and_then(|second| joined::typed(first, second)) {
                all.push(Self::of(&joined));
                rest.drain(..2);
            } else {
                all.push(Self::of(first));
                rest = after.to_vec();
            }
        }
        let says = |it: &Self| !everyday::EMPTY.contains(&it.word.as_str());
        if all.iter().any(says) {
            all.retain(says);
        }
        all
    }

    /// Whether words of an entry, folded, hold it or another for the same thing.
    #[must_use]
    pub fn is_met_by(&self, words: &BTreeMap<String, u8>) -> bool {
        let holds = |begin: &String| {
            words.range::<String, _>(begin..).next().is_some_and(|(word, _)| word.starts_with(begin.as_str()))
        };
        self.begins.iter().chain(&self.alike).any(holds) || self.whole.iter().any(|word| words.contains_key(word))
    }

    /// The phrase that some words begin with, and how many of them it takes.
    fn phrase(words: &[&str]) -> Option<(Self, usize)> {
        let (phrase, alike) = everyday::PHRASES.iter().find(|(phrase, _)| {
            let mut at = words.iter();
            phrase.split(' ').all(|word| at.next() == Some(&word))
        })?;
        let sought = Self { word: (*phrase).to_owned(), begins: Vec::new(), alike: Vec::new(), whole: Vec::new() };
        Some((sought.with_others(alike), phrase.split(' ').count()))
    }

    /// What a folded word is looked for by.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut begins = vec![word.to_owned()];
        begins.extend(stem(word));
        let mut others: Vec<&str> = Vec::new();
        for group in alike::ALIKE.iter().filter(|group| group.iter().any(|known| meets(&begins, known))) {
            others.extend(*group);
        }
        for (_, helps) in everyday::WORDS.iter().filter(|(said, _)| begins.iter().any(|begin| begin == said)) {
            others.extend(*helps);
        }
        // What begins with what was typed is found by that alone.
        others.retain(|known| !begins.iter().any(|begin| known.starts_with(begin.as_str())));
        Self { word: word.to_owned(), begins, alike: Vec::new(), whole: Vec::new() }.with_others(&others)
    }

    /// With others for the same thing, as the lists write them: one with a full stop is a whole word.
    fn with_others(mut self, others: &[&str]) -> Self {
        for other in others {
            match other.strip_suffix('.') {
                Some(word) => self.whole.push(word.to_owned()),
                None => self.alike.push((*other).to_owned()),
            }
        }
        for all in [&mut self.alike, &mut self.whole] {
            all.sort();
            all.dedup();
        }
        self
    }
}

/// Whether what was typed is a word of a group: the word with any ending, where it is not a whole one.
fn meets(begins: &[String], known: &str) -> bool {
    match known.strip_suffix('.') {
        Some(word) => begins.iter().any(|begin| begin == word),
        None => begins.iter().any(|begin| begin == known || (known.len() >= 4 && begin.starts_with(known))),
    }
}

/// A word without its ending, where it has one that says nothing else: "debts", "classes", "hobbies", "gardening",
/// "running".
fn stem(word: &str) -> Option<String> {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let without = |ending: &str, least: usize| word.strip_suffix(ending).filter(|stem| stem.len() >= least);
    if let Some(stem) = without("ies", 2) {
        return Some(format!("{stem}y"));
    }
    for ending in ["sses", "ches", "shes", "xes", "zes", "uses"] {
        if word.ends_with(ending) && word.len() >= 5 {
            return word.strip_suffix("es").map(str::to_owned);
        }
    }
    if let Some(stem) = without("ing", 3) {
        let mut letters = stem.bytes().rev();
        let doubled =
            matches!((letters.next(), letters.next()), (Some(a), Some(b)) if a == b && !b"aeiouls".contains(&a));
        return match (doubled, stem.len()) {
            (true, _) => stem.get(..stem.len() - 1).map(str::to_owned),
            // "Caring" is not "car": a short stem would begin far too many words.
            (false, 4..) => Some(stem.to_owned()),
            (false, _) => None,
        };
    }
    without("s", 3).filter(|stem| !stem.ends_with(['s', 'u', 'i'])).map(str::to_owned)
}

/// A word of the directory's own that was probably meant: the nearest to what was typed, among words that are there.
/// A first letter that is wrong is forgiven too. Nothing when none is near.
#[must_use]
pub fn meant<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = crate::person::spelling::slips(typed.chars().count());
    let mut best: Option<(usize, &str)> = None;
    for word in known {
        if let Some(apart) = apart(typed, word, most)
            && best.is_none_or(|(known, other)| (apart, word.len(), word) < (known, other.len(), other))
        {
            best = Some((apart, word));
        }
    }
    best.map(|(_, word)| word)
}

/// In how many letters, at most `most`, what was typed differs from a word or from its beginning: "gardn" means
/// "gardening" as well as "garden". `None` when in more, or in none.
#[must_use]
pub fn apart(typed: &str, word: &str, most: usize) -> Option<usize> {
    use crate::person::spelling::is_close;
    if typed.is_ascii() && word.is_ascii() && most <= slips::MOST && typed.len() <= slips::LONGEST {
        return slips::apart(typed.as_bytes(), word.as_bytes(), most).filter(|apart| *apart > 0);
    }
    let length = typed.chars().count();
    let near =
        |apart: &usize| is_close(typed, word, *apart) || beginnings(word, length).any(|it| is_close(typed, it, *apart));
    (0..=most).find(near).filter(|apart| *apart > 0)
}

/// The beginnings of a word that are about as long as what was typed.
fn beginnings(word: &str, length: usize) -> impl Iterator<Item = &str> {
    [length, length + 1].into_iter().filter(|length| *length >= 5).filter_map(|length| {
        let (at, _) = word.char_indices().nth(length)?;
        word.get(..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_ing_are_forgiven_and_short_words_are_let_be() {
        for (typed, stems) in [
            ("debts", "debt"),
            ("classes", "class"),
            ("hobbies", "hobby"),
            ("buses", "bus"),
            ("gardening", "garden"),
            ("walking", "walk"),
            ("swimming", "swim"),
            ("boxes", "box"),
        ] {
            assert_eq!(stem(typed).as_deref(), Some(stems), "{typed}");
        }
        for same in ["bus", "class", "caring", "ring", "this", "café", "sos", "virus", "thing"] {
            assert_eq!(stem(same), None, "{same}");
        }
    }

    #[test]
    fn everyday_words_for_the_same_thing_are_looked_for_too() {
        assert!(Sought::of("lonely").alike.contains(&"befriend".to_owned()));
        assert!(Sought::of("debts").alike.contains(&"money".to_owned()));
        assert!(Sought::of("bereavement").alike.contains(&"grief".to_owned()));
        assert!(Sought::of("gardening").alike.contains(&"allotment".to_owned()));
        let chess = Sought { word: "chess".into(), begins: vec!["chess".into()], alike: vec![], whole: vec![] };
        assert_eq!(Sought::of("chess"), chess);
        let lonely = Sought::of("lonely").alike;
        assert!(lonely.contains(&"lonel".to_owned()), "loneliness is the same: {lonely:?}");
        let foodbank = Sought::of("foodbank");
        assert!(foodbank.alike.contains(&"food".to_owned()), "{foodbank:?}");
    }

    #[test]
    fn the_nearest_word_that_is_there_is_meant_and_none_that_is_far() {
        let known = ["garden", "gardening", "guard", "bereavement", "benefits", "walk"];
        for (typed, word) in [
            ("gardn", Some("garden")),
            ("hardening", Some("gardening")),
            ("bereavment", Some("bereavement")),
            ("benifits", Some("benefits")),
            ("wlak", Some("walk")),
            ("cat", None),
            ("zzzzzzz", None),
            ("", None),
        ] {
            assert_eq!(meant(typed, known), word, "{typed}");
        }
    }
}
