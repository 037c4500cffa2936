//! What the editions show, against the reference evaluators of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_analysis::suppression::Shown;
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, EndedFact, GapFact, affected, ended_unmet};
use kith_domain::need::Domain;
use kith_domain::need::gap::{Instead, Kind, Reason};
use kith_domain::person::Born;
use kith_domain::person::equality::{Disability, EthnicGroup, Sex};
use kith_domain::text::Words;
use proptest::prelude::*;

use super::{Asked, BadAsk, Edition, Report, files};

fn year() -> Period {
    Period::parse("2025-26").unwrap()
}

/// A moment of the year.
fn at(day: i64) -> Timestamp {
    year().moments().0 + jiff::SignedDuration::from_hours(day * 24 + 12)
}

fn one<T: Copy>(all: &[T], number: u32) -> T {
    all[number as usize % all.len()]
}

/// A gap whose facts follow from a few numbers, skewed so that most are alike.
fn gap(person: u64, day: i64, dice: u32) -> GapFact {
    let rare = |bits: u32| (dice >> bits).is_multiple_of(4);
    GapFact {
        person: Id::from_parts(person, [1; 10]),
        at: at(day),
        domain: rare(0).then(|| one(Domain::ALL, dice >> 3)).or(Some(Domain::Housing)),
        kind: rare(2).then(|| one(Kind::ALL, dice >> 5)),
        structure: None,
        reason: if rare(4) { one(Reason::ALL, dice >> 7) } else { Reason::Full },
        weeks: rare(6).then_some(dice % 90),
        instead: rare(8).then(|| one(Instead::ALL, dice >> 9)),
        district: Some(format!("D{}", if rare(10) { 2 } else { 1 })),
        tenth: rare(12).then_some(i64::from(dice % 10) + 1),
        practice: Some(Id::from_parts(if rare(14) { 2 } else { 1 }, [2; 10])),
        route: Some(if rare(16) { "oneself" } else { "practice" }.to_owned()),
        sex: rare(18).then(|| one(Sex::ALL, dice >> 19)),
        born: Born::In(1940 + (dice % 60) as i16),
        ethnic: rare(20).then(|| one(EthnicGroup::ALL, dice >> 21)),
        language: rare(22).then(|| if rare(24) { "Urdu" } else { "English" }.to_owned()),
        voice: None,
        held: if rare(28) {
            let begins = jiff::civil::date(2025, 4, 1);
            vec![(begins, begins.checked_add(jiff::ToSpan::weeks(i64::from(dice % 25))).unwrap())]
        } else {
            Vec::new()
        },
        disability: rare(26).then(|| one(Disability::ALL, dice >> 27)),
    }
}

fn edition(facts: &[GapFact], ended: &[EndedFact]) -> Edition {
    Edition::of(year(), facts, ended, &BTreeMap::new(), BTreeMap::new(), true).unwrap()
}

fn report(facts: &[GapFact], period: Period, need: &str, place: &str) -> Result<Report, BadAsk> {
    of(&edition(facts, &[]), period, need, place)
}

fn of(edition: &Edition, period: Period, need: &str, place: &str) -> Result<Report, BadAsk> {
    let asked = Asked { period, need: need.to_owned(), place: place.to_owned() };
    Report::of(edition.clone(), asked, year().quarters().into_iter().chain([year()]).collect(), year().moments().1)
}

/// Whether a figure is what the catalogue counts, rounded, or hidden.
fn is_true_or_hidden(shown: Shown, facts: &[GapFact], filter: &[(By, &str)]) -> bool {
    shown.is_hidden() || shown == Shown::alone(affected(facts, year(), filter).len() as u64)
}

