//! One page, whatever stands in the case.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::GapFact;
use kith_domain::need::ask::About;
use kith_domain::need::gap::{Instead, Kind, Reason};
use kith_domain::need::{Domain, InvestmentAsk};
use kith_domain::person::Born;
use kith_domain::text::{Line, Words};
use kith_store::Kept;

use super::super::{Asked, Case, Edition, Report};
use super::*;

fn year() -> Period {
    Period::parse("2025-26").unwrap()
}

/// People of one need and district, of every reason, wait and way meanwhile.
fn gaps(many: u64) -> Vec<GapFact> {
    let one = |number: u64, of: usize| usize::try_from(number).unwrap() % of;
    (0..many)
        .map(|n| GapFact {
            person: Id::from_parts(n, [1; 10]),
            at: year().moments().0 + jiff::SignedDuration::from_hours(i64::try_from(n % 360).unwrap() * 24),
            domain: Some(Domain::Housing),
            kind: Some(Kind::Housing),
            structure: None,
            reason: Reason::ALL[one(n, Reason::ALL.len())],
            weeks: [None, Some(2), Some(8), Some(20), Some(40), Some(80)][one(n / 15, 6)],
            instead: [Some(Instead::Held), Some(Instead::Substitute), Some(Instead::Nothing), None][one(n / 7, 4)],
            district: Some("E1".to_owned()),
            tenth: None,
            practice: None,
            route: None,
            sex: None,
            born: Born::In(1960),
            ethnic: None,
            language: None,
            voice: None,
            held: if (n / 2).is_multiple_of(2) {
                let begins = jiff::civil::date(2025, 4, 1);
                let weeks = i64::try_from(n % 20).unwrap();
                vec![(begins, begins.checked_add(jiff::ToSpan::weeks(weeks)).unwrap())]
            } else {
                Vec::new()
            },
            disability: None,
        })
        .collect()
}

fn case(many: u64, place: &str, voices: Vec<String>, ask: Option<&str>) -> Case {
    let names = BTreeMap::from([("E1".to_owned(), place.to_owned())]);
    let edition = Edition::of(year(), &gaps(many), &[], &names, BTreeMap::new(), true).unwrap();
    let (need, at) = ("domain-housing", if many > 0 { "district-E1" } else { "" });
    let asked = Asked { period: year(), need: need.to_owned(), place: at.to_owned() };
    let periods = std::iter::once(year()).chain(year().quarters()).collect();
    let report = Report::of(edition, asked, periods, year().moments().1).unwrap();
    let about = About { period: year(), need: Line::new(need).unwrap(), place: Line::optional(at).unwrap() };
    let ask = ask.map(|words| {
        let by = (Id::from_parts(1, [3; 10]), year().moments().1);
        let words = Words::new(words).unwrap();
        let (it, _) =
            InvestmentAsk::write(Id::from_parts(1, [4; 10]), Id::from_parts(1, [5; 10]), about.clone(), words, by);
        Kept { version: 1, it }
    });
    Case { report, weeks_held: Some(340), holding: Some(1_240), substituting: None, voices, ask }
}

fn made() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

/// How many sheets of paper stand in the file itself.
fn sheets(bytes: &[u8]) -> usize {
    let words: &[u8] = b"/Type/Page";
    bytes.windows(words.len() + 1).filter(|it| it.starts_with(words) && it[words.len()] != b's').count()
}

/// Every text of a document.
fn all_of(page: &OnePage) -> String {
    let document = String::from_utf8(kith_interop::html::write(&page.document)).unwrap();
    document.replace("<br>", "")
}

const SERVICE: &str = "Harbour social prescribing";

#[test]
fn it_is_one_page_from_an_empty_case_to_the_fullest() {
    let longest = |letter: &str| letter.repeat(200);
    let statements: Vec<String> =
        (0..60).map(|n| format!("Statement {n}: {}", "somebody who comes with me ".repeat(1 + n % 30))).collect();
    let few = vec!["Somebody who comes with me.".to_owned(), "A bus in the evening.".to_owned()];
    let asks = [
        None,
        Some("Two advisers who can go to court with people.\nFor three years.".to_owned()),
        Some("We ask for advisers. ".repeat(190)),
        Some("x".repeat(4_000)),
        Some(format!("a{}b", "\n".repeat(3_998))),
        Some(vec!["line"; 500].join("\n\n")),
    ];
    for many in [0, 6, 400] {
        for name in ["Harbourside", &longest("W"), &longest("Harbour "), &longest("—")] {
            for voices in [Vec::new(), few.clone(), statements.clone(), vec!["W".repeat(4_000)]] {
                for ask in &asks {
                    let service = if name.len() > 20 { name } else { SERVICE };
                    let case = case(many, name.trim(), voices.clone(), ask.as_deref());
                    let page = one_page(&case, service.trim()).unwrap();
                    let asked: String = ask.iter().flat_map(|ask| ask.chars().take(20)).collect();
                    let what = format!("{many} {name} {} {asked:?}", voices.len());
                    assert_eq!(page.pages().unwrap(), 1, "{what}");
                    // What is left out is named, on the page and beside it.
                    let all = all_of(&page);
                    let is_cut = page.voices.0 < page.voices.1 || page.is_cut;
                    assert_eq!(is_cut, all.contains("text of this case"), "{what}");
                    assert_eq!(is_cut, page.left_out().is_some(), "{what}");
                    if ask.is_none() {
                        assert!(page.document.blocks.iter().any(|it| matches!(it, Block::Room(lines) if *lines >= 4)));
                    }
                }
            }
        }
    }
}

