use jiff::civil::{Date, Weekday, date, time};

use super::*;
use crate::directory::access::Accesses;
use crate::directory::record::{Cost, DayRule, Location, LocationKind, Position, Record, Schedule};
use crate::directory::search::{DayPart, Near, Sought, Within};
use crate::directory::{Entry, Organisation};
use crate::id::Id;
use crate::text::{Line, Words};

const TODAY: Date = date(2026, 11, 27);

fn entry(change: impl FnOnce(&mut CommunityService)) -> Facts {
    Facts::of(&service(change), |_| None)
}

fn service(change: impl FnOnce(&mut CommunityService)) -> CommunityService {
    let mut it = CommunityService {
        id: Id::from_uuid(uuid::Uuid::from_u128(7)),
        organisation: Id::<Organisation>::from_uuid(uuid::Uuid::from_u128(8)),
        source: None,
        entry: Entry {
            name: Line::new("Tea and talk").expect("fits"),
            description: None,
            status: Status::Active,
            audience: None,
            times: None,
            place: None,
            cost: None,
            access: None,
            languages: None,
            phone: None,
            email: None,
            url: None,
            record: Record::default(),
        },
        capacity: Capacity::Room,
        checked: Some(date(2026, 11, 1)),
        vanished: None,
        here: crate::directory::Here::default(),
    };
    change(&mut it);
    it
}

fn at(latitude: i32, longitude: i32) -> Position {
    Position { latitude, longitude }
}

fn placed(position: Position) -> impl FnOnce(&mut CommunityService) {
    move |it| {
        it.entry.record.locations.push(Location { position: Some(position), ..Location::of(LocationKind::Physical) });
    }
}

#[test]
fn how_well_the_words_are_met_comes_first_whatever_the_steps() {
    let named = Rank::new(1, 1, u32::from(points(8, How::Word)), Steps::FULL);
    let beginning = Rank::new(1, 1, u32::from(points(8, How::Begins)), Steps::FULL);
    let organisation = Rank::new(1, 1, u32::from(points(4, How::Word)), 0);
    let alike_in_name = Rank::new(1, 1, u32::from(points(8, How::Alike)), 1);
    let somewhere = Rank::new(1, 1, u32::from(points(1, How::Word)), 0);
    let alike = Rank::new(1, 1, u32::from(points(1, How::Alike)), 0);
    let half = Rank::new(2, 1, u32::from(points(8, How::Word)), 0);
    let ordered = [named, beginning, organisation, alike_in_name, somewhere, alike, half];
    assert!(ordered.is_sorted(), "{ordered:?}");
    assert!(Rank::new(0, 0, 0, 0) < Rank::new(0, 0, 0, 1), "without words the steps alone");
    assert_eq!(Rank::from_number(named.number()), named);
}

#[test]
fn each_thing_that_makes_an_entry_less_useful_is_a_step_down() {
    let nothing = Asked::default();
    let of = |change: &dyn Fn(&mut CommunityService)| steps(&nothing, &entry(|it| change(it)), TODAY);
    assert_eq!(of(&|_| {}), 0);
    assert_eq!(of(&|it| it.capacity = Capacity::NotSaid), 0, "nobody has said is not full");
    assert_eq!(of(&|it| it.capacity = Capacity::Full), Steps::FULL);
    let paused = |until| steps(&nothing, &Facts { paused_until: Some(until), ..entry(|_| {}) }, TODAY);
    assert_eq!([paused(TODAY), paused(TODAY.tomorrow().unwrap())], [0, Steps::FULL], "a pause ends on its day");
    assert_eq!(of(&|it| it.capacity = Capacity::Wait { weeks: Some(4) }), Steps::WAIT);
    assert_eq!(of(&|it| it.capacity = Capacity::Wait { weeks: Some(26) }), Steps::LONG_WAIT);
    assert_eq!(of(&|it| it.entry.status = Status::TemporarilyClosed), Steps::FULL);
    assert_eq!(of(&|it| it.entry.status = Status::Defunct), Steps::GONE);
    assert_eq!(of(&|it| it.checked = Some(date(2026, 8, 1))), Steps::STALE);
    assert_eq!(of(&|it| it.checked = None), Steps::STALE);
}

#[test]
fn days_as_numbers_are_as_far_apart_as_on_the_calendar() {
    let first = date(2023, 12, 1);
    for days in 0..1600 {
        let day = first.saturating_add(jiff::Span::new().days(days));
        assert_eq!(i64::from(day_number(day) - day_number(first)), i64::from(days), "{day}");
    }
    assert_eq!([91, 92, 93].map(|days| is_stale(1000, 1000 + days)), [false, false, true]);
    assert!(is_stale(i32::MIN, 0));
}

#[test]
fn distance_is_counted_in_bands_and_what_comes_to_people_is_near() {
    let asked = Asked { near: Some(Near::to(at(54_978_000, -1_617_000))), ..Asked::default() };
    let of = |change: Box<dyn FnOnce(&mut CommunityService)>| steps(&asked, &entry(change), TODAY);
    assert_eq!(of(Box::new(placed(at(54_980_000, -1_617_000)))), 0);
    assert_eq!(of(Box::new(placed(at(55_008_000, -1_617_000)))), 1);
    assert_eq!(of(Box::new(placed(at(56_978_000, -1_617_000)))), Steps::FAR);
    assert_eq!(of(Box::new(|_| {})), Steps::NOWHERE);
    let visits = |it: &mut CommunityService| it.entry.description = Words::new("Home visits").ok();
    assert_eq!(of(Box::new(visits)), 0);
    let within = Asked { within: Some(Within::One), ..asked };
    assert!(within.allows(&entry(placed(at(54_980_000, -1_617_000))), TODAY));
    assert!(!within.allows(&entry(placed(at(55_008_000, -1_617_000))), TODAY));
    assert!(!within.allows(&entry(|_| {}), TODAY), "nobody knows where it is");
    assert!(within.allows(&entry(visits), TODAY), "it comes to the person");
}

