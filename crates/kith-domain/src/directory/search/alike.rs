//! Everyday words for the same thing: our own lists, short enough to be read in one sitting.
//!
//! A word is the beginning of a word, so that "debt" stands for "debts"; one with a full stop stands for itself alone,
//! because too much else begins so: "tea." is not "teacher", and "bus." not "business".

use crate::person::spelling::{is_close, slips};

/// Everyday words for the same thing.
pub(super) const ALIKE: &[&[&str]] = &[
    &["debt", "money", "arrear", "budget", "financ", "skint.", "broke.", "hardship", "bailiff", "bills."],
    &["benefit", "pip.", "allowance", "welfare", "dole."],
    &[
        "lonel",
        "alone",
        "isolat",
        "befriend",
        "friend",
        "company",
        "companion",
        "social",
        "housebound",
        "chat",
        "natter",
    ],
    &["bereave", "grief", "griev", "died.", "widow", "loss."],
    &["walk", "rambl", "stroll", "hike"],
    &["exercise", "fitness", "gym.", "active.", "movement"],
    &["depress", "anxi", "mental", "mood", "wellbeing", "worr", "nerves", "stress", "counsel", "listen"],
    &[
        "food", "foodbank", "pantry", "pantries", "larder", "hungry", "starving", "grub.", "lunch.", "lunches.",
        "luncheon", "meal", "dinner", "supper", "soup",
    ],
    &["lunch", "cafe", "dinner", "meal"],
    &["computer", "internet", "online", "digital", "tablet", "laptop"],
    &["carer", "caring", "respite"],
    &["transport", "bus.", "buses.", "lifts.", "driv", "minibus"],
    &["housing", "homeless", "rent", "tenan", "evict", "landlord"],
    &["leak", "roof", "gutter", "disrepair", "repair", "mould", "damp"],
    &["job", "work", "employ", "cv.", "redundan", "sacked"],
    &["alcohol", "drink", "drug", "addict", "recovery", "sober", "booze"],
    &["dementia", "memory", "alzheimer"],
    &["baby", "babies", "toddler", "parent", "mum.", "mums.", "dad.", "dads."],
    &["child", "kid.", "kids.", "youngster", "toddler"],
    &["garden", "allotment", "grow", "plant"],
    &["singing", "singer", "sing.", "choir", "music"],
    &["craft", "knit", "sew.", "sewing", "crochet", "paint", "art.", "arts."],
    &["english", "esol", "language"],
    &["deaf", "hearing"],
    &["blind", "sight", "vision"],
    &["repair", "mend.", "mending", "fix.", "handy"],
    &["heating", "fuel", "energy", "damp", "warm", "freezing", "leccy", "meter"],
    &["violence", "abuse", "domestic", "refuge."],
    &["weight", "diet", "cook"],
    &["smok", "quit.", "vap"],
    &["cuppa", "coffee", "tea."],
    &["falls", "balance", "mobility", "frail"],
    &["legal", "law.", "solicitor", "tribunal", "rights"],
    &["gambl", "betting", "bookies"],
    &["immigra", "asylum", "refugee", "visa"],
    &["shed.", "sheds.", "woodwork", "diy."],
    &["dance", "dancing", "zumba", "ballroom"],
    &["swim", "pool.", "aqua"],
    &["pension", "retire"],
    &["volunteer", "mentor"],
];

/// Everyday words that are often typed with a slip. Each has others for the same thing in [`ALIKE`].
pub(super) const EVERYDAY: &str = "allotment anxiety anxious befriending benefits bereavement budgeting caring choir \
    companion computer cooking craft crochet debt dementia depression digital drinking employment english exercise \
    fitness foodbank friend gardening grief hearing heating homeless housing internet isolated knitting language \
    loneliness lonely lunch memory mental money music painting parent recovery rent repair respite \
    sewing sight singing smoking social tenancy toddler transport violence walking wellbeing widow";

/// The everyday word that was probably meant by one that nothing holds: "gardning", "lonly". The directory need not hold
/// that very word, for others for the same thing are looked for with it.
#[must_use]
pub fn everyday(typed: &str) -> Option<&'static str> {
    let most = slips(typed.chars().count());
    let near =
        EVERYDAY.split(' ').filter_map(|word| Some(((1..=most).find(|apart| is_close(typed, word, *apart))?, word)));
    near.min().map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::super::Sought;
    use super::*;

    #[test]
    fn every_word_of_a_group_is_folded_and_means_the_others() {
        for group in ALIKE {
            for word in *group {
                let bare = word.strip_suffix('.').unwrap_or(word);
                assert_eq!(crate::text::fold(bare), bare, "{word} is folded");
                assert!(!bare.contains(' '), "{word}: no entry holds two words in one");
            }
        }
        let of = |typed: &str| {
            let it = Sought::of(typed);
            [it.alike, it.whole].concat()
        };
        for (typed, other) in [
            ("food", "supper"),
            ("food", "pantry"),
            ("lunch", "food"),
            ("supper", "meal"),
            ("meals", "pantry"),
            ("kids", "child"),
            ("depressed", "counsel"),
            ("depressed", "depress"),
            ("bills", "debt"),
            ("leaking", "disrepair"),
            ("roof", "repair"),
            ("tea", "coffee"),
        ] {
            assert!(of(typed).contains(&other.to_owned()), "{typed} is {other}: {:?}", of(typed));
        }
        assert!(of("teacher").is_empty() && of("business").is_empty(), "a whole word has no other ending");
    }

    #[test]
    fn a_slip_in_an_everyday_word_is_forgiven() {
        for (typed, word) in [
            ("gardning", Some("gardening")),
            ("walkin", Some("walking")),
            ("lonly", Some("lonely")),
            ("lonelyness", Some("loneliness")),
            ("anxity", Some("anxiety")),
            ("befrending", Some("befriending")),
            ("berevment", Some("bereavement")),
            ("cat", None),
            ("zzzzzz", None),
            ("", None),
        ] {
            assert_eq!(everyday(typed), word, "{typed}");
        }
        for word in EVERYDAY.split(' ') {
            assert!(!Sought::of(word).alike.is_empty(), "{word}");
        }
    }
}
