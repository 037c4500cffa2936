//! The index against a search that looks at every entry, over directories and questions of any kind.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use kith_domain::directory::access::{AccessNeed, Accesses};
use kith_domain::directory::record::Position;
use kith_domain::directory::search::rank::{points, steps};
use kith_domain::directory::search::{Asked, DayPart, Facts, How, Near, Opening, Rank, Sought, Within};
use kith_domain::directory::{Capacity, Status};
use kith_search::{Document, Hit, Index, Mark, Published};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 27);
const WORDS: [&str; 16] = [
    "walk",
    "walking",
    "garden",
    "gardening",
    "tea",
    "talk",
    "debt",
    "money",
    "choir",
    "chess",
    "befriending",
    "lunch",
    "harbour",
    "été",
    "teacher",
    "athome",
];

fn facts(age: Option<u8>, capacity: Capacity) -> Facts {
    Facts {
        minimum_age: age,
        maximum_age: None,
        is_free: false,
        openings: Box::new([]),
        told: Box::new([]),
        places: Box::new([]),
        locations: 1,
        access: Default::default(),
        languages: "".into(),
        capacity,
        paused_until: None,
        status: Status::Active,
        checked: Some(TODAY),
        is_listed: true,
        is_published: true,
        terms: Box::new([]),
        taxonomies: Box::new([]),
    }
}

/// Facts of any kind, from few enough values that questions meet them.
fn any_facts() -> impl Strategy<Value = Facts> {
    let capacity = prop::sample::select(vec![Capacity::Room, Capacity::Full, Capacity::Wait { weeks: None }]);
    let ages = (prop::option::of(0_u8..90), prop::option::of(0_u8..90));
    let places = prop::collection::vec(position(), 0..3);
    let languages = prop::sample::select(&["", "polish", "welsh polish"][..]);
    let said = (any::<bool>(), prop::bool::weighted(0.9), access(), languages);
    let times = (prop::collection::vec(opening(), 0..3), prop::collection::vec(opening(), 0..2));
    (ages, capacity, times, places, said).prop_map(
        |((minimum_age, maximum_age), capacity, (openings, told), places, (is_free, is_listed, access, languages))| {
            Facts {
                minimum_age,
                maximum_age,
                is_free,
                is_listed,
                access,
                openings: openings.into(),
                told: told.into(),
                places: places.into(),
                languages: languages.into(),
                ..facts(None, capacity)
            }
        },
    )
}

fn opening() -> impl Strategy<Value = Opening> {
    let opening = (
        prop::option::of(weekday()),
        prop::option::of(0_u16..1441),
        prop::option::of(0_u16..1441),
        prop::option::weighted(0.2, prop::sample::select(vec![date(2026, 11, 26), TODAY])),
    );
    opening.prop_map(|(day, opens, closes, last)| Opening { day, opens, closes, last })
}

fn weekday() -> impl Strategy<Value = Weekday> {
    prop::sample::select(vec![Weekday::Monday, Weekday::Tuesday, Weekday::Sunday])
}

/// Places a mile or so apart.
fn position() -> impl Strategy<Value = Position> {
    (0_i32..6, 0_i32..6).prop_map(|(north, east)| Position {
        latitude: 54_900_000 + north * 17_000,
        longitude: -1_600_000 + east * 31_000,
    })
}

fn access() -> impl Strategy<Value = Accesses> {
    let need = prop::sample::select(vec![AccessNeed::StepFree, AccessNeed::Home, AccessNeed::Remote]);
    prop::collection::vec(need, 0..3).prop_map(|all| all.into_iter().collect())
}

/// What is asked beside words.
fn beside() -> impl Strategy<Value = Asked> {
    let time = (prop::option::of(weekday()), prop::option::of(prop::sample::select(DayPart::ALL)));
    let place = (prop::option::of(position()), prop::option::of(prop::sample::select(Within::ALL)));
    let language = prop::option::of(prop::sample::select(&["polish", "urdu"][..]));
    let age = prop::option::weighted(0.3, 0_u8..90);
    (time, place, access(), language, age, prop::bool::weighted(0.2)).prop_map(
        |((day, part), (near, within), access, language, age, is_free)| Asked {
            day,
            part,
            near: near.map(Near::to),
            within,
            access,
            language: language.map(str::to_owned),
            age,
            is_free,
            ..Asked::default()
        },
    )
}

