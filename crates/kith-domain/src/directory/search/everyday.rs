//! Everyday British words and turns of phrase, and what is looked for by them.
//!
//! The lists are our own, reviewed, and short enough to be read in one sitting. What stands here is also all that is
//! ever written down of a search that found nothing ([`counted`]): no name of a person, a street or a drug stands here,
//! so that no word of somebody's life can.

use super::alike::{ALIKE, EVERYDAY};
use super::{Sought, stem};
use crate::need::Domain;

/// What comes to people, and what helps them out of the house.
const HOUSEBOUND: &[&str] = &[
    "athome.",
    "homevisit",
    "befriend",
    "housebound",
    "isolat",
    "companion",
    "transport",
    "minibus",
    "lifts.",
    "driv",
];

/// What helps whoever has no money: advice, benefits, and something to eat.
const PENNILESS: &[&str] =
    &["debt", "money", "benefit", "hardship", "welfare", "arrear", "foodbank", "pantry", "pantries", "food"];

/// What people say in one word, folded, and what is looked for beside it: what helps, and not the same thing.
pub(super) const WORDS: &[(&str, &[&str])] = &[
    ("skint", PENNILESS),
    ("broke", PENNILESS),
    ("penniless", PENNILESS),
    ("brassic", PENNILESS),
    ("bills", &["benefit", "fuel", "energy", "utilit"]),
    ("indoors", HOUSEBOUND),
    ("housebound", HOUSEBOUND),
    ("kids", &["family", "families", "parent", "baby", "babies", "playgroup", "youth"]),
    ("children", &["family", "families", "parent", "playgroup", "youth"]),
    ("lift", &["transport", "minibus", "driv"]),
    ("hungry", PENNILESS),
    ("dropin", &["drop."]),
    ("leaking", &["housing"]),
    ("roof", &["housing"]),
];

/// What people say in several words, folded, and beginnings of the words that are looked for instead. Longer ones stand
/// first where one begins with another.
pub(super) const PHRASES: &[(&str, &[&str])] = &[
    ("cant get out of the house", HOUSEBOUND),
    ("cant get out of bed", &["wellbeing", "mental", "mood", "athome.", "homevisit", "counsel"]),
    ("cant get out", HOUSEBOUND),
    ("doesnt get out", HOUSEBOUND),
    ("cant leave the house", HOUSEBOUND),
    ("cant leave the flat", HOUSEBOUND),
    ("cant leave home", HOUSEBOUND),
    ("never leaves the house", HOUSEBOUND),
    ("doesnt leave the house", HOUSEBOUND),
    ("never goes out", HOUSEBOUND),
    ("cant go out", HOUSEBOUND),
    ("stuck at home", HOUSEBOUND),
    ("stuck in the house", HOUSEBOUND),
    ("stuck indoors", HOUSEBOUND),
    ("stuck inside", HOUSEBOUND),
    ("stuck in", HOUSEBOUND),
    ("no one to talk to", &["befriend", "lonel", "listen", "talk", "isolat"]),
    ("nobody to talk to", &["befriend", "lonel", "listen", "talk", "isolat"]),
    ("someone to talk to", &["befriend", "listen", "talk", "counsel"]),
    ("on my own", &["lonel", "befriend", "isolat", "friend"]),
    ("on their own", &["lonel", "befriend", "isolat", "friend"]),
    ("on her own", &["lonel", "befriend", "isolat", "friend"]),
    ("on his own", &["lonel", "befriend", "isolat", "friend"]),
    ("make friends", &["befriend", "friend", "social", "lonel"]),
    ("meet people", &["social", "friend", "coffee", "lonel"]),
    ("get out more", &["social", "walk", "outing", "friend"]),
    ("feeling low", &["mood", "depress", "wellbeing", "mental"]),
    ("feeling down", &["mood", "depress", "wellbeing", "mental"]),
    ("cant cope", &["wellbeing", "mental", "crisis", "listen", "counsel"]),
    ("cant sleep", &["sleep", "insomnia", "wellbeing"]),
    ("cant pay", &["debt", "money", "arrear", "hardship"]),
    ("behind with the rent", &["debt", "rent", "arrear", "evict", "housing"]),
    ("no money", PENNILESS),
    ("short of money", PENNILESS),
    ("hard up", PENNILESS),
    ("making ends meet", &["debt", "money", "budget", "benefit", "hardship"]),
    ("make ends meet", &["debt", "money", "budget", "benefit", "hardship"]),
    ("loan shark", &["debt", "lend", "credit", "money"]),
    ("universal credit", &["benefit", "welfare", "universal"]),
    ("attendance allowance", &["benefit", "attendance", "welfare"]),
    ("filling in forms", &["benefit", "advice", "form", "welfare"]),
    ("fill in forms", &["benefit", "advice", "form", "welfare"]),
    ("nothing to eat", &["food", "pantry", "meal", "supper", "lunch."]),
    ("cant heat", &["heating", "fuel", "energy", "warm"]),
    ("cold house", &["heating", "fuel", "energy", "warm", "damp"]),
    ("sofa surfing", &["homeless", "housing"]),
    ("nowhere to live", &["homeless", "housing", "refuge"]),
    ("kicked out", &["homeless", "housing", "evict", "refuge"]),
    ("out of work", &["employ", "job", "work"]),
    ("cant get there", &["transport", "minibus", "driv"]),
    ("get about", &["transport", "minibus", "mobility", "bus"]),
    ("getting about", &["transport", "minibus", "mobility", "bus"]),
    ("lift to hospital", &["transport", "driv", "minibus"]),
    ("getting online", &["digital", "computer", "internet", "online"]),
    ("looks after", &["carer", "caring", "respite"]),
    ("looking after", &["carer", "caring", "respite"]),
    ("need a break", &["respite", "carer"]),
    ("lost my husband", &["bereave", "grief", "widow"]),
    ("lost my wife", &["bereave", "grief", "widow"]),
    ("passed away", &["bereave", "grief", "griev"]),
    ("drinks too much", &["alcohol", "addict", "recovery", "sober"]),
    ("drinking too much", &["alcohol", "addict", "recovery", "sober"]),
    ("stop smoking", &["smok", "quit"]),
    ("lose weight", &["weight", "diet", "exercise"]),
    ("keep fit", &["exercise", "fitness", "gym", "active"]),
    ("chair exercise", &["seated", "chair", "exercise"]),
    ("something to do", &["activit", "social", "group", "hobby"]),
    ("get out of the house", &["social", "walk", "activit", "group"]),
    ("men in sheds", &["shed", "woodwork", "repair"]),
    ("mens shed", &["shed", "woodwork", "repair"]),
    ("hits me", &["violence", "abuse", "domestic", "refuge"]),
    ("new to the area", &["social", "newcomer", "friend", "welcome"]),
    ("learn english", &["english", "esol", "language"]),
];

