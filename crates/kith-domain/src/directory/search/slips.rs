//! In how many letters two words of plain letters differ, quickly: a nearest word is looked for among tens of thousands.
//!
//! One table tells the distance of what was typed from every beginning of a word at once (restricted Damerau-Levenshtein,
//! as `person::spelling::is_close` has it for one). Only the cells near the diagonal are filled, for what lies further
//! differs in more letters than are forgiven.

/// At most this many slips are told apart.
pub(super) const MOST: usize = 2;
/// Of what was typed at most this many letters are compared.
pub(super) const LONGEST: usize = 40;

/// More than any number of slips.
const FAR: u8 = 100;
/// A row: the beginnings of the word up to the longest that can be near.
type Row = [u8; LONGEST + MOST + 2];

/// In how many letters, at most `most`, what was typed differs from a word, or from a beginning of it that is as long or
/// one letter longer.
pub(super) fn apart(typed: &[u8], word: &[u8], most: usize) -> Option<usize> {
    let length = typed.len();
    if word.len() + most < length {
        return None;
    }
    let columns = word.len().min(length + most);
    let mut before: Row = [FAR; LONGEST + MOST + 2];
    let mut above: Row = [FAR; LONGEST + MOST + 2];
    for (cell, number) in above.iter_mut().zip(0_u8..).take(most.min(columns) + 1) {
        *cell = number;
    }
    for (i, left) in typed.iter().enumerate() {
        let mut row: Row = [FAR; LONGEST + MOST + 2];
        let mut least = FAR;
        if i < most {
            *row.first_mut()? = u8::try_from(i + 1).unwrap_or(FAR);
            least = 1;
        }
        for j in i.saturating_sub(most)..columns.min(i + most + 1) {
            let right = word.get(j)?;
            let mut best = above.get(j)? + u8::from(left != right);
            best = best.min(above.get(j + 1)? + 1).min(row.get(j)? + 1);
            let is_swapped = i > 0 && j > 0 && typed.get(i - 1) == Some(right) && word.get(j - 1) == Some(left);
            if is_swapped {
                best = best.min(before.get(j - 1)? + 1);
            }
            *row.get_mut(j + 1)? = best;
            least = least.min(best);
        }
        if usize::from(least) > most {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    let whole = (word.len() <= length + most).then_some(word.len());
    let begun = [length, length + 1].into_iter().filter(|it| *it >= 5 && *it < word.len() && *it <= columns);
    let distances = whole.into_iter().chain(begun).filter_map(|it| above.get(it)).map(|it| usize::from(*it));
    distances.min().filter(|apart| *apart <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::person::spelling::is_close;

    /// The same by comparing with each beginning by itself.
    fn slowly(typed: &str, word: &str, most: usize) -> Option<usize> {
        (0..=most).find(|apart| {
            is_close(typed, word, *apart)
                || super::super::beginnings(word, typed.len()).any(|it| is_close(typed, it, *apart))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn one_table_tells_what_many_comparisons_tell(typed in "[a-c]{0,10}", word in "[a-c]{0,14}", most in 1_usize..=2) {
            prop_assert_eq!(apart(typed.as_bytes(), word.as_bytes(), most), slowly(&typed, &word, most));
        }
    }
}
