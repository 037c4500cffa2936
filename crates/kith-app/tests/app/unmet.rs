//! The facts of the reports, read record by record, against what the store lists for them: the demo's tour, both engines.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_app::demo::{self, Plan, Size};
use kith_app::unmet::{self as report, Asked, Behind, Rows};
use kith_app::{App, Clock, SystemChance, permit, reports};
use kith_domain::id::Id;
use kith_domain::measure::month::{self, CaseFact, Facts, ReferralFact};
use kith_domain::measure::unmet::{By, EndedFact, Figure as Missed, GapFact, MISSING, TimeFact, ended_unmet};
use kith_domain::measure::{Figure, Month, Period};
use kith_domain::need::standing::{State as Stands, by_connection};
use kith_domain::person::Person;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, Staff, act};
use kith_domain::referral;
use kith_domain::staff::Service;
use kith_domain::support::holding::Cause;
use kith_domain::support::{Holding, case};
use kith_domain::time;
use kith_store::connections::ConnectionLine;
use kith_store::{
    DbError, Place, Reach, ReadTx, Store, address, cases, connections, equality, gaps, holdings, people, places,
    reaching, referrals, support, table, turned_away, unmet,
};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-11-27T12:00:00Z".parse().unwrap()
    }
}

fn ever() -> (Timestamp, Timestamp) {
    ("2020-01-01T00:00:00Z".parse().unwrap(), "2030-01-01T00:00:00Z".parse().unwrap())
}

/// Reads every record of a service by itself.
#[derive(Default)]
struct Raw {
    month: Facts,
    gaps: Vec<GapFact>,
    ended: Vec<EndedFact>,
    contacts: Vec<TimeFact>,
}

