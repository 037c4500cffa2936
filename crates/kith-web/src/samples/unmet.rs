//! *What was missing*: a full year, a place where most is hidden, a quarter that goes on, and nobody.

use std::collections::BTreeMap;

use kith_app::store::Kept;
use kith_app::unmet::{Asked, Case, Edition, Report, one_page};
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{EndedFact, GapFact};
use kith_domain::need::ask::About;
use kith_domain::need::gap::{Instead, Kind, Reason};
use kith_domain::need::{Domain, InvestmentAsk};
use kith_domain::person::Born;
use kith_domain::person::equality::{Disability, EthnicGroup, Sex};

use kith_domain::text::{Line, Words};

use super::{HOSTILE, Sample, frame, sample};
use crate::components::Form;
use crate::reports::unmet::case::{self, Page as CasePage};
use crate::reports::unmet::{Rows, page};

fn year() -> Period {
    Period::parse("2025-26").unwrap()
}

/// One of a list by a number.
fn one<T: Copy>(all: &[T], number: u64) -> T {
    all[usize::try_from(number).unwrap() % all.len()]
}

/// The people of a made-up year, unevenly spread.
fn gaps(many: u64) -> Vec<GapFact> {
    (0..many)
        .map(|n| GapFact {
            person: Id::from_parts(n, [1; 10]),
            at: year().moments().0
                + jiff::SignedDuration::from_hours(i64::try_from(n * 24 * 300 / many.max(1)).unwrap()),
            domain: (n % 9 != 0)
                .then(|| one(&[Domain::Housing, Domain::Money, Domain::Connection, Domain::Wellbeing], n / 3)),
            kind: (n % 7 != 0).then(|| one(&[Kind::Housing, Kind::Nhs, Kind::Community, Kind::Council], n / 2)),
            structure: None,
            reason: one(&[Reason::Wait, Reason::NoneExists, Reason::Full, Reason::Cost], n / 5),
            weeks: n.is_multiple_of(3).then_some(u32::try_from(n % 80).unwrap()),
            instead: (n % 4 != 0).then(|| one(Instead::ALL, n)),
            district: (n % 11 != 0).then(|| one(&["E1", "E2", "E3"], n / 4).to_owned()),
            tenth: (n % 11 != 0).then(|| i64::try_from(n % 3).unwrap() + 1),
            practice: (n % 10 != 0).then(|| Id::from_parts(n % 2, [2; 10])),
            route: Some(one(&["practice", "practice", "oneself", "agency"], n).to_owned()),
            sex: n.is_multiple_of(2).then(|| one(&[Sex::Female, Sex::Female, Sex::Male], n / 2)),
            born: Born::In(1935 + i16::try_from(n % 70).unwrap()),
            ethnic: n
                .is_multiple_of(3)
                .then(|| one(&[EthnicGroup::British, EthnicGroup::Pakistani, EthnicGroup::African], n / 3)),
            language: n.is_multiple_of(4).then(|| one(&["English", "English", "Urdu"], n / 4).to_owned()),
            voice: None,
            held: if n.is_multiple_of(2) {
                let begins = jiff::civil::date(2025, 4, 1);
                let weeks = i64::try_from(n % 20).unwrap();
                vec![(begins, begins.checked_add(jiff::ToSpan::weeks(weeks)).unwrap())]
            } else {
                Vec::new()
            },
            disability: n.is_multiple_of(5).then(|| one(&[Disability::Yes, Disability::No], n / 5)),
        })
        .collect()
}

fn ended(many: u64) -> Vec<EndedFact> {
    let at = year().moments().0 + jiff::SignedDuration::from_hours(2_000);
    let fact = |n: u64| EndedFact {
        person: Id::from_parts(n, [1; 10]),
        ended: at,
        need_at: at,
        said: None,
        is_answered: false,
        has_gap: !n.is_multiple_of(3),
    };
    (0..many).map(fact).collect()
}

