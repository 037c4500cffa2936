//! Words in a referral that a human should see at once.
//!
//! They are marked where the referral is read, and nothing else follows: nothing is sorted, hidden,
//! delayed or sent on because of them (hazard 6). People write such things in many ways, so a phrase is
//! compared word by word, whatever the capitals, the apostrophes and the spaces between.
//!
//! *Invariants.* What is shown is what stands in the text, from the first word of the phrase to its last.
//! No answer says that a text is safe: no mark means only that none of these phrases was found.

mod phrases;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use phrases::{GROUPS, PHRASES};

/// One place of a phrase.
type Step = Vec<Part>;

/// What may stand at a place.
#[derive(Debug)]
enum Part {
    Exact(&'static str),
    Stem(&'static str),
    Any,
}

/// A phrase, taken apart.
#[derive(Debug)]
struct Phrase {
    steps: Vec<Step>,
    /// Words that must not follow at once.
    unless: Vec<&'static str>,
}

/// A word of a text, and where it stands.
#[derive(Debug)]
struct Word {
    /// In lower case, without apostrophes and marks that nobody sees.
    plain: Range<usize>,
    place: Range<usize>,
    /// Whether only spaces and hyphens stand between it and the word before.
    follows: bool,
}

/// The phrases by the first letter of a word that may begin them.
static BY_LETTER: LazyLock<BTreeMap<char, Vec<Phrase>>> = LazyLock::new(|| {
    let mut letters: BTreeMap<char, Vec<Phrase>> = BTreeMap::new();
    for text in PHRASES {
        let first = text.split(' ').next().map(step).unwrap_or_default();
        let mut begins: Vec<char> = first
            .iter()
            .filter_map(|part| match part {
                Part::Exact(word) | Part::Stem(word) => word.chars().next(),
                Part::Any => None,
            })
            .collect();
        begins.sort_unstable();
        begins.dedup();
        for letter in begins {
            letters.entry(letter).or_default().push(phrase(text));
        }
    }
    letters
});

fn phrase(text: &'static str) -> Phrase {
    let (unless, steps): (Vec<&str>, Vec<&str>) = text.split(' ').partition(|token| token.starts_with('-'));
    Phrase {
        steps: steps.into_iter().map(step).collect(),
        unless: unless.into_iter().flat_map(|token| token.trim_start_matches('-').split('|')).collect(),
    }
}

fn step(token: &'static str) -> Step {
    token
        .split('|')
        .flat_map(|one| GROUPS.iter().find(|(name, _)| *name == one).map_or(one, |group| group.1).split('|'))
        .map(|one| match one.strip_suffix('*') {
            _ if one == "_" => Part::Any,
            Some(stem) => Part::Stem(stem),
            None => Part::Exact(one),
        })
        .collect()
}

/// Words that change nothing of what a phrase says.
const PASSED_OVER: [&str; 14] = [
    "to", "really", "just", "even", "own", "ever", "always", "still", "actually", "feel", "feels", "all", "so", "very",
];

/// Two words that say what one word says: "can not" and "cannot", "any more" and "anymore".
const JOINED: [(&str, &str, &str); 13] = [
    ("can", "not", "cant"),
    ("do", "not", "dont"),
    ("does", "not", "doesnt"),
    ("did", "not", "didnt"),
    ("will", "not", "wont"),
    ("would", "not", "wouldnt"),
    ("is", "not", "isnt"),
    ("was", "not", "wasnt"),
    ("has", "not", "hasnt"),
    ("have", "not", "havent"),
    ("any", "more", "anymore"),
    ("my", "self", "myself"),
    ("them", "selves", "themselves"),
];

/// The phrases of a text that a human should see at once, as they stand there, in their order and each once.
#[must_use]
pub fn risk_words(text: &str) -> Vec<String> {
    let (plain, words) = words_of(text);
    let mut found: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let letter = plain.get(word.plain.clone()).and_then(|word| word.chars().next());
        let phrases = letter.and_then(|letter| BY_LETTER.get(&letter));
        let longest = phrases.into_iter().flatten().filter_map(|phrase| end_of(phrase, &plain, &words, at)).max();
        let Some(end) = longest else {
            at += 1;
            continue;
        };
        if let Some(last) = words.get(end) {
            let shown = text.get(word.place.start..last.place.end).unwrap_or_default();
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            let same = shown.to_lowercase();
            if !seen.contains(&same) {
                seen.push(same);
                found.push(shown);
            }
        }
        at = end + 1;
    }
    found
}

/// The last word of a phrase that begins at a word, when it stands there.
fn end_of(phrase: &Phrase, plain: &str, words: &[Word], at: usize) -> Option<usize> {
    let spelt = |at: usize| words.get(at).and_then(|word| plain.get(word.plain.clone()));
    let mut here = at;
    for (nth, step) in phrase.steps.iter().enumerate() {
        while nth > 0 && !fits(step, spelt(here)?) && PASSED_OVER.contains(&spelt(here)?) {
            here += 1;
        }
        if !fits(step, spelt(here)?) {
            return None;
        }
        here += 1;
    }
    let next = words.get(here).filter(|word| word.follows).and_then(|word| plain.get(word.plain.clone()));
    if next.is_some_and(|next| phrase.unless.contains(&next)) {
        return None;
    }
    here.checked_sub(1)
}

fn fits(step: &[Part], word: &str) -> bool {
    step.iter().any(|part| match part {
        Part::Exact(exact) => word == *exact,
        Part::Stem(stem) => word.starts_with(stem),
        Part::Any => true,
    })
}

/// The words of a text, and all of them spelt plainly one after the other.
fn words_of(text: &str) -> (String, Vec<Word>) {
    let mut plain = String::with_capacity(text.len());
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let mut follows = false;
    for (at, letter) in text.char_indices() {
        if is_within_a_word(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            let from = plain.len();
            plain.extend(letter.to_lowercase());
            let end = at + letter.len_utf8();
            match words.last_mut() {
                Some(word) if open => {
                    word.plain.end = plain.len();
                    word.place.end = end;
                }
                _ => words.push(Word { plain: from..plain.len(), place: at..end, follows }),
            }
            open = true;
            follows = true;
        } else {
            open = false;
            follows = follows && (letter.is_whitespace() || is_hyphen(letter));
        }
    }
    join(&mut plain, words)
}

/// Puts together the pairs that say what one word says.
fn join(plain: &mut String, words: Vec<Word>) -> (String, Vec<Word>) {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let one = joined.last().filter(|_| word.follows).and_then(|before| {
            let (first, second) = (plain.get(before.plain.clone())?, plain.get(word.plain.clone())?);
            JOINED.iter().find(|(a, b, _)| *a == first && *b == second).map(|(_, _, one)| *one)
        });
        match (one, joined.last_mut()) {
            (Some(one), Some(before)) => {
                let from = plain.len();
                plain.push_str(one);
                before.plain = from..plain.len();
                before.place.end = word.place.end;
            }
            _ => joined.push(word),
        }
    }
    (std::mem::take(plain), joined)
}

/// Apostrophes of every kind, one of which counts as a letter, and marks that nobody sees: they part no words.
fn is_within_a_word(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' | '＇' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '‑' | '–')
}

#[cfg(test)]
mod tests;
