//! What the crowd's lives are like, without a store.

use std::collections::BTreeSet;

use jiff::civil::date;
use kith_domain::policy::actor::Post;
use uuid::Uuid;

use super::life::Certain;
use super::site::Course;
use super::step::{Step, Tells, Who};
use super::*;

const AS_OF: Date = date(2026, 11, 26);

fn site(course: Course) -> Site {
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let staff = |post: Post| Staff {
        account: id(1).parse().unwrap(),
        standing: id(2).parse().unwrap(),
        post,
        services: Vec::new(),
        covers: Vec::new(),
    };
    let service = id(3).parse().unwrap();
    Site {
        service,
        course,
        template: None,
        is_even: false,
        lead: staff(Post::TeamLead(service)),
        workers: vec![staff(Post::LinkWorker(service))],
        practices: vec![staff(Post::Practice(id(4).parse().unwrap())), staff(Post::Practice(id(5).parse().unwrap()))],
        ways: BTreeMap::new(),
        code: Some("ABCD EFGH JKLM".to_owned()),
    }
}

/// So many lives that began from `first` to `last` days before the last.
fn lives(course: Course, count: u32, (first, last): (i64, i64)) -> Vec<Vec<Turn>> {
    let (site, tree) = (site(course), Tree(11));
    let begins = AS_OF.saturating_sub(DAYS.days());
    let of = |life: u32| {
        let ago = first - i64::from(life) % (first - last);
        let arrival = working_day(AS_OF.saturating_sub(ago.days()));
        life::live(
            Dice(tree.branch(&format!("test/{life}"))),
            (life, Certain::Nothing),
            String::new(),
            &site,
            (begins, arrival, AS_OF),
        )
    };
    (0..count).map(of).collect()
}

/// How often somebody was reached, and whether they were accompanied anywhere.
fn met(life: &[Turn]) -> (usize, bool) {
    let contacts = life.iter().filter_map(|turn| match &turn.step {
        Step::Contact(input, _) if input.reached == "yes" => Some(input.place == "venue"),
        _ => None,
    });
    contacts.fold((0, false), |(count, along), venue| (count + 1, along || venue))
}

fn share(of: usize, all: usize) -> f64 {
    of as f64 / all as f64
}

/// The ranges of the schemes named in `docs/from-the-studies.md`: about 30 % never engage, 59 of 100 are accompanied,
/// six to twelve contacts.
#[test]
fn lives_are_within_the_ranges_of_published_schemes() {
    for course in [Course::Steady, Course::Drifting] {
        let lives = lives(course, 3_000, (540, 250));
        let taken: Vec<_> = lives.iter().filter(|life| life.iter().any(|t| matches!(t.step, Step::Allocate))).collect();
        let met: Vec<(usize, bool)> = taken.iter().map(|life| met(life)).collect();
        let never = met.iter().filter(|(count, _)| *count == 0).count();
        assert!((0.27..0.33).contains(&share(never, met.len())), "{never} of {}", met.len());
        let helped: Vec<_> = met.iter().filter(|(count, _)| *count >= 5).collect();
        let along = helped.iter().filter(|(_, along)| *along).count();
        assert!((0.50..0.68).contains(&share(along, helped.len())), "{along} of {}", helped.len());
        let contacts: usize = helped.iter().map(|(count, _)| count).sum();
        assert!((6.0..13.0).contains(&share(contacts, helped.len())), "{}", share(contacts, helped.len()));
    }
}

/// One service changes slowly and the other does not: what a page about ways of working has to find, and not to find.
#[test]
fn only_the_service_that_drifts_accompanies_less_as_time_goes_on() {
    let along = |course, when| {
        let all: Vec<_> = lives(course, 6_000, when).iter().map(|life| met(life)).filter(|(n, _)| *n >= 5).collect();
        share(all.iter().filter(|(_, along)| *along).count(), all.len())
    };
    let (early, late) = ((540, 480), (260, 200));
    let change = |course| along(course, early) - along(course, late);
    assert!(change(Course::Drifting) > 0.05, "{}", change(Course::Drifting));
    assert!(change(Course::Steady).abs() < 0.04, "{}", change(Course::Steady));
}

