//! The minimum under every filter, pattern of sharing and reader; charts that come out the same again; claims where
//! something was planted and none where nothing was.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::date;
use kith_domain::context::Kind;
use kith_domain::id::Id;
use kith_domain::lens::{LensLine, LensVersion, Mark, Reading, ours};
use kith_domain::measure::Month;
use kith_domain::measure::working::{ContactFact, Mix};
use kith_domain::need::Known;
use kith_domain::own_series::SeriesShare;
use kith_domain::staff::{Account, Service};
use kith_domain::support::WayOfWorking;
use kith_domain::support::contact::{Asked as WasAsked, Mode, Place, Reached, StartedBy};
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::text::Line;
use kith_domain::time;
use proptest::prelude::*;

use super::series::figures;
use super::*;

fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1, [n; 10])
}

fn service() -> Id<Service> {
    id(200)
}

/// The months from January 2025.
fn window(months: usize) -> Window {
    let mut all = vec![Month::of(date(2025, 1, 1))];
    while all.len() < months {
        let last = all.last().copied().unwrap();
        all.push(Month::of(last.last_day().tomorrow().unwrap()));
    }
    Window { months: all }
}

fn moment(window: &Window, month: usize, day: i8) -> Timestamp {
    let first = window.months[month].first_day();
    time::moment_on(date(first.year(), first.month(), day), 10, 0).unwrap()
}

fn ways() -> Vec<WayOfWorking> {
    let of = |(at, (code, heading, label)): (usize, &(&str, _, &str))| WayOfWorking {
        id: id(u8::try_from(at).unwrap()),
        service: service(),
        code: Line::new(code).unwrap(),
        label: Line::new(label).unwrap(),
        heading: *heading,
        position: i64::try_from(at).unwrap(),
    };
    FIRST_LIST.iter().enumerate().map(of).collect()
}

/// A contact as chance draws it.
#[derive(Debug, Clone)]
struct Drawn {
    worker: u8,
    month: usize,
    asked: u8,
    needs: usize,
    place: u8,
    is_reached: bool,
    started: u8,
    ways: u8,
}

fn any_contact(workers: u8, months: usize) -> impl Strategy<Value = Drawn> {
    (0..workers, 0..months, 0_u8..3, 0_usize..5, 0_u8..3, any::<bool>(), 0_u8..3, any::<u8>()).prop_map(
        |(worker, month, asked, needs, place, is_reached, started, ways)| Drawn {
            worker,
            month,
            asked,
            needs,
            place,
            is_reached,
            started,
            ways,
        },
    )
}

fn contact(window: &Window, it: &Drawn) -> ContactFact {
    let codes = ["P01", "P03", "P08", "P12", "P13", "P15", "P21", "P24"];
    ContactFact {
        worker: id(it.worker),
        person: id(it.ways % 20),
        at: moment(window, it.month, 10),
        mode: if it.place == 0 { Mode::Phone } else { Mode::FaceToFace },
        place: [None, Some(Place::Home), Some(Place::Venue)][usize::from(it.place)],
        reached: if it.is_reached { Reached::Yes } else { Reached::NoAnswer },
        has_others: it.ways.is_multiple_of(5),
        minutes: (!it.ways.is_multiple_of(3)).then(|| u32::from(it.ways)),
        asked: [None, Some(WasAsked::Answered), Some(WasAsked::Skipped)][usize::from(it.asked)],
        started_by: [None, Some(StartedBy::Us), Some(StartedBy::Them)][usize::from(it.started)],
        accompanied: it.ways.is_multiple_of(7),
        ways: (0..8).filter(|bit| it.ways >> bit & 1 == 1).map(|bit| codes[bit].to_owned()).collect(),
        has_goal: it.ways.is_multiple_of(4),
        has_connection: it.ways.is_multiple_of(6),
        is_held: it.ways.is_multiple_of(5),
        needs: it.needs,
        is_structural: it.needs > 2,
    }
}

fn facts(window: &Window, drawn: &[Drawn]) -> Facts {
    let mut contacts: Vec<ContactFact> = drawn.iter().map(|it| contact(window, it)).collect();
    contacts.sort_by_key(|it| it.at);
    let needs = contacts
        .iter()
        .filter(|it| it.needs > 0)
        .map(|it| kith_domain::measure::working::NeedFact {
            worker: it.worker,
            person: it.person,
            at: it.at,
            known: if it.has_goal { Known::Referral } else { Known::Later },
            domain: None,
            practice: Some(id(u8::try_from(it.needs).unwrap())),
        })
        .collect();
    Facts::of(contacts, (Vec::new(), Vec::new()), needs)
}

