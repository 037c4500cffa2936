//! The words of a segment in order, in one text.

use std::ops::Range;

/// Words in order.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    text: String,
    /// Where each word ends.
    ends: Vec<u32>,
    /// Which letters each word has, a bit for each of "a" to "z"; one more for all other characters.
    letters: Vec<u32>,
}

impl Vocabulary {
    /// Adds a word that comes after all that are there.
    pub(crate) fn push(&mut self, word: &str) {
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.letters.push(letters(word));
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word by its number.
    pub(crate) fn word(&self, number: usize) -> &str {
        let from = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(number).copied().unwrap_or(from);
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The numbers of the words that begin so.
    pub(crate) fn beginning(&self, begin: &str) -> Range<usize> {
        let from = self.before(|word| word < begin);
        let to = self.before(|word| word < begin || word.starts_with(begin));
        from..to
    }

    /// How many words come before the first of which something is not so.
    fn before(&self, is_so: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_so(self.word(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The numbers of the words that may differ from what was typed in at most `most` letters: each slip brings in at
    /// most one letter that the word does not have.
    pub(crate) fn maybe_near(&self, typed: &str, most: u32) -> impl Iterator<Item = usize> {
        let wanted = letters(typed);
        self.letters.iter().enumerate().filter(move |(_, has)| (wanted & !**has).count_ones() <= most).map(|(at, _)| at)
    }

    /// How much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + 4 * self.ends.len() + 4 * self.letters.len()
    }
}

/// Which letters a word has.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |all, byte| all | 1 << if byte.is_ascii_lowercase() { byte - b'a' } else { 26 })
}
