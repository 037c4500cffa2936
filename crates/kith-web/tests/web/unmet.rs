//! *What was missing*: what a commissioner sees of it and of everything else, and what nobody can work out from it.

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, GapFact, MISSING, affected};
use kith_domain::need::gap::{Findings, Kind, Reason};
use kith_domain::need::{Domain, Gap, Known, Need};
use kith_domain::nhs_number::NumberMissing;
use kith_domain::person::equality::{Answers, Equality, Sex};
use kith_domain::person::identity::{Address, Parts};
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::person::reaching::{Facts, Reaching};
use kith_domain::person::{Born, Identity, Person};
use kith_domain::staff::{Account, Role};
use kith_domain::text::Words;
use kith_store::places::{self, Postcode};
use kith_store::{Isolation, Reach, save};

use super::client::{Answer, Client};
use super::crawl::crawl;
use super::matrix::records;
use super::world::{Home, World, id, line, story, writ};

/// What whoever pays opens of how teams work.
const HOW_TEAMS_WORK: [&str; 6] = [
    "/how-we-work",
    "/how-we-work/context",
    "/how-we-work/csv",
    "/how-we-work/lenses",
    "/how-we-work/lenses/compare",
    "/how-we-work/lenses/show",
];

/// Somebody for whom something was missing.
#[derive(Clone, Copy)]
pub(super) struct Missed {
    /// Days after the first of April 2025.
    pub(super) day: i64,
    pub(super) domain: Option<Domain>,
    pub(super) kind: Option<Kind>,
    pub(super) reason: Reason,
    pub(super) weeks: Option<u32>,
    pub(super) sex: Option<Sex>,
    /// Which of two districts, if any.
    pub(super) district: Option<u8>,
    pub(super) is_restricted: bool,
}

impl Missed {
    pub(super) const fn on(day: i64) -> Self {
        Self {
            day,
            domain: Some(Domain::Housing),
            kind: Some(Kind::Housing),
            reason: Reason::Full,
            weeks: None,
            sex: None,
            district: None,
            is_restricted: false,
        }
    }
}

fn year() -> Period {
    Period::parse("2025-26").unwrap()
}

