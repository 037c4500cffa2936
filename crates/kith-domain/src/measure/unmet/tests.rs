//! Each figure by its definition.

use super::*;
use jiff::civil::date;

fn person(number: u8) -> Id<Person> {
    Id::from_parts(1, [number; 10])
}

fn at(day: jiff::civil::Date) -> Timestamp {
    time::moment_on(day, 12, 0).unwrap()
}

fn gap(number: u8, day: jiff::civil::Date) -> GapFact {
    GapFact {
        person: person(number),
        at: at(day),
        domain: None,
        kind: None,
        structure: None,
        reason: Reason::Full,
        weeks: None,
        instead: None,
        district: None,
        tenth: None,
        practice: None,
        route: None,
        sex: None,
        born: Born::NotKnown(crate::person::born::BornMissing::NotKnown),
        ethnic: None,
        language: None,
        disability: None,
        voice: None,
        held: Vec::new(),
    }
}

#[test]
fn people_are_counted_once_and_what_is_missing_is_a_value() {
    let year = Period::parse("2025-26").unwrap();
    let mut facts = vec![gap(1, date(2025, 4, 1)), gap(1, date(2026, 3, 31)), gap(2, date(2025, 7, 1))];
    facts.push(gap(3, date(2026, 4, 1)));
    facts[1].domain = Some(Domain::Housing);
    assert_eq!(affected(&facts, year, &[]).len(), 2);
    assert_eq!(affected(&facts, year, &[(By::Domain, "housing")]).len(), 1);
    assert_eq!(affected(&facts, year, &[(By::Domain, MISSING)]).len(), 2);
    let [first, _, _, fourth] = year.quarters();
    assert_eq!(affected(&facts, first, &[]), affected(&facts, fourth, &[]));
    assert_eq!(affected(&facts, year, &[(By::Quarter, "2025-26-q2")]).len(), 1);
    for by in By::ALL.iter().filter(|by| !matches!(by, By::Quarter | By::Reason | By::ReasonBroad)) {
        assert_eq!(gap(1, date(2025, 4, 1)).value(*by), MISSING, "{by:?}");
    }
}

#[test]
fn every_value_that_a_gap_can_have_is_one_that_is_shown() {
    let mut it = gap(1, date(2025, 4, 1));
    let known = |it: &GapFact, by: By| {
        let code = it.value(by);
        code == MISSING || by.values().unwrap().iter().any(|(known, _)| *known == code)
    };
    for weeks in [0, 4, 5, 12, 13, 26, 27, 52, 53, 520] {
        it.weeks = Some(weeks);
        assert!(it.value(By::Wait) != MISSING && known(&it, By::Wait), "{weeks}");
    }
    for (born, band) in [
        (Born::On(date(2007, 4, 2)), "under-18"),
        (Born::On(date(2007, 4, 1)), "18-24"),
        (Born::In(1945), "80-over"),
        (Born::In(1946), "65-79"),
    ] {
        it.born = born;
        assert_eq!(it.value(By::Age), band);
    }
    for (said, code) in
        [("English", "english"), ("ENGLISH (British Sign Language too)", "english"), ("Français", "other")]
    {
        it.language = Some(said.to_owned());
        assert_eq!(it.value(By::Language), code);
    }
    for kind in Kind::ALL {
        it.kind = Some(*kind);
        assert!(known(&it, By::Sector));
    }
    for tenth in 1..=10 {
        it.tenth = Some(tenth);
        assert!(known(&it, By::Tenth));
    }
    for group in EthnicGroup::ALL {
        it.ethnic = Some(*group);
        assert!(it.value(By::Ethnic) != MISSING && known(&it, By::Ethnic));
    }
}

#[test]
fn each_fifth_is_two_tenths_and_each_broader_band_two_of_the_others() {
    let mut it = gap(1, date(2025, 4, 1));
    let mut fifths = Vec::new();
    for tenth in 1..=10 {
        it.tenth = Some(tenth);
        fifths.push(it.value(By::Fifth));
        assert!(By::Fifth.values().unwrap().iter().any(|(known, _)| *known == it.value(By::Fifth)), "{tenth}");
    }
    assert_eq!(fifths.join(" "), "1 1 2 2 3 3 4 4 5 5");
    // Whoever is in a band is in one of the two broader, and none of it in the other.
    let mut broader: std::collections::BTreeMap<String, BTreeSet<String>> = std::collections::BTreeMap::new();
    for born in 1910..=2025 {
        it.born = Born::In(born);
        broader.entry(it.value(By::AgeBroad)).or_default().insert(it.value(By::Age));
    }
    let bands: Vec<usize> = broader.values().map(BTreeSet::len).collect();
    assert_eq!((broader.len(), bands), (3, vec![2, 2, 2]), "{broader:?}");
    assert_eq!(broader.values().flatten().count(), broader.values().flatten().collect::<BTreeSet<_>>().len());
}

