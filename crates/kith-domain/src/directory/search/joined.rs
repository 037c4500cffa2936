//! Words that are written as one, as two, or with a hyphen: "foodbank", "food bank"; "drop in", "drop-in", "dropin".
//!
//! # Invariants
//! - What is typed and what an entry says are joined by the same list, so that both ways of writing find each other.

/// Words that are written as two, or as one.
const BOTH_WAYS: &[(&str, &str)] = &[
    ("after", "school"),
    ("book", "club"),
    ("breast", "feeding"),
    ("child", "care"),
    ("child", "minder"),
    ("day", "care"),
    ("drop", "in"),
    ("food", "bank"),
    ("get", "together"),
    ("hand", "craft"),
    ("handy", "man"),
    ("handy", "person"),
    ("health", "care"),
    ("help", "line"),
    ("home", "care"),
    ("house", "bound"),
    ("house", "work"),
    ("job", "centre"),
    ("lunch", "club"),
    ("meet", "up"),
    ("mini", "bus"),
    ("needle", "work"),
    ("night", "shelter"),
    ("play", "group"),
    ("pop", "in"),
    ("pre", "school"),
    ("tai", "chi"),
    ("time", "bank"),
    ("well", "being"),
    ("wheel", "chair"),
    ("wood", "work"),
    ("youth", "club"),
];

/// Words of an entry that say something only together, and that phrases look for: "at home" is not "care home".
const OF_ENTRIES: &[(&str, &str)] = &[("at", "home"), ("home", "visit")];

/// The two words as one, where a list has them, with a plural or "-ing" at the end.
fn join(list: &[(&str, &str)], first: &str, second: &str) -> Option<String> {
    let is_second = |known: &str| matches!(second.strip_prefix(known), Some("" | "s" | "ing"));
    let is_known = list.iter().any(|(one, other)| *one == first && is_second(other));
    is_known.then(|| format!("{first}{second}"))
}

/// Two folded words that were typed, as one.
pub(super) fn typed(first: &str, second: &str) -> Option<String> {
    join(BOTH_WAYS, first, second)
}

/// Two folded words of an entry, as one.
pub(super) fn of_entry(first: &str, second: &str) -> Option<String> {
    join(BOTH_WAYS, first, second).or_else(|| join(OF_ENTRIES, first, second))
}

/// Whether a folded word is one of those that are written as two as well.
pub(super) fn is_one(word: &str) -> bool {
    BOTH_WAYS.iter().any(|(first, second)| {
        word.strip_prefix(first).and_then(|rest| rest.strip_prefix(second)).is_some_and(|it| matches!(it, "" | "s"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Sought;
    use super::*;

    #[test]
    fn whoever_joins_other_words_raises_the_edition() {
        let joined = BOTH_WAYS.iter().chain(OF_ENTRIES).map(|(one, other)| one.len() + other.len()).sum::<usize>();
        let known = (super::super::words::EDITION, BOTH_WAYS.len() + OF_ENTRIES.len(), joined);
        assert_eq!(known, (2, 34, 298), "raise `words::EDITION`, so that entries of before are found by the new words");
    }

    #[test]
    fn however_it_is_written_the_same_is_looked_for() {
        for (one, other) in [
            ("food bank", "foodbank"),
            ("Food-bank", "foodbank"),
            ("food banks", "foodbanks"),
            ("drop-in", "dropin"),
            ("drop in", "dropin"),
            ("drop ins", "dropins"),
            ("mini bus", "minibus"),
        ] {
            assert_eq!(Sought::all(one), Sought::all(other), "{one}");
        }
        assert_eq!(of_entry("at", "home").as_deref(), Some("athome"));
        assert_eq!(typed("at", "home"), None, "what is typed stays two words");
        assert_eq!(of_entry("care", "home"), None);
        for (first, second) in BOTH_WAYS.iter().chain(OF_ENTRIES) {
            assert_eq!(crate::text::fold(&format!("{first} {second}")), format!("{first} {second}"));
        }
        assert!(is_one("foodbank") && is_one("dropins") && !is_one("foodbnak"));
    }
}