fn facts() -> impl Strategy<Value = Vec<GapFact>> {
    prop::collection::vec((1_u64..120, 0_i64..365, any::<u32>()), 0..260)
        .prop_map(|all| all.into_iter().map(|(person, day, dice)| gap(person, day, dice)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn every_figure_of_every_report_is_what_the_catalogue_counts(facts in facts()) {
        let edition = edition(&facts, &[]);
        let all = of(&edition, year(), "", "").unwrap();
        let needs: Vec<String> = all.needs().into_iter().flat_map(|(_, offered)| offered).map(|it| it.code).collect();
        let places: Vec<String> = all.places().into_iter().flat_map(|(_, offered)| offered).map(|it| it.code).collect();
        let none = || std::iter::once(String::new());
        for need in none().chain(needs).step_by(5) {
            for place in none().chain(places.clone()) {
                for period in [year(), year().quarters()[1]] {
                    let it = of(&edition, period, &need, &place).unwrap();
                    let Some(fixed) = it.fixed() else { continue };
                    let filter: Vec<(By, &str)> = fixed.iter().map(|(by, code)| (*by, code.as_str())).collect();
                    prop_assert!(is_true_or_hidden(it.affected, &facts, &filter), "{need} {place}");
                    for table in it.trend.iter().chain(&it.tables) {
                        let kept = filter.iter().filter(|(by, _)| !table.left.contains(by) && (table.by != By::Quarter || *by != By::Quarter));
                        let kept: Vec<(By, &str)> = kept.copied().collect();
                        prop_assert!(is_true_or_hidden(table.total, &facts, &kept));
                        for part in &table.parts {
                            let filter: Vec<(By, &str)> = kept.iter().copied().chain([(table.by, part.code.as_str())]).collect();
                            prop_assert!(is_true_or_hidden(part.shown, &facts, &filter), "{filter:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn endings_are_what_the_catalogue_counts(
        all in prop::collection::vec((1_u64..40, 0_i64..365, any::<bool>(), any::<bool>()), 0..120),
    ) {
        let ended: Vec<EndedFact> = all.into_iter().map(|(person, day, is_answered, has_gap)| EndedFact {
            person: Id::from_parts(person, [1; 10]),
            ended: at(day),
            need_at: at(0),
            said: None,
            is_answered,
            has_gap,
        }).collect();
        let edition = edition(&[], &ended);
        for (quarter, period) in [(None, year()), (Some(0), year().quarters()[0]), (Some(3), year().quarters()[3])] {
            let (unmet, without) = ended_unmet(&ended, period);
            let (shown, shown_without, rate) = edition.ended(quarter);
            let without_count = without.len();
            for (shown, count) in [(shown, unmet.len()), (shown_without, without.len())] {
                prop_assert!(shown.is_hidden() || shown == Shown::alone(count as u64));
            }
            // Of the people whose support ended with something not met, and of nobody else.
            let of = |count: usize| i64::try_from((count + 2) / 5 * 5).unwrap();
            match (shown, shown_without) {
                (Shown::Count(all), Shown::Count(without)) if all > 0 => {
                    prop_assert_eq!((of(unmet.len()), of(without_count)), (all as i64, without as i64));
                    let exact = 100.0 - without as f64 * 100.0 / all as f64;
                    prop_assert!((exact - rate.unwrap() as f64).abs() <= 0.5, "{:?} of {} and {}", rate, without, all);
                }
                _ => prop_assert_eq!(rate, None),
            }
        }
    }
}

#[test]
fn a_table_that_would_be_mostly_hidden_is_of_more_people_and_says_so() {
    let facts: Vec<GapFact> = (1..=48)
        .map(|person| {
            let mut it = gap(person, i64::try_from(person).unwrap() * 7, 1);
            it.reason =
                one(&[Reason::Full, Reason::Cost, Reason::Travel, Reason::Wait], u32::try_from(person).unwrap() / 2);
            it.domain = Some(if person % 8 == 0 { Domain::Food } else { Domain::Housing });
            it
        })
        .collect();
    let it = report(&facts, year(), "domain-food", "").unwrap();
    let table = it.tables.iter().find(|table| table.by == By::Reason).unwrap();
    assert_eq!(table.left, [By::Domain]);
    let why = files::why_coarser(table).expect("coarser");
    assert!(why.starts_with("This table is of every need. Most figures"), "{why}");
    assert_eq!(table.parts[1].shown, Shown::Count(10));
    assert!(report(&facts, year(), "", "").unwrap().tables.iter().any(|it| it.by == By::Reason && !it.is_coarser()));
}

#[test]
fn what_is_not_offered_is_refused() {
    let facts: Vec<GapFact> = (1..=20).map(|person| gap(person, 40, 1)).collect();
    for need in ["domain", "domain-", "domain-cheese", "reason-full", "\"'><x-kith-7>", "sector-health\u{0}"] {
        assert_eq!(report(&facts, year(), need, "").err(), Some(BadAsk::Need), "{need}");
    }
    for place in ["district-", "district-D9", "practice", "x"] {
        assert_eq!(report(&facts, year(), "", place).err(), Some(BadAsk::Place), "{place}");
    }
}

/// Every text of a workbook, and of its figures alone.
fn workbook(it: &Report) -> (String, String) {
    let parts = kith_testkit::zip::texts(&files::workbook(it, at(1)).unwrap());
    (parts.values().map(String::as_str).collect(), parts["xl/sharedStrings.xml"].clone())
}

#[test]
fn a_file_runs_no_formula() {
    for district in ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\u{200B}=1", "＝1"] {
        let mut facts: Vec<GapFact> = (1..=20).map(|person| gap(person, 40, 1)).collect();
        for it in &mut facts {
            it.district = Some(district.to_owned());
        }
        // As a line of a table, and as the place of every line.
        for place in [String::new(), format!("district-{district}")] {
            let it = report(&facts, year(), "", &place).unwrap();
            let bytes = files::csv(&it);
            let sheet = kith_interop::csv::Sheet::read(&bytes).unwrap();
            let cells = || sheet.lines.iter().flat_map(|line| &line.cells);
            assert!(cells().any(|cell| cell.starts_with('\'')), "{district:?} stands in it");
            for cell in cells() {
                let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200B}');
                assert!(!seen.starts_with(['=', '+', '-', '@', '＝']), "{district:?}: {cell:?}");
            }
            let (all, strings) = workbook(&it);
            assert!(!all.contains("<f>") && !all.contains("<hyperlink"), "{district:?}");
            assert!(strings.contains(">'"), "{district:?}: {strings}");
        }
    }
}

#[test]
fn every_file_says_what_its_figures_mean_and_what_was_done_to_protect_people() {
    let mut facts: Vec<GapFact> = (1..=40).map(|person| gap(person, 40, 1)).collect();
    facts[0].reason = Reason::Cost;
    let it = report(&facts, year(), "", "").unwrap();
    let csv = String::from_utf8(files::csv(&it)).unwrap();
    let (_, book) = workbook(&it);
    let book = book.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&");
    assert!(csv.contains(",*,") && book.contains(">*<"), "something is hidden in it");
    use kith_domain::measure::unmet::Figure;
    let needed =
        [Figure::Affected, Figure::EndedUnmet, Figure::WithoutGap, Figure::RecordingRate].map(Figure::definition);
    for note in files::NOTES.into_iter().chain(needed) {
        let quoted = note.replace('"', "\"\"");
        assert!(csv.contains(&quoted), "{note} is not in {csv}");
        assert!(book.contains(note), "{note} is not in {book}");
    }
}

#[test]
fn in_a_file_each_line_stands_under_the_need_that_it_is_of() {
    let reason = |at: u64| Reason::ALL[usize::try_from(at % 6).unwrap()];
    // Five people for each reason who need a home, and twenty who need something else.
    let facts: Vec<GapFact> = (1..=150)
        .map(|person| GapFact {
            domain: Some(if person <= 30 { Domain::Housing } else { Domain::Food }),
            reason: reason(person),
            ..gap(person, 40, 1)
        })
        .collect();
    let it = report(&facts, year(), "domain-housing", "").unwrap();
    let wider = it.tables.iter().find(|table| table.by == By::Reason).expect("why");
    assert_eq!(wider.left, [By::Domain], "most of it would be hidden");
    let bytes = files::csv(&it);
    let sheet = kith_interop::csv::Sheet::read(&bytes).unwrap();
    let needs = |table: &str| -> BTreeSet<String> {
        let lines = sheet.lines.iter().filter(|line| line.cells[3] == table);
        lines.map(|line| line.cells[1].clone()).collect()
    };
    let (housing, every) = (Domain::Housing.label().to_owned(), "Every need".to_owned());
    assert_eq!(needs("All"), BTreeSet::from([housing]));
    for table in [files::heading(By::Reason), "Beside it: what was not recorded".to_owned()] {
        assert_eq!(needs(&table), BTreeSet::from([every.clone()]), "{table}");
    }
}

#[test]
fn reasons_and_waits_that_would_be_mostly_hidden_are_told_in_broad() {
    let reasons = [Reason::NotEligible, Reason::Cost, Reason::Travel, Reason::Access, Reason::Wait, Reason::Full];
    let facts: Vec<GapFact> = (1..=36)
        .map(|person| {
            let at = usize::try_from(person % 6).unwrap();
            GapFact { reason: reasons[at], weeks: [3, 9, 20, 30, 60, 70].get(at).copied(), ..gap(person, 40, 1) }
        })
        .collect();
    let it = report(&facts, year(), "", "").unwrap();
    for (finer, coarser, lines) in
        [(By::Reason, By::ReasonBroad, vec![0, 10, 25, 0, 0]), (By::Wait, By::WaitBroad, vec![10, 25, 0])]
    {
        assert!(!it.tables.iter().any(|table| table.by == finer), "{finer:?} does not stand beside it");
        let table = it.tables.iter().find(|table| table.by == coarser).expect("in broad terms");
        let shown: Vec<Shown> = table.parts.iter().map(|part| part.shown).collect();
        assert_eq!(shown, lines.into_iter().map(Shown::Count).collect::<Vec<_>>(), "{coarser:?}");
        assert_eq!(table.stands_for, Some(finer));
    }
    // The case for investment prints what stands for them.
    let csv = String::from_utf8(files::csv(&it)).unwrap();
    assert!(csv.contains("Full, or the wait is too long") && csv.contains("More than 12 weeks"), "{csv}");
}

#[test]
fn where_nothing_coarser_is_told_a_table_that_is_mostly_hidden_says_so() {
    // Six people of each of the five groups of the census, which have no coarser ones.
    let groups =
        [EthnicGroup::British, EthnicGroup::WhiteAsian, EthnicGroup::Indian, EthnicGroup::African, EthnicGroup::Other];
    let facts: Vec<GapFact> = (1..=30)
        .map(|person| GapFact { ethnic: Some(groups[usize::try_from(person % 5).unwrap()]), ..gap(person, 40, 1) })
        .collect();
    let it = report(&facts, year(), "", "").unwrap();
    let table = it.tables.iter().find(|table| table.by == By::Ethnic).expect("for whom");
    assert!(table.is_sparse && !table.is_coarser());
    assert!(files::why_coarser(table).unwrap().contains("there is no coarser level"));
}

#[test]
fn as_many_places_as_are_told_apart_can_be_decided() {
    let facts: Vec<GapFact> = (0..40)
        .map(|n| GapFact {
            district: Some(format!("D{n}")),
            practice: Some(Id::from_parts(n, [2; 10])),
            ..gap(n + 1, 40, 1)
        })
        .collect();
    let it = report(&facts, year(), "", "").unwrap();
    assert_eq!(it.affected, Shown::Count(40));
    assert_eq!(it.places().iter().map(|(_, offered)| offered.len()).collect::<Vec<_>>(), [41, 41]);
}

#[test]
fn nobody_is_no_table_that_breaks() {
    let it = report(&[], year(), "", "").unwrap();
    assert_eq!(it.affected, Shown::Count(0));
    assert!(it.tables.iter().all(|table| table.total == Shown::Count(0)));
    // Where nothing is known of places, there is no table of them.
    assert!(!it.tables.iter().any(|table| matches!(table.by, By::District | By::Practice)));
}

#[test]
fn words_never_stand_under_two_filters_that_few_people_meet_together() {
    let words = |it: &Report, facts: &[GapFact]| super::case::voices(it, facts);
    // 30 people need housing, `alone` of them from the community; 40 need food, 20 of them from the community. So each of
    // the two needs is met by many, with or without those who have both.
    let all = |alone: u64| -> Vec<GapFact> {
        (1..=70)
            .map(|person| {
                let mut it = gap(person, 40, 1);
                it.domain = Some(if person <= 30 { Domain::Housing } else { Domain::Food });
                let is_community = person <= alone || person > 50;
                it.kind = Some(if is_community { Kind::Community } else { Kind::Housing });
                it.voice = (person == 1).then(|| Words::new("A kettle of my own").unwrap());
                it
            })
            .collect()
    };
    let printed = |facts: &[GapFact], need: &str| {
        let it = report(facts, year(), need, "").unwrap();
        assert!(!it.affected.is_hidden(), "{need}");
        words(&it, facts).len()
    };
    let one = all(1);
    assert_eq!(
        (printed(&one, "domain-housing"), printed(&one, "sector-community")),
        (1, 0),
        "that would be one person"
    );
    let many = all(15);
    assert_eq!((printed(&many, "domain-housing"), printed(&many, "sector-community")), (1, 1));
    // Of somebody who is alone with a need they stand under what many have, and under nothing narrower.
    let mut few = all(15);
    few.retain(|it| it.domain == Some(Domain::Food) || it.voice.is_some());
    assert!(report(&few, year(), "domain-housing", "").unwrap().affected.is_hidden());
    assert_eq!(printed(&few, "sector-community"), 1);
}

/// People of one year, each with one gap, of uneven ages and tenths.
fn uneven() -> impl Strategy<Value = Vec<GapFact>> {
    prop::collection::vec((0_i64..365, any::<u32>()), 60..360).prop_map(|all| {
        let each = (1_u64..).zip(all).map(|(person, (day, dice))| {
            let skewed = |to: u32, bits: u32| (dice >> bits) % 64 * ((dice >> bits) % 64) * to / 4_096;
            GapFact {
                tenth: (dice % 7 != 0).then(|| i64::from(skewed(10, 3)) + 1),
                born: Born::In(2020 - i16::try_from(skewed(100, 11)).unwrap()),
                reason: one(Reason::ALL, skewed(15, 17)),
                weeks: (dice % 5 != 0).then(|| skewed(70, 23)),
                ..gap(person, day, dice)
            }
        });
        each.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_the_finer_lines_leave_of_a_coarser_one_points_at_nobody(facts in uneven()) {
        let it = edition(&facts, &[]);
        let at = |by: By, code: &str| vec![(by, it.axis(by).unwrap().known(code).unwrap())];
        let filters = [
            vec![],
            at(By::Quarter, "2025-26-q2"),
            at(By::Domain, "housing"),
            at(By::Sector, "health"),
            at(By::District, "D1"),
            [at(By::Domain, "housing"), at(By::District, "D1")].concat(),
            [at(By::Quarter, "2025-26-q3"), at(By::District, "D1")].concat(),
        ];
        let small = |left: usize| (1..=7).contains(&left);
        // What is told of the gap alone is told in broad terms of one thing at a time.
        let at_once = [
            (By::Tenth, By::Fifth, 2),
            (By::Age, By::AgeBroad, 2),
            (By::Reason, By::ReasonBroad, 1),
            (By::Wait, By::WaitBroad, 1),
        ];
        for (finer, coarser, most) in at_once {
            for filter in filters.iter().filter(|filter| filter.len() <= most) {
                let codes: Vec<(By, String)> =
                    filter.iter().map(|(by, at)| (*by, it.axis(*by).unwrap().values[*at].0.clone())).collect();
                // The raw facts, counted by themselves.
                let count = |by: By, code: &str| {
                    let own: Vec<(By, &str)> = codes.iter().map(|(by, code)| (*by, code.as_str())).chain([(by, code)]).collect();
                    affected(&facts, year(), &own).len()
                };
                let shown = |by: By, code: &str| {
                    let at = it.axis(by).unwrap().known(code).unwrap();
                    !it.figure(&filter.iter().copied().chain([(by, at)]).collect::<Vec<_>>()).is_hidden()
                };
                for (broad, _) in &it.axis(coarser).unwrap().values {
                    let parts: BTreeMap<String, usize> = facts
                        .iter()
                        .filter(|fact| fact.value(coarser) == *broad)
                        .map(|fact| (fact.value(finer), count(finer, &fact.value(finer))))
                        .filter(|(_, many)| *many > 0)
                        .collect();
                    let whole = count(coarser, broad);
                    if parts.is_empty() || !shown(coarser, broad) {
                        // Nor is a hidden one the sum of its parts.
                        prop_assert!(whole == 0 || parts.is_empty() || parts.keys().any(|code| !shown(finer, code)), "{filter:?} {broad}");
                        continue;
                    }
                    let hidden: Vec<usize> = parts.iter().filter(|(code, _)| !shown(finer, code)).map(|(_, many)| *many).collect();
                    let told: usize = parts.iter().filter(|(code, _)| shown(finer, code)).map(|(_, many)| many).sum();
                    prop_assert!(!small(whole - told), "{coarser:?} {broad} of {codes:?}: {whole} less {told}");
                    prop_assert!(hidden.len() != 1, "{coarser:?} {broad} of {codes:?}: {parts:?}");
                }
            }
        }
    }
}

/// So many people of each tenth, from the first on.
fn by_tenth(of_tenth: &[u64]) -> Vec<GapFact> {
    let tenths = (1_i64..).zip(of_tenth).flat_map(|(tenth, many)| (0..*many).map(move |_| tenth));
    (1_u64..).zip(tenths).map(|(person, tenth)| GapFact { tenth: Some(tenth), ..gap(person, 40, 1) }).collect()
}

#[test]
fn a_table_that_would_be_mostly_hidden_is_told_by_the_next_coarser_level_and_says_so() {
    let facts = by_tenth(&[20, 5, 6, 4, 7, 3, 5, 6, 6, 5]);
    let it = report(&facts, year(), "", "").unwrap();
    assert!(!it.tables.iter().any(|table| table.by == By::Tenth), "the finer one does not stand beside it");
    let table = it.tables.iter().find(|table| table.by == By::Fifth).expect("fifths");
    let shown: Vec<Shown> = table.parts.iter().map(|part| part.shown).collect();
    assert_eq!(shown, [25, 10, 10, 10, 10, 0].map(Shown::Count));
    assert_eq!((table.stands_for, table.left.as_slice()), (Some(By::Tenth), &[][..]));
    let why = files::why_coarser(table).unwrap();
    assert!(why.starts_with("Tenths of deprivation are told two by two. Most figures at the finer level"), "{why}");
    // The files say the same.
    let csv = String::from_utf8(files::csv(&it)).unwrap();
    let (_, book) = workbook(&it);
    for file in [&csv, &book] {
        assert!(file.contains("1 and 2 (most deprived fifth)") && file.contains(&why), "{file}");
        assert!(!file.contains("1 (most deprived tenth)"), "{file}");
    }
    // Where the finer level can be shown, it is.
    let many = report(&by_tenth(&[20; 10]), year(), "", "").unwrap();
    assert!(many.tables.iter().any(|table| table.by == By::Tenth && !table.is_coarser()));
    assert!(!many.tables.iter().any(|table| table.by == By::Fifth));
}

#[test]
fn a_coarser_level_that_stands_there_anyway_stands_there_once_and_says_for_what() {
    // Of many needs a few each, all of the same two sectors.
    let facts: Vec<GapFact> = (1..=60)
        .map(|person| GapFact {
            domain: Some(one(Domain::ALL, u32::try_from(person).unwrap())),
            kind: Some(if person % 2 == 0 { Kind::Housing } else { Kind::Nhs }),
            ..gap(person, 40, 1)
        })
        .collect();
    let it = report(&facts, year(), "", "").unwrap();
    let of = |by: By| it.tables.iter().filter(|table| table.by == by).collect::<Vec<_>>();
    assert_eq!((of(By::Domain).len(), of(By::Sector).len()), (0, 1));
    assert_eq!(of(By::Sector)[0].stands_for, Some(By::Domain));
    let why = files::why_coarser(of(By::Sector)[0]).unwrap();
    assert!(why.starts_with("What the need was about is not told apart. Most"), "{why}");
}