fn document() -> impl Strategy<Value = Document> {
    let words = prop::collection::btree_map(prop::sample::select(&WORDS[..]), 1_u8..=8, 0..6);
    (0_u128..30, prop::sample::select(&["a", "b", "c"][..]), words, any_facts()).prop_map(|(id, name, words, facts)| {
        Document {
            id: Uuid::from_u128(id),
            name: name.to_owned(),
            words: words.into_iter().map(|(word, weight)| (word.to_owned(), weight)).collect(),
            facts,
            published: None,
        }
    })
}

/// What a person could have typed.
fn typed() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "walk",
        "walks",
        "wal",
        "g",
        "garden",
        "skint",
        "tea",
        "rambling",
        "choir",
        "ch",
        "on my own",
        "coffee",
        "stuck indoors",
        "harbour",
        "xyz",
    ]);
    prop::collection::vec(word, 0..4).prop_map(|words| words.join(" "))
}

/// The points of a word in an entry, if it holds it.
fn held(document: &Document, sought: &Sought) -> Option<u16> {
    let meets = |begin: &String, whole: How, rest: How| {
        let weights = document.words.iter().filter(|(word, _)| word.starts_with(begin.as_str()));
        weights.map(|(word, weight)| points(*weight, if word == begin { whole } else { rest })).max()
    };
    let begins = sought.begins.iter().filter_map(|it| meets(it, How::Word, How::Begins));
    let alike = sought.alike.iter().filter_map(|it| meets(it, How::Alike, How::Alike));
    let whole = sought.whole.iter().filter_map(|it| Some(points(*document.words.get(it)?, How::Alike)));
    begins.chain(alike).chain(whole).max()
}

/// What a search finds that looks at every word of every entry.
fn slowly(all: &BTreeMap<Uuid, Document>, asked: &Asked, least: usize) -> Vec<Hit> {
    let mut hits: Vec<Hit> = all
        .values()
        .filter(|document| asked.allows(&document.facts, TODAY))
        .filter_map(|document| {
            let points: Vec<u16> = asked.words.iter().filter_map(|word| held(document, word)).collect();
            let sum = points.iter().map(|it| u32::from(*it)).sum();
            let rank = Rank::new(asked.words.len(), points.len(), sum, steps(asked, &document.facts, TODAY));
            (points.len() >= least).then(|| Hit { rank, name: document.name.clone(), id: document.id })
        })
        .collect();
    hits.sort();
    hits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_index_finds_what_a_look_at_every_entry_finds_in_the_same_order_page_by_page(
        takings in prop::collection::vec((prop::collection::vec(document(), 0..9), prop::collection::vec(0_u128..30, 0..3)), 1..6),
        typed in typed(),
        beside in prop_oneof![Just(Asked::default()), beside()],
        least in 0_usize..3,
        most in 1_usize..7,
    ) {
        let (mut index, mut all) = (Index::default(), BTreeMap::new());
        for (documents, gone) in takings {
            for document in &documents {
                all.insert(document.id, document.clone());
            }
            index = index.with(documents);
            let gone: Vec<Uuid> = gone.into_iter().map(Uuid::from_u128).collect();
            all.retain(|id, _| !gone.contains(id));
            index = index.without(&gone);
            prop_assert_eq!(index.len(), all.len());
        }
        let asked = Asked { words: Asked::of_words(&typed).words, ..beside };
        let least = least.min(asked.words.len());
        let expected = slowly(&all, &asked, least);
        let mut found: Vec<Hit> = Vec::new();
        loop {
            let after: Option<Mark> = found.last().cloned();
            let page = index.find(&asked, least, TODAY, after.as_ref(), most);
            prop_assert_eq!(page.total, expected.len());
            prop_assert!(page.hits.len() <= most);
            if page.hits.is_empty() {
                break;
            }
            found.extend(page.hits);
        }
        prop_assert_eq!(&found, &expected);

        // The same in the order of identifiers, cut anywhere.
        let lets = |facts: &Facts| asked.allows(facts, TODAY);
        let mut ids: Vec<Uuid> = slowly(&all, &asked, asked.words.len()).into_iter().map(|hit| hit.id).collect();
        ids.sort();
        let (lines, total) = index.listed(&asked.words, lets, |_| 2, (most, 5));
        let twice: Vec<(Uuid, usize)> = ids.iter().flat_map(|id| [(*id, 0), (*id, 1)]).collect();
        prop_assert_eq!(total, twice.len());
        prop_assert_eq!(lines, twice.into_iter().skip(most).take(5).collect::<Vec<_>>());

        for sought in &asked.words {
            let holds = all.values().any(|it| held(it, sought).is_some());
            prop_assert_eq!(index.holds(sought), holds);
        }
    }
}