/// A sharing as chance draws it: who, from which month, until which.
fn any_share(workers: u8, months: usize) -> impl Strategy<Value = (u8, usize, Option<usize>)> {
    (0..workers, 0..months, prop::option::of(0..months))
}

fn shares(window: &Window, of: &[(u8, usize, Option<usize>)], with: Id<Account>) -> Vec<SeriesShare> {
    let share = |(at, (worker, from, until)): (usize, &(u8, usize, Option<usize>))| SeriesShare {
        id: id(u8::try_from(at).unwrap()),
        service: service(),
        owner: id(*worker),
        with,
        from: window.months[*from],
        at: moment(window, *from, 12),
        ended: until.map(|until| moment(window, until.max(*from), 20)),
    };
    of.iter().enumerate().map(share).collect()
}

/// Whom a reader has been able to see in a month, worked out anew and not by the code that is tested.
fn has_seen(reader: u8, shares: &[(u8, usize, Option<usize>)], worker: u8, month: usize) -> bool {
    let of = |(owner, from, until): &(u8, usize, Option<usize>)| {
        *owner == worker && *from <= month && until.is_none_or(|until| month <= until.max(*from))
    };
    reader == worker || shares.iter().any(of)
}

/// The workers behind some contacts of some months, whom the reader has never been able to see there.
fn behind<'d>(
    drawn: impl Iterator<Item = &'d Drawn>,
    months: &[usize],
    reader: u8,
    shares: &[(u8, usize, Option<usize>)],
) -> (BTreeSet<u8>, BTreeSet<u8>) {
    let (mut all, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for it in drawn.filter(|it| months.contains(&it.month)) {
        all.insert(it.worker);
        if !has_seen(reader, shares, it.worker, it.month) {
            unseen.insert(it.worker);
        }
    }
    (all, unseen)
}

/// Each part in which anybody took part has enough.
fn holds(parts: &[(BTreeSet<u8>, BTreeSet<u8>)], least: Least) -> bool {
    parts.iter().all(|(all, unseen)| all.is_empty() || unseen.len() >= least.number())
}

const WORKERS: u8 = 7;
const MONTHS: usize = 14;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whoever reads (a lead who is one of the workers among them), whatever was shared and taken back, by every figure and
    /// every case mix: behind every denominator that is told there are enough unseen workers, and behind what it leaves
    /// over of all contacts too, so that no two figures of the page differ by fewer.
    #[test]
    fn no_figure_and_no_difference_of_figures_tells_of_fewer_than_the_minimum(
        drawn in prop::collection::vec(any_contact(WORKERS, MONTHS), 0..300),
        reader in 0..WORKERS + 2,
        shared in prop::collection::vec(any_share(WORKERS, MONTHS), 0..4),
        pays in any::<bool>(),
    ) {
        let window = window(MONTHS);
        let facts = facts(&window, &drawn);
        let least = if pays { Least::COMMISSIONER } else { Least::TEAM };
        let viewer = Viewer { least, account: id(reader), shares: shares(&window, &shared, id(reader)) };
        let view = View::decide(window.clone(), &facts, Eyes::Team(viewer));
        let lens = ours(service());
        let (done, reads, signals) = figures(&ways());
        // All months that are told are told in spans that do not overlap, of contacts that were asked and were not.
        let mut used = BTreeSet::new();
        for span in &view.spans {
            for month in &span.months {
                prop_assert!(used.insert(*month));
            }
            let of = |asked: bool| {
                behind(drawn.iter().filter(|it| (it.asked > 0) == asked), &span.months, reader, &shared)
            };
            prop_assert!(holds(&[of(true), of(false)], least), "{:?}", span);
        }
        let all: Vec<Figure> = done.into_iter().chain(reads).chain(signals).filter(Figure::is_of_contacts).collect();
        for series in series::series(&view, &facts, &lens, &all) {
            for point in &series.points {
                // Every month of a point is of a span that is told.
                prop_assert!(point.places.iter().all(|month| used.contains(month)));
                let total = drawn.iter().filter(|it| point.places.contains(&it.month));
                let (everybody, unseen) = behind(total, &point.places, reader, &shared);
                prop_assert!(everybody.is_empty() || unseen.len() >= least.number());
            }
        }
        // Answered contacts, those that were skipped, and those that were not asked: the denominators by hand.
        for figure in all.iter().filter(|it| matches!(it, Figure::Way { .. })).take(1) {
            for series in series::series(&view, &facts, &lens, std::slice::from_ref(figure)) {
                for point in &series.points {
                    let of = |is: fn(&Drawn) -> bool| {
                        behind(drawn.iter().filter(|it| is(it)), &point.places, reader, &shared)
                    };
                    let parts = [of(|it| it.asked == 1), of(|it| it.asked != 1)];
                    if !series.is_quarterly {
                        prop_assert!(holds(&parts, least), "{:?}", point);
                    }
                    let counted = drawn.iter().filter(|it| it.asked == 1 && point.places.contains(&it.month)).count();
                    prop_assert_eq!(point.total, counted as u64);
                }
            }
            for mix in Mix::ALL {
                for (group, series) in series::apart(&view, &facts, &lens, figure, *mix).iter().enumerate() {
                    for point in series.points.iter().filter(|_| !series.is_quarterly) {
                        let in_group = |it: &&Drawn| mix.group(&contact(&window, it)) == group;
                        let of = |asked: bool| {
                            let drawn = drawn.iter().filter(|it| (it.asked == 1) == asked).filter(in_group);
                            behind(drawn, &point.places, reader, &shared)
                        };
                        prop_assert!(holds(&[of(true), of(false)], least), "{:?} {:?}", mix, point);
                        // A group is told only where all groups are, in a span of the whole.
                        prop_assert!(view.spans.iter().any(|span| span.months == point.places));
                    }
                }
            }
        }
    }

    /// As months go by, what was shown stays as it was: whoever kept an earlier page can subtract nothing.
    #[test]
    fn an_earlier_page_is_never_taken_apart_by_a_later_one(
        drawn in prop::collection::vec(any_contact(5, MONTHS), 0..200),
        shared in prop::collection::vec(any_share(5, MONTHS), 0..3),
    ) {
        let whole = window(MONTHS);
        let viewer = |window: &Window| Viewer {
            least: Least::TEAM,
            account: id(99),
            shares: shares(window, &shared, id(99)),
        };
        let late = View::decide(whole.clone(), &facts(&whole, &drawn), Eyes::Team(viewer(&whole)));
        for end in 1..MONTHS {
            let window = window(end);
            let until: Vec<Drawn> = drawn.iter().filter(|it| it.month < end).cloned().collect();
            let early = View::decide(window.clone(), &facts(&window, &until), Eyes::Team(viewer(&whole)));
            for span in &early.spans {
                prop_assert!(late.spans.contains(span), "{:?} after {} months", span, end);
            }
        }
    }

    /// A version of a lens draws the same again, whatever versions came after it.
    #[test]
    fn an_earlier_version_of_a_lens_draws_what_it_drew(
        drawn in prop::collection::vec(any_contact(6, MONTHS), 1..120),
        readings in prop::collection::vec(0_usize..4, 8),
    ) {
        let window = window(MONTHS);
        let facts = facts(&window, &drawn);
        let codes = ["P01", "P03", "P08", "P12", "P13", "P15", "P21", "P24"];
        let lines = |turn: usize| -> Vec<LensLine> {
            codes
                .iter()
                .zip(&readings)
                .map(|(code, reading)| LensLine {
                    mark: Mark::Way(Line::new(code).unwrap()),
                    reading: Reading::ALL[(reading + turn) % 4],
                    basis: Line::new("We think so").unwrap(),
                })
                .collect()
        };
        let name = Line::new("Of our team").unwrap();
        let first = LensVersion::begin(
            (id(1), id(2)), service(), (name.clone(), lines(0)), id(3), Timestamp::UNIX_EPOCH,
        ).unwrap().0;
        let asked = Asked { lens: Which::of(&first), apart: None };
        let viewer = || Viewer { least: Least::TEAM, account: id(99), shares: Vec::new() };
        let draw = |lens: &LensVersion| {
            let view = View::decide(window.clone(), &facts, Eyes::Team(viewer()));
            let team = super::drawn(view, &facts, &ways(), lens.clone(), Vec::new(), &asked).unwrap();
            format!("{:?}", (&team.done, &team.reads, &team.signals, &team.claims))
        };
        let before = draw(&first);
        let second = first.next(id(4), (name, lines(1)), id(3), Timestamp::UNIX_EPOCH).unwrap().0;
        let after = draw(&second);
        prop_assert_eq!(&draw(&first), &before);
        // And the readings of the versions are those of the same contacts: what was done is drawn alike.
        let done = |text: &str| text.split("Read(").next().unwrap_or_default().len();
        prop_assert_eq!(done(&before), done(&after));
    }
}