#[test]
fn every_turn_is_in_order_on_a_working_day_and_before_the_last_day() {
    let end = kith_domain::time::moment_on(AS_OF, 0, 0).unwrap();
    for life in lives(Course::Steady, 2_000, (540, 1)) {
        let first = life.first().map(|turn| (turn.who, &turn.step));
        assert!(matches!(first, Some((Who::Practice, Step::Refer(_)) | (Who::Door, Step::Ask(..)))), "{first:?}");
        assert!(life.is_sorted_by_key(|turn| turn.at));
        for turn in &life {
            let day = kith_domain::time::day_of(turn.at);
            assert!(turn.at < end && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
        }
    }
}

/// Four in five come through a practice, with or without accounts (72 to 85 % by medical routes), and each way in is used.
#[test]
fn people_come_by_every_route_and_most_through_a_practice() {
    let mut ways = BTreeMap::from([("practice", 0), ("code", 0), ("me", 0), ("somebody", 0), ("organisation", 0)]);
    for life in lives(Course::Steady, 3_000, (540, 20)) {
        let way = match &life[0].step {
            Step::Ask(_, input) if !input.practice_code.is_empty() => "code",
            Step::Ask(who, _) => who.code(),
            _ => "practice",
        };
        *ways.get_mut(way).unwrap() += 1;
        // Whom no practice referred has none to write to.
        if !matches!(way, "practice" | "code") {
            assert!(!life.iter().any(|turn| matches!(turn.step, Step::Message(_) | Step::Read)), "{way}");
        }
    }
    let medical = share(ways["practice"] + ways["code"], 3_000);
    assert!((0.72..0.85).contains(&medical), "{ways:?}");
    assert!(ways.values().all(|count| *count > 30), "{ways:?}");
}

/// Everything that a service does from day to day happens to somebody, and to nobody more often than it would.
#[test]
fn lives_use_every_room_and_no_room_fills_them_all() {
    let lives = lives(Course::Steady, 3_000, (540, 20));
    let share_of = |does: fn(&Step) -> bool| {
        share(lives.iter().filter(|life| life.iter().any(|turn| does(&turn.step))).count(), lives.len())
    };
    for (what, does, (least, most)) in [
        ("booked", (|it| matches!(it, Step::Book(_))) as fn(&Step) -> bool, (0.40, 0.75)),
        ("moved", |it| matches!(it, Step::Rebook(_)), (0.05, 0.40)),
        ("called off", |it| matches!(it, Step::CallOff(..)), (0.05, 0.40)),
        (
            "kept",
            |it| matches!(it, Step::Contact(with, Tells { booked: true, .. }) if with.reached == "yes"),
            (0.30, 0.70),
        ),
        (
            "missed",
            |it| matches!(it, Step::Contact(with, Tells { booked: true, .. }) if with.reached != "yes"),
            (0.02, 0.30),
        ),
        ("a goal", |it| matches!(it, Step::Goal(_)), (0.08, 0.30)),
        ("something to do", |it| matches!(it, Step::Agree(..)), (0.08, 0.30)),
        ("what became of it", |it| matches!(it, Step::StandAction(..)), (0.05, 0.30)),
        ("changed with its reason", |it| matches!(it, Step::Adjust(..)), (0.01, 0.20)),
        ("a letter", |it| matches!(it, Step::Letter(_)), (0.05, 0.20)),
        ("about me", |it| matches!(it, Step::AboutMe(_)), (0.04, 0.15)),
        ("sharing", |it| matches!(it, Step::Share(..)), (0.05, 0.20)),
        ("not online", |it| matches!(it, Step::NotOnline), (0.002, 0.03)),
        ("restricted", |it| matches!(it, Step::Restrict), (0.0003, 0.015)),
        ("asked back", |it| matches!(it, Step::AskReferrer(_)), (0.05, 0.13)),
        ("redirected", |it| matches!(it, Step::Redirect(..)), (0.008, 0.04)),
        ("answered by link", |it| matches!(it, Step::Answered(..)), (0.05, 0.35)),
        ("read by code", |it| matches!(it, Step::ReadByCode(_)), (0.02, 0.30)),
        ("a concern", |it| matches!(it, Step::Concern(..)), (0.001, 0.015)),
        ("a gap", |it| matches!(it, Step::Gap(..)), (0.15, 0.50)),
        ("what changed", |it| matches!(it, Step::Changed(_)), (0.05, 0.30)),
    ] {
        let found = share_of(does);
        assert!((least..most).contains(&found), "{what}: {found}");
    }
    let count = |does: fn(&Step) -> bool| lives.iter().flatten().filter(|turn| does(&turn.step)).count();
    let concerns = count(|it| matches!(it, Step::Concern(..)));
    let taken = count(|it| matches!(it, Step::Acknowledge(_)));
    assert!(0 < taken && taken < concerns, "{taken} of {concerns}");
    let gaps: BTreeSet<&str> = (lives.iter().flatten())
        .filter_map(|turn| if let Step::Gap(_, gap) = &turn.step { Some(gap.reason.as_str()) } else { None })
        .collect();
    assert!(gaps.len() > 10, "{gaps:?}");
}

#[test]
fn no_two_of_a_hundred_thousand_lives_share_a_number() {
    let numbers: Vec<String> = (0..100_000).map(|life| nhs_number(Tree(3), life)).filter(|n| !n.is_empty()).collect();
    // Where no neighbour has a number, the practice does not have it to hand.
    assert!(numbers.len() > 99_950, "{}", numbers.len());
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
}