/// Folded words with what is said in several ways said in one: "cannot" and "can not" are "cant".
pub(super) fn shortened(folded: &str) -> String {
    const WAYS: [(&str, &str); 7] = [
        ("cannot", "cant"),
        ("can not", "cant"),
        ("could not", "cant"),
        ("couldnt", "cant"),
        ("does not", "doesnt"),
        ("do not", "dont"),
        ("unable to", "cant"),
    ];
    let mut all = format!(" {folded} ");
    for (long, short) in WAYS {
        all = all.replace(&format!(" {long} "), &format!(" {short} "));
    }
    all.trim().to_owned()
}

/// Words that many entries hold and that say little of what is looked for: an entry that holds only these of what was
/// typed is not what was meant.
pub(super) const COMMON: &[&str] = &[
    "adult",
    "adults",
    "afternoon",
    "all",
    "area",
    "available",
    "based",
    "centre",
    "class",
    "classes",
    "club",
    "come",
    "community",
    "day",
    "days",
    "evening",
    "every",
    "everybody",
    "everyone",
    "free",
    "full",
    "give",
    "go",
    "going",
    "good",
    "hall",
    "home",
    "hour",
    "hours",
    "house",
    "join",
    "keep",
    "know",
    "life",
    "like",
    "live",
    "living",
    "long",
    "make",
    "making",
    "meet",
    "meeting",
    "month",
    "monthly",
    "more",
    "morning",
    "new",
    "night",
    "office",
    "old",
    "open",
    "other",
    "own",
    "people",
    "person",
    "project",
    "room",
    "rooms",
    "scheme",
    "service",
    "services",
    "session",
    "sessions",
    "shop",
    "small",
    "start",
    "take",
    "team",
    "thing",
    "things",
    "time",
    "times",
    "together",
    "town",
    "use",
    "week",
    "weekly",
    "weeks",
    "work",
    "working",
    "year",
    "years",
    "young",
];

/// Words that say nothing of what is looked for, beside others.
pub(super) const EMPTY: &[&str] = &[
    "a",
    "an",
    "and",
    "any",
    "anything",
    "at",
    "by",
    "can",
    "cant",
    "do",
    "does",
    "doesnt",
    "dont",
    "find",
    "for",
    "from",
    "get",
    "group",
    "groups",
    "has",
    "have",
    "he",
    "help",
    "her",
    "him",
    "his",
    "i",
    "im",
    "in",
    "is",
    "it",
    "local",
    "looking",
    "me",
    "my",
    "near",
    "need",
    "needs",
    "of",
    "on",
    "or",
    "place",
    "please",
    "she",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "somewhere",
    "support",
    "that",
    "the",
    "their",
    "them",
    "they",
    "to",
    "want",
    "wants",
    "who",
    "with",
    "would",
    "your",
];