#[test]
fn the_file_has_one_sheet_with_its_structure_and_what_matters() {
    let statements: Vec<String> = (0..40).map(|n| format!("Statement {n} of a home that is dry.")).collect();
    let full = case(400, "Harbourside", statements, Some("Two advisers.\nFor three years."));
    let page = one_page(&full, SERVICE).unwrap();
    let bytes = page.pdf(made()).unwrap();
    assert_eq!(sheets(&bytes), 1);
    let all = all_of(&page);
    for words in ["A case for investment: Housing, in Harbourside", "about 400 people needed this", "1240 minutes"] {
        assert!(all.contains(words), "{words}: {all}");
    }
    // Every line of every table.
    for reason in Reason::ALL {
        assert!(all.contains(&format!("<td>{}</td>", reason.label())), "{}: {all}", reason.label());
    }
    assert!(all.contains("April to June 2025") && all.contains("More than a year") && all.contains("second best"));
    assert!(all.contains("Two advisers.") && all.contains("For three years."));
    let (some, of) = page.voices;
    assert!(some >= 3 && some < of && of == 40, "{some} of {of}");
    assert_eq!(all.matches("“Statement").count(), some);
    assert!(all.contains(&format!("{} more stand in the text of this case.", of - some)), "{all}");
    let said = page.left_out().unwrap();
    assert!(said.starts_with(&format!("The one page of the PDF has room for {some} of 40 statements. ")), "{said}");
    // The text holds everything, and the page of an empty case room to write.
    let text = String::from_utf8(super::paper::text(&full, SERVICE)).unwrap();
    assert_eq!(text.matches("“Statement").count(), 40);
    let empty = one_page(&case(0, "Harbourside", Vec::new(), None), SERVICE).unwrap();
    assert_eq!((sheets(&empty.pdf(made()).unwrap()), empty.left_out()), (1, None));
    assert!(empty.document.blocks.contains(&Block::Room(ROOM.1)), "the whole of the room");
}

#[test]
fn what_people_said_has_its_heading_and_where_nobody_is_quoted_the_reason() {
    for (many, why) in [
        (400, "where so many share this need that they point at nobody"),
        (6, "Too few people are counted here to quote anybody"),
        (0, "Nobody is counted here, and so nobody is quoted."),
    ] {
        let it = case(many, "Harbourside", Vec::new(), None);
        let page = one_page(&it, SERVICE).unwrap();
        let text = String::from_utf8(super::paper::text(&it, SERVICE)).unwrap();
        for all in [all_of(&page), text] {
            assert!(all.contains("in people’s own words") && all.contains(why), "{many}: {all}");
        }
        assert_eq!(page.pages().unwrap(), 1);
    }
    let said = case(400, "Harbourside", vec!["A home that is dry.".to_owned()], None);
    assert!(!all_of(&one_page(&said, SERVICE).unwrap()).contains("Nobody is quoted."));
}

#[test]
fn a_statement_in_letters_that_the_typeface_lacks_stands_in_the_text_alone() {
    let voices = vec!["A home that is dry.".to_owned(), "আমার একটা বাসা দরকার".to_owned()];
    let page = one_page(&case(400, "Harbourside", voices, None), SERVICE).unwrap();
    assert!(page.can_be_set().unwrap());
    assert_eq!(page.voices, (1, 2));
    assert!(all_of(&page).contains("One more stands in the text of this case."));
}

#[test]
fn what_is_asked_for_is_cut_at_a_word_and_says_so() {
    let ask = "We ask for advisers who go to court. ".repeat(100);
    let page = one_page(&case(400, "Harbourside", vec!["A home.".to_owned()], Some(&ask)), SERVICE).unwrap();
    assert!(page.is_cut && page.voices == (1, 1));
    let all = all_of(&page);
    assert!(all.contains(" … (The whole of what we ask for stands in the text of this case.)"), "{all}");
    assert!(all.matches("We ask for advisers").count() > 5, "as much as there is room for: {all}");
    let said = page.left_out().unwrap();
    assert!(said.contains("the beginning of what is asked for"), "{said}");
}