#[test]
fn each_reason_and_each_wait_is_in_one_of_the_broad_ones_and_both_are_told_in_words() {
    let mut it = gap(1, date(2025, 4, 1));
    let is_told = |by: By, code: &str| by.values().unwrap().iter().any(|(known, _)| *known == code);
    let mut broad = BTreeSet::new();
    for reason in Reason::ALL {
        it.reason = *reason;
        assert!(is_told(By::ReasonBroad, &it.value(By::ReasonBroad)), "{reason:?}");
        broad.insert(it.value(By::ReasonBroad));
    }
    assert_eq!(broad.len(), By::ReasonBroad.values().unwrap().len(), "each of them is of something");
    for (weeks, band, wide) in
        [(0, "up-to-4", "up-to-12"), (12, "5-12", "up-to-12"), (13, "13-26", "over-12"), (200, "over-52", "over-12")]
    {
        it.weeks = Some(weeks);
        assert_eq!((it.value(By::Wait).as_str(), it.value(By::WaitBroad).as_str()), (band, wide), "{weeks}");
    }
    it.weeks = None;
    assert_eq!((it.value(By::Wait).as_str(), it.value(By::WaitBroad).as_str()), (MISSING, MISSING));
}

#[test]
fn a_need_that_was_met_let_go_or_answered_is_not_unmet() {
    let year = Period::parse("2025-26").unwrap();
    let fact = |number: u8| EndedFact {
        person: person(number),
        ended: at(date(2025, 6, 1)),
        need_at: at(date(2025, 5, 1)),
        said: None,
        is_answered: false,
        has_gap: false,
    };
    let facts = [
        fact(1),
        EndedFact { has_gap: true, ..fact(1) },
        EndedFact { has_gap: true, said: Some(Stand::Holding), ..fact(2) },
        EndedFact { said: Some(Stand::Met), ..fact(3) },
        EndedFact { said: Some(Stand::NotWanted), ..fact(4) },
        EndedFact { is_answered: true, ..fact(5) },
        EndedFact { need_at: at(date(2025, 6, 2)), ..fact(6) },
        EndedFact { ended: at(date(2026, 4, 1)), ..fact(7) },
    ];
    let (all, without) = ended_unmet(&facts, year);
    assert_eq!(all, BTreeSet::from([person(1), person(2)]));
    assert_eq!(without, BTreeSet::from([person(1)]));
}

#[test]
fn minutes_count_from_the_gap_on_and_once() {
    let year = Period::parse("2025-26").unwrap();
    let one = GapFact { instead: Some(Instead::Substitute), ..gap(1, date(2025, 5, 1)) };
    let again = GapFact { instead: Some(Instead::Substitute), ..gap(1, date(2025, 5, 2)) };
    let other = gap(2, date(2025, 5, 1));
    let contact =
        |number: u8, day, minutes, is_held: bool| TimeFact { person: person(number), at: at(day), minutes, is_held };
    let contacts = [
        contact(1, date(2025, 4, 30), Some(100), true),
        contact(1, date(2025, 5, 3), Some(20), true),
        contact(1, date(2025, 5, 4), Some(30), false),
        contact(1, date(2025, 5, 5), None, false),
        contact(2, date(2025, 5, 6), Some(40), true),
        contact(2, date(2025, 5, 7), Some(500), false),
        contact(3, date(2025, 5, 7), Some(700), true),
        contact(1, date(2026, 4, 1), Some(900), true),
    ];
    let sum = minutes(&[&one, &again, &other], &contacts, year);
    assert_eq!(sum, Minutes { holding: 60, substituting: 30 });
}

#[test]
fn weeks_held_are_whole_and_of_two_gaps_once() {
    let held = |number: u8, spans: &[(jiff::civil::Date, jiff::civil::Date)]| GapFact {
        held: spans.to_vec(),
        ..gap(number, date(2025, 5, 1))
    };
    let one = held(1, &[(date(2025, 5, 1), date(2025, 5, 29))]);
    let same = held(1, &[(date(2025, 5, 8), date(2025, 6, 5))]);
    let other = held(2, &[(date(2025, 5, 1), date(2025, 5, 7))]);
    let none = held(3, &[]);
    assert_eq!((one.value(By::Held).as_str(), other.value(By::Held).as_str()), ("up-to-4", "up-to-4"));
    assert_eq!(none.value(By::Held), MISSING);
    let longer = held(4, &[(date(2025, 5, 1), date(2025, 8, 1))]);
    assert_eq!(longer.value(By::Held), "over-12");
    assert_eq!(weeks_held([&one, &same, &other, &none].into_iter()), 5);
    assert_eq!(joined(vec![(date(2025, 5, 9), date(2025, 5, 1))]), [], "a span that ends before it begins is none");
}