/// Writes people and their gaps below the application, and gives the plain facts of those who are counted.
pub(super) fn write(world: &World, home: &Home, all: Vec<Missed>) -> Vec<GapFact> {
    let service = home.service;
    let family = home.canary.clone();
    // A thread of its own: the store waits for its database.
    std::thread::scope(|scope| {
        let done = scope.spawn(move || {
            let write = world.app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
                for (number, code) in [(1, "ZZ11AA"), (2, "ZZ22BB")] {
                    let it = Postcode {
                        code: code.to_owned(),
                        position: Some(kith_domain::directory::record::Position {
                            latitude: 52_000_000 + number * 100_000,
                            longitude: -1_000_000,
                        }),
                        area: None,
                        district: Some(format!("E{number}")),
                        ended: None,
                    };
                    places::put_postcode(tx, &it)?;
                    places::put_district(tx, &format!("E{number}"), &format!("District {number}"))?;
                }
                let event = Event::new("test.built");
                let by: Id<Account> = id();
                let mut facts = Vec::new();
                for missed in &all {
                    let at = year().moments().0 + jiff::SignedDuration::from_hours(missed.day * 24 + 10);
                    let born = Born::In(1960);
                    let person = Person {
                        id: id(),
                        service,
                        identity: Identity {
                            nhs_number: Err(NumberMissing::NotToHand),
                            family_name: line(&family),
                            given_names: None,
                            preferred_name: None,
                            born,
                        },
                        phone: None,
                        safe_contact: None,
                        communication: None,
                        // Said when they came, and by some said otherwise later.
                        language: missed.sex.map(|_| line("Polish")),
                        interpreter: false,
                    };
                    save::new(tx, &writ(), &person, &event)?;
                    let need = Need {
                        id: id(),
                        service,
                        person: person.id,
                        stated: Words::new("Somewhere dry to live").unwrap(),
                        domain: missed.domain,
                        known: Known::Later,
                        heard: None,
                        said: None,
                        author: by,
                        at,
                    };
                    save::new(tx, &writ(), &need, &event)?;
                    let findings = Findings { kind: missed.kind, weeks: missed.weeks, ..Findings::only(missed.reason) };
                    let (gap, recorded) = Gap::record(id(), &need, findings, by, at).unwrap();
                    save::new(tx, &writ(), &gap, &recorded)?;
                    let later = (missed.sex == Some(Sex::Male)).then(|| line("English"));
                    if let Some(language) = &later {
                        let facts = Facts { language: Some(language.clone()), ..Facts::default() };
                        save::new(tx, &writ(), &Reaching::begin(id(), &person, facts, by, at).0, &event)?;
                    }
                    if let Some(sex) = missed.sex {
                        let said = Answers { sex: Some(sex), ..Answers::default() };
                        save::new(tx, &writ(), &Equality::begin(id(), &person, said, by, at).0, &event)?;
                    }
                    if let Some(district) = missed.district {
                        let postcode =
                            Some(line(&format!("ZZ{district} {district}{}", ["AA", "BB"][usize::from(district) - 1])));
                        let parts = Parts { postcode, ..Parts::default() };
                        save::new(
                            tx,
                            &writ(),
                            &Address::begin(id(), &person, parts, &line("moved"), by, at).0,
                            &event,
                        )?;
                    }
                    if missed.is_restricted {
                        let other: Id<Account> = id();
                        let terms = Terms {
                            named: [by, other].into(),
                            not_online: false,
                            reason: Some(Words::new("x").unwrap()),
                        };
                        let (kept, _) = Protection::begin(id(), &person, terms, &[by].into(), (by, at)).unwrap();
                        save::new(tx, &writ(), &kept, &event)?;
                        continue;
                    }
                    facts.push(GapFact {
                        person: person.id,
                        at,
                        domain: missed.domain,
                        kind: missed.kind,
                        structure: None,
                        reason: missed.reason,
                        weeks: missed.weeks,
                        instead: None,
                        district: missed.district.map(|it| format!("E{it}")),
                        tenth: None,
                        practice: None,
                        route: None,
                        sex: missed.sex,
                        born,
                        ethnic: None,
                        language: later.or(person.language).map(|it| it.to_string()),
                        disability: None,
                        voice: None,
                        held: Vec::new(),
                    });
                }
                Ok::<_, save::SaveError>(facts)
            });
            write.unwrap()
        });
        done.join().unwrap()
    })
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    table: String,
    line: String,
    people: String,
    note: String,
}