/// The report of so many people.
pub(super) fn report(many: u64, period: &str, need: &str, place: &str, has_places: bool) -> Report {
    let names = [("E1", "Harbourside"), ("E2", "Northfield and the Vale"), ("E3", HOSTILE)];
    let mut names: BTreeMap<String, String> =
        names.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    for (number, name) in [(0, "Harbour Lane Surgery"), (1, "The Old Rectory Medical Centre")] {
        names.insert(Id::<()>::from_parts(number, [2; 10]).to_string(), name.to_owned());
    }
    let mut facts = gaps(many);
    if !has_places {
        for fact in &mut facts {
            (fact.district, fact.tenth) = (None, None);
        }
    }
    let middles =
        [("E1", (52_100_000, -1_300_000)), ("E2", (52_400_000, -1_100_000)), ("E3", (52_390_000, -1_110_000))];
    let middles = middles.into_iter().map(|(code, at)| (code.to_owned(), at)).collect();
    let edition = Edition::of(year(), &facts, &ended(many / 2), &names, middles, has_places).unwrap();
    let period = Period::parse(period).unwrap();
    let asked = Asked { period, need: need.to_owned(), place: place.to_owned() };
    let periods = std::iter::once(year()).chain(year().quarters().into_iter().rev()).collect();
    // The year is over, unless it is asked for a quarter: then it goes on.
    let now = if period == year() { year().moments().1 } else { period.moments().0 };
    Report::of(edition, asked, periods, now).unwrap()
}

/// A case of so many people.
fn case(many: u64, need: &str, place: &str, ask: Option<&str>) -> Case {
    let report = report(many, "2025-26", need, place, true);
    let ask = ask.map(|words| {
        let about = About { period: year(), need: Line::new(need).unwrap(), place: Line::optional(place).unwrap() };
        let by = (Id::from_parts(1, [3; 10]), year().moments().1);
        let (it, _) = InvestmentAsk::write(
            Id::from_parts(1, [4; 10]),
            Id::from_parts(1, [5; 10]),
            about,
            Words::new(words).unwrap(),
            by,
        );
        Kept { version: 1, it }
    });
    let voices = ask.iter().map(|_| format!("Somebody who comes with me. {HOSTILE}")).collect();
    Case {
        report,
        weeks_held: (many > 100).then_some(340),
        holding: (many > 100).then_some(1_240),
        substituting: None,
        voices,
        ask,
    }
}

fn refused() -> Form {
    let mut form = Form::blank();
    form.problem("words", "Write what is asked for.");
    form
}

fn case_page(it: &Case, form: Option<Form>, has_pdf: bool) -> CasePage {
    let pdf = has_pdf.then(|| one_page(it, "Harbour social prescribing").unwrap());
    let mut frame = frame(&kith_app::unmet::title(it));
    frame.error_title = form.as_ref().is_some_and(|form| !form.is_fine());
    case::page(frame, it, "Harbour social prescribing", form, pdf.as_ref())
}

pub(super) fn samples() -> Vec<Sample> {
    let title = || frame("What was missing");
    vec![
        sample("report-unmet", &page(title(), &report(420, "2025-26", "", "", true), Rows::Nowhere, false)),
        sample(
            "report-unmet-of-a-need-and-place",
            &page(title(), &report(420, "2025-26", "domain-housing", "district-E1", true), Rows::Register, true),
        ),
        sample(
            "report-unmet-quarter-mostly-hidden",
            &page(title(), &report(60, "2025-26-q2", "sector-health", "", false), Rows::Register, true),
        ),
        // Of a smaller year tenths are told as fifths, and ages in broader bands.
        sample("report-unmet-coarser", &page(title(), &report(130, "2025-26", "", "", true), Rows::Register, true)),
        sample("investment-case", &case_page(&case(420, "domain-housing", "district-E1", Some(HOSTILE)), None, true)),
        sample(
            "investment-case-to-write",
            &case_page(&case(60, "sector-health", "", None), Some(Form::blank().prefill("words", HOSTILE)), false),
        ),
        sample(
            "investment-case-refused",
            &case_page(&case(420, "sector-health", "district-E3", None), Some(refused()), true),
        ),
        sample("report-unmet-nobody", &page(title(), &report(0, "2025-26", "", "", false), Rows::Nowhere, false)),
    ]
}

#[test]
fn pages_of_what_was_missing_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