fn raw(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Raw, DbError> {
    let mut raw = Raw::default();
    for person in people::everybody(tx)? {
        let it = table::find::<Person>(tx, person.uuid())?.unwrap().it;
        if it.service != service {
            continue;
        }
        // Restricted records stand in no figure of either report, of somebody whom they do not name.
        if people::facts(tx, person)?.unwrap().restricted_to.is_some() {
            continue;
        }
        let of = referrals::of_person(tx, person)?;
        let needs = support::needs(tx, person)?;
        let gaps = gaps::of_person(tx, person)?;
        let ways_in = connections::of_person(tx, person)?;
        let contacts = support::contacts(tx, person)?;
        let held: Vec<Holding> = holdings::of_person(tx, person)?.into_iter().map(|kept| kept.it).collect();
        let all_cases = cases::of_person(tx, person)?;
        for kept in &all_cases {
            let end = match &kept.it.state {
                case::State::DoorOpen { ending } | case::State::Closed { ending } => Some(ending.at),
                _ => None,
            };
            raw.month.cases.push(CaseFact { opened: kept.it.opened, ended: end });
            let Some(ended) = end else { continue };
            for need in &needs {
                let answers = ways_in.iter().filter(|line| line.kept.it.need == Some(need.id));
                let is_answered = answers.into_iter().any(|line| {
                    let state = &line.kept.it.state;
                    by_connection(state) == Some(Stands::Helped) || state.name() == "ended"
                });
                raw.ended.push(EndedFact {
                    person,
                    ended,
                    need_at: need.at,
                    said: need.said.as_ref().map(|said| said.stand),
                    is_answered,
                    has_gap: gaps.iter().any(|gap| gap.need == need.id),
                });
            }
        }
        raw.month.contacts.extend(contacts.iter().map(|kept| kept.it.details.at));
        raw.month.gaps.extend(gaps.iter().map(|gap| gap.at));
        for referral in &of {
            let decided = match &referral.state {
                referral::State::Allocated { at, .. }
                | referral::State::Returned { at, .. }
                | referral::State::Redirected { at, .. } => Some(*at),
                _ => None,
            };
            raw.month.turned_away.extend(turned_away::of_referral(tx, referral.id)?.iter().map(|it| it.at));
            raw.month.referrals.push(ReferralFact {
                received: referral.received,
                state: referral.state.name().to_owned(),
                decided,
            });
        }
        let said = equality::of_person(tx, person)?.map(|kept| kept.it.answers).unwrap_or_default();
        let language = reaching::of_person(tx, person)?.and_then(|kept| kept.it.facts.language);
        let postcode = address::of_person(tx, person)?.and_then(|kept| kept.it.parts.postcode);
        let place = postcode.map(|code| places::find(tx, code.as_str())).transpose()?.flatten();
        let first = gaps.iter().map(|gap| gap.at).min();
        for kept in contacts.iter().filter(|kept| first.is_some_and(|first| kept.it.details.at >= first)) {
            let it = &kept.it.details;
            raw.contacts.push(TimeFact {
                person,
                at: it.at,
                minutes: it.minutes,
                is_held: held.iter().any(|it| {
                    let day = time::day_of(kept.it.details.at);
                    it.says.began <= day && it.ended.as_ref().is_none_or(|ended| day <= time::day_of(ended.at))
                }),
            });
        }
        for gap in &gaps {
            let need = needs.iter().find(|need| need.id == gap.need).unwrap();
            let sent = of.iter().filter(|it| it.received <= gap.at).max_by_key(|it| (it.received, it.id.uuid()));
            raw.gaps.push(GapFact {
                person,
                at: gap.at,
                domain: need.domain,
                kind: gap.kind,
                structure: gap.structure,
                reason: gap.reason,
                weeks: gap.weeks,
                instead: gap.instead,
                district: place.as_ref().and_then(|place| place.district.clone()),
                tenth: place.as_ref().and_then(|place| place.tenth),
                practice: sent.and_then(|it| it.route.practice()),
                route: sent.map(|it| it.route.code().to_owned()),
                sex: said.sex,
                born: it.identity.born,
                ethnic: said.ethnic_group,
                language: language.as_ref().map(ToString::to_string),
                disability: said.disability,
                voice: gap.quotable().cloned(),
                held: days_held(&held, gap, &ways_in),
            });
        }
    }
    Ok(raw)
}

/// The day on which the tests look.
const TODAY: Date = date(2026, 11, 27);

/// The days on which somebody was held because of a gap, day by day, put together where they follow each other.
fn days_held(held: &[Holding], gap: &kith_domain::need::Gap, ways_in: &[ConnectionLine]) -> Vec<(Date, Date)> {
    let is_because = |it: &&Holding| match it.says.cause {
        Some(Cause::Gap(id)) => id == gap.id,
        Some(Cause::Connection(id)) => {
            let need = ways_in.iter().find(|line| line.kept.it.id == id).and_then(|line| line.kept.it.need);
            gap.from == Some(id) || need == Some(gap.need)
        }
        None => false,
    };
    let mut days = std::collections::BTreeSet::new();
    for it in held.iter().filter(is_because) {
        let last = it.ended.as_ref().map_or(TODAY, |ended| time::day_of(ended.at).min(TODAY));
        let mut day = it.says.began;
        while day <= last {
            days.insert(day);
            day = day.tomorrow().unwrap();
        }
    }
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some(span) if span.1 == day => span.1 = day.tomorrow().unwrap(),
            _ => spans.push((day, day.tomorrow().unwrap())),
        }
    }
    spans
}

fn sorted<T: std::fmt::Debug>(all: &[T]) -> Vec<String> {
    let mut all: Vec<String> = all.iter().map(|it| format!("{it:?}")).collect();
    all.sort();
    all
}

/// The report of a month, as the manager of the service reads it.
fn this_month(app: &App, service: Id<Service>, month: Month) -> reports::ThisMonth {
    let manager = Actor::Staff(Staff {
        account: Id::from_parts(1, [9; 10]),
        standing: Id::from_parts(1, [9; 10]),
        post: Post::ServiceManager(service),
        services: vec![service],
        covers: Vec::new(),
    });
    app.read(&app.seed(manager), |look, ctx| {
        let permit = permit::own_service::<act::SeeReports>(ctx)?;
        reports::this_month(look, ctx, &permit, month)
    })
    .unwrap()
}

/// The rows behind every line of the year that goes on, as somebody who may open people reads them.
fn opened(app: &App, post: Post, service: Id<Service>, behind: &Behind) -> Rows {
    let actor = Actor::Staff(Staff {
        account: Id::from_parts(1, [9; 10]),
        standing: Id::from_parts(1, [9; 10]),
        post,
        services: vec![service],
        covers: Vec::new(),
    });
    let asked = Asked { period: Period::parse("2026-27").unwrap(), need: String::new(), place: String::new() };
    let rows = app.read(&app.seed(actor), |look, ctx| {
        let figures = permit::own_service::<act::SeeUnmetNeed>(ctx)?;
        let people = permit::own_service::<act::SeeGaps>(ctx)?;
        report::rows(look, ctx, (&figures, &people), &asked, behind, None)
    });
    rows.unwrap().unwrap()
}