fn named(id: u128, words: &[(&str, u8)]) -> Document {
    Document {
        id: Uuid::from_u128(id),
        name: format!("entry {id:03}"),
        words: words.iter().map(|(word, weight)| ((*word).to_owned(), *weight)).collect(),
        facts: facts(None, Capacity::Room),
        published: None,
    }
}

#[test]
fn the_word_that_is_there_is_meant_by_one_with_slips_and_none_that_went_away() {
    let index = Index::default().with(vec![named(1, &[("gardening", 8), ("benefits", 1)]), named(2, &[("guard", 1)])]);
    for (typed, word) in [
        ("gardning", Some("gardening")),
        ("hardening", Some("gardening")),
        ("benifits", Some("benefits")),
        ("gaurd", Some("guard")),
        ("zzzzzzz", None),
        ("gua", None),
        ("", None),
    ] {
        assert_eq!(index.meant(typed).as_deref(), word, "{typed}");
    }
    let index = index.without(&[Uuid::from_u128(1)]);
    assert_eq!(index.meant("gardning"), None);
    assert!(!index.holds(&Sought::of("benefits")) && index.holds(&Sought::of("guard")));
}

#[test]
fn an_index_that_somebody_searches_stays_as_it_is() {
    let before = Index::default().with((0..100).map(|id| named(id, &[("tea", 1)])).collect());
    let after = before.with(vec![named(7, &[("choir", 8)])]).without(&[Uuid::from_u128(8)]);
    let tea = Asked::of_words("tea");
    assert_eq!(before.find(&tea, 1, TODAY, None, 5).total, 100);
    assert_eq!(after.find(&tea, 1, TODAY, None, 5).total, 98);
    assert_eq!(after.find(&Asked::of_words("choir"), 1, TODAY, None, 5).hits[0].id, Uuid::from_u128(7));
    assert!(before.bytes() > 0 && Index::default().is_empty());
}

#[test]
fn a_full_one_stands_behind_one_with_room_that_meets_the_words_as_well() {
    let mut full = named(1, &[("walk", 8)]);
    full.facts.capacity = Capacity::Full;
    let index = Index::default().with(vec![full, named(2, &[("walk", 8)]), named(3, &[("walk", 1)])]);
    let found = index.find(&Asked::of_words("walk"), 1, TODAY, None, 9).hits;
    let ids: Vec<u128> = found.iter().map(|hit| hit.id.as_u128()).collect();
    assert_eq!(ids, [2, 1, 3], "in the name, and full, still before a mention");
}

#[test]
fn what_is_published_otherwise_is_listed_by_that_and_searched_by_what_is_shown() {
    let shown = named(1, &[("friday", 1)]);
    let of_the_feed = Facts { minimum_age: Some(18), ..shown.facts.clone() };
    let published = Published { words: [("tuesday".to_owned(), 1)].into_iter().collect(), facts: of_the_feed };
    let corrected = Document { published: Some(published), ..shown };
    // The second taking joins the segments: it is kept through that.
    let index =
        Index::default().with(vec![corrected, named(2, &[("friday", 1)])]).with(vec![named(3, &[("tuesday", 1)])]);
    let listed = |typed: &str, least: Option<u8>| {
        let lets = |facts: &Facts| least.is_none() || facts.minimum_age >= least;
        let (lines, total) = index.listed(&Asked::of_words(typed).words, lets, |_| 1, (0, 9));
        assert_eq!(lines.len(), total);
        lines.into_iter().map(|(id, _)| id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!((listed("friday", None), listed("tuesday", None)), (vec![2], vec![1, 3]));
    assert_eq!((listed("", None), listed("", Some(18))), (vec![1, 2, 3], vec![1]));
    let found = |typed: &str| {
        let asked = Asked::of_words(typed);
        index.find(&asked, 1, TODAY, None, 9).hits.iter().map(|hit| hit.id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!((found("friday"), found("tuesday")), (vec![1, 2], vec![3]));
    let adult = Asked { age: Some(3), ..Asked::default() };
    assert_eq!(index.find(&adult, 0, TODAY, None, 9).total, 3, "what is shown says nothing of ages");
}
