//! How fast the index of the directory answers: `cargo bench -p kith-search`, and how long it takes to make and how much
//! memory it holds.
//!
//! A hundred thousand made-up entries from a fixed seed, harsher than a real directory: descriptions of sixty words, a
//! hundred and twelve common words by Zipf's law and fifty thousand rare ones. Every question goes through everything
//! that a search goes through: words, everyday words for the same thing, ranks, filters, the nearest word where nothing is
//! held. What is found is looked at before it is timed: every word must be held by every entry.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement reads the clock, prints, and ends by panicking when an answer is wrong"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::civil::{Date, Weekday, date};
use kith_domain::directory::access::AccessNeed;
use kith_domain::directory::record::Position;
use kith_domain::directory::search::{Asked, DayPart, Facts, Near, Opening, Sought, Within, everyday};
use kith_domain::directory::{Capacity, Status};
use kith_search::{Document, Found, Index};
use uuid::Uuid;

const ENTRIES: usize = 100_000;
const COMMON: usize = 112;
const RARE: usize = 50_000;
const QUESTIONS: usize = 2_000;
const TODAY: Date = date(2026, 11, 27);

/// SplitMix64: the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("fits")
    }

    /// The number of a word by Zipf's law: the first about twice as often as the second.
    fn zipf(&mut self, weights: &[f64]) -> usize {
        let at = (self.next() >> 11) as f64 / (1_u64 << 53) as f64 * weights[weights.len() - 1];
        weights.partition_point(|it| *it < at).min(weights.len() - 1)
    }
}

/// A made-up word of two to four syllables.
fn word(chance: &mut Chance) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "cor", "del", "fen", "gri", "ham", "jo", "kel", "lum", "mar", "nor", "pel", "quin", "ros", "sto", "tam",
        "ul", "ver", "wes", "yar", "zo", "bri", "cla", "dun",
    ];
    let count = 2 + chance.below(3);
    (0..count).map(|_| SYLLABLES[chance.below(SYLLABLES.len())]).collect()
}

struct Corpus {
    common: Vec<String>,
    rare: Vec<String>,
    weights: Vec<f64>,
}

impl Corpus {
    fn new(chance: &mut Chance) -> Self {
        // The words people search by stand among the common ones.
        let real = "walking social lunch garden advice debt craft singing dance carers memory exercise women men families \
            community cafe friends housing benefits transport computer wellbeing swimming";
        let mut common: Vec<String> = real.split_whitespace().map(str::to_owned).collect();
        while common.len() < COMMON {
            common.push(word(chance));
        }
        let rare = (0..RARE).map(|number| format!("{}{}", word(chance), number % 7)).collect();
        let mut sum = 0.0;
        let weights = (1..=COMMON)
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        Self { common, rare, weights }
    }

    fn any(&self, chance: &mut Chance) -> &str {
        if chance.below(10) < 7 { &self.common[chance.zipf(&self.weights)] } else { &self.rare[chance.below(RARE)] }
    }

    fn entry(&self, number: usize, chance: &mut Chance) -> Document {
        let mut words: BTreeMap<String, u8> = BTreeMap::new();
        for _ in 0..60 {
            words.entry(self.any(chance).to_owned()).or_insert(1);
        }
        for _ in 0..2 {
            words.insert(self.any(chance).to_owned(), 4);
        }
        let name: Vec<String> = (0..3).map(|_| self.any(chance).to_owned()).collect();
        for word in &name {
            words.insert(word.clone(), 8);
        }
        let place = Position {
            latitude: 54_500_000 + i32::try_from(chance.below(900_000)).expect("fits"),
            longitude: -2_200_000 + i32::try_from(chance.below(900_000)).expect("fits"),
        };
        let opens = u16::try_from(8 * 60 + chance.below(12) * 60).expect("fits");
        let day = Weekday::from_monday_zero_offset(i8::try_from(chance.below(7)).expect("fits")).expect("a day");
        let access = [AccessNeed::StepFree, AccessNeed::Loop].into_iter().filter(|_| chance.below(3) == 0).collect();
        let facts = Facts {
            minimum_age: (chance.below(3) == 0).then_some(18),
            maximum_age: None,
            is_free: chance.below(2) == 0,
            openings: Box::new([Opening { day: Some(day), opens: Some(opens), closes: Some(opens + 120), last: None }]),
            told: Box::new([]),
            places: Box::new([place]),
            locations: 1,
            access,
            languages: "".into(),
            capacity: [Capacity::NotSaid, Capacity::Room, Capacity::Wait { weeks: Some(4) }, Capacity::Full]
                [chance.below(4)],
            status: Status::Active,
            checked: Some(if chance.below(3) == 0 { date(2026, 3, 1) } else { date(2026, 11, 1) }),
            paused_until: None,
            is_listed: true,
            is_published: true,
            terms: Box::new([]),
            taxonomies: Box::new([]),
        };
        let id = u128::from(chance.next()) << 64 | number as u128;
        Document { id: Uuid::from_u128(id), name: name.join(" "), words, facts, published: None }
    }
}

/// A question as the application asks it.
fn ask(index: &Index, typed: &str, beside: &Asked) -> Found {
    let asked = Asked { words: Asked::of_words(typed).words, ..beside.clone() };
    let found = index.find(&asked, asked.words.len(), TODAY, None, 20);
    if found.total > 0 {
        return found;
    }
    let near = asked.words.iter().map(|word| {
        if index.holds(word) {
            return Some(word.clone());
        }
        let known = everyday(&word.word).map(Sought::of).filter(|it| index.holds(it));
        known.or_else(|| index.meant(&word.word).map(|it| Sought::of(&it)))
    });
    match near.collect::<Option<Vec<Sought>>>() {
        Some(words) => index.find(&Asked { words, ..asked.clone() }, asked.words.len(), TODAY, None, 20),
        None => found,
    }
}