/// The lines of the file with what was asked.
async fn file(client: &mut Client, query: &str) -> Vec<Line> {
    let answer = client.get(&format!("/reports/unmet-need/csv?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
    let mut reader = csv_of(&answer.body);
    reader.remove(0);
    reader
        .into_iter()
        .filter(|row| row[3] != "Definitions")
        .map(|row| Line { table: row[3].clone(), line: row[4].clone(), people: row[5].clone(), note: row[6].clone() })
        .collect()
}

/// A small reader of CSV: quoted cells with doubled quotes, no line ends within.
fn csv_of(text: &str) -> Vec<Vec<String>> {
    let rows = text.trim_start_matches('\u{FEFF}').split("\r\n").filter(|row| !row.is_empty());
    rows.map(|row| {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        for c in row.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    })
    .collect()
}

pub(super) fn people(count: &str) -> String {
    format!("about {count} people needed something")
}

/// A figure: where it stands, what is printed, and who stands behind it.
type Exact<'a> = (&'a Vec<(String, String)>, &'a String, BTreeSet<Id<Person>>);

#[test]
fn a_commissioner_sees_this_report_and_nothing_else_of_anybody() {
    story(async |world| {
        records(world, &world.one.canary, |role| world.one.email(role)).await;
        write(world, &world.one, (0..30).map(Missed::on).collect());
        let mut commissioner = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let page = commissioner.get("/").await;
        assert_eq!(page.location(), "/reports", "it is where they begin");
        // It says in a sentence each what there is, and every one of them opens.
        let begin = commissioner.get("/reports").await;
        assert_eq!(begin.body.matches("kith-row__name").count(), 6, "{}", begin.text());
        for part in begin.body.split("kith-row__name\" href=\"").skip(1) {
            let to = part.split('"').next().unwrap();
            assert_eq!(commissioner.get(to).await.status, StatusCode::OK, "{to}");
        }
        let mut evaluator = Client::signed_in(&world.router, &world.one.email(Role::Evaluator)).await;
        assert_eq!(evaluator.get("/").await.location(), "/reports");
        assert!(evaluator.get("/reports").await.text().contains("A case for investment"));
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert_eq!(practice.get("/reports").await.status, StatusCode::FORBIDDEN);
        let page = commissioner.get("/reports/unmet-need").await;
        assert!(page.text().contains(&people("30")), "{}", page.text());
        // Every address there is: the reports, the directory that is for anybody, and their own account.
        let own = ["/reports", "/directory", "/account", "/sign-out", "/confirm", "/role", "/oruk"];
        let mut opened = BTreeSet::new();
        for route in kith_web::routes().into_iter().filter(|route| !route.public && route.method == "GET") {
            let path = route.path.replace("{id}", &id::<Gap>().uuid().to_string());
            let answer = commissioner.get(&path).await;
            if !matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
                opened.insert(route.path);
            }
        }
        let else_opened: Vec<&str> =
            opened.iter().copied().filter(|path| !own.iter().any(|own| path.starts_with(own))).collect();
        // Of how teams work, what is told from five workers on; and no series of one, nor what only the service writes.
        assert_eq!(else_opened, HOW_TEAMS_WORK);
        assert!(opened.contains("/reports/unmet-need/workbook"), "{opened:?}");
        // Nor does any page that they can be led to name a person, or lead to one.
        let mut wrong = Vec::new();
        crawl(&mut commissioner, |path, answer| {
            if answer.body.contains("href=\"/people/") || answer.body.contains("/gaps") {
                wrong.push(path.to_owned());
            }
        })
        .await;
        assert_eq!(wrong, Vec::<String>::new());
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::Commissioner)).await;
        let page = other.get("/reports/unmet-need").await.text();
        assert!(page.contains("it was recorded of nobody"), "another service: {page}");
    });
}

#[test]
fn who_may_see_it_and_who_may_not() {
    story(async |world| {
        for role in Role::ALL {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            let may = !matches!(role, Role::Practice | Role::Organisation | Role::Administrator);
            for path in ["/reports/unmet-need", "/reports/unmet-need/csv", "/reports/unmet-need/workbook"] {
                let status = client.get(path).await.status;
                let wanted = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
                assert_eq!(status, wanted, "{role:?} at {path}");
            }
        }
        let mut nobody = Client::new(&world.router);
        let answer = nobody.get("/reports/unmet-need").await;
        assert!(answer.location().starts_with("/sign-in"), "{}", answer.location());
    });
}

#[test]
fn a_restricted_record_is_counted_for_nobody() {
    story(async |world| {
        let mut all: Vec<Missed> = (0..12).map(Missed::on).collect();
        all.extend((0..30).map(|n| Missed { is_restricted: true, ..Missed::on(n) }));
        write(world, &world.one, all);
        for role in [Role::Commissioner, Role::TeamLead, Role::ServiceManager, Role::LinkWorker, Role::Evaluator] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            let page = client.get("/reports/unmet-need").await.text();
            assert!(page.contains(&people("10")), "{role:?}: {page}");
        }
    });
}

