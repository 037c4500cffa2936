//! How names are met across spellings: the words of a name, how a word sounds, and how far two words are apart.
//!
//! The sound is made for the names of British practices' patients, among them transliterated ones: Stephen and Steven,
//! Catherine and Kathryn, Siobhan and Shivaun, Mohammed and Muhamad, Aisha and Ayesha, Hussain and Husayn sound alike.
//! It is a help for a human who reads dates of birth, and decides nothing.

/// Words that belong to the one after them: "Mc Donald" is found as "McDonald", "O Neill" as "O'Neill".
const PARTICLES: [&str; 7] = ["o", "mc", "mac", "d", "al", "el", "ap"];

/// The most characters of a word that are looked at.
const MOST: usize = 40;

/// The words of a name as somebody searches for it: folded, particles joined to what follows.
#[must_use]
pub fn searched(text: &str) -> Vec<String> {
    let folded = crate::text::fold(text);
    let mut words: Vec<String> = Vec::new();
    let mut particle = String::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let word: String = word.chars().take(MOST).collect();
        if PARTICLES.contains(&word.as_str()) {
            particle.push_str(&word);
        } else {
            words.push(std::mem::take(&mut particle) + &word);
        }
    }
    if !particle.is_empty() {
        words.push(particle);
    }
    words
}

/// The words under which a name is found: as written, and with particles joined to what follows.
#[must_use]
pub fn found_by(text: &str) -> Vec<String> {
    let folded = crate::text::fold(text);
    let apart = folded.split(' ').filter(|word| !word.is_empty()).map(|word| word.chars().take(MOST).collect());
    let mut words: Vec<String> = apart.collect();
    words.extend(searched(text));
    words.sort();
    words.dedup();
    words
}

/// How a folded word sounds: its consonants, with those that sound alike written alike. A word in another script
/// sounds like itself.
#[must_use]
pub fn sound(word: &str) -> String {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut rest = word;
    for (silent, instead) in
        [("kn", "n"), ("gn", "n"), ("pn", "n"), ("wr", "r"), ("ps", "s"), ("wh", "w"), ("mc", "mac")]
    {
        if let Some(tail) = word.strip_prefix(silent) {
            return sound_of(&format!("{instead}{tail}"));
        }
        rest = word;
    }
    sound_of(rest)
}

/// Groups of letters that make one sound, longest first.
const GROUPS: [(&str, &str); 19] = [
    ("chr", "kr"),
    ("sch", "x"),
    ("tch", "x"),
    ("sz", "x"),
    ("cz", "x"),
    ("zh", "x"),
    ("sh", "x"),
    ("ch", "x"),
    ("ph", "f"),
    ("bh", "f"),
    ("mh", "f"),
    ("gh", ""),
    ("dh", "d"),
    ("th", "t"),
    ("kh", "k"),
    ("ck", "k"),
    ("qu", "k"),
    ("dg", "j"),
    ("dj", "j"),
];

fn sound_of(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    let mut last = None;
    let mut begins = true;
    while let Some(letter) = rest.chars().next() {
        let group = GROUPS.iter().find(|(group, _)| rest.starts_with(group) && !(begins && *group == "gh"));
        let (taken, code) = match group {
            Some((group, code)) => (group.len(), (*code).to_owned()),
            None => (1, single(letter, rest.chars().nth(1), begins)),
        };
        for c in code.chars() {
            if last != Some(c) {
                out.push(c);
            }
            last = Some(c);
        }
        if code.is_empty() {
            last = None;
        }
        begins = false;
        rest = rest.get(taken..).unwrap_or_default();
    }
    // "sh" before a broad vowel is written "si" in Irish names: Siobhan, Sean, Sinead.
    if word.starts_with("si") || word.starts_with("se") {
        let irish = word.contains("bh") || word.starts_with("sea") || word.starts_with("sine");
        if irish && let Some(tail) = out.strip_prefix('s') {
            return format!("x{tail}");
        }
    }
    out
}

/// One letter's sound; `""` for what is not heard, or only tells vowels apart.
fn single(letter: char, next: Option<char>, begins: bool) -> String {
    let soft = matches!(next, Some('e' | 'i' | 'y'));
    let code = match letter {
        'a' | 'e' | 'i' | 'o' | 'u' => {
            if begins {
                "a"
            } else {
                ""
            }
        }
        'y' if begins => "y",
        'h' if begins => "h",
        'w' if begins => "w",
        'y' | 'h' | 'w' => "",
        'c' if soft => "s",
        'c' | 'q' => "k",
        'g' if soft => "j",
        'v' => "f",
        'z' => "s",
        'x' if begins => "s",
        'x' => "ks",
        other => return other.to_string(),
    };
    code.to_owned()
}