/// Another letter in the middle of a word.
fn slip(word: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.swap(at, at + 1),
        _ => letters[at] = 'x',
    }
    letters.into_iter().collect()
}

fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").trim().parse().unwrap_or(0)
}

fn main() {
    let mut chance = Chance(7);
    let corpus = Corpus::new(&mut chance);
    let mut entries: Vec<Document> = (0..ENTRIES).map(|number| corpus.entry(number, &mut chance)).collect();
    // The answer to every question is looked at against what was made.
    let held: BTreeMap<Uuid, Vec<String>> =
        entries.iter().map(|it| (it.id, it.words.keys().cloned().collect())).collect();

    let began = Instant::now();
    let mut index = Index::default();
    while !entries.is_empty() {
        let rest = entries.split_off(entries.len().min(1000));
        index = index.with(std::mem::replace(&mut entries, rest));
    }
    let made = began.elapsed();
    assert_eq!(index.len(), ENTRIES);
    println!("{ENTRIES} entries taken in, a thousand at a time: {:.2} s", made.as_secs_f64());
    println!(
        "Memory by its own count: {:.1} MiB; private memory of the process with the corpus: {:.1} MiB",
        index.bytes() as f64 / 1_048_576.0,
        kilobytes("RssAnon") as f64 / 1024.0
    );
    let one = Instant::now();
    let again = corpus.entry(1, &mut chance);
    let changed = index.with(vec![again]);
    println!("One changed entry taken in: {:.2} ms", one.elapsed().as_secs_f64() * 1000.0);
    assert_eq!(changed.len(), ENTRIES + 1);

    let here = Near::to(Position { latitude: 54_950_000, longitude: -1_750_000 });
    let beside = Asked {
        near: Some(here),
        within: Some(Within::Ten),
        day: Some(Weekday::Tuesday),
        part: Some(DayPart::Morning),
        access: [AccessNeed::StepFree].into_iter().collect(),
        age: Some(67),
        ..Asked::default()
    };
    let near = Asked { near: Some(here), ..Asked::default() };
    let nothing = Asked::default();
    println!("\n| top 20 of 100,000 | p50 ms | p99 ms | worst ms | found, median |\n|---|---|---|---|---|");
    let common = |chance: &mut Chance| corpus.common[chance.zipf(&corpus.weights)].clone();
    let even = |chance: &mut Chance| corpus.common[chance.below(COMMON)].clone();
    let rare = |chance: &mut Chance| corpus.rare[chance.below(RARE)].clone();
    type Question<'a> = Box<dyn Fn(&mut Chance) -> String + 'a>;
    let kinds: Vec<(&str, &Asked, bool, Question<'_>)> = vec![
        ("one common word", &nothing, true, Box::new(common)),
        ("two words, Zipf", &nothing, true, Box::new(|it| format!("{} {}", common(it), common(it)))),
        ("two words, uniform", &nothing, true, Box::new(|it| format!("{} {}", even(it), even(it)))),
        ("three words, Zipf", &nothing, true, Box::new(|it| format!("{} {} {}", common(it), common(it), common(it)))),
        ("rare word", &nothing, true, Box::new(rare)),
        ("rare and common", &nothing, true, Box::new(|it| format!("{} {}", rare(it), common(it)))),
        ("three letters of a word", &nothing, true, Box::new(|it| common(it).chars().take(3).collect())),
        ("one letter", &nothing, true, Box::new(|it| common(it).chars().take(1).collect())),
        (
            "rare word with a slip",
            &nothing,
            false,
            Box::new(|it| {
                let word = rare(it);
                slip(&word, it)
            }),
        ),
        (
            "common word with a slip",
            &nothing,
            false,
            Box::new(|it| {
                let word = common(it);
                slip(&word, it)
            }),
        ),
        ("can't get out", &nothing, false, Box::new(|_| "she can't get out".to_owned())),
        ("common word, from a place", &near, true, Box::new(common)),
        ("common word with every filter", &beside, true, Box::new(common)),
        ("no word, every filter", &beside, true, Box::new(|_| String::new())),
    ];
    for (name, asked, is_exact, question) in kinds {
        let mut chance = Chance(11);
        let (mut times, mut found): (Vec<Duration>, Vec<usize>) = (Vec::new(), Vec::new());
        for number in 0..QUESTIONS {
            let typed = question(&mut chance);
            let began = Instant::now();
            let answer = ask(&index, &typed, asked);
            times.push(began.elapsed());
            found.push(answer.total);
            if number % 100 == 0 && is_exact {
                let words = Asked::of_words(&typed).words;
                for hit in &answer.hits {
                    let has = &held[&hit.id];
                    let meets = |sought: &Sought| {
                        sought.begins.iter().chain(&sought.alike).any(|it| has.iter().any(|word| word.starts_with(it)))
                            || sought.whole.iter().any(|it| has.iter().any(|word| word == it))
                    };
                    assert!(words.iter().all(meets), "{typed} is held");
                }
                assert!(answer.hits.len() == answer.total.min(20) && answer.hits.is_sorted());
            }
        }
        times.sort_unstable();
        found.sort_unstable();
        let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
        println!("| {name} | {:.3} | {:.3} | {:.3} | {} |", at(50), at(99), at(100), found[found.len() / 2]);
    }
}
