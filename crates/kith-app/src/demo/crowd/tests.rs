//! What the crowd's lives are like, without a store.

use std::collections::BTreeSet;

use jiff::civil::date;
use kith_domain::policy::actor::Post;
use uuid::Uuid;

use super::life::{Step, Who};
use super::site::Course;
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
        lead: staff(Post::TeamLead(service)),
        workers: vec![staff(Post::LinkWorker(service))],
        practices: Vec::new(),
        ways: BTreeMap::new(),
    }
}

/// So many lives that began from `first` to `last` days before the last.
fn lives(course: Course, count: u32, (first, last): (i64, i64)) -> Vec<Vec<Turn>> {
    let (site, tree) = (site(course), Tree(11));
    let begins = AS_OF.saturating_sub(DAYS.days());
    let of = |life: u32| {
        let ago = first - i64::from(life) % (first - last);
        let arrival = working_day(AS_OF.saturating_sub(ago.days()));
        life::live(Dice(tree.branch(&format!("test/{life}"))), life, String::new(), &site, (begins, arrival, AS_OF))
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
        assert!(matches!(life.first().map(|turn| (turn.who, &turn.step)), Some((Who::Practice, Step::Refer(_)))));
        assert!(life.is_sorted_by_key(|turn| turn.at));
        for turn in &life {
            let day = kith_domain::time::day_of(turn.at);
            assert!(turn.at < end && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
        }
    }
}

#[test]
fn no_two_of_a_hundred_thousand_lives_share_a_number() {
    let numbers: Vec<String> = (0..100_000).map(|life| nhs_number(Tree(3), life)).filter(|n| !n.is_empty()).collect();
    // Where no neighbour has a number, the practice does not have it to hand.
    assert!(numbers.len() > 99_950, "{}", numbers.len());
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
}