/// A team of eight whose contacts are drawn by a plain rule: of each hundred that were asked, so many tapped `P08`.
fn planted(months: usize, tapped: impl Fn(usize) -> u32, nothing_else: impl Fn(usize) -> u32) -> (Window, Facts) {
    let window = window(months);
    let mut contacts = Vec::new();
    // A small stream of chance of its own, so that the test draws the same every time.
    let mut state = 88_172_645_463_325_252_u64;
    let mut hundred = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % 100).unwrap()
    };
    for month in 0..months {
        for worker in 0..8 {
            for nth in 0..20_u8 {
                let asked = if nth < 8 { 1 } else { 0 };
                let mut it = contact(
                    &window,
                    &Drawn { worker, month, asked, needs: 1, place: 0, is_reached: true, started: 0, ways: 0 },
                );
                it.person = id(worker * 20 + nth);
                it.has_goal = hundred() >= nothing_else(month);
                it.has_connection = false;
                if hundred() < tapped(month) && asked == 1 {
                    it.ways.insert("P08".to_owned());
                }
                contacts.push(it);
            }
        }
    }
    contacts.sort_by_key(|it| it.at);
    (window, Facts::of(contacts, (Vec::new(), Vec::new()), Vec::new()))
}

fn told(window: Window, facts: &Facts, events: Vec<Noted>) -> Claims {
    let viewer = Viewer { least: Least::TEAM, account: id(99), shares: Vec::new() };
    let view = View::decide(window, facts, Eyes::Team(viewer));
    let asked = Asked { lens: Which::Ours, apart: None };
    drawn(view, facts, &ways(), ours(service()), events, &asked).unwrap().claims
}