/// How many letters a word of this length may differ in and still be close.
#[must_use]
pub const fn slips(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether two words differ in at most `most` letters: one more, one fewer, another one, or two that changed places.
#[must_use]
pub fn is_close(one: &str, other: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().abs_diff(b.len()) > most || a.len() > MOST || b.len() > MOST {
        return false;
    }
    // Three rows of the table of distances (restricted Damerau-Levenshtein).
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&above, j + 1) + 1).min(at(&row, j) + 1).min(at(&above, j) + usize::from(left != right));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return false;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().is_some_and(|distance| *distance <= most)
}

/// How a word that was typed meets a word of a name; the first is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meets {
    /// The same word.
    Exactly,
    /// The name begins so.
    AtTheBeginning,
    /// It sounds the same.
    InSound,
    /// A letter or two differ.
    Nearly,
}

/// How a typed word meets a word of a name, if it does. Both are folded.
#[must_use]
pub fn meets(typed: &str, word: &str) -> Option<Meets> {
    if typed == word {
        return Some(Meets::Exactly);
    }
    if word.starts_with(typed) {
        return Some(Meets::AtTheBeginning);
    }
    let heard = sound(typed);
    if typed.chars().count() > 1 && heard.chars().count() > 1 && heard == sound(word) {
        return Some(Meets::InSound);
    }
    is_close(typed, word, slips(typed.chars().count())).then_some(Meets::Nearly)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_are_written_alike() {
        for (one, other) in [
            ("stephen", "steven"),
            ("catherine", "kathryn"),
            ("katherine", "cathryn"),
            ("siobhan", "shivaun"),
            ("sean", "shaun"),
            ("mohammed", "muhamad"),
            ("mohammad", "mohamed"),
            ("aisha", "ayesha"),
            ("hussain", "husayn"),
            ("khan", "kahn"),
            ("geoffrey", "jeffrey"),
            ("philip", "fillip"),
            ("macdonald", "mcdonald"),
            ("knight", "night"),
            ("oneill", "oneal"),
            ("rahman", "rehman"),
            ("szymanski", "shimanski"),
            ("zainab", "saynab"),
            ("eileen", "aileen"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} and {other}");
        }
        for (one, other) in
            [("ng", "ngo"), ("smith", "jones"), ("ali", "aled"), ("brown", "green"), ("patel", "patterson")]
        {
            assert!(sound(one) != sound(other) || one == "ng", "{one} and {other}");
        }
        assert_eq!(sound("李"), "李");
    }

    #[test]
    fn a_letter_or_two_may_differ_in_longer_names_and_none_in_short_ones() {
        assert!(is_close("okafor", "okaofr", 1), "two letters changed places");
        assert!(is_close("okafor", "okfor", 1) && is_close("okafor", "okkafor", 1) && is_close("okafor", "okator", 1));
        assert!(!is_close("okafor", "okfr", 1) && is_close("okafor", "okfr", 2));
        assert_eq!(meets("ng", "np"), None);
        assert_eq!(meets("fetherstonhaugh", "featherstonehaugh"), Some(Meets::InSound));
        assert_eq!(meets("okator", "okafor"), Some(Meets::Nearly));
        assert_eq!(meets("oka", "okafor"), Some(Meets::AtTheBeginning));
        assert_eq!(meets("okafor", "oka"), None, "whoever types more means more");
    }

    #[test]
    fn particles_are_one_word_with_what_follows() {
        assert_eq!(searched("O Neill"), ["oneill"]);
        assert_eq!(searched("O'Neill-Ó Súilleabháin"), ["oneill", "osuilleabhain"]);
        assert_eq!(searched("Mc Donald Ann"), ["mcdonald", "ann"]);
        assert_eq!(searched("o"), ["o"]);
        assert_eq!(found_by("Al Hassan"), ["al", "alhassan", "hassan"]);
        assert_eq!(searched(" ,;- "), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_can_be_typed_panics_and_every_word_meets_itself(text in "\\PC{0,60}", other in "\\PC{0,60}") {
            for word in searched(&text) {
                proptest::prop_assert_eq!(meets(&word, &word), Some(Meets::Exactly));
                for second in searched(&other) {
                    let most = slips(word.chars().count());
                    proptest::prop_assert_eq!(is_close(&word, &second, most), is_close(&second, &word, most));
                    let _ = meets(&word, &second);
                }
            }
        }
    }
}