/// A lead of the service opens as many rows as there are facts; a link worker who supports nobody opens none.
fn rows_are_what_is_counted(app: &App, service: Id<Service>, raw: &Raw) {
    let year = Period::parse("2026-27").unwrap();
    let own = || raw.gaps.iter().filter(|it| year.holds(it.at));
    assert!(own().count() <= 50, "one page holds them");
    let mut opened_some = 0;
    for by in By::ALL {
        let values: BTreeSet<String> = own().map(|it| it.value(*by)).collect();
        // Of places that nobody is known to come from there is no table.
        let is_told = !matches!(by, By::District | By::Practice) || values.iter().any(|value| value != MISSING);
        for value in values.into_iter().filter(|_| is_told) {
            let behind = Behind::Line(*by, value.clone());
            let mut rows: Vec<_> = opened(app, Post::TeamLead(service), service, &behind)
                .gaps
                .lines
                .iter()
                .map(|it| (it.person, it.at))
                .collect();
            let mut counted: Vec<_> = own().filter(|it| it.value(*by) == value).map(|it| (it.person, it.at)).collect();
            rows.sort();
            counted.sort();
            assert_eq!(rows, counted, "{by:?} {value}");
            opened_some += rows.len();
            let none = opened(app, Post::LinkWorker(service), service, &behind);
            assert!(none.gaps.lines.is_empty(), "of people whom somebody else supports");
        }
    }
    assert!(opened_some > 0 || own().count() == 0);
    for figure in [Missed::EndedUnmet, Missed::WithoutGap] {
        let behind = Behind::Ended(figure);
        let rows = opened(app, Post::TeamLead(service), service, &behind).ended.lines;
        let rows: BTreeSet<_> = rows.iter().map(|it| it.fact.person).collect();
        let (all, without) = ended_unmet(&raw.ended, year);
        assert_eq!(rows, if figure == Missed::EndedUnmet { all } else { without }, "{figure:?}");
        assert!(opened(app, Post::LinkWorker(service), service, &behind).ended.lines.is_empty());
    }
}

#[test]
fn the_reports_count_what_stands_in_the_records_of_the_demo() {
    for database in kith_testkit::prepared(crate::world::migrate) {
        let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
        let store = Store::open(&place).unwrap();
        let plan = Plan { size: Size::Tour, seed: 3, as_of: jiff::civil::date(2026, 11, 27) };
        demo::fill(&store, &plan).unwrap();
        let all: Vec<Service> = store.read(&Reach::maintenance(), kith_store::staff::services).unwrap();
        let app = App::new(store, Arc::new(Noon), Arc::new(SystemChance));
        for service in all.iter().map(|it| it.id) {
            let raw = app.store().read(&Reach::maintenance(), |tx| raw(tx, service)).unwrap();
            let listed = app.store().read(&Reach::maintenance(), |tx| {
                Ok::<_, DbError>((
                    unmet::gaps(tx, service, ever(), TODAY)?,
                    unmet::ended(tx, service, ever())?,
                    unmet::contacts_since(tx, service, ever())?,
                ))
            });
            let (gaps, ended, contacts) = listed.unwrap();
            assert_eq!(sorted(&gaps), sorted(&raw.gaps));
            assert_eq!(sorted(&ended), sorted(&raw.ended));
            assert_eq!(sorted(&contacts), sorted(&raw.contacts));
            assert!(!gaps.is_empty() && !ended.is_empty() && !contacts.is_empty(), "the tour has some of each");
            rows_are_what_is_counted(&app, service, &raw);
            let mut month = Month::of(jiff::civil::date(2026, 11, 27));
            let mut sum = 0;
            for _ in 0..19 {
                let counted = this_month(&app, service, month);
                for figure in Figure::ALL {
                    let expected = month::evaluate(*figure, &raw.month, month, Noon.now());
                    assert_eq!(counted.number(*figure), expected, "{figure:?} of {}", month.code());
                    sum += expected;
                }
                month = month.before();
            }
            assert!(sum > 50, "{sum}");
        }
    }
}