/// Beginnings of words by which something for a need is known.
#[must_use]
pub const fn of_need(need: Domain) -> &'static [&'static str] {
    match need {
        Domain::Benefits => &["benefit", "welfare", "allowance", "pip", "entitle", "universal"],
        Domain::Money => &["debt", "money", "budget", "arrear", "financ", "hardship", "credit"],
        Domain::Housing => &["housing", "homeless", "tenan", "rent", "landlord", "evict", "hostel"],
        Domain::Food => &["food", "pantry", "larder", "meal", "lunch", "cook"],
        Domain::Fuel => &["fuel", "energy", "heating", "warm", "damp", "utilit"],
        Domain::Work => &["employ", "job", "work", "cv", "volunteer"],
        Domain::Legal => &["legal", "law", "solicitor", "tribunal", "rights"],
        Domain::Immigration => &["immigra", "asylum", "refugee", "esol", "visa", "migrant", "interpret"],
        Domain::Transport => &["transport", "minibus", "driv", "bus", "travel", "mobility"],
        Domain::Digital => &["digital", "computer", "internet", "online", "tablet", "laptop"],
        Domain::HealthCare => &["health", "nurse", "clinic", "dentist", "doctor", "hospital"],
        Domain::SocialCare => &["care", "council", "adaptation", "equipment", "assessment"],
        Domain::Safety => &["abuse", "violence", "domestic", "refuge", "safety", "hate"],
        Domain::Connection => &["lonel", "befriend", "social", "friend", "isolat", "coffee", "companion", "lunch"],
        Domain::Caring => &["carer", "caring", "respite", "dementia"],
        Domain::Family => &["family", "parent", "child", "baby", "toddler", "relationship"],
        Domain::Bereavement => &["bereave", "grief", "griev", "widow", "loss"],
        Domain::Wellbeing => &["wellbeing", "mental", "mood", "anxi", "depress", "counsel", "listen", "mindful"],
        Domain::Activity => {
            &["walk", "exercise", "fitness", "gym", "swim", "yoga", "dance", "garden", "sport", "active", "pain"]
        }
        Domain::Substance => &["alcohol", "drug", "addict", "recovery", "gambl", "sober", "smok"],
        Domain::Learning => &["learn", "course", "class", "college", "english", "skill", "literacy"],
        Domain::Strengths => &["volunteer", "mentor", "community", "timebank", "skill"],
    }
}

/// More things that people look for, so that they can be counted when there are none.
const ACTIVITIES: &str = "acupuncture aerobics allotments angling archery astronomy badminton baking bingo birdwatching \
    boccia book bowls boxing bridge cards carpentry ceramics chess cinema climbing coffee cricket croquet curling cycling \
    dance dancing darts dominoes drama drawing drumming embroidery fishing football genealogy golf gymnastics history \
    hockey jewellery judo juggling kabaddi karaoke karate knitting lacemaking massage meditation mindfulness model movie \
    netball opera orchestra photography pilates pool pottery puppetry quilting quiz reading reminiscence rounders rowing \
    rugby running sailing scrabble scrapbooking shed skating snooker softball squash surfing swimming tai tango tennis \
    theatre trampoline ukulele volunteering walks weaving whist woodwork wrestling writing yoga zumba \
    advocacy autism adhd bathing bills birdsong cancer chiropody cleaning clothes counselling dentist diabetes \
    disability driving epilepsy equipment eviction eyesight falls fibromyalgia forms furniture gambling handyman hoarding \
    hospital insomnia insulation interpreter laundry legal lgbt mediation menopause menstruation migraine mobility \
    neighbours nursery obesity pain pension pets physiotherapy playgroup podiatry pregnancy probation refugee \
    relationships school shopping sleep stammer stroke tinnitus tribunal trauma veterans wheelchair";

/// Whether a folded word stands among what people look for.
pub(super) fn counts(word: &str) -> bool {
    ACTIVITIES.split_whitespace().any(|known| known == word)
}