#[test]
fn a_postcode_says_where_an_entry_is_when_it_says_nothing_finer() {
    let service = service(|it| {
        let code = Line::new("NE1 4LP").ok();
        let address = crate::directory::record::Address { postcode: code, ..Default::default() };
        it.entry.record.locations.push(Location { addresses: vec![address], ..Location::of(LocationKind::Physical) });
    });
    let facts = Facts::of(&service, |code| (code == "NE1 4LP").then_some(at(1, 2)));
    assert_eq!(*facts.places, [at(1, 2)]);
}

#[test]
fn what_the_person_needs_ranks_up_and_never_hides() {
    let asked = Asked {
        access: [AccessNeed::StepFree, AccessNeed::Loop].into_iter().collect::<Accesses>(),
        language: Some("polish".to_owned()),
        ..Asked::default()
    };
    let with = |access: &str, languages: &str| {
        entry(|it| {
            it.entry.access = Words::new(access).ok();
            it.entry.languages = Line::new(languages).ok();
        })
    };
    let (all, one, none) = (with("Ramp, hearing loop", "English, Polish"), with("Ramp", ""), with("", ""));
    assert_eq!([&all, &one, &none].map(|it| steps(&asked, it, TODAY)), [0, 4, 6]);
    assert!([&all, &one, &none].iter().all(|it| asked.allows(it, TODAY)));
}

#[test]
fn day_age_and_cost_let_through_what_says_so() {
    let tuesday = entry(|it| {
        it.entry.record.minimum_age = Some(18);
        it.entry.record.maximum_age = Some(64);
        it.entry.record.costs = vec![Cost { pence: Some(0), ..Cost::default() }];
        it.entry.record.schedules = vec![Schedule {
            days: vec![DayRule::every(Weekday::Tuesday)],
            opens: Some(time(10, 0, 0, 0)),
            closes: Some(time(12, 0, 0, 0)),
            ..Schedule::default()
        }];
    });
    let silent = entry(|_| {});
    let allows = |asked: &Asked| [&tuesday, &silent].map(|it| asked.allows(it, TODAY));
    let on = |day, part| Asked { day, part, ..Asked::default() };
    let down = |asked: &Asked| [&tuesday, &silent].map(|it| steps(asked, it, TODAY));
    assert_eq!(allows(&on(Some(Weekday::Tuesday), None)), [true, true], "one that does not say when may be open");
    assert_eq!(allows(&on(Some(Weekday::Monday), None)), [false, true]);
    assert_eq!(allows(&on(Some(Weekday::Tuesday), Some(DayPart::Morning))), [true, true]);
    assert_eq!(allows(&on(None, Some(DayPart::Afternoon))), [false, true]);
    assert_eq!(down(&on(Some(Weekday::Tuesday), Some(DayPart::Morning))), [0, Steps::NO_TIMES], "and is further down");
    assert_eq!(down(&on(None, None)), [0, 0]);
    let of_age = |age| Asked { age: Some(age), ..Asked::default() };
    assert_eq!(allows(&of_age(17)), [false, true], "one that does not say may be for any age");
    assert_eq!(allows(&of_age(64)), [true, true]);
    assert_eq!(allows(&of_age(65)), [false, true]);
    assert_eq!(allows(&Asked { is_free: true, ..Asked::default() }), [true, false]);
    let says = |cost: &str| entry(|it| it.entry.cost = Line::new(cost).ok()).is_free;
    assert_eq!(["Free", "Free of charge", "£2, tea is free", "Freephone"].map(says), [true, true, false, false]);
}

#[test]
fn a_card_that_steps_down_says_why() {
    let of = |change: &dyn Fn(&mut CommunityService)| whys(&service(|it| change(it)), None, TODAY).join(" ");
    assert_eq!(of(&|_| {}), "");
    assert_eq!(of(&|it| it.capacity = Capacity::Full), "Full since 1 November 2026 or before.");
    assert_eq!(of(&|it| it.checked = Some(date(2026, 7, 2))), "Not checked since 2 July 2026.");
    assert_eq!(of(&|it| it.entry.status = Status::TemporarilyClosed), "Closed for now.");
    assert_eq!(of(&|it| it.checked = None), "Never checked by anybody.");
    let full = service(|it| it.capacity = Capacity::Full);
    let said = |said| Intake {
        id: Id::from_parts(1, [7; 10]),
        entry: full.id,
        places: None,
        paused_until: None,
        said,
        confirmed: None,
    };
    let why = |day| whys(&full, Some(&said(day)), TODAY).join(" ");
    assert_eq!(why(date(2026, 11, 20)), "Full since 20 November 2026 or before.", "there was room when it was checked");
    assert_eq!(why(date(2026, 10, 20)), "Full since 1 November 2026 or before.");
}

#[test]
fn words_of_a_search_are_at_most_eight() {
    assert_eq!(Asked::of_words("one two three four five six seven eight nine ten").words.len(), 8);
    assert!(Asked::of_words("  ").is_everything());
    assert!(Asked::of_words("tea").words == [Sought::of("tea")]);
}