#[test]
fn what_the_address_may_ask_and_what_it_may_not() {
    story(async |world| {
        write(world, &world.one, (0..12).map(|n| Missed { district: Some(1), ..Missed::on(n) }).collect());
        let mut client = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        for good in [
            "",
            "period=2025-26",
            "need=domain-housing",
            "place=district-E1",
            "need=sector-structural&period=2025-26-q1",
        ] {
            assert_eq!(client.get(&format!("/reports/unmet-need?{good}")).await.status, StatusCode::OK, "{good}");
        }
        let long = format!("need={}", "x".repeat(3_000));
        for wrong in [
            "period=2025",
            "period=2025-26-q5",
            "period=2030-31",
            "period=2001-02",
            "need=cheese",
            "need=%22%27%3E%3Cx-kith-7%3E",
            "need=%00",
            "place=district-E2",
            "place=practice-x",
            "need=domain-housing&need=domain-food",
            "from=2025-04-01",
            long.as_str(),
        ] {
            for path in ["/reports/unmet-need", "/reports/unmet-need/csv", "/reports/unmet-need/workbook"] {
                let answer = client.get(&format!("{path}?{wrong}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}?{wrong}");
                assert!(!answer.body.contains("<x-kith-7"), "{wrong}");
            }
        }
    });
}

#[test]
fn what_is_asked_for_is_kept_as_it_was_typed_and_printed() {
    story(async |world| {
        write(world, &world.one, (0..30).map(|n| Missed { district: Some(1), ..Missed::on(n) }).collect());
        let path = "/reports/unmet-need/case";
        let asked = "period=2025-26&need=domain-housing&place=district-E1";
        let page = format!("{path}?{asked}");
        let ask = format!("{path}/ask");
        let of = [("period", "2025-26"), ("need", "domain-housing"), ("place", "district-E1")];
        let words = |words: &'static str| of.into_iter().chain([("words", words)]).collect::<Vec<_>>();
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut commissioner = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let answer = commissioner.get(&page).await;
        assert!(answer.text().contains("about 30 people needed this"), "{}", answer.text());
        assert!(!answer.body.contains("<textarea"), "a commissioner writes nothing");
        let long = "x".repeat(4_001);
        for wrong in ["", "  ", long.as_str(), "a\u{0}b"] {
            let fields: Vec<(&str, &str)> = of.into_iter().chain([("words", wrong)]).collect();
            let refused = lead.fill(&page, &ask, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        }
        let canary = "Two advisers,\n<x-kith-7> at court";
        let saved = lead.fill(&page, &ask, &words(canary)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert!(saved.location().starts_with(path) && saved.location().contains("need=domain%2Dhousing"));
        let again = lead.fill(&page, &ask, &words(canary)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is different");
        let read = commissioner.get(&page).await;
        assert!(read.text().contains("Two advisers,") && !read.body.contains("<x-kith-7>"), "{}", read.text());
        let pdf = commissioner.get(&format!("{path}/pdf?{asked}")).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
        let text = commissioner.get(&format!("{path}/text?{asked}")).await;
        assert!(text.body.contains("Two advisers,<br>\n&lt;x-kith-7&gt; at court"), "{}", text.body);
        assert!(text.header("content-disposition").starts_with("attachment; "));
        // Of another year, need or place it says nothing, and to another service neither.
        for other in ["period=2025-26&need=domain-housing", "period=2025-26&need=sector-structural&place=district-E1"] {
            let page = commissioner.get(&format!("{path}?{other}")).await.text();
            assert!(page.contains("(Not written yet.)"), "{other}: {page}");
        }
        let mut stranger = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(stranger.get(&page).await.status, StatusCode::BAD_REQUEST, "nobody of theirs is from there");
        for wrong in ["period=2025-26-q9", "need=cheese", "place=x"] {
            assert_eq!(commissioner.get(&format!("{path}?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        // Two who write at once: the second is told, and keeps what they typed.
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let drawn = manager.get(&page).await;
        assert_eq!(lead.fill(&page, &ask, &words("Three advisers")).await.status, StatusCode::SEE_OTHER);
        let mut fields = drawn.hidden(&ask);
        fields.retain(|(name, _)| !of.iter().any(|(known, _)| known == name));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(words("Four advisers")).collect();
        let late = manager.post(&ask, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.body.contains("Four advisers"), "{}", late.text());
    });
}

/// A filter as what is fixed, by the code of each dimension.
type Filter = BTreeMap<&'static str, String>;

/// The code of a line of a table.
fn code_of(by: By, words: &str) -> Option<String> {
    if words == by.missing() {
        return Some(MISSING.to_owned());
    }
    match by {
        By::District => Some(words.replace("District ", "E")),
        By::Quarter => year().quarters().into_iter().find(|it| it.in_words() == words).map(Period::code),
        by => by.values()?.into_iter().find(|(_, known)| *known == words).map(|(code, _)| code.to_owned()),
    }
}

/// Every figure that anybody can be shown of the year, by its filter, read off the files of every need, place and period.
async fn every_figure(client: &mut Client, page: &Answer) -> BTreeMap<Vec<(String, String)>, String> {
    let choices = |name: &str| -> Vec<String> {
        let select = page.body.split(&format!("name=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
        select.split("value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let mut all = BTreeMap::new();
    let names: BTreeMap<String, By> = By::ALL.iter().map(|by| (kith_app::unmet::files::heading(*by), *by)).collect();
    // The year and two of its quarters, every place, and the needs that somebody has with one that nobody has.
    let needs = ["", "sector-health", "sector-structural", "domain-housing", "domain-food", "domain-work"];
    let offered = choices("need");
    assert!(needs.iter().all(|need| offered.iter().any(|it| it == need)), "{offered:?}");
    for period in ["2025-26", "2025-26-q1", "2025-26-q3"].map(str::to_owned) {
        assert!(choices("period").contains(&period));
        for need in needs.map(str::to_owned) {
            for place in choices("place") {
                let mut asked = Filter::new();
                for (word, text) in [(By::Sector, &need), (By::Domain, &need), (By::District, &place)] {
                    if let Some(code) = text.strip_prefix(word.code()).and_then(|rest| rest.strip_prefix('-')) {
                        asked.insert(word.code(), code.to_owned());
                    }
                }
                if period.contains("-q") {
                    asked.insert(By::Quarter.code(), period.clone());
                }
                for it in file(client, &format!("period={period}&need={need}&place={place}")).await {
                    let mut filter = asked.clone();
                    let by = names.get(&it.table).copied();
                    if it.table.starts_with("Beside") {
                        continue;
                    }
                    for (words, gone) in [
                        ("of every quarter of the year", &[By::Quarter][..]),
                        ("of every place", &[By::District]),
                        ("of every need", &[By::Sector, By::Domain]),
                    ] {
                        if it.note.contains(words) {
                            filter.retain(|by, _| !gone.iter().any(|gone| gone.code() == *by));
                        }
                    }
                    if by == Some(By::Quarter) {
                        filter.remove(By::Quarter.code());
                    }
                    if let Some(by) = by.filter(|_| it.line != "Together, each person once") {
                        filter.insert(by.code(), code_of(by, &it.line).unwrap_or_else(|| panic!("{it:?}")));
                    }
                    let key: Vec<(String, String)> =
                        filter.into_iter().map(|(by, code)| (by.to_owned(), code)).collect();
                    let before = all.insert(key.clone(), it.people.clone());
                    // One filter is one figure, wherever it is read.
                    assert!(before.is_none_or(|before| before == it.people), "{key:?}: {it:?}");
                }
            }
        }
    }
    all
}

#[test]
fn no_pair_of_filters_gives_one_to_seven_by_subtraction() {
    story(async |world| {
        let all: Vec<Missed> = (0..230_i64)
            .map(|n| Missed {
                domain: Some(if n % 9 == 0 { Domain::Food } else { Domain::Housing }),
                kind: if n % 5 == 0 { Some(Kind::Nhs) } else { Some(Kind::Housing) },
                reason: if n % 13 == 0 {
                    Reason::Cost
                } else if n % 31 == 0 {
                    Reason::Travel
                } else if n % 3 == 0 {
                    Reason::Wait
                } else {
                    Reason::Full
                },
                weeks: (n % 3 == 0).then_some(u32::try_from(n % 30).unwrap()),
                sex: (n % 4 != 0).then_some(if n % 7 == 0 { Sex::Male } else { Sex::Female }),
                district: (n % 17 != 0).then_some(if n % 6 == 0 { 2 } else { 1 }),
                is_restricted: false,
                day: n * n % 364,
            })
            .collect();
        let facts = write(world, &world.one, all);
        let mut client = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let page = client.get("/reports/unmet-need?period=2025-26").await;
        let figures = every_figure(&mut client, &page).await;
        let by_code = |code: &str| By::from_code(code).unwrap();
        // The oracle counts the raw facts by itself.
        let exact: Vec<Exact<'_>> = figures
            .iter()
            .map(|(key, shown)| {
                let filter: Vec<(By, &str)> = key.iter().map(|(by, code)| (by_code(by), code.as_str())).collect();
                (key, shown, affected(&facts, year(), &filter))
            })
            .collect();
        let small = |left: i64| (1..=7).contains(&left);
        let mut pairs = 0;
        for (key, shown, people) in &exact {
            if *shown == "*" {
                continue;
            }
            let count = people.len();
            assert!(!small(count.try_into().unwrap()), "{key:?} shows {count}");
            assert_eq!(**shown, ((count + 2) / 5 * 5).to_string(), "{key:?}");
            for (other, other_shown, others) in &exact {
                // The wider of two filters, both shown.
                if *other_shown == "*" || other.len() >= key.len() || !other.iter().all(|it| key.contains(it)) {
                    continue;
                }
                let left = others.len() as i64 - people.len() as i64;
                assert!(!small(left), "{other:?} less {key:?} leaves {left}");
                pairs += 1;
            }
        }
        // What the shown parts of a breakdown leave of its total: everybody here has one gap, so that parts add up.
        let by_parts: BTreeMap<&Vec<(String, String)>, (&String, i64)> =
            exact.iter().map(|(key, shown, people)| (*key, (*shown, people.len() as i64))).collect();
        let mut breakdowns = 0;
        for (key, shown, people) in exact.iter().filter(|it| *it.1 != "*") {
            for by in By::ALL.iter().filter(|by| !key.iter().any(|(it, _)| it == by.code())) {
                let parts = by_parts.iter().filter(|(part, _)| {
                    part.len() == key.len() + 1
                        && part.iter().any(|(it, _)| it == by.code())
                        && key.iter().all(|it| part.contains(it))
                });
                let parts: Vec<&(&String, i64)> = parts.map(|(_, part)| part).collect();
                let all: i64 = parts.iter().map(|(_, many)| many).sum();
                // Only where every part was read: the year has its four quarters, a need or place all of its values.
                if parts.len() < 2 || all != people.len() as i64 {
                    continue;
                }
                let left: i64 = parts.iter().filter(|(shown, _)| *shown == "*").map(|(_, many)| many).sum();
                assert!(!small(left), "{key:?}, shown as {shown}, less its parts by {by:?} leaves {left}");
                breakdowns += 1;
            }
        }
        assert!(breakdowns > 100, "{breakdowns}");
        // What two filters that overlap leave of a wider one.
        let shown: BTreeMap<&Vec<(String, String)>, i64> =
            exact.iter().filter(|it| *it.1 != "*").map(|(key, _, people)| (*key, people.len() as i64)).collect();
        for (key, both) in shown.iter().filter(|(key, _)| key.len() >= 2) {
            for one in 0..key.len() {
                for two in one + 1..key.len() {
                    let without = |gone: &[usize]| {
                        let left = key.iter().enumerate().filter(|(at, _)| !gone.contains(at));
                        left.map(|(_, it)| it.clone()).collect::<Vec<_>>()
                    };
                    let (Some(whole), Some(a), Some(b)) =
                        (shown.get(&without(&[one, two])), shown.get(&without(&[one])), shown.get(&without(&[two])))
                    else {
                        continue;
                    };
                    let left = whole - a - b + both;
                    assert!(!small(left), "neither of {key:?} leaves {left}");
                    pairs += 1;
                }
            }
        }
        let hidden = figures.values().filter(|it| *it == "*").count();
        assert!(pairs > 1_000 && hidden > 50, "{pairs} pairs, {hidden} of {} hidden", figures.len());
    });
}