/// The word or phrase of our own lists under which a word that found nothing is counted; `None` for every other word,
/// whatever it is.
#[must_use]
pub fn counted(sought: &Sought) -> Option<&'static str> {
    let word = sought.word.as_str();
    if let Some((phrase, _)) = PHRASES.iter().find(|(phrase, _)| *phrase == word) {
        return Some(phrase);
    }
    let of_lists = || EVERYDAY.split_whitespace().chain(ACTIVITIES.split_whitespace());
    let same = of_lists().find(|known| *known == word);
    let like =
        || of_lists().find(|known| sought.begins.iter().any(|it| it == known || Some(it) == stem(known).as_ref()));
    let alike = || {
        let bare = ALIKE.iter().flat_map(|group| group.iter()).map(|known| known.trim_end_matches('.'));
        bare.filter(|known| known.len() >= 3).find(|known| sought.begins.iter().any(|it| it == known))
    };
    let said = || WORDS.iter().map(|(said, _)| *said).find(|known| *known == word);
    same.or_else(like).or_else(alike).or_else(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_lists_is_folded_and_stands_once() {
        for (phrase, alike) in PHRASES {
            assert_eq!(crate::text::fold(phrase), *phrase);
            assert!(phrase.contains(' '), "{phrase} is several words");
            assert_eq!(shortened(phrase), *phrase, "what is typed is shortened before it is compared");
            for word in *alike {
                let word = word.strip_suffix('.').unwrap_or(word);
                assert_eq!(crate::text::fold(word), *word);
                assert!(!word.contains(' '), "{word}: a beginning of one word");
            }
            assert_eq!(PHRASES.iter().filter(|(other, _)| other == phrase).count(), 1, "{phrase}");
        }
        for word in EMPTY.iter().chain(COMMON).chain(WORDS.iter().map(|(said, _)| said)) {
            assert_eq!(crate::text::fold(word), *word);
            assert!(!word.contains(' '), "{word}");
        }
        for (at, (phrase, _)) in PHRASES.iter().enumerate() {
            let later = PHRASES.iter().skip(at + 1).find(|(other, _)| other.starts_with(&format!("{phrase} ")));
            assert_eq!(later, None, "{phrase} would hide a longer one");
        }
    }

    #[test]
    fn what_people_say_in_several_words_is_looked_for_by_what_helps() {
        let of = |typed: &str| Sought::all(typed).into_iter().map(|it| it.word).collect::<Vec<_>>();
        assert_eq!(of("She can't get out"), ["cant get out"]);
        assert_eq!(of("can’t get out of the house"), ["cant get out of the house"]);
        for typed in ["cannot get out", "can not get out", "Couldn't get out", "she is unable to get out"] {
            assert_eq!(of(typed), ["cant get out"], "{typed}");
        }
        for typed in ["stuck indoors", "can't leave the house", "housebound", "indoors", "stuck in"] {
            let all = Sought::all(typed);
            let [one] = all.as_slice() else { panic!("{typed}: {all:?}") };
            assert!(one.whole.contains(&"athome".to_owned()) && one.alike.contains(&"minibus".to_owned()), "{one:?}");
            assert!(!one.alike.contains(&"visit".to_owned()), "a visit may be by a surveyor");
        }
        assert_eq!(of("help for the carers"), ["carers"]);
        assert_eq!(of("the"), ["the"], "alone even an empty word is looked for");
        assert_eq!(of("universal credit forms"), ["universal credit", "forms"]);
        let found = Sought::all("can't get out").pop().expect("a phrase");
        assert!(found.begins.is_empty() && found.alike.contains(&"befriend".to_owned()));
        for helps in ["debt", "money", "benefit", "foodbank", "pantry"] {
            assert!(Sought::of("skint").alike.contains(&helps.to_owned()), "{helps}");
        }
        assert!(!Sought::of("food").alike.contains(&"debt".to_owned()), "food helps the skint, and debt feeds nobody");
        assert!(Sought::of("debt").alike.contains(&"money".to_owned()));
    }

    #[test]
    fn only_words_of_our_own_lists_are_ever_counted() {
        let of = |typed: &str| Sought::all(typed).iter().map(counted).collect::<Vec<_>>();
        assert_eq!(of("kabaddi"), [Some("kabaddi")]);
        assert_eq!(of("skint"), [Some("skint")]);
        assert_eq!(of("debts"), [Some("debt")]);
        assert_eq!(of("can't get out"), [Some("cant get out")]);
        for name in
            ["Okonkwo", "Siobhan", "9990000018", "07700900123", "Elswick", "sertraline", "Mary", "Smith", "Rose"]
        {
            assert_eq!(of(name), [None], "{name}");
        }
    }

    #[test]
    fn every_need_has_words_it_is_known_by() {
        for need in Domain::ALL {
            assert!(!of_need(*need).is_empty(), "{}", need.label());
            assert!(of_need(*need).iter().all(|it| crate::text::fold(it) == *it && !it.contains(' ')));
        }
    }
}