fn template() -> Noted {
    let what = "New form for first meetings".to_owned();
    Noted { on: date(2025, 10, 2), kind: Kind::Template, what, words: None, derived: false }
}

#[test]
fn a_step_after_an_event_is_told_with_what_the_record_says_beside_it() {
    let at = |month: usize| if month < 9 { 70 } else { 35 };
    let (window, facts) = planted(18, at, at);
    let claims = told(window, &facts, vec![template()]);
    let it = claims.changes.iter().find(|it| it.figure == "way-P08").expect("it is told");
    assert!(
        it.words.starts_with("After the template, form or list “New form for first meetings” on 2 October 2025"),
        "{it:?}"
    );
    assert!(it.words.contains("fell from"), "{it:?}");
    assert!(it.beside.as_ref().is_some_and(|it| it.starts_with("The record agrees: ")), "{it:?}");
}

#[test]
fn a_step_of_taps_alone_is_told_as_one_that_the_record_does_not_share() {
    let (window, facts) = planted(18, |month| if month < 9 { 70 } else { 30 }, |_| 60);
    let claims = told(window, &facts, vec![template()]);
    let it = claims.changes.iter().find(|it| it.figure == "way-P08").expect("it is told");
    assert!(it.beside.as_ref().is_some_and(|it| it.starts_with("The record does not agree: ")), "{it:?}");
}

#[test]
fn a_slow_change_is_told_as_one_and_no_event_is_blamed_for_it() {
    let slowly = |month: usize| 80 - 3 * u32::try_from(month).unwrap();
    let (window, facts) = planted(18, |_| 50, slowly);
    let claims = told(window, &facts, vec![template()]);
    let it = claims.changes.iter().find(|it| it.figure == "no-goal-or-connection").expect("it is told");
    assert!(it.words.contains("went slowly down over 18 months"), "{it:?}");
    assert!(!it.words.contains("New form"), "{it:?}");
}

#[test]
fn where_nothing_changed_nothing_is_claimed() {
    let (window, facts) = planted(18, |_| 50, |_| 60);
    let claims = told(window, &facts, vec![template()]);
    assert!(claims.changes.is_empty() && claims.looked_at > 20, "{claims:?}");
}

#[test]
fn a_team_of_two_is_shown_nothing_and_its_own_series_to_each() {
    let window = window(MONTHS);
    let drawn: Vec<Drawn> = (0..MONTHS)
        .flat_map(|month| {
            (0..2).map(move |worker| Drawn {
                worker,
                month,
                asked: 1,
                needs: 0,
                place: 0,
                is_reached: true,
                started: 0,
                ways: 4,
            })
        })
        .collect();
    let facts = facts(&window, &drawn);
    let viewer = Viewer { least: Least::TEAM, account: id(99), shares: Vec::new() };
    let view = View::decide(window.clone(), &facts, Eyes::Team(viewer));
    assert!(view.spans.is_empty() && view.hidden == MONTHS);
    let own = facts.only(id(1));
    let view = View::decide(window.clone(), &own, Eyes::One(window.months[0]));
    let series = series::series(&view, &own, &ours(service()), &figures(&ways()).0);
    assert!(series.iter().any(|it| it.points.iter().map(|point| point.total).sum::<u64>() == 12), "whole quarters");
    // From the month in which it was shared on, and not before.
    let view = View::decide(window.clone(), &own, Eyes::One(window.months[10]));
    assert!(view.spans.iter().all(|span| span.months[0] >= 10) && view.spans.len() == 4);
}
